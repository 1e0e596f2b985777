"""The santri of another pesantren types the PIN: a pad that shows dots, the name and the sum beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from koperasi_pos.operations.visits import VisitView
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.pin_pad import PinPad
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


class VisitPinDialog(Dialog):
    """Asks for the PIN of a card whose home is elsewhere; `then` gets the six digits, which are shown nowhere."""

    def __init__(
        self, visit: VisitView, amount: Rupiah, then: Callable[[str], None], given_up: Callable[[], None],
        parent: QWidget, *, wrong: str = "",
    ) -> None:  # fmt: skip
        super().__init__(
            _("PIN of the card"), parent=parent,
            explain=_("Turn the screen to {name}, who types it alone. The PIN does not leave this till.").format(
                name=visit.name
            ),
        )  # fmt: skip
        self._then, self._given_up = then, given_up
        self.who = QLabel(" · ".join(word for word in (visit.name, visit.group, visit.home) if word))
        self.who.setProperty("kind", "large")
        self.who.setWordWrap(True)
        self.amount = QLabel(rupiah(amount))
        self.amount.setProperty("kind", "huge")
        self.amount.setMinimumHeight(54)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pad = PinPad()
        self.pad.typed.connect(self._typed)
        for part in (self.who, self.amount, self.pad):
            self.body.addWidget(part)
        self.ok_button.hide()
        self.tell_wrong(wrong)
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Only the sixth digit finishes."""

    def scanned(self, text: str) -> bool:
        """A scan never lands in the PIN."""
        return True

    def reject(self) -> None:
        """Nobody types it."""
        super().reject()
        self._given_up()

    def _typed(self, pin: str) -> None:
        self.accept()
        self._then(pin)
