"""Signed requests: who asks, whether it is really that till, and whether this was asked before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from koperasi_pos.journal.protocol import (
    HEADER_DEVICE,
    HEADER_NONCE,
    HEADER_PROTO,
    HEADER_SIGNATURE,
    HEADER_TIME,
    PROTO,
    to_sign,
    verify,
)
from koperasi_pos.province.database import Connection
from koperasi_pos.province.refused import Refused

MOST_SKEW = timedelta(minutes=10)
NONCES_KEPT = timedelta(minutes=25)
"""Longer than both sides of the skew together: what is forgotten is refused for its time."""
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Asked:
    """A request as it came: what was signed and by what."""

    method: str
    targets: tuple[str, ...]
    """Path and query as sent; behind a proxy that takes a part of the path away, also with that part."""
    body: bytes
    device: str
    time: str
    nonce: str
    signature: str

    def signed_by(self, public_key: str) -> bool:
        """Whether the other half of this key signed the request."""
        return any(
            verify(
                public_key,
                to_sign(self.method, target, self.body, self.device, self.time, self.nonce),
                self.signature,
            )
            for target in self.targets
        )


@dataclass(frozen=True)
class Caller:
    """The till that asks, as it stands in the tables."""

    shop: str
    device: str
    code: str
    public_key: str
    state: str
    server_epoch: int


def read_request(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, *, prefix: str = ""
) -> Asked:
    """The signed parts of a request. `Refused("protocol_unknown")`, `("bad_signature")` where a part is missing."""
    proto = headers.get(HEADER_PROTO, "")
    if not (proto.isascii() and proto.isdigit() and 1 <= int(proto[:9]) <= PROTO):
        raise Refused("protocol_unknown", newest=str(PROTO))
    target = f"{path}?{query}" if query else path
    asked = Asked(
        method,
        (target, prefix + target) if prefix else (target,),
        body,
        headers.get(HEADER_DEVICE, ""),
        headers.get(HEADER_TIME, ""),
        headers.get(HEADER_NONCE, ""),
        headers.get(HEADER_SIGNATURE, ""),
    )
    if not is_device(asked.device) or not 8 <= len(asked.nonce) <= 64 or not asked.nonce.isascii():
        raise Refused("bad_signature")
    if not asked.nonce.isprintable():
        raise Refused("bad_signature")
    return asked


def is_device(text: str) -> bool:
    """Whether this is the form of a device: 16 hex digits."""
    return len(text) == 16 and set(text) <= _HEX


CLOSED = ("lost", "replaced")
"""States of tills that are no more, but were not taken out of the hands of thieves."""


def caller_of(connection: Connection, asked: Asked, *, closed: bool = False) -> Caller:
    """The till that signed the request, with `closed` one that is no more too.

    `Refused`: `unknown_device`, `bad_signature`, `revoked`.
    """
    # Two small questions: the second one names the shop, and so goes to the one place where the shop's rows lie.
    place = connection.execute("SELECT shop FROM device WHERE device = %s", (asked.device,)).fetchone()
    if place is None:
        raise Refused("unknown_device", device=asked.device)
    row = connection.execute(
        "SELECT code, public_key, state FROM till WHERE shop = %s AND device = %s", (place[0], asked.device)
    ).fetchone()
    epoch = connection.execute("SELECT server_epoch FROM province").fetchone()
    if row is None or epoch is None:
        raise Refused("unknown_device", device=asked.device)
    if not asked.signed_by(row[1]):
        raise Refused("bad_signature")
    if row[2] != "active" and not (closed and row[2] in CLOSED):
        raise Refused("revoked", state=row[2])
    return Caller(place[0], asked.device, row[0], row[1], row[2], epoch[0])


def check_once(connection: Connection, asked: Asked, shop: str, now: datetime) -> None:
    """Refuse what is asked at another time or was asked before: `Refused("clock_skew")`, `("nonce_reused")`."""
    try:
        told = datetime.fromisoformat(asked.time)
        apart = abs(now - told)
    except (ValueError, TypeError, OverflowError):
        raise Refused("clock_skew") from None
    if apart > MOST_SKEW:
        raise Refused("clock_skew")
    done = connection.execute(
        "INSERT INTO nonce (shop, device, nonce, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (shop, asked.device, asked.nonce, now),
    )
    if done.rowcount == 0:
        raise Refused("nonce_reused")


def forget_nonces(connection: Connection, now: datetime) -> int:
    """Drop the nonces whose requests would be refused for their time; how many."""
    return connection.execute("DELETE FROM nonce WHERE at < %s", (now - NONCES_KEPT,)).rowcount
