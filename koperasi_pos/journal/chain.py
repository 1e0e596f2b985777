"""The chain: entries of one writer follow each other by number and by hash, without a gap."""

from __future__ import annotations

from koperasi_pos.journal.entry import Entry

GENESIS = "0" * 64


class ChainBroken(Exception):
    """An entry does not follow the one before it; `reason` is `gap`, `hash` or `writer`."""

    def __init__(self, reason: str, entry: Entry) -> None:
        super().__init__(f"{reason} at {entry.writer}/{entry.epoch}/{entry.seq}")
        self.reason = reason
        self.entry = entry


def link(seq: int, head: str, entry: Entry) -> tuple[int, str]:
    """The new head after `entry`, whose predecessor had number `seq` and hash `head`.

    Start with `(0, GENESIS)`. Raises `ChainBroken`.
    """
    if entry.seq != seq + 1:
        raise ChainBroken("gap", entry)
    if entry.prev != head:
        raise ChainBroken("hash", entry)
    return entry.seq, entry.hash
