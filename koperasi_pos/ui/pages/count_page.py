"""Stock opname: counts are begun, shelves scanned blind, differences looked at, reasoned and booked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval, CountedLine, CountOpened
from koperasi_pos.operations import counts, goods_sheets, products, shops, stock_moves
from koperasi_pos.operations.counts import CountRow
from koperasi_pos.operations.goods_sheets import Counted
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.products import Match, ProductRow
from koperasi_pos.paper.count_papers import count_sheet, differences_report
from koperasi_pos.paper.reports import Report
from koperasi_pos.trade.codes import Scan
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.count_dialogs import NewCountDialog, ReasonDialog
from koperasi_pos.ui.dialogs.report_file import save_report
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.dialogs.selling_dialogs import ChoiceDialog
from koperasi_pos.ui.dialogs.sheet_dialog import ask_sheet
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.code_finder import CodeFinder
from koperasi_pos.ui.widgets.count_differences import CountDifferences
from koperasi_pos.ui.widgets.count_list import CountList
from koperasi_pos.ui.widgets.count_tally import CountTally
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import ONE, Quantity, Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah

PARTS = ("counts", "tally", "differences")


class CountPage(Page):
    """Three parts: the counts, scanning at the shelf, the differences; the count under the cursor is in work."""

    name = "count"
    icon = "mdi6.clipboard-check-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._row: CountRow | None = None
        self._steps: list[tuple[ProductRow, Quantity]] = []
        """What was scanned here, for undo."""
        self._found: dict[str, int] = {}
        self._booking = False
        words = {"counts": _("Counts"), "tally": _("Count"), "differences": _("Differences")}
        self.parts = Segments([(part, words[part]) for part in PARTS], name=_("Part of the page"))
        self.parts.chosen.connect(self.show_part)
        self.heading = ElidedLabel(least=120)
        self.heading.setProperty("kind", "head")
        self.finder = CodeFinder(desk, self, self._take_match, self._ask_which, self._unknown)
        self.list = CountList()
        self.tally = CountTally(lambda text: products.find_products(desk.till, text, limit=12), self)
        self.differences = CountDifferences()
        self.stack = QStackedWidget()
        for widget in (self.list, self.tally, self.differences):
            self.stack.addWidget(widget)
        self._place()
        self._join()

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.parts)
        head.addWidget(self.heading, 1)
        self.sheet_button = SecondaryButton(_("Sheet"), "Ctrl+S", lambda: self._save("pdf"))
        self.read_button = SecondaryButton(_("Read sheet"), "Ctrl+I", self.read_sheet)
        self.new_button = PrimaryButton(_("New count"), "F4", self.new)
        self.reason_button = SecondaryButton(_("Reason"), "F5", self.reason)
        self.book_button = PrimaryButton(_("Book"), "F9", self.book)
        for button in (self.read_button, self.reason_button, self.sheet_button, self.new_button, self.book_button):
            head.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)
        self._show_buttons()

    def _join(self) -> None:
        self.list.table.chosen.connect(self._chosen)
        self.list.table.activated_row.connect(lambda row: self.show_part("differences" if row.closed else "tally"))
        self.tally.search.picked.connect(lambda row, times: self._add(row, times or ONE))
        self.tally.search.entered.connect(self.finder.enter)
        self.tally.typed.connect(self._typed)
        self.tally.undo.connect(self.undo)
        self.differences.changed.connect(self._read_differences)
        self.differences.table.activated_row.connect(lambda line: self.reason())
        self.desk.changed.connect(self._topic)

    def title(self) -> str:
        """What the page is for."""
        return _("Counting")

    def page_actions(self) -> Sequence[Action]:
        """The keys of the part in front."""
        part = self.parts.key()
        first = (Action("F3", _("Next part"), lambda: self.parts.step(1)), Action("F4", _("New count"), self.new))
        if part == "tally":
            return (
                Action("F2", _("Scan"), self.tally.begin),
                *first,
                Action("F5", _("How many"), self.tally.many.setFocus),
                Action("F6", _("Undo"), self.undo),
                Action("Ctrl+I", _("Read sheet"), self.read_sheet),
                Action("Ctrl+S", _("Sheet"), lambda: self._save("pdf")),
            )
        if part == "differences":
            return (
                *first,
                Action("F5", _("Reason"), self.reason),
                Action("F9", _("Book"), self.book),
                Action("Ctrl+S", "PDF", lambda: self._save("pdf")),
                Action("Ctrl+E", "XLSX", lambda: self._save("xlsx")),
                Action("Ctrl+D", "CSV", lambda: self._save("csv")),
            )
        return (
            *first,
            Action("Ctrl+I", _("Read sheet"), self.read_sheet),
            Action("Ctrl+S", _("Sheet"), lambda: self._save("pdf")),
            Action("Ctrl+E", "XLSX", lambda: self._save("xlsx")),
            Action("Ctrl+D", "CSV", lambda: self._save("csv")),
        )

    def shown(self) -> None:
        """Read the counts; the one in work stays."""
        self.read()
        self._focus()

    def left(self) -> None:
        """Nothing is undone later."""
        self._steps.clear()
        self.tally.undo_button.setEnabled(False)

    def _topic(self, topic: str) -> None:
        if topic == "counts" and self.isVisible():
            self.read()

    def read(self) -> None:
        """Read the counts, and what the part in front shows."""
        till = self.desk.till
        self.desk.fetch(lambda: counts.counts(till), self._show_counts)

    def _show_counts(self, rows: list[CountRow]) -> None:
        held = self._row.id if self._row is not None else ""
        self.list.show_counts(rows, held)
        self._chosen(self.list.table.current())

    def _chosen(self, row: CountRow | None) -> None:
        if row is None or self._row is None or row.id != self._row.id:
            self._steps.clear()
            self.differences.reasons.clear()
            self.tally.show_last(None, 0)
        self._row = row
        self.heading.setText(row.name if row is not None else "")
        self._show_buttons()
        self._read_part()

    def _read_part(self) -> None:
        row, till = self._row, self.desk.till
        if row is None:
            return
        if self.parts.key() == "tally":
            self.desk.fetch(lambda: counts.tallied(till, row.id), self._show_found)
        elif self.parts.key() == "differences":
            self._read_differences()

    def _show_found(self, lines: list[tuple[ProductRow, int]]) -> None:
        self._found = {row.id: counted for row, counted in lines}
        self.tally.show_found(lines)
        last = self.tally.last
        if last is not None:
            self.tally.show_last(last, self._found.get(last.id, 0))

    def _read_differences(self) -> None:
        row, till, complete = self._row, self.desk.till, self.differences.complete.isChecked()
        if row is not None and not row.closed:
            self.desk.fetch(
                lambda: counts.count_differences(till, row.id, complete=complete), self.differences.show_lines
            )
        elif row is not None:
            self.desk.fetch(lambda: counts.booked_lines(till, row.id), self.differences.show_lines)

    def show_part(self, part: str) -> None:
        """Bring a part to the front; the differences of a blind count are for who books it."""
        if part == "differences" and not self.desk.by.may("count_post"):
            self.parts.choose("tally")
            self.desk.said.emit(_("The count is blind: only who books it sees the differences."), "refused")
            part = "tally"
        if part != "counts" and self._row is None:
            self.desk.said.emit(_("Begin a count first, with F4."), "refused")
            part = "counts"
        if part == "tally" and self._row is not None and self._row.closed:
            self.desk.tell_refusal(Refusal("count_is_closed", name=self._row.name))
            part = "counts"
        self.parts.choose(part)
        self.stack.setCurrentIndex(PARTS.index(part))
        self._show_buttons()
        self._read_part()
        self._focus()

    def _focus(self) -> None:
        part = self.parts.key()
        if part == "tally":
            self.tally.begin()
        elif part == "differences":
            self.differences.table.setFocus()
        else:
            (self.list.table if self.list.table.rows_model.rows else self.new_button).setFocus()

    def _show_buttons(self) -> None:
        part, row = self.parts.key(), self._row
        open_count = row is not None and not row.closed
        for button, parts in (
            (self.new_button, ("counts",)), (self.read_button, ("counts", "tally")),
            (self.sheet_button, PARTS), (self.reason_button, ("differences",)), (self.book_button, ("differences",)),
        ):  # fmt: skip
            button.setVisible(part in parts)
        self.sheet_button.setEnabled(row is not None)
        self.sheet_button.setText(_("PDF") if part == "differences" else _("Sheet"))
        self.reason_button.setEnabled(open_count)
        self.book_button.setEnabled(open_count and not self._booking)
        self.actions_changed.emit()

    def new(self) -> None:
        """Begin a count."""
        till = self.desk.till
        name = _("Count of {day}").format(day=date_short(till.today()))
        places = sorted({one.place for one in stock_moves.placed_goods(till)})
        NewCountDialog(name, products.categories(till), places, self._begin, self, racks=products.shelves(till)).open()

    def _begin(
        self, name: str, categories: list[str], place: str, many: int = 0, racks: Sequence[str] = ()
    ) -> None:  # fmt: skip
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()

        def begun(done: Done[CountOpened]) -> None:
            self._row = counts.find_count(till, done.value.id)
            self.read()
            self.show_part("tally")

        self.desk.do(
            lambda: counts.open_count(
                till, name, id=new_id, by=actor, categories=categories, place=place, turn=many,
                shelves=racks,
            ),
            begun,
        )  # fmt: skip

    def scanned(self, text: str) -> bool:
        """Goods scanned here are counted, not sold; from the list the count in work is gone on with."""
        if self.parts.key() != "tally":
            self.show_part("tally")
        if self.parts.key() == "tally":
            self.finder.enter(text)
        return True

    def _take_match(self, match: Match, times: Quantity, scan: Scan) -> None:
        pack = match.product.document.packs[match.pack]
        self._add(match.product, times.in_units_of(pack.factor))

    def _ask_which(self, code: str, matches: list[Match], then: Any) -> None:
        ChoiceDialog(code, matches, then, self).open()

    def _unknown(self, code: str) -> None:
        self.desk.said.emit(_("Nothing has the code {code}. Put it aside.").format(code=code), "refused")

    def _typed(self, many: Quantity) -> None:
        last = self.tally.last
        if last is not None:
            self._add(last, many - self._found.get(last.id, 0))

    def undo(self) -> None:
        """Take the last scan back."""
        if self._steps:
            row, base = self._steps.pop()
            self._tally(row, -base)

    def _add(self, row: ProductRow, base: Quantity) -> None:
        if self._row is None or not base:
            return
        self._steps.append((row, base))
        self._tally(row, base)

    def _tally(self, row: ProductRow, base: Quantity) -> None:
        """Write it down at once: it is compared with the stock of this moment."""
        count, till, actor, new_id = self._row, self.desk.till, self.desk.by, self.desk.till.new_id()
        assert count is not None
        self._found[row.id] = self._found.get(row.id, 0) + base
        self.tally.show_last(row, self._found[row.id])
        self.tally.undo_button.setEnabled(bool(self._steps))

        def refused(refusal: Refusal) -> None:
            self._steps = [step for step in self._steps if step[0].id != row.id]
            self.desk.tell_refusal(refusal)
            self._read_part()

        self.desk.do(
            lambda: counts.tally(till, count.id, {row.id: base}, id=new_id, by=actor), None, refused, self._read_part
        )

    def read_sheet(self) -> None:
        """A counted sheet comes in: into the count in work, or into one of its own."""
        till, actor = self.desk.till, self.desk.by
        ids = till.new_id(), till.new_id()
        row = self._row if self._row is not None and not self._row.closed else None
        name = _("Count of {day}").format(day=date_short(till.today()))

        def take(found: Sequence[Counted]) -> None:
            lines = {one.product.id: one.quantity for one in found}

            def act() -> int:
                goods = list(lines)
                count = row.id if row else counts.open_count(till, name, id=ids[0], by=actor, products=goods).value.id
                return counts.tally(till, count, lines, id=ids[1], by=actor).value

            def told(n: int) -> None:
                self.desk.tell(n_("{n} product counted", "{n} products counted", n).format(n=n))
                self._row = row or counts.find_count(till, ids[0])
                self.read()

            self.desk.do(act, told)

        ask_sheet(self.desk, self, lambda file: goods_sheets.read_counted(till, file), take)

    def reason(self) -> None:
        """Why the product under the cursor differs."""
        line: CountedLine | None = self.differences.table.current()
        if line is not None and self.reason_button.isEnabled():
            held = self.differences.reasons.get(line.product, line.reason)
            product = line.product
            ReasonDialog(line.name, held, lambda text: self.differences.set_reason(product, text), self).open()

    def book(self) -> None:
        """Book the differences: the stock is what was counted."""
        row = self._row
        if self.parts.key() != "differences" or row is None or not self.book_button.isEnabled():
            return
        value = sum(int(line.value) for line in self.differences.lines())
        question = _("The stock becomes what was counted. The difference is {amount}.").format(amount=rupiah(value))
        ask_yes(
            self, _("Book the count"), question, lambda: when_allowed(self.desk, "count_post", self, self._book),
            yes=_("Book"),
        )  # fmt: skip

    def _book(self, approvals: Sequence[Approval]) -> None:
        row, till, actor, new_id = self._row, self.desk.till, self.desk.by, self.desk.till.new_id()
        reasons, complete = dict(self.differences.given()), self.differences.complete.isChecked()
        assert row is not None
        self._booking = True
        self._show_buttons()

        def booked(done: Done[list[CountedLine]]) -> None:
            self._booking = False
            self.desk.tell(_("The count {name} is booked.").format(name=row.name))
            self.read()

        def refused(refusal: Refusal) -> None:
            self._ready()
            self.desk.tell_refusal(refusal)

        self.desk.do(
            lambda: counts.post_count(
                till, row.id, id=new_id, by=actor, reasons=reasons, complete=complete, approvals=approvals
            ),
            booked, refused, self._ready,
        )  # fmt: skip

    def _ready(self) -> None:
        self._booking = False
        self._show_buttons()

    def _report(self) -> Callable[[], Report] | None:
        row, till = self._row, self.desk.till
        if row is None:
            return None
        if self.parts.key() == "differences":
            lines = self.differences.lines()
            return lambda: differences_report(row.name, lines, shop_name=shops.shop(till).name, only_different=True)
        return lambda: count_sheet(row, counts.count_goods(till, row.id), shop_name=shops.shop(till).name)

    def _save(self, suffix: str) -> None:
        """The sheet for the shelf, which is read back once it is filled in; or the differences."""
        report = self._report()
        if report is not None:
            name = "selisih" if self.parts.key() == "differences" else "lembar-hitung"
            save_report(self.desk, self, name, suffix, report)
