"""The province as a holder in the simulation of cards: what its officers do, and what must be true of its own log."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from koperasi_pos.journal.documents import ToppedUp, TopUpLine
from koperasi_pos.province.holder.answering import answer_waiting
from koperasi_pos.values import Refusal, Rupiah, business_day
from tests.simulation.card_acts import Watch
from tests.simulation.card_hub import OURS, Hub, Kept, Tables
from tests.simulation.card_ledger import Act, File, Holder, Line, Log, must, read

OF_HOLDERS = ("topped_up", "rights_out", "rights_in", "rights_reclaimed")


def allowed_by(lines: Sequence[Line]) -> Counter[str]:
    """What one holder's own entries leave it to spend without asking: nothing of what it had under other limits."""
    allowed: Counter[str] = Counter()
    under: dict[str, int] = {}
    for line in lines:
        named = [line.body] if line.kind in ("rights_in", "rights_out", "rights_asked") else []
        for one in line.body["accounts"] if line.kind == "limits_heard" else named:
            if one.get("edition", 0) != under.get(one["account"], 0):
                under[one["account"]], allowed[one["account"]] = one.get("edition", 0), 0
        for act in line.acts:
            allowed[act.account] += act.allowed * {"take": 1, "give": -1}.get(act.kind, 0)
    return allowed


