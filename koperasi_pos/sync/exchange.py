"""One piece of talk with the province at a time: hello, push, pull, compare, in the order that loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from koperasi_pos import __version__
from koperasi_pos.journal.protocol import MOST_ENTRIES, CompareAnswer, FeedAnswer, WriterPoint
from koperasi_pos.operations import card_asks, card_spares, clock, line_codes, line_receiving, line_sending, visit_pins
from koperasi_pos.operations.line import LineRow, enrolled
from koperasi_pos.operations.line_enrolment import schema_version
from koperasi_pos.operations.line_receiving import Forged, OtherEpoch
from koperasi_pos.operations.till import Till
from koperasi_pos.store.line import Exchanged
from koperasi_pos.sync.client import Client, NotTheProvince, Refused
from koperasi_pos.sync.listener import News
from koperasi_pos.sync.transport import Transport, Unreachable
from koperasi_pos.values import WIB

FEWEST = 8
"""Over a line that breaks in the middle of large bundles, bundles shrink down to this."""


_ASKING = ("rights_asked", "visit_asked", "visit_ended")
"""Kinds of entries whose answer comes down by the feed."""
_POISON = ("not_understood", "too_large")
"""What the same question would be answered with for ever."""
_NOT_OURS = ("bad_signature", "unknown_device")
"""What a bundle is refused with whose writer this till only took the place of."""


@dataclass(frozen=True)
class Step:
    """What a piece of talk brought. `more`: something is left to do at once. `code`: trouble for people to see."""

    what: str
    more: bool = False
    code: str = ""
    entries: int = 0


@dataclass
class Exchange:
    """The talk of one till with its province. `step` does one piece of it; nothing is remembered that is not in the
    till's file, except what may be asked again.

    `breathe(seconds)` is called between two slices of work with the time the last one took.
    """

    till: Till
    transport: Transport
    private: bytes
    breathe: Callable[[float], None] = lambda seconds: None
    fetch: bool = True
    """Whether the feed is to be asked."""
    compare: bool = False
    """Whether the comparison of the day is due."""
    most: int = MOST_ENTRIES
    greeted: bool = False
    stuck: dict[tuple[str, int], str] = field(default_factory=dict)
    """Writers whose entries did not get on, and why; tried again after the next hello."""
    offered: dict[tuple[str, int], int] = field(default_factory=dict)
    """Writers that are frozen → up to which number their entries were shown, for the province to keep aside."""
    head: int = 0
    """The number of this till's own last entry, as it was said with hello."""
    doubted: set[tuple[str, int]] = field(default_factory=set)
    """Writers about whom hello was asked again because of an answer to a push; forgotten once they get on."""
    lacking: list[WriterPoint] = field(default_factory=list)
    """Of whom else the province holds less than this till, found by the last comparison."""
    twice: bool = False
    """Whether another machine seems to write as this till does; said until it is over."""
    news: News | None = None
    """What the line's ear heard already; need not be asked again."""
    settled: int = 0
    """Up to where in the journal it was looked whether rights to spend from cards should move."""
    spares: str = ""
    """The account up to which it was looked for rights that this till does not need."""
    _client: Client | None = None

    def step(self) -> Step:
        """Do the next piece. Raises `Unreachable`, `NotTheProvince`, `Refused`; then nothing of it is half done."""
        done = self._step()
        if done.code:
            return done
        return replace(done, code="line_cloned" if self.twice else next(iter(self.stuck.values()), ""))

    def _step(self) -> Step:
        row = enrolled(self.till)
        if row is None:
            return Step("none")
        if line_sending.notice_restore(self.till):
            self.greeted = False
            row = enrolled(self.till) or row
        client = self._speaker(row)
        try:
            if not self.greeted:
                return self._hello(client)
            pushed = self._push(client)
            if pushed is not None:
                return pushed
            if self.lacking:
                return self._carry(client, self.lacking.pop())
            if self.fetch:
                return self._pull(client, row)
            if self.compare:
                return self._compare(client)
        except (Unreachable, NotTheProvince, Refused) as error:
            self._note_failure(error, client)
            raise
        return Step("none")

    def _speaker(self, row: LineRow) -> Client:
        client = self._client
        if client is None or (client.device, client.province) != (row.device, row.province):
            client = self._client = Client(
                self.transport, device=row.device, private=self.private, clock=self.till.clock,
                randomness=self.till.randomness, province=row.province, ahead=timedelta(milliseconds=row.skew),
            )  # fmt: skip
        return client

    def _hello(self, client: Client) -> Step:
        asked = line_sending.hello_question(self.till, program=__version__, schema=schema_version())
        word, forgotten = line_sending.membership(self.till), False
        try:
            answer = client.hello(asked)
        except Refused as refused:
            if refused.code != "unknown_device" or word is None:
                raise
            # It came back from an old backup, and nobody has said so: it is shown its own word for this till.
            answer, forgotten = client.hello(asked.model_copy(update={"membership": word})), True
        exchanged = self._exchanged("hello", 0, client)
        heard = line_sending.heard_hello(self.till, answer, exchanged, forgotten=forgotten)
        self.stuck.clear()
        self.greeted = not heard.new_epoch
        self.fetch, self.head = True, asked.seq
        key = (client.device, asked.epoch)
        if heard.code == "line_frozen" and self.offered.get(key, 0) >= asked.seq:
            self.stuck[key] = heard.code
        return Step("hello", more=True, code=heard.code)

    def _push(self, client: Client) -> Step | None:
        bundle = line_sending.next_bundle(self.till, self.private, most=self.most, but=self.stuck)
        if bundle is None:
            return None
        self._show_pins(client)
        try:
            answer = client.push(bundle)
        except Refused as refused:
            if refused.code not in _POISON and (bundle.device == client.device or refused.code not in _NOT_OURS):
                raise
            # One bundle that the province does not take keeps nobody else waiting; it is tried again after a hello.
            self._failure("push", f"line_{refused.code}", refused.facts, client)
            self.stuck[bundle.device, bundle.epoch] = f"line_{refused.code}"
            return Step("push", more=True)
        self.most = min(MOST_ENTRIES, self.most * 2)
        exchanged = self._exchanged("push", len(bundle.lines), client)
        heard = line_sending.heard_push(self.till, bundle, answer, exchanged)
        key = (bundle.device, bundle.epoch)
        if heard.moved:
            self.doubted.discard(key)
            # Whoever is asked may have answered already: nobody who stands here waits for the timer.
            self.fetch = self.fetch or any(_asks(line) for line in bundle.lines)
        if heard.again and key not in self.doubted:
            # Once: a hello that changes nothing about it would be followed by the same push, and so on for ever.
            self.doubted.add(key)
            self.greeted = False
        elif not heard.moved:
            # Guarded by progress, not by tries: whatever the answer was, the same again would bring the same.
            self.stuck[key] = heard.code or "line_no_progress"
            self.offered[key] = max(bundle.last, self.head)
        return Step("push", more=True, code=heard.code, entries=heard.moved)

    def _show_pins(self, client: Client) -> None:
        """Proofs go ahead of the asks that they belong to; a province that is too old for them asks again."""
        for visit, proof in visit_pins.in_hand(self.till).items():
            try:
                client.prove_visit(proof)
            except Refused as refused:
                if refused.code not in (*_POISON, "not_found"):
                    raise
            visit_pins.forget(self.till, visit)

    def _carry(self, client: Client, above: WriterPoint) -> Step:
        """Offer what the province lacks of another till; whoever lives brings it himself, and then it says no."""
        bundle = line_sending.carried_bundle(self.till, self.private, above, most=self.most)
        if bundle is None:
            return Step("push", more=True)
        try:
            answer = client.push(bundle)
        except Refused as refused:
            if refused.code not in ("bad_signature", "unknown_device"):
                raise
            return Step("push", more=True)
        taken = 0 if answer.gap else answer.acked - above.seq
        if taken > 0:
            self.lacking.append(above.model_copy(update={"seq": answer.acked}))
        return Step("push", more=True, entries=max(0, taken))

    def _pull(self, client: Client, row: LineRow) -> Step:
        news, self.news = self.news, None
        if news is not None and news.base == row.cursor:
            answer, sizes = news.answer, news.sizes
        else:
            answer = client.feed(row.cursor, limit=self.most, own=row.own)
            sizes = client.sizes
            self.most = min(MOST_ENTRIES, self.most * 2)
        exchanged = Exchanged(self.till.now(), "pull", len(answer.lines), *sizes)
        if answer.cursor < row.cursor:
            # Its feed is shorter than what was read of it: it is an older one, and nobody has said so.
            line_sending.read_again(self.till)
            self.greeted = False
            return Step("pull", more=True)
        try:
            received = line_receiving.receive(self.till, answer, exchanged, breathe=self.breathe)
        except OtherEpoch:
            self.greeted = False
            return Step("pull", more=True)
        except Forged:
            self._failure("pull", "line_forged", {}, client)
            self.fetch = False
            return Step("pull", code="line_forged")
        self.fetch = self._goes_on(answer, row)
        if not self.fetch:
            self.twice = line_sending.lives_twice(self.till)
            line_codes.make_way(self.till)
            before, self.settled = self.settled, card_asks.settle_rights(self.till, after=self.settled).position
            if self.settled != before or self.spares:
                self.spares = card_spares.give_spares(self.till, after=self.spares)
        return Step("pull", more=True, entries=received.posted)

    def _goes_on(self, answer: FeedAnswer, row: LineRow) -> bool:
        """Whether there is more to read; a feed that promises more without getting on is left alone for now."""
        return answer.more and answer.cursor > row.cursor

    def _compare(self, client: Client) -> Step:
        asked = line_sending.compare_question(self.till)
        try:
            answer = client.compare(asked)
        except Refused as refused:
            if refused.code not in _POISON:
                raise
            self._failure("compare", f"line_{refused.code}", refused.facts, client)
            answer = CompareAnswer(server_epoch=0)
        heard = line_sending.heard_compare(self.till, asked, answer, self._exchanged("compare", 0, client))
        self.compare = False
        self.lacking = list(heard.lacking)
        self.fetch = self.fetch or heard.again
        return Step("compare", more=heard.again, code=heard.code)

    def _exchanged(self, what: str, entries: int, client: Client) -> Exchanged:
        return Exchanged(self.till.now(), what, entries, *client.sizes)

    def _note_failure(self, error: Unreachable | NotTheProvince | Refused, client: Client) -> None:
        self.greeted = False
        if isinstance(error, Unreachable) and error.reason in ("timeout", "cut"):
            self.most = max(FEWEST, self.most // 2)
        code, facts = told(error, self.till)
        self._failure("ask", code, facts, client)

    def _failure(self, what: str, code: str, facts: Mapping[str, str], client: Client) -> None:
        line_sending.failed(self.till, what, code, facts, sizes=client.sizes)


def _asks(line: bytes) -> bool:
    """Whether an entry asks somebody for something."""
    return any(f'"kind":"{kind}"'.encode() in line for kind in _ASKING)


def told(error: Unreachable | NotTheProvince | Refused, till: Till | None = None) -> tuple[str, dict[str, str]]:
    """The code of a sentence for people, and its facts.

    A certificate that is over is this machine's fault where its clock cannot be right by what stands in the journal.
    """
    if isinstance(error, Unreachable):
        reason = error.reason
        if reason in ("clock", "expired"):
            if till is not None and clock.is_implausible(till):
                reason = "clock"
            today = till.clock() if till is not None else datetime.now(WIB)
            return f"line_{reason}", {"today": f"{today:%d.%m.%Y %H.%M}", "detail": error.detail[:300]}
        return f"line_{reason}", {"detail": error.detail[:300]}
    if isinstance(error, NotTheProvince):
        return "line_not_the_province", {"status": str(error.status), "detail": error.detail[:300]}
    return f"line_{error.code}", {name: value for name, value in error.facts.items() if name not in ("self", "code")}
