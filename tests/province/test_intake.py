"""Intake: whatever the line does to bundles, every entry is held once, in order, byte for byte."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from koperasi_pos.journal import GENESIS, write_entry
from koperasi_pos.journal.documents import MessageSent, TillStarted
from koperasi_pos.journal.protocol import ENTRIES, HELLO, PROTO, HelloQuestion, bundle, pack
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.store import keys
from tests.counter import Clock, one, sell, stock_up
from tests.province.asking import Serving, asker, bundle_of
from tests.province.shops import ShopTill, add_till, new_till


def held(pool: Pool, device: str) -> list[bytes]:
    with pool.reading() as connection:
        rows = connection.execute("SELECT line FROM entry WHERE device = %s ORDER BY seq", (device,)).fetchall()
    return [bytes(row[0]) for row in rows]


def kept_aside(pool: Pool) -> list[tuple[int, str, bytes]]:
    with pool.reading() as connection:
        rows = connection.execute("SELECT seq, reason, line FROM quarantine ORDER BY seq, reason, line").fetchall()
    return [(seq, reason, bytes(line)) for seq, reason, line in rows]


def forged(till: ShopTill, after: Sequence[bytes], count: int, note: str, seq: int | None = None) -> list[bytes]:
    """Entries that another machine with the same key would write after these."""
    lines: list[bytes] = []
    number = len(after) if seq is None else seq
    prev = sha256(after[-1]).hexdigest() if after else GENESIS
    for _ in range(count):
        number += 1
        document = MessageSent(id=f"{number:032x}", title=note, text="", sender="")
        entry = write_entry(
            document,
            writer=till.device,
            epoch=1,
            seq=number,
            time="2026-11-24T08:00:00.000+07:00",
            staff="s",
            prev=prev,
        )
        lines.append(entry.line)
        prev = entry.hash
    return lines


def sold(till: ShopTill, sales: int = 3) -> list[bytes]:
    goods = stock_up(till.till, "Beras", 12_000)
    for _ in range(sales):
        sell(till.till, one(goods))
    return till.lines()


def test_entries_are_held_byte_for_byte(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till)
    answer = asker(serving.address, shop_till).push(bundle_of(shop_till, 1, lines))
    said = answer.json()
    assert (answer.status_code, said["acked"], said["flags"], said["gap"], said["frozen"]) == (
        200, len(lines), [], False, False,
    )  # fmt: skip
    assert held(pool, shop_till.device) == lines
    with pool.reading() as connection:
        figures = connection.execute(
            "SELECT count(*), sum(amount), count(DISTINCT id), count(*) FILTER (WHERE time IS NULL) FROM entry"
        ).fetchone()
    assert figures == (len(lines), 36_000, len(lines), 0)


def test_what_is_acknowledged_is_signed(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    from koperasi_pos.journal.protocol import PushAnswer, acknowledgement, verify

    said = PushAnswer.model_validate(
        asker(serving.address, shop_till).push(bundle_of(shop_till, 1, sold(shop_till))).json()
    )
    with pool.reading() as connection:
        key = connection.execute("SELECT public_key FROM province").fetchone()
    assert key is not None
    assert verify(key[0], acknowledgement(said), said.signature)
    assert not verify(key[0], acknowledgement(said.model_copy(update={"acked": said.acked + 1})), said.signature)


def test_a_lost_answer_brings_the_same_bundle_again(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till)
    till, first = asker(serving.address, shop_till), bundle_of(shop_till, 1, lines[:4])
    for _ in range(3):
        assert till.push(first).json()["acked"] == 4
    # Half of it is known: the rest is taken.
    assert till.push(bundle_of(shop_till, 3, lines[2:])).json()["acked"] == len(lines)
    assert held(pool, shop_till.device) == lines
    assert kept_aside(pool) == []
    # An old bundle that the line delivers late changes nothing, and hears what is held by now.
    said = till.push(first).json()
    assert (said["acked"], said["frozen"]) == (len(lines), False)


def test_after_a_gap_it_says_what_it_expects(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till)
    till = asker(serving.address, shop_till)
    till.push(bundle_of(shop_till, 1, lines[:2]))
    said = till.push(bundle_of(shop_till, 4, lines[3:])).json()
    assert (said["acked"], said["gap"], said["flags"]) == (2, True, [])
    assert held(pool, shop_till.device) == lines[:2]


def test_the_same_number_with_another_hash_is_a_fork(
    serving: Serving, shop_till: ShopTill, pool: Pool, expected_log: Any
) -> None:
    expected_log("two machines write as one")
    lines = sold(shop_till)
    till = asker(serving.address, shop_till)
    till.push(bundle_of(shop_till, 1, lines))
    others = forged(shop_till, lines[:-2], 4, "cloned")
    said = till.push(bundle_of(shop_till, len(lines) - 1, others)).json()
    assert (said["acked"], said["frozen"]) == (len(lines), True)
    assert [(flag["seq"], flag["reason"]) for flag in said["flags"]] == [
        (len(lines) - 1 + place, "fork") for place in range(4)
    ]
    assert held(pool, shop_till.device) == lines, "what was held stays as it was"
    assert [line for _, _, line in kept_aside(pool)] == others, "nothing of the other machine is lost"
    greeted = till.post(HELLO, HelloQuestion(epoch=1, seq=9, hash="")).json()
    assert greeted["frozen"] is True
    # The machine that was here first is frozen too until a person has looked; what it brings is kept.
    more = sold(shop_till, 1)[len(lines) :]
    said = till.push(bundle_of(shop_till, len(lines) + 1, more)).json()
    assert (said["acked"], said["frozen"]) == (len(lines), True)
    assert {line for _, _, line in kept_aside(pool)} == {*others, *more}


def test_a_bundle_that_does_not_follow_what_is_held_is_a_fork(
    serving: Serving, shop_till: ShopTill, pool: Pool, expected_log: Any
) -> None:
    expected_log("two machines write as one")
    lines = sold(shop_till)
    till = asker(serving.address, shop_till)
    till.push(bundle_of(shop_till, 1, lines))
    others = forged(shop_till, lines[:-1], 2, "cloned", seq=len(lines))
    said = till.push(bundle_of(shop_till, len(lines) + 1, others)).json()
    assert (said["acked"], said["frozen"]) == (len(lines), True)
    assert [line for _, _, line in kept_aside(pool)] == others


def test_once_a_person_has_looked_a_frozen_till_goes_on(
    serving: Serving, shop_till: ShopTill, pool: Pool, expected_log: Any
) -> None:
    expected_log("two machines write as one")
    lines = sold(shop_till)
    till = asker(serving.address, shop_till)
    till.push(bundle_of(shop_till, 1, lines))
    others = forged(shop_till, lines[:-1], 2, "broken", seq=len(lines))
    till.push(bundle_of(shop_till, len(lines) + 1, others))
    with pool.writing() as connection:
        connection.execute("UPDATE writer SET frozen = false, waived = true")
    said = till.push(bundle_of(shop_till, len(lines) + 1, others)).json()
    assert (said["acked"], said["frozen"]) == (len(lines) + 2, False)
    assert said["flags"] == [{"seq": len(lines) + 1, "reason": "chain"}]
    # That was let pass once.
    again = forged(shop_till, lines[:-1], 1, "once more", seq=len(lines) + 2)
    assert till.push(bundle_of(shop_till, len(lines) + 3, again)).json()["frozen"] is True


POISON = {
    "no JSON": b"\x00\xff not even text",
    "no object": b"[1,2,3]",
    "another number": b'{"writer":"x","epoch":1,"seq":77,"prev":"","kind":"sale","body":{"id":"00"}}',
    "no body": b'{"writer":"x"}',
    "deep": b"[" * 100_000,
    "long number": b'{"seq":' + b"9" * 6_000 + b"}",
    "surrogate": b'{"kind":"\\ud800"}',
    "empty": b"",
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_an_entry_that_cannot_be_read_holds_nothing_up(
    serving: Serving, shop_till: ShopTill, pool: Pool, poison: bytes
) -> None:
    lines = sold(shop_till)
    rest = forged(shop_till, [*lines, poison], 2, "behind it")
    all_of_it = [*lines, poison, *rest]
    said = asker(serving.address, shop_till).push(bundle_of(shop_till, 1, all_of_it)).json()
    assert said["acked"] == len(all_of_it)
    assert said["flags"] == [{"seq": len(lines) + 1, "reason": "unreadable"}]
    assert held(pool, shop_till.device) == all_of_it
    assert kept_aside(pool) == [(len(lines) + 1, "unreadable", poison)]


@pytest.mark.parametrize("field", ["id", "kind", "prev", "time", "version", "writer", "epoch", "staff"])
def test_an_entry_with_a_field_of_another_form_is_kept_and_flagged(
    serving: Serving, shop_till: ShopTill, pool: Pool, field: str
) -> None:
    lines = shop_till.lines()
    wrong = json.loads(lines[-1])
    (wrong["body"] if field == "id" else wrong)[field] = ["x", "\u0000"]
    poison = json.dumps(wrong).encode()
    said = asker(serving.address, shop_till).push(bundle_of(shop_till, 1, [*lines[:-1], poison])).json()
    assert said["acked"] == len(lines)
    assert said["flags"] == [{"seq": len(lines), "reason": "unreadable"}]
    assert held(pool, shop_till.device)[-1] == poison


@pytest.mark.parametrize("time", ["2001-01-01T00:00:00+07:00", "9998-12-31T00:00:00+00:00", "2026-11-24T08:00:00"])
def test_a_sale_is_taken_whatever_its_clock_said(serving: Serving, shop_till: ShopTill, pool: Pool, time: str) -> None:
    lines = shop_till.lines()
    fields = json.loads(lines[-1])
    fields["time"] = time
    odd = json.dumps(fields, separators=(",", ":"), sort_keys=True).encode()
    said = asker(serving.address, shop_till).push(bundle_of(shop_till, 1, [*lines[:-1], odd])).json()
    assert (said["acked"], said["flags"]) == (len(lines), [])


def test_a_chain_that_is_broken_inside_is_kept_and_flagged(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till)
    broken = forged(shop_till, lines[:-2], 1, "not after the last", seq=len(lines))
    said = asker(serving.address, shop_till).push(bundle_of(shop_till, 1, [*lines, *broken])).json()
    assert said["acked"] == len(lines) + 1
    assert said["flags"] == [{"seq": len(lines) + 1, "reason": "chain"}]


def test_connections_push_the_same_at_once(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till, 10)
    # The writer is known already: it is its row that holds the later ones back, not the making of it.
    asker(serving.address, shop_till).push(bundle_of(shop_till, 1, lines[:3]))
    packed = pack(bundle_of(shop_till, 2, lines[1:]))
    answers: list[dict[str, Any]] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(asker(serving.address, shop_till).ask("POST", ENTRIES, packed).json())
        )
        for _ in range(5)
    ]
    # All of them are on their way before the first may commit.
    with connect(pool.url) as holding, connect(pool.url, autocommit=True) as looking:
        holding.execute("SELECT 1 FROM shop FOR UPDATE")
        for thread in threads:
            thread.start()
        waiting = 0
        while waiting < len(threads):
            row = looking.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).fetchone()
            assert row is not None
            waiting = row[0]
    for thread in threads:
        thread.join()
    assert [answer.get("acked") for answer in answers] == [len(lines)] * 5
    assert held(pool, shop_till.device) == lines
    with pool.reading() as connection:
        assert connection.execute("SELECT rev FROM shop").fetchone() == (len(lines),)


@contextmanager
def commits_fail(pool: Pool, monkeypatch: pytest.MonkeyPatch, *, late: bool) -> Iterator[None]:
    """The commit's answer is lost on the way: it took place (`late`) or it did not."""
    real = psycopg.Connection.commit

    def commit(connection: psycopg.Connection[Any]) -> None:
        if late:
            real(connection)
        connection.close()
        raise psycopg.OperationalError("the line to PostgreSQL is cut")

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Connection, "commit", commit)
        yield


