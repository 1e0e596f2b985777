"""The shop's part and the consignor's: two sides of one amount, whatever the terms and the price."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import ConsignorSaved
from koperasi_pos.trade.consignment import BEARERS, Paying, Terms, check_consignor, due_of, loss_of, payable_now
from koperasi_pos.values import Quantity, Refusal, Rupiah

AMOUNTS = st.integers(0, 10**9).map(Rupiah)


@given(points=st.integers(0, 10_000), margin=AMOUNTS, gross=AMOUNTS, base=st.integers(1, 10**7).map(Quantity))
def test_the_consignor_gets_no_less_than_nothing_and_no_more_than_all(
    points: int, margin: Rupiah, gross: Rupiah, base: Quantity
) -> None:
    for terms in (Terms(points), Terms(margin=margin)):
        due = due_of(terms, gross, base)
        assert 0 <= due <= gross
        for bearer in BEARERS:
            assert 0 <= loss_of(due, bearer) <= due


def test_halves_are_rounded_once() -> None:
    assert due_of(Terms(1_237), Rupiah(1_777), Quantity.of(1)) == 1_777 - 220
    assert due_of(Terms(margin=Rupiah(333)), Rupiah(4_000), Quantity(2_500)) == 4_000 - 833


@given(payable=st.integers(-(10**9), 10**9).map(Rupiah), unit=st.sampled_from([0, 1, 50, 100, 500]))
def test_coins_pay_what_they_can(payable: Rupiah, unit: int) -> None:
    paid = payable_now(payable, Paying("cash", unit=unit))
    assert 0 <= max(payable, 0) - paid < max(unit, 1)
    assert payable_now(payable, Paying("transfer", unit=unit)) == max(payable, 0)
    assert payable_now(payable, Paying("later", unit=unit)) == 0


@pytest.mark.parametrize("wrong", [{"sort": "?"}, {"bears_loss": "?"}])
def test_who_a_consignor_can_be(wrong: dict[str, str]) -> None:
    saved = ConsignorSaved(id="0" * 32, consignor="a" * 16, name=" Bu  Siti ")
    assert check_consignor(saved).name == "Bu Siti"
    with pytest.raises(Refusal, match="consignor_class"):
        check_consignor(saved.model_copy(update=wrong))
