"""The network printer against a real socket: what arrived, what did not, and what the driver says about it."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator

import pytest

from koperasi_pos.devices.network import NetworkPrinter, Patience
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.simulators.printer import Mood, SimulatedPrinter, moods_of

QUICK = Patience(connect=60, write=0.5, answer=0.2, hang_up=0.2)
CALM = Patience(connect=60, write=60, answer=60, hang_up=5)
SLIP = b"\x1b@" + bytes(range(32, 127)) * 40 + b"\n"
KICK = b"\x1bp\x00\x32\x32"


@pytest.fixture
def paper() -> Iterator[SimulatedPrinter]:
    """A printer that is well."""
    with SimulatedPrinter() as printer:
        yield printer


def driver(paper: SimulatedPrinter, patience: Patience = CALM) -> NetworkPrinter:
    """Our driver for it."""
    return NetworkPrinter("127.0.0.1", paper.port, patience=patience)


def trouble_of(printer: NetworkPrinter, **more: object) -> PrinterTrouble:
    """The trouble that sending a slip meets."""
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(SLIP, **more)  # type: ignore[arg-type]
    return caught.value


def test_a_slip_arrives_byte_for_byte_behind_the_pulse(paper: SimulatedPrinter) -> None:
    began = []
    driver(paper).send(SLIP, first=KICK, begins=lambda: began.append(paper.arrived))
    assert paper.slips == [KICK + SLIP]
    assert began == [b""], "begins is called once, before the first byte"


@pytest.mark.parametrize("mood", [Mood(answers=False), Mood(bytes_a_second=40_000)])
def test_a_dumb_or_slow_printer_gets_it_too(paper: SimulatedPrinter, mood: Mood) -> None:
    paper.mood = mood
    printer = driver(paper, Patience(connect=5, write=20, answer=0.2, hang_up=5))
    printer.send(SLIP)
    printer.send(SLIP)
    assert paper.slips == [SLIP, SLIP]


def test_nobody_listens(paper: SimulatedPrinter) -> None:
    paper.refuse()
    trouble = trouble_of(driver(paper), begins=lambda: pytest.fail("nothing was ready"))
    assert (trouble.kind, trouble.sent, trouble.code) == ("refused", 0, "printer_refused")
    assert trouble.facts == {"printer": f"127.0.0.1:{paper.port}"}
    paper.come_back()
    driver(paper).send(SLIP)
    assert paper.slips == [SLIP]


def test_an_address_that_does_not_exist() -> None:
    trouble = trouble_of(NetworkPrinter("printer.invalid", 9100, patience=QUICK))
    assert (trouble.kind, trouble.sent) == ("unreachable", 0)


def test_it_hangs_up_before_the_first_byte(paper: SimulatedPrinter) -> None:
    paper.mood = Mood(hangs_up=True)
    trouble = trouble_of(driver(paper))
    assert (trouble.kind, trouble.sent, trouble.kicked) == ("broken", 0, False)
    assert paper.slips == []


@pytest.mark.parametrize(
    ("met", "kind"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "refused"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "broken"),
        (ConnectionAbortedError(errno.ECONNABORTED, "aborted"), "broken"),
        (TimeoutError(), "timeout"),
        (OSError(errno.EHOSTUNREACH, "no route"), "unreachable"),
    ],
)
def test_what_connecting_can_meet(monkeypatch: pytest.MonkeyPatch, met: OSError, kind: str) -> None:
    """A reset while connecting comes once in some hundred tries on a real line, so each is handed to the driver."""

    def connect(*_where: object, **_how: object) -> socket.socket:
        raise met

    monkeypatch.setattr(socket, "create_connection", connect)
    trouble = trouble_of(NetworkPrinter("127.0.0.1", 9100, patience=QUICK))
    assert (trouble.kind, trouble.sent, trouble.kicked) == (kind, 0, False)


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("dies_after", [0, 1, 1_500, len(SLIP) - 1])
def test_it_dies_half_way(paper: SimulatedPrinter, dies_after: int, answers: bool) -> None:
    paper.mood = Mood(dies_after=dies_after, answers=answers)
    trouble = trouble_of(driver(paper, Patience(connect=60, write=60, answer=60 if answers else 0.5, hang_up=5)))
    assert trouble.kind == "broken"
    assert trouble.sent > 0, "bytes went out: nobody knows"
    assert paper.arrived == SLIP[:dies_after]


def test_it_dies_behind_the_pulse(paper: SimulatedPrinter) -> None:
    paper.mood = Mood(dies_after=len(KICK))
    trouble = trouble_of(driver(paper), first=KICK)
    assert trouble.kicked
    assert paper.arrived == KICK


@pytest.mark.parametrize(("mood", "kind"), [(Mood(paper_out=True), "paper_out"), (Mood(cover_open=True), "cover_open")])
def test_it_says_what_it_lacks_before_anything_is_sent(paper: SimulatedPrinter, mood: Mood, kind: str) -> None:
    paper.mood = mood
    trouble = trouble_of(driver(paper), begins=lambda: pytest.fail("it was not ready"))
    assert (trouble.kind, trouble.sent) == (kind, 0)
    assert paper.slips == []
    with pytest.raises(PrinterTrouble, match=kind):
        driver(paper).check()


def test_the_paper_ends_within_a_slip(paper: SimulatedPrinter) -> None:
    paper.mood = Mood(paper_for=1_000)
    trouble = trouble_of(driver(paper))
    assert (trouble.kind, trouble.sent) == ("paper_out", len(SLIP))
    assert paper.arrived == SLIP[:1_000]


def test_it_takes_nothing_any_more(paper: SimulatedPrinter) -> None:
    paper.mood = Mood(reads=False)
    big = os.urandom(16 << 20)
    with pytest.raises(PrinterTrouble) as caught:
        driver(paper, QUICK).send(big)
    assert caught.value.kind == "timeout"
    assert 0 < caught.value.sent < len(big)


def test_one_that_used_to_answer_and_now_hangs_gets_nothing(paper: SimulatedPrinter) -> None:
    printer = driver(paper)
    printer.send(SLIP)
    paper.mood = Mood(reads=False)
    printer._patience = QUICK
    trouble = trouble_of(printer, begins=lambda: pytest.fail("it was not ready"))
    assert (trouble.kind, trouble.sent) == ("timeout", 0)


def test_what_begins_raises_stops_the_print_with_nothing_sent(paper: SimulatedPrinter) -> None:
    def dropped() -> None:
        raise LookupError("dropped meanwhile")

    with pytest.raises(LookupError):
        driver(paper).send(SLIP, first=KICK, begins=dropped)
    assert paper.wait_until(lambda printer: printer.connections == 1)
    assert paper.slips == []


def test_bytes_that_are_no_answer_are_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            line, _ = door.accept()
            with line:
                line.recv(64)
                line.sendall(b"\x14\x00\x00\x0f" + b"\x12")
                line.sendall(b"\xff\x12")
                while line.recv(4096):
                    line.sendall(b"\x12\x12")

        thread = threading.Thread(target=serve)
        thread.start()
        NetworkPrinter("127.0.0.1", door.getsockname()[1], patience=CALM).send(b"Kopi\n")
        thread.join(90)
        assert not thread.is_alive()


@pytest.mark.parametrize(("ending", "kind"), [("silence", "timeout"), ("farewell", "broken")])
def test_an_answer_that_does_not_come_at_the_end_leaves_it_open(ending: str, kind: str) -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            line, _ = door.accept()
            with line:
                assert line.recv(64) == b"\x10\x04\x02\x10\x04\x04"
                line.sendall(b"\x12\x12")
                took = b""
                while len(took) < len(SLIP) + 6:
                    took += line.recv(4096)
                if ending == "silence":
                    done.wait(90)

        thread = threading.Thread(target=serve)
        thread.start()
        patience = Patience(connect=60, write=0.3 if ending == "silence" else 60, answer=60, hang_up=5)
        trouble = trouble_of(NetworkPrinter("127.0.0.1", door.getsockname()[1], patience=patience))
        done.set()
        thread.join(90)
    assert (trouble.kind, trouble.sent) == (kind, len(SLIP))


def test_the_same_seed_gives_the_same_moods() -> None:
    assert [moods_of(7)(n) for n in range(50)] == [moods_of(7)(n) for n in range(50)]
    assert [moods_of(7)(n) for n in range(50)] != [moods_of(8)(n) for n in range(50)]
