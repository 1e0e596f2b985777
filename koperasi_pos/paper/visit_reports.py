"""What pesantren owe each other as a table: netted days, payments, what is left."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.operations.visit_debts import DebtLine
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.words import _
from koperasi_pos.words.terms import term


def debts_report(lines: Sequence[DebtLine], *, shop_name: str = "") -> Report:
    """Every day that was netted with its rest, and every payment; above zero it comes to this shop."""
    counted = [line for line in lines if not line.payment]
    return Report(
        title=_("Owed between pesantren"),
        columns=(
            Column("day", _("Day"), "day"),
            Column("partner", _("Pesantren")),
            Column("what", _("What")),
            Column("net", _("We get"), "rupiah"),
            Column("paid", _("Paid"), "rupiah"),
            Column("rest", _("Left to pay"), "rupiah"),
            Column("state", _("State")),
        ),
        rows=tuple(
            (
                _iso(line.day), line.name, _what(line), None if line.payment else line.net, line.paid,
                None if line.payment else line.rest, _state(line),
            )
            for line in lines
        ),
        totals=(
            "", _("Total"), "", sum(line.net for line in counted), sum(line.paid for line in counted),
            sum(line.rest for line in counted), "",
        ),
        subtitle=tuple(
            part for part in (shop_name, _("Above zero it comes to this shop, below zero it leaves.")) if part
        ),
    )  # fmt: skip


def _what(line: DebtLine) -> str:
    if not line.payment:
        return _("Netted")
    return _("Payment by {way}, {proof}").format(way=term("settlement_way", line.way), proof=line.proof)


def _state(line: DebtLine) -> str:
    if line.payment:
        return _("withdrawn: {reason}").format(reason=line.withdrawn) if line.withdrawn else _("counts")
    return term("settlement_state", "paid" if not line.rest else "open" if not line.paid else "part")


def _iso(day: int) -> str:
    text = str(day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"
