"""Once a day both sides add up what they hold; what differs is found whichever side it is lost on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.journal.protocol import COMPARE, CompareQuestion, WriterPoint, WriterSum
from koperasi_pos.province.database import Pool
from tests.counter import Clock, one, sell, stock_up
from tests.province.asking import Serving, asker, bundle_of
from tests.province.shops import ShopTill, add_till, new_till


def sums(till: ShopTill, lines: Sequence[bytes]) -> WriterSum:
    """What a till says of its own journal: added up from its lines."""
    entries = [json.loads(line) for line in lines]
    sales = sum(entry["body"]["total"] for entry in entries if entry["kind"] == "sale")
    digest = hashlib.sha256(lines[-1]).hexdigest()
    return WriterSum(device=till.device, epoch=till.epoch, seq=len(lines), count=len(lines), sales=sales, hash=digest)


@pytest.fixture
def sold(serving: Serving, shop_till: ShopTill) -> list[bytes]:
    """Lines with three sales, all of them sent."""
    goods = stock_up(shop_till.till, "Beras", 12_000)
    for _ in range(3):
        sell(shop_till.till, one(goods))
    lines = shop_till.lines()
    asker(serving.address, shop_till).push(bundle_of(shop_till, 1, lines))
    return lines


def compare(serving: Serving, till: ShopTill, *writers: WriterSum, day: str = "2026-11-24") -> list[dict[str, Any]]:
    answer = asker(serving.address, till).post(COMPARE, CompareQuestion(day=day, writers=list(writers)))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["differs"]
    return found


def test_what_is_the_same_on_both_sides_agrees(
    serving: Serving, shop_till: ShopTill, sold: list[bytes], pool: Pool
) -> None:
    assert sums(shop_till, sold).sales == 36_000
    assert compare(serving, shop_till, sums(shop_till, sold)) == []
    # A till may be behind what the province holds by now.
    assert compare(serving, shop_till, sums(shop_till, sold[:-2])) == []
    with pool.reading() as connection:
        assert connection.execute("SELECT day::text, agrees FROM compare").fetchall() == [("2026-11-24", True)]


@pytest.mark.parametrize("field", ["count", "sales", "hash"])
def test_every_figure_counts(
    serving: Serving, shop_till: ShopTill, sold: list[bytes], field: str, expected_log: Any
) -> None:
    expected_log("a comparison differs")
    own = sums(shop_till, sold)
    wrong = own.model_copy(update={field: "0" * 64 if field == "hash" else getattr(own, field) + 1})
    assert compare(serving, shop_till, wrong) == [own.model_dump()]


def test_an_entry_that_is_lost_at_the_province_is_found(
    serving: Serving, shop_till: ShopTill, sold: list[bytes], pool: Pool, expected_log: Any
) -> None:
    expected_log("a comparison differs")
    with pool.writing() as connection:
        connection.execute("DELETE FROM entry WHERE seq = %s", (len(sold),))
    (found,) = compare(serving, shop_till, sums(shop_till, sold))
    # Added up from the entries, not from what was noted when they came: the till hears how far it really goes.
    assert (found["seq"], found["count"], found["sales"]) == (len(sold) - 1, len(sold) - 1, 24_000)
    with pool.reading() as connection:
        assert connection.execute("SELECT agrees FROM compare").fetchall() == [(False,)]


def test_a_writer_that_was_never_heard_of_is_nothing(
    serving: Serving, shop_till: ShopTill, sold: list[bytes], expected_log: Any
) -> None:
    expected_log("a comparison differs")
    unknown = WriterSum(device="0" * 16, epoch=1, seq=3, count=3, sales=0, hash="0" * 64)
    (found,) = compare(serving, shop_till, unknown)
    assert (found["seq"], found["count"], found["hash"]) == (0, 0, "")


def test_a_day_that_is_none_is_not_understood(serving: Serving, shop_till: ShopTill) -> None:
    answer = asker(serving.address, shop_till).post(COMPARE, CompareQuestion(day="kemarin", writers=[]))
    assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "day"})


@pytest.mark.parametrize("field", ["device", "hash"])
def test_names_that_are_none_are_not_understood(serving: Serving, shop_till: ShopTill, field: str) -> None:
    one = WriterSum(device=shop_till.device, epoch=1, seq=1, count=1, sales=0, hash="0" * 64)
    for odd in ("\x00" * 16, "x" * 16, "0" * 99):
        question = CompareQuestion(day="2026-11-24", writers=[one.model_copy(update={field: odd})])
        answer = asker(serving.address, shop_till).post(COMPARE, question)
        assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "writers"})


def test_what_lies_below_a_tills_cursor_and_never_reached_it_is_told(
    serving: Serving, shop_till: ShopTill, sold: list[bytes], pool: Pool, tmp_path: Path
) -> None:
    """The tables went back without a word and grew again: other entries stand where the till has read already."""
    second = new_till(tmp_path / "k2", "toko-1", code="K2", clock=Clock())
    add_till(pool, second, purpose="second")
    lines = second.lines()
    asker(serving.address, second).push(bundle_of(second, 1, lines))
    newest = len(sold) + len(lines)

    def unread(cursor: int, heads: dict[str, int]) -> bool:
        points = [WriterPoint(device=device, epoch=1, seq=seq) for device, seq in heads.items()]
        question = CompareQuestion(day="2026-11-24", writers=[], cursor=cursor, heads=points)
        answer = asker(serving.address, shop_till).post(COMPARE, question)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["unread"])

    assert unread(newest, {second.device: len(lines) - 1})
    assert unread(newest, {})
    assert not unread(newest - 1, {second.device: len(lines) - 1})  # the feed will bring it
    assert not unread(newest, {second.device: len(lines)})
    assert not unread(newest, {second.device: len(lines), shop_till.device: 0})  # nobody is told his own
    assert not unread(0, {})
    with pool.writing() as connection:
        connection.execute("UPDATE entry SET flag = 'carried' WHERE device = %s", (second.device,))
    assert not unread(newest, {})  # it waits for a person
    second.till.close()
