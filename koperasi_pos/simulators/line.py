"""A line between tills and province that misbehaves from a seed: loses, delays, doubles, cuts, says no, stands in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""
FarEnd = Callable[[str, str, Mapping[str, str], bytes, float], Answer]
"""Asks the other end: (method, target, headers, body, seconds) → answer; raises `OSError` where none comes."""

FAULTS = (
    "lost", "answer_lost", "late", "very_late", "twice", "twice_late", "cut", "answer_cut", "answer_halved",
    "error", "busy", "captive", "redirected", "stale",
)  # fmt: skip
"""What may happen to a request. `lost`: it never arrives. `answer_lost`: it arrives, and nothing comes back. `late` and
`very_late`: the asker gives up, and it arrives some or very many requests later. `twice`: it arrives twice at once;
`twice_late`: and once more much later. `cut`: half of its body arrives. `answer_cut`: the line breaks within the
answer; `answer_halved`: a proxy hands on half an answer as if it were whole. `error`, `busy`: 5xx, 429 with
Retry-After, by somebody in between. `captive`, `redirected`: somebody else answers with a page, or sends the asker
elsewhere. `stale`: a proxy that keeps answers gives an old one to the same question."""

CAPTIVE_PAGE = b"<html><head><title>WiFi Gratis</title></head><body>Silakan masuk</body></html>"
_GHOSTS = 12
_KEPT_ANSWERS = 64


class Silence(TimeoutError):
    """No answer came in time."""


class LineBroken(ConnectionError):
    """The connection broke, or could not be made."""


@dataclass(frozen=True)
class Packet:
    """A request under way."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def go(self, far: FarEnd, seconds: float) -> Answer:
        """Arrive, and come back with the answer."""
        return far(self.method, self.target, self.headers, self.body, seconds)


class Weather:
    """Says from a seed what happens to each request; `heal()` ends it. `done` counts what happened.

    `share` of the requests (hundredths) meet one of `faults`.
    """

    def __init__(self, seed: object, *, share: int = 40, faults: tuple[str, ...] = FAULTS) -> None:
        self.dice = random.Random(f"{seed}/line")
        self.share, self.faults = share, faults
        self.healed = False
        self.done: Counter[str] = Counter()

    def heal(self) -> None:
        """From now on nothing happens any more."""
        self.healed = True

    def next(self) -> str:
        """What happens to the next request: one of `FAULTS`, or nothing (empty)."""
        self.done["requests"] += 1
        if self.healed or self.dice.randrange(100) >= self.share:
            return ""
        fault = self.dice.choice(self.faults)
        self.done[fault] += 1
        return fault

    def said_by_others(self, fault: str) -> Answer | None:
        """What somebody in between answers without asking the province; `None` where it is asked."""
        match fault:
            case "error":
                page = b"<html>Bad Gateway</html>"
                return self.dice.choice((500, 502, 503, 504)), {"Content-Type": "text/html"}, page
            case "busy":
                wait = self.dice.choice(("1", "30", "120", "Fri, 27 Nov 2026 09:00:00 GMT", "soon"))
                return 429, {"Content-Type": "text/plain", "Retry-After": wait}, b"slow down"
            case "captive":
                return 200, {"Content-Type": "text/html"}, CAPTIVE_PAGE
            case "redirected":
                return 302, {"Location": "http://wifi.invalid/login", "Content-Type": "text/html"}, b""
        return None

    def part_of(self, body: bytes) -> bytes:
        """The beginning of a body, never all of it."""
        return body[: self.dice.randrange(len(body))] if body else body


@dataclass
class _Late:
    due: int
    packet: Packet
    far: FarEnd


