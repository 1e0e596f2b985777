"""The field for rupiah: groups appear while digits are typed, the cursor stays, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from koperasi_pos.ui.widgets.fields import MoneyField
from koperasi_pos.words.numbers import rupiah

LATER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150, deadline=None
)
BACK = Qt.Key.Key_Backspace


@pytest.fixture
def field(qapp: QApplication) -> MoneyField:
    """An empty field."""
    return MoneyField("Diterima")


def test_groups_appear_while_digits_are_typed(field: MoneyField) -> None:
    seen = []
    for digit in "1250000":
        QTest.keyClicks(field, digit)
        seen.append(field.text())
    assert seen == ["1", "12", "125", "1.250", "12.500", "125.000", "1.250.000"]
    assert field.rupiah() == 1_250_000
    QTest.keyClick(field, BACK)
    assert field.text() == "125.000"


def test_the_cursor_stays_behind_the_same_digit(field: MoneyField) -> None:
    field.set_amount(12_500)
    field.setCursorPosition(1)
    QTest.keyClicks(field, "9")
    assert (field.text(), field.cursorPosition()) == ("192.500", 2)
    QTest.keyClicks(field, "8")
    assert (field.text(), field.cursorPosition()) == ("1.982.500", 4)
    QTest.keyClick(field, BACK)
    QTest.keyClick(field, BACK)
    assert (field.text(), field.cursorPosition()) == ("12.500", 1)


@pytest.mark.parametrize(
    ("typed", "shown", "amount"),
    [
        ("12.500", "12.500", 12_500), ("12.5", "12.5", None), ("12,5rb", "12,5rb", 12_500),
        ("rp 12500", "rp 12500", 12_500),
        ("12500,-", "12.500,-", 12_500), ("1,5 jt", "1,5 jt", 1_500_000), ("-500", "-500", -500), ("x", "x", None),
        ("12.5000", "125.000", 125_000), ("007", "7", 7), ("9" * 16, None, None),
    ],
)  # fmt: skip
def test_what_was_typed_by_hand_is_left_alone(
    field: MoneyField, typed: str, shown: str | None, amount: int | None
) -> None:
    QTest.keyClicks(field, typed)
    if shown is not None:
        assert field.text() == shown
    assert field.rupiah() == amount
    assert (field.property("wrong") or "false") == ("true" if amount is None else "false")


@LATER
@given(digits=st.text("0123456789", min_size=1, max_size=14), backs=st.integers(0, 5))
def test_typing_reads_as_the_number_that_was_meant(qapp: QApplication, digits: str, backs: int) -> None:
    field = MoneyField("x")
    QTest.keyClicks(field, digits)
    assert field.rupiah() == int(digits)
    assert field.text() == rupiah(int(digits), symbol=False)
    left = str(int(digits))[: max(0, len(str(int(digits))) - backs)]
    for _step in range(min(backs, len(str(int(digits))))):
        QTest.keyClick(field, BACK)
    assert field.rupiah() == (int(left) if left else None)
