"""Allowances put on twice at tills that had not heard of each other: a person takes one back, or leaves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import card_doubles
from koperasi_pos.operations.card_doubles import FoundDouble
from koperasi_pos.ui.dialogs.twice_dialog import TwiceDialog, where_and_when
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.tables import TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


class DoublesDialog(TwiceDialog):
    """The second one is taken back, or it was right both times."""

    def __init__(self, desk: Desk, found: Sequence[FoundDouble], parent: QWidget) -> None:
        super().__init__(
            desk, parent, needs="card_out", settling=partial(_settling, desk),
            width=820, title=_("Allowances put on twice"), back=_("Take the second back"),
            leave=_("It was right both times"), example=_("for example: asked the office, one sheet was meant"),
            explain=_(
                "Two tills put the same allowance on before they heard of each other. It is decided at the till that"
                " was second; what was spent of it cannot be taken back."
            ),
            columns=[
                TableColumn(_("Name"), lambda row: row.double.name, small=lambda row: row.double.label),
                TableColumn(_("Amount"), lambda row: rupiah(row.double.amount, symbol=False), True, 110),
                TableColumn(
                    _("First"), lambda row: where_and_when(row.double.first_till, row.double.first_day), width=170,
                    small=lambda row: row.double.first_label,
                ),
                TableColumn(_("Second"), lambda row: where_and_when(row.till, row.double.day), width=170),
                TableColumn(
                    _("Can be taken back"), lambda row: rupiah(row.here, symbol=False) if row.mine else "–", True, 150,
                    small=lambda row: "" if row.mine else _("at till {till}").format(till=row.till),
                ),
            ],
        )  # fmt: skip
        self.show_found(found)


def _settling(
    desk: Desk, row: FoundDouble, back: bool, word: str, id: str, approvals: Sequence[Approval]
) -> Callable[[], list[FoundDouble]]:
    """Settle one allowance."""
    till, actor = desk.till, desk.by

    def act() -> list[FoundDouble]:
        done = card_doubles.settle_double(
            till, row.double, take_back=back, word=word, id=id, by=actor, approvals=approvals
        ).value
        if back:
            told = _("{amount} taken back from {name}, {missing} was spent.") if done.missing else _(
                "{amount} taken back from {name}."
            )  # fmt: skip
            desk.tell(
                told.format(amount=rupiah(done.amount), name=done.name, missing=rupiah(done.missing))
            )  # fmt: skip
        return card_doubles.allowance_doubles(till)

    return act
