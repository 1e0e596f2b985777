"""What comes down the line: early, unknown, unreadable and forged entries; slices; what is remembered and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import KINDS, MessageSent
from koperasi_pos.journal.protocol import FeedAnswer
from koperasi_pos.operations import line, line_receiving, persons, printing, shifts, upkeep
from koperasi_pos.operations.line_enrolment import read_code
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.store import books
from koperasi_pos.store import line as line_state
from koperasi_pos.store.line import Exchanged
from koperasi_pos.sync import enrolment
from koperasi_pos.values import Refusal, Rupiah
from tests.conftest import ExpectedLog
from tests.counter import CASHIER, HEAD, Clock, begin_shift, one, sell, shop_in, stock_up, written
from tests.simulation.line_mutants import the_provinces_sums_are_taken_for_our_own
from tests.store.exchange import books_by_id
from tests.sync.plain_province import PlainProvince
from tests.sync.shop_line import drain, enrolled_till, worker_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def province(clock: Clock) -> PlainProvince:
    return PlainProvince(clock)


@pytest.fixture
def till(tmp_path: Path, province: PlainProvince, clock: Clock) -> Iterator[Till]:
    made = enrolled_till(tmp_path / "k1", province, clock)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path, till: Till, province: PlainProvince, clock: Clock) -> Iterator[Till]:
    """A second till of the shop."""
    drain(worker_of(till, province))
    province.codes["BBBB2222"] = ("second", "K2", "")
    made = enrolment.fetch_shop(
        tmp_path / "k2", "https://province.test", "BBBB2222", connect=lambda address, settings: province, clock=clock,
        keyring_allowed=False,
    )  # fmt: skip
    yield made
    made.close()


def fetch(till: Till, province: PlainProvince) -> None:
    worker = worker_of(till, province)
    worker.send_now()
    drain(worker)


def test_entries_of_a_third_till_that_come_too_early_wait(till: Till, other: Till, province: PlainProvince) -> None:
    bread = stock_up(till, "Roti", 5000)
    drain(worker_of(till, province))
    fetch(other, province)
    begin_shift(other)
    sell(other, one(bread))
    drain(worker_of(other, province))
    # A feed in another order than it happened: the sale before the goods it names.
    at = next(n for n, (_key, entry) in enumerate(province.feed) if b'"kind":"product"' in entry)
    goods = province.feed[at : at + 2]
    del province.feed[at : at + 2]
    third = enrolment.fetch_shop(
        till.home.parent / "k3", "https://province.test", code(province, "CCCC2222", "K3"),
        connect=lambda address, settings: province, clock=till.clock, keyring_allowed=False,
    )  # fmt: skip
    try:
        assert line.overview(third).put_off > 0
        province.feed += goods
        fetch(third, province)
        assert line.overview(third).put_off == 0
        mine = {name: rows for name, rows in books_by_id(other).items() if name not in ("till", "counter")}
        assert mine == {name: rows for name, rows in books_by_id(third).items() if name in mine}
        assert upkeep.check(third).sound
    finally:
        third.close()


def code(province: PlainProvince, text: str, till_code: str) -> str:
    province.codes[text] = ("second", till_code, "")
    return text


def test_a_kind_of_a_newer_program_is_kept_and_holds_up_nobody(
    till: Till, other: Till, province: PlainProvince
) -> None:
    begin_shift(other)
    stock_up(other, "Susu", 3000)
    drain(worker_of(other, province))
    device = written(other)[0].entry.writer
    province_says_raw(province, device, "hologram", {"id": "0" * 31 + "1", "spin": 3})
    fetch(till, province)
    assert b"hologram" in written(till)[0].entry.line
    assert upkeep.check(till).sound


def test_what_was_kept_of_a_newer_program_is_in_the_books_of_the_next_one(
    till: Till, other: Till, province: PlainProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock_up(other, "Susu", 3000)
    drain(worker_of(other, province))
    home = till.home
    till.close()
    with monkeypatch.context() as older:
        for known in (KINDS, books._APPLY):
            older.delitem(known, "person")
        old = open_till(home, clock=till.clock)
        device = written(other)[0].entry.writer
        province_says_raw(province, device, "person", {"id": "0" * 31 + "4", "person": "a" * 16, "name": "Bu Siti"})
        fetch(old, province)
        assert b"Bu Siti" in written(old)[0].entry.line
        assert persons.find_persons(old, "siti") == []
        old.close()
    new = open_till(home, clock=till.clock)
    assert [found.name for found in persons.find_persons(new, "siti")] == ["Bu Siti"]
    assert upkeep.check(new).sound
    new.close()


def test_the_paper_of_a_shift_says_what_the_province_does_not_hold_yet(till: Till, province: PlainProvince) -> None:
    bread = stock_up(till, "Roti", 5000)
    begin_shift(till)
    drain(worker_of(till, province))
    assert shifts.x_report(till).figures.unsent == 0
    sell(till, one(bread))
    sell(till, one(bread))
    closed = shifts.close_shift(till, counted=Rupiah(110_000), id=till.new_id(), by=CASHIER).value
    assert closed.figures.unsent == 2
    assert closed.position is not None
    slip = slip_of(printing.order_at(till, closed.position), width=32)
    assert slip is not None
    assert "Belum di provinsi              2" in preview(slip)


def test_a_document_that_cannot_be_read_is_kept_in_the_chain_and_told_by_check(
    till: Till, other: Till, province: PlainProvince, expected_log: ExpectedLog
) -> None:
    expected_log("is kept unread")
    begin_shift(other)
    drain(worker_of(other, province))
    device = written(other)[0].entry.writer
    province_says_raw(province, device, "product", {"id": "0" * 31 + "2", "name": 5})
    province_says_raw(province, device, "hologram", {"id": "0" * 31 + "3"})
    fetch(till, province)
    assert b"hologram" in written(till)[0].entry.line
    assert line.overview(till).put_off == 0
    assert not upkeep.check(till).sound


def province_says_raw(province: PlainProvince, device: str, kind: str, body: dict[str, object]) -> None:
    """Another till of the shop wrote this, and the province holds it."""
    held = province.held[device, 1]
    last = read_entry(held[-1])
    fields = json.loads(held[-1]) | {"kind": kind, "body": body, "seq": last.seq + 1, "prev": last.hash}
    made = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    held.append(made)
    province.feed.append(((device, 1), made))


def test_nothing_is_believed_in_the_provinces_name_without_its_signature(till: Till, province: PlainProvince) -> None:
    drain(worker_of(till, province))
    province.says(MessageSent(id=till.new_id(), title="Rapat", text="", sender="Dinas"))
    province.signed = False
    before = line.needed_row(till).cursor
    worker = worker_of(till, province)
    worker.send_now()
    drain(worker)
    assert worker.state().code == "line_forged"
    assert line.needed_row(till).cursor == before
    province.signed = True
    fetch(till, province)
    assert b'"kind":"message"' in written(till)[0].entry.line


def test_a_slice_is_short_and_the_cursor_moves_with_the_last_of_them(
    till: Till, other: Till, province: PlainProvince
) -> None:
    for number in range(30):
        stock_up(other, f"Barang {number}", 1000)
    drain(worker_of(other, province))
    row = line.needed_row(till)
    answer = province._feed(row.device, {"after": row.cursor, "limit": 500, "own": 0})
    assert isinstance(answer, FeedAnswer)
    cursors: list[int] = []

    def power_fails(seconds: float) -> None:
        cursors.append(line.needed_row(till).cursor)
        if len(cursors) == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        line_receiving.receive(
            till, answer, Exchanged(till.now(), "pull", 0, 0, 0), breathe=power_fails, slice_seconds=0
        )
    assert cursors == [row.cursor] * 7
    done = line_receiving.receive(till, answer, Exchanged(till.now(), "pull", 0, 0, 0))
    assert (done.known, done.posted) == (7, len(answer.lines) - 7)
    assert line.needed_row(till).cursor == answer.cursor
    assert upkeep.check(till).sound


def test_what_is_remembered_of_the_line_survives_a_rebuild(till: Till, province: PlainProvince) -> None:
    drain(worker_of(till, province))
    row, waits = line.enrolled(till), line.waiting(till)
    upkeep.rebuild_books(till, by=HEAD)
    assert line.enrolled(till) == row
    assert line.waiting(till) == waits == 0


def test_the_log_for_the_support_names_nobody(till: Till, province: PlainProvince, tmp_path: Path) -> None:
    stock_up(till, "Kopi Rahasia", 1000)
    drain(worker_of(till, province))
    line.support_log(till, tmp_path / "log.txt")
    told = (tmp_path / "log.txt").read_text()
    assert "push" in told
    assert "Rahasia" not in told
    assert "Kepala" not in told


def test_a_till_for_practice_is_never_enrolled(tmp_path: Path, province: PlainProvince, clock: Clock) -> None:
    practice = shop_in(tmp_path / "latihan", clock)
    practice.training = True
    province.codes["AAAA2222"] = ("new", "K1", "")
    try:
        with pytest.raises(Refusal, match="line_training"):
            enrolment.enrol_till(
                practice, "https://province.test", "AAAA2222", connect=lambda address, settings: province
            )
    finally:
        practice.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abcd-efgh", ("ABCDEFGH", "")),
        ("koperasi-pos:enrol?server=https%3A%2F%2Fa.id&code=ABCD-EFGH", ("ABCDEFGH", "https://a.id")),
        ("KOPERASI-POS:ENROL?SERVER=https%3A%2F%2Fa.id&CODE=abcd-efgh", ("ABCDEFGH", "https://a.id")),
    ],
)
def test_codes_as_typed_and_scanned(text: str, expected: tuple[str, str]) -> None:
    found = read_code(text)
    assert (found.code, found.address) == expected


@pytest.mark.parametrize("text", ["", "abc", "koperasi-pos:enrol?server=x", "ñandú-ñandú"])
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(Refusal, match="line_code_form"):
        read_code(text)


def compare_after_a_loss(till: Till, province: PlainProvince) -> tuple[list[bytes], bytes]:
    """The province loses its last entry without a word, then the comparison comes: what it holds, and the lost one."""
    worker = worker_of(till, province)
    drain(worker)
    device = line.needed_row(till).device
    held = province.held[device, 1]
    lost = held.pop()
    with till.writing() as connection:
        line_state.change(connection, compared="2026-11-01")
    again = worker_of(till, province)
    again._opened().greeted = True  # type: ignore[union-attr]
    again._fetched = again._greeted = again._monotonic()
    drain(again)
    drain(again)
    return held, lost


def test_the_comparison_of_the_day_sends_what_is_missing_again(
    till: Till, province: PlainProvince, expected_log: ExpectedLog
) -> None:
    expected_log("holds something else of 1 writers")
    held, lost = compare_after_a_loss(till, province)
    assert held[-1] == lost


def test_a_till_that_takes_the_provinces_sums_for_its_own_is_caught(
    till: Till, province: PlainProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    """actuali#188. The schedules no longer see this bug: a hello brings back what is lost of a till that talks."""
    the_provinces_sums_are_taken_for_our_own(monkeypatch)
    held, lost = compare_after_a_loss(till, province)
    assert lost not in held
