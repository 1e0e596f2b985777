"""A second person at the till: approving with the own PIN, and taking over the drawer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import staff
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog, ask_approval
from koperasi_pos.ui.dialogs.cashier_dialog import CashierDialog, ask_cashier
from tests.counter import HEAD, HEAD_PIN
from tests.ui.conftest import CASHIER_PIN
from tests.ui.hands import Hands

PLACES = {"approval": "approve", "cashier": "sign_in"}
"""Dialog → the operation behind it."""


@pytest.fixture
def at_work(hands: Hands) -> Hands:
    """The cashier at the till."""
    hands.stand_in("Siti Aminah")
    return hands


def ask(hands: Hands, right: str = "discount") -> tuple[ApprovalDialog, list[Approval]]:
    given: list[Approval] = []
    return ask_approval(hands.running.desk, right, hands.running.window, given.append), given


def test_only_who_has_the_right_is_asked(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    staff.save_staff(till, id=till.new_id(), name="Bendahara", role="treasurer", pin="975310", by=HEAD)
    at_work.settle()
    dialog, given = ask(at_work, "cash_out")
    names = [dialog.person.itemText(place) for place in range(dialog.person.count())]
    assert names == ["Bendahara", "Kepala"]
    take_picture(dialog, "approval")
    dialog.person.set_value(next(one.id for one in staff.people(till) if one.name == "Kepala"))
    dialog.pad.setFocus()
    at_work.type(HEAD_PIN)
    at_work.no_dialog()
    assert [(approval.what, approval.name) for approval in given] == [("cash_out", "Kepala")]
    assert at_work.running.desk.by.name == "Siti Aminah"


def test_a_wrong_pin_gives_nothing_and_may_be_tried_again(at_work: Hands) -> None:
    dialog, given = ask(at_work)
    at_work.type(CASHIER_PIN)
    at_work.settle()
    assert given == []
    assert dialog.wrong.isVisible()
    assert "PIN salah" in dialog.wrong.text()
    at_work.type(HEAD_PIN)
    at_work.no_dialog()
    assert len(given) == 1


def test_escape_and_scans_give_nothing(at_work: Hands) -> None:
    dialog, given = ask(at_work)
    at_work.type("13")
    at_work.scan("8998866200301")
    assert dialog.pad.dots.text().count("●") == 2
    at_work.press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    at_work.press(Qt.Key.Key_Escape)
    at_work.no_dialog()
    assert given == []


def test_nobody_may_approve_what_nobody_may_do(at_work: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "people", lambda till: [])
    dialog, _given = ask(at_work)
    assert dialog.wrong.text()


@pytest.mark.parametrize("place", PLACES)
def test_trouble_of_the_disk_leaves_the_pad_alive(
    place: str, at_work: Hands, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    taken: list[Actor] = []
    given: list[Approval] = []
    desk, window = at_work.running.desk, at_work.running.window
    dialog: ApprovalDialog | CashierDialog = (
        ask_approval(desk, "discount", window, given.append)
        if place == "approval"
        else ask_cashier(desk, window, taken.append)
    )

    def broken(*_words: str) -> None:
        raise OSError(28, "No space left on device")

    expected_log("an act failed")
    with monkeypatch.context() as broke:
        broke.setattr(staff, PLACES[place], broken)
        at_work.type(HEAD_PIN)
        at_work.settle()
    assert dialog.isEnabled()
    at_work.type(HEAD_PIN)
    at_work.no_dialog()
    assert len(given) + len(taken) == 1


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("pin", [HEAD_PIN, "000001"])
def test_a_pin_whose_question_was_closed_by_the_lock_does_nothing(
    place: str, pin: str, at_work: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Actor] = []
    given: list[Approval] = []
    desk, window = at_work.running.desk, at_work.running.window
    checked, go_on = getattr(staff, PLACES[place]), threading.Event()

    def slow(*words: str) -> object:
        go_on.wait(90)
        return checked(*words)

    monkeypatch.setattr(staff, PLACES[place], slow)
    if place == "approval":
        ask_approval(desk, "discount", window, given.append)
    else:
        ask_cashier(desk, window, taken.append)
    at_work.type(pin)
    window.lock()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    go_on.set()
    at_work.settle()
    assert desk.actor is None
    assert given + taken == []
