"""What can be done to an account from the cards page: each act asks its question and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import (
    accounts,
    card_counter,
    card_limits,
    card_reports,
    card_sheets,
    cards,
    photos,
    shops,
    visits,
)
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.cards import IssuedCard
from koperasi_pos.ui.dialogs.account_dialogs import FreezeDialog, IssueDialog, MoveDialog, PayOutDialog
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.card_limits_dialog import LimitsDialog
from koperasi_pos.ui.dialogs.card_pin_dialog import CardPinDialog
from koperasi_pos.ui.dialogs.card_rules_dialog import CardRulesDialog
from koperasi_pos.ui.dialogs.card_sheets_dialogs import AllowancesDialog, ImportSantriDialog, ask_file
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.dialogs.lease_dialog import LeaseDialog
from koperasi_pos.ui.dialogs.menu_dialog import MenuDialog
from koperasi_pos.ui.dialogs.new_account_dialog import NewAccountDialog
from koperasi_pos.ui.dialogs.report_file import report_bytes
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.dialogs.top_up_dialog import TopUpDialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.account_panel import WholeAccount
from koperasi_pos.values import Refusal
from koperasi_pos.words import _


class AccountActs(QObject):
    """`opened` tells the short id of an account that is to be shown."""

    opened = Signal(str)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page

    def _may(self, right: str) -> bool:
        if self._desk.by.may(right):
            return True
        self._desk.tell_refusal(Refusal("needs_approval", right=right))
        return False

    # -- money ---------------------------------------------------------------------------------------------------------

    def queue(self) -> None:
        """Top up one card after the other."""
        TopUpDialog(self._desk, None, self._page).open()

    def top_up(self, whole: WholeAccount) -> None:
        """Top up this one; the next may follow."""
        TopUpDialog(self._desk, whole.shown, self._page).open()

    def pay_out(self, whole: WholeAccount) -> None:
        """Pay out a part, or everything and close the account."""
        PayOutDialog(self._desk, whole.shown, self._desk.tell, self._page).open()

    def _move(self, whole: WholeAccount) -> None:
        MoveDialog(self._desk, whole.shown, self._desk.tell, self._page).open()

    # -- the card ------------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Open an account, then issue its card."""
        if self._may("cards"):
            NewAccountDialog(self._desk, self._opened, self._page).open()

    def _opened(self, view: AccountView) -> None:
        self.opened.emit(view.account)
        self._issue(card_counter.show_account(self._desk.till, view.account), replaces=False)

    def card(self, whole: WholeAccount) -> None:
        """A card that is not handed out yet is; one in use is lost; a lost one is replaced; a first one is issued."""
        live = next((card for card in whole.cards if card.state != "lost"), None)
        name = whole.shown.view.name
        if live is None:
            self._issue(whole.shown, replaces=bool(whole.cards))
        elif live.state == "inactive":
            ask_yes(
                self._page, _("Hand out the card"), _("Does {name} get the card now?").format(name=name),
                partial(self._hand_out, live.id), yes=_("Yes"),
            )  # fmt: skip
        else:
            question = _("The card of {name} is dead for ever then, and nobody can pay with it. A new one follows.")
            ask_yes(
                self._page, _("Card lost"), question.format(name=name), partial(self._lost, live.id, whole.shown),
                yes=_("It is lost"), safe=True,
            )  # fmt: skip

    def _hand_out(self, card_id: str) -> None:
        till, actor = self._desk.till, self._desk.by
        self._desk.do(
            lambda: cards.hand_out_card(till, card_id, id=till.new_id(), by=actor),
            lambda done: self._desk.tell(_("The card is in use now.")),
        )

    def _lost(self, card_id: str, shown: ShownCard) -> None:
        till, actor = self._desk.till, self._desk.by

        def blocked(done: object) -> None:
            self._desk.tell(_("The card of {name} is blocked.").format(name=shown.view.name))
            self._issue(shown, replaces=True)

        self._desk.do(lambda: cards.lose_card(till, card_id, id=till.new_id(), by=actor), blocked)

    def _issue(self, shown: ShownCard, *, replaces: bool) -> None:
        IssueDialog(self._desk, shown, self._issued, self._page, replaces=replaces).open()

    def _issued(self, issued: IssuedCard) -> None:
        self.opened.emit(issued.account)
        if not issued.token:
            self._desk.tell(_("The chip card is in use now."))
            return
        self._desk.tell(_("The card is issued. Print it now."))
        self._print_cards([issued.account])

    def _print_cards(self, account_ids: Sequence[str]) -> None:
        """The printed cards of these accounts as a PDF sheet of CR80."""
        till = self._desk.till

        def make() -> bytes:
            from koperasi_pos.paper.card_sheet import PrintedCard, card_sheets

            shop, made = shops.shop(till).name, []
            for account in account_ids:
                shown = card_counter.show_account(till, account)
                live = next((card for card in accounts.cards_of(till, account) if card.state != "lost"), None)
                token = cards.printable_token(till, live) if live is not None else ""
                if not token:
                    continue
                view = shown.view
                place = " · ".join(part for part in (view.school_class, view.room) if part)
                made.append(
                    PrintedCard(
                        view.name, view.nis, place, token, shop,
                        title="Kartu OPOP" if view.sort == "opop" else "Kartu Santri", photo=shown.photo or b"",
                    )
                )  # fmt: skip
            if not made:
                raise Refusal("cards_not_here")
            return card_sheets(made)

        save_content(self._desk, self._page, f"kartu-{till.today()}.pdf", make)

    def _print_all(self) -> None:
        """Every printed card that is not handed out or in use, ten on a sheet."""
        views = accounts.find_accounts(self._desk.till, "", limit=100_000, state="active")
        self._print_cards([view.account for view in views])

    # -- rules ---------------------------------------------------------------------------------------------------------

    def freeze(self, whole: WholeAccount) -> None:
        """Freeze, or let go on."""
        view = whole.shown.view
        if view.state != "frozen":
            FreezeDialog(self._desk, whole.shown, self._desk.tell, self._page).open()
            return
        when_allowed(self._desk, "card_freeze", self._page, partial(self._go_on, view))

    def _go_on(self, view: AccountView, approvals: Sequence[Approval]) -> None:
        till, actor = self._desk.till, self._desk.by
        self._desk.do(
            lambda: accounts.save_account_state(
                till, view.account, "active", id=till.new_id(), by=actor, approvals=approvals
            ),
            lambda done: self._desk.tell(_("{name} can pay by card again.").format(name=view.name)),
        )

    def limits(self, whole: WholeAccount) -> None:
        """What the wali wants."""
        LimitsDialog(
            self._desk, whole.shown, whole.limits,
            lambda saved: self._desk.tell(_("The limits of {name} are saved.").format(name=saved.name)), self._page,
        ).open()  # fmt: skip

    def pin(self, whole: WholeAccount) -> None:
        """The santri types a new PIN, twice."""
        if self._may("cards"):
            CardPinDialog(
                whole.shown, None, partial(self._pin_again, whole.shown), self._page, title=_("New PIN of the card")
            ).open()

    def _pin_again(self, shown: ShownCard, first: str) -> None:
        CardPinDialog(
            shown, None, partial(self._pin_typed, shown, first), self._page, title=_("The same PIN again")
        ).open()

    def _pin_typed(self, shown: ShownCard, first: str, second: str) -> None:
        if first != second:
            self._desk.said.emit(_("The two PINs differ. Nothing was changed."), "refused")
            return
        till, actor = self._desk.till, self._desk.by
        self._desk.do(
            lambda: accounts.set_card_pin(till, shown.view.account, first, id=till.new_id(), by=actor),
            lambda done: self._desk.tell(_("The PIN of {name} is set.").format(name=shown.view.name)),
        )

    def _release_pin(self, whole: WholeAccount) -> None:
        till, actor, view = self._desk.till, self._desk.by, whole.shown.view
        when_allowed(
            self._desk, "card_freeze", self._page,
            lambda approvals: self._desk.do(
                lambda: accounts.release_card_pin(till, view.account, by=actor, approvals=approvals),
                lambda done: self._desk.tell(_("{name} can type the PIN again.").format(name=view.name)),
            ),
        )  # fmt: skip

    # -- paper and sheets ----------------------------------------------------------------------------------------------

    def print_slip(self, whole: WholeAccount) -> None:
        """Balance and last ten purchases on paper."""
        till, actor, account = self._desk.till, self._desk.by, whole.shown.view.account
        self._desk.do(
            lambda: card_reports.queue_balance_slip(till, account, by=actor),
            lambda done: self._desk.tell(_("It is being printed.")),
        )

    def _statement(self, whole: WholeAccount) -> None:
        if not self._may("card_figures"):
            return
        till, actor, account = self._desk.till, self._desk.by, whole.shown.view.account

        def make() -> bytes:
            from koperasi_pos.paper.card_reports import statement

            view = card_reports.look_at_account(till, account, what="statement", by=actor)
            lines = card_reports.account_lines(till, account, limit=2000)
            return report_bytes(statement(view, lines, shop_name=shops.shop(till).name), "pdf")

        save_content(self._desk, self._page, f"mutasi-{whole.shown.view.nis or account}-{till.today()}.pdf", make)

    def _photo(self, whole: WholeAccount) -> None:
        dialog = QFileDialog(self._page, _("Photo of {name}").format(name=whole.shown.view.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_("Pictures (*.jpg *.jpeg *.png *.webp)"))
        dialog.fileSelected.connect(lambda file: self.take_photo(whole.shown.view, Path(file)))
        dialog.open()

    def take_photo(self, view: AccountView, file: Path) -> None:
        """Keep this file as the photo of the account's person."""
        till, actor = self._desk.till, self._desk.by
        self._desk.do(
            lambda: photos.give_photo(till, view.person, file, by=actor),
            lambda done: self._desk.tell(_("{name} is saved.").format(name=view.name)),
        )

    def _import(self) -> None:
        if self._may("cards"):
            ask_file(self._page, self.read_santri)

    def read_santri(self, file: Path) -> None:
        """Show what a sheet of santri would do."""
        till = self._desk.till
        self._desk.fetch(
            lambda: card_sheets.plan_santri(till, file),
            lambda plan: ImportSantriDialog(self._desk, file, plan, self._page).open(),
        )

    def _allowances(self) -> None:
        if self._may("cards"):
            ask_file(self._page, self.read_allowances)

    def read_allowances(self, file: Path) -> None:
        """Show what a sheet of allowances would do."""
        till = self._desk.till
        self._desk.fetch(
            lambda: card_sheets.plan_allowances(till, file),
            lambda plan: AllowancesDialog(self._desk, plan, self._page).open(),
        )

    def _rules(self) -> None:
        if self._may("card_rules"):
            CardRulesDialog(self._desk, card_limits.card_rules(self._desk.till), self._page).open()

    def _leases(self) -> None:
        """Sums for cards of another pesantren: a head says yes once."""
        when_allowed(
            self._desk, "card_rights", self._page,
            lambda approvals: LeaseDialog(self._desk, approvals, self._page).open(),
        )  # fmt: skip

    def more(self, whole: WholeAccount | None) -> None:
        """Everything that is done seldom: for the account in front, then for all."""
        acts: list[tuple[str, str, Callable[[], None]]] = []
        if whole is not None:
            acts = [
                ("F1", _("Move to a sibling"), partial(self._move, whole)),
                ("F2", _("Balance slip"), partial(self.print_slip, whole)),
                ("F3", _("Statement for the wali (PDF)"), partial(self._statement, whole)),
                ("F4", _("Print the card (PDF)"), partial(self._print_cards, [whole.shown.view.account])),
                ("F5", _("Photo"), partial(self._photo, whole)),
                ("F6", _("Release the PIN"), partial(self._release_pin, whole)),
            ]
        acts += [
            ("F7", _("Allowances from a sheet"), self._allowances),
            ("F8", _("Santri with photos from a sheet"), self._import),
            ("F9", _("Print all cards (PDF)"), self._print_all),
            ("F10", _("Rules for cards"), self._rules),
        ]
        if visits.partners(self._desk.till):
            acts.append(("F11", _("Cards of another pesantren"), self._leases))
        explain = whole.shown.view.name if whole is not None else ""
        MenuDialog(_("More"), acts, self._page, explain=explain).open()
