"""A till declared dead by two people who had not heard of each other: the second gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import card_reclaims
from koperasi_pos.operations.card_reclaims import DoubleReclaim
from koperasi_pos.ui.dialogs.twice_dialog import TwiceDialog, where_and_when
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.tables import TableColumn
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah


class DoubleReclaimsDialog(TwiceDialog):
    """What is given back eases the guarantee account at once."""

    def __init__(self, desk: Desk, found: Sequence[DoubleReclaim], parent: QWidget) -> None:
        super().__init__(
            desk, parent, needs="card_rights", settling=partial(_settling, desk),
            width=860, title=_("Taken over twice"), back=_("Give it back"),
            leave=_("Leave it as it is"), example=_("for example: the treasurer knows both decisions"),
            explain=_(
                "Two tills declared the same till dead before they heard of each other, and both got its money. The"
                " guarantee account bears the second part until it is given back at the till that was second."
            ),
            columns=[
                TableColumn(_("Dead till"), lambda row: row.dead_till or _("Province"), small=_accounts),
                TableColumn(_("First"), lambda row: where_and_when(row.first_till, row.first_day), width=170),
                TableColumn(_("Second"), lambda row: where_and_when(row.till, row.day), width=170),
                TableColumn(_("Amount"), lambda row: rupiah(Rupiah(row.amount), symbol=False), True, 120),
                TableColumn(
                    _("Can be given back"), lambda row: rupiah(Rupiah(row.here), symbol=False) if row.mine else "–",
                    True, 160, small=lambda row: "" if row.mine else _("at till {till}").format(till=row.till),
                ),
            ],
        )  # fmt: skip
        self.show_found(found)


def _settling(
    desk: Desk, row: DoubleReclaim, back: bool, word: str, id: str, approvals: Sequence[Approval]
) -> Callable[[], list[DoubleReclaim]]:
    """Settle one decision."""
    till, actor = desk.till, desk.by
    settle = card_reclaims.give_back if back else card_reclaims.leave_as_it_is

    def act() -> list[DoubleReclaim]:
        done = settle(till, row.document, word=word, id=id, by=actor, approvals=approvals).value
        if back:
            told = _("{amount} given back; {missing} lies elsewhere and is asked for.") if done.missing else _(
                "{amount} given back: the guarantee account bears so much less."
            )  # fmt: skip
            desk.tell(told.format(amount=rupiah(done.amount), missing=rupiah(done.missing)))
        return card_reclaims.double_reclaims(till)

    return act


def _accounts(row: DoubleReclaim) -> str:
    return n_("{count} account", "{count} accounts", len(row.rows)).format(count=len(row.rows))
