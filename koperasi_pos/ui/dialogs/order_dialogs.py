"""An order: of whom and until when; and the same as a text to send from a telephone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.ui.widgets.span_bar import DayField
from koperasi_pos.words import _

EACH = "each"
"""Every line goes to the supplier whom it was bought of the last time."""


class OrderDialog(Dialog):
    """`then` gets (supplier's short id or `EACH`, expected day, note)."""

    def __init__(
        self, suppliers: Sequence[tuple[str, str]], chosen: str, count: str, today: str,
        then: Callable[[str, str, str], None], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(_("Order goods"), ok=_("Place order"), explain=count, width=480, parent=parent)
        self._then = then
        self.supplier = Choice(_("Supplier"), suppliers, chosen)
        self.expected = DayField(_("Expected on"), lambda: today)
        self.expected.setFixedWidth(170)
        self.note = TextField(_("Note"))
        self.body.addWidget(form_row(_("Supplier"), self.supplier))
        self.body.addWidget(form_row(_("Expected on"), self.expected, hint=_("may stay empty")))
        self.body.addWidget(form_row(_("Note"), self.note))
        self.supplier.setFocus()

    def finish(self) -> None:
        """Check the day, then give it on."""
        expected = self.expected.day()
        if expected is None:
            self.tell_wrong(_("Please write days as 24/11/2026."))
            self.expected.setFocus()
            return
        self.accept()
        self._then(self.supplier.value(), expected, self.note.value())


class MessageDialog(Dialog):
    """A text to be copied and sent."""

    def __init__(self, text: str, copied: Callable[[], None], parent: QWidget) -> None:
        super().__init__(
            _("Order as a message"), ok=_("Copy"), cancel=_("Close"), width=520, parent=parent,
            explain=_("Copy it, then paste it where it is sent from, such as WhatsApp."),
        )  # fmt: skip
        self._copied = copied
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Order as a message"))
        self.text.setMinimumHeight(260)
        self.body.addWidget(self.text)
        self.ok_button.setFocus()

    def finish(self) -> None:
        """Put it on the clipboard."""
        QApplication.clipboard().setText(self.text.toPlainText())
        self.accept()
        self._copied()
