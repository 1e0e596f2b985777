"""Policy where the books say no, and days on packages: what expires first leaves first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import CategorySaved, Pack, ProductSaved, ShopSaved, StockPolicy
from koperasi_pos.trade.expiry import left_by_day, warning
from koperasi_pos.trade.staff import Actor, approval
from koperasi_pos.trade.stock_policy import check_stock, with_policy
from koperasi_pos.values import Refusal
from tests.counter import CASHIER, HEAD

SHOP = ShopSaved(id="a" * 32, name="Toko")


def tea(when_none: str = "") -> ProductSaved:
    """A product."""
    return ProductSaved(id="b" * 32, product="teh", name="Teh", packs=[Pack(unit="pcs")], when_none=when_none)


@pytest.mark.parametrize(
    ("product_rule", "role_rule", "actor", "expected"),
    [
        ("", "", CASHIER, []), ("", "sell", CASHIER, ["negative_stock"]), ("", "ask", CASHIER, "needs_approval"),
        ("", "refuse", CASHIER, "stock_none"), ("sell", "refuse", CASHIER, ["negative_stock"]),
        ("refuse", "sell", HEAD, "stock_none"), ("ask", "", HEAD, ["negative_stock"]),
    ],
)  # fmt: skip
def test_the_product_s_rule_comes_before_the_role_s(
    product_rule: str, role_rule: str, actor: Actor, expected: list[str] | str
) -> None:
    shop = SHOP.model_copy(update={"when_none": [StockPolicy(role="cashier", policy=role_rule)] if role_rule else []})
    wanted = {"teh": (tea(product_rule), 3_000)}
    assert check_stock(wanted, {"teh": 3_000}, {}, shop, actor, ()) == []
    if isinstance(expected, str):
        with pytest.raises(Refusal, match=expected):
            check_stock(wanted, {"teh": 2_999}, {}, shop, actor, ())
    else:
        assert check_stock(wanted, {"teh": 2_999}, {}, shop, actor, ()) == expected
    if expected == "needs_approval":
        yes = [approval("negative_stock", HEAD)]
        assert check_stock(wanted, {"teh": 2_999}, {}, shop, actor, yes) == ["negative_stock"]


def test_what_is_past_its_day_is_not_sold() -> None:
    wanted = {"teh": (tea(), 3_000)}
    assert check_stock(wanted, {"teh": 8_000}, {"teh": (5_000, "2026-11-01")}, SHOP, HEAD, ()) == []
    with pytest.raises(Refusal, match="goods_expired"):
        check_stock(wanted, {"teh": 7_999}, {"teh": (5_000, "2026-11-01")}, SHOP, HEAD, ())


def test_rules_of_roles() -> None:
    shop = with_policy(with_policy(SHOP, "cashier", "ask"), "cashier", "refuse")
    assert [(one.role, one.policy) for one in shop.when_none] == [("cashier", "refuse")]
    assert with_policy(shop, "cashier", "").when_none == []
    with pytest.raises(Refusal, match="role_unknown"):
        with_policy(SHOP, "tamu", "ask")
    with pytest.raises(Refusal, match="stock_policy_unknown"):
        with_policy(SHOP, "head", "kadang")


DAYS = st.lists(st.tuples(st.dates().map(str), st.integers(0, 9_000)), max_size=8, unique_by=lambda one: one[0])


@given(batches=DAYS, on_hand=st.integers(-5_000, 40_000))
def test_the_latest_days_are_left(batches: list[tuple[str, int]], on_hand: int) -> None:
    left = left_by_day(batches, on_hand)
    came = dict(batches)
    assert sum(left.values()) == min(max(on_hand, 0), sum(came.values()))
    assert list(left) == sorted(left)
    whole = [day for day in left if left[day] == came[day]]
    assert len(left) - len(whole) <= 1
    if left:
        earliest = min(left)
        assert all(left[day] == came[day] for day in left if day != earliest)
        assert all(day in left for day, quantity in batches if quantity and day > earliest)


@pytest.mark.parametrize(
    ("day", "warn", "expected"),
    [
        ("2026-11-23", [], 0), ("2026-11-24", [], 7), ("2026-12-01", [], 7), ("2026-12-02", [], 14),
        ("2026-12-24", [], 30), ("2026-12-25", [], None), ("2026-11-27", [2], None), ("2026-11-26", [2], 2),
    ],
)  # fmt: skip
def test_warnings(day: str, warn: list[int], expected: int | None) -> None:
    assert warning(day, "2026-11-24", CategorySaved(id="c" * 32, category="Roti", warn_days=warn)) == expected
