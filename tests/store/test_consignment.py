"""Consignment in the books: nothing is lost to rounding, and two tills come out the same in any order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koperasi_pos.journal.documents import ConsignmentSettled, ConsignorPaid, ProductSaved
from koperasi_pos.operations import consignment, consignors, products, refunds, shifts, stock, upkeep
from koperasi_pos.operations.consignment import Counted
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.store.rebuild import rebuild
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.consignors import bring, goods_of, somebody
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up, written
from tests.store.exchange import books_by_id, second_till, send

Act = tuple[str, int, int, int]
ACTS = st.tuples(
    st.sampled_from(
        ["sale", "sale", "sale", "refund", "spoiled back", "brought", "returned", "lost", "settle", "count", "pay",
         "dawn", "close"]
    ),
    st.integers(0, 2), st.integers(1, 12), st.integers(0, 9_999),
)  # fmt: skip
REFUSED = frozenset(
    {"consigned_not_there", "nothing_to_settle", "nothing_owed", "owed_less", "consigned_more_left"}
)  # fmt: skip
TERMS = ({"commission": 1_237}, {"margin": 333}, {"commission": 0})


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one."""
    folder = Path("/dev/shm") / f"{tmp_path.name}-consigned" if Path("/dev/shm").is_dir() else tmp_path / "shm"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with three consignors who bear losses differently, a product of each, and one of the shop's own."""
    home = tmp_path_factory.mktemp("consigned") / "shop"
    till = shop_in(home)
    for name, bearer, price, terms in zip(
        "ABC", ("consignor", "shop", "shared"), (1_777, 5_001, 999), TERMS, strict=True
    ):
        owner = somebody(till, f"Penitip {name}", bears_loss=bearer)
        bring(till, owner, (goods_of(till, owner, f"Barang {name}", price, **terms), 9))
    stock_up(till, "Teh", 3_000, stock=50, cost=2_001)
    till.close()
    return home


def act(till: Till, one: Act) -> None:
    """Do one thing; what the rules refuse is not done."""
    what, which, count, more = one
    owner = consignors.consignors(till)[which].id
    (row,) = consignors.consignor_goods(till, owner)
    tea = products.find_products(till, "teh")[0].document
    clock = till.clock
    assert isinstance(clock, Clock)
    clock.forward(minutes=1 + more % 5)
    try:
        match what:
            case "sale":
                sell(till, (row.product, count * 1_000), (tea, 1_000))
            case "refund" | "spoiled back":
                take_back(till, restock=what == "refund")
            case "brought" | "returned" | "lost":
                bring(till, owner, (row.product, count), reason=what)
            case "settle":
                consignment.settle(
                    till, owner, way=("cash", "later")[more % 2], id=till.new_id(), by=HEAD
                )  # fmt: skip
            case "count":
                left = Quantity(max(int(row.on_hand) - 1_000 * (more % 3), 0))
                counted = {row.product.product: Counted(left, home=bool(more % 2))}
                consignment.settle(till, owner, counted=counted, way="later", id=till.new_id(), by=HEAD)
            case "pay":
                consignment.pay_consignor(till, owner, amount=Rupiah(1 + more), id=till.new_id(), by=HEAD)
            case "dawn":
                clock.forward(days=1)
            case _:
                shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
                begin_shift(till)
    except Refusal as refusal:
        if refusal.code not in REFUSED:
            raise


def take_back(till: Till, *, restock: bool) -> None:
    """A piece of the first line of the latest own sale of which something is left comes back."""
    for posted in written(till):
        if posted.entry.kind == "sale" and posted.entry.body["number"].startswith(till_code(till)):
            number = posted.entry.body["number"]
            if refunds.refundable(till, number).left(0):
                refunds.complete_refund(
                    till, number, [Returning(0, Quantity.of(1), restock)], reason="Retur", id=till.new_id(), by=HEAD
                )
                return


def till_code(till: Till) -> str:
    """`K1-` or `K2-`."""
    with till.reading() as connection:
        me = till.writer(connection)
        row = connection.run("SELECT code FROM till WHERE writer = ?", (me.key,)).fetchone()
    assert row is not None
    return f"{row[0]}-"


