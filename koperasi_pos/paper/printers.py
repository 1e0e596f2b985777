"""Looks for printers and at one: which addresses answer, and whether it could print now."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from koperasi_pos.devices.drivers import ADDRESS_FIELDS, address_of, printer_of
from koperasi_pos.devices.finding import Found, found_here
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.settings import PrinterSettings
from koperasi_pos.values import Refusal

__all__ = [
    "ADDRESS_FIELDS", "PORT", "Found", "address_of", "found_here", "look_at", "neighbours", "own_addresses", "search",
]  # fmt: skip

PORT = 9100
_SECONDS = 0.6
_AT_ONCE = 32


def look_at(settings: PrinterSettings) -> str:
    """Whether the printer of these settings could print now, without printing; where it is, for people.

    `Refusal` with what to do: `printer_none`, `printer_address`, `printer_refused`, `printer_paper_out` …
    """
    printer = printer_of(settings)
    if printer is None:
        raise Refusal("printer_none")
    try:
        printer.check()
    except PrinterTrouble as trouble:
        raise Refusal(trouble.code, **trouble.facts) from trouble
    return printer.name


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine in private networks; asks nobody outside."""
    found = set()
    # Without any network there is nothing to connect to.
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("10.255.255.255", 9))  # a datagram socket: nothing is sent
        found.add(probe.getsockname()[0])
    with contextlib.suppress(OSError):  # a machine may not know its own name
        found |= {str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return sorted(one for one in found if ipaddress.ip_address(one).is_private and not one.startswith("127."))


def neighbours(addresses: Sequence[str]) -> list[str]:
    """The addresses that may carry a printer: this machine itself, and the 254 of each own network (/24)."""
    found = ["127.0.0.1"]
    for address in addresses:
        network = ipaddress.ip_network(f"{address}/24", strict=False)
        found += [str(host) for host in network.hosts()]
    return list(dict.fromkeys(found))


def search(
    addresses: Iterable[str] | None = None, *, port: int = PORT, stop: Callable[[], bool] = lambda: False
) -> list[str]:
    """Addresses at which something takes connections on a printer's port, in the order they were given.

    Nothing is printed and nothing sent: a connection is made and let go. `stop` ends the search early.
    """
    wanted = list(addresses) if addresses is not None else neighbours(own_addresses())

    def answers(address: str) -> bool:
        if stop():
            return False
        try:
            with socket.create_connection((address, port), timeout=_SECONDS):
                return True
        except OSError:
            return False

    with ThreadPoolExecutor(min(_AT_ONCE, max(len(wanted), 1)), thread_name_prefix="search") as threads:
        return [address for address, found in zip(wanted, threads.map(answers, wanted), strict=True) if found]
