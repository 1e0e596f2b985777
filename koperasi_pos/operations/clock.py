"""Whether this machine's clock can be right: held against the program's date and what stands in the journal."""

from __future__ import annotations

from datetime import datetime, timedelta

from koperasi_pos import __dated__
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal
from koperasi_pos.values import WIB, from_iso

A_WHILE = timedelta(hours=36)
"""What was written within it was perhaps written by the wrong clock itself."""
FAR = timedelta(days=200)
"""Longer than any holidays: a shop that wrote nothing for so long and then today has a clock that jumped."""


def is_implausible(till: Till) -> bool:
    """Whether the clock stands before the program was made, before the newest entry, or far beyond the ones before."""
    now = till.clock()
    if now < datetime.fromisoformat(__dated__).replace(tzinfo=WIB):
        return True
    with till.reading() as connection:
        newest = journal.newest_time(connection)
        if newest is not None and now < from_iso(newest) - timedelta(minutes=10):
            return True
        before = journal.newest_time(connection, before=(now - A_WHILE).isoformat())
    return before is not None and now - from_iso(before) > FAR
