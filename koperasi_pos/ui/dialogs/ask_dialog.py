"""Small questions: a line of text, an amount, yes or no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.fields import MoneyField, TextField, form_row
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _


class TextDialog(Dialog):
    """Asks for a line of text with a least length."""

    def __init__(
        self, title: str, label: str, then: Callable[[str], None], *, text: str = "", least: int = 0,
        explain: str = "", ok: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, explain=explain, ok=ok, parent=parent)
        self._then, self._least = then, least
        self.field = TextField(label, text)
        self.body.addWidget(form_row(label, self.field))
        self.field.setFocus()
        self.field.selectAll()

    def finish(self) -> None:
        """Give the text on."""
        text = self.field.value()
        if len(text) < self._least:
            self.tell_wrong(_("Please write a few words."))
            return
        self.accept()
        self._then(text)


class MoneyDialog(Dialog):
    """Asks for an amount, zero only where it may be."""

    def __init__(
        self, title: str, label: str, then: Callable[[Rupiah], None], *, amount: int | None = None,
        zero: bool = False, explain: str = "", ok: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, explain=explain, ok=ok, parent=parent)
        self._then, self._zero = then, zero
        self.field = MoneyField(label, amount)
        self.body.addWidget(form_row(label, self.field))
        self.field.setFocus()
        self.field.selectAll()

    def finish(self) -> None:
        """Give the amount on."""
        amount = self.field.rupiah()
        if amount is None or amount < 0 or (amount == 0 and not self._zero):
            self.tell_wrong(_("Please type an amount in rupiah."))
            return
        self.accept()
        self._then(amount)


class YesNoDialog(Dialog):
    """Asks whether to do something that cannot be taken back. Where it is `safe`, Enter means no and F8 yes."""

    def __init__(
        self, title: str, question: str, then: Callable[[], None], *, yes: str = "", no: str = "",
        safe: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, explain=question, ok=yes or _("Yes"), cancel=no or _("No"), parent=parent)
        self._then, self._safe = then, safe
        if safe:
            self.ok_button.set_key("F8")
            self.cancel_button.set_key("Enter")
            self.ok_button.setProperty("kind", "")
            self.cancel_button.setProperty("kind", "primary")
        (self.cancel_button if safe else self.ok_button).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F8 says yes where Enter does not."""
        if self._safe and event.key() == Qt.Key.Key_F8:
            self.finish()
            return
        super().keyPressEvent(event)

    def finish(self) -> None:
        """Yes."""
        self.accept()
        self._then()


def ask_text(
    parent: QWidget, title: str, label: str, then: Callable[[str], None], *, text: str = "", least: int = 0,
    explain: str = "",
) -> TextDialog:  # fmt: skip
    """Ask for a line of text; `then` gets it."""
    dialog = TextDialog(title, label, then, text=text, least=least, explain=explain, parent=parent)
    dialog.open()
    return dialog


def ask_money(
    parent: QWidget, title: str, label: str, then: Callable[[Rupiah], None], *, amount: int | None = None,
    zero: bool = False, explain: str = "",
) -> MoneyDialog:  # fmt: skip
    """Ask for an amount; `then` gets it."""
    dialog = MoneyDialog(title, label, then, amount=amount, zero=zero, explain=explain, parent=parent)
    dialog.open()
    return dialog


def ask_yes(
    parent: QWidget, title: str, question: str, then: Callable[[], None], *, yes: str = "", no: str = "",
    safe: bool = False,
) -> YesNoDialog:  # fmt: skip
    """Ask yes or no; `then` is called for yes. `safe` makes no the answer of Enter."""
    dialog = YesNoDialog(title, question, then, yes=yes, no=no, safe=safe, parent=parent)
    dialog.open()
    return dialog
