"""A printer on the network: ESC/POS over TCP (port 9100), asked for its state where it answers."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from koperasi_pos.devices.printer import Kind, PrinterTrouble
from koperasi_pos.devices.state import ASK, answers_in, hindrance

_GLANCE = 0.05
"""Seconds to look at the line of a printer that never hangs up by itself."""


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for the connection, for a piece to be taken, for an answer, for the far end to hang up."""

    connect: float = 3.0
    write: float = 15.0
    answer: float = 0.7
    hang_up: float = 2.0


class NetworkPrinter:
    """Connects for every slip and hangs up after it, so that several tills can share one printer."""

    def __init__(self, host: str, port: int = 9100, *, patience: Patience | None = None, piece: int = 1024) -> None:
        self._address = (host, port)
        self._patience = patience or Patience()
        self._piece = piece
        self._answers: bool | None = None
        self._hangs_up: bool | None = None

    @property
    def name(self) -> str:
        """`192.168.1.50:9100`."""
        return f"{self._address[0]}:{self._address[1]}"

    def check(self) -> None:
        """Connect and ask for its state."""
        with self._connected() as line:
            self._look(line)

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """Print one slip; see `Printer.send`."""
        with self._connected() as line:
            self._look(line)
            if begins is not None:
                begins()
            kicked = False
            if first:
                self._write(line, first, kicked=False, counts=False)
                kicked = True
            sent = self._write(line, data, kicked=kicked)
            self._confirm(line, sent, kicked=kicked)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            line = socket.create_connection(self._address, timeout=self._patience.connect)
        except ConnectionRefusedError as error:
            raise self._trouble("refused") from error
        except (ConnectionResetError, ConnectionAbortedError) as error:
            # It picked up and hung up before we could say a word: there is such a printer.
            raise self._trouble("broken") from error
        except TimeoutError as error:
            raise self._trouble("timeout") from error
        except OSError as error:
            raise self._trouble("unreachable") from error
        with line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield line

    def _write(self, line: socket.socket, data: bytes, *, kicked: bool, counts: bool = True) -> int:
        """Hand over `data` piece by piece; returns how much, or raises with how much went out."""
        line.settimeout(self._patience.write)
        sent = 0
        rest = memoryview(data)
        try:
            while rest:
                taken = line.send(rest[: self._piece])
                sent += taken
                rest = rest[taken:]
        except TimeoutError as error:
            raise self._trouble("timeout", sent=sent if counts else 0, kicked=kicked) from error
        except OSError as error:
            raise self._trouble("broken", sent=sent if counts else 0, kicked=kicked) from error
        return sent

    def _look(self, line: socket.socket) -> None:
        """Raise what keeps it from printing; a printer that does not answer is taken to be well."""
        if self._answers is False:
            return
        try:
            line.settimeout(self._patience.answer)
            line.sendall(ASK)
            state = self._answer(line, self._patience.answer)
        except OSError as error:
            raise self._trouble("broken") from error
        if state is not None:
            self._answers = True
            self._judge(state)
        elif self._answers:
            raise self._trouble("timeout")  # it used to answer: now it hangs
        else:
            self._answers = False

    def _confirm(self, line: socket.socket, sent: int, *, kicked: bool) -> None:
        """Learn whether the slip arrived: bytes that only lie in our own computer are not on paper.

        A printer that answers is asked once more: its answer comes behind everything before it. Of another one we
        wait to see it hang up in peace.
        """
        try:
            if self._answers:
                line.settimeout(self._patience.write)
                line.sendall(ASK)
                state = self._answer(line, self._patience.write)
                if state is None:
                    raise self._trouble("timeout", sent=sent, kicked=kicked)
                self._judge(state, sent=sent, kicked=kicked)
                return
            line.shutdown(socket.SHUT_WR)
            # What it may have said is read before we close: bytes left unread would make the system cut the line
            # hard, and the printer lose the end of the slip.
            self._hangs_up = self._ended(line, self._patience.hang_up if self._hangs_up is not False else _GLANCE)
        except TimeoutError as error:
            raise self._trouble("timeout", sent=sent, kicked=kicked) from error
        except OSError as error:
            raise self._trouble("broken", sent=sent, kicked=kicked) from error

    def _answer(self, line: socket.socket, seconds: float) -> tuple[int, int] | None:
        """Both bytes of the answer; `None` where none came in time. Raises `OSError` where the line ended."""
        found: list[int] = []
        until = time.monotonic() + seconds
        while len(found) < 2:
            left = until - time.monotonic()
            if left <= 0:
                return None
            line.settimeout(left)
            try:
                came = line.recv(64)
            except TimeoutError:
                return None
            if not came:
                raise ConnectionResetError("the printer hung up")
            found += answers_in(came)
        return found[-2], found[-1]

    def _ended(self, line: socket.socket, seconds: float) -> bool:
        """Whether the far end hung up within so long; it had read everything then."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            try:
                if not line.recv(256):
                    return True
            except TimeoutError:
                break
        return False

    def _judge(self, state: tuple[int, int], *, sent: int = 0, kicked: bool = False) -> None:
        kind = hindrance(state)
        if kind is not None:
            raise self._trouble(kind, sent=sent, kicked=kicked)

    def _trouble(self, kind: Kind, *, sent: int = 0, kicked: bool = False) -> PrinterTrouble:
        return PrinterTrouble(kind, sent=sent, kicked=kicked, printer=self.name)
