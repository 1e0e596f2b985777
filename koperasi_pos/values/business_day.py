"""The business day: which date a moment belongs to in a shop that lives in WIB (UTC+7, no summer time)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")


def business_day(moment: datetime) -> date:
    """The date in WIB; `moment` must carry an offset."""
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset belongs to no day")
    return moment.astimezone(WIB).date()


def to_iso(moment: datetime) -> str:
    """Local time with offset to the millisecond, as entries carry it: `2026-11-24T13:07:00.123+07:00`."""
    return moment.astimezone(WIB).isoformat(timespec="milliseconds")


def from_iso(text: str) -> datetime:
    """The moment of an entry's time."""
    return datetime.fromisoformat(text)
