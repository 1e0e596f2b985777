"""The lessons about cards at the real windows: tap, face, pay; a limit; money on; lost; done with hands, or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from koperasi_pos.operations import accounts, lesson_cards, lessons, persons, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.lessons import LESSONS, Holder
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.widgets.lesson_cards import LessonCards
from tests.counter import HEAD
from tests.training.conftest import CONTROL, Key, Pupil
from tests.training.test_lessons import at_work, done

RIGHT, WRONG = Key.Key_E, Key.Key_W


def lying(pupil: Pupil) -> LessonCards:
    """The cards beside the lesson, once they lie there."""
    panel = pupil.running.window.lessons
    assert panel is not None
    pupil.wait(lambda: bool(pupil.coach.holders))
    return panel.cards


def tap(pupil: Pupil, key: Key) -> SellPage:
    """Tap a card by its key; the till page shows whose it is."""
    pupil.control(key)
    page = pupil.running.window.page("sell")
    assert isinstance(page, SellPage)
    pupil.wait(lambda: page.cards.card is not None)
    return page


def pay_by_card(pupil: Pupil) -> None:
    """F10 and Enter."""
    pupil.press(Key.Key_F10)
    assert isinstance(pupil.dialog(), PaymentDialog)
    pupil.press(Key.Key_Return)
    pupil.no_dialog()


def cards_page(pupil: Pupil) -> Any:
    """Ctrl+K."""
    pupil.control(Key.Key_K)
    return pupil.running.window.page("cards")


def balance(pupil: Pupil, holder: Holder) -> int:
    """What is on the card."""
    return int(accounts.account_view(pupil.till, holder.account).balance)


def test_the_card_with_the_face_at_the_counter_pays(pupil: Pupil, take_picture: Callable[..., Path]) -> None:
    offers = at_work(pupil, "card")
    cards = lying(pupil)
    assert [box.isVisible() for box in cards.boxes] == [True, True]
    pupil.scan(offers.pieces[0].code)
    pupil.pay()
    assert pupil.coach.verdict.code == "not_by_card"
    pupil.scan(offers.pieces[0].code)
    page = tap(pupil, WRONG)
    assert page.cards.card is not None
    assert page.cards.card.photo == pupil.coach.holders[1].face
    pay_by_card(pupil)
    assert pupil.coach.verdict.code == "face_other"
    assert "card" not in done(pupil)
    pupil.scan(offers.pieces[0].code)
    tap(pupil, RIGHT)
    take_picture(pupil.running.window, "lesson-card", (1366, 768))
    pay_by_card(pupil)
    assert pupil.coach.verdict.state == "ask"
    assert pupil.coach.verdict.answer == balance(pupil, pupil.coach.holders[0])
    pupil.answer(1)
    assert "card" not in done(pupil)
    pupil.answer(pupil.coach.verdict.answer)
    assert "card" in done(pupil)
    assert not upkeep.check(pupil.till).trouble


def test_a_touch_of_the_card_taps_it_as_its_key_does(pupil: Pupil) -> None:
    at_work(pupil, "card")
    cards = lying(pupil)
    page = pupil.sell_page()
    cards.boxes[1].tapped.emit()
    pupil.wait(lambda: page.cards.card is not None)
    assert page.cards.card is not None
    assert page.cards.card.view.account == pupil.coach.holders[0].account


def test_the_limit_says_no_and_one_item_is_taken_out(pupil: Pupil, take_picture: Callable[..., Path]) -> None:
    offers = at_work(pupil, "limit")
    lying(pupil)
    pupil.scan(offers.pieces[1].code)
    tap(pupil, WRONG)
    pay_by_card(pupil)
    assert pupil.coach.verdict.code == "limit_not_met"
    for offer in offers.pieces[1:3]:
        pupil.scan(offer.code)
    tap(pupil, WRONG)
    assert pupil.coach.verdict.code == "limit_now_card"
    pupil.press(Key.Key_F10)
    assert isinstance(pupil.dialog(), CardRefusedDialog)
    take_picture(pupil.running.window, "lesson-limit", (1366, 768))
    pupil.press(Key.Key_F1)
    pupil.wait(lambda: isinstance(open_dialog(), PaymentDialog))
    pupil.wait(lambda: pupil.coach.verdict.code == "limit_refused")
    assert "limit" not in done(pupil)
    pupil.press(Key.Key_Return)
    pupil.no_dialog()
    assert "limit" in done(pupil)


def test_a_limit_that_is_raised_or_paid_in_cash_teaches_nothing(pupil: Pupil) -> None:
    offers = at_work(pupil, "limit")
    lying(pupil)
    for offer in offers.pieces[1:3]:
        pupil.scan(offer.code)
    tap(pupil, WRONG)
    pupil.pay()
    assert pupil.coach.verdict.code == "limit_not_card"
    assert "limit" not in done(pupil)


def test_cash_onto_the_right_card(pupil: Pupil) -> None:
    at_work(pupil, "top_up")
    lying(pupil)
    page = cards_page(pupil)
    pupil.control(WRONG)
    pupil.wait(lambda: page.panel.whole is not None)
    pupil.press(Key.Key_F5)
    pupil.dialog()
    for amount in ("2000", "20000"):
        pupil.wait(lambda: open_dialog() is not None)
        if amount == "20000":
            pupil.type("LAT-001")
            pupil.press(Key.Key_Return)
        pupil.type(amount)
        pupil.press(Key.Key_Return)
        pupil.settle()
        if amount == "2000":
            pupil.wait(lambda: pupil.coach.verdict.code == "top_up_amount")
    pupil.wait(lambda: pupil.coach.verdict.state == "ask")
    pupil.press(Key.Key_Escape)
    pupil.no_dialog()
    assert "top_up" not in done(pupil)
    pupil.answer(balance(pupil, pupil.coach.holders[0]))
    assert "top_up" in done(pupil)


def test_a_lost_card_is_blocked_and_replaced(pupil: Pupil) -> None:
    at_work(pupil, "lost")
    lying(pupil)
    (mine, _other) = pupil.coach.holders
    page = cards_page(pupil)
    pupil.type("Ahmad")
    pupil.press(Key.Key_Return)
    pupil.wait(lambda: page.panel.whole is not None)
    pupil.press(Key.Key_F7)
    pupil.dialog()
    pupil.press(Key.Key_F8)
    pupil.wait(lambda: pupil.coach.verdict.code == "lost_now_issue")
    assert "lost" not in done(pupil)
    pupil.dialog()
    pupil.press(Key.Key_Return)
    pupil.approve()
    pupil.wait(lambda: isinstance(open_dialog(), QFileDialog))
    pupil.press(Key.Key_Escape)
    pupil.no_dialog()
    assert "lost" in done(pupil)
    states = [card.state for card in accounts.cards_of(pupil.till, mine.account)]
    assert states == ["active", "lost"]


def test_the_cards_lie_there_again_whatever_became_of_them(training_till: Till, pupil: Pupil) -> None:
    at_work(pupil, "card")
    lying(pupil)
    before = pupil.coach.holders
    accounts.save_account_state(
        training_till, before[0].account, "frozen", reason="other", id=training_till.new_id(), by=HEAD
    )
    pupil.control(Key.Key_B)
    lying(pupil)
    assert pupil.coach.holders == before
    assert accounts.account_view(training_till, before[0].account).state == "active"
    position = lessons._position(training_till)
    lesson_cards.lay_out(training_till, pupil.coach.offers)
    assert lessons._position(training_till) == position, "laid out once is laid out"
    assert len(persons.find_persons(training_till, "LAT-00")) == 2


@pytest.mark.parametrize("lesson", [lesson for lesson in LESSONS if lesson in ("card", "limit", "top_up", "lost")])
@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_its_panel_at_both_sizes(
    pupil: Pupil, take_picture: Callable[..., Path], lesson: str, size: tuple[int, int]
) -> None:
    offers = at_work(pupil, lesson)
    lying(pupil)
    pupil.press(Key.Key_1, CONTROL)
    panel = pupil.running.window.lessons
    assert panel is not None
    take_picture(pupil.running.window, f"lesson-{lesson}-{size[0]}", size)
    for offer in offers.pieces[1:3] if lesson == "limit" else offers.pieces[:1]:
        pupil.scan(offer.code)
    take_picture(pupil.running.window, f"lesson-{lesson}-{size[0]}-goods", size)
    assert len(panel.cards.boxes) == {"card": 2, "lost": 0}.get(lesson, 1)
    for box in panel.cards.boxes:
        assert box.isVisibleTo(panel)
        assert panel.roll.viewport().rect().contains(box.mapTo(panel.roll.viewport(), box.rect().center()))
