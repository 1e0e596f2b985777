"""The rules of the lessons that no hands reach in the test shop: other forms of goods, notes, drawers, order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Pack, Price, ProductSaved, SaleCompleted
from koperasi_pos.journal.documents.sales import Payment, SaleLine
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.lessons import LESSONS, Offer, Offers, Seen, drawer_of, judge, next_open, note_above
from koperasi_pos.values import Quantity, Rupiah


def product(name: str, *, by_weight: bool = False) -> ProductSaved:
    """Goods for Rp2.000."""
    pack = Pack(unit="kg" if by_weight else "pcs", codes=[name], prices=[Price(tier="retail", price=Rupiah(2_000))])
    return ProductSaved(id="", product=name, name=name, packs=[pack], by_weight=by_weight)


GOODS = [product(name) for name in ("kopi", "teh", "gula", "roti")]
PIECES = tuple(Offer(goods.product, goods.name, goods.name, "pcs") for goods in GOODS)
EMPTY = Basket(id="b")


def seen(special: Offer, *baskets: Basket, **more: object) -> Seen:
    """What was done with baskets while a shift is open."""
    return Seen(Offers(PIECES, special), baskets=(EMPTY, *baskets), shift_open=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("thousandths", "state", "code"), [(750, "done", ""), (500, "half", "weight_other")])
def test_the_weight_that_was_asked_for(thousandths: int, state: str, code: str) -> None:
    rice = product("beras", by_weight=True)
    wanted = Offer("beras", "beras", "beras", "kg", 0, Quantity(750), "weight")
    found = judge("special", seen(wanted, EMPTY.add(rice, quantity=Quantity(thousandths))))
    assert (found.state, found.code) == (state, code)


@pytest.mark.parametrize(
    ("count", "state", "code"), [(12, "done", ""), (13, "done", ""), (11, "half", "wholesale_other")]
)
def test_as_many_as_make_it_wholesale(count: int, state: str, code: str) -> None:
    wanted = Offer("kopi", "kopi", "kopi", "pcs", 0, Quantity.of(12), "wholesale")
    found = judge("special", seen(wanted, EMPTY.add(GOODS[0], quantity=Quantity.of(count))))
    assert (found.state, found.code) == (state, code)


def test_what_lay_there_when_the_lesson_began_does_not_count() -> None:
    wanted = Offer("kopi", "kopi", "kopi", "pcs", 0, Quantity.of(12), "wholesale")
    full = EMPTY.add(GOODS[0], quantity=Quantity.of(12))
    assert judge("special", Seen(Offers(PIECES, wanted), baskets=(full, full), shift_open=True)).state == "waiting"
    three = EMPTY.add(GOODS[3], quantity=Quantity.of(3), code="roti")
    assert judge("times", Seen(Offers(PIECES, wanted), baskets=(three, three), shift_open=True)).state == "waiting"


def test_three_that_are_called_back_were_not_put_in_at_once() -> None:
    held = Basket(id="held").add(GOODS[3], quantity=Quantity.of(3), code="roti")
    assert judge("times", seen(PIECES[0], held, put_aside=frozenset({"held"}))).state != "done"
    assert judge("times", seen(PIECES[0], held)).state == "done"


def test_a_transfer_is_no_cash() -> None:
    line = SaleLine(product="kopi", name="kopi", price=Rupiah(2_000), gross=Rupiah(2_000), total=Rupiah(2_000))
    sale = SaleCompleted(
        id="s", number="LAT-000001", shift="x", day="2026-11-24", lines=[line], gross=Rupiah(2_000),
        total=Rupiah(2_000), payments=[Payment(way="transfer", amount=Rupiah(2_000))],
    )  # fmt: skip
    assert judge("cash", seen(PIECES[0], documents=(sale,))).code == "not_cash"


@given(st.integers(0, 10_000_000))
def test_the_customer_always_gives_more_and_never_two_notes_too_many(amount: int) -> None:
    given_ = int(note_above(amount))
    assert amount < given_ <= max(2.5 * amount + 1_000, amount + 50_000)
    assert given_ % 1_000 == 0


@given(st.integers(0, 50_000_000))
def test_the_drawer_never_holds_more_than_there_should_be(expected: int) -> None:
    inside = sum(value * count for value, count in drawer_of(expected))
    missing = expected - inside
    assert 0 <= missing < 2_100
    assert missing >= 2_000 or expected <= 2_000


def test_the_next_lesson_is_the_next_open_one_going_round() -> None:
    assert next_open([]) == LESSONS[0]
    assert next_open(["scan"], "open") == "times"
    assert next_open(LESSONS[1:], "close") == "open"
    assert next_open(LESSONS) == ""
