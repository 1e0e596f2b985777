"""The line step by step against a plain province: what goes, what comes, what must not move."""

from __future__ import annotations

import threading
from pathlib import Path

from koperasi_pos.journal import protocol as p
from koperasi_pos.journal.documents import MessageSent
from koperasi_pos.operations import line
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from tests.conftest import ExpectedLog
from tests.counter import Clock, begin_shift, one, sell, stock_up, written
from tests.store.exchange import books_by_id
from tests.sync.plain_province import PlainProvince
from tests.sync.shop_line import Time, drain, worker_of


def lines_of(till: Till) -> list[bytes]:
    return [posted.entry.line for posted in reversed(written(till))]


def some_sales(till: Till, count: int = 5) -> None:
    bread = stock_up(till, "Roti", 5000)
    begin_shift(till)
    for _ in range(count):
        sell(till, one(bread))


def test_everything_is_sent_once_and_only_acknowledged_entries_are_done(till: Till, province: PlainProvince) -> None:
    some_sales(till)
    worker = worker_of(till, province)
    waits = line.waiting(till)
    assert waits == len(lines_of(till))
    drain(worker)
    assert [line for _key, line in province.feed] == lines_of(till)
    assert line.waiting(till) == 0
    assert worker.state().mood == line.ONLINE


