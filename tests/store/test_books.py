"""The books: made again they are the same, damage is found, and two tills that know the same have the same books."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import (
    Blocked,
    BlockListSaved,
    MessageSent,
    PersonSaved,
    PriceRecommended,
    PromotionSaved,
    RecommendedPrice,
    Withdrawn,
)
from koperasi_pos.operations import baskets, persons, promotions, refunds, sales, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import TABLES
from koperasi_pos.store.connections import Connection
from koperasi_pos.store.rebuild import check, rebuild
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import approval
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import Quantity, Rupiah
from tests import counter
from tests.card_holders import some_of_every_card
from tests.consignors import some_of_every_consignment
from tests.counter import CASHIER, HEAD, Clock, shop_in
from tests.goods_day import some_of_every_goods


def busy_day(till: Till, clock: Clock) -> None:
    """A shift with something of everything that has a book."""
    tea = counter.stock_up(till, "Teh botol", 4_500, codes=("8990001",), cost=3_000, category="Minuman")
    rice = counter.stock_up(till, "Beras", 14_250, unit="kg", by_weight=True, cost=12_000)
    clock.forward(minutes=1)
    member = PersonSaved(id=till.new_id(), person=till.new_short_id(), name="Anggota", number="A1", member=True)
    persons.save_person(till, member, by=HEAD)
    promotion = PromotionSaved(
        id=till.new_id(), promotion=till.new_short_id(), name="Murah", form="percent", products=[tea.product],
        basis_points=1000,
    )  # fmt: skip
    promotions.save_promotion(till, promotion, by=HEAD)
    counter.begin_shift(till)
    counter.sell(till, (tea, 3_000), (rice, 1_250))
    basket = baskets.new_basket(till).add(rice, quantity=Quantity(700)).with_discount(amount=Rupiah(500))
    basket = basket.with_customer(persons.as_customer(persons.person(till, member.person)))
    basket = basket.approved(approval("discount", HEAD))
    split = Tender(
        parts=(
            TenderPart(way="transfer", amount=Rupiah(5_000), reference="T1"),
            TenderPart(way="cash", received=Rupiah(10_000)),
        )
    )
    sold = sales.complete_sale(till, basket, split, by=CASHIER).value
    clock.forward(minutes=3)
    refunds.complete_refund(till, "K1-000001", [Returning(0)], reason="Rusak", id=till.new_id(), by=HEAD)
    back = [Returning(0, Quantity(200), restock=False)]
    refunds.complete_refund(till, sold.sale.number, back, reason="Salah", id=till.new_id(), by=HEAD)
    shifts.move_cash(till, purpose="safe", amount=Rupiah(5_000), reason="Setor", id=till.new_id(), by=HEAD)
    shifts.open_drawer(till, reason="Tukar", id=till.new_id(), by=HEAD)
    baskets.drop_basket(till, baskets.new_basket(till).add(tea), id=till.new_id(), by=CASHIER)
    shifts.change_cashier(till, id=till.new_id(), by=HEAD)
    some_of_every_goods(till, rice)
    some_of_every_consignment(till)
    some_of_every_card(till, tea)
    what_the_province_tells(till)
    shifts.close_shift(till, counted=Rupiah(120_000), id=till.new_id(), by=HEAD)
    counter.begin_shift(till)


def what_the_province_tells(till: Till) -> None:
    """One of each of the documents that come down to every shop."""
    told = (
        MessageSent(id=till.new_id(), title="Rapat", text="Hari Senin", sender="Provinsi"),
        PriceRecommended(id=till.new_id(), prices=[RecommendedPrice(code="8990001", name="Teh", price=Rupiah(4_000))]),
        BlockListSaved(id=till.new_id(), what="goods", blocked=[Blocked(code="8990009", reason="Ditarik")]),
        Withdrawn(id=till.new_id(), withdraws="0" * 32, what="message", title="Rapat"),
    )
    with till.writing() as connection:
        for document in told:
            till.post(connection, document, by=HEAD)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till after a busy day."""
    clock = Clock()
    opened = shop_in(tmp_path, clock)
    busy_day(opened, clock)
    yield opened
    opened.close()