@pytest.mark.parametrize("late", [False, True])
def test_nothing_is_acknowledged_that_may_not_be_committed(
    serving: Serving, shop_till: ShopTill, pool: Pool, monkeypatch: pytest.MonkeyPatch, late: bool, expected_log: Any
) -> None:
    expected_log("the database does not answer")
    lines = sold(shop_till)
    till = asker(serving.address, shop_till)
    with commits_fail(pool, monkeypatch, late=late):
        refused = till.push(bundle_of(shop_till, 1, lines))
    assert (refused.status_code, refused.json()["error"]) == (503, "not_ready")
    assert "acked" not in refused.json()
    assert len(held(pool, shop_till.device)) == (len(lines) if late else 0)
    assert till.push(bundle_of(shop_till, 1, lines)).json()["acked"] == len(lines)
    assert held(pool, shop_till.device) == lines


def test_a_bundle_signed_by_another_key_is_refused(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till)
    wrong = bundle(shop_till.device, 1, 1, lines, keys.new_signing_key())
    refused = asker(serving.address, shop_till).push(wrong)
    assert (refused.status_code, refused.json()["error"]) == (401, "bad_signature")
    assert held(pool, shop_till.device) == []


def test_what_is_left_of_a_lost_till_is_brought_by_another(
    serving: Serving, shop_till: ShopTill, pool: Pool, tmp_path: Path
) -> None:
    lines = sold(shop_till)
    other = new_till(tmp_path / "k2", "toko-1", code="K2", clock=Clock())
    add_till(pool, other, purpose="second")
    carrier = asker(serving.address, other)
    # Signed by its own key: taken like any other, here even while it still works.
    assert carrier.push(bundle_of(shop_till, 1, lines[:3])).json()["flags"] == []
    unsigned = bundle(shop_till.device, 1, 4, lines[3:], keys.new_signing_key())
    assert carrier.push(unsigned).json()["error"] == "bad_signature"
    with pool.writing() as connection:
        connection.execute("UPDATE till SET state = 'lost' WHERE device = %s", (shop_till.device,))
    said = carrier.push(unsigned).json()
    assert said["acked"] == len(lines)
    assert {flag["reason"] for flag in said["flags"]} == {"carried"}
    assert held(pool, shop_till.device) == lines
    # Unsigned entries that say something else than what is held freeze nothing, and are kept.
    others = bundle(shop_till.device, 1, 2, forged(shop_till, lines[:1], 2, "made up"), keys.new_signing_key())
    said = carrier.push(others).json()
    assert (said["acked"], said["frozen"]) == (len(lines), False)
    assert {reason for _, reason, _ in kept_aside(pool)} == {"carried"}
    other.till.close()


