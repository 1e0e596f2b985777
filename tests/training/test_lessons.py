"""Every lesson at the real windows: done by what is done with hands, and not done by doing something else."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit

from koperasi_pos.operations import lessons, shifts
from koperasi_pos.trade.lessons import LESSONS, drawer_of, note_above
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from tests.training.conftest import CONTROL, Key, Pupil

DELETE = Key.Key_Delete


def done(pupil: Pupil) -> list[str]:
    """What is kept as finished, in the order of the lessons."""
    pupil.settle()
    kept = lessons.own_progress(pupil.till).done
    return [lesson for lesson in LESSONS if lesson in kept]


def type_code(pupil: Pupil, code: str) -> None:
    """A code by hand, and Enter."""
    pupil.type(code)
    pupil.press(Key.Key_Return)
    pupil.settle()


def at_work(pupil: Pupil, lesson: str) -> Any:
    """The shift is open, the lesson stands in front, the till page too; returns what the lessons offer."""
    pupil.open_shift()
    if pupil.coach.lesson != lesson:
        pupil.begin(lesson)
    pupil.sell_page()
    assert not pupil.coach.finished
    return pupil.coach.offers


def refund_first(pupil: Pupil, amount: str = "1") -> None:
    """F6 on the receipt in front: one piece of the first line, a reason, the head's PIN."""
    pupil.press(Key.Key_F6)
    dialog = pupil.dialog()
    assert isinstance(dialog, RefundDialog)
    pupil.type(amount)
    dialog.reason.setFocus()
    pupil.type("sobek")
    pupil.press(Key.Key_Return)
    pupil.approve()
    pupil.no_dialog()


def test_opening_with_the_float_of_the_card(pupil: Pupil) -> None:
    pupil.open_shift("90000")
    assert pupil.coach.verdict.code == "float_other"
    assert "Rp90.000" in pupil.coach.said()[0]
    assert done(pupil) == []
    pupil.count(90_000)
    assert done(pupil) == []
    pupil.open_shift("100000")
    assert pupil.coach.finished
    assert done(pupil) == ["open"]


def test_a_shift_that_was_open_already_does_not_count(pupil: Pupil) -> None:
    pupil.open_shift()
    pupil.control(Key.Key_B)
    assert pupil.coach.verdict.code == "shift_was_open"
    assert not pupil.coach.finished


def test_three_goods_by_their_codes(pupil: Pupil) -> None:
    offers = at_work(pupil, "scan")
    page = pupil.sell_page()
    pupil.scan(offers.pieces[3].code)
    assert pupil.coach.verdict.code == "not_on_card"
    pupil.press(DELETE)
    row = pupil.coach.offers.pieces[0]
    page.intake.take(_product(pupil, row.product))
    pupil.settle()
    assert pupil.coach.verdict.code == "picked_by_hand"
    pupil.press(DELETE)
    pupil.scan(offers.pieces[0].code)
    type_code(pupil, offers.pieces[1].code)
    assert (pupil.coach.verdict.code, pupil.coach.verdict.facts["count"]) == ("scanned", 2)
    assert "scan" not in done(pupil)
    pupil.scan(offers.pieces[2].code)
    assert done(pupil) == ["open", "scan"]


def _product(pupil: Pupil, key: str) -> Any:
    from koperasi_pos.operations import products

    return products.product(pupil.till, key).document


def test_three_at_once_and_not_one_after_the_other(pupil: Pupil) -> None:
    offers = at_work(pupil, "times")
    for _step in range(3):
        pupil.scan(offers.pieces[3].code)
    assert pupil.coach.verdict.code == "one_by_one"
    assert "times" not in done(pupil)
    pupil.press(DELETE)
    pupil.type("3*")
    pupil.press(Key.Key_Return)
    pupil.scan(offers.pieces[0].code)
    assert not pupil.coach.finished
    pupil.type("3*")
    pupil.press(Key.Key_Return)
    pupil.scan(offers.pieces[3].code)
    assert "times" in done(pupil)


