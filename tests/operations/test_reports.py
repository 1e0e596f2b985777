"""Figures: a day is the sum of its documents, its shifts add up to it, goods and stock say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import PersonSaved, PromotionSaved, RefundCompleted, SaleCompleted, ShiftClosed
from koperasi_pos.operations import baskets, persons, products, promotions, refunds, reports, sales, shifts, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import Tender, TenderPart, cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, TREASURER, Clock, shop_in

DAY = "2026-11-24"


@pytest.fixture
def clock() -> Clock:
    """The till's clock."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A till after two shifts of a day and one of the next."""
    opened = shop_in(tmp_path, clock)
    tea = counter.stock_up(opened, "Teh", 4_530, cost=3_000, category="Minuman")
    rice = counter.stock_up(opened, "Beras", 14_275, unit="kg", by_weight=True, cost=12_000)
    member = PersonSaved(id=opened.new_id(), person=opened.new_short_id(), name="Anggota", member=True)
    persons.save_person(opened, member, by=HEAD)
    buyer = persons.as_customer(persons.person(opened, member.person))
    for number in range(3):
        counter.begin_shift(opened)
        sold = counter.sell(opened, (tea, 2_000), (rice, 1_333))
        basket = baskets.new_basket(opened).add(rice, quantity=Quantity(750)).with_customer(buyer)
        split = Tender(
            parts=(
                TenderPart(way="transfer", amount=Rupiah(6_000 + number), reference="T"),
                TenderPart(way="cash", received=Rupiah(20_000)),
            ),
            give_rounding=number == 1,
            give_change=Rupiah(500 * number),
        )
        sales.complete_sale(opened, basket, split, by=CASHIER)
        clock.forward(hours=2)
        back = [Returning(0, restock=number != 1), Returning(1, Quantity(333))]
        refunds.complete_refund(opened, sold.sale.number, back, reason="Salah", id=opened.new_id(), by=HEAD)
        shifts.close_shift(opened, counted=Rupiah(100_000), id=opened.new_id(), by=CASHIER)
        clock.forward(hours=3 if number == 0 else 20)
    yield opened
    opened.close()


def documents(till: Till) -> tuple[list[SaleCompleted], list[RefundCompleted], list[ShiftClosed]]:
    """The documents of the first day, from the journal alone."""
    found = [posted.entry.document for posted in reversed(counter.written(till, limit=10_000))]
    of_day = [
        document
        for document in found
        if isinstance(document, (SaleCompleted, RefundCompleted, ShiftClosed)) and document.day == DAY
    ]
    return (
        [document for document in of_day if isinstance(document, SaleCompleted)],
        [document for document in of_day if isinstance(document, RefundCompleted)],
        [document for document in of_day if isinstance(document, ShiftClosed)],
    )


def test_a_day_is_the_sum_of_its_documents(till: Till) -> None:
    sold, back, closed = documents(till)
    assert (len(sold), len(back), len(closed)) == (4, 2, 2)
    day = reports.day_figures(till, DAY)
    for field in ("gross", "discount", "total", "tax", "rounding", "sedekah"):
        assert getattr(day, field) == sum(getattr(sale, field) for sale in sold), field
    assert day.sedekah > 0
    assert day.cost == sum(line.cost for sale in sold for line in sale.lines)
    assert day.member_total == sum(sale.total for sale in sold if sale.customer and sale.customer.member) > 0
    assert (day.refunds, day.refunded) == (2, sum(refund.total for refund in back))
    assert day.refund_rounding == sum(refund.rounding for refund in back)
    assert day.refund_cost == sum(line.cost for refund in back for line in refund.lines)
    ways: Counter[str] = Counter()
    for sale in sold:
        for paid in sale.payments:
            ways[paid.way] += int(paid.amount)
    for refund in back:
        for paid in refund.payments:
            ways[paid.way] -= int(paid.amount)
    assert {way: amount for way, amount, _ in day.ways} == dict(ways)
    assert [(hour, count) for hour, count, _ in day.hours] == [(8, 2), (13, 2)]
    assert sum(amount for *_, amount in day.hours) == day.total


def test_the_shifts_of_a_day_add_up_to_it(till: Till) -> None:
    *_, closed = documents(till)
    day = reports.day_figures(till, DAY)
    for of_day, of_shift in (
        (day.sales, "sales"), (day.gross, "gross"), (day.total, "total"), (day.refunded, "refunded"),
        (day.sedekah, "sedekah"), (day.rounding - day.refund_rounding, "rounding"),
    ):  # fmt: skip
        assert of_day == sum(getattr(shift, of_shift) for shift in closed), of_shift
    assert [shift.number for shift in closed] == [1, 2]
    assert (closed[0].first_number, closed[1].last_number) == ("K1-000001", "K1-000004")
    totals = [int(shift.grand_total) for shift in closed]
    assert totals == [int(closed[0].total), int(closed[0].total + closed[1].total)]


