"""Shelf labels: which goods, how many of each, on sheets, on a roll, or from the receipt printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import printing, shops
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.paper.receipts import training_mark
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.ui.widgets.goods_picker import GoodsPicker, Picked
from koperasi_pos.values import Quantity
from koperasi_pos.words import _, n_

MOST_OF_ONE = 500
MOST_ON_PRINTER = 100
MOST_LABELS = 20_000


class LabelsDialog(Dialog):
    """Goods are added by a search, a scan, or the whole list of the page behind (`listed`)."""

    def __init__(
        self, desk: Desk, chosen: ProductRow | None, listed: Callable[[], Sequence[ProductRow]], parent: QWidget
    ) -> None:
        super().__init__(_("Shelf labels"), ok=_("Make labels"), width=640, parent=parent)
        self._desk, self._listed = desk, listed
        self.goods = GoodsPicker(desk, self, name=_("Goods"), counted=True)
        self.goods.table.setMinimumHeight(210)
        self.goods.table.activated_row.connect(lambda picked: self.finish())
        self.goods.unclear.connect(self._unclear)
        self.goods.changed.connect(self._count)
        self.body.addWidget(self.goods, 1)
        row = QHBoxLayout()
        row.addWidget(SecondaryButton(_("All goods in the list"), "F5", self.add_list))
        row.addWidget(SecondaryButton(_("As many of each as here"), "F6", self.same_for_all))
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addLayout(self._paper())
        if chosen is not None:
            self.goods.set_picked([Picked(chosen)])
        self._count()
        self.goods.search.setFocus()

    def _paper(self) -> QHBoxLayout:
        ways = [
            ("sheet", _("A4 sheet, 3 × 8 (PDF)")),
            ("roll", _("58 mm roll (PDF)")),
            ("printer", _("receipt printer")),
        ]
        self.form = Choice(_("Print on"), ways)
        self.used = TextField(_("Places used on the first sheet"), "0")
        self.used_row = form_row(_("Places used on the first sheet"), self.used)
        self.open_it = QCheckBox(_("Open the PDF"))
        self.open_it.setChecked(True)
        self.form.chosen.connect(self._form_chosen)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(form_row(_("Print on"), self.form), 2)
        row.addWidget(self.used_row, 2)
        row.addWidget(self.open_it, 1)
        return row

    def _form_chosen(self, form: str) -> None:
        self.used_row.setVisible(form == "sheet")
        self.open_it.setVisible(form != "printer")

    def _unclear(self, text: str) -> None:
        self.tell_wrong(_("It is not clear which goods {code} means.").format(code=text))

    def _count(self) -> None:
        self.tell_wrong("")
        n = sum(int(picked.count) for picked in self.goods.picked()) // 1000
        self.ok_button.setText(n_("Make {n} label", "Make {n} labels", n).format(n=n))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F5 adds the list, F6 makes all counts the same."""
        acts = {Qt.Key.Key_F5: self.add_list, Qt.Key.Key_F6: self.same_for_all}
        act = acts.get(Qt.Key(event.key()))
        if act is not None:
            act()
            return
        super().keyPressEvent(event)

    def scanned(self, text: str) -> bool:
        """One more label of what was scanned."""
        self.goods.enter(text)
        return True

    def add_list(self) -> None:
        """All goods of the page's list, in its order; what is picked already keeps its count."""
        held = {picked.row.id: picked for picked in self.goods.picked()}
        rows = self._listed()
        everything = [held.pop(row.id, Picked(row)) for row in rows]
        self.goods.set_picked([*held.values(), *everything])
        self._count()

    def same_for_all(self) -> None:
        """As many of each as of the goods under the cursor."""
        current = self.goods.table.current()
        if current is not None:
            at = self.goods.table.currentIndex().row()
            self.goods.set_picked([replace(picked, count=current.count) for picked in self.goods.picked()], at)
            self._count()

    def _wrong(self, picked: Sequence[Picked]) -> str:
        if not picked:
            return _("Choose the goods first.")
        if any(int(one.count) % 1000 or not 0 < one.count <= Quantity.of(MOST_OF_ONE) for one in picked):
            return _("Please type a number from 1 to {most}.").format(most=MOST_OF_ONE)
        total = sum(int(one.count) for one in picked) // 1000
        if self.form.value() == "printer" and total > MOST_ON_PRINTER:
            return _("That is too much for the receipt printer; choose a PDF.")
        if total > MOST_LABELS:
            return _("At most {most} labels at once.").format(most=MOST_LABELS)
        if not self.used.value().isdecimal():
            return _("Please type how many labels were taken from the sheet before.")
        if not any(_has_price(one.row.document) for one in picked):
            return _("These goods have no price to print.")
        return ""

    def finish(self) -> None:
        """Queue them, or ask where the PDF goes. Goods without a price have no label."""
        picked = self.goods.picked()
        wrong = self._wrong(picked)
        self.tell_wrong(wrong)
        if wrong:
            return
        with_price = [one for one in picked if _has_price(one.row.document)]
        if self.form.value() == "printer":
            self._queue(with_price)
        else:
            self._save(with_price)
        if left := len(picked) - len(with_price):
            self._desk.said.emit(
                n_("{n} product has no price and gets no label.", "{n} products have no price and get no label.", left)
                .format(n=left), "refused",
            )  # fmt: skip

    def _queue(self, picked: Sequence[Picked]) -> None:
        desk, till, actor = self._desk, self._desk.till, self._desk.by
        wanted = [(one.row.id, int(one.count) // 1000) for one in picked]
        self.accept()
        desk.do(
            lambda: printing.queue_labels(till, wanted, by=actor),
            lambda done: desk.tell(_("The labels are in the print queue.")),
        )

    def _save(self, picked: Sequence[Picked]) -> None:
        on_roll, day, used = self.form.value() == "roll", self._desk.till.today(), int(self.used.value())
        wanted = [(one.row.document, int(one.count) // 1000) for one in picked]
        ppn = shops.shop(self._desk.till).ppn
        training = training_mark() if self._desk.till.training else ""
        note = _("Price includes PPN") if ppn else ""
        parent = self.parentWidget()
        assert parent is not None
        then = open_file if self.open_it.isChecked() else None
        self.accept()

        def make() -> bytes:
            from koperasi_pos.paper import labels

            made = [
                label
                for product, count in wanted
                for label in labels.labels_of(product, day=day, note=training or (note if _taxed(product) else ""))
                for _n in range(count)
            ]
            return labels.roll(made) if on_roll else labels.sheets(made, skip=used)

        save_content(self._desk, parent, "label.pdf", make, then)


def open_file(file: Path) -> None:
    """Show a file with the program that this machine has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def _has_price(product: ProductSaved) -> bool:
    return any(price.tier == "retail" for pack in product.packs for price in pack.prices)


def _taxed(product: ProductSaved) -> bool:
    return product.tax_class != "exempt"
