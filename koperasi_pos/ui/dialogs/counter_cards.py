"""The card at the counter: taken from a tap, a scan or a number, shown, and asked to pay for the basket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import card_asks, card_counter, card_payments, visits
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.trade.taps import Tap
from koperasi_pos.trade.tenders import Tender, TenderPart, by_card, with_pin
from koperasi_pos.ui.dialogs.ask_dialog import ask_text, ask_yes
from koperasi_pos.ui.dialogs.card_pin_dialog import CardPinDialog
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.dialogs.self_check_dialog import SelfCheckDialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.counter_basket import CounterBasket
from koperasi_pos.values import ZERO, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence

LOOK_AFTER_MS = 120
"""So long after a change of the basket it is looked at whether the card could pay for it."""


class CounterCards(QObject):
    """Holds the card that belongs to the basket on the counter; it goes with the basket."""

    changed = Signal()
    """Another card, none, or another word about it."""
    pays = Signal(int)
    """So much of the basket comes off the card: the payment may be opened."""

    def __init__(self, desk: Desk, counter: CounterBasket, window: QWidget) -> None:
        super().__init__(window)
        self.desk, self.counter, self._window = desk, counter, window
        self.card: ShownCard | None = None
        self.warning = ""
        """What stands in the way of paying this basket with this card."""
        self._of: tuple[str, ShownCard] | None = None
        """The basket that the card was shown for: it comes back with it where nothing became of the sale."""
        self.changed.connect(lambda: desk.on_card.emit(self.card))
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self.look)
        counter.changed.connect(lambda key: self._basket_changed())
        desk.actor_changed.connect(self.forget)
        desk.changed.connect(self._topic)

    # -- a card comes and goes -----------------------------------------------------------------------------------------

    def tapped(self, tap: Tap) -> bool:
        """A card at this counter."""
        if not self.counter.shift_open:
            self.desk.said.emit(_("No shift is open. Open one to sell."), "refused")
            return True
        till = self.desk.till
        self.desk.do(lambda: card_counter.show_tap(till, tap), self.offer)
        return True

    def ask_by_hand(self) -> None:
        """The card is forgotten: its number is typed, and somebody approves it."""
        if not self.counter.shift_open:
            self.desk.said.emit(_("No shift is open. Open one to sell."), "refused")
            return

        def typed(number: str) -> None:
            when_allowed(self.desk, "card_by_hand", self._window, lambda approvals: self._by_hand(number, approvals))

        ask_text(
            self._window, _("Without the card"), _("NIS or member number"), typed, least=1,
            explain=_("Look at the photo before you hand anything over. A second person may have to approve."),
        )  # fmt: skip

    def _by_hand(self, number: str, approvals: Sequence[Approval]) -> None:
        till, actor = self.desk.till, self.desk.by

        def taken(shown: ShownCard) -> None:
            if approvals:
                self.counter.change(lambda basket: basket.approved(approvals[0]), None)
            self.offer(shown)

        self.desk.do(lambda: card_counter.show_by_hand(till, number, by=actor, approvals=approvals), taken)

    def offer(self, shown: ShownCard) -> None:
        """A card was read: it takes the basket, after a question where another one has it already."""
        other = self.card is not None and self.card.view.account != shown.view.account
        if other and not self.counter.basket.empty:
            assert self.card is not None
            question = _("This basket belongs to {name}. Does it go to {other} now?")
            ask_yes(
                self._window, _("Another card"), question.format(name=self.card.view.name, other=shown.view.name),
                lambda: self.take(shown), yes=_("Yes, change"), no=_("No"), safe=True,
            )  # fmt: skip
            return
        self.take(shown)

    def take(self, shown: ShownCard) -> None:
        """The basket belongs to this card: its person's prices count."""
        self.card, self.warning = shown, ""
        self._of = (self.counter.basket.id, shown)
        if self.counter.basket.customer != shown.view.customer:
            self.counter.change(lambda basket: basket.with_customer(shown.view.customer), None)
        self.changed.emit()
        self._look.start(0)

    def forget(self) -> None:
        """Somebody else works here, or nobody: the card is tapped anew, also for the basket that stays."""
        self._of = None
        self.drop()

    def drop(self) -> None:
        """No card any more."""
        self._look.stop()
        if self.card is not None:
            self.card, self.warning = None, ""
            self.changed.emit()

    def _basket_changed(self) -> None:
        basket = self.counter.basket
        if self.card is None and self._of is not None and self._of[0] == basket.id:
            self.card = self._of[1]
            self.changed.emit()
        if self.card is None:
            return
        theirs = basket.customer is not None and basket.customer.person == self.card.view.person
        if self._of is None or self._of[0] != basket.id or not theirs:
            if self._of is not None and self._of[0] == basket.id:
                self._of = None
            self.drop()
        else:
            self._look.start(LOOK_AFTER_MS)

    def _topic(self, topic: str) -> None:
        """Money came onto the card, or a limit changed: it is read again."""
        if topic != "cards" or self.card is None:
            return
        till, held = self.desk.till, self.card

        def read(shown: ShownCard) -> None:
            if self.card is held:
                view = replace(shown.view, card=held.view.card, medium=held.view.medium)
                fresh = replace(shown, view=view, look=held.look, by_hand=held.by_hand)
                self.card, self._of = fresh, (self.counter.basket.id, fresh)
                self.changed.emit()
                self.look()

        self.desk.fetch(lambda: card_counter.show_account(till, held.view.account), read)

    def self_check(self) -> None:
        """A santri looks at the own card."""
        SelfCheckDialog(self.desk, self._window).open()

    # -- what it may pay -----------------------------------------------------------------------------------------------

    @property
    def total(self) -> Rupiah:
        """What the basket comes to now."""
        return self.counter.priced.total

    def look(self) -> None:
        """Say beside the card what would be refused, while the goods still lie on the counter."""
        if self.card is None or self.counter.basket.empty:
            self._warn("")
            return
        till, held, basket, priced = self.desk.till, self.card, self.counter.basket, self.counter.priced

        def warn(sentence: str) -> None:
            if self.card is held and self.counter.basket is basket:
                self._warn(sentence)

        self.desk.fetch(
            lambda: card_payments.foresee_card(till, held.view.account, priced, basket),
            lambda amount: warn(""), lambda refusal: warn(refusal_sentence(refusal)),
        )  # fmt: skip

    def _warn(self, sentence: str) -> None:
        if sentence != self.warning:
            self.warning = sentence
            self.changed.emit()

    def foresee(self, then: Callable[[Rupiah], None], window: QWidget | None = None) -> None:
        """How much of the basket the card pays; what stands in the way is asked about, then `then` goes on."""
        if self.card is None:
            return
        till, held, basket, priced = self.desk.till, self.card, self.counter.basket, self.counter.priced

        def ask_others() -> None:
            self.desk.do(lambda: card_asks.ask_rights(till, held.view.account, priced.total))

        def found(amount: Rupiah) -> None:
            if amount <= 0 < priced.total:
                refused(_nothing_here(held))
                return
            if amount < priced.total:
                ask_others()
            then(amount)

        def refused(refusal: Refusal) -> None:
            if refusal.code in card_asks.ELSEWHERE:
                ask_others()
            self.ask_about(refusal, lambda: self.foresee(then, window), then, window)

        self.desk.do(lambda: card_payments.foresee_card(till, held.view.account, priced, basket), found, refused)

    def ask_about(
        self, refusal: Refusal, again: Callable[[], None], part: Callable[[Rupiah], None],
        window: QWidget | None = None,
    ) -> None:  # fmt: skip
        """The card was refused: say which goods and which rule, and offer what can be done."""
        if self.card is None:
            self.desk.tell_refusal(refusal)
            return
        CardRefusedDialog(
            self.desk, self.counter, self.card, refusal, again, part, window or self._window
        ).open()  # fmt: skip

    def pay(self) -> None:
        """The basket is to be paid by this card."""
        self.foresee(lambda amount: self.pays.emit(int(amount)))

    def refused(self, refusal: Refusal, tender: Tender) -> None:
        """The card did not pay after all; the basket lies on the counter again."""
        part = next(part for part in tender.parts if part.account)
        if refusal.code == "card_pin_wrong":
            self.ask_pin(part.amount, lambda pin: self.counter.sell(with_pin(tender, pin)), refusal)
        else:
            self.ask_about(refusal, self.pay, lambda amount: self.pays.emit(int(amount)))

    def ask_pin(self, amount: Rupiah, then: Callable[[str], None], wrong: Refusal) -> None:
        """The PIN was wrong: ask for it again."""
        if self.card is not None:
            CardPinDialog(self.card, amount, then, self._window, wrong=refusal_sentence(wrong)).open()

    def part(self, amount: Rupiah, pin: str = "") -> TenderPart | None:
        """So much from the card."""
        if self.card is None:
            return None
        view = self.card.view
        return by_card(amount, view.account, "" if self.card.by_hand else view.card, pin)


def give_back(cards: CounterCards | None, parts: Sequence[TenderPart], over: bool) -> None:
    """Parts of a payment that is given up: what was reserved of cards of another pesantren goes back."""
    ids = [part.reference for part in parts if part.way == "visit"]
    if cards is None or over or not ids:
        return
    desk, till, actor = cards.desk, cards.desk.till, cards.desk.by
    desk.do(lambda: visits.give_up(till, ids, by=actor), lambda count: desk.line.send_now() if count else None)


def _nothing_here(held: ShownCard) -> Refusal:
    """Why a card pays nothing: nothing is on it, or other tills hold all of it."""
    view = held.view
    if view.balance > 0:
        return Refusal("card_rights_elsewhere", name=view.name, here=ZERO, balance=view.balance)
    return Refusal("nothing_on_card", name=view.name)
