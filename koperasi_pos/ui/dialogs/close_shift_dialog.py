"""The blind count at the end of a shift: by note and coin or as one sum, before anybody is told what should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Denomination
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.cash_count import CashCount
from koperasi_pos.ui.widgets.fields import MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _


@dataclass(frozen=True)
class Count:
    """What was counted: by denomination, or as a sum; and a note."""

    total: Rupiah
    denominations: Sequence[Denomination]
    note: str


class CloseShiftDialog(Dialog):
    """Counts the drawer. What should be in it is told by nobody before the shift is closed."""

    def __init__(self, then: Callable[[Count], None], *, warning: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            _("Close the shift"),
            ok=_("Close the shift"),
            explain=_("Count the money in the drawer. The difference is shown afterwards."),
            parent=parent,
        )
        self._then = then
        if warning:
            notice = quiet(warning)
            notice.setProperty("kind", "wrong")
            self.body.addWidget(notice)
        self.mode = Segments(
            [("notes", _("By note and coin")), ("sum", _("One sum"))], name=_("How the money is counted")
        )
        self.mode.chosen.connect(self._show_mode)
        self.body.addWidget(self.mode, 0, Qt.AlignmentFlag.AlignLeft)
        self.count = CashCount()
        self.sum = MoneyField(_("Counted"))
        only_sum = QWidget()
        rows = QVBoxLayout(only_sum)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form_row(_("Counted"), self.sum))
        rows.addStretch(1)
        self.ways = QStackedWidget()
        self.ways.addWidget(self.count)
        self.ways.addWidget(only_sum)
        self.body.addWidget(self.ways)
        self.note = TextField(_("Note"), placeholder=_("What should be known about this shift"))
        self.body.addWidget(form_row(_("Note"), self.note))
        self.count.finished.connect(self.note.setFocus)
        self.count.begin()

    def _show_mode(self, mode: str) -> None:
        self.ways.setCurrentIndex(0 if mode == "notes" else 1)
        if mode == "notes":
            self.count.begin()
        else:
            self.sum.setFocus()

    def finish(self) -> None:
        """Nothing counted is not the same as nothing in the drawer: 0 must be typed."""
        by_notes = self.mode.key() == "notes"
        total = (self.count.total() if self.count.touched else None) if by_notes else self.sum.rupiah()
        if total is None or total < 0:
            self.tell_wrong(_("Count the money in the drawer first."))
            return
        self.accept()
        self._then(Count(total, self.count.denominations() if by_notes else (), self.note.value()))


def ask_count(parent: QWidget, then: Callable[[Count], None], *, warning: str = "") -> CloseShiftDialog:
    """Ask for the count; `then` gets it."""
    dialog = CloseShiftDialog(then, warning=warning, parent=parent)
    dialog.open()
    return dialog