@dataclass
class Line:
    """The line within one process. `to(far)` is what a till asks through; each request meets the weather.

    `cut_off` names who is behind a partition: nothing goes there or comes from there.
    """

    weather: Weather
    cut_off: set[str] = field(default_factory=set)
    _late: list[_Late] = field(default_factory=list)
    _ghosts: list[tuple[Packet, FarEnd]] = field(default_factory=list)
    _answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _passed: int = 0

    def to(self, far: FarEnd, name: str = "") -> FarEnd:
        """The far end as `name` reaches it over this line."""

        def ask(method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
            return self._carry(name, far, Packet(method, target, dict(headers), bytes(body)), seconds)

        return ask

    def _carry(self, name: str, far: FarEnd, packet: Packet, seconds: float) -> Answer:
        self._passed += 1
        self.bring_late()
        if name in self.cut_off and not self.weather.healed:
            self.weather.done["partition"] += 1
            raise LineBroken("no route")
        fault = self.weather.next()
        self._remember(packet, far)
        said = self.weather.said_by_others(fault)
        if said is not None:
            return said
        return self._meet(fault, far, packet, seconds)

    def _meet(self, fault: str, far: FarEnd, packet: Packet, seconds: float) -> Answer:
        dice = self.weather.dice
        match fault:
            case "lost":
                raise Silence("nothing came back")
            case "late" | "very_late":
                self._hold(packet, far, dice.randint(1, 6) if fault == "late" else dice.randint(20, 400))
                raise Silence("nothing came back")
            case "cut":
                half = Packet(packet.method, packet.target, packet.headers, self.weather.part_of(packet.body))
                self._arrive(half, far, seconds)
                raise LineBroken("the line broke within the question")
            case "stale" if packet.method == "GET" and (packet.method, packet.target) in self._answers:
                return self._answers[packet.method, packet.target]
        answer = self._ask(packet, far, seconds)
        match fault:
            case "twice":
                answer = self._ask(packet, far, seconds)
            case "twice_late":
                self._hold(packet, far, dice.randint(1, 200))
            case "answer_lost":
                raise Silence("the answer did not come back")
            case "answer_cut":
                raise LineBroken("the line broke within the answer")
            case "answer_halved":
                return answer[0], answer[1], self.weather.part_of(answer[2])
        return answer

    def _ask(self, packet: Packet, far: FarEnd, seconds: float) -> Answer:
        answer = packet.go(far, seconds)
        if packet.method == "GET":
            if len(self._answers) >= _KEPT_ANSWERS:
                self._answers.clear()
            self._answers[packet.method, packet.target] = answer
        return answer

    def _arrive(self, packet: Packet, far: FarEnd, seconds: float) -> None:
        try:
            packet.go(far, seconds)
        except OSError:
            # Nobody is there to hear of it: what arrives late at a server that is down is lost.
            self.weather.done["arrived nowhere"] += 1

    def _hold(self, packet: Packet, far: FarEnd, requests: int) -> None:
        self._late.append(_Late(self._passed + requests, packet, far))

    def bring_late(self, *, all_of_it: bool = False) -> int:
        """Let what is due arrive, or everything that is under way, in any order; how much it was."""
        due = [late for late in self._late if all_of_it or late.due <= self._passed]
        self._late = [late for late in self._late if late not in due]
        self.weather.dice.shuffle(due)
        for late in due:
            self.weather.done["arrived late"] += 1
            self._arrive(late.packet, late.far, 30.0)
        return len(due)

    def _remember(self, packet: Packet, far: FarEnd) -> None:
        """Keep a sample of what was ever asked, each as likely as the other."""
        if len(self._ghosts) < _GHOSTS:
            self._ghosts.append((packet, far))
        elif (place := self.weather.dice.randrange(self._passed)) < _GHOSTS:
            self._ghosts[place] = packet, far

    def haunt(self) -> int:
        """Let a sample of all that was ever asked arrive once more, long after; how many it was."""
        for packet, far in self._ghosts:
            self.weather.done["ghost"] += 1
            self._arrive(packet, far, 30.0)
        return len(self._ghosts)

    def heal(self) -> None:
        """Everything that is under way arrives; from now on the line is good."""
        self.weather.heal()
        self.cut_off.clear()
        self.bring_late(all_of_it=True)
