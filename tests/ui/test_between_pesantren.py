"""The till's figures: what pesantren owe each other and have paid; a dead till that two people took over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import Document, SettlementPaid, SettlementWithdrawn, VisitsSettled
from koperasi_pos.operations import card_reclaims, card_rights
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.double_reclaims_dialog import DoubleReclaimsDialog
from koperasi_pos.ui.pages.card_reports_page import CardReportsPage
from koperasi_pos.values import WIB, Rupiah
from tests.card_holders import account
from tests.counter import HEAD, Clock
from tests.store.exchange import second_till, send
from tests.ui.card_hands import cards_page_of
from tests.ui.hands import Hands

KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def figures(hands: Hands, till: Till) -> CardReportsPage:
    """The page of figures, the head signed in."""
    account(till, "Ahmad Fauzi", money=50_000)
    cards_page_of(hands)
    hands.press(KEY.Key_2, ALT)
    hands.settle()
    found = hands.running.window.current()
    assert isinstance(found, CardReportsPage)
    return found


def told(till: Till, document: Document) -> None:
    """What the province says; written by the till itself, which makes no difference to the books."""
    till.post_once(document.id, lambda connection: document, by=HEAD)


def test_what_pesantren_owe_each_other_is_a_report(
    hands: Hands, till: Till, figures: CardReportsPage, take_picture: Callable[..., Path]
) -> None:
    def paid(payment: str, amount: int, proof: str) -> SettlementPaid:
        return SettlementPaid(
            id=till.new_id(), payment=payment, partner="s2", name="Al-Hikmah", amount=Rupiah(amount), received=True,
            way="transfer", proof=proof, day="2026-11-24",
        )  # fmt: skip

    for one in (
        VisitsSettled(
            id=till.new_id(), partner="s2", name="Al-Hikmah", claim=Rupiah(45_000), debt=Rupiah(15_000), net=30_000,
            purchases=4, day="2026-11-22",
        ),
        VisitsSettled(
            id=till.new_id(), partner="s2", name="Al-Hikmah", claim=Rupiah(20_000), net=20_000, purchases=2,
            day="2026-11-23",
        ),
        paid("1" * 32, 35_000, "BSI 2411/88"),
        paid("2" * 32, 9_000, "BSI 2411/89"),
        SettlementWithdrawn(
            id=till.new_id(), payment="2" * 32, partner="s2", name="Al-Hikmah", amount=Rupiah(9_000), received=True,
            reason="Bukan untuk kita", day="2026-11-24",
        ),
    ):  # fmt: skip
        told(till, one)
    figures.what.set_value("between")
    figures.look()
    hands.settle()
    assert figures.report is not None
    assert [row[3:6] for row in figures.report.rows if row[3] is not None] == [
        (20_000, 5_000, 15_000),
        (30_000, 30_000, 0),
    ]
    assert figures.report.totals is not None
    assert figures.report.totals[3:6] == (50_000, 35_000, 15_000)
    take_picture(hands.running.window, "between-page", (1366, 768))


def test_a_till_that_two_took_over_is_flagged_and_given_back(
    hands: Hands, till: Till, figures: CardReportsPage, tmp_path: Path, take_picture: Callable[..., Path]
) -> None:
    dead = ("ab" * 8, 1)
    with till.reading() as connection:
        (row,) = connection.run("SELECT id FROM card_account").fetchall()
    card_rights.give_rights(till, row[0], Rupiah(50_000), device=dead[0], epoch=dead[1], id=till.new_id(), by=HEAD)
    other = second_till(till.home, tmp_path / "K2", Clock(datetime(2026, 11, 24, 7, 30, tzinfo=WIB)))
    for one in (other, till):
        card_rights.reclaim_rights(one, *dead, reason="Dicuri", id=one.new_id(), by=HEAD)
    send(other, till)
    other.close()
    figures.look()
    hands.settle()
    assert "F9" in figures.warning.text()
    take_picture(hands.running.window, "reclaims-page", (1366, 768))
    hands.press(KEY.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, DoubleReclaimsDialog)
    hands.press(KEY.Key_Return)
    assert dialog.wrong.text()
    hands.type("bendahara tahu")
    assert not dialog.wrong.text(), "who is writing the reason is not told to write one"
    take_picture(dialog, "reclaims-dialog")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert card_reclaims.double_reclaims(till) == []
    assert sum(one.short for one in card_rights.holders_of(till, row[0])) == 0
    assert "F9" not in figures.warning.text()
    assert not figures.reclaims_button.isVisible()
