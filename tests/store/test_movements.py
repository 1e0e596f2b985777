"""Movements: cards and values of any past moment say what a plain ledger of all documents says, to the rupiah."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koperasi_pos.journal.documents import ProductSaved, StockAdjusted, StockLine
from koperasi_pos.operations import refunds, shifts, stock, upkeep
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import books
from koperasi_pos.store.books import movements
from koperasi_pos.trade.movements import movements_of
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.stock import OnHand, settled_by
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up, written

Act = tuple[str, int, int, int]
ACTS = st.tuples(
    st.sampled_from(["sale", "sale", "sale", "refund", "damaged back", "comes", "goes", "close"]), st.integers(0, 2),
    st.integers(1, 4_000), st.integers(0, 9_999),
)  # fmt: skip


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one."""
    folder = Path("/dev/shm") / tmp_path.name if Path("/dev/shm").is_dir() else tmp_path / "shm"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def come(till: Till, product: ProductSaved, quantity: int, value: int) -> None:
    """So many thousandths come for so much money."""
    with till.writing() as connection:
        held = books.stock.on_hand(connection, [product.product])[product.product]
        on_hand = OnHand(Quantity(held[0]), Rupiah(held[1]), Rupiah(held[2]))
        settled = settled_by(Quantity(quantity), Rupiah(value), on_hand)
        line = StockLine(
            product=product.product, quantity=Quantity(quantity), value=Rupiah(value), settled=settled
        )  # fmt: skip
        till.post(connection, StockAdjusted(id=till.new_id(), reason="opening", lines=[line]), by=HEAD)


def go(till: Till, product: ProductSaved, quantity: int) -> None:
    """So many thousandths are damaged; what they cost is asked of the rule."""
    from koperasi_pos.trade.stock import cost_of

    with till.writing() as connection:
        held = books.stock.on_hand(connection, [product.product])[product.product]
        cost = cost_of(Quantity(quantity), OnHand(Quantity(held[0]), Rupiah(held[1]), Rupiah(held[2])))
        line = StockLine(product=product.product, quantity=Quantity(-quantity), value=-cost)
        till.post(connection, StockAdjusted(id=till.new_id(), reason="damaged", lines=[line]), by=HEAD)


def play(till: Till, goods: list[ProductSaved], acts: list[Act]) -> list[str]:
    """Do the acts, a minute or more each; the moments after them."""
    moments = [till.now()]
    for act, which, quantity, more in acts:
        clock = till.clock
        assert isinstance(clock, Clock)
        clock.forward(minutes=1 + more % 3)
        product = goods[which]
        match act:
            case "sale":
                sell(till, (product, quantity), (goods[more % 3], 1 + more % 900))
            case "comes":
                come(till, product, quantity, more * quantity // 1000)
            case "goes":
                go(till, product, quantity)
            case "close":
                shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
                begin_shift(till)
            case _:
                take_back(till, restock=act == "refund")
        moments.append(till.now())
    return moments


def take_back(till: Till, *, restock: bool) -> None:
    """The first line of the latest sale of which something is left comes back whole."""
    for posted in written(till):
        if posted.entry.kind != "sale":
            continue
        number = posted.entry.body["number"]
        left = refunds.refundable(till, number).left(0)
        if left:
            refunds.complete_refund(
                till, number, [Returning(0, left, restock)], reason="Retur", id=till.new_id(), by=HEAD
            )
            return


Ledger = dict[str, list[tuple[str, int, int]]]


def plain_ledger(till: Till) -> Ledger:
    """Product → (time, quantity, value) of everything that documents say, oldest first."""
    ledger: Ledger = defaultdict(list)
    for posted in reversed(written(till)):
        for moved in movements_of(posted.entry.document):
            ledger[moved.product].append((posted.entry.time, int(moved.quantity), int(moved.value)))
    return ledger


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ProductSaved]]:
    """A shop with three goods by weight: some there, some not."""
    home = tmp_path_factory.mktemp("template") / "shop"
    till = shop_in(home)
    goods = [
        stock_up(till, name, price, stock=there, by_weight=True, cost=cost)
        for name, price, there, cost in (("Beras", 12_000, 3, 10_333), ("Gula", 17_500, 0, 15_001), ("Kopi", 900, 1, 7))
    ]
    begin_shift(till)
    till.close()
    return home, goods


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=4, max_size=16))
def test_nothing_is_lost_at_any_moment(
    memory: Path, template: tuple[Path, list[ProductSaved]], acts: list[Act]
) -> None:
    """Bought = sold + written off + left; cards run without a gap; every past moment adds up."""
    home = memory / "shop"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template[0], home)
    till = open_till(home, clock=Clock())
    try:
        moments = play(till, template[1], acts)
        ledger = plain_ledger(till)
        for moment in {*moments[:: max(1, len(moments) // 6)], moments[-1]}:
            expected = {
                product: (sum(q for at, q, _ in moved if at <= moment), sum(v for at, _, v in moved if at <= moment))
                for product, moved in ledger.items()
            }
            found = {held.product: (held.quantity, held.value) for held in stock.stock_at(till, moment)}
            assert found == {product: sums for product, sums in expected.items() if sums != (0, 0)}
        for product in template[1]:
            look_at_card(till, product, ledger[product.product])
        assert stock.value_proof(till).difference == 0
        assert stock.value_proof(till).left == sum(held.value for held in stock.stock_at(till))
        findings = upkeep.check(till)
        assert findings.trouble == []
        assert findings.goods == stock.value_proof(till)
    finally:
        till.close()


def look_at_card(till: Till, product: ProductSaved, moved: list[tuple[str, int, int]]) -> None:
    """Page by page the card has every movement once, newest first, and ends with nothing."""
    lines: list[stock.CardLine] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        page = stock.stock_card(till, product.product, after=after, limit=3)
        lines, after, pages = [*lines, *page.lines], page.earlier, pages + 1
    assert sorted((line.row.at, line.row.quantity, line.row.value) for line in lines) == sorted(moved)
    assert [line.row.at for line in lines] == sorted((line.row.at for line in lines), reverse=True)
    quantity, value = 0, 0
    for line in reversed(lines):
        quantity, value = quantity + line.row.quantity, value + line.row.value
        assert (line.quantity, line.value) == (quantity, value)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path / "shop")
    begin_shift(opened)
    yield opened
    opened.close()


def test_goods_sold_before_they_came_leave_the_shelf_worth_what_was_paid(till: Till) -> None:
    rice = stock_up(till, "Beras", 14_000, stock=0, cost=10_000)
    sell(till, (rice, 5_000))
    come(till, rice, 10_000, 120_000)
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(5_000, 60_000)]
    proof = stock.value_proof(till)
    assert (proof.bought, proof.sold, proof.left) == (120_000, 60_000, 60_000)


def test_a_sale_of_goods_that_never_came_costs_the_last_known_price(till: Till) -> None:
    soap = stock_up(till, "Sabun", 3_000, stock=0, cost=2_500)
    sell(till, (soap, 2_000))
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(-2_000, -5_000)]
    assert stock.value_proof(till).difference == 0


