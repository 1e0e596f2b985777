"""A person who was forgotten at a till is nobody at the province either; a bare entry keeps its place in the chain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import AllowanceSettled
from koperasi_pos.operations import accounts, card_money, forgetting
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.lines import read_lines
from koperasi_pos.values import Rupiah
from tests.card_holders import account, limits
from tests.counter import HEAD, Clock, begin_shift
from tests.province.shops import ShopTill, add_shop, add_till, keep_entries, new_till

NAME, ROOM = "Muhammad Zidan Alfarizi", "Kamar Sunan Kudus"


@pytest.fixture
def made(pool: Pool, tmp_path: Path) -> Iterator[ShopTill]:
    """A till of a shop of the province."""
    made = new_till(tmp_path / "k1", "toko-1", clock=Clock())
    begin_shift(made.till)
    add_shop(pool, "toko-1")
    add_till(pool, made)
    yield made
    made.till.close()


def told(pool: Pool) -> str:
    """Every row of the books of cards, in words."""
    with pool.reading() as connection:
        tables = ("card_person", "card_account", "card_movement")
        return "".join(str(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)


@pytest.mark.parametrize("at_once", [True, False])
def test_nobody_is_left_at_the_province(pool: Pool, made: ShopTill, at_once: bool) -> None:
    till = made.till
    who = account(till, NAME, nis="20249876", room=ROOM, wali="Bu Qomariyah", money=10_000)
    limits(till, who.account)
    sent = 0
    if not at_once:
        sent = len(made.lines())
        keep_entries(pool, "toko-1", made.lines())
        Consumer(pool).drain()
        assert NAME in told(pool)
        assert ROOM in told(pool)
    card_money.cash_out(
        till, who.account, purpose="closing", way="transfer", reference="BRI", id=till.new_id(), by=HEAD
    )
    gone = forgetting.forget_person(till, who.person, word="Permintaan wali", id=till.new_id(), by=HEAD).value
    keep_entries(pool, "toko-1", made.lines(sent))
    Consumer(pool).drain()
    said = told(pool)
    assert gone.token in said
    for word in (NAME, ROOM, "Qomariyah", "20249876"):
        assert word not in said
    with pool.reading() as connection:
        row = connection.execute("SELECT balance FROM card_account WHERE account = %s", (who.account,)).fetchone()
    assert row == (0,)


def test_a_bare_entry_keeps_its_hash_and_its_place(made: ShopTill) -> None:
    till = made.till
    who = account(till, NAME, nis="2024")
    before = made.lines()
    card_money.cash_out(till, who.account, purpose="closing", id=till.new_id(), by=HEAD)
    forgetting.forget_person(till, who.person, word="Permintaan wali", id=till.new_id(), by=HEAD)
    after = made.lines()[: len(before)]
    assert after != before
    first, again = (read_lines(made.device, 1, 1, lines) for lines in (before, after))
    assert [line.hash for line in again] == [line.hash for line in first]
    assert [line.flag for line in again] == [line.flag for line in first]
    forged = [line.replace(b'"kind":"account_opened"', b'"was":"' + b"0" * 64 + b'","kind":"account_opened"')
              for line in before if read_entry(line).kind == "account_opened"]  # fmt: skip
    assert [line.flag for line in read_lines(made.device, 1, 1, forged)] == ["unreadable"]


def test_an_allowance_that_is_taken_back_leaves_the_account_there_too(pool: Pool, made: ShopTill) -> None:
    till = made.till
    who = account(till, NAME, nis="2024", money=20_000)
    put = card_money.allow_all([(who.account, Rupiah(50_000))], till, label="November", by=HEAD).value
    back = AllowanceSettled(
        id=till.new_id(), document=put.id, account=who.account, name=NAME, amount=Rupiah(50_000), word="Dicek",
        day=till.today(),
    )  # fmt: skip
    till.post_once(back.id, lambda connection: back, by=HEAD)
    keep_entries(pool, "toko-1", made.lines())
    Consumer(pool).drain()
    with pool.reading() as connection:
        row = connection.execute("SELECT balance FROM card_account WHERE account = %s", (who.account,)).fetchone()
    assert row == (20_000,)
    assert int(accounts.account_view(till, who.account).balance) == 20_000
