"""The stamp that decides between two writers of the same master data: the later time, then the higher writer."""

from __future__ import annotations

from koperasi_pos.journal.entry import Entry


def stamp(entry: Entry) -> str:
    """Sorts as (time, writer, epoch, seq); times are ISO with the offset of WIB, so text sorts as time."""
    return f"{entry.time}|{entry.writer}|{entry.epoch:06d}|{entry.seq:012d}"
