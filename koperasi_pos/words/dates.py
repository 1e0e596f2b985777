"""Days and times as people read them: `24/11/2026`, `Selasa, 24 November 2026`, `07.02`."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from koperasi_pos.words.catalogues import language

_TYPED = re.compile(r"(?P<day>[0-9]{1,2})(?:[-/. ](?P<month>[0-9]{1,2})(?:[-/. ](?P<year>[0-9]{4}|[0-9]{2}))?)?")

_LOCALES = {"id": "id_ID", "en": "en_GB"}


def date_short(day: date | str) -> str:
    """`24/11/2026` for a day, or for its ISO text `2026-11-24`."""
    return f"{_day(day):%d/%m/%Y}"


def date_long(day: date | str) -> str:
    """`Selasa, 24 November 2026` or `Tuesday, 24 November 2026`."""
    from babel.dates import format_date  # not at start: a sale needs only short dates

    return format_date(_day(day), "EEEE, d MMMM yyyy", locale=_LOCALES[language()])


def month_long(day: date | str) -> str:
    """`November 2026`."""
    from babel.dates import format_date

    return format_date(_day(day), "MMMM yyyy", locale=_LOCALES[language()])


def time_short(moment: datetime | time) -> str:
    """Hours and minutes: `07.02` in Bahasa Indonesia, `07:02` in English."""
    return f"{moment:%H.%M}" if language() == "id" else f"{moment:%H:%M}"


def moment(iso: str | datetime) -> str:
    """Day and time of an entry: `24/11/2026 07.02`; the wall clock as the entry carries it."""
    when = datetime.fromisoformat(iso) if isinstance(iso, str) else iso
    return f"{date_short(when)} {time_short(when)}"


def parse_day(text: str, today: date) -> date:
    """The day that somebody typed: `24/11/2026`, `24-11-26`, `24/11` (of this year), `24` (of this month) or ISO.

    Raises `ValueError` for what is none.
    """
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return date.fromisoformat(text.strip())
    year = int(found["year"] or today.year)
    return date(year + 2000 if year < 100 else year, int(found["month"] or today.month), int(found["day"]))


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
