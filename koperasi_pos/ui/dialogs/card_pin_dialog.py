"""The santri types the PIN: a pad that shows dots and never digits, turned to who pays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.pin_pad import PinPad
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


class CardPinDialog(Dialog):
    """Asks for the PIN of a card; `then` gets the six digits, which are shown and kept nowhere."""

    def __init__(
        self, card: ShownCard, amount: Rupiah | None, then: Callable[[str], None], parent: QWidget, *,
        wrong: str = "", title: str = "",
    ) -> None:  # fmt: skip
        super().__init__(
            title or _("PIN of the card"), parent=parent,
            explain=_("Turn the screen to {name}, who types it alone.").format(name=card.view.name),
        )  # fmt: skip
        self._then = then
        self.face = CardFace()
        self.face.show_card(card)
        self.body.addWidget(self.face)
        if amount is not None:
            self.amount = QLabel(rupiah(amount))
            self.amount.setProperty("kind", "huge")
            self.amount.setMinimumHeight(54)
            self.amount.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.body.addWidget(self.amount)
        self.pad = PinPad()
        self.pad.typed.connect(self._typed)
        self.body.addWidget(self.pad)
        self.ok_button.hide()
        self.tell_wrong(wrong)
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Only the sixth digit finishes."""

    def scanned(self, text: str) -> bool:
        """A scan never lands in the PIN."""
        return True

    def _typed(self, pin: str) -> None:
        self.accept()
        self._then(pin)
