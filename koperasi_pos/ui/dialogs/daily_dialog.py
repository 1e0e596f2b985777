"""Closing the day for goods that do not keep: type what is left, Enter by Enter, and every owner is settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import consignment_closing
from koperasi_pos.operations.consignment import Settled
from koperasi_pos.operations.consignment_closing import DailyRow, Leftover
from koperasi_pos.trade.consignment import PAYOUTS
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import Choice, QuantityField, form_row
from koperasi_pos.ui.widgets.goods_grid import GoodsGrid
from koperasi_pos.values import Quantity, Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


class DailyDialog(Dialog):
    """A row for each of today's goods: brought, sold, what should be left, and a field for what is."""

    def __init__(
        self, desk: Desk, rows: Sequence[DailyRow], then: Callable[[list[Settled]], None], parent: QWidget
    ) -> None:
        super().__init__(
            _("Consigned goods of today"), ok=_("Settle all"), width=900, parent=parent,
            explain=_("Type what is left: it goes home. What is missing is lost, or was sold without a receipt."),
        )  # fmt: skip
        self._desk, self.rows, self._then = desk, list(rows), then
        self._ids = {key: desk.till.new_id() for key in ("", *dict.fromkeys(row.consignor for row in rows))}
        self.fields: list[QuantityField] = []
        self.sold: list[QCheckBox] = []
        self.said: list[QLabel] = []
        self.grid = self._grid()
        self.body.addWidget(self.grid, 1)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(SecondaryButton(_("The rest as by the books"), "F5", self.take_rest))
        below.addWidget(SecondaryButton(_("Missing ones were sold"), "F6", self.toggle_sold))
        below.addStretch(1)
        self.way = Choice(
            _("How it is paid"),
            [(code, term("payout", code)) for code, payout in PAYOUTS.items() if not payout.by_hand],
        )
        below.addWidget(form_row(_("How it is paid"), self.way))
        self.body.addLayout(below)
        self.told = quiet()
        self.body.addWidget(self.told)
        self._look()
        self.grid.go_to(0)

    def _grid(self) -> GoodsGrid:
        heads = (_("Goods"), _("Brought"), _("Sold"), _("Should be left"), _("Is left"), "", "")
        owners = len({row.consignor for row in self.rows})
        grid = GoodsGrid(heads, len(self.rows) + owners)
        for _owner, goods in groupby(self.rows, key=lambda row: row.consignor):
            together = list(goods)
            grid.head(together[0].consignor_name)
            for row in together:
                field = QuantityField(_("{name}: is left").format(name=row.product.name), grouped=True)
                sold, said = QCheckBox(_("sold without a receipt")), QLabel()
                sold.setMinimumHeight(44)
                said.setMinimumWidth(96)
                sold.toggled.connect(lambda on: self._look())
                self.fields.append(field)
                self.sold.append(sold)
                self.said.append(said)
                figures = [
                    quantity(row.brought),
                    quantity(row.sold),
                    f"{quantity(row.left)} {row.product.packs[0].unit}",
                ]
                grid.row(row.product.name, figures, field, said, sold)
        grid.changed.connect(self._look)
        grid.finished.connect(self.ok_button.setFocus)
        grid.close_up()
        return grid

    def _missing(self, number: int) -> Quantity:
        """How many are missing of a row, by what is typed so far; below zero where more are left."""
        left = self.fields[number].quantity()
        return self.rows[number].left - left if left is not None else Quantity(0)

    def _look(self) -> None:
        lost = 0
        for number, box in enumerate(self.sold):
            missing = self._missing(number)
            box.setVisible(missing > 0)
            words = _("{count} lost") if missing > 0 else _("{count} too many")
            if missing > 0 and box.isChecked():
                words = _("{count} sold")
            said = self.said[number]
            said.setText(words.format(count=quantity(abs(missing))) if missing else "")
            said.setProperty("kind", "wrong" if missing < 0 else "")
            said.style().polish(said)
            lost += missing > 0 and not box.isChecked()
        open_rows = sum(not field.value() for field in self.fields)
        told = []
        if open_rows:
            told.append(n_("{count} product to type", "{count} products to type", open_rows).format(count=open_rows))
        if lost:
            told.append(n_("{count} product with losses", "{count} products with losses", lost).format(count=lost))
        self.told.setText(" · ".join(told))
        self.tell_wrong("")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F5 fills in the rest, F6 tells that missing ones were sold."""
        acts = {Qt.Key.Key_F5: self.take_rest, Qt.Key.Key_F6: self.toggle_sold}
        act = acts.get(Qt.Key(event.key()))
        if act is not None:
            act()
            return
        super().keyPressEvent(event)

    def take_rest(self) -> None:
        """What was not typed is left as the books say."""
        for row, field in zip(self.rows, self.fields, strict=True):
            if not field.value():
                field.set_quantity(max(row.left, Quantity(0)))
        self.ok_button.setFocus()

    def toggle_sold(self) -> None:
        """Missing ones of the row with the focus were sold, or were not; without a focus those of every row."""
        at = next((number for number, field in enumerate(self.fields) if field.hasFocus()), None)
        wanted = [at] if at is not None and self._missing(at) > 0 else range(len(self.sold))
        boxes = [self.sold[number] for number in wanted if self._missing(number) > 0]
        on = not all(box.isChecked() for box in boxes)
        for box in boxes:
            box.setChecked(on)

    def finish(self) -> None:
        """Every row must be typed; losses are approved by a second person where the role may not do it."""
        found = []
        for number, row in enumerate(self.rows):
            left = self.fields[number].quantity()
            if left is None:
                self.tell_wrong(_("Type what is left of {name}.").format(name=row.product.name))
                self.grid.go_to(number)
                return
            missing = self._missing(number)
            if missing < 0:
                refusal = Refusal("consigned_more_left", name=row.product.name, most=max(row.left, Quantity(0)))
                self.tell_wrong(refusal_sentence(refusal))
                self.grid.go_to(number)
                return
            sold = missing if missing > 0 and self.sold[number].isChecked() else Quantity(0)
            found.append(Leftover(row.consignor, row.product.product, left, sold))
        lost = any(self._missing(number) > one.unrecorded for number, one in enumerate(found))
        if lost:
            when_allowed(self._desk, "consigned_loss", self, partial(self._post, found))
        else:
            self._post(found, ())

    def _post(self, found: list[Leftover], approvals: Sequence[Approval]) -> None:
        till, actor, way, ids = self._desk.till, self._desk.by, self.way.value(), self._ids
        self.ok_button.setEnabled(False)
        self._desk.do(
            lambda: consignment_closing.close_day(till, found, way=way, ids=ids, by=actor, approvals=approvals),
            self._done, self._refused,
        )  # fmt: skip

    def _done(self, made: list[Settled]) -> None:
        self.accept()
        self._then(made)

    def _refused(self, refusal: Refusal) -> None:
        self.ok_button.setEnabled(True)
        self.tell_wrong(refusal_sentence(refusal))
