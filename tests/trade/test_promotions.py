"""Promotions take off what they say, never more than the goods cost, and do not stack."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import BundlePart, PromotionSaved
from koperasi_pos.trade.promotions import Offered, check_promotion, promotions_on
from koperasi_pos.values import Quantity, Refusal, Rupiah


def promotion(form: str, **fields: object) -> PromotionSaved:
    named = {"id": "0" * 32, "promotion": form, "name": form, "form": form}
    return PromotionSaved.model_validate({**named, **fields})


def line(product: str, units: int, gross: int, category: str = "", *, by_weight: bool = False) -> Offered:
    return Offered(product, category, Quantity.of(units), Rupiah(gross), by_weight)


THREE_FOR_TWO = promotion("n_for_m", products=["soap"], take=3, pay=2)
TENTH_OFF = promotion("percent", categories=["kitab"], basis_points=1000)
BREAKFAST = promotion(
    "bundle", price=Rupiah(7000), parts=[BundlePart(product="rice"), BundlePart(product="tea", quantity=Quantity.of(2))]
)


def test_three_for_two() -> None:
    assert promotions_on([line("soap", 4, 18_000)], [THREE_FOR_TWO], "retail") == {0: (4500, "n_for_m")}
    assert promotions_on([line("soap", 2, 9_000)], [THREE_FOR_TWO], "retail") == {}
    assert promotions_on([line("salt", 9, 9_000)], [THREE_FOR_TWO], "retail") == {}


def test_pieces_of_one_product_count_together_over_its_lines() -> None:
    taken = promotions_on(
        [line("soap", 1, 4500), line("tea", 1, 2000), line("soap", 2, 9000)], [THREE_FOR_TWO], "retail"
    )
    assert {index: share for index, (share, _) in taken.items()} == {0: 1500, 2: 3000}


def test_percent_on_a_category() -> None:
    lines = [line("safinah", 1, 18_000, "kitab"), line("rice", 1, 6_000, "makanan")]
    assert promotions_on(lines, [TENTH_OFF], "retail") == {0: (1800, "percent")}


def test_a_bundle_at_one_price_and_its_rest_at_full_price() -> None:
    lines = [line("rice", 2, 12_000), line("tea", 3, 6_000)]
    taken = promotions_on(lines, [BREAKFAST], "retail")
    assert sum(share for share, _ in taken.values()) == 6000 + 4000 - 7000
    assert promotions_on([line("rice", 1, 6000), line("tea", 1, 2000)], [BREAKFAST], "retail") == {}


def test_a_bundle_dearer_than_its_parts_takes_nothing() -> None:
    dear = BREAKFAST.model_copy(update={"price": Rupiah(90_000)})
    assert promotions_on([line("rice", 1, 6000), line("tea", 2, 4000)], [dear], "retail") == {}


def test_the_larger_promotion_takes_the_line() -> None:
    half = promotion("percent", products=["soap"], basis_points=5000)
    taken = promotions_on([line("soap", 3, 13_500)], [THREE_FOR_TWO, half], "retail")
    assert taken == {0: (6750, "percent")}


def test_only_for_its_tiers() -> None:
    members = TENTH_OFF.model_copy(update={"tiers": ["member"]})
    goods = [line("safinah", 1, 18_000, "kitab")]
    assert promotions_on(goods, [members], "retail") == {}
    assert promotions_on(goods, [members], "member")


@given(
    st.lists(
        st.tuples(st.sampled_from(["soap", "rice", "tea", "x"]), st.integers(1, 30), st.integers(0, 100_000)),
        max_size=12,
    ),
    st.permutations([THREE_FOR_TWO, TENTH_OFF, BREAKFAST]),
)
def test_never_more_off_than_a_line_costs(goods: list[tuple[str, int, int]], promotions: list[PromotionSaved]) -> None:
    lines = [line(name, units, gross, "kitab" if name == "x" else "") for name, units, gross in goods]
    for index, (share, _) in promotions_on(lines, promotions, "retail").items():
        assert 0 < share <= lines[index].gross


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (THREE_FOR_TWO.model_copy(update={"pay": 3}), "promotion_n_for_m"),
        (THREE_FOR_TWO.model_copy(update={"products": []}), "promotion_goods"),
        (TENTH_OFF.model_copy(update={"basis_points": 10_001}), "promotion_percent"),
        (BREAKFAST.model_copy(update={"price": Rupiah(0)}), "promotion_bundle"),
        (TENTH_OFF.model_copy(update={"begins": "2026-12-02", "ends": "2026-12-01"}), "promotion_dates"),
        (TENTH_OFF.model_copy(update={"name": " "}), "name_missing"),
        (TENTH_OFF.model_copy(update={"form": "gift"}), "promotion_form"),
    ],
)
def test_promotions_that_cannot_be(wrong: PromotionSaved, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check_promotion(wrong)
    assert refusal.value.code == code