def opened(home: Path, template: Path) -> Till:
    """An open till on a fresh copy of the shop, with a shift."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    till = open_till(home, clock=Clock())
    begin_shift(till)
    return till


def plain_sums(till: Till) -> dict[str, tuple[int, int, int]]:
    """Consignor → (sold before discounts, due and losses owed, paid), from the documents alone."""
    sums = {row.id: [0, 0, 0] for row in consignors.consignors(till)}
    for posted in written(till):
        document, body = posted.entry.document, posted.entry.body
        if posted.entry.kind == "sale":
            for line in document.lines:  # type: ignore[attr-defined]
                if line.owner:
                    sums[line.owner][0] += line.gross
                    sums[line.owner][1] += line.cost
        elif posted.entry.kind == "refund":
            for line in document.lines:  # type: ignore[attr-defined]
                if line.owner:
                    sums[line.owner][0] -= line.gross
                    sums[line.owner][1] += line.loss - line.cost
        elif posted.entry.kind == "consignment_moved":
            sums[body["consignor"]][1] += sum(line.due for line in document.lines)  # type: ignore[attr-defined]
        elif isinstance(document, ConsignmentSettled):
            sums[document.consignor][1] += sum(line.gone_due for line in document.lines)
            sums[document.consignor][2] += document.paid
        elif isinstance(document, ConsignorPaid):
            sums[document.consignor][2] += document.amount
    return {owner: (one[0], one[1], one[2]) for owner, one in sums.items()}


def look(till: Till) -> None:
    """Commission and what is due are what was sold; what was due is paid, owed or still to be settled."""
    sums = plain_sums(till)
    amount = due = 0
    for posted in written(till):
        document = posted.entry.document
        if isinstance(document, ConsignmentSettled):
            assert document.commission + document.due == document.amount
            assert document.due + document.loss + document.before == document.payable
    with till.reading() as connection:
        for owner, sold, kept in connection.run(
            "SELECT consignor, sum(amount), sum(due + loss) FROM consigned GROUP BY consignor"
        ):
            assert (sold, kept) == sums[owner][:2]
            amount, due = amount + sold, due + kept
    for row in consignors.consignors(till):
        assert row.payable + sums[row.id][2] == sums[row.id][1]
    own = [held for held in stock.stock_at(till) if held.name != "Teh"]
    assert all(held.value == 0 for held in own)
    assert stock.value_proof(till).difference == 0
    findings = upkeep.check(till)
    assert findings.trouble == []
    assert findings.goods == stock.value_proof(till)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=4, max_size=25))
def test_commission_and_what_is_due_are_what_was_sold(memory: Path, template: Path, acts: list[Act]) -> None:
    till = opened(memory / "shop", template)
    try:
        for one in acts:
            act(till, one)
        look(till)
        before = books_by_id(till)
        rebuild(till.database)
        assert books_by_id(till) == before
        moment = till.now()
        assert all(held.value == 0 for held in stock.stock_at(till, moment) if held.name != "Teh")
    finally:
        till.close()


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(
    first=st.lists(ACTS, min_size=2, max_size=10), second=st.lists(ACTS, min_size=2, max_size=10),
    turns=st.lists(st.booleans(), max_size=60),
)  # fmt: skip
def test_two_tills_in_any_order(
    memory: Path, template: Path, first: list[Act], second: list[Act], turns: list[bool]
) -> None:
    """Both settle the same goods without knowing of each other; what is too much is carried, and the books agree."""
    for name in ("one", "two", "mixed"):
        shutil.rmtree(memory / name, ignore_errors=True)
    shutil.copytree(template, memory / "one")
    shutil.copytree(template, memory / "mixed")
    other = second_till(memory / "one", memory / "two", Clock())
    till = open_till(memory / "one", clock=Clock())
    begin_shift(till)
    begin_shift(other)
    for one in first:
        act(till, one)
    for one in second:
        act(other, one)
    streams = [own_lines(other), own_lines(till)]
    send(till, other)
    send(other, till)
    assert books_by_id(till) == books_by_id(other)
    mixed = open_till(memory / "mixed", clock=Clock())
    for turn in [*turns, *([True, False] * 80)]:
        if streams[turn]:
            with mixed.writing() as connection:
                journal.receive(connection, streams[turn].pop(0))
    assert streams == [[], []]
    assert books_by_id(mixed) == books_by_id(till)
    till.clock.forward(days=30)  # type: ignore[attr-defined]
    for row in consignors.consignors(till):
        try:
            consignment.settle(till, row.id, way="cash", id=till.new_id(), by=HEAD)
        except Refusal as refusal:
            if refusal.code != "nothing_to_settle":
                raise
        after = consignors.standing(till, row.id)
        assert (after.amount, after.due, after.loss) == (0, 0, 0)
        assert after.balance < 100, "less than the smallest coin is carried"
    for one_till in (till, other, mixed):
        look(one_till)
        one_till.close()


def own_lines(till: Till) -> list[bytes]:
    """What a till wrote itself."""
    with till.reading() as connection:
        rows = connection.run("SELECT line FROM journal WHERE writer = ? ORDER BY seq", (till.writer(connection).key,))
        return [row[0].encode() for row in rows]


def test_a_settlement_that_does_not_add_up_is_found(memory: Path, template: Path) -> None:
    till = opened(memory / "broken", template)
    owner = consignors.consignors(till)[0].id
    goods: ProductSaved = consignors.consignor_goods(till, owner)[0].product
    sell(till, (goods, 1_000))
    made = consignment.settle(till, owner, id=till.new_id(), by=HEAD).value.settlement
    with till.writing() as connection:
        wrong = made.model_copy(update={"id": till.new_id(), "commission": made.commission + 1})
        till.post(connection, wrong, by=HEAD)
    assert any("commission and what is due" in told for told in upkeep.check(till).trouble)
    till.close()
