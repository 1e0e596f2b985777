"""How a schedule of cards ends: the line heals, people decide about the dead, and everything must come out even."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from koperasi_pos.operations import accounts, card_asks, card_money, card_rights, shifts, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.simulators.line import Line, Weather
from koperasi_pos.store.books import card_payments, cards
from koperasi_pos.sync.enrolment import enrol_till
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import buy
from tests.counter import HEAD, Clock, begin_shift
from tests.simulation.card_acts import Acts, Watch
from tests.simulation.card_hub import Hub
from tests.simulation.card_ledger import Holder, Ledger, Log, must, read
from tests.simulation.card_machines import Machine
from tests.simulation.card_province import Province
from tests.simulation.card_street import Street, connecting
from tests.simulation.line_ends import ADDRESS

ROUNDS = 16
"""So many rounds of every till at most until nothing is on its way, once the line is good."""


@dataclass
class Shop:
    """The machines of one schedule, what was done with them, and what must be true of them."""

    seed: str
    hub: Hub
    street: Street
    home: Path
    clock: Clock
    done: Counter[str]
    wanted: str = ""
    """One of the seldom kinds of schedules, where chance shall not choose it."""
    trace: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.line = Line(Weather(self.seed, share=self.dice.choice((0, 10, 25, 50))))
        self.ledger = Ledger()
        self.watch = Watch(self.ledger, self.done)
        self.acts = Acts(self.street.goods, self.street.people, self.dice, self.watch)
        self.machines: list[Machine] = []
        self.watch.living = lambda: self.machines
        self.forked = False
        self.gone: list[Log] = []
        self.burnt: list[str] = []
        self.province = Province(self.hub, self.street.people, self.dice, self.watch, self.gone)

    def _one(self) -> Machine:
        return self.dice.choice(self.machines)

    def _over(self, log: Log) -> None:
        self.gone.append(log)

    def hold(self) -> None:
        """I1 to I3 and I7 over all logs; every file's books say what its lines say."""
        for machine in self.machines:
            machine.look()
            if not machine.fresh:
                continue
            written, machine.fresh = machine.fresh, []
            for line in written:
                if line.holder != machine.log.holder:
                    continue
                if line.kind in ("sale", "topped_up", "rights_reclaimed"):
                    must(line.id in self.watch.asked, f"{line.kind} {line.id} that nobody asked for: {machine.name}")
                if line.kind in ("rights_in", "rights_asked"):
                    self.done[f"by itself {line.kind}"] += 1
                if line.kind == "rights_out" and line.body.get("ask"):
                    self.done["by itself rights_out"] += 1
                for act in line.acts:
                    if act.kind == "reclaim":
                        for log in [log for log in self.ledger.logs if log.holder == act.to]:
                            self.watch.declared_dead(log)
            machine.hold_books(self.street.people)
        self.province.hold()
        borne = self.ledger.hold(forked=self.forked)
        self.done["guarantee paid"] += bool(borne)

    def _declare(self, is_meant: Callable[[tuple[str, int]], bool], one: Machine | None = None) -> bool:
        here = one or self._one()
        found = [one for one in card_rights.exposures(here.till) if is_meant((one.device, one.epoch))]
        if not found:
            return False
        dead, id = self.dice.choice(found), here.till.new_id()
        self.watch.asked.add(id)
        try:
            card_rights.reclaim_rights(here.till, dead.device, dead.epoch, reason="Rusak", id=id, by=HEAD)
        except Refusal as refusal:
            must(refusal.code == "till_is_dead" and here.is_dead, f"refused without need: {refusal}")
            return False
        self.done["decided"] += 1
        return True

    def end(self) -> None:
        self.line.heal()
        for one in self.machines:
            one.clock.off = timedelta()
        self._put_away_clones()
        self.hub.declare_lost(self.burnt)
        rounds = self._converge()
        self.done["most rounds"] = max(self.done["most rounds"], rounds)
        self._hold_told()
        self.province.hold_answered(self.living())
        if not self.forked:
            self._hold_same()
            self._hold_useful()

    def _put_away_clones(self) -> None:
        for one in [one for one in self.machines if one.clone]:
            one.talk()
            one.look()
            self._over(one.log)
            one.stop()
            self.machines.remove(one)

    def _converge(self) -> int:
        """I8: the line is good, people decide about the dead, and soon nothing is on its way."""
        for number in range(1, ROUNDS + 1):
            self.clock.forward(minutes=16 if number < 4 else 1_441)
            for one in self.machines:
                if number % 3 == 0:
                    one.compare()
                self._help(one, one.talk())
            self.hub.vouch()
            self.hub.act()
            self.hold()
            if not self._decide() and (self.forked or self._is_quiet()):
                return number
        must(self.forked, f"I8: not done after {ROUNDS} rounds: {self._says()}")
        return ROUNDS

    def living(self) -> set[Holder]:
        """Holders that go on: tills, and the province unless somebody declared it dead by mistake."""
        return {one.me for one in self.machines} | ({self.hub.me} - self.province.file.dead)

    def _decide(self) -> bool:
        """People decide about the dead, at a till or at the province; whether there was anything."""
        if self.dice.random() < 0.5 and self.province.decides():
            return True
        living = self.living() - {one.me for one in self.machines if one.is_dead}
        decider = next((one for one in self.machines if not one.is_dead), None)
        return decider is not None and self._declare(lambda holder: holder not in living, decider)

    def _help(self, one: Machine, code: str) -> None:
        """What a person does whom the till asks: a till that the province forgot gets a new code."""
        if code == "line_unknown_device":
            purpose = "second" if self.hub.tables.tills else "new"
            enrol_till(one.till, ADDRESS, self.hub.code(purpose), connect=connecting(one.far))  # type: ignore[arg-type]
            one.talk()

    def _is_quiet(self) -> bool:
        held = {key: journal.acked for key, journal in self.hub.tables.journals.items()}
        for one in self.machines:
            last: Counter[tuple[str, int]] = Counter()
            for line in one.file.lines:
                last[line.holder] = max(last[line.holder], line.seq)
            if +last != Counter(held) or any(one.file.expected().way.values()):
                return False
        return True

    def _says(self) -> str:
        held = {key: journal.acked for key, journal in self.hub.tables.journals.items()}
        told = [f"province {held}"]
        for one in self.machines:
            last: Counter[tuple[str, int]] = Counter()
            for line in one.file.lines:
                last[line.holder] = max(last[line.holder], line.seq)
            told.append(f"{one.name} {one.me} dead {one.is_dead}: {dict(last)}, way {+one.file.expected().way}")
        return "; ".join(told)

    def _hold_told(self) -> None:
        """I4: who has a receipt in hand is in the books of the shop, once, unless it went with a disk."""
        booked = Counter(read(raw).id for raw in self.hub.lines())
        aside = {read(raw).id for _key, _seq, raw in self.hub.tables.aside}
        for log, id in self.watch.told:
            must(booked[id] <= 1, f"I4: {id} is booked {booked[id]} times")
            kept = booked[id] == 1 or (self.forked and id in aside) or log in self.gone
            must(kept, f"I4: {id} was told at {log.holder} and is nowhere")
            self.done["receipts that hold"] += booked[id]

    def _hold_same(self) -> None:
        """All tills know the same, and their files are sound."""
        first, *others = [one.file.expected() for one in self.machines]
        for one, other in zip(self.machines[1:], others, strict=True):
            must((+first.rights, +first.short) == (+other.rights, +other.short), f"{one.name} knows something else")
        for one in self.machines:
            with one.till.reading() as connection:
                must(not card_payments.uneven(connection), f"{one.name}: rights and movements differ")
        if self.dice.random() < 0.1:
            trouble = upkeep.check(self.dice.choice(self.machines).till).trouble
            must(not trouble, f"the file is not sound: {trouble}")

    def _hold_useful(self) -> None:
        """What is on a card can be had at any till, whatever died meanwhile: asked for, answered, taken."""
        account = self.dice.choice(self.street.people)
        living = [one for one in self.machines if not one.is_dead]
        if not living:
            return
        one = self.dice.choice(living)
        self.clock.forward(days=40)
        if shifts.current_shift(one.till) is None:
            begin_shift(one.till, 5_000_000)
        view = accounts.account_view(one.till, account)
        for _ in range(5):
            view = accounts.account_view(one.till, account)
            if view.state != "active" or not view.balance:
                return
            try:
                card_money.cash_out(one.till, account, view.balance, id=one.till.new_id(), by=HEAD)
            except Refusal:
                for other in [one, *self.machines, one]:
                    other.talk()
                continue
            self.done["had all of it"] += 1
            self.hold()
            self._hold_buys(one, account)
            return
        held = [(held.till, held.rights, held.dead) for held in card_rights.holders_of(one.till, account)]
        asks = [ask for ask in card_asks.open_asks(one.till) if ask.account == account]
        must(False, f"I8: {account} does not get the {view.balance} at {one.name}: {held}, asked {asks}")

    def _hold_buys(self, one: Machine, account: str) -> None:
        """Limits let people buy again when a new day comes, whoever answered for them and is dead now."""
        view = accounts.account_view(one.till, account)
        with one.till.reading() as connection:
            home = cards.account(connection, account)
        living = {machine.me[0] for machine in self.machines}
        if account not in one.file.limits or home is None or home.home not in living:
            return
        card_money.top_up(
            one.till, account, Rupiah(9_000), way="transfer", reference="akhir", print_slip=False,
            id=one.till.new_id(), by=HEAD,
        )  # fmt: skip
        card = accounts.cards_of(one.till, account)[0]
        for _ in range(5):
            try:
                buy(one.till, AccountView(**{**view.__dict__, "card": card.id}), (self.street.goods[0], 1), by=HEAD)
            except Refusal:
                for other in [one, *self.machines, one]:
                    other.talk()
                continue
            self.done["bought within new limits"] += 1
            return
        must(False, f"I8: {account} has limits and can buy nothing at {one.name}: {home}")
