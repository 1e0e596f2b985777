"""The shift: opened with a float, cash in and out, change of cashier, X report, closed with a blind count, Z report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import baskets, consignment_closing, printing, shifts, shops, staff
from koperasi_pos.operations.shifts import DrawerEvent, ShiftReport, ShiftRow
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.receipts import Print
from koperasi_pos.paper.shifts import x_report
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.dialogs.cash_dialog import ask_cash
from koperasi_pos.ui.dialogs.cashier_dialog import ask_cashier
from koperasi_pos.ui.dialogs.close_shift_dialog import Count, ask_count
from koperasi_pos.ui.dialogs.file_dialog import save_content, write_bytes
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import Chip, Empty
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.shift_panels import OpeningPanel, RunningPanel, difference_words
from koperasi_pos.ui.widgets.slip_panel import SlipButton, SlipPanel
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal, Rupiah, from_iso
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import moment, time_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

TOPICS = frozenset({"shift", "sale", "refund", "basket", "shop", "staff"})


class ShiftPage(Page):
    """Left the shift and what happened in it, right the report as paper."""

    name = "shift"
    icon = "mdi6.cash-register"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._shift: ShiftRow | None = None
        self._seen = ""
        """The shift whose expected cash was looked at: its count is no longer blind."""
        self._document: int | None = None
        self._x_shown = False
        self._names: dict[str, str] = {}
        self._fresh_id = ""
        verbs: list[tuple[str, str, Callable[[], None]]] = [
            (_("Cash in"), "F2", partial(self._move, "in")),
            (_("Cash out"), "F3", partial(self._move, "out")),
            (_("To the safe"), "F4", partial(self._move, "safe")),
            (_("Open drawer"), "F5", self._open_drawer),
            (_("Change cashier"), "F6", self._change_cashier),
            (_("X report"), "F7", self.show_x),
        ]
        self.opening = OpeningPanel()
        self.opening.opened.connect(self._open)
        self.running = RunningPanel(verbs, self._close)
        self.head = QStackedWidget()
        self.head.addWidget(self.opening)
        self.head.addWidget(self.running)
        self.slip = SlipPanel(
            _("Choose a shift to see its Z report; F7 shows the X report of the running one."),
            [SlipButton(_("Print"), "F8", self._print), SlipButton(_("PDF"), "Ctrl+S", self._save)],
        )
        self.outcome = Chip()
        self.slip.above.addWidget(self.outcome, 0, Qt.AlignmentFlag.AlignLeft)
        self.outcome.show_state("")
        self.parts = Segments([("now", _("This shift")), ("before", _("Earlier shifts"))], name=_("What is listed"))
        self.parts.chosen.connect(self._show_part)
        self.events = Table(_("What happened to the drawer"), self._event_columns())
        self.earlier = Table(_("Earlier shifts"), self._shift_columns())
        self.earlier.chosen.connect(self._show_z)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.events)
        self.lists.addWidget(self.earlier)
        self.lists.addWidget(Empty(_("No cash moved and the drawer was not opened without a sale."), "mdi6.cash-check"))
        self.lists.addWidget(Empty(_("No shift was closed here yet."), "mdi6.cash-register"))
        self._place()
        desk.changed.connect(self._changed)

    def _place(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.head)
        left.addWidget(self.parts)
        left.addWidget(self.lists, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 10)
        whole.setSpacing(14)
        whole.addLayout(left, 1)
        whole.addWidget(self.slip)

    def _event_columns(self) -> list[TableColumn]:
        return [
            TableColumn(_("Time"), lambda event: time_short(from_iso(event.at)), width=70),
            TableColumn(_("What"), _event_word, width=184),
            TableColumn(_("Reason"), lambda event: f"{event.reason} · {self._names.get(event.staff, event.staff)}"),
            TableColumn(
                _("Amount"), lambda event: rupiah(event.amount, symbol=False) if event.amount else "–", True, 100
            ),
        ]

    def _shift_columns(self) -> list[TableColumn]:
        return [
            TableColumn(_("No."), lambda shift: f"{shift.till} · {shift.number}", True, 76),
            TableColumn(_("Closed"), lambda shift: moment(shift.closed) if shift.closed else "–", width=156),
            TableColumn(_("Cashier"), lambda shift: shift.cashier),
            TableColumn(_("Counted"), lambda shift: rupiah(shift.counted or 0, symbol=False), True, 108),
            TableColumn(_("Difference"), lambda shift: rupiah(shift.difference or 0, symbol=False), True, 96),
        ]

    def title(self) -> str:
        """The word in the side bar."""
        return _("Shift")

    def page_actions(self) -> Sequence[Action]:
        """Opening while the till is closed, else the verbs of the shift."""
        paper = [
            Action("F8", _("Print"), self._print, footer=False),
            Action("Ctrl+S", _("PDF"), self._save, footer=False),
        ]
        if self._shift is None:
            return [Action("F9", _("Open the till"), self.opening.ask), *paper]
        return [
            Action("F2", _("Cash in"), partial(self._move, "in")),
            Action("F3", _("Cash out"), partial(self._move, "out")),
            Action("F4", _("To the safe"), partial(self._move, "safe")),
            Action("F5", _("Drawer"), self._open_drawer),
            Action("F6", _("Change cashier"), self._change_cashier),
            Action("F7", _("X report"), self.show_x),
            *paper,
            Action("F9", _("Close the shift"), self._close),
        ]

    def shown(self) -> None:
        """Read the shift, and put the focus where work begins."""
        self.refresh()
        if self._shift is None:
            self.opening.begin()
        else:
            (self.events if self.parts.key() == "now" else self.earlier).setFocus()

    def left(self) -> None:
        """What is on the paper goes, so that the next one at the till does not read it."""
        self._x_shown = False
        self._document = None
        self.outcome.show_state("")
        self.slip.show_slip(None)

    def _changed(self, topic: str) -> None:
        if topic in TOPICS and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read the running shift and the earlier ones."""
        till = self.desk.till
        self._shift = shifts.current_shift(till)
        self._names = {member.id: member.name for member in staff.people(till, active_only=False)}
        latest = shifts.latest_shifts(till, limit=100)
        closed = [shift for shift in latest if shift.closed is not None]
        self.earlier.set_rows(closed, keep=lambda shift: shift.key)
        if self._shift is None:
            self.opening.show_last(closed[0] if closed else None)
            self.events.set_rows([])
        else:
            sales = shifts.x_report(till).figures.sales
            restored = shifts.is_restored(till, self._shift)
            self.running.show_shift(self._shift, sales, till.today(), restored=restored)
            self.events.set_rows(shifts.drawer_events(till, self._shift), keep=_position)
        self.head.setCurrentIndex(0 if self._shift is None else 1)
        front = self.opening if self._shift is None else self.running
        self.head.setMaximumHeight(front.sizeHint().height())
        self._show_list()
        self.actions_changed.emit()

    def _show_list(self) -> None:
        """The table of the part in front, or what there is to say where it has no rows."""
        number = 0 if self.parts.key() == "now" else 1
        table = self.events if number == 0 else self.earlier
        self.lists.setCurrentIndex(number if table.rows_model.rows else number + 2)

    def _show_part(self, part: str) -> None:
        self._show_list()
        table = self.events if part == "now" else self.earlier
        table.setFocus()
        if part == "before" and table.current() is None and table.rows_model.rows:
            table.selectRow(0)

    def _open(self, float_: Rupiah) -> None:
        # One id until it was done: asking twice opens once.
        self._fresh_id = self._fresh_id or self.desk.till.new_id()
        till, by, id_ = self.desk.till, self.desk.by, self._fresh_id
        self.desk.do(
            lambda: shifts.open_shift(till, float_=float_, id=id_, by=by), lambda done: self._opened(done.value)
        )

    def _opened(self, shift: ShiftRow) -> None:
        self._fresh_id = ""
        self.desk.tell(
            _("Shift {number} is open with {amount} in the drawer.").format(
                number=shift.number, amount=rupiah(shift.float)
            )
        )
        self.desk.go.emit("sell")

    def _move(self, purpose: str) -> None:
        if self._needs_shift():
            right = "cash_in" if purpose == "in" else "cash_out"
            ask_cash(
                self, purpose,
                lambda amount, reason: when_allowed(
                    self.desk, right, self, lambda approvals: self._moved(purpose, amount, reason, approvals)
                ),
            )  # fmt: skip

    def _moved(self, purpose: str, amount: Rupiah, reason: str, approvals: Sequence[Approval]) -> None:
        till, by, id_ = self.desk.till, self.desk.by, self.desk.till.new_id()
        said = f"{term('purpose', purpose)}: {rupiah(amount)}"
        self.desk.do(
            lambda: shifts.move_cash(
                till, purpose=purpose, amount=amount, reason=reason, id=id_, by=by, approvals=approvals
            ),
            lambda done: self.desk.tell(said),
        )

    def _open_drawer(self) -> None:
        if self._needs_shift():
            ask_cash(
                self, "no_sale",
                lambda amount, reason: when_allowed(
                    self.desk, "drawer", self, lambda approvals: self._drawer(reason, approvals)
                ),
            )  # fmt: skip

    def _drawer(self, reason: str, approvals: Sequence[Approval]) -> None:
        till, by, id_ = self.desk.till, self.desk.by, self.desk.till.new_id()
        self.desk.do(
            lambda: shifts.open_drawer(till, reason=reason, id=id_, by=by, approvals=approvals),
            lambda done: self.desk.tell(_("The drawer was opened; it is written down.")),
        )

    def _change_cashier(self) -> None:
        if self._needs_shift():
            ask_cashier(self.desk, self, self._take_over)

    def _take_over(self, actor: Actor) -> None:
        till, id_ = self.desk.till, self.desk.till.new_id()
        self.desk.do(lambda: shifts.change_cashier(till, id=id_, by=actor), lambda done: self._taken_over(actor))

    def _taken_over(self, actor: Actor) -> None:
        self.desk.sign(actor)
        self.desk.tell(_("{name} works at the till now.").format(name=actor.name))

    def _needs_shift(self) -> bool:
        if self._shift is None:
            self.desk.tell_refusal(Refusal("no_open_shift"))
        return self._shift is not None

    # --- reports

    def show_x(self) -> None:
        """The figures of the running shift; who may not take cash out sees none that would spoil the count."""
        if self._shift is None:
            self.desk.tell_refusal(Refusal("no_open_shift"))
            return
        till = self.desk.till
        report = shifts.x_report(till)
        on = Print(time=till.now(), hash="", width=till.settings.paper_width, training=till.training)
        self._document, self._x_shown = None, True
        if not self._blind:
            self._seen = self._shift.id
        self._show_slip(x_report(report.figures, shops.shop(till), on, blind=self._blind))
        self.outcome.show_state(_("Without the cash figures: the count stays blind") if self._blind else "", "gold")

    @property
    def _blind(self) -> bool:
        """Whether what should be in the drawer is kept from who works here."""
        return not self.desk.by.may("cash_out")

    def _show_z(self, shift: ShiftRow | None) -> None:
        if shift is None or shift.close_position is None or self.parts.key() != "before":
            return
        self._show_closed(shift.close_position, shift.difference or 0)

    def _show_closed(self, position: int, difference: int) -> None:
        till = self.desk.till
        self._document, self._x_shown = position, False
        order = printing.order_at(till, position)
        self._show_slip(slip_of(order, width=till.settings.paper_width, training=till.training))
        self.outcome.show_state(difference_words(difference), "good" if difference == 0 else "gold")

    def _show_slip(self, layout: Layout | None) -> None:
        self.slip.show_slip(layout)
        self.actions_changed.emit()

    def _print(self) -> None:
        till, by, blind, position = self.desk.till, self.desk.by, self._blind, self._document
        if self.slip.slip is None:
            return
        if till.settings.printer.kind == "none":
            self.desk.tell_refusal(Refusal("printer_none"))
            return

        def said(done: object) -> None:
            self.desk.tell(_("It is being printed."))

        if position is None:
            self.desk.do(lambda: printing.queue_x_report(till, blind=blind, by=by), said)
        else:
            self.desk.do(lambda: printing.queue_reprint(till, position, by=by), said)

    def _save(self) -> None:
        layout = self.slip.slip
        if layout is None:
            return
        shift = self.earlier.current() if self._document is not None else self._shift
        if shift is None:
            return
        name = f"{'X' if self._document is None else 'Z'}-{shift.till}-{shift.number:04d}.pdf"
        save_content(self.desk, self, name, lambda: _pdf(layout, name))

    # --- the end of the shift

    def _close(self) -> None:
        if self._shift is None:
            self.desk.tell_refusal(Refusal("no_open_shift"))
            return
        ask_count(self, self._counted, warning=self._left_over())

    def _left_over(self) -> str:
        """What is still on the counter or put aside."""
        told = []
        basket = baskets.remembered_basket(self.desk.till)
        if basket is not None and not basket.empty:
            told.append(_("A basket is still on the counter."))
        if held := len(baskets.held(self.desk.till)):
            told.append(n_("{count} basket is still held.", "{count} baskets are still held.", held).format(count=held))
        if any(row.left > 0 for row in consignment_closing.daily_goods(self.desk.till)):
            told.append(_("Consigned goods of today are not settled yet (Ctrl+T, F3)."))
        return " ".join(told)

    def _counted(self, count: Count) -> None:
        till, by, id_ = self.desk.till, self.desk.by, self.desk.till.new_id()
        blind = self._shift is None or self._seen != self._shift.id
        self.desk.do(
            lambda: shifts.close_shift(
                till,
                counted=count.total,
                denominations=count.denominations,
                blind=blind,
                note=count.note,
                id=id_,
                by=by,
            ),
            lambda done: self._closed(done.value),
        )

    def _closed(self, report: ShiftReport) -> None:
        """Tell the difference, show the Z report, keep it as PDF beside the shop's file."""
        self.refresh()
        self.parts.choose("before", tell=True)
        self.earlier.selectRow(0)
        assert report.position is not None
        difference = int(report.figures.difference)
        self._show_closed(report.position, difference)
        self.desk.tell(
            _("Shift {number} is closed: {difference}.").format(
                number=report.figures.number, difference=difference_words(difference)
            )
        )
        name = f"Z-{report.figures.till}-{report.figures.number:04d}.pdf"
        layout, file = self.slip.slip, self.desk.till.home / "laporan" / name
        assert layout is not None
        self.desk.fetch(lambda: write_bytes(file, _pdf(layout, file.stem)))


def _pdf(layout: Layout, title: str) -> bytes:
    from koperasi_pos.paper.pdf import receipt_pdf  # not at start: it brings a large library

    return receipt_pdf(layout, title=title)


def _event_word(event: DrawerEvent) -> str:
    return _("Drawer opened") if event.purpose == "no_sale" else term("purpose", event.purpose)


def _position(event: DrawerEvent) -> int:
    return event.position
