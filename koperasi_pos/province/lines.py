"""What the province reads from the bytes of an entry: enough to number, find and flag it; never a reason to lose it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koperasi_pos.journal.entry import hash_of

UNREADABLE, CHAIN, CARRIED, FORK = "unreadable", "chain", "carried", "fork"
TWICE = "twice"
"""Of an earlier life of the province, and done again by a later one: in the feed, and in no books."""
ANYBODY = "*"
_HEARD = frozenset({"rights_reclaimed", "visit_asked", "visit_ended"})
_MOST_RUPIAH = 1 << 53


@dataclass(frozen=True)
class ReadLine:
    """One entry as received. What could not be read is empty, and `flag` says so."""

    seq: int
    line: bytes
    hash: bytes
    prev: str
    kind: str
    id: uuid.UUID | None
    time: datetime | None
    amount: int | None
    """The rupiah of a sale."""
    training: bool
    flag: str | None
    calls: str = ""
    """The device that has to act on it, `*` for the province whatever its device; empty for nobody."""


def read_lines(device: str, epoch: int, first: int, lines: Sequence[bytes]) -> list[ReadLine]:
    """Read the entries of a bundle that says to be of this writer, from this number on."""
    return [_read(device, epoch, first + place, line) for place, line in enumerate(lines)]


def _read(device: str, epoch: int, seq: int, line: bytes) -> ReadLine:
    digest = hashlib.sha256(line).digest()
    try:
        fields = json.loads(line)
        body = fields["body"]
        digest = bytes.fromhex(hash_of(line, fields))
        if (fields["writer"], fields["epoch"], fields["seq"]) != (device, epoch, seq):
            raise ValueError("of another writer or number than the bundle says")
        prev, kind, identifier = fields["prev"], fields["kind"], uuid.UUID(bytes=bytes.fromhex(body["id"]))
        numbers = type(fields["epoch"]), type(fields["seq"]), type(fields["version"])
        texts = isinstance(prev, str) and isinstance(fields["staff"], str)
        if numbers != (int, int, int) or not texts or not _is_kind(kind):
            raise ValueError("a field of another form")
        time = _time(fields["time"])
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return ReadLine(seq, line, digest, "", "", None, None, None, False, UNREADABLE)
    amount = _amount(body) if kind == "sale" else None
    training = kind == "till" and body.get("training") is True
    return ReadLine(seq, line, digest, prev, kind, identifier, time, amount, training, None, calls(kind, body))


def calls(kind: str, body: dict[str, Any]) -> str:
    """Whom an entry asks to act: the holder that rights are asked of or given to; the province hears of the dead."""
    if kind in ("rights_asked", "rights_out"):
        device = body.get("device")
        return device if isinstance(device, str) else ""
    payments = body.get("payments") if kind in ("sale", "refund") else None
    if isinstance(payments, list) and any(isinstance(paid, dict) and paid.get("way") == "visit" for paid in payments):
        return ANYBODY
    return ANYBODY if kind in _HEARD else ""


def _is_kind(kind: Any) -> bool:
    return isinstance(kind, str) and 0 < len(kind) <= 64 and kind.isascii() and kind.isprintable()


def _time(text: str) -> datetime | None:
    """A till's clock may say anything; what is no moment at all is left out, the bytes keep it."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None and 1900 < moment.year < 9999 else None


def _amount(body: dict[str, Any]) -> int | None:
    total = body.get("total", 0)
    return total if type(total) is int and abs(total) < _MOST_RUPIAH else None
