"""Promotions: take n pay m, percent off, a bundle at one price; from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import PromotionSaved
from koperasi_pos.operations import promotions
from koperasi_pos.operations.outcome import Done
from koperasi_pos.ui.dialogs.unsaved import when_kept
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty, title
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.promotion_form import PromotionForm, for_whom, state_of, what
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import N_, _
from koperasi_pos.words.dates import date_short

STATES = {"running": N_("running"), "planned": N_("planned"), "ended": N_("ended")}
_TONES = {"running": "green", "planned": "gold", "ended": "quiet"}


class PromotionsPage(Page):
    """The list at the left, the promotion at the right."""

    name = "promotions"
    icon = "mdi6.sale-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._held: PromotionSaved | None = None
        """The promotion in the form as it was read; `None` for a new one."""
        self._saving = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(title(_("Promotions")))
        head.addStretch(1)
        self.end_button = SecondaryButton(_("End it"), "F8", self.end)
        self.new_button = PrimaryButton(_("New promotion"), "F4", self.new)
        head.addWidget(self.end_button)
        head.addWidget(self.new_button)
        outer.addLayout(head)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        halves.addLayout(self._list(), 2)
        halves.addLayout(self._right(), 3)
        outer.addLayout(halves, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Promotions")

    def _list(self) -> QVBoxLayout:
        left = QVBoxLayout()
        columns = [
            TableColumn(_("Promotion"), lambda row: row.name, small=lambda row: f"{what(row)} · {_days(row)}"),
            TableColumn(
                _("State"), self._state, width=104, small=lambda row: for_whom(row.tiers),
                tone=lambda row: _TONES[state_of(row, self.desk.till.today())],
            ),
        ]  # fmt: skip
        self.table = Table(_("Promotions"), columns)
        self.table.chosen.connect(self._chosen)
        self.table.activated_row.connect(lambda row: self.form.promotion_name.setFocus())
        self.ended = KeyBox(_("Also ended ones"), "F12")
        self.ended.toggled.connect(lambda on: self._read())
        self.nothing = Empty(_("No promotion is running or planned."), "mdi6.sale-outline")
        left.addWidget(self.ended)
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing, 1)
        return left

    def _state(self, row: PromotionSaved) -> str:
        return _(STATES[state_of(row, self.desk.till.today())])

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        self.form = PromotionForm(self.desk, self)
        self.form.unclear.connect(self._unclear)
        self.form.goods.changed.connect(lambda: self.form.tell_goods_wrong(""))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        self.save_button = PrimaryButton(_("Save"), "F9", self.save)
        right.addWidget(scroll, 1)
        right.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        return right

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Add goods"), self.form.goods.search.setFocus),
            Action("F4", _("New"), self.new),
            Action("F8", _("End it"), self.end),
            Action("F9", _("Save"), self.save),
            Action("F12", _("Ended ones"), self.ended.click),
            *(
                Action(f"Alt+{number}", _("Take out"), partial(self.form.drop_category, number - 1), footer=False)
                for number in range(1, 10)
            ),
        )

    def shown(self) -> None:
        """Read the list."""
        self.may = self.desk.by.may("promotions")
        for widget in (self.form, self.save_button, self.new_button):
            widget.setEnabled(self.may)
        self.save_button.setToolTip("" if self.may else _("Only the head of the shop changes promotions."))
        self._read()
        if self._held is None and not self.form.changed:
            rows = self.table.rows_model.rows
            if rows:
                self.table.selectRow(0)
            else:
                self._begin()
        self.table.setFocus()

    def _topic(self, topic: str) -> None:
        if topic == "promotions" and self.isVisible():
            self._read()

    def scanned(self, text: str) -> bool:
        """Goods scanned here join the promotion."""
        if self.may:
            self.form.goods.enter(text)
        return True

    def _unclear(self, text: str) -> None:
        self.form.tell_goods_wrong(_("It is not clear which goods {code} means.").format(code=text))

    def _read(self) -> None:
        today, order = self.desk.till.today(), list(STATES)
        rows = sorted(
            promotions.every_promotion(self.desk.till), key=lambda row: order.index(state_of(row, today))
        )  # fmt: skip
        if not self.ended.isChecked():
            rows = [row for row in rows if state_of(row, today) != "ended"]
        held = self._held
        self.table.show_quietly(rows)
        if held is not None:
            self.table.point_at(lambda row: row.promotion == held.promotion)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._show_end()

    def _show_end(self) -> None:
        held = self._held
        open_ = held is not None and state_of(held, self.desk.till.today()) != "ended"
        self.end_button.setEnabled(open_ and self.may)
        stopped = held is not None and not held.active
        self.save_button.setText(_("Start again") if stopped else _("Save"))

    def _chosen(self, row: PromotionSaved | None) -> None:
        if row is None or row.promotion == self.form.promotion:
            return
        if not self.form.changed:
            self._take(row)
            return
        held = self._held
        if held is None or not self.table.point_at(lambda other: other.promotion == held.promotion):
            self.table.clearSelection()
        when_kept(self, self.form.promotion_name.value(), lambda: self._take(row), changed=True)

    def _take(self, row: PromotionSaved) -> None:
        self._held = row
        self.table.point_at(lambda other: other.promotion == row.promotion)
        self.form.show_promotion(row)
        self._show_end()

    def new(self) -> None:
        """An empty form that begins today."""
        if self.may:
            when_kept(self, self.form.promotion_name.value(), self._begin, changed=self.form.changed)

    def _begin(self) -> None:
        till = self.desk.till
        self._held = None
        self.table.clearSelection()
        self.table.setCurrentIndex(self.table.rootIndex())
        self.form.show_promotion(
            PromotionSaved(id="", promotion=till.new_short_id(), name="", form="percent", begins=till.today())
        )
        self._show_end()
        self.form.promotion_name.setFocus()

    def save(self) -> None:
        """Keep the promotion; one that was ended by hand starts again."""
        if self.may and not self._saving and self.form.check():
            self._keep(self.form.value(self.desk.till.new_id()).model_copy(update={"active": True}))

    def _keep(self, document: PromotionSaved) -> None:
        till, actor = self.desk.till, self.desk.by
        self._saving = True
        self.desk.do(lambda: promotions.save_promotion(till, document, by=actor), self._saved, self._refused)

    def _saved(self, done: Done[PromotionSaved]) -> None:
        self._saving = False
        saved = done.value
        if state_of(saved, self.desk.till.today()) == "ended":
            self.desk.tell(_("{name} has ended.").format(name=saved.name))
        else:
            self.desk.tell(_("{name} is saved.").format(name=saved.name))
        if self.form.promotion == saved.promotion:
            self._take(saved)
        self._read()

    def _refused(self, refusal: Refusal) -> None:
        self._saving = False
        if not self.form.place(refusal):
            self.desk.tell_refusal(refusal)

    def end(self) -> None:
        """No further sale gets it: from this moment on, and for good."""
        if self._held is None or not self.end_button.isEnabled() or self._saving:
            return
        if self.form.changed:
            self.desk.said.emit(_("Save or drop the changes first."), "refused")
            return
        self._keep(self._held.model_copy(update={"id": self.desk.till.new_id(), "active": False}))


def _days(row: PromotionSaved) -> str:
    begin = date_short(row.begins) if row.begins else "…"
    return f"{begin} – {date_short(row.ends)}" if row.ends else _("since {day}").format(day=begin)
