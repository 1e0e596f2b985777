"""A card of another pesantren pays: tapped, asked for at its home by the line, reserved, and taken or given back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget

from koperasi_pos.operations import line, visits
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.visits import RESERVED, TypedPin, VisitView
from koperasi_pos.trade.taps import Tap
from koperasi_pos.trade.tenders import TenderPart
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.visit_pin_dialog import VisitPinDialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.counter_basket import CounterBasket
from koperasi_pos.values import ZERO, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence

WITH_LINE = (line.ONLINE, line.SENDING, line.FETCHING)


def is_online(desk: Desk) -> bool:
    """Whether the province answers right now."""
    return desk.line.state().mood in WITH_LINE


class VisitDialog(Dialog):
    """Waits for the card, then for the word of its home; `then` gets the part that it pays."""

    def __init__(
        self, desk: Desk, counter: CounterBasket, amount: Rupiah, then: Callable[[TenderPart], None], parent: QWidget
    ) -> None:  # fmt: skip
        names = ", ".join(one.pesantren or one.name for one in visits.partners(desk.till))
        super().__init__(
            _("Card of another pesantren"), ok=_("Pay with it"), width=560, parent=parent,
            explain=_("Cards of {names} pay here. Their home is asked each time.").format(names=names),
        )  # fmt: skip
        self._desk, self._counter, self._amount, self._then = desk, counter, amount, then
        self.visit: VisitView | None = None
        self._tap: Tap | None = None
        self._pin_asked = ""
        """The ask whose answer wants the PIN, so that it is asked for once."""
        box = Card(kind="total")
        self.state = QLabel()
        self.state.setProperty("kind", "large")
        self.state.setWordWrap(True)
        self.who = quiet()
        box.body.addWidget(self.state)
        box.body.addWidget(self.who)
        self.body.addWidget(box)
        desk.changed.connect(self._topic)
        self._show()

    def tapped(self, tap: Tap) -> bool:
        """The card: what was drawn for it before, else its home is asked."""
        desk, till = self._desk, self._desk.till
        try:
            lease = visits.lease_for(till, tap)
        except Refusal as refusal:
            self._refused(refusal)
            return True
        if lease is not None:
            self.visit = lease
            self._show()
        elif not is_online(desk):
            self._refused(Refusal("visit_offline"))
        else:
            self._tap = tap
            self._ask(tap, None)
        return True

    def _ask(self, tap: Tap, pin: TypedPin | None) -> None:
        desk, till = self._desk, self._desk.till
        amount, priced, sale, actor = self._amount, self._counter.priced, self._counter.basket.id, desk.by
        desk.do(
            lambda: visits.ask(till, tap, amount, priced, sale, by=actor, pin=pin), self._asked,
            self.while_open(self._refused),
        )  # fmt: skip

    def _asked(self, done: Done[VisitView]) -> None:
        if self.over:
            self._give_back(done.value.id)
            return
        self.visit = done.value
        self._desk.line.send_now()
        self._show()

    def _topic(self, topic: str) -> None:
        if topic == "visits" and self.visit is not None and not self.over:
            till, id = self._desk.till, self.visit.id
            self._desk.fetch(lambda: visits.look(till, id), self.while_open(self._told))
        elif topic == "line" and not self.over and self.visit is None:
            self._show()

    def _told(self, visit: VisitView) -> None:
        if self.visit is None or visit.id != self.visit.id:
            return
        self.visit = visit
        if visit.pin_challenge and visit.refusal is not None:
            self._ask_pin(visit, visit.refusal)
        elif visit.refusal is not None:
            self._refused(visit.refusal)
        else:
            self._show()

    def _ask_pin(self, visit: VisitView, refusal: Refusal) -> None:
        """Its home wants the PIN: typed here by the santri, proved there."""
        tap = self._tap
        if tap is None or self._pin_asked == visit.id:
            return
        self._pin_asked = visit.id
        wrong = refusal_sentence(refusal) if refusal.code == "visit_pin_wrong" else ""
        VisitPinDialog(
            visit, self._amount, lambda pin: self._ask(tap, TypedPin(pin, visit.pin_challenge)),
            lambda: self._refused(refusal), self, wrong=wrong,
        ).open()  # fmt: skip

    def _refused(self, refusal: Refusal) -> None:
        self.visit = None
        self._show()
        self.tell_wrong(refusal_sentence(refusal))

    def _show(self) -> None:
        self.tell_wrong("")
        found = self.visit
        self.ok_button.setEnabled(found is not None and found.state == RESERVED)
        if found is None:
            online = is_online(self._desk)
            self.state.setText(_("Tap the card now.") if online else _("There is no line right now."))
            self.who.setText("" if online else _("Only cards that a sum was drawn for before can pay. Tap the card."))
        elif found.state == RESERVED:
            self.state.setText(_("{amount} from the card of {name}").format(amount=rupiah(self.pays), name=found.name))
            self.who.setText(" · ".join(word for word in (found.group, found.home) if word))
            self.ok_button.setFocus()
        else:
            self.state.setText(_("The home of the card is being asked …"))
            self.who.setText(_("Esc gives it up; what was reserved then goes back."))

    @property
    def pays(self) -> Rupiah:
        """How much comes off the card."""
        return ZERO if self.visit is None else Rupiah(min(int(self.visit.left), int(self._amount)))

    def finish(self) -> None:
        """Take what is reserved as a part of the payment."""
        if self.visit is not None and self.visit.state == RESERVED:
            part = TenderPart(way="visit", amount=self.pays, reference=self.visit.id)
            self.accept()
            self._then(part)

    def reject(self) -> None:
        """Given up: what was asked for goes back; a lease stays."""
        if self.visit is not None and not self.over:
            self._give_back(self.visit.id)
        super().reject()

    def _give_back(self, id: str) -> None:
        desk, till, actor = self._desk, self._desk.till, self._desk.by
        desk.do(lambda: visits.give_up(till, [id], by=actor), lambda count: desk.line.send_now() if count else None)
