"""An account's movements as people read them: a list on a page, and the statement as a report for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from koperasi_pos.paper import card_tables
from koperasi_pos.paper.card_tables import StatementLine, what_moved
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.province.figures.card_rows import CardAccount, CardMove
from koperasi_pos.province.web.listings import Line, Listing
from koperasi_pos.province.web.times import wib
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short

MOST_MOVES = 5_000
"""The most movements on one statement; whoever wants more takes a shorter span."""


def moves_listing(moved: Sequence[CardMove]) -> Listing:
    """Movements, the newest first, each with what was on the account afterwards."""
    columns = (
        Column("at", _("Time"), "moment"),
        Column("what", _("What")),
        Column("goods", _("Goods")),
        Column("till", _("Till")),
        Column("amount", _("Amount"), "rupiah"),
        Column("balance", _("Balance"), "rupiah"),
    )
    lines = [
        Line((wib(one.at), what_moved(one.kind, one.way), one.goods, one.till, one.amount, one.balance))
        for one in moved
    ]
    return Listing(_("Movements"), columns, lines, empty=_("Nothing moved in these days."))


def statement(found: CardAccount, moved: Sequence[CardMove], first: date, last: date, *, place: str) -> Report:
    """What happened on an account, the oldest first, between what was on it before and afterwards; `place`: the shop.

    `moved` is the newest first, as it is read.
    """
    ends = moved[0].balance if moved else found.balance
    begins = moved[-1].balance - moved[-1].amount if moved else None
    lines = [
        StatementLine(wib(one.at), what_moved(one.kind, one.way), one.goods, one.till, one.amount, one.balance)
        for one in reversed(moved)
    ]
    who = " · ".join(part for part in (found.nis, found.school_class, found.room) if part)
    span = date_short(first) if first == last else f"{date_short(first)} – {date_short(last)}"
    subtitle = tuple(part for part in (place, who, span) if part)
    return card_tables.statement(found.name, Column("till", _("Till")), lines, ends, before=begins, subtitle=subtitle)


def pdf(report: Report) -> bytes:
    """The report on A4; ReportLab is imported only where somebody asks for paper."""
    from koperasi_pos.paper.pdf import report_pdf

    return report_pdf(report)
