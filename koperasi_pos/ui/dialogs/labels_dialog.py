"""Shelf labels: for one product or the whole list, on sheets, on a roll, or from the receipt printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import printing
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.words import _

MOST_ON_PRINTER = 100


class LabelsDialog(Dialog):
    """Which goods, how many of each, on what."""

    def __init__(self, desk: Desk, listed: Sequence[Any], chosen: Any, parent: QWidget) -> None:
        super().__init__(_("Shelf labels"), ok=_("Make labels"), parent=parent)
        self._desk, self._listed, self._row = desk, list(listed), chosen
        scopes = [("list", _("all {n} goods in the list").format(n=len(self._listed)))]
        if chosen is not None:
            scopes.insert(0, ("one", str(chosen.name)))
        self.scope = Choice(_("Goods"), scopes)
        self.count = TextField(_("How many of each"), "1")
        ways = [
            ("sheet", _("A4 sheet, 3 × 8 (PDF)")),
            ("roll", _("58 mm roll (PDF)")),
            ("printer", _("receipt printer")),
        ]
        self.form = Choice(_("On"), ways)
        for label, field in ((_("Goods"), self.scope), (_("How many of each"), self.count), (_("On"), self.form)):
            self.body.addWidget(form_row(label, field))
        self.count.setFocus()
        self.count.selectAll()

    def finish(self) -> None:
        """Queue them, or ask where the PDF goes."""
        text = self.count.value()
        if not text.isdigit() or not 0 < int(text) <= 500:
            self.tell_wrong(_("Please type a number from 1 to 500."))
            return
        rows = [self._row] if self.scope.value() == "one" else self._listed
        count, desk = int(text), self._desk
        if self.form.value() == "printer":
            if len(rows) * count > MOST_ON_PRINTER:
                self.tell_wrong(_("That is too much for the receipt printer; choose a PDF."))
                return
            till, actor = desk.till, desk.by
            wanted = [(row.id, count) for row in rows]
            self.accept()
            desk.do(
                lambda: printing.queue_labels(till, wanted, by=actor),
                lambda done: desk.tell(_("The labels are in the print queue.")),
            )
            return
        on_roll, day = self.form.value() == "roll", desk.till.today()
        documents = [row.document for row in rows]
        parent = self.parentWidget()
        assert parent is not None
        self.accept()

        def make() -> bytes:
            from koperasi_pos.paper import labels

            made = [
                label for product in documents for label in labels.labels_of(product, day=day) for _n in range(count)
            ]
            return labels.roll(made) if on_roll else labels.sheets(made)

        save_content(desk, parent, "label.pdf", make)
