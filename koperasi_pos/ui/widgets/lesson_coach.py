"""The coach behind the lesson panel: follows what is really done at the training till and judges the lesson by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from koperasi_pos.operations import baskets, lesson_cards, lesson_goods, lessons, shifts
from koperasi_pos.operations.lessons import Progress
from koperasi_pos.operations.training import HEAD_NAME, HEAD_PIN, PIN
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.card_lessons import BROUGHT, CARD_LESSONS
from koperasi_pos.trade.lessons import (
    FLOAT,
    LESSONS,
    WAITING,
    Holder,
    Offer,
    Seen,
    Verdict,
    discount_asked,
    drawer_of,
    judge,
    note_above,
)
from koperasi_pos.ui.runner import Desk
from koperasi_pos.words import _
from koperasi_pos.words import lessons as words
from koperasi_pos.words.numbers import rupiah

TOPICS = frozenset({"sale", "refund", "basket", "shift", "held", "shop", "cards"})
MOST_BASKETS = 200
"""So many steps of the basket are kept in mind."""


class LessonCoach(QObject):
    """Reads the journal, the books and the counter after every change; nobody tells it that something is done."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        till = desk.till
        found = lesson_goods.offers(till)
        assert found is not None, "a training till is filled before it is opened"
        self.offers = found
        self.progress: Progress = lessons.own_progress(till)
        counter = baskets.remembered_basket(till) or baskets.new_basket(till)
        first = lessons.first_basket(self.progress)
        self._baskets: list[Basket] = [counter] if first is None else [first, counter]
        self._put_aside: frozenset[str] = frozenset()
        self.holders: tuple[Holder, ...] = ()
        """The two santri of the lessons about cards, once their cards lie there."""
        self.verdict: Verdict = WAITING
        self.seen: Seen = Seen(self.offers)
        self.finished = False
        """The lesson in front is done; the next one waits to be begun."""
        self.hint_shown = False
        self.again = False
        """A wrong answer was given to what the lesson asks."""
        desk.basket.connect(self._basket)
        desk.changed.connect(self._topic)
        if not self.progress.since:
            self.begin(self.progress.lesson)
        elif self.progress.lesson in self.progress.done:
            self.next()
        else:
            self._lay_out()
            self.look()

    @property
    def lesson(self) -> str:
        """The lesson in front."""
        return self.progress.lesson

    @property
    def number(self) -> int:
        """Its place, from 1."""
        return LESSONS.index(self.lesson) + 1

    @property
    def all_done(self) -> bool:
        """Whether every lesson was finished."""
        return all(lesson in self.progress.done for lesson in LESSONS)

    # -- what happens at the till --------------------------------------------------------------------------------------

    def _basket(self, basket: Basket) -> None:
        self._baskets.append(basket)
        if len(self._baskets) > MOST_BASKETS:
            del self._baskets[1]
        self.look()

    def _topic(self, topic: str) -> None:
        if topic == "products":
            self.offers = lesson_goods.offers(self.desk.till) or self.offers
        if topic in TOPICS or topic == "products":
            self.look()

    def look(self) -> None:
        """See how the lesson stands now."""
        self.seen = lessons.look(
            self.desk.till, self.progress, self.offers, self._baskets, self._put_aside, self.holders
        )
        self._put_aside = self.seen.put_aside
        if not self.finished and (self.holders or self.lesson not in CARD_LESSONS):
            before, self.verdict = self.verdict, judge(self.lesson, self.seen)
            if self.verdict != before:
                self.again = False
            if self.verdict.state == "done":
                self._finish()
        self.changed.emit()

    def _lay_out(self) -> None:
        """The lessons about cards need two santri with cards."""
        if self.lesson not in CARD_LESSONS:
            return
        till, goods = self.desk.till, self.offers

        def lie_there(found: tuple[Holder, ...]) -> None:
            self.holders = found
            self.look()

        self.desk.do(lambda: lesson_cards.lay_out(till, goods), lie_there)

    def _finish(self) -> None:
        self.finished = True
        self._keep(lessons.finish_lesson(self.desk.till, self.progress))

    def _keep(self, progress: Progress) -> None:
        self.progress = progress
        till = self.desk.till
        self.desk.do(lambda: lessons.keep_own_progress(till, progress))

    # -- what the person wants -----------------------------------------------------------------------------------------

    def begin(self, lesson: str) -> None:
        """Begin a lesson, or begin it again: what was done before counts no more."""
        counter = self._baskets[-1]
        self._baskets, self._put_aside = [counter], frozenset()
        self.finished = self.hint_shown = self.again = False
        self.verdict = WAITING
        self._keep(lessons.begin_lesson(self.desk.till, self.progress, lesson, counter))
        self.holders = ()
        self._lay_out()
        self.look()

    def restart(self) -> None:
        """Once more from the beginning of this lesson."""
        self.begin(self.lesson)

    def next(self) -> None:
        """The next lesson that is open; the one in front is left out where it is not done."""
        self.progress, after = lessons.skip_lesson(self.progress)
        self.begin(after)

    def back(self) -> None:
        """The lesson before this one."""
        self.begin(LESSONS[(self.number - 2) % len(LESSONS)])

    def show_hint(self) -> None:
        """How it is done; a second time hides it."""
        self.hint_shown = not self.hint_shown
        self.changed.emit()

    def answer(self, amount: int | None) -> None:
        """What a person has read off the screen."""
        if self.finished or self.verdict.state != "ask" or amount is None:
            return
        if abs(amount) == self.verdict.answer:
            self._finish()
        else:
            self.again = True
        self.changed.emit()

    # -- words ---------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """The title of the lesson."""
        return words.title(self._form())

    def task(self) -> str:
        """What the lesson asks for."""
        return words.task(self._form() + ("_empty" if self._nothing_there() else ""), self._facts())

    def _nothing_there(self) -> bool:
        """Whether what the lesson is about (a basket, a receipt) must be made first; the task then says so."""
        return (self.lesson in ("cash", "card") and not self.seen.total) or (
            self.lesson == "refund" and not self.seen.receipt
        )

    def hint(self) -> str:
        """How it is done."""
        return words.hint(self._form())

    def said(self) -> tuple[str, str]:
        """(sentence, kind) about what was done: `good`, `attention`, or nothing yet."""
        if self.desk.actor is None:
            name = self.progress.name
            return _("Sign in first: choose {name} and type the training PIN {pin}.").format(name=name, pin=PIN), "good"
        if self.finished:
            return words.said("done", {}), "good"
        code, kind = self.verdict.code, "attention" if self.verdict.state == "wrong" else "good"
        if code in ("fill_basket", "sell_first") and self._nothing_there():
            return "", kind
        if self.verdict.state == "ask" and self.again:
            code, kind = f"{code}_again", "attention"
        return (words.said(code, self.verdict.facts), kind) if code else ("", "good")

    def drawer(self) -> str:
        """What lies in the drawer of the last lesson, to be counted."""
        if self.lesson != "close" or not self.seen.shift_open:
            return ""
        pieces = drawer_of(int(shifts.x_report(self.desk.till).figures.expected))
        return " · ".join(f"{count} × {rupiah(value)}" for value, count in pieces)

    def codes(self) -> list[Offer]:
        """The goods whose codes the lesson offers."""
        pieces = self.offers.pieces
        if (self.lesson == "refund" and self.seen.receipt) or (
            self.lesson in ("cash", "hold", "card") and self.seen.total
        ):
            return []
        if self.lesson == "limit" and self.verdict.code in ("limit_now_card", "limit_refused"):
            return []
        shown = {
            "scan": pieces[:3], "times": pieces[3:4], "cash": pieces[:1], "hold": pieces[:1], "remove": pieces[1:3],
            "special": (self.offers.special,), "discount": pieces[:1], "refund": pieces[:1],
            "card": pieces[:1], "limit": pieces[1:3],
        }  # fmt: skip
        return list(shown.get(self.lesson, ()))

    def cards(self) -> tuple[Holder, ...]:
        """The cards that lie beside the lesson, to be tapped: two where the face decides, the wrong one first."""
        if self.finished or self.lesson not in CARD_LESSONS or not self.holders or self.lesson == "lost":
            return ()
        if self.lesson == "card":
            return self.holders[::-1]
        return (self._holder(),)

    def _holder(self) -> Holder:
        """Who the lesson is about."""
        return self.holders[1 if self.lesson == "limit" else 0]

    def wanted_next(self, codes: list[Offer]) -> list[Offer]:
        """The first of the codes whose goods are not in the basket yet, else the last one."""
        inside = {(line.product.product, line.pack) for line in self.seen.basket.lines}
        waiting = [offer for offer in codes if (offer.product, offer.pack) not in inside]
        return (waiting or codes[-1:])[:1]

    def _form(self) -> str:
        return self.offers.special.form if self.lesson == "special" else self.lesson

    def _facts(self) -> Mapping[str, Any]:
        pieces, special = self.offers.pieces, self.offers.special
        goods = {"times": pieces[3].name, "special": special.name, "discount": pieces[0].name, "card": pieces[0].name}
        return {
            "float": FLOAT, "goods": goods.get(self.lesson, ""), "given": note_above(self.seen.total),
            "keep": pieces[1].name, "drop": pieces[2].name, "unit": special.unit, "quantity": special.quantity,
            "percent": discount_asked(self.seen.cap), "head": HEAD_NAME, "pin": HEAD_PIN,
            "receipt": self.seen.receipt, "brought": BROUGHT, "name": self._holder().name if self.holders else "",
        }  # fmt: skip
