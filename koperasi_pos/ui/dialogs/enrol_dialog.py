"""Enrols the till at the province: the server's address and the officer's code, typed or scanned in one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations.line import Enrolling
from koperasi_pos.operations.line_enrolment import read_code
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence


class CodeFields(QWidget):
    """Address and code; a scan of the officer's page fills both."""

    def __init__(self, address: str = "", *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtWidgets import QVBoxLayout

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.address = TextField(_("Address of the province"), address, placeholder="https://…")
        self.code = TextField(_("Code of the officer"), placeholder="ABCD-EFGH-JKLM-NPQR")
        column.addWidget(form_row(_("Code of the officer"), self.code, hint=hint))
        column.addWidget(form_row(_("Address of the province"), self.address))
        self.setFocusProxy(self.code)

    def take(self, text: str) -> bool:
        """What was scanned; False where it is no code of an officer."""
        try:
            found = read_code(text, self.address.value())
        except Refusal:
            return False
        self.code.setText(found.code)
        if found.address:
            self.address.setText(found.address)
        return True


class EnrolDialog(Dialog):
    """Asks for the code and shows it to the province; the window stays free meanwhile."""

    def __init__(
        self, desk: Desk, then: Callable[[Enrolling], None], *, address: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Enrol at the province"), ok=_("Enrol"), width=560, parent=parent,
            explain=_(
                "The officer of the province makes a code for this till. Scan the picture on the officer's page, or "
                "type code and address."
            ),
        )  # fmt: skip
        self._desk, self._then = desk, then
        self._busy = False
        self.fields = CodeFields(address)
        self.body.addWidget(self.fields)
        self.fields.code.setFocus()

    def scanned(self, text: str) -> bool:
        """The picture on the officer's page."""
        if not self.fields.take(text):
            self.tell_wrong(refusal_sentence(Refusal("line_code_form")))
        return True

    def finish(self) -> None:
        """Show the code to the province."""
        if self._busy:
            return
        address, code, line = self.fields.address.value(), self.fields.code.value(), self._desk.line
        if code.lower().startswith("koperasi-pos:"):
            self.fields.take(code)  # a scanner that the window took for a keyboard
            address, code = self.fields.address.value(), self.fields.code.value()
        self._set_busy(True)
        self._desk.fetch(lambda: line.enrol(address, code), self._done, self._refused, lambda: self._set_busy(False))

    def _done(self, enrolled: Enrolling) -> None:
        if self.over:
            return
        self._set_busy(False)
        self.accept()
        self._then(enrolled)

    def _refused(self, refusal: Refusal) -> None:
        if self.over:
            return
        self._set_busy(False)
        self.tell_wrong(refusal_sentence(refusal))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        if not self.over:
            self.ok_button.setEnabled(not busy)
            self.tell_wrong(_("The province is asked …") if busy else "")