def test_a_till_of_another_shop_brings_nothing(
    serving: Serving, shop_till: ShopTill, pool: Pool, tmp_path: Path
) -> None:
    from tests.province.shops import add_shop

    add_shop(pool, "toko-2")
    other = new_till(tmp_path / "far", "toko-2", clock=Clock())
    add_till(pool, other)
    refused = asker(serving.address, other).push(bundle_of(shop_till, 1, sold(shop_till)))
    assert (refused.status_code, refused.json()["error"]) == (401, "unknown_device")
    other.till.close()


def test_what_was_only_practised_is_not_taken(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    entry = write_entry(
        TillStarted(id="0" * 31 + "1", code="K1", training=True), writer=shop_till.device, epoch=1, seq=1,
        time="2026-11-24T08:00:00.000+07:00", staff="s", prev=GENESIS,
    )  # fmt: skip
    refused = asker(serving.address, shop_till).push(bundle_of(shop_till, 1, [entry.line]))
    assert (refused.status_code, refused.json()["facts"]) == (422, {"field": "training"})
    assert held(pool, shop_till.device) == []


def test_a_small_body_that_unpacks_to_much_is_not_unpacked(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    head = {
        "proto": PROTO, "device": shop_till.device, "epoch": 1, "first": 1, "count": 1, "hash": "0" * 64,
        "signature": "0" * 128,
    }  # fmt: skip
    bomb = gzip.compress(json.dumps(head).encode() + b"\n" + b" " * (64 << 20), 9)
    assert len(bomb) < 1 << 20
    till = asker(serving.address, shop_till)
    refused = till.ask("POST", ENTRIES, bomb)
    assert (refused.status_code, refused.json()["error"]) == (422, "not_understood")
    assert till.ask("POST", ENTRIES, b"x" * (2 << 20)).json()["error"] == "too_large"
    for body in (b"", b"KPB", b"\x1f\x8b", pack(bundle_of(shop_till, 1, shop_till.lines()))[:-9]):
        assert till.ask("POST", ENTRIES, body).json()["error"] == "not_understood"


def test_a_new_epoch_begins_at_one(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    lines = sold(shop_till)
    till = asker(serving.address, shop_till)
    till.push(bundle_of(shop_till, 1, lines))
    entry = write_entry(
        TillStarted(id="0" * 31 + "2", code="K1B", reason="restored"), writer=shop_till.device, epoch=2, seq=1,
        time="2026-11-24T08:00:00.000+07:00", staff="s", prev=GENESIS,
    )  # fmt: skip
    said = till.push(bundle(shop_till.device, 2, 1, [entry.line], shop_till.signing)).json()
    assert (said["epoch"], said["acked"], said["flags"]) == (2, 1, [])
    points = till.post(HELLO, HelloQuestion(epoch=2, seq=1, hash=entry.hash)).json()["held"]
    assert [(point["epoch"], point["seq"]) for point in points] == [(1, len(lines)), (2, 1)]
