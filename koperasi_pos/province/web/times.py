"""Moments of the tables as the pages write them: in East Java's time, and how long ago."""

from __future__ import annotations

from datetime import datetime

from koperasi_pos.province.web.settings import WIB
from koperasi_pos.words import _, n_

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def wib(moment: datetime | None) -> str:
    """ISO text in East Java's time, to the second; empty for no moment."""
    return "" if moment is None else moment.astimezone(WIB).replace(microsecond=0).isoformat()


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that is full: `3 days ago`; `never` for no moment."""
    if moment is None:
        return _("never")
    seconds = int((now - moment).total_seconds())
    if seconds < _MINUTE:
        return _("just now")
    return _("{time} ago").format(time=lasting(seconds))


def lasting(seconds: int) -> str:
    """A length of time in the largest unit that is full: `2 hours`."""
    size = abs(seconds)
    if size < _MINUTE:
        return n_("{count} second", "{count} seconds", size).format(count=size)
    if size < _HOUR:
        return n_("{count} minute", "{count} minutes", size // _MINUTE).format(count=size // _MINUTE)
    if size < _DAY:
        return n_("{count} hour", "{count} hours", size // _HOUR).format(count=size // _HOUR)
    return n_("{count} day", "{count} days", size // _DAY).format(count=f"{size // _DAY:,}".replace(",", "."))
