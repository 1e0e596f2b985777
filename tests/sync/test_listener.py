"""The ear of the line: news arrives at once, idle hours cost little, and whatever stands in between is not believed."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koperasi_pos.journal import protocol as p
from koperasi_pos.journal.documents import MessageSent
from koperasi_pos.operations import line, messages, upkeep
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.till import Till
from koperasi_pos.province.announcements import announce, new_id
from koperasi_pos.province.database import Pool
from koperasi_pos.settings import changed
from koperasi_pos.sync import enrolment, listener, worker
from koperasi_pos.sync.client import Client
from koperasi_pos.sync.listener import Listener, News
from koperasi_pos.sync.transport import HttpTransport, Leaving, Unreachable
from koperasi_pos.sync.worker import Worker
from koperasi_pos.words import speaking
from koperasi_pos.words.line import chip_words, state_words
from tests.counter import Clock, begin_shift, one, sell, shop_in, stock_up
from tests.province.asking import Serving
from tests.province.shops import add_shop
from tests.sync.plain_province import PlainProvince
from tests.sync.province_process import code_for
from tests.sync.shop_line import Time, drain, worker_of

PORTAL = (302, {"location": "http://wifi/"}, b"")


class Patient:
    """A line to the plain province on which a question that waits takes its time, or is cut after `most` seconds."""

    def __init__(self, province: PlainProvince, time: Time) -> None:
        self.province, self.time, self.most = province, time, 1_000
        self.waits: list[int] = []

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        wait = int(target.split("wait=")[1].split("&", maxsplit=1)[0])
        self.waits.append(wait)
        news = len(self.province.feed)
        answer = self.province.request(method, target, headers, body, timeout)
        if b'"lines":[]' in answer[2]:
            self.time.now += min(wait, self.most)
            if wait > self.most:
                raise Unreachable("cut", "a proxy has no patience")
        assert len(self.province.feed) == news
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def resting(till: Till, province: PlainProvince, time: Time) -> Worker:
    """A worker with an ear, both moved by hand; everything is sent and read."""
    made = worker_of(till, province, time)
    ear_of(made, province, time)
    drain(made)
    return made


def ear_of(made: Worker, province: PlainProvince, time: Time) -> Patient:
    """Give a worker an ear that a test moves."""
    patient = Patient(province, time)
    made._listener = Listener(
        made.till, connect=lambda row: Leaving(patient, lambda: False), ready=made._may_listen, heard=made._heard,
        lost=made._ear_lost, monotonic=time, chance=made._chance,
    )  # fmt: skip
    return patient


def ear(made: Worker) -> Listener:
    assert made._listener is not None
    return made._listener


def test_what_the_ear_hears_is_posted_without_another_question(
    till: Till, province: PlainProvince, resting: Worker, time: Time
) -> None:
    assert ear(resting).step() == 0
    province.says(MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas"))
    asked = len(province.asked)
    assert ear(resting).step() == 0
    assert not resting._may_listen(), "until it is posted"
    assert resting.due == time.now
    drain(resting)
    assert [row.title for row in messages.latest(till)] == ["Rapat"]
    assert province.asked[asked:] == [p.FEED]
    assert resting._may_listen()
    assert upkeep.check(till).sound


def test_while_it_hears_nobody_asks_besides(till: Till, resting: Worker, time: Time) -> None:
    assert ear(resting).step() == 0
    resting.step()
    assert resting.due - time.now == worker.EVERY_HEARD
    state = resting.state()
    assert state.listening
    assert chip_words(state) == "Terhubung"
    with speaking("en"):
        assert "arrives at once; listening takes" in state_words(state)
    time.now += 1_000  # the ear came to nothing, and nobody said so
    drain(resting)
    assert resting.due - time.now == worker.EVERY
    assert not resting.state().listening


def test_an_idle_hour_is_measured_and_written_seldom(till: Till, resting: Worker, time: Time) -> None:
    def held() -> tuple[int, int]:
        now = line.overview(till)
        return now.today.bytes_out + now.today.bytes_in, len(now.exchanges)

    before = held()
    for _ in range(11):
        assert ear(resting).step() == 0
    assert held() == before, "asking writes nothing"
    for _ in range(3):
        ear(resting).step()
    after = held()
    assert after[1] == before[1] + 1
    assert line.overview(till).exchanges[0].what == "listen"
    a_question = (after[0] - before[0]) / 12
    assert ear(resting).idle_hour == pytest.approx(a_question * 144, rel=0.02)
    assert 30_000 < ear(resting).idle_hour < 160_000


def test_own_entries_are_passed_over_once(till: Till, province: PlainProvince, resting: Worker) -> None:
    begin_shift(till)
    sell(till, one(stock_up(till, "Roti", 5_000)))
    resting.step()
    read = line.needed_row(till).cursor
    assert read < len(province.feed)
    ear(resting).step()
    assert ear(resting)._asked_for == (read, len(province.feed))
    province.says(MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas"))
    ear(resting).step()
    drain(resting)
    assert messages.unread(till) == 1
    assert line.needed_row(till).cursor == len(province.feed)


def test_news_that_was_read_meanwhile_is_asked_for_again(till: Till, province: PlainProvince, resting: Worker) -> None:
    province.says(MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas"))
    ear(resting).step()
    stale = resting._news
    drain(resting)
    province.says(MessageSent(id=till.new_id(), title="Libur", text="Senin", sender="Dinas"))
    ear(resting).step()
    assert stale is not None
    resting._heard(News(stale.base, stale.answer, stale.sizes))
    drain(resting)
    assert [row.title for row in messages.latest(till)] == ["Libur", "Rapat"]
    assert line.needed_row(till).cursor == len(province.feed)


def test_where_every_byte_is_paid_for_nobody_listens(till: Till, resting: Worker) -> None:
    assert resting._may_listen()
    till.settings = changed(till.settings, line={"metered": True})
    assert not resting._may_listen()
    assert not resting.state().listening


def test_a_network_that_wants_a_password_is_not_believed(
    till: Till, province: PlainProvince, resting: Worker, time: Time
) -> None:
    said = MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas")
    province.meddle = lambda method, path: PORTAL
    province.says(said)
    assert ear(resting).step() <= listener.REST
    assert not resting.state().listening
    assert resting.due - time.now <= worker.SHORTEST, "the worker looks for itself"
    resting.step()
    state = resting.state()
    assert (state.mood, state.code) == (line.TROUBLE, "line_not_the_province")
    assert not resting._may_listen()
    assert messages.latest(till) == []
    province.meddle = lambda method, path: None
    resting.send_now()
    drain(resting)
    assert messages.unread(till) == 1
    assert resting._may_listen()
    assert ear(resting).patience == listener.WAIT


def test_a_proxy_that_cuts_what_takes_long_gets_shorter_questions(
    till: Till, province: PlainProvince, resting: Worker, time: Time
) -> None:
    patient = ear_of(resting, province, time)
    patient.most = 8
    ear(resting).step()
    drain(resting)
    ear(resting).step()
    drain(resting)
    assert resting.state().mood == line.ONLINE
    for _ in range(3):
        assert ear(resting).step() == 0
    assert patient.waits == [25, 12, 6, 6, 6]
    patient.most = 4
    ear(resting).step()
    drain(resting)
    assert ear(resting)._deaf_until > time.now + 800, "over such a line nobody listens"
    assert resting.due - time.now == worker.EVERY


def test_an_answer_that_comes_early_is_not_followed_by_a_storm(
    till: Till, province: PlainProvince, resting: Worker, time: Time
) -> None:
    ear_of(resting, province, time).most = 0
    province.page = 0
    patient = Patient(province, time)
    patient.request = province.request  # type: ignore[method-assign]
    made = Listener(
        till, connect=lambda row: patient, ready=lambda: True, heard=lambda news: None, lost=lambda: None,
        monotonic=time, chance=resting._chance,
    )  # fmt: skip
    rests = {made.step() for _ in range(8)}
    assert len(rests) == 8
    assert 0 < max(rests) <= listener.REST_EARLY


def test_a_province_that_was_restored_is_noticed_while_idle(
    till: Till, province: PlainProvince, resting: Worker
) -> None:
    begin_shift(till)
    drain(resting)
    ear(resting).step()
    province.forget(line.needed_row(till).device, keep=0)
    assert ear(resting).step() == 0
    drain(resting)
    assert line.needed_row(till).server_epoch == 2
    drain(resting)
    assert line.waiting(till) == 0


def test_a_till_is_closed_while_a_question_is_out(till: Till, province: PlainProvince) -> None:
    out, answered = threading.Event(), threading.Event()

    class Held:
        """A line on which a question that waits stays out until the test lets it go."""

        def request(
            self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
        ) -> tuple[int, Mapping[str, str], bytes]:
            if "wait=25" in target:
                province.says(MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas"))
                out.set()
                assert answered.wait(120)
            return province.request(method, target, headers, body, timeout)

        def close(self) -> None:
            """Nothing is open."""

    made = Worker(till, connect=lambda address, settings: Held(), way_out=lambda: "10.0.0.2")
    others = threading.enumerate()  # a till that was closed before this one may have a question out still
    made.start()
    assert out.wait(120)
    (listening,) = [one for one in threading.enumerate() if one.name == "listener" and one not in others]
    made.stop()
    assert listening.is_alive(), "nobody waits for the answer"
    read = line.needed_row(till).cursor
    answered.set()
    listening.join(120)
    assert not listening.is_alive()
    assert line.needed_row(till).cursor == read
    assert messages.latest(till) == []


class Counting:
    """A relay on loopback that counts what goes through it, each way."""

    def __init__(self, port: int) -> None:
        self.out = self.into = 0
        self._taking = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._taking.getsockname()[1]}"
        self._thread = threading.Thread(target=self._relay, args=(port,))
        self._thread.start()

    def _relay(self, port: int) -> None:
        near, _from = self._taking.accept()
        with near, socket.create_connection(("127.0.0.1", port)) as far:
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    piece = ready.recv(1 << 16)
                    if not piece:
                        return
                    # Counted before it is passed on: who reads it may look at the count at once.
                    self.out += len(piece) * (ready is near)
                    self.into += len(piece) * (ready is far)
                    (far if ready is near else near).sendall(piece)

    def close(self) -> None:
        """End with the connection that went through."""
        self._thread.join(120)
        self._taking.close()


def test_the_bytes_that_are_told_are_those_of_the_line(tmp_path: Path, pool: Pool, serving: Serving) -> None:
    add_shop(pool, "toko-1")
    till = shop_in(tmp_path / "k1", Clock())
    enrolment.enrol_till(till, serving.address, code_for(pool, "new"))
    row, relay = line.needed_row(till), Counting(int(serving.address.rsplit(":", 1)[1]))
    transport = HttpTransport(relay.address)
    client = Client(
        transport, device=row.device, private=signing_key(till), clock=till.clock, randomness=till.randomness,
        province=row.province,
    )  # fmt: skip
    try:
        client.feed(row.cursor)  # the clock of the test's till is wrong: this asks twice and goes by the province's
        before, told = (relay.out, relay.into), [0, 0]
        for _ in range(3):
            client.feed(row.cursor)
            told = [told[0] + client.sizes[0], told[1] + client.sizes[1]]
        assert [relay.out - before[0], relay.into - before[1]] == pytest.approx(told, abs=3 * 6)
        assert sum(told) / 3 < 800, "144 of them are an idle hour"
    finally:
        transport.close()
        relay.close()
        till.close()


def test_over_a_real_line_news_does_not_wait_for_the_timer(
    tmp_path: Path, pool: Pool, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "EVERY", 100_000.0)
    monkeypatch.setattr(worker, "EVERY_HEARD", 100_000.0)
    add_shop(pool, "toko-1")
    till = shop_in(tmp_path / "k1", Clock())
    enrolment.enrol_till(till, serving.address, code_for(pool, "new"))
    came, listening = threading.Event(), threading.Event()
    till.listeners.append(lambda topic: came.set() if topic == "messages" else None)
    made = Worker(till)
    made.start()
    try:
        while not serving.server.watch.waiting:
            listening.wait(0.02)
        assert made.state().listening
        now = datetime.now(UTC)
        said = MessageSent(id=new_id(now), title="Rapat", text="Senin", sender="Dinas")
        with pool.writing() as connection:
            announce(connection, "toko-1", said, now=now)
        assert came.wait(120)
        assert messages.unread(till) == 1
        assert line.overview(till).exchanges[0].entries == 1
    finally:
        made.stop()
        serving.server.watch.release()
        for one in threading.enumerate():
            if one.name == "listener":
                one.join(120)
        till.close()
