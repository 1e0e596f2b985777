"""A note on a line or on the whole receipt; F12 changes between the two."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from koperasi_pos.trade.baskets import Basket, BasketLine
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.words import _


class NoteDialog(Dialog):
    """Asks for the words; `then` gets (on the line?, words), empty words take the note back."""

    def __init__(
        self, line: BasketLine | None, basket: Basket, then: Callable[[bool, str], None], parent: QWidget
    ) -> None:
        super().__init__(_("Note"), parent=parent)
        self._then = then
        self._written = {"receipt": basket.note}
        scopes = [("receipt", _("the receipt"))]
        if line is not None:
            scopes.insert(0, ("line", line.product.name))
            self._written["line"] = line.note
        self.scope = Choice(_("On"), scopes)
        self.scope.chosen.connect(self._show_written)
        self.field = TextField(_("Note"))
        self.body.addWidget(form_row(_("On"), self.scope, hint="F12"))
        self.body.addWidget(form_row(_("Note"), self.field))
        QShortcut(QKeySequence("F12"), self, self._other_scope)
        self._show_written(self.scope.value())
        self.field.setFocus()

    def _show_written(self, scope: str) -> None:
        self.field.setText(self._written[scope])
        self.field.selectAll()

    def _other_scope(self) -> None:
        self.scope.setCurrentIndex((self.scope.currentIndex() + 1) % self.scope.count())

    def finish(self) -> None:
        """Give the words on."""
        self.accept()
        self._then(self.scope.value() == "line", self.field.value())
