"""A person who is forgotten stands in no byte of the province's journal and books; the money keeps a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import read_entry
from koperasi_pos.operations import forgetting
from koperasi_pos.operations.line_keys import own_device
from koperasi_pos.operations.till import Till
from koperasi_pos.province.books import consumer, rebuilding
from koperasi_pos.province.database import Pool
from koperasi_pos.province.lines import read_lines
from koperasi_pos.store import journal
from tests.card_holders import account
from tests.counter import HEAD, Clock, begin_shift, shop_in
from tests.operations.test_forgetting import NAME, NIS, PHONE, ROOM, WALI, WORD, close, zidan
from tests.province.plain_books import every_row
from tests.province.shops import add_shop, keep_entries

SHOP = "toko-lupa"
TOLD = (NAME, NIS, WALI, ROOM, PHONE, "kacang", "/9j/")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with an open shift."""
    made = shop_in(tmp_path / "K1", Clock())
    begin_shift(made)
    yield made
    made.close()


def lines_of(till: Till) -> list[bytes]:
    with till.reading() as connection:
        return [line for _position, line in journal.lines(connection)]


def left_in(pool: Pool) -> set[str]:
    """What of the person can still be read in entries of persons and photos, and in any book."""
    with pool.reading() as connection:
        kept = connection.execute(
            "SELECT convert_from(line, 'UTF8') FROM entry WHERE shop = %s AND kind IN ('person', 'picture')", (SHOP,)
        ).fetchall()
        books = str({table: rows for table, rows in every_row(connection).items() if table != "entry"})
    told = "\n".join([*(row[0] for row in kept), books])
    return {word for word in TOLD if word in told}


def forgotten(till: Till) -> tuple[list[bytes], list[bytes]]:
    """All that a till wrote of a santri, and what it wrote when it forgot the santri."""
    who, _number = zidan(till)
    close(till, who.account)
    before = lines_of(till)
    forgetting.forget_person(till, who.person, word=WORD, id=till.new_id(), by=HEAD)
    return before, lines_of(till)[len(before) :]


def test_nothing_is_left_and_the_chain_still_holds(pool: Pool, till: Till) -> None:
    before, after = forgotten(till)
    add_shop(pool, SHOP)
    keep_entries(pool, SHOP, before)
    consumer.Consumer(pool).drain()
    assert left_in(pool) == set(TOLD)
    keep_entries(pool, SHOP, after)
    consumer.Consumer(pool).drain()
    assert left_in(pool) == set()
    with pool.reading() as connection:
        kept = connection.execute("SELECT hash, line FROM entry WHERE shop = %s ORDER BY seq", (SHOP,)).fetchall()
        assert connection.execute("SELECT count(*) FROM picture WHERE shop = %s", (SHOP,)).fetchone() == (0,)
    entries = [read_entry(bytes(line)) for _hash, line in kept]
    assert [entry.hash for entry in entries] == [bytes(row[0]).hex() for row in kept]
    assert [later.prev for later in entries[1:]] == [entry.hash for entry in entries[:-1]]
    rebuilding.rebuild(pool, SHOP)
    assert left_in(pool) == set()


def test_nothing_is_left_of_whom_the_province_hears_when_it_is_to_forget(pool: Pool, till: Till) -> None:
    before, after = forgotten(till)
    add_shop(pool, SHOP)
    keep_entries(pool, SHOP, before + after)
    consumer.Consumer(pool).drain()
    assert left_in(pool) == set()
    with pool.reading() as connection:
        held = connection.execute("SELECT name, balance FROM card_account WHERE shop = %s", (SHOP,)).fetchall()
    assert held == [(json.loads(after[-1])["body"]["token"], 0)], "the money keeps a token"


def test_what_is_told_late_is_made_bare_too(pool: Pool, till: Till) -> None:
    before, after = forgotten(till)
    told = ("person", "account_opened")
    late = [line for line in before if json.loads(line)["kind"] in told and NAME.encode() in line]
    assert len(late) > 1
    add_shop(pool, SHOP)
    keep_entries(pool, SHOP, [line for line in before if line not in late] + after)
    booking = consumer.Consumer(pool)
    booking.drain()
    keep_entries(pool, SHOP, late)
    booking.drain()
    assert left_in(pool) == set()


def test_a_bare_entry_keeps_its_hash_and_its_place(till: Till) -> None:
    who = account(till, NAME, nis=NIS)
    device, before = own_device(till), lines_of(till)
    close(till, who.account)
    forgetting.forget_person(till, who.person, word=WORD, id=till.new_id(), by=HEAD)
    after = lines_of(till)[: len(before)]
    assert after != before
    first, again = (read_lines(device, 1, 1, lines) for lines in (before, after))
    assert [line.hash for line in again] == [line.hash for line in first]
    assert [line.flag for line in again] == [line.flag for line in first]
    forged = [line.replace(b'"kind":"account_opened"', b'"was":"' + b"0" * 64 + b'","kind":"account_opened"')
              for line in before if read_entry(line).kind == "account_opened"]  # fmt: skip
    assert [line.flag for line in read_lines(device, 1, 1, forged)] == ["unreadable"]