@dataclass
class Province:
    """The officers of the province, and a second opinion on its pool: sums over the lines of the feed."""

    hub: Hub
    people: list[str]
    dice: random.Random
    watch: Watch
    gone: list[Log]
    log: Log = field(default_factory=lambda: Log((OURS, 0)))
    file: File = field(default_factory=File)
    """What stands in the feed."""
    asks: dict[str, Line] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Asks that were answered by some life."""
    known_dead: set[Holder] = field(default_factory=set)
    """Holders whose death it had heard of, and acted on all it had heard, when the last step was over."""
    booked: list[Kept] = field(default_factory=list)
    _ids: int = 0

    @property
    def is_dead(self) -> bool:
        """Whether a person at a till declared its life of today dead."""
        return self.hub.me in self.file.dead

    def begin(self, tables: Tables) -> None:
        """The first day."""
        self.hub.begin_anew(tables)
        self.hub.slow = False
        self.hub.heard, self.hub.wrote = self._heard, self._wrote
        self.log = self.watch.ledger.begin(Log(self.hub.me))
        self._read_feed()
        for line in self.file.lines:
            if line.holder == self.hub.me:
                self.watch.ledger.write(self.log, line)

    def _read_feed(self) -> None:
        self.file, self.asks = File(), {}
        for raw in self.hub.lines():
            self._add(read(raw))

    def _add(self, line: Line) -> None:
        self.file.add(line)
        if line.kind == "rights_asked":
            self.asks[line.id] = line

    def _heard(self, kept: Kept) -> None:
        self.booked.append(kept)
        self._add(read(kept.line))

    def _wrote(self, kept: Kept) -> None:
        """I1 at every entry of its own; it gives what it was asked for, and takes over what is known to lie there."""
        line = read(kept.line)
        if line.kind in OF_HOLDERS:
            must(self.hub.me not in self.known_dead, "I7: a province that was declared dead goes on as a holder")
            self.watch.done[f"province {line.kind}"] += 1
        if line.kind in ("topped_up", "rights_reclaimed"):
            must(line.id in self.watch.asked, f"{line.kind} {line.id} that nobody asked the province for")
        for act in line.acts:
            if act.kind == "give":
                self._hold_given(act, line.body.get("ask", ""))
            if act.kind == "reclaim":
                self._hold_taken_over(act)
        self.watch.ledger.write(self.log, line)

    def _hold_given(self, act: Act, id: str) -> None:
        ask = self.asks.get(id)
        must(ask, f"I7: the province gave {act} and nobody asked for it")
        assert ask is not None
        must(id not in self.answered, f"I7: the province gave {act} and had answered the same ask before")
        self.answered.add(id)
        said = (ask.holder, (ask.body["device"], ask.body["epoch"]), ask.body["account"])
        must(said == (act.to, self.hub.me, act.account), f"I7: the province gave {act} for another ask: {ask.body}")
        enough = act.amount <= ask.body["amount"] and act.allowed <= ask.body.get("allowed", 0)
        must(enough, f"the province gave {act} for less: {ask.body}")
        must(act.to not in self.known_dead, f"I7: the province gave {act} to a dead holder")

    def _hold_taken_over(self, act: Act) -> None:
        """No rupiah is taken over a second time by whoever heard of the first time."""
        expected = self.file.expected()
        way = {id: amount for id, (_account, to, amount) in expected.open.items() if to == act.to}
        must(all(way.get(id) == amount for id, amount in act.forced), f"I7: {act} takes over what is not on its way")
        lies = act.amount - sum(amount for _id, amount in act.forced)
        there = expected.rights[act.account, act.to]
        must(lies <= there, f"I7: the province takes {lies} over where {there} is known to lie: {act}")
        for log in [log for log in self.watch.ledger.logs if log.holder == act.to]:
            self.watch.declared_dead(log)

    # What officers do.

    def _id(self) -> str:
        self._ids += 1
        id = f"{self._ids:08x}{self.dice.getrandbits(96):024x}"
        self.watch.asked.add(id)
        return id

    def tops_up(self, account: str = "") -> None:
        """A transfer of the wali is put on a card."""
        account, pool = account or self.dice.choice(self.people), self.hub.pool
        amount = Rupiah(self.dice.randint(1, 12) * 1_000)
        done = ToppedUp(
            id=self._id(), lines=[TopUpLine(account=account, name="", amount=amount, balance=amount)], total=amount,
            way="transfer", reference="BSI", day=business_day(self.hub.clock()).isoformat(), cashier="Ibu Aisyah",
        )  # fmt: skip
        try:
            pool.put_on(done, staff="aisyah")
        except Refusal as refusal:
            must(refusal.code == "province_is_dead" and self.is_dead, f"refused without need: {refusal}")
            return
        answer_waiting(pool, account)
        self.watch.told.append((self.log, done.id))
        self.watch.done["put on at the province"] += 1

    def decides(self) -> bool:
        """An officer decides about every earlier life that held something; whether there was one."""
        pool, decided = self.hub.pool, False
        for epoch in range(1, self.hub.epoch):
            try:
                done = pool.decide(
                    epoch, reason="Server dipulihkan", id=self._id(), staff="aisyah",
                    day=business_day(self.hub.clock()).isoformat(),
                )  # fmt: skip
            except Refusal as refusal:
                dead = refusal.code == "province_is_dead" and self.is_dead
                must(dead or refusal.code == "rights_none", f"refused without need: {refusal}")
                continue
            for line in done.lines:
                answer_waiting(pool, line.account)
            self.watch.done["decided at the province"] += 1
            decided = True
        return decided

    def comes_back_old(self, backup: Tables) -> None:
        """The province is restored from a backup: a new life, that holds nothing of what the one before held."""
        self.gone.append(self.log)
        self.hub.bring_back(backup)
        self._read_feed()
        self.known_dead = set()
        if self.hub.me != self.log.holder:
            self.log = self.watch.ledger.begin(Log(self.hub.me))
        self.watch.done["province came back old"] += 1

    # What must be true.

    def hold(self) -> None:
        """Its rows are what it wrote, and what it books is what some disk of the writer wrote under this number."""
        for kept in self.booked:
            lines = self.watch.ledger.at.get((kept.key, kept.seq), set())
            must(kept.line in lines, f"I4: the province holds an entry {kept.seq} that {kept.key} never wrote")
        self.booked.clear()
        allowed = allowed_by(self.log.lines)
        for account in self.people:
            held, wrote = self.hub.pool.held(account), (self.log.rights[account], allowed[account])
            must(self.is_dead or (held.rights, held.allowed) == wrote, f"the pool holds {held}, by its entries {wrote}")
        if not self.hub.tables.mail:
            self.known_dead = set(self.file.dead)

    def hold_answered(self, living: set[Holder]) -> None:
        """I8: nobody waits for what lies there."""
        must(not self.hub.tables.mail, "I8: the province has not acted on everything")
        answered = {line.body.get("ask") for line in self.file.lines if line.kind == "rights_out"}
        for id, ask in self.asks.items():
            to = (ask.body["device"], ask.body["epoch"])
            if id in answered or to != self.hub.me or ask.holder not in living or ask.holder in self.file.dead:
                continue
            held = self.log.rights[ask.body["account"]]
            must(self.is_dead or not min(held, ask.body["amount"]), f"I8: {held} lies there and {ask.body} waits")
