"""The line that misbehaves: every kind of trouble comes, the same for the same seed, and none after it has healed."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from koperasi_pos.simulators.line import FAULTS, Answer, Line, LineBroken, Silence, Weather
from koperasi_pos.simulators.line_proxy import LineProxy


class Far:
    """The other end: keeps what arrived and says how much that is."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.guard = threading.Lock()

    def __call__(self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        with self.guard:
            self.got.append(body)
            return 200, {"X-Far": "yes"}, f"so far {len(self.got)}, and thanks".encode()


def asked(line: Line, far: Far, times: int) -> list[str]:
    """What came of so many questions."""
    ask = line.to(far, "K1")
    outcomes = []
    for number in range(times):
        method = "GET" if number % 3 == 0 else "POST"
        try:
            status, _headers, body = ask(method, f"/v1/{number % 5}", {}, f"question {number}".encode(), 1.0)
        except (Silence, LineBroken) as error:
            outcomes.append(f"{type(error).__name__}")
        else:
            outcomes.append(f"{status} {body.decode()}")
    return outcomes


def test_every_trouble_comes_and_the_same_seed_brings_the_same() -> None:
    line, far = Line(Weather(7)), Far()
    outcomes = asked(line, far, 2_000)
    assert all(line.weather.done[fault] > 20 for fault in FAULTS)
    assert line.weather.done["arrived late"] > 100
    again, far_again = Line(Weather(7)), Far()
    assert (asked(again, far_again, 2_000), far_again.got) == (outcomes, far.got)
    other, far_other = Line(Weather(8)), Far()
    assert asked(other, far_other, 2_000) != outcomes


def test_a_healed_line_brings_everything_once() -> None:
    line, far = Line(Weather(3, faults=("very_late", "twice_late"))), Far()
    asked(line, far, 100)
    line.heal()
    before = len(far.got)
    assert all(f"question {number}".encode() in far.got for number in range(100))
    asked(line, far, 100)
    assert far.got[before:] == [f"question {number}".encode() for number in range(100)]
    assert line.haunt() > 0
    assert len(far.got) > before + 100


def test_nobody_is_reached_behind_a_partition() -> None:
    line, far = Line(Weather(1, share=0)), Far()
    line.cut_off.add("K1")
    assert asked(line, far, 20) == ["LineBroken"] * 20
    assert far.got == []
    assert line.to(far, "K2")("GET", "/", {}, b"", 1.0)[0] == 200


@pytest.fixture
def far() -> Iterator[tuple[Far, tuple[str, int]]]:
    """The other end on a socket."""
    held = Far()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                self.close_connection = True
                return
            status, headers, said = held("POST", self.path, {}, body, 1.0)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield held, ("127.0.0.1", server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def post(proxy: LineProxy, body: bytes) -> str:
    """Ask over the socket: what came of it."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
    try:
        connection.request("POST", "/v1/entries", body)
        answer = connection.getresponse()
        said = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    return f"{answer.status} {'far' if answer.headers['X-Far'] else 'other'} {'whole' if said.endswith(b's') else ''}"


def test_the_proxy_does_all_of_it_on_sockets(far: tuple[Far, tuple[str, int]]) -> None:
    held, address = far
    with LineProxy(address, Weather(11, share=90)) as proxy:
        outcomes = [post(proxy, f"question {number} ".encode() * 50) for number in range(300)]
        assert all(proxy.weather.done[fault] > 3 for fault in FAULTS)
        assert "200 far whole" in outcomes
        assert "200 far " in outcomes, "no answer came halved"
        assert "200 other " in outcomes, "no captive page"
        assert "429 other " in outcomes
        assert any("Error" in outcome or "Read" in outcome for outcome in outcomes)
        assert len(set(held.got)) < len(held.got), "nothing arrived twice"
        assert all(body.count(b"question") == 50 for body in held.got), "half a question counts as none"
        proxy.heal()
        before = len(held.got)
        assert [post(proxy, b"healed %d" % number) for number in range(20)] == ["200 far whole"] * 20
        assert held.got[before:] == [b"healed %d" % number for number in range(20)]


def test_a_pulled_cable_and_one_put_back(far: tuple[Far, tuple[str, int]]) -> None:
    held, address = far
    with LineProxy(address, Weather(1, share=0)) as proxy:
        proxy.partition()
        assert post(proxy, b"nobody hears") != "200 far whole"
        assert held.got == []
        proxy.join()
        assert post(proxy, b"again") == "200 far whole"
