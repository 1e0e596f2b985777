"""A card was refused: which goods, which rule, and what can be done: take them out, pay a part, go beyond once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import card_limits
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.trade.baskets import BasketLine
from koperasi_pos.ui.dialogs.approval_dialog import ask_approval
from koperasi_pos.ui.dialogs.ask_dialog import ask_text
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyButton, SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.counter_basket import CounterBasket
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence

RAISABLE = frozenset({"card_limit", "card_limit_category", "card_limit_elsewhere"})
"""What somebody may allow once; allergens, blocks, hours and money that is not there never."""

MOST_NAMED = 4


class CardRefusedDialog(Dialog):
    """`again` looks at the basket once more after it changed; `part` goes on with so much from the card."""

    def __init__(
        self, desk: Desk, counter: CounterBasket, card: ShownCard, refusal: Refusal, again: Callable[[], None],
        part: Callable[[Rupiah], None], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(_("The card does not pay this"), ok=_("Back to the basket"), width=620, parent=parent)
        self._desk, self._counter, self._card = desk, counter, card
        self._again, self._part = again, part
        self.refusal = refusal
        self.face = CardFace()
        self.face.show_card(card)
        self.body.addWidget(self.face)
        self.sentence = quiet(refusal_sentence(refusal))
        self.sentence.setProperty("kind", "told")
        self.body.addWidget(self.sentence)
        self.cancel_button.hide()
        self.buttons: list[KeyButton] = []
        for place, line in enumerate(self.lines_named()[:MOST_NAMED]):
            word = _("Take out {goods} ({amount})").format(goods=line.product.name, amount=rupiah(self._worth(line)))
            self._offer(SecondaryButton(word, f"F{place + 1}", partial(self._take_out, line.key)))
        left = self.payable()
        if left > 0:
            word = _("{amount} from the card, the rest another way").format(amount=rupiah(left))
            self._offer(SecondaryButton(word, "F7", partial(self._pay_part, left)))
        if refusal.code in RAISABLE:
            self._offer(SecondaryButton(_("Allow it once (pengasuh or head)"), "F8", self._raise_once))
        press_by_keys(self, self.buttons)
        self.ok_button.setFocus()

    def _offer(self, button: KeyButton) -> None:
        self.buttons.append(button)
        self.body.addWidget(button)

    def lines_named(self) -> list[BasketLine]:
        """The lines of the basket whose goods the refusal names."""
        goods = self.refusal.facts.get("goods", ())
        names = {goods} if isinstance(goods, str) else {str(name) for name in goods}
        return [line for line in self._counter.basket.lines if line.product.name in names]

    def payable(self) -> Rupiah:
        """What the card could still pay where only the sum is too much."""
        facts, here = self.refusal.facts, self._card.view.here
        told = {"card_limit": facts.get("left"), "card_limit_elsewhere": facts.get("most")}.get(self.refusal.code)
        if not isinstance(told, int):
            return Rupiah(0)
        return Rupiah(max(0, min(int(told), int(here), int(self._counter.priced.total))))

    def _worth(self, line: BasketLine) -> Rupiah:
        return next((priced.total for priced in self._counter.priced.lines if priced.line.key == line.key), Rupiah(0))

    def _take_out(self, key: int) -> None:
        self.accept()
        self._counter.change(lambda basket: basket.without(key), None)
        if not self._counter.basket.empty:
            self._again()

    def _pay_part(self, amount: Rupiah) -> None:
        self.accept()
        self._part(amount)

    def _raise_once(self) -> None:
        def said(reason: str) -> None:
            ask_approval(self._desk, "card_raise", self, partial(self._raised, reason))

        ask_text(
            self, _("Allow it once"), _("Why"), said, least=3,
            explain=_("This purchase alone may go beyond the limits. Reason and name are written down."),
        )  # fmt: skip

    def _raised(self, reason: str, approval: Approval) -> None:
        till, actor, sale = self._desk.till, self._desk.by, self._counter.basket.id
        account, new_id = self._card.view.account, self._desk.till.new_id()

        def done(_raised: object) -> None:
            self.accept()
            self._again()

        self._desk.do(
            lambda: card_limits.raise_limit(
                till, account, sale, reason=reason, id=new_id, by=actor, approvals=(approval,)
            ),
            self.while_open(done), self.while_open(self._refused),
        )  # fmt: skip

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))
