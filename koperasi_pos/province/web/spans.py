"""Spans of days that figures are asked for: today, 7, 30, 90 days, or from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from koperasi_pos.province.web.visit import Visit
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short

DAYS = ("1", "7", "30", "90")
LONGEST = 366


@dataclass(frozen=True)
class Span:
    """From one day to another, both of them in it; `key` is what was chosen."""

    first: date
    last: date
    key: str

    @property
    def said(self) -> str:
        """As people read it."""
        if self.first == self.last:
            return date_short(self.first)
        return f"{date_short(self.first)} – {date_short(self.last)}"


def span_of(visit: Visit, otherwise: str = "7") -> Span:
    """The span that a page was asked for; what cannot be read is passed over."""
    key = visit.asked("days")
    try:
        first, last = date.fromisoformat(visit.asked("from")), date.fromisoformat(visit.asked("to"))
    except ValueError:
        key = key if key in DAYS else otherwise
        return Span(visit.today - timedelta(days=int(key) - 1), visit.today, key)
    last = min(max(first, last), visit.today)
    first = min(first, last)
    return Span(max(first, last - timedelta(days=LONGEST - 1)), last, "")


def choices() -> list[tuple[str, str]]:
    """The spans to choose from."""
    return [("1", _("today")), ("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days"))]