def rows(till: Till) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every book."""
    with till.reading() as connection:
        return {table: connection.run(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES}


def found_by_search(till: Till) -> tuple[object, ...]:
    """What the two search tables answer."""
    with till.reading() as connection:
        return tuple(
            connection.run(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (words,)).fetchall()
            for table, words in (("product_search", "botol"), ("product_search", "beras"), ("person_search", "anggota"))
        )


def test_the_day_is_sound_and_fills_every_book(till: Till) -> None:
    findings = check(till.database)
    assert findings.trouble == []
    assert findings.sound
    assert findings.sales == 4
    with till.reading() as connection:
        assert connection.run("SELECT count(*) FROM journal").fetchone() == (findings.entries,)
    assert [table for table, held in rows(till).items() if not held] == ["picture"]


def test_every_entry_of_the_day_leaves_out_what_is_at_its_default(till: Till) -> None:
    """What is written by our own hand, because a sale waits for it, is what pydantic would write."""
    kinds = set()
    for posted in counter.written(till):
        entry = read_entry(posted.entry.line)
        assert entry.document.body() == entry.document.model_dump(exclude_defaults=True) == entry.body
        kinds.add(entry.kind)
    assert len(kinds) > 40


def test_rebuilt_books_are_the_books_that_were_kept(till: Till) -> None:
    before, found = rows(till), found_by_search(till)
    entries = rebuild(till.database)
    assert rows(till) == before
    assert found_by_search(till) == found
    assert all(found)
    assert entries == check(till.database).entries


def test_rebuilding_mends_what_was_damaged(till: Till) -> None:
    before = rows(till)
    with till.writing() as connection:
        connection.run("UPDATE stock SET quantity = 7")
        connection.run("DELETE FROM payment")
        connection.run("INSERT INTO product_search (product_search) VALUES ('delete-all')")
    rebuild(till.database)
    assert rows(till) == before
    assert all(found_by_search(till))


def test_checking_again_after_rebuilding_raises_no_alarm(till: Till) -> None:
    for _ in range(3):
        assert check(till.database).trouble == []
        rebuild(till.database)


def _edit(connection: Connection, kind: str, old: str, new: str) -> None:
    connection.run("DROP TRIGGER journal_is_never_edited")
    connection.run(
        "UPDATE journal SET line = replace(line, ?, ?) WHERE position ="
        " (SELECT min(position) FROM journal WHERE kind = ?)",
        (old, new, kind),
    )


def _cut(connection: Connection, where: str) -> None:
    connection.run("DROP TRIGGER journal_is_never_cut")
    connection.run("PRAGMA defer_foreign_keys = ON")
    connection.run(f"DELETE FROM journal WHERE position = ({where})")


DAMAGES: dict[str, tuple[Callable[[Connection], object], str]] = {
    "stock changed": (lambda c: c.run("UPDATE stock SET quantity = quantity + 1000"), "books: in stock"),
    "value changed": (lambda c: c.run("UPDATE stock SET value = value - 1"), "books: in stock"),
    "trace missing": (lambda c: c.run("DELETE FROM dropped_basket"), "books: in dropped_basket a row is missing"),
    "payment missing": (
        lambda c: c.run("DELETE FROM payment WHERE way = 'transfer'"),
        "books: in payment a row is mis",
    ),
    "payment too many": (
        lambda c: c.run("INSERT INTO payment SELECT position, n + 9, way, amount FROM payment"),
        "books: in payment a row should not",
    ),
    "rights made up": (lambda c: c.run("UPDATE card_rights SET rights = rights + 1"), "books: in card_rights"),
    "rights uneven": (lambda c: c.run("UPDATE card_rights SET rights = rights + 1"), "but its holders and transfers"),
    "top-up forgotten": (
        lambda c: c.run("DELETE FROM card_movement WHERE kind = 'top_up'"),
        "on cards, but",
    ),
    "lost card alive": (lambda c: c.run("UPDATE card SET state = 'active'"), "books: in card a row"),
    "counter": (lambda c: c.run("UPDATE counter SET grand_total = grand_total - 1"), "books: in counter"),
    "price": (lambda c: c.run("UPDATE product SET price = 1"), "books: in product"),
    "total of a sale edited": (lambda c: _edit(c, "sale", '"total":', '"total":1'), "is not what was written"),
    "who edited": (lambda c: _edit(c, "shift_opened", "Kasir", "Orang"), "is not what was written"),
    "line is no JSON": (lambda c: _edit(c, "refund", '{"body"', '{"bo'), "cannot be read"),
    "line is no document": (lambda c: _edit(c, "shift_opened", '"float":', '"floaty":'), "cannot be applied"),
    "product edited away": (lambda c: _edit(c, "product", '"product":"', '"product":"0'), "cannot be applied"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(till: Till, damage: str) -> None:
    act, told = DAMAGES[damage]
    with till.writing() as connection:
        act(connection)
    before = rows(till)
    findings = check(till.database)
    assert not findings.sound
    assert any(told in sentence for sentence in findings.trouble), findings.trouble
    assert rows(till) == before


def test_a_missing_sale_is_found(till: Till) -> None:
    with till.writing() as connection:
        connection.run("PRAGMA defer_foreign_keys = ON")
        (sale,) = connection.run("SELECT max(sale) FROM refund").fetchone() or (0,)
        for statement in (
            f"DELETE FROM refund_line WHERE sale = {sale}", f"DELETE FROM refund WHERE sale = {sale}",
            f"DELETE FROM sale_line WHERE sale = {sale}", f"DELETE FROM sale WHERE position = {sale}",
        ):  # fmt: skip
            connection.run(statement)
    told = check(till.database).trouble
    for table in ("sale", "sale_line", "refund", "refund_line"):
        assert any(f"books: in {table} a row is missing" in sentence for sentence in told), told


def test_a_cut_journal_is_found(till: Till) -> None:
    with till.writing() as connection:
        _cut(connection, "SELECT max(position) FROM journal WHERE kind = 'drawer_opened'")
    told = check(till.database).trouble
    assert any("gap" in sentence for sentence in told), told


def test_a_gap_in_the_receipts_is_found(till: Till) -> None:
    goods = counter.stock_up(till, "Sabun", 2_000)
    sold = counter.sell(till, counter.one(goods)).sale
    with till.writing() as connection:
        skipped = sold.model_copy(update={"id": "f" * 32, "number": "K1-000009"})
        till.post(connection, skipped, by=CASHIER)
    assert check(till.database).trouble == ["journal: receipt K1-000009 stands where K1-000006 should"]


def test_figures_that_do_not_add_up_are_found(till: Till) -> None:
    goods = counter.stock_up(till, "Sabun", 2_000)
    sold = counter.sell(till, counter.one(goods)).sale
    with till.writing() as connection:
        wrong = sold.model_copy(update={"id": "f" * 32, "number": "K1-000006", "total": Rupiah(2_100)})
        till.post(connection, wrong, by=CASHIER)
    told = check(till.database).trouble
    assert "sale K1-000006: the lines do not add up to the total" in told
    assert all(sentence.startswith("sale K1-000006") for sentence in told)


def test_check_leaves_nothing_behind(till: Till) -> None:
    before = {file.name for file in till.home.iterdir()}
    check(till.database)
    assert {file.name for file in till.home.iterdir()} == before


def test_findings_end_somewhere(till: Till) -> None:
    findings = check(till.database)
    for n in range(500):
        findings.add(str(n))
    assert len(findings.trouble) == 200
    assert not findings.sound
