"""Reports: a day or more in figures, hours, goods, and who did what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.operations import printing, reports, shops, staff
from koperasi_pos.operations.reports import DayFigures, Posted
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.activity import GROUPS, KIND_WORDS, activity_report
from koperasi_pos.paper.day_reports import day_report, hours_report, items_report, member_share, net
from koperasi_pos.paper.receipts import training_mark
from koperasi_pos.paper.reports import Report, as_csv
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, clear_layout
from koperasi_pos.ui.widgets.fields import Choice
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.goods_report_choice import make_report, on_screen, report_choice
from koperasi_pos.ui.widgets.hours_plot import HoursPlot
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.report_table import report_table
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.span_bar import SpanBar
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import percent, rupiah

PARTS = ("day", "items", "stock", "activity")
SPANS = ("0", "yesterday", "6", "29")
MOST_ACTS = 500
"""So many lines of who did what are read at once."""

PATIENCE_MS = 150
"""Figures that come sooner replace the ones before without a word between them."""


@dataclass(frozen=True)
class _Read:
    """What was read for the days: the part in front and its report."""

    part: str
    report: Report
    day: DayFigures | None = None
    last: int | None = None
    """The position to read on from, where there may be more."""


class ReportsPage(Page):
    """Days above, three readings of them below; each is read when it is looked at."""

    name = "reports"
    icon = "mdi6.chart-box-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._read: _Read | None = None
        self._wanted = 0
        self._acts: list[Posted] = []
        words = {"day": _("Summary"), "items": _("Goods"), "stock": _("Stock"), "activity": _("Who did what")}
        self.parts = Segments([(part, words[part]) for part in PARTS], name=_("Part of the report"))
        self.parts.chosen.connect(self.show_part)
        self.days = SpanBar(desk.till.today, SPANS, "0")
        self.days.changed.connect(self.look)
        self.figures = Figures([_("Net turnover"), _("Receipts"), _("Refunds"), _("Gross profit"), _("Members")])
        self.plot = HoursPlot()
        self.boxes = {part: QVBoxLayout() for part in PARTS}
        self.stack = QStackedWidget()
        for widget in (self._summary(), self._plain("items"), self._stock(), self._activity()):
            self.stack.addWidget(widget)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._wait)
        self._place()
        desk.changed.connect(self._topic)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.parts)
        head.addStretch(1)
        self.print_button = SecondaryButton(_("Print"), "F8", self.print_day)
        for button in (
            self.print_button, SecondaryButton("PDF", "Ctrl+S", self.save_pdf),
            SecondaryButton("CSV", "Ctrl+D", self.save_csv), SecondaryButton("XLSX", "Ctrl+E", self.save_xlsx),
        ):  # fmt: skip
            head.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.days)
        outer.addWidget(self.stack, 1)

    def _summary(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.figures)
        beside = QHBoxLayout()
        beside.setSpacing(10)
        beside.addLayout(self.boxes["day"], 1)
        card = Card(_("Turnover by the hour"))
        card.body.addWidget(self.plot, 1)
        beside.addWidget(card, 1)
        column.addLayout(beside, 1)
        return whole

    def _plain(self, part: str) -> QWidget:
        whole = QWidget()
        self.boxes[part].setContentsMargins(0, 0, 0, 0)
        whole.setLayout(self.boxes[part])
        return whole

    def _stock(self) -> QWidget:
        self.what = report_choice()
        self.what.chosen.connect(lambda _value: self.look())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.what, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self.boxes["stock"], 1)
        return whole

    def _activity(self) -> QWidget:
        self.group = Choice(_("What"), [("", _("Everything")), *((key, _(word)) for key, word in KIND_WORDS.items())])
        self.person = Choice(_("Who"), [("", _("Everybody"))])
        self.more_button = SecondaryButton(_("Older"), "F9", self.more)
        for choice in (self.group, self.person):
            choice.setMinimumWidth(190)
            choice.chosen.connect(lambda _value: self.look())
        narrow = QHBoxLayout()
        narrow.setSpacing(8)
        narrow.addWidget(self.group)
        narrow.addWidget(self.person)
        narrow.addStretch(1)
        narrow.addWidget(self.more_button)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(narrow)
        column.addLayout(self.boxes["activity"], 1)
        return whole

    def title(self) -> str:
        """The word in the side bar."""
        return _("Reports")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Days"), self.days.first.setFocus),
            Action("F3", _("Today"), lambda: self.days.choose("0")),
            Action("F4", _("Summary"), lambda: self.show_part("day")),
            Action("F5", _("Goods"), lambda: self.show_part("items")),
            Action("F6", _("Who did what"), lambda: self.show_part("activity")),
            Action("F7", _("Stock"), lambda: self.show_part("stock")),
            Action("F10", _("Other days"), lambda: self.days.spans.step(1)),
            *((Action("F8", _("Print"), self.print_day),) if self.parts.key() == "day" else ()),
            Action("F9", _("Older"), self.more, footer=self.more_button.isEnabled() and self.parts.key() == "activity"),
            Action("Ctrl+S", "PDF", self.save_pdf, footer=False),
            Action("Ctrl+D", "CSV", self.save_csv, footer=False),
            Action("Ctrl+E", "XLSX", self.save_xlsx, footer=False),
        )

    def shown(self) -> None:
        """Read the days anew."""
        self.days.renew()
        people = [(member.id, member.name) for member in staff.people(self.desk.till, active_only=False)]
        chosen = self.person.value()
        self.person.blockSignals(True)
        self.person.set_options([("", _("Everybody")), *people])
        self.person.set_value(chosen)
        self.person.blockSignals(False)
        self.look()
        self.days.first.setFocus()

    def _topic(self, topic: str) -> None:
        if topic in ("sale", "refund", "shift") and self.isVisible():
            self.look()

    def show_part(self, part: str) -> None:
        """Bring a reading of the days to the front."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(PARTS.index(part))
        # Only the sums of days are narrow enough for a receipt; the other readings are saved as A4.
        self.print_button.setVisible(part == "day")
        self.actions_changed.emit()
        self.look()

    def look(self) -> None:
        """Read the part in front beside the counter's work."""
        self._acts = []
        self._fetch(before=None)

    def more(self) -> None:
        """Read on where the list of acts ends."""
        if self.parts.key() == "activity" and self._read is not None and self._read.last is not None:
            self._fetch(before=self._read.last)

    def _fetch(self, *, before: int | None) -> None:
        days = self.days.days()
        if days is None or not all(days):
            self.desk.said.emit(_("Please write days as 24/11/2026."), "refused")
            return
        self._wanted += 1
        wanted, part = self._wanted, self.parts.key()
        kinds, person, what = self._kinds(), self.person.value(), self.what.value()

        def show(read: _Read) -> None:
            if wanted == self._wanted:
                self._patience.stop()
                self._show(read)

        def refused(refusal: Refusal) -> None:
            stopped()
            self.desk.tell_refusal(refusal)

        def stopped() -> None:
            if wanted == self._wanted:
                self._patience.stop()
                self._say(_("The figures could not be added up."), "mdi6.alert-circle-outline")

        def act() -> _Read:
            if part == "activity":
                return self._who_did_what(*days, kinds, person, before)
            if part == "stock":
                return _Read(part, make_report(self.desk.till, what, *days))
            return self._figures(part, *days)

        self._patience.start()
        self.desk.fetch(act, show, refused, stopped)

    def _wait(self) -> None:
        """The figures let wait: say so instead of showing those of other days."""
        self._say(_("The figures are being added up …"), "mdi6.timer-sand")

    def _say(self, words: str, icon_name: str) -> None:
        part, self._read = self.parts.key(), None
        if part == "day":
            self.figures.show_figures([("–", "")] * len(self.figures.texts()))
            self.plot.show_hours([])
        clear_layout(self.boxes[part])
        self.boxes[part].addWidget(Empty(words, icon_name))

    def _kinds(self) -> tuple[str, ...]:
        """The kinds of documents that are asked for; none for everything."""
        return tuple(sorted(GROUPS.get(self.group.value(), ())))

    def _figures(self, part: str, first: str, last: str) -> _Read:
        till = self.desk.till
        name = shops.shop(till).name
        if part == "items":
            items = reports.item_figures(till, first, last)
            return _Read(part, items_report(items, first, last, shop_name=name))
        figures = reports.day_figures(till, first, last)
        return _Read(part, day_report(figures, first, last, shop_name=name), figures)

    def _who_did_what(
        self, first: str, last: str, kinds: Sequence[str], person: str, before: int | None
    ) -> _Read:  # fmt: skip
        till = self.desk.till
        acts = reports.activity_of_days(
            till, first, last, kinds=kinds, staff=person, limit=MOST_ACTS, before=before
        )  # fmt: skip
        self._acts = [*self._acts, *acts] if before is not None else acts
        return _Read("activity", _told(till, self._acts), last=acts[-1].position if len(acts) == MOST_ACTS else None)

    def _show(self, read: _Read) -> None:
        self._read = read
        if read.day is not None:
            self._show_figures(read.day)
        empty = read.day is not None and not (read.day.sales or read.day.refunds)
        box = self.boxes[read.part]
        clear_layout(box)
        if empty or not read.report.rows:
            words = {"activity": _("Nobody did such a thing."), "stock": _("There is nothing to report.")}
            nothing = words.get(read.part, _("Nothing was sold on these days."))
            box.addWidget(Empty(nothing, "mdi6.calendar-blank-outline"))
        else:
            box.addWidget(report_table(on_screen(read.report)))
        self.more_button.setEnabled(read.last is not None)
        self.actions_changed.emit()

    def _show_figures(self, day: DayFigures) -> None:
        self.plot.show_hours(day.hours)
        profit = net(day) - (day.tax - day.refund_tax) - (day.cost - day.refund_cost)
        average = day.total // day.sales if day.sales else 0
        slips = n_("{count} slip", "{count} slips", day.refunds).format(count=day.refunds)
        self.figures.show_figures(
            [
                (rupiah(net(day)), _("discounts {amount}").format(amount=rupiah(day.discount))),
                (str(day.sales), _("{amount} on average").format(amount=rupiah(average))),
                (rupiah(day.refunded), slips),
                (rupiah(profit), _("{share} of the turnover").format(share=percent(_share(profit, net(day))))),
                (percent(member_share(day)), rupiah(day.member_total)),
            ]
        )

    def report(self) -> Report | None:
        """The report in front."""
        return self._read.report if self._read is not None and self._read.part == self.parts.key() else None

    def print_day(self) -> None:
        """The sums on the receipt printer."""
        days, till, actor = self.days.days(), self.desk.till, self.desk.by
        if till.settings.printer.kind == "none":
            self.desk.tell_refusal(Refusal("printer_none"))
        elif days is not None and all(days):
            self.desk.do(
                lambda: printing.queue_day_report(till, *days, by=actor),
                lambda done: self.desk.tell(_("The report is in the print queue.")),
            )

    def _save(self, suffix: str, make: Callable[[Report], bytes]) -> None:
        """Keep the report in front under a name that tells what and when."""
        report, days = self.report(), self.days.days()
        if report is None or days is None:
            return
        whole = self._whole(report)
        span = days[0] if days[0] == days[1] else f"{days[0]}_{days[1]}"
        names = {"day": "penjualan", "items": "barang", "stock": f"stok-{self.what.value()}", "activity": "kegiatan"}
        name = f"laporan-{names[self.parts.key()]}-{span}.{suffix}"
        save_content(self.desk, self, name, lambda: make(self._marked(whole())))

    def _marked(self, report: Report) -> Report:
        """The report, said to be of training where it is."""
        return report.marked(training_mark()) if self.desk.till.training else report

    def _whole(self, report: Report) -> Callable[[], Report]:
        """What a file of the report in front holds: of who did what also what was not read for the screen yet."""
        days, kinds, person = self.days.days(), self._kinds(), self.person.value()
        if self.parts.key() != "activity" or days is None or self._read is None or self._read.last is None:
            return lambda: report
        return lambda: _activity_report(self.desk.till, *days, kinds, person)

    def save_pdf(self) -> None:
        """The report in front as A4."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.pdf import report_pdf

            return report_pdf(report)

        self._save("pdf", make)

    def save_csv(self) -> None:
        """The report in front as CSV, with the mark by which sheets know UTF-8."""
        self._save("csv", lambda report: as_csv(report).encode("utf-8-sig"))

    def save_xlsx(self) -> None:
        """The report in front as a workbook; the summary brings its hours along."""
        read, days = self._read, self.days.days()

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.sheets import report_xlsx

            if read is not None and read.day is not None and days is not None:
                return report_xlsx(report, hours_report(read.day, *days))
            return report_xlsx(report)

        self._save("xlsx", make)


def _told(till: Till, acts: Sequence[Posted]) -> Report:
    """Who did what, as a table."""
    names = {member.id: member.name for member in staff.people(till, active_only=False)}
    return activity_report([posted.entry for posted in acts], names, shop_name=shops.shop(till).name)


def _activity_report(till: Till, first: str, last: str, kinds: Sequence[str], person: str) -> Report:
    """Everything of the days that fits, however much it is."""
    return _told(till, reports.activity_of_days(till, first, last, kinds=kinds, staff=person, limit=-1))


def _share(part: int, whole: int) -> int:
    """Basis points of a part; 0 of nothing."""
    return part * 10_000 // whole if whole > 0 else 0