def test_days_in_a_row(till: Till) -> None:
    first, second = reports.day_figures(till, DAY), reports.day_figures(till, "2026-11-25")
    both = reports.day_figures(till, DAY, "2026-11-25")
    assert (first.sales, second.sales, both.sales) == (4, 2, 6)
    assert both.total == first.total + second.total
    assert reports.day_figures(till, "2026-01-01", "2026-12-31") == both
    empty = reports.day_figures(till, "2026-01-01")
    assert (empty.sales, empty.total, empty.ways, empty.hours) == (0, 0, [], [])


def test_goods_of_a_day_are_what_the_day_turned_over(till: Till) -> None:
    day = reports.day_figures(till, DAY)
    rows = reports.item_figures(till, DAY)
    assert [row.name for row in rows] == ["Beras", "Teh"]
    assert sum(row.total for row in rows) == day.total - day.refunded
    assert sum(row.cost for row in rows) == day.cost - day.refund_cost
    assert {row.name: row.quantity for row in rows} == {"Beras": 2 * (1_333 + 750 - 333), "Teh": 2_000}


def test_how_the_shop_stands(till: Till) -> None:
    standing = reports.standing(till)
    on_hand = [products.stock_of(till, row.id) for row in products.find_products(till, "")]
    assert (standing.products, standing.stocked) == (2, 2)
    assert standing.stock_value == sum(value for _, value in on_hand)
    # Two of three pieces of tea came back to the shelf, one went into the bin.
    assert on_hand[1][0] == 100_000 - 3 * 2_000 + 2 * 1_000


def test_who_did_what_page_by_page(till: Till) -> None:
    whole = counter.written(till, limit=10_000)
    pages, before = [], None
    while page := counter.written(till, limit=4, before=before):
        pages += page
        before = page[-1].position
    assert pages == whole
    assert {posted.entry.staff for posted in whole} >= {HEAD.staff, CASHIER.staff}


def test_promotions_begin_and_end_by_themselves(till: Till, clock: Clock) -> None:
    tea = products.find_products(till, "teh")[0].document
    day = till.today()
    offer = PromotionSaved(
        id=till.new_id(), promotion=till.new_short_id(), name="Murah", form="percent", products=[tea.product],
        basis_points=1_000, begins=day, ends=day,
    )  # fmt: skip
    with pytest.raises(Refusal, match="needs_approval"):
        promotions.save_promotion(till, offer, by=TREASURER)
    assert promotions.save_promotion(till, offer, by=HEAD).changed
    assert not promotions.save_promotion(till, offer, by=HEAD).changed
    assert promotions.every_promotion(till) == [offer]
    counter.begin_shift(till)
    shown = baskets.counter(till).price(baskets.new_basket(till).add(tea)).total
    assert shown == 4_077
    clock.forward(hours=-24)
    assert baskets.counter(till).price(baskets.new_basket(till).add(tea)).total == 4_530, "it has not begun"
    clock.forward(hours=48)
    basket = baskets.new_basket(till).add(tea)
    with pytest.raises(Refusal, match="total_changed"):
        sales.complete_sale(till, basket, cash(Rupiah(5_000)), by=CASHIER, expected_total=shown)
    assert sales.complete_sale(till, basket, cash(Rupiah(5_000)), by=CASHIER).value.sale.total == 4_530
    ended = offer.model_copy(update={"id": till.new_id(), "active": False, "ends": ""})
    promotions.save_promotion(till, ended, by=HEAD)
    assert baskets.counter(till).promotions == []


def test_rebuilding_is_for_those_who_look_after_the_file(till: Till) -> None:
    before = reports.day_figures(till, DAY)
    with pytest.raises(Refusal, match="needs_approval"):
        upkeep.rebuild_books(till, by=CASHIER)
    with pytest.raises(Refusal, match="needs_approval"):
        upkeep.recovery_code(till, by=TREASURER)
    heard: list[str] = []
    till.listeners.append(heard.append)
    entries = upkeep.rebuild_books(till, by=TREASURER).value
    assert entries == len(list(upkeep.journal_lines(till))) == upkeep.check(till).entries
    assert set(heard) == {"products", "sale", "shift", "shop"}
    assert reports.day_figures(till, DAY) == before
