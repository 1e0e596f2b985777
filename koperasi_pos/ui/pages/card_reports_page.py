"""Figures of cards: who holds how much, money in and out, spending, what was refused, lost cards; dead tills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import card_doubles, card_money, card_reclaims, card_reports, card_rights, visit_debts
from koperasi_pos.operations.card_rights import Exposure
from koperasi_pos.paper import card_reports as papers
from koperasi_pos.paper.reports import Report
from koperasi_pos.paper.visit_reports import debts_report
from koperasi_pos.ui.dialogs.card_doubles_dialog import DoublesDialog
from koperasi_pos.ui.dialogs.card_holder_dialog import DeadHolderDialog
from koperasi_pos.ui.dialogs.double_reclaims_dialog import DoubleReclaimsDialog
from koperasi_pos.ui.dialogs.report_file import save_report
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty, clear_layout, quiet
from koperasi_pos.ui.widgets.fields import Choice
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.report_table import report_table
from koperasi_pos.ui.widgets.span_bar import SpanBar
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah

SPANS = ("0", "yesterday", "6", "29")

WITHOUT_DAYS = frozenset({"float", "balances", "doubles", "between"})
"""Reports of how things are now."""


class CardReportsPage(Page):
    """One report at a time, and above it what the shop owes to all cards together."""

    name = "card_reports"
    icon = "mdi6.card-account-details-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.report: Report | None = None
        self._wanted = 0
        self.what = Choice(
            _("Report"),
            [
                ("float", _("Float by holder")), ("balances", _("Balances")), ("turnover", _("Money in and out")),
                ("money", _("Top-ups and cash-outs")), ("spending", _("Spending by category and class")),
                ("refusals", _("What was refused")), ("lost", _("Lost cards")),
                ("doubles", _("Allowances put on twice")), ("between", _("Owed between pesantren")),
            ],
        )  # fmt: skip
        self.what.setMinimumWidth(250)
        self.what.chosen.connect(lambda what: self.look())
        self.days = SpanBar(desk.till.today, SPANS, "29")
        self.days.changed.connect(self.look)
        self.figures = Figures([_("Owed to cards"), _("At this till"), _("On its way"), _("Borne by the guarantee")])
        self.warning = quiet()
        self.warning.setProperty("kind", "attention")
        self.doubles_button = SecondaryButton(_("Put on twice"), "F7", self.decide_doubles)
        self.reclaims_button = SecondaryButton(_("Taken over twice"), "F9", self.decide_reclaims)
        self.reclaims_button.hide()
        self.dead_button = SecondaryButton(_("A till is dead"), "F8", self.declare_dead)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.what)
        head.addStretch(1)
        for button in (
            self.doubles_button, self.reclaims_button, self.dead_button,
            SecondaryButton("PDF", "Ctrl+S", partial(self.save, "pdf")),
            SecondaryButton("CSV", "Ctrl+D", partial(self.save, "csv")),
            SecondaryButton("XLSX", "Ctrl+E", partial(self.save, "xlsx")),
        ):  # fmt: skip
            head.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.days)
        outer.addWidget(self.figures)
        outer.addWidget(self.warning)
        self.box = QVBoxLayout()
        outer.addLayout(self.box, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word of the tab."""
        return _("Figures of cards")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Report"), self.what.setFocus),
            Action("F3", _("Days"), self.days.spans.setFocus),
            Action("F7", _("Put on twice"), self.decide_doubles),
            Action("F8", _("A till is dead"), self.declare_dead),
            Action("F9", _("Taken over twice"), self.decide_reclaims),
            Action("Ctrl+S", "PDF", partial(self.save, "pdf")),
            Action("Ctrl+D", "CSV", partial(self.save, "csv")),
            Action("Ctrl+E", "XLSX", partial(self.save, "xlsx")),
        )

    def shown(self) -> None:
        """Read what is chosen."""
        self.days.renew()
        self.look()
        self.what.setFocus()

    def left(self) -> None:
        """Figures of children are not left on the screen."""
        self.report = None
        clear_layout(self.box)

    def _topic(self, topic: str) -> None:
        if topic in ("cards", "visits") and self.isVisible():
            self.look()

    def _make(self, what: str, first: str, last: str) -> Callable[[], Report]:
        """How a report is made, beside the counter's work."""
        till, actor, shop = self.desk.till, self.desk.by, self.desk.counter.shop.name

        def floats() -> Report:
            return papers.float_report(
                card_rights.holders(till), int(card_money.float_state(till).on_the_way), shop_name=shop
            )

        makers: dict[str, Callable[[], Report]] = {
            "float": floats,
            "balances": lambda: papers.balances_report(card_reports.balances(till, by=actor), shop_name=shop),
            "turnover": lambda: papers.turnover_report(
                card_reports.card_turnover(till, first, last), first, last, shop_name=shop
            ),
            "money": lambda: papers.money_report(
                card_reports.money_moved(till, first, last), first, last, shop_name=shop
            ),
            "spending": lambda: papers.spending_report(
                card_reports.card_spending(till, first, last), first, last, shop_name=shop
            ),
            "doubles": lambda: papers.doubles_report(card_doubles.allowance_doubles(till), shop_name=shop),
            "between": lambda: debts_report(visit_debts.debt_lines(till), shop_name=shop),
            "refusals": lambda: papers.refusals_report(
                card_reports.card_refusals(till, first, last), first, last, shop_name=shop
            ),
            "lost": lambda: papers.lost_report(card_reports.lost_cards(till, first, last), first, last, shop_name=shop),
        }  # fmt: skip
        return makers[what]

    def look(self) -> None:
        """Read the report that is chosen."""
        what, days = self.what.value(), self.days.days()
        self.days.setEnabled(what not in WITHOUT_DAYS)
        if not self.desk.by.may("card_figures"):
            self._nothing(_("Figures of cards are seen by head, treasurer and pengasuh."))
            self.figures.hide()
            self.warning.hide()
            return
        found = card_money.float_state(self.desk.till)
        self.figures.show()
        self.figures.show_figures(
            [(rupiah(part), "") for part in (found.total, found.here, found.on_the_way, found.guarantee)]
        )
        doubles = len(card_doubles.allowance_doubles(self.desk.till))
        told = [papers.float_words(int(found.total), int(found.warning))] if found.too_much else []
        if doubles:
            words = n_("{count} allowance was put on twice: F7.", "{count} allowances were put on twice: F7.", doubles)
            told.append(words.format(count=doubles))
        reclaimed = card_reclaims.double_reclaims(self.desk.till)
        if reclaimed:
            words = _("A dead till was taken over twice, {amount} is borne by the guarantee for it: F9.")
            told.append(words.format(amount=rupiah(Rupiah(sum(one.amount for one in reclaimed)))))
        self.reclaims_button.setVisible(bool(reclaimed))
        self.warning.setVisible(bool(told))
        self.warning.setText(" ".join(told))
        self.doubles_button.setEnabled(bool(doubles))
        self.dead_button.setEnabled(bool(card_rights.exposures(self.desk.till)))
        if days is None:
            return
        today = self.desk.till.today()
        self._wanted += 1
        mark = self._wanted
        self.desk.fetch(
            self._make(what, days[0] or "2000-01-01", days[1] or today),
            lambda report: self._show(report) if mark == self._wanted else None,
        )

    def _show(self, report: Report) -> None:
        self.report = report
        if not report.rows:
            now = self.what.value() in WITHOUT_DAYS
            self._nothing(_("Nothing here yet.") if now else _("Nothing on these days."))
            return
        clear_layout(self.box)
        self.box.addWidget(report_table(report))

    def _nothing(self, sentence: str) -> None:
        clear_layout(self.box)
        self.box.addWidget(Empty(sentence, self.icon))

    def save(self, form: str) -> None:
        """The report in front as a file."""
        report = self.report
        if report is not None:
            save_report(self.desk, self, f"kartu-{self.what.value()}", form, lambda: report)

    def decide_doubles(self) -> None:
        """The same allowance from two tills: a person says what becomes of the second."""
        found = card_doubles.allowance_doubles(self.desk.till)
        if not found:
            self.desk.said.emit(_("No allowance was put on twice."), "refused")
            return
        DoublesDialog(self.desk, found, self).open()

    def decide_reclaims(self) -> None:
        """The same till declared dead by two people: a person gives the second part back."""
        found = card_reclaims.double_reclaims(self.desk.till)
        if not found:
            self.desk.said.emit(_("Nothing was taken over twice."), "refused")
            return
        DoubleReclaimsDialog(self.desk, found, self).open()

    def declare_dead(self) -> None:
        """A till will never come back: its rights go over to this one, by a person's word alone."""
        if not self.desk.by.may("card_rights"):
            self.desk.tell_refusal(Refusal("needs_approval", right="card_rights"))
            return
        found: list[Exposure] = card_rights.exposures(self.desk.till)
        if not found:
            self.desk.said.emit(_("No other till holds anything."), "refused")
            return
        DeadHolderDialog(self.desk, found, self).open()
