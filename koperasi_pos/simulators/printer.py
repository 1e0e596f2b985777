"""A receipt printer on a real socket that misbehaves on demand or from a seed, and keeps whatever reached it."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

_ASK = b"\x10\x04"
_WELL, _PAPER_END, _COVER = 0b0001_0010, 0b0110_0000, 0b0000_0100

SEED_MOODS = ("well", "well", "well", "well", "slow", "dies", "hangs_up", "paper_out")


@dataclass(frozen=True)
class Mood:
    """How the printer treats a connection.

    `bytes_a_second` slows it down (0: as fast as it can); after `dies_after` bytes it cuts the line hard; `answers`
    whether it tells its state; `hangs_up` whether it cuts the line before reading a byte; `reads` False never reads;
    `paper_for` is how many bytes its roll still takes: it says so when asked after them. `silent_after` so many bytes
    it is gone without a word, as when a cable is pulled: nothing more is read, nothing answered, the line not cut.
    """

    bytes_a_second: int = 0
    dies_after: int | None = None
    answers: bool = True
    hangs_up: bool = False
    reads: bool = True
    paper_out: bool = False
    cover_open: bool = False
    paper_for: int | None = None
    silent_after: int | None = None


WELL = Mood()


def moods_of(seed: int) -> Callable[[int], Mood]:
    """The mood of the nth connection, the same ones for the same seed."""

    def mood(number: int) -> Mood:
        dice = random.Random(f"{seed}/{number}")
        match dice.choice(SEED_MOODS):
            case "slow":
                return Mood(bytes_a_second=dice.randint(20_000, 60_000))
            case "dies":
                return Mood(dies_after=dice.randint(0, 600))
            case "hangs_up":
                return Mood(hangs_up=True)
            case "paper_out":
                return Mood(paper_out=True)
            case _:
                return WELL

    return mood


class SimulatedPrinter:
    """Listens on 127.0.0.1, inside a `with` block. `refuse()` takes it off the network, `come_back()` brings it back.

    `mood` holds for connections from now on; `moods`, where given, decides for each connection by its number.
    """

    def __init__(self, mood: Mood = WELL, *, moods: Callable[[int], Mood] | None = None) -> None:
        self.mood = mood
        self._moods = moods
        self._news = threading.Condition()
        self._slips: list[bytearray] = []
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._ending = threading.Event()
        self._listener: socket.socket | None = None
        self.port = 0
        self._connections = 0

    def __enter__(self) -> SimulatedPrinter:
        self.come_back()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self.refuse()
        for line in list(self._open):
            _cut(line)
        for thread in self._threads:
            thread.join(10)

    def come_back(self) -> None:
        """Listen (again) on the same port."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._start(lambda: self._accept(listener), "printer-door")

    def refuse(self) -> None:
        """Be switched off: connections are refused, open ones go on."""
        listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone leaves a thread in accept() waiting; shutting down wakes it.
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                listener.close()
                return
            listener.close()

    def change(self, **values: object) -> None:
        """Another mood for connections from now on."""
        self.mood = replace(self.mood, **values)  # type: ignore[arg-type]

    @property
    def slips(self) -> list[bytes]:
        """What each connection that brought something printed, questions about its state left out."""
        with self._news:
            return [bytes(slip) for slip in self._slips if slip]

    @property
    def arrived(self) -> bytes:
        """Everything, in order."""
        return b"".join(self.slips)

    @property
    def idle(self) -> bool:
        """Whether every line that was taken has ended, with all its bytes read."""
        with self._news:
            return not self._open

    @property
    def connections(self) -> int:
        """How often somebody connected."""
        with self._news:
            return self._connections

    def wait_until(self, happened: Callable[[SimulatedPrinter], bool], seconds: float = 90.0) -> bool:
        """Wait for something to arrive; False when it did not come in time."""
        with self._news:
            return self._news.wait_for(lambda: happened(self), timeout=seconds)

    def _start(self, run: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with self._news:
                self._connections += 1
                mood = self._moods(self._connections) if self._moods else self.mood
                slip = bytearray()
                self._slips.append(slip)
                self._open.add(line)
                self._news.notify_all()
            self._start(lambda line=line, mood=mood, slip=slip: self._serve(line, mood, slip), "printer-line")  # type: ignore[misc]

    def _serve(self, line: socket.socket, mood: Mood, slip: bytearray) -> None:
        try:
            if mood.hangs_up:
                _cut(line)
                return
            if not mood.reads:
                self._ending.wait()
                return
            self._read(line, mood, slip)
        except OSError:
            return  # the till cut the line: what came so far is on paper
        finally:
            with self._news:
                self._open.discard(line)
                self._news.notify_all()
            line.close()

    def _read(self, line: socket.socket, mood: Mood, slip: bytearray) -> None:
        """Take bytes until the till hangs up, at the mood's pace, answering questions in between."""
        waiting = b""
        while came := line.recv(256 if mood.bytes_a_second else 4096):
            if mood.bytes_a_second and self._ending.wait(len(came) / mood.bytes_a_second):
                return
            printed, asked, waiting = questions_apart(waiting + came)
            with self._news:
                dead = mood.dies_after is not None and len(slip) + len(printed) > mood.dies_after
                slip += printed
                silent = mood.silent_after is not None and len(slip) > mood.silent_after
                del slip[_least(mood.dies_after, mood.paper_for, mood.silent_after, len(slip)) :]
                empty = mood.paper_out or (mood.paper_for is not None and len(slip) >= mood.paper_for)
                self._news.notify_all()
            if dead:
                _cut(line)
                return
            if silent:
                self._ending.wait()
                return
            if asked and mood.answers:
                line.sendall(bytes(answer_to(question, empty=empty, open_=mood.cover_open) for question in asked))


def questions_apart(stream: bytes) -> tuple[bytes, list[int], bytes]:
    """Bytes to print, numbers of questions about the state, and what may be the beginning of a question."""
    printed = bytearray()
    asked: list[int] = []
    place = 0
    while place < len(stream):
        if stream[place] != _ASK[0]:
            end = stream.find(_ASK[:1], place)
            end = len(stream) if end < 0 else end
            printed += stream[place:end]
            place = end
        elif len(stream) - place < 3 and _ASK.startswith(stream[place : place + 2]):
            return bytes(printed), asked, stream[place:]
        elif stream[place : place + 2] == _ASK:
            asked.append(stream[place + 2])
            place += 3
        else:
            printed.append(stream[place])
            place += 1
    return bytes(printed), asked, b""


def _least(*limits: int | None) -> int:
    return min(limit for limit in limits if limit is not None)


def answer_to(question: int, *, empty: bool, open_: bool) -> int:
    """The answer to DLE EOT 2 (why it is offline) or 4 (paper)."""
    if question == 2:
        return _WELL | (_COVER if open_ else 0) | (0b0010_0000 if empty else 0)
    return _WELL | (_PAPER_END if question == 4 and empty else 0)


def _cut(line: socket.socket) -> None:
    """Break the line as a dying printer does: with a reset, not with a farewell."""
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.shutdown(socket.SHUT_RD)
    except OSError:
        line.close()
        return
    line.close()