def test_a_sale_ends_no_rest_of_the_line(till: Till, province: PlainProvince) -> None:
    """Else a backlog would go beside the sales of a busy hour without ever leaving the machine to them."""
    rests: list[bool] = []

    class Watched(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is not None
            assert timeout > 0
            rests.append(self.is_set())
            return super().wait(0)

    worker = worker_of(till, province)
    worker._pressed = Watched()
    till.listeners.append(worker._changed)
    some_sales(till)
    worker.rest(0.1)
    worker.send_now()
    worker.rest(0.1)
    assert rests == [False, True]


def test_a_lost_answer_doubles_nothing(till: Till, province: PlainProvince) -> None:
    some_sales(till)
    province.lose_answer = 2
    worker = worker_of(till, province)
    assert worker.step() == 0
    assert worker.step() > 0
    assert line.waiting(till) == len(lines_of(till))
    assert worker.state().mood == line.OFFLINE
    worker.step()
    drain(worker)
    drain(worker)
    assert [line for _key, line in province.feed] == lines_of(till)
    assert line.waiting(till) == 0


def test_a_province_restored_from_an_older_backup_gets_everything_again(till: Till, province: PlainProvince) -> None:
    some_sales(till)
    worker = worker_of(till, province)
    drain(worker)
    device = till_device(till)
    province.forget(device, keep=3)
    sell(till, one(stock_up(till, "Susu", 3000)))
    drain(worker)
    drain(worker)
    assert province.held[device, 1] == lines_of(till)
    assert line.waiting(till) == 0


def second(tmp_path: Path, province: PlainProvince, clock: Clock, purpose: str = "second", replaces: str = "") -> Till:
    province.codes["BBBB2222"] = (purpose, "K2" if purpose == "second" else "", replaces)
    return enrolment.fetch_shop(
        tmp_path / "k2", "https://province.test", "BBBB2222", connect=lambda address, settings: province, clock=clock,
        keyring_allowed=False,
    )  # fmt: skip


def test_two_tills_see_each_others_sales(
    till: Till, province: PlainProvince, till_clock: Clock, tmp_path: Path
) -> None:
    some_sales(till)
    worker = worker_of(till, province)
    drain(worker)
    other = second(tmp_path, province, till_clock)
    try:
        begin_shift(other)
        bread = next(doc.entry.document for doc in written(other) if doc.entry.kind == "product")
        sell(other, (bread, 2000))  # type: ignore[arg-type]
        beside = worker_of(other, province)
        drain(beside)
        worker.send_now()
        drain(worker)
        mine, theirs = books_by_id(till), books_by_id(other)
        assert mine == theirs
        assert mine["stock"] == [(bread.product, 93_000, mine["stock"][0][2])]  # type: ignore[attr-defined]
        assert {row[2] for row in mine["till"]} == {"K1", "K2"}
    finally:
        other.close()


def test_a_lost_till_is_replaced_and_goes_on_under_the_next_code(
    till: Till, province: PlainProvince, till_clock: Clock, tmp_path: Path
) -> None:
    some_sales(till)
    drain(worker_of(till, province))
    other = second(tmp_path, province, till_clock, "replace", "K1")
    try:
        bread = next(doc.entry.document for doc in written(other) if doc.entry.kind == "product")
        assert sell(other, (bread, 1000)).sale.number == "K1B-000001"  # type: ignore[arg-type]
    finally:
        other.close()


def test_a_frozen_writer_is_told_and_does_not_turn_in_circles(
    till: Till, province: PlainProvince, expected_log: ExpectedLog
) -> None:
    some_sales(till)
    key = (till_device(till), 1)
    province.frozen.add(key)
    worker = worker_of(till, province)
    drain(worker, steps=6)
    assert worker.state().code == "line_frozen"
    assert line.waiting(till) == len(lines_of(till))


def till_device(till: Till) -> str:
    with till.reading() as connection:
        return till.writer(connection).device


def test_a_login_page_is_not_the_province(till: Till, province: PlainProvince) -> None:
    province.meddle = lambda method, path: (302, {"location": "http://wifi.login/"}, b"<html>")
    some_sales(till)
    worker = worker_of(till, province)
    assert worker.step() > 0
    assert worker.state().code == "line_not_the_province"
    province.meddle = lambda method, path: (200, {"content-type": "text/html"}, b"<html>welcome")
    worker.step()
    assert line.waiting(till) == len(lines_of(till))
    province.meddle = lambda method, path: None
    drain(worker)
    drain(worker)
    assert line.waiting(till) == 0


def test_a_clock_two_years_behind_is_corrected_for_the_line_and_left_for_sales(
    till: Till, province: PlainProvince, till_clock: Clock
) -> None:
    ahead = Clock(till_clock.moment.replace(year=till_clock.moment.year + 2))
    province.clock = ahead
    some_sales(till)
    drain(worker_of(till, province))
    assert line.waiting(till) == 0
    row = line.enrolled(till)
    assert row is not None
    assert row.skew > 700 * 86_400_000
    assert all(b"2026-11-24" in one for one in lines_of(till))


def test_the_back_off_grows_and_a_new_way_out_ends_it(till: Till, province: PlainProvince) -> None:
    time = Time()
    province.meddle = lambda method, path: (503, {"retry-after": "40"}, b"")
    worker = worker_of(till, province, time)
    assert [worker.step() >= 40 for _ in range(12)] == [True] * 12
    province.meddle = lambda method, path: (503, {}, b"")
    waits = [worker.step() for _ in range(200)]
    assert max(waits) > 600
    assert max(waits) <= 900
    way = ["10.0.0.7"]
    worker._way_out = lambda: way[0]
    worker.look_around()
    assert worker.due - time() <= 60


def test_a_bundle_that_is_not_understood_does_not_stop_the_rest(till: Till, province: PlainProvince) -> None:
    some_sales(till)
    province.says(MessageSent(id=till.new_id(), title="Rapat", text="", sender="Dinas"))
    no = p.Trouble(error="not_understood").model_dump_json().encode()
    here = {p.HEADER_PROVINCE.lower(): province.province}
    province.meddle = lambda method, path: (422, here, no) if path in (p.ENTRIES, p.COMPARE) else None
    worker = worker_of(till, province)
    drain(worker, steps=6)
    assert worker.state().code == "line_not_understood"
    assert b"Rapat" in lines_of(till)[-1]
    province.meddle = lambda method, path: None
    worker.send_now()
    drain(worker)
    assert line.waiting(till) == 0


def test_a_thousand_shops_do_not_come_back_at_once(till: Till, province: PlainProvince) -> None:
    province.meddle = lambda method, path: (503, {}, b"")
    worker = worker_of(till, province)
    for _ in range(4):
        worker.step()
    province.meddle = lambda method, path: None
    first = worker.step()
    assert 0 < first <= 60
    assert province.asked[-1] == p.HELLO
    assert p.ENTRIES not in province.asked


def test_a_new_sale_goes_soon_and_on_a_metered_line_with_others(till: Till, province: PlainProvince) -> None:
    time = Time()
    worker = worker_of(till, province, time)
    bread = stock_up(till, "Roti", 5000)
    begin_shift(till)
    drain(worker)
    till.listeners.append(worker._changed)
    assert worker.due - time() > 20
    sell(till, one(bread))
    assert worker.due - time() <= 2
    drain(worker)
    till.settings = changed(till.settings, line={"metered": True})
    drain(worker)
    sell(till, one(bread))
    assert 200 < worker.due - time() <= 300
    worker.send_now()
    assert worker.due == time()
    drain(worker)
    assert line.waiting(till) == 0


def test_what_is_asked_for_within_a_step_follows_at_once(till: Till, province: PlainProvince) -> None:
    worker = worker_of(till, province)
    drain(worker)

    def pressed(method: str, path: str) -> None:
        if path == p.FEED and not pressed_once:
            pressed_once.append(True)
            worker.send_now()

    pressed_once: list[bool] = []
    province.meddle = pressed
    worker.send_now()
    while not pressed_once:
        worker.step()
    assert worker.due <= worker._monotonic()


def test_a_till_is_closed_while_an_answer_is_still_out(till: Till, province: PlainProvince) -> None:
    some_sales(till)
    out, come = threading.Event(), threading.Event()

    def hangs(method: str, path: str) -> None:
        out.set()
        come.wait(90)

    province.meddle = hangs
    worker = Worker(till, connect=lambda address, settings: province)
    worker.leave_after = 0.05
    worker.start()
    thread = worker._thread
    assert thread is not None
    assert out.wait(90)
    worker.stop()
    before = lines_of(till), line.overview(till)
    told: list[str] = []
    till.listeners.append(told.append)
    come.set()
    thread.join(90)
    assert not thread.is_alive()
    assert (lines_of(till), line.overview(till)) == before
    assert not told