def test_cash_with_the_note_of_the_customer_and_the_change_read(pupil: Pupil) -> None:
    offers = at_work(pupil, "cash")
    assert pupil.coach.verdict.code == "fill_basket"
    pupil.scan(offers.pieces[0].code)
    pupil.pay()
    assert pupil.coach.verdict.code == "received_exact"
    pupil.scan(offers.pieces[0].code)
    given = note_above(pupil.coach.seen.total)
    assert f"Rp{int(given):,}".replace(",", ".") in pupil.coach.task()
    pupil.pay(str(int(given) * 2))
    assert pupil.coach.verdict.code == "received_other"
    pupil.scan(offers.pieces[0].code)
    change = int(given) - pupil.coach.seen.total
    pupil.pay(str(int(given)))
    assert pupil.coach.verdict.state == "ask"
    assert "cash" not in done(pupil)
    pupil.answer(change + 500)
    assert pupil.coach.again
    assert "cash" not in done(pupil)
    pupil.answer(pupil.coach.verdict.answer)
    assert abs(pupil.coach.verdict.answer - change) < 100
    assert "cash" in done(pupil)


def test_hold_and_call_back(pupil: Pupil) -> None:
    offers = at_work(pupil, "hold")
    pupil.scan(offers.pieces[0].code)
    pupil.pay()
    assert pupil.coach.verdict.code == "sold_not_held"
    pupil.scan(offers.pieces[0].code)
    pupil.press(Key.Key_F8)
    pupil.dialog()
    pupil.type("Bu Ani")
    pupil.press(Key.Key_Return)
    pupil.no_dialog()
    assert pupil.coach.verdict.code == "now_call_back"
    assert "hold" not in done(pupil)
    pupil.press(Key.Key_F7)
    pupil.dialog()
    pupil.press(Key.Key_Return)
    pupil.no_dialog()
    assert "hold" in done(pupil)


def test_only_the_wrong_line_goes(pupil: Pupil) -> None:
    offers = at_work(pupil, "remove")
    keep, drop = offers.pieces[1].code, offers.pieces[2].code
    pupil.scan(drop)
    pupil.scan(keep)
    assert pupil.coach.verdict.code == "now_remove"
    pupil.press(DELETE)
    assert pupil.coach.verdict.code == "removed_right"
    pupil.press(Key.Key_Escape)
    pupil.dialog()
    pupil.press(Key.Key_Return)
    pupil.no_dialog()
    assert pupil.coach.verdict.code == "dropped_all"
    assert "remove" not in done(pupil)
    pupil.control(Key.Key_B)
    pupil.scan(keep)
    pupil.scan(drop)
    pupil.press(DELETE)
    pupil.settle()
    assert "remove" in done(pupil)


def test_a_whole_pack_and_not_a_piece(pupil: Pupil) -> None:
    offers = at_work(pupil, "special")
    assert offers.special.form == "pack"
    pupil.scan(_product(pupil, offers.special.product).packs[0].codes[0])
    assert pupil.coach.verdict.code == "pack_single"
    pupil.press(DELETE)
    pupil.scan(offers.pieces[0].code)
    assert pupil.coach.verdict.code == "special_goods"
    assert "special" not in done(pupil)
    pupil.scan(offers.special.code)
    assert "special" in done(pupil)


def discount(pupil: Pupil, text: str) -> None:
    """F4, the discount, Enter."""
    pupil.press(Key.Key_F4)
    pupil.dialog()
    pupil.type(text)
    pupil.press(Key.Key_Return)
    pupil.no_dialog()


def test_a_discount_that_the_head_approves(pupil: Pupil) -> None:
    offers = at_work(pupil, "discount")
    assert "343434" in pupil.coach.task()
    pupil.scan(offers.pieces[0].code)
    pupil.pay()
    assert pupil.coach.verdict.code == "no_discount"
    pupil.scan(offers.pieces[0].code)
    discount(pupil, "5%")
    pupil.pay()
    assert pupil.coach.verdict.code == "discount_other"
    assert "discount" not in done(pupil)
    pupil.scan(offers.pieces[0].code)
    discount(pupil, "10%")
    assert pupil.coach.verdict.code == "now_pay"
    pupil.press(Key.Key_F9)
    pupil.approve()
    pupil.dialog()
    pupil.press(Key.Key_Return)
    pupil.no_dialog()
    assert "discount" in done(pupil)


def test_the_head_who_gives_it_alone_has_approved_nothing(pupil: Pupil) -> None:
    offers = at_work(pupil, "discount")
    pupil.control(Key.Key_L)
    pupil.sign_in("Kepala Latihan", "343434")
    pupil.scan(offers.pieces[0].code)
    discount(pupil, "10%")
    pupil.pay()
    assert pupil.coach.verdict.code == "not_approved"
    assert "discount" not in done(pupil)


