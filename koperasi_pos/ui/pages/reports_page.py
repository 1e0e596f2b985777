"""Reports: a day or more in figures, hours, goods, and who did what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.operations import printing, reports, shops, staff
from koperasi_pos.paper.activity import activity_report
from koperasi_pos.paper.day_reports import day_report, items_report
from koperasi_pos.paper.reports import Report, as_csv, shown
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, clear_layout, title
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.hours_plot import HoursPlot
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _


@dataclass(frozen=True)
class _Read:
    """What was read for the days."""

    day: Report
    items: Report
    activity: Report
    hours: list[tuple[int, int, int]]
    sales: int


class ReportsPage(Page):
    """Days above, three readings of them below."""

    name = "reports"
    icon = "mdi6.chart-box-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._read: _Read | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(title(_("Reports")))
        head.addStretch(1)
        for button in (
            SecondaryButton(_("Print"), "F8", self.print_day), SecondaryButton("PDF", "Ctrl+S", self.save_pdf),
            SecondaryButton("CSV", "Ctrl+D", self.save_csv), SecondaryButton("XLSX", "Ctrl+E", self.save_xlsx),
        ):  # fmt: skip
            head.addWidget(button)
        outer.addLayout(head)
        outer.addLayout(self._days())
        self.stack = QStackedWidget()
        self.summary = QWidget()
        beside = QHBoxLayout(self.summary)
        beside.setContentsMargins(0, 0, 0, 0)
        self.figures_box = QVBoxLayout()
        beside.addLayout(self.figures_box, 1)
        card = Card(_("Turnover by hour"))
        self.plot = HoursPlot()
        card.body.addWidget(self.plot, 1)
        beside.addWidget(card, 1)
        self.items_box, self.activity_box = QWidget(), QWidget()
        for widget in (self.summary, self.items_box, self.activity_box):
            self.stack.addWidget(widget)
        QVBoxLayout(self.items_box).setContentsMargins(0, 0, 0, 0)
        QVBoxLayout(self.activity_box).setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Reports")

    def _days(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.parts = Segments(
            [("day", _("Day")), ("items", _("Goods")), ("activity", _("Who did what"))], name=_("Part of the report")
        )
        self.parts.chosen.connect(self._part)
        row.addWidget(self.parts)
        row.addStretch(1)
        self.first, self.last = TextField(_("From")), TextField(_("To"))
        for field in (self.first, self.last):
            field.setFixedWidth(150)
            field.returnPressed.connect(self.look)
        today = self.desk.till.today()
        self.first.setText(today)
        self.last.setText(today)
        row.addWidget(self.first)
        row.addWidget(self.last)
        for word, key, days in ((_("Today"), "F3", 0), (_("7 days"), "F4", 6), (_("30 days"), "F6", 29)):
            row.addWidget(SecondaryButton(word, key, lambda days=days: self.span(days)))  # type: ignore[misc]
        return row

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Days"), self.first.setFocus),
            Action("F3", _("Today"), lambda: self.span(0)),
            Action("F4", _("7 days"), lambda: self.span(6)),
            Action("F6", _("30 days"), lambda: self.span(29)),
            Action("F8", _("Print"), self.print_day),
            Action("Ctrl+S", "PDF", self.save_pdf),
            Action("Ctrl+D", "CSV", self.save_csv),
            Action("Ctrl+E", "XLSX", self.save_xlsx),
        )

    def shown(self) -> None:
        """Read today."""
        self.look()

    def _topic(self, topic: str) -> None:
        if topic in ("sale", "refund") and self.isVisible():
            self.look()

    def span(self, back: int) -> None:
        """Today and so many days before."""
        today = date.fromisoformat(self.desk.till.today())
        self.first.setText((today - timedelta(days=back)).isoformat())
        self.last.setText(today.isoformat())
        self.look()

    def days(self) -> tuple[str, str] | None:
        """The days asked for; `None` where they cannot be read."""
        try:
            first, last = (date.fromisoformat(field.value()).isoformat() for field in (self.first, self.last))
        except ValueError:
            self.desk.said.emit(_("Please write days as 2026-11-24."), "refused")
            return None
        return (first, last) if first <= last else (last, first)

    def look(self) -> None:
        """Read the days beside the counter's work."""
        days = self.days()
        if days is not None:
            self.desk.fetch(lambda: self._figures(*days), self._show)

    def _figures(self, first: str, last: str) -> _Read:
        till = self.desk.till
        name = shops.shop(till).name
        figures = reports.day_figures(till, first, last)
        names = {member.id: member.name for member in staff.people(till, active_only=False)}
        entries = [posted.entry for posted in reports.activity(till, limit=300)]
        return _Read(
            day_report(figures, first, last, shop_name=name),
            items_report(reports.item_figures(till, first, last), first, last, shop_name=name),
            activity_report(entries, names, shop_name=name),
            figures.hours,
            figures.sales + figures.refunds,
        )

    def _show(self, read: _Read) -> None:
        self._read = read
        self.plot.show_hours(read.hours)
        _fill(self.figures_box, _table(read.day) if read.sales else Empty(_("Nothing was sold on these days.")))
        items = self.items_box.layout()
        activity = self.activity_box.layout()
        assert isinstance(items, QVBoxLayout)
        assert isinstance(activity, QVBoxLayout)
        _fill(items, _table(read.items) if read.sales else Empty(_("Nothing was sold on these days.")))
        _fill(activity, _table(read.activity))

    def _part(self, key: str) -> None:
        self.stack.setCurrentIndex(("day", "items", "activity").index(key))

    def report(self) -> Report | None:
        """The report in front."""
        if self._read is None:
            return None
        return (self._read.day, self._read.items, self._read.activity)[self.stack.currentIndex()]

    def print_day(self) -> None:
        """The sums on the receipt printer."""
        days = self.days()
        if days is not None:
            till, actor = self.desk.till, self.desk.by
            self.desk.do(
                lambda: printing.queue_day_report(till, *days, by=actor),
                lambda done: self.desk.tell(_("The report is in the print queue.")),
            )

    def _with_report(self, act: Callable[[Report], None]) -> None:
        report = self.report()
        if report is not None:
            act(report)

    def save_pdf(self) -> None:
        """The report in front as A4."""

        def act(report: Report) -> None:
            def make() -> bytes:
                from koperasi_pos.paper.pdf import report_pdf

                return report_pdf(report)

            save_content(self.desk, self, "laporan.pdf", make)

        self._with_report(act)

    def save_csv(self) -> None:
        """The report in front as CSV."""
        self._with_report(self._save_csv)

    def save_xlsx(self) -> None:
        """The report in front as a workbook."""

        def act(report: Report) -> None:
            def make() -> bytes:
                from koperasi_pos.paper.sheets import report_xlsx

                return report_xlsx(report)

            save_content(self.desk, self, "laporan.xlsx", make)

        self._with_report(act)

    def _save_csv(self, report: Report) -> None:
        save_content(self.desk, self, "laporan.csv", lambda: as_csv(report).encode())


def _table(report: Report) -> Table:
    columns = [
        TableColumn(
            column.title, lambda row, n=number, c=column: shown(c, row[n]), right=column.right,  # type: ignore[misc]
            width=0 if number == 0 else 150,
        )
        for number, column in enumerate(report.columns)
    ]  # fmt: skip
    table = Table(report.title, columns)
    table.set_rows([*report.rows, *([report.totals] if report.totals else [])])
    return table


def _fill(layout: QVBoxLayout, widget: QWidget) -> None:
    clear_layout(layout)
    layout.addWidget(widget)