def test_a_rupiah_that_goes_astray_is_found(till: Till) -> None:
    tea = stock_up(till, "Teh", 3_000, stock=2, cost=1_000)
    sell(till, (tea, 1_000))
    with till.writing() as connection:
        connection.run("UPDATE movement SET value = value + 1")
    told = upkeep.check(till).trouble
    assert "stock: Teh is off by 0 thousandths and -1 rupiah from its movements" in told
    with till.writing() as connection:
        connection.run("UPDATE movement SET value = value - 1")
        connection.run("UPDATE stock SET value = value + 1")
    assert "stock: bought less sold, written off and left is -1 rupiah, not 0" in upkeep.check(till).trouble


def test_a_sale_that_comes_after_the_close_of_its_shift_is_summed_too(till: Till) -> None:
    tea = stock_up(till, "Teh", 3_000, stock=9, cost=1_000)
    sold = sell(till, (tea, 1_000)).sale
    shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
    with till.writing() as connection:
        late = sold.model_copy(update={"id": till.new_id(), "number": "K1-000002"})
        till.post(connection, late, by=CASHIER)
        assert connection.run("SELECT quantity, cost FROM shift_goods").fetchall() == [(2_000, 2_000)]
        assert movements.held_at(connection, till.now())[0].quantity == 7_000
    assert upkeep.check(till).trouble == []


def test_services_leave_no_trace_on_the_shelf(till: Till) -> None:
    copies = stock_up(till, "Fotokopi", 500, stock=0, cost=100, stocked=False)
    sell(till, (copies, 3_000))
    shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
    assert stock.stock_at(till) == []
    assert stock.stock_card(till, copies.product).lines == ()
    assert stock.value_proof(till).sold == 0


def test_the_card_of_what_is_not_there_is_refused(till: Till) -> None:
    with pytest.raises(Refusal, match="product_unknown"):
        stock.stock_card(till, "0" * 16)
    with pytest.raises(Refusal, match="code_unknown"):
        stock.product_coded(till, "tidak ada")
    for name in ("Teh", "Kopi"):
        stock_up(till, name, 1_000, codes=("8991234567892",))
    with pytest.raises(Refusal, match="code_of_several"):
        stock.product_coded(till, "8991234567892")


def test_books_of_an_older_program_are_made_again(till: Till) -> None:
    tea = stock_up(till, "Teh", 3_000, stock=9, cost=1_000)
    sell(till, (tea, 1_000))
    home = till.home
    with till.writing() as connection:
        connection.run("DELETE FROM movement")
        connection.run("PRAGMA user_version = 1")
    till.close()
    again = open_till(home, clock=Clock())
    assert [line.row.kind for line in stock.stock_card(again, tea.product).lines] == ["sale", "opening"]
    assert upkeep.check(again).trouble == []
    again.close()