def test_goods_of_the_right_receipt_come_back(pupil: Pupil) -> None:
    offers = at_work(pupil, "scan")
    for _step in range(2):
        pupil.scan(offers.pieces[0].code)
        pupil.pay()
    pupil.begin("refund")
    wanted = pupil.coach.seen.receipt
    assert wanted == "LAT-000002"
    pupil.control(Key.Key_6)
    pupil.scan("LAT-000001")
    pupil.settle()
    refund_first(pupil)
    assert pupil.coach.verdict.code == "refund_other"
    assert "refund" not in done(pupil)
    pupil.scan(wanted)
    pupil.settle()
    refund_first(pupil)
    assert "refund" in done(pupil)


def test_cash_taken_out_is_no_refund(pupil: Pupil) -> None:
    offers = at_work(pupil, "scan")
    pupil.scan(offers.pieces[0].code)
    pupil.pay()
    pupil.begin("refund")
    pupil.control(Key.Key_7)
    pupil.press(Key.Key_F3)
    dialog: Any = pupil.dialog()
    dialog.amount.setFocus()
    pupil.type("1000")
    dialog.reason.setFocus()
    pupil.type("uang kembali")
    pupil.press(Key.Key_Return)
    pupil.approve()
    pupil.no_dialog()
    assert pupil.coach.verdict.code == "cash_not_refund"
    assert "refund" not in done(pupil)


def inside(pupil: Pupil) -> int:
    """What lies in the drawer that the card shows."""
    return sum(value * count for value, count in drawer_of(int(shifts.x_report(pupil.till).figures.expected)))


def test_the_count_of_the_drawer_on_the_card_and_the_z_read(pupil: Pupil) -> None:
    offers = at_work(pupil, "scan")
    pupil.scan(offers.pieces[0].code)
    pupil.pay()
    pupil.begin("close")
    expected = int(shifts.x_report(pupil.till).figures.expected)
    assert "×" in pupil.coach.drawer()
    pupil.count(expected)
    assert pupil.coach.verdict.code == "count_other"
    assert "close" not in done(pupil)
    pupil.open_shift()
    pupil.count(inside(pupil))
    assert pupil.coach.verdict.state == "ask"
    pupil.answer(1)
    assert "close" not in done(pupil)
    pupil.answer(pupil.coach.verdict.answer)
    assert pupil.coach.verdict.answer == 2_000
    assert "close" in done(pupil)


def test_nothing_counts_without_a_shift(pupil: Pupil) -> None:
    for lesson in LESSONS[1:]:
        pupil.begin(lesson)
        assert pupil.coach.verdict.code == "no_shift", lesson
        assert not pupil.coach.finished


def test_skip_back_hint_and_again(pupil: Pupil) -> None:
    pupil.control(Key.Key_J)
    assert pupil.coach.lesson == "scan"
    assert lessons.own_progress(pupil.till).skipped == ["open"]
    pupil.control(Key.Key_R)
    assert pupil.coach.lesson == "open"
    panel = pupil.running.window.lessons
    assert panel is not None
    assert not panel.hint.isVisible()
    pupil.control(Key.Key_H)
    assert panel.hint.isVisible()
    pupil.open_shift()
    assert done(pupil) == ["open"]
    assert lessons.own_progress(pupil.till).skipped == []
    pupil.control(Key.Key_B)
    assert not pupil.coach.finished
    assert done(pupil) == ["open"]


def test_keys_of_the_lesson_work_while_the_till_is_locked(pupil: Pupil) -> None:
    pupil.control(Key.Key_L)
    assert pupil.running.desk.actor is None
    assert "121212" in pupil.coach.said()[0]
    pupil.press(Key.Key_J, CONTROL)
    assert pupil.coach.lesson == "scan"


def test_a_typed_answer_is_no_scan_and_fills_no_other_field(pupil: Pupil) -> None:
    offers = at_work(pupil, "cash")
    pupil.scan(offers.pieces[0].code)
    pupil.pay(str(int(note_above(pupil.coach.seen.total))))
    panel = pupil.running.window.lessons
    assert panel is not None
    pupil.press(Key.Key_O, CONTROL)
    assert pupil.focus() is panel.answer
    pupil.type("12")
    assert panel.answer.rupiah() == 12
    search = pupil.running.window.page("sell").findChild(QLineEdit)
    assert isinstance(search, QLineEdit)
    assert search.text() == ""
