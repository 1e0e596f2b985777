"""The feed: everything a shop wrote, once and in order, also while others write; documents of the province in it."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.journal import GENESIS, link, read_entry, write_entry
from koperasi_pos.journal.documents import Blocked, BlockListSaved, MessageSent
from koperasi_pos.journal.protocol import bundle, head_to_sign, province_device, verify
from koperasi_pos.province import intake
from koperasi_pos.province.announcements import announce, announce_to, new_id
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.identity import ensure_identity, next_epoch
from koperasi_pos.province.signatures import Caller
from koperasi_pos.values import Refusal
from tests.counter import Clock, one, sell, stock_up
from tests.province.asking import Asker, MovedClock, Serving, asker, bundle_of
from tests.province.shops import ShopTill, add_shop, add_till, new_till


@pytest.fixture
def second(tmp_path: Path, pool: Pool, shop_till: ShopTill) -> Iterator[ShopTill]:
    """K2 of the same shop."""
    made = new_till(tmp_path / "k2", "toko-1", code="K2", clock=Clock())
    add_till(pool, made, purpose="second")
    try:
        yield made
    finally:
        made.till.close()


def sold(till: ShopTill, sales: int) -> list[bytes]:
    from tests.counter import begin_shift

    goods = stock_up(till.till, "Beras", 12_000)
    if till.code != "K1":
        begin_shift(till.till)
    for _ in range(sales):
        sell(till.till, one(goods))
    return till.lines()


def message(clock: MovedClock, title: str) -> MessageSent:
    return MessageSent(id=new_id(clock()), title=title, text="Rapat hari Jumat", sender="Dinas Koperasi")


def read_all(till: Asker, limit: int, own: int = 1) -> tuple[list[bytes], int]:
    """Everything, in steps of `limit`."""
    lines: list[bytes] = []
    cursor, more = 0, True
    while more:
        said = till.feed(cursor, limit=limit, own=own)
        assert said["cursor"] > cursor
        lines += [line.encode() for line in said["lines"]]
        cursor, more = said["cursor"], said["more"]
    return lines, cursor


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_both_tills_read_what_both_wrote(serving: Serving, shop_till: ShopTill, second: ShopTill, limit: int) -> None:
    first_lines, second_lines = sold(shop_till, 3), sold(second, 2)
    first, other = asker(serving.address, shop_till), asker(serving.address, second)
    first.push(bundle_of(shop_till, 1, first_lines[:4]))
    other.push(bundle_of(second, 1, second_lines))
    first.push(bundle_of(shop_till, 5, first_lines[4:]))
    lines, cursor = read_all(other, limit)
    assert lines == [*first_lines[:4], *second_lines, *first_lines[4:]]
    assert read_all(first, limit) == (lines, cursor)
    # What a till wrote itself it need not pay for; the cursor covers it all the same.
    assert read_all(other, limit, own=0) == (first_lines, cursor)
    assert other.feed(cursor) == {"server_epoch": 1, "cursor": cursor, "more": False, "lines": [], "heads": []}


def test_a_till_of_another_shop_reads_nothing_of_it(
    serving: Serving, shop_till: ShopTill, pool: Pool, tmp_path: Path
) -> None:
    asker(serving.address, shop_till).push(bundle_of(shop_till, 1, sold(shop_till, 2)))
    add_shop(pool, "toko-2")
    far = new_till(tmp_path / "far", "toko-2", clock=Clock())
    add_till(pool, far)
    assert asker(serving.address, far).feed()["lines"] == []
    far.till.close()


def test_an_answer_is_no_larger_than_a_bundle(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till, 3)
    large = [_padded(line, 400_000) for line in lines[-4:]]
    from tests.province.shops import keep_entries

    keep_entries(pool, "toko-1", [*lines[:-4], *large])
    till = asker(serving.address, shop_till)
    assert read_all(till, 500)[0] == [*lines[:-4], *large]
    assert len(till.feed(len(lines) - 4)["lines"]) == 2


def _padded(line: bytes, size: int) -> bytes:
    fields = json.loads(line)
    fields["body"]["padding"] = "x" * size
    return json.dumps(fields, separators=(",", ":"), sort_keys=True).encode()


def test_who_waits_is_told_at_once_and_by_another_server_too(
    serving: Serving, shop_till: ShopTill, second: ShopTill, pool: Pool, clock: MovedClock
) -> None:
    till, other = asker(serving.address, shop_till), asker(serving.address, second)
    heard: list[list[str]] = []
    waiting = threading.Thread(target=lambda: heard.append(other.feed(0, wait=60)["lines"]))
    waiting.start()
    lines = shop_till.lines()
    till.push(bundle_of(shop_till, 1, lines))
    waiting.join(90)
    assert [line.encode() for line in heard[0]] == lines
    # Written past this server, as another one would: found by looking.
    waiting = threading.Thread(target=lambda: heard.append(other.feed(len(lines), wait=60)["lines"]))
    waiting.start()
    with pool.writing() as connection:
        announce(connection, "toko-1", message(clock, "Rapat"), now=clock())
    waiting.join(90)
    assert [json.loads(line)["kind"] for line in heard[1]] == ["message"]


def test_who_waits_in_vain_gets_an_empty_answer(serving: Serving, shop_till: ShopTill) -> None:
    assert asker(serving.address, shop_till).feed(0, wait=1)["lines"] == []


def test_a_server_that_stops_answers_who_waits(serving: Serving, shop_till: ShopTill) -> None:
    heard: list[list[str]] = []
    waiting = threading.Thread(target=lambda: heard.append(asker(serving.address, shop_till).feed(0, wait=60)["lines"]))
    waiting.start()
    while not serving.server.watch.waiting:
        waiting.join(0.01)
        assert waiting.is_alive()
    serving.server.watch.release()
    waiting.join(90)
    assert heard == [[]]


def test_nobody_who_commits_late_is_skipped(serving: Serving, pool: Pool, tmp_path: Path, shop_till: ShopTill) -> None:
    """Four tills push at once while a fifth reads; its cursor never passes what is not yet to be seen.

    The oracle knows nothing of positions: what the reader got must be every entry once, each writer's in its order.
    """
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    writers = [shop_till]
    for number in range(2, 5):
        made = new_till(tmp_path / f"k{number}", "toko-1", code=f"K{number}", clock=Clock())
        add_till(pool, made, purpose="second")
        writers.append(made)
    written = {one.device: sold(one, 12) for one in writers}
    sizes = {one.device: [chance.randint(1, 3) for _ in range(60)] for one in writers}
    got: list[bytes] = []
    done = threading.Event()

    def write(till: ShopTill) -> None:
        at, lines = 0, written[till.device]
        for size in sizes[till.device]:
            if part := lines[at : at + size]:
                answer = asker(serving.address, till).push(bundle_of(till, at + 1, part)).json()
                assert answer["acked"] == at + len(part)
                at += len(part)

    def read() -> None:
        reader, cursor = asker(serving.address, shop_till), 0
        while True:
            last = done.is_set()
            said = reader.feed(cursor, limit=chance.randint(1, 5))
            got.extend(line.encode() for line in said["lines"])
            cursor = said["cursor"]
            if last and not said["more"]:
                return

    threads = [threading.Thread(target=write, args=(one,)) for one in writers]
    reading = threading.Thread(target=read)
    for thread in (*threads, reading):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reading.join()
    by_writer: dict[str, list[bytes]] = {device: [] for device in written}
    for line in got:
        by_writer[json.loads(line)["writer"]].append(line)
    assert by_writer == written
    for till in writers[1:]:
        till.till.close()


def test_who_is_slow_to_commit_keeps_later_ones_back(
    serving: Serving, shop_till: ShopTill, second: ShopTill, pool: Pool, clock: MovedClock
) -> None:
    """The slow one has its positions but has not committed: nobody of the shop may be seen before it."""
    slow, quick = sold(shop_till, 1), sold(second, 1)
    reader, pushing = asker(serving.address, shop_till), asker(serving.address, second)
    answered: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answered.append(pushing.push(bundle_of(second, 1, quick)).json()))
    with pool.writing() as connection, connect(pool.url, autocommit=True) as looking:
        caller = Caller("toko-1", shop_till.device, "K1", shop_till.public_key, "active", 1)
        intake.take(connection, caller, bundle_of(shop_till, 1, slow), now=clock())
        thread.start()
        while (
            not answered
            and not looking.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).fetchone()
        ):
            thread.join(0.01)
        before = reader.feed()
    thread.join()
    assert (before["lines"], before["cursor"]) == ([], 0)
    assert [line.encode() for line in reader.feed(before["cursor"])["lines"]] == [*slow, *quick]
    assert answered[0]["acked"] == len(quick)


def test_documents_of_the_province_come_signed_in_a_chain_of_their_own(
    serving: Serving, shop_till: ShopTill, pool: Pool, clock: MovedClock
) -> None:
    who = ensure_identity(pool)
    with pool.writing() as connection:
        for title in ("satu", "dua"):
            announce(connection, "toko-1", message(clock, title), now=clock())
    blocked = BlockListSaved(id=new_id(clock()), what="cards", blocked=[Blocked(code="0042", reason="hilang")])
    with pool.writing() as connection:
        assert announce_to(connection, blocked, now=clock()) == 1
    said = asker(serving.address, shop_till).feed()
    entries = [read_entry(line.encode()) for line in said["lines"]]
    device = province_device(who.id, "toko-1")
    assert device == hashlib.sha256(f"province/{who.id}/toko-1".encode()).hexdigest()[:16]
    head = (0, GENESIS)
    for entry in entries:
        assert (entry.writer, entry.epoch) == (device, 1)
        head = link(*head, entry)
    assert [entry.kind for entry in entries] == ["message", "message", "block_list"]
    assert entries[2].document == blocked
    (signed,) = said["heads"]
    assert (signed["seq"], signed["hash"]) == head
    assert verify(who.public_key, head_to_sign(device, 1, *head), signed["signature"])
    # After it was restored the province writes as a new writer: its old numbers may have gone out already.
    assert next_epoch(pool) == 2
    with pool.writing() as connection:
        announce(connection, "toko-1", message(clock, "tiga"), now=clock())
    said = asker(serving.address, shop_till).feed(3)
    assert (said["server_epoch"], json.loads(said["lines"][0])["epoch"], said["heads"][0]["epoch"]) == (2, 2, 2)


def test_nobody_else_writes_into_the_provinces_journal(
    serving: Serving, shop_till: ShopTill, pool: Pool, clock: MovedClock
) -> None:
    who = ensure_identity(pool)
    device, made_up = province_device(who.id, "toko-1"), message(clock, "Uang kembali")
    till = asker(serving.address, shop_till)
    for epoch in (1, 2):
        entry = write_entry(made_up, writer=device, epoch=epoch, seq=1, time="x", staff="province", prev=GENESIS)
        refused = till.push(bundle(device, epoch, 1, [entry.line], shop_till.signing))
        assert (refused.status_code, refused.json()["error"]) == (401, "unknown_device")
    # Of an epoch before a restore it may have been forgotten here: kept, and told to nobody until a person vouches.
    next_epoch(pool)
    entry = write_entry(made_up, writer=device, epoch=1, seq=1, time="x", staff="province", prev=GENESIS)
    said = till.push(bundle(device, 1, 1, [entry.line], shop_till.signing)).json()
    assert [flag["reason"] for flag in said["flags"]] == ["carried"], "although it cannot be read, too"
    assert (till.feed()["lines"], till.feed()["heads"]) == ([], [])


def test_a_document_goes_to_one_shop_to_a_kabupaten_or_to_all(pool: Pool, clock: MovedClock) -> None:
    with pool.writing() as connection:
        connection.execute("INSERT INTO kabupaten VALUES ('9901', 'Satu'), ('9902', 'Dua')")
    for shop, kabupaten in (("a", "9901"), ("b", "9901"), ("c", "9902"), ("d", "9902")):
        add_shop(pool, shop, kabupaten=kabupaten)
    with pool.writing() as connection:
        connection.execute("UPDATE shop SET state = 'closed' WHERE id = 'd'")
        assert announce_to(connection, message(clock, "satu"), now=clock(), shop="a") == 1
        assert announce_to(connection, message(clock, "dua"), now=clock(), kabupaten="9901") == 2
        assert announce_to(connection, message(clock, "tiga"), now=clock()) == 3
    with pool.reading() as connection:
        counts = dict(connection.execute("SELECT shop, count(*) FROM entry GROUP BY shop").fetchall())
    assert counts == {"a": 3, "b": 2, "c": 1}
    for wrong in ({"shop": "nobody"}, {"kabupaten": "0000"}):
        with pool.writing() as connection, pytest.raises(Refusal):
            announce_to(connection, message(clock, "x"), now=clock(), **wrong)


def test_what_is_no_text_is_left_out_and_the_cursor_passes_it(
    serving: Serving, shop_till: ShopTill, second: ShopTill
) -> None:
    lines = shop_till.lines()
    asker(serving.address, shop_till).push(bundle_of(shop_till, 1, [*lines, b"\xff\xfe"]))
    said = asker(serving.address, second).feed()
    assert [line.encode() for line in said["lines"]] == lines
    assert (said["cursor"], said["more"]) == (len(lines) + 1, False)


def test_large_answers_are_packed_for_who_understands_it(serving: Serving, shop_till: ShopTill) -> None:
    import requests

    from koperasi_pos.journal.protocol import FEED

    till = asker(serving.address, shop_till)
    till.push(bundle_of(shop_till, 1, sold(shop_till, 5)))
    plain = {}
    for accepted in ("identity", "gzip"):
        headers = {**till.headers("GET", FEED, b""), "Accept-Encoding": accepted}
        answer = requests.get(serving.address + FEED, headers=headers, timeout=120)
        assert answer.headers.get("Content-Encoding", "identity") == accepted
        plain[accepted] = answer.json()
    assert plain["identity"] == plain["gzip"]
