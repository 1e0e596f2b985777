"""How movements of an account are read in a table: when, what was bought, how much, and what stayed."""

from __future__ import annotations

from koperasi_pos.operations.card_reports import AccountLine
from koperasi_pos.ui.widgets.tables import TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def account_columns(*, with_balance: bool) -> list[TableColumn]:
    """The columns of a table of movements."""
    columns = [
        TableColumn(_("When"), _when, width=164),
        TableColumn(_("What"), _what, small=_small),
        TableColumn(
            _("Amount"), lambda row: rupiah(row.movement.amount, symbol=False), True, 110,
            tone=lambda row: "" if row.movement.amount < 0 else "green",
        ),
    ]  # fmt: skip
    if with_balance:
        columns.append(TableColumn(_("Balance"), lambda row: rupiah(row.balance, symbol=False), True, 110))
    return columns


def _when(row: AccountLine) -> str:
    return moment(row.movement.at)


def _what(row: AccountLine) -> str:
    return row.goods or term("card_movement", row.movement.kind)


def _small(row: AccountLine) -> str:
    parts = [term("card_movement", row.movement.kind) if row.goods else "", row.number, row.movement.till]
    if row.movement.kind == "top_up" and row.movement.way:
        parts.append(term("top_up_way", row.movement.way))
    return " · ".join(part for part in parts if part)
