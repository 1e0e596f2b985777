"""Cards: find an account by tap or name, see what is on it, put money on, pay out, freeze, replace a lost card."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QSplitter, QVBoxLayout, QWidget

from koperasi_pos.operations import accounts, card_counter, card_limits, card_reports, card_rights, products
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.account_acts import AccountActs
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.account_panel import AccountPanel, WholeAccount
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.found_list import FoundList
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.terms import term

MOST_ROWS = 80

LOOK_AFTER_MS = 250
"""An account is read, and that it was looked at written down, once the cursor rests on it for so long."""


class CardsPage(Page):
    """Accounts at the left, one of them at the right with everything that can be done to it."""

    name = "cards"
    icon = "mdi6.card-account-details-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._chosen = ""
        """Short id of the account that is shown."""
        self._tapped: ShownCard | None = None
        """The account whose own card was tapped: its santri stands here."""
        self.acts = AccountActs(desk, self)
        self.acts.opened.connect(self.show_account)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._left())
        halves.addWidget(self._right())
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        halves.setSizes([420, 800])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addWidget(halves, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Cards")

    def _for_all(self) -> QGridLayout:
        """What concerns no account in particular stands below the list."""
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, button in enumerate(
            (
                PrimaryButton(_("Queue of top-ups"), "F3", self.acts.queue),
                SecondaryButton(_("New account"), "F4", self.acts.new),
                SecondaryButton(_("Self-check"), "Ctrl+U", self.self_check),
                SecondaryButton(_("More"), "F12", self.more),
            )
        ):
            grid.addWidget(button, place // 2, place % 2)
        return grid

    def _left(self) -> QWidget:
        self.search = TextField(_("Search accounts"), placeholder=_("tap a card, or type name, NIS or class"))
        columns = [
            TableColumn(_("Name"), lambda row: row.name, small=_where),
            TableColumn(_("State"), _state, width=150, tone=lambda row: "" if row.state == "active" else "red"),
        ]
        self.table = Table(_("Accounts"), columns)
        self.table.chosen.connect(self._choose)
        self.table.activated_row.connect(lambda row: self._act(self.acts.top_up))
        self.list = FoundList(self.search, self.table, self.icon)
        self.list.wanted.connect(self.read)
        self.list.column.addLayout(self._for_all())
        return self.list

    def _right(self) -> QWidget:
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(10, 0, 0, 0)
        column.setSpacing(8)
        self.panel = AccountPanel()
        column.addWidget(self.panel, 1)
        grid = QGridLayout()
        grid.setSpacing(8)
        self.freeze_button = SecondaryButton(_("Freeze"), "F8", lambda: self._act(self.acts.freeze))
        self.card_button = SecondaryButton(_("Card"), "F7", lambda: self._act(self.acts.card))
        for place, button in enumerate(
            (
                SecondaryButton(_("Top up"), "F5", lambda: self._act(self.acts.top_up)),
                SecondaryButton(_("Pay out"), "F6", lambda: self._act(self.acts.pay_out)), self.card_button,
                self.freeze_button, SecondaryButton(_("Limits"), "F9", lambda: self._act(self.acts.limits)),
                SecondaryButton("PIN", "F11", lambda: self._act(self.acts.pin)),
            )
        ):  # fmt: skip
            grid.addWidget(button, place // 3, place % 3)
        column.addLayout(grid)
        return self.right

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self.list.to_search),
            Action("F3", _("Queue"), self.acts.queue),
            Action("F4", _("New"), self.acts.new),
            Action("F5", _("Top up"), lambda: self._act(self.acts.top_up)),
            Action("F6", _("Pay out"), lambda: self._act(self.acts.pay_out)),
            Action("F7", _("Card"), lambda: self._act(self.acts.card)),
            Action("F8", _("Freeze"), lambda: self._act(self.acts.freeze)),
            Action("F9", _("Limits"), lambda: self._act(self.acts.limits)),
            Action("F10", _("Next part"), lambda: self.panel.parts.step(1)),
            Action("F11", "PIN", lambda: self._act(self.acts.pin)),
            Action("F12", _("More"), self.more),
            Action("Ctrl+P", _("Balance slip"), lambda: self._act(self.acts.print_slip), footer=False),
            Action("Ctrl+U", _("Self-check"), self.self_check, footer=False),
        )

    # -- reading -------------------------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Read the list."""
        self.read()
        self.list.to_search()

    def left(self) -> None:
        """Whoever comes to this page next does not read what was on it."""
        self._chosen, self._tapped = "", None
        self.search.clear()
        self.right.hide()

    def _topic(self, topic: str) -> None:
        if topic in ("cards", "persons", "sale", "refund") and self.isVisible():
            self.read()

    def read(self) -> None:
        """Read the list again; the account that is shown stays in front."""
        text = self.search.value()
        rows = accounts.find_accounts(self.desk.till, text, limit=MOST_ROWS)
        more = "+" if len(rows) == MOST_ROWS else ""
        told = n_("{count} account", "{count} accounts", len(rows)).format(count=f"{len(rows)}{more}")
        nobody = _("Nobody is called that.")
        if not text:
            nobody = _("No account yet. F4 opens the first one, F12 reads a sheet.")
        self.list.show_rows(rows, count=told if rows else "", nothing=nobody)
        if self._chosen:
            self.table.blockSignals(True)
            self.table.point_at(lambda row: row.account == self._chosen)
            self.table.blockSignals(False)
            self.look()
        else:
            self.right.hide()

    def _choose(self, row: AccountView | None) -> None:
        if row is not None and row.account != self._chosen:
            self._chosen, self._tapped = row.account, None
            self._soon.start()

    def show_account(self, account_id: str) -> None:
        """Show this account, whatever the list was narrowed to."""
        self._chosen = account_id
        if not self.table.point_at(lambda row: row.account == account_id):
            self.search.clear()
            self.read()
        self.look()

    def tapped(self, tap: Tap) -> bool:
        """A card finds its account."""
        till = self.desk.till

        def found(shown: ShownCard) -> None:
            self._tapped = shown
            self.show_account(shown.view.account)

        self.desk.do(lambda: card_counter.show_tap(till, tap), found)
        return True

    def look(self) -> None:
        """Read the account in front; that somebody looked without the card is written down once a day."""
        if not self._chosen:
            return
        till, actor, account = self.desk.till, self.desk.by, self._chosen
        here = self._tapped is not None and self._tapped.view.account == account

        def read() -> WholeAccount:
            may = actor.may("card_figures")
            if may:
                card_reports.look_at_account(till, account, by=actor)
            elif not here:
                card_reports.note_look(till, account, by=actor)
            limits = card_limits.wali_limits(till, account)
            return WholeAccount(
                card_counter.show_account(till, account),
                card_reports.account_lines(till, account) if may or here else None,
                accounts.cards_of(till, account), limits, card_limits.card_rules(till),
                [products.product(till, id).name for id in limits.blocked_products],
                card_rights.exposure_of(till, account), card_rights.unheard_of(till, account),
            )  # fmt: skip

        self.desk.do(read, self._show)

    def _show(self, whole: WholeAccount) -> None:
        if whole.shown.view.account != self._chosen:
            return
        self.panel.show_account(whole)
        state = whole.shown.view.state
        self.freeze_button.setText(_("Let go on") if state == "frozen" else _("Freeze"))
        live = any(card.state != "lost" for card in whole.cards)
        self.card_button.setText(
            _("Card lost") if live else _("Replace the card") if whole.cards else _("Issue a card")
        )  # fmt: skip
        self.right.show()

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def _act(self, act: Callable[[WholeAccount], None]) -> None:
        whole = self.panel.whole
        if whole is None or whole.shown.view.account != self._chosen or not self._chosen:
            self.desk.said.emit(_("Tap a card or choose an account first."), "refused")
        else:
            act(whole)

    def self_check(self) -> None:
        """Ctrl+U: a santri looks at the own card."""
        from koperasi_pos.ui.dialogs.self_check_dialog import SelfCheckDialog

        SelfCheckDialog(self.desk, self).open()

    def more(self) -> None:
        """F12: what is done seldom."""
        whole = self.panel.whole if self._chosen else None
        try:
            self.acts.more(whole)
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)


def _where(row: AccountView) -> str:
    return " · ".join(part for part in (row.nis, row.school_class, row.room) if part)


def _state(row: AccountView) -> str:
    return term("account_state", row.state)
