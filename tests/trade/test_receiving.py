"""Goods that come: nothing of discount, tax and transport is lost, free goods lower the cost, prices follow a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import CategorySaved, GoodsReceived, Pack, Price, ProductSaved, ReceivedLine
from koperasi_pos.trade.buying import Need, Pace, need
from koperasi_pos.trade.margins import check_category, price_with_margin, propose, with_price
from koperasi_pos.trade.receiving import Coming, Delivery, broken_sums, figure
from koperasi_pos.trade.stock import OnHand
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah

TODAY = "2026-11-24"


def goods(name: str = "Mi goreng", **fields: object) -> ProductSaved:
    """A product sold by the piece and by the dus of 40."""
    packs = [
        Pack(unit="pcs", prices=[Price(tier="retail", price=Rupiah(3_100)), Price(tier="member", price=Rupiah(3_000))]),
        Pack(unit="dus", factor=Quantity.of(40), prices=[Price(tier="retail", price=Rupiah(118_000))]),
    ]
    made = {"id": "a" * 32, "product": name.casefold()[:16], "name": name, "packs": packs, **fields}
    return ProductSaved.model_validate(made)


LINES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 5), st.integers(0, 200_000), st.integers(0, 100)), min_size=1,
    max_size=12,
)  # fmt: skip


@given(
    lines=LINES, discount=st.integers(0, 100), tax=st.integers(0, 99_999), transport=st.integers(0, 99_999),
    apart=st.booleans(), reclaimed=st.booleans(), owed=st.integers(0, 9_000),
)  # fmt: skip
def test_every_rupiah_of_an_invoice_lands_on_a_line(
    lines: list[tuple[int, int, int, int]], discount: int, tax: int, transport: int, apart: bool, reclaimed: bool,
    owed: int,
) -> None:  # fmt: skip
    coming = [
        Coming(
            goods(f"Barang {n}"), Quantity.of(packs), "dus", price=Rupiah(price),
            free=Quantity.of(free or int(not packs)), discount=Rupiah(packs * price * off // 100),
        )
        for n, (packs, free, price, off) in enumerate(lines)
    ]  # fmt: skip
    net = sum(packs * price - packs * price * off // 100 for packs, _, price, off in lines)
    off = Rupiah(net * discount // 100)
    delivery = Delivery(coming, off, Rupiah(tax), Rupiah(transport), apart, reclaimed)
    held = {one.product.product: OnHand(Quantity(-owed), Rupiah(-owed * 3), Rupiah(3_000)) for one in coming}
    found = figure(delivery, held, TODAY)
    assert found.total == net - off + tax + (0 if apart else transport)
    assert found.value == net - off + (0 if reclaimed else tax) + transport
    assert all(line.value >= 0 for line in found.lines)
    received = GoodsReceived(
        id="b" * 32, number="K1-B000001", supplier="s", name="S", day=TODAY, lines=found.lines, total=found.total,
        transport_apart=apart, tax_reclaimed=reclaimed,
    )  # fmt: skip
    assert broken_sums(received) == []
    worse = found.lines[0].model_copy(update={"value": found.lines[0].value + 1})
    assert broken_sums(received.model_copy(update={"lines": [worse, *found.lines[1:]]}))
    assert broken_sums(received.model_copy(update={"total": found.total + 1}))


def test_a_dus_of_forty_with_one_free() -> None:
    line = Coming(goods(), Quantity.of(4), "dus", price=Rupiah(100_000), free=Quantity.of(1))
    (found,) = figure(Delivery([line], transport=Rupiah(5_000)), {}, TODAY).lines
    assert (found.base, found.gross, found.value) == (Quantity.of(200), 400_000, 405_000)


def test_what_was_sold_before_it_came_bears_its_own_cost() -> None:
    owed = {"mi goreng": OnHand(Quantity.of(-10), Rupiah(-20_000), Rupiah(2_000))}
    (found,) = figure(Delivery([Coming(goods(), Quantity.of(1), "dus", price=Rupiah(100_000))]), owed, TODAY).lines
    # Ten pieces went for 2,000 each and cost 2,500: 5,000 more than was thought.
    assert found.settled == 5_000


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Coming(goods(stocked=False)), "not_stocked"),
        (Coming(goods(), Quantity(0)), "quantity_not_positive"),
        (Coming(goods(), Quantity.of(-1), free=Quantity.of(2)), "quantity_not_positive"),
        (Coming(goods(), Quantity(1500)), "quantity_not_whole"),
        (Coming(goods(), ONE, "sak"), "supplier_unit_unknown"),
        (Coming(goods(), ONE, "sak", factor=Quantity(0)), "factor_not_positive"),
        (Coming(goods(), ONE, price=Rupiah(-1)), "price_out_of_range"),
        (Coming(goods(), ONE, price=Rupiah(100), discount=Rupiah(101)), "discount_out_of_range"),
        (Coming(goods(), ONE, expiry="besok"), "day_form"),
        (Coming(goods(), ONE, expiry="2026-11-23"), "expired_on_arrival"),
    ],
)
def test_what_cannot_be_received(line: Coming, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        figure(Delivery([line]), {}, TODAY)


def test_invoices_that_cannot_be() -> None:
    with pytest.raises(Refusal, match="receiving_empty"):
        figure(Delivery([]), {}, TODAY)
    with pytest.raises(Refusal, match="lines_too_many"):
        figure(Delivery([Coming(goods(), ONE)] * 1_001), {}, TODAY)
    line = Coming(goods(), ONE, price=Rupiah(1_000))
    for wrong in (Delivery([line], discount=Rupiah(1_001)), Delivery([line], tax=Rupiah(-1))):
        with pytest.raises(Refusal, match="discount_out_of_range"):
            figure(wrong, {}, TODAY)


def rule(margin: int = 1_500, round_to: int = 100, **fields: object) -> CategorySaved:
    """15 % on the cost."""
    return CategorySaved.model_validate(
        {"id": "c" * 32, "category": "Mi", "margin": margin, "round_to": round_to, **fields}
    )


def test_prices_are_proposed_from_the_cost() -> None:
    assert price_with_margin(Rupiah(2_600), rule()) == 3_000
    assert price_with_margin(Rupiah(2_609), rule()) == 3_100
    line = ReceivedLine(product="p", name="Mi", base=Quantity.of(40), gross=Rupiah(120_000), value=Rupiah(120_000))
    proposal = propose(line, goods(), rule())
    assert proposal is not None
    assert (proposal.cost, proposal.held, proposal.proposed) == (3_000, 3_100, 3_500)
    assert propose(line, goods(), None) is None
    assert propose(line, goods(), rule(margin=0)) is None
    assert propose(line, goods(open_price=True), rule()) is None
    assert propose(line.model_copy(update={"value": Rupiah(104_000)}), goods(), rule(round_to=50)) is not None
    assert propose(line.model_copy(update={"value": Rupiah(107_000)}), goods(), rule()) is None
    changed = with_price(goods(), Rupiah(3_500))
    assert [[int(price.price) for price in pack.prices] for pack in changed.packs] == [[3_500, 3_400], [133_300]]
    bare = goods(packs=[Pack(unit="pcs")])
    assert with_price(bare, Rupiah(3_500)).packs[0].prices == [Price(tier="retail", price=Rupiah(3_500))]


def test_rules_of_a_category() -> None:
    clean = check_category(rule(warn_days=[7, 30, 7]))
    assert clean.warn_days == [30, 7]
    for wrong, code in (
        (rule(margin=-1), "margin_out_of_range"), (rule(round_to=30), "margin_out_of_range"),
        (rule(warn_days=[0]), "warn_days_form"), (rule().model_copy(update={"category": " "}), "name_missing"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            check_category(wrong)


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        # 56 sold in 28 days: 2 a day, 28 wanted for 14 days.
        (Pace(Quantity.of(10), Quantity(0), Quantity.of(56), Quantity(0)), (1, 5)),
        (Pace(Quantity.of(28), Quantity(0), Quantity.of(56), Quantity(0)), None),
        (Pace(Quantity.of(10), Quantity.of(18), Quantity.of(56), Quantity(0)), None),
        (Pace(Quantity.of(-5), Quantity(0), Quantity.of(560), Quantity(0)), (8, 0)),
        (Pace(Quantity.of(3), Quantity(0), Quantity(0), Quantity.of(12)), (1, None)),
        (Pace(Quantity(0), Quantity(0), Quantity(0), Quantity(0)), None),
        (Pace(Quantity(0), Quantity(0), Quantity.of(-3), Quantity(0)), None),
    ],
)
def test_what_to_buy(pace: Pace, expected: tuple[int, int | None] | None) -> None:
    found = need(pace, looked_back=28, cover_days=14, factor=Quantity.of(40))
    assert found == (Need(Quantity.of(expected[0]), Quantity.of(expected[0] * 40), expected[1]) if expected else None)
