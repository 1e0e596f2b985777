"""A card of another pesantren at the till with hands: no line says so, with one its home is asked, shown, and pays."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.app import Running
from koperasi_pos.journal.documents import Approval, Document, VisitAnswered, VisitsAgreed
from koperasi_pos.operations import receipts, visit_pins, visits
from koperasi_pos.operations.line import Enrolling, LineState
from koperasi_pos.operations.pins import hashed
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal
from koperasi_pos.store import line as line_state
from koperasi_pos.store.line import LineRow
from koperasi_pos.trade.pin_proofs import challenge_of, fits
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.lease_dialog import LeaseDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.visit_dialog import VisitDialog
from koperasi_pos.ui.dialogs.visit_pin_dialog import VisitPinDialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.values import Rupiah
from tests.counter import HEAD
from tests.ui.hands import Hands
from tests.ui.selling import NOODLES, WATER

KEY = Qt.Key
FOREIGN = Tap("scan", token="KS" + "A" * 20)


class KnownLine:
    """A line whose mood a test says."""

    def __init__(self, mood: str) -> None:
        self.mood, self.sent = mood, 0

    def state(self) -> LineState:
        return LineState(self.mood)

    def send_now(self) -> None:
        self.sent += 1

    def enrol(self, address: str, code: str) -> Enrolling:
        raise AssertionError("nobody enrols here")


def told(till: Till, make: Callable[[str], Document]) -> None:
    """What the province says; here it is written by the till itself, which makes no difference to the books."""
    document = make(till.new_id())
    till.post_once(document.id, lambda connection: document, by=HEAD, topics=("visits",))


@pytest.fixture
def known(running: Running, till: Till) -> KnownLine:
    """A till with a line and a partner."""
    row = LineRow(
        "http://127.0.0.1:9", "", "s1", "Koperasi", "K1", "new", "", "jatim", "0" * 64, "", "0" * 16, 1, 1, 0, False,
        0, "", "", "",
    )  # fmt: skip
    with till.writing() as connection:
        line_state.keep(connection, row)
    told(till, lambda id: VisitsAgreed(id=id, partner="s2", name="Koperasi Al-Hikmah", pesantren="Al-Hikmah"))
    running.desk.line = made = KnownLine("online")
    return made


def tap(hands: Hands) -> None:
    hands.running.desk.tapped.emit(FOREIGN)
    QApplication.processEvents()
    hands.settle()


def begin(hands: Hands) -> VisitDialog:
    for code in (NOODLES, WATER):
        hands.scan(code)
    hands.press(KEY.Key_F9)
    assert isinstance(hands.dialog(), PaymentDialog)
    hands.press(KEY.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, VisitDialog)
    return dialog


def answer(till: Till, **said: object) -> None:
    (asked,) = visits.open_visits(till)
    told(till, lambda id: VisitAnswered.model_validate({"id": id, "visit": asked.id, **said}))


def test_its_home_is_asked_and_it_pays(
    hands: Hands, sell: SellPage, till: Till, known: KnownLine, take_picture: Callable[..., Path]
) -> None:
    dialog = begin(hands)
    take_picture(dialog, "visit-tap")
    assert not dialog.ok_button.isEnabled()
    tap(hands)
    assert known.sent == 1
    assert "ditanya" in dialog.state.text()
    answer(till, amount=Rupiah(5_600), name="Siti Aisyah", group="9A", home="s2", home_name="Al-Hikmah")
    hands.settle()
    assert "Siti Aisyah" in dialog.state.text()
    assert dialog.who.text() == "9A · Al-Hikmah"
    take_picture(dialog, "visit-reserved")
    hands.press(KEY.Key_Return)
    payment = hands.dialog()
    take_picture(payment, "visit-payment")
    assert isinstance(payment, PaymentDialog)
    assert [(part.way, int(part.amount)) for part in payment.parts] == [("visit", 5_600)]
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    sale = receipts.find_receipts(till)[0]
    assert sale.total == 5_600
    assert visits.open_visits(till) == []


def test_the_pin_is_typed_on_a_hidden_pad_and_told_to_nobody(
    hands: Hands, sell: SellPage, till: Till, known: KnownLine, take_picture: Callable[..., Path]
) -> None:
    challenge = challenge_of(hashed("314159"))
    dialog = begin(hands)
    tap(hands)
    for code, left in (("visit_pin", 0), ("visit_pin_wrong", 4)):
        said = {"name": "Siti Aisyah", "group": "9A", "home": "s2", "home_name": "Al-Hikmah", "pin_left": left}
        newest = visits.last_asks(till)[0]
        told(
            till, lambda id, newest=newest, code=code, said=said: VisitAnswered.model_validate(  # type: ignore[misc]
                {"id": id, "visit": newest.id, "code": code, "pin_challenge": challenge, **said}
            ),
        )  # fmt: skip
        hands.settle()
        pad = hands.dialog()
        assert isinstance(pad, VisitPinDialog)
        assert "Siti Aisyah" in pad.who.text()
        assert ("4" in pad.wrong.text()) == bool(left)
        take_picture(pad, f"visit-pin-{left}")
        hands.type("314159")
        hands.settle()
    asked = visits.last_asks(till)[0]
    proof = visit_pins.in_hand(till)[asked.id].proof
    with till.reading() as connection:
        device = till.writer(connection).device
        written = b"".join(line for _position, line in journal.lines(connection))
    assert fits(hashed_with(challenge, "314159"), proof, device, asked.id)
    assert b"314159" not in written
    assert proof.encode() not in written
    told(
        till, lambda id: VisitAnswered(
            id=id, visit=asked.id, amount=Rupiah(5_600), name="Siti Aisyah", home="s2", home_name="Al-Hikmah"
        ),
    )  # fmt: skip
    hands.settle()
    assert hands.dialog() is dialog
    assert dialog.ok_button.isEnabled()


def hashed_with(challenge: str, pin: str) -> str:
    """The hash that a challenge is of."""
    from argon2.low_level import Type, hash_secret

    salt = challenge.rsplit("$", 1)[1]
    raw = base64.b64decode(salt + "=" * (-len(salt) % 4))
    return hash_secret(pin.encode(), raw, 2, 19 * 1024, 1, 32, Type.ID).decode()


def test_nobody_types_the_pin(hands: Hands, sell: SellPage, till: Till, known: KnownLine) -> None:
    dialog = begin(hands)
    tap(hands)
    answer(till, code="visit_pin", name="Siti", home_name="Al-Hikmah", pin_challenge=challenge_of(hashed("314159")))
    hands.settle()
    assert isinstance(hands.dialog(), VisitPinDialog)
    hands.press(KEY.Key_Escape)
    hands.settle()
    assert hands.dialog() is dialog
    assert "PIN" in dialog.wrong.text()
    assert not dialog.ok_button.isEnabled()


def test_without_a_line_it_says_so_in_words(hands: Hands, sell: SellPage, till: Till, known: KnownLine) -> None:
    known.mood = "offline"
    dialog = begin(hands)
    assert "tidak ada sambungan" in dialog.state.text()
    tap(hands)
    assert "tunai" in dialog.wrong.text()
    assert visits.open_visits(till) == []


def test_what_is_given_up_goes_back(hands: Hands, sell: SellPage, till: Till, known: KnownLine) -> None:
    begin(hands)
    tap(hands)
    hands.press(KEY.Key_Escape)
    hands.settle()
    assert visits.open_visits(till) == []
    hands.press(KEY.Key_F9)
    assert isinstance(hands.dialog(), VisitDialog)
    tap(hands)
    answer(till, amount=Rupiah(5_600), name="Siti", home="s2", home_name="Al-Hikmah")
    hands.settle()
    hands.press(KEY.Key_Return)
    assert isinstance(hands.dialog(), PaymentDialog)
    hands.press(KEY.Key_Escape)
    hands.settle()
    assert visits.open_visits(till) == []


def test_a_sum_is_drawn_for_later_and_given_back(
    hands: Hands, sell: SellPage, till: Till, known: KnownLine, take_picture: Callable[..., Path]
) -> None:
    dialog = LeaseDialog(hands.running.desk, [Approval(what="card_rights", staff="h", name="Kepala")], sell)
    dialog.open()
    dialog.amount.set_amount(25_000)
    tap(hands)
    answer(till, amount=Rupiah(25_000), lease=True, name="Siti", group="9A", home="s2", home_name="Al-Hikmah")
    hands.settle()
    take_picture(dialog, "visit-lease")
    lease = visits.lease_for(till, FOREIGN)
    assert lease is not None
    assert lease.left == 25_000
    hands.press(KEY.Key_F8)
    hands.settle()
    assert visits.lease_for(till, FOREIGN) is None
    assert known.sent == 2
    hands.press(KEY.Key_Escape)


def test_a_no_of_its_home_names_the_cause(hands: Hands, sell: SellPage, till: Till, known: KnownLine) -> None:
    dialog = begin(hands)
    tap(hands)
    answer(till, code="account_frozen", name="Siti Aisyah", home="s2", home_name="Al-Hikmah")
    hands.settle()
    assert "Al-Hikmah" in dialog.wrong.text()
    assert not dialog.ok_button.isEnabled()
