"""An account's movements as people read them: a list on a page, and the statement as a report for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.province.figures.card_rows import CardAccount, CardMove
from koperasi_pos.province.web.listings import Line, Listing
from koperasi_pos.province.web.times import wib
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.terms import term

MOST_MOVES = 5_000
"""The most movements on one statement; whoever wants more takes a shorter span."""


def what_moved(one: CardMove) -> str:
    """A movement in a word, with its way where that says more."""
    told = term("card_movement", one.kind)
    return f"{told}: {term('top_up_way', one.way)}" if one.kind == "top_up" else told


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
    lines = [Line((wib(one.at), what_moved(one), one.goods, one.till, one.amount, one.balance)) for one in moved]
    return Listing(_("Movements"), columns, lines, empty=_("Nothing moved in these days."))


def statement(found: CardAccount, moved: Sequence[CardMove], first: date, last: date, *, place: str) -> Report:
    """What happened on an account, the oldest first, between what was on it before and afterwards; `place`: the shop.

    `moved` is the newest first, as it is read.
    """
    ends = moved[0].balance if moved else None
    begins = moved[-1].balance - moved[-1].amount if moved else None
    rows = [(wib(one.at), what_moved(one), one.goods, one.till, max(one.amount, 0) or None,
             max(-one.amount, 0) or None, one.balance) for one in reversed(moved)]  # fmt: skip
    who = " · ".join(part for part in (found.nis, found.school_class, found.room) if part)
    span = date_short(first) if first == last else f"{date_short(first)} – {date_short(last)}"
    opening = [("", _("Balance before"), "", "", None, None, begins)] if begins is not None else []
    return Report(
        title=_("Statement of {name}").format(name=found.name),
        columns=(
            Column("time", _("Time"), "moment"),
            Column("what", _("What")),
            Column("goods", _("Goods")),
            Column("till", _("Till")),
            Column("in", _("In"), "rupiah"),
            Column("out", _("Out"), "rupiah"),
            Column("balance", _("Balance"), "rupiah"),
        ),
        rows=(*opening, *rows),
        totals=(
            "", _("Balance"), "", "", sum(max(one.amount, 0) for one in moved),
            sum(max(-one.amount, 0) for one in moved), found.balance if ends is None else ends,
        ),
        subtitle=tuple(part for part in (place, who, span) if part),
    )  # fmt: skip


def pdf(report: Report) -> bytes:
    """The report on A4; ReportLab is imported only where somebody asks for paper."""
    from koperasi_pos.paper.pdf import report_pdf

    return report_pdf(report)
