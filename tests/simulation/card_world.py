"""One schedule of cards: many tills on a bad line, wrong clocks, disks that go back, a province that comes back old."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from koperasi_pos.journal.protocol import province_device
from koperasi_pos.operations import accounts, card_asks, card_money, card_rights, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.simulators.line import Line, Weather
from koperasi_pos.store.books import card_payments, cards
from koperasi_pos.sync.enrolment import enrol_till
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import buy
from tests.counter import HEAD, Clock
from tests.simulation.card_acts import Acts, Watch
from tests.simulation.card_hub import PROVINCE, SHOP, Hub, Kept, Tables
from tests.simulation.card_ledger import Ledger, Log, must, read
from tests.simulation.card_machines import Machine
from tests.simulation.card_street import NAMES, Street, connecting, fetch, limits_of
from tests.simulation.line_ends import ADDRESS
from tests.simulation.line_tills import SkewedClock

STEPS = {
    "buys": 46, "brings_back": 3, "puts_on": 7, "takes_off": 4, "gives": 4, "sets_limits": 3, "loses_card": 2,
    "freezes": 2, "wali_sets_limits": 2, "talks": 24, "all_talk": 2, "refused_and_helped": 4, "time_passes": 6,
    "clock_is_wrong": 2, "partition": 3, "late_packets": 3, "backup": 4, "restore": 2, "decides": 4,
    "restarts": 2, "tries_for_another": 2, "province_backup": 2, "province_comes_back_old": 1,
}  # fmt: skip
SELDOM = {
    "disk_goes_back": {"image": 4, "disk_goes_back": 3, "province_comes_back_old": 0},
    "clone": {"image": 4, "clone": 3, "province_comes_back_old": 0},
    "burns": {"burns": 2, "decides": 6},
    "mistaken": {"declares_the_living_dead": 2},
    "grows": {"another_till": 3},
    "restored_often": {"backup": 6, "restore": 6, "province_comes_back_old": 3},
}
"""Steps of some schedules only. A disk and the province do not both go back behind each other's back: nobody would
know then what was numbered twice."""
ROUNDS = 16
"""So many rounds of every till at most until nothing is on its way, once the line is good."""


@dataclass
class World:
    """A seed, what it does, and what must be true after every step and at the end."""

    seed: str
    hub: Hub
    street: Street
    home: Path
    clock: Clock
    done: Counter[str]
    trace: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.line = Line(Weather(self.seed, share=self.dice.choice((0, 10, 25, 50))))
        self.ledger = Ledger()
        self.watch = Watch(self.ledger, self.done)
        self.acts = Acts(self.street.goods, self.street.people, self.dice, self.watch)
        self.machines: list[Machine] = []
        self.forked = False
        self.gone: list[Log] = []
        self.burnt: list[str] = []
        self.booked: list[Kept] = []
        self.backups: list[Tables] = [self.street.tables]
        self._named = len(NAMES)
        self.steps = dict(STEPS)
        self.kind = self.dice.choice(["", "", "", *sorted(SELDOM)])
        self.steps.update(SELDOM.get(self.kind, {}))

    def play(self, steps: int) -> None:
        """Live through the schedule, heal, and demand what was promised."""
        self._begin()
        try:
            names, weights = list(self.steps), list(self.steps.values())
            for _ in range(steps):
                name = self.dice.choices(names, weights)[0]
                self.trace.append(name)
                getattr(self, f"_{name}")()
                self.hold()
            self._end()
        finally:
            for machine in self.machines:
                machine.stop()
            self.done.update(self.line.weather.done)
            self.done["schedules"] += 1
            self.done["forked"] += self.forked

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
        for kept in self.booked:
            lines = self.ledger.at.get((kept.key, kept.seq), set())
            must(kept.line in lines, f"I4: the province holds an entry {kept.seq} that {kept.key} never wrote")
        self.booked.clear()
        borne = self.ledger.hold(forked=self.forked)
        self.done["guarantee paid"] += bool(borne)

    def _begin(self) -> None:
        self.clock.moment = Clock().moment
        self.hub.begin_anew(self.street.tables)
        self.hub.heard = self._heard
        shutil.rmtree(self.home, ignore_errors=True)
        for name in NAMES[: self.dice.randint(3, 4)]:
            shutil.copytree(self.street.folder / name, self.home / name)
            machine = self._machine(name)
            machine.start()
            machine.log = self.ledger.begin(Log(machine.me))
            machine.look()
            machine.fresh.clear()
            self.machines.append(machine)

    def _heard(self, kept: Kept) -> None:
        """I4: what the province books is what some disk of this writer wrote under this number."""
        if kept.key[0] != province_device(PROVINCE, SHOP):
            self.booked.append(kept)

    def _machine(self, name: str) -> Machine:
        far = self.line.to(self.hub.ask, name)
        return Machine(name, self.home / name, SkewedClock(self.clock), self.dice, self.ledger, far)

    def _one(self) -> Machine:
        return self.dice.choice(self.machines)

    # People at tills.

    def _buys(self) -> None:
        self.acts.buys(self._one())

    def _brings_back(self) -> None:
        self.acts.brings_back(self._one())

    def _puts_on(self) -> None:
        self.acts.puts_on(self._one())

    def _takes_off(self) -> None:
        self.acts.takes_off(self._one())

    def _gives(self) -> None:
        self.acts.gives(self._one(), self._one())

    def _tries_for_another(self) -> None:
        self.acts.tries_for_another(self._one())

    def _sets_limits(self) -> None:
        self.acts.sets_limits(self._one())

    def _loses_card(self) -> None:
        self.acts.loses_card(self._one())

    def _freezes(self) -> None:
        self.acts.freezes(self._one())

    def _wali_sets_limits(self) -> None:
        sums = (self.dice.randint(4, 30) * 1_000, self.dice.randint(2, 8) * 1_000, self.dice.randint(20, 70) * 1_000)
        till, account = self._one().till, self.dice.choice(self.street.people)
        self.hub.write(limits_of(till, account, sums, smokes=self.dice.random() < 0.5))
        self.watch.changed.add(account)
        self.done["limits of a wali"] += 1

    # The line.

    def _talks(self) -> None:
        one = self._one()
        if self.dice.random() < 0.1:
            one.compare()
        code = one.talk(self.dice.choice((1, 2, 4, 80, 80)))
        self.done["talked" if not code else "talk broken off"] += 1

    def _all_talk(self) -> None:
        for one in self.machines:
            one.talk()

    def _refused_and_helped(self) -> None:
        one = self._one()
        if not self.acts.buys(one):
            for other in [one, *self.machines, one]:
                other.talk()
            self.done["helped"] += self.acts.buys(one)

    def _time_passes(self) -> None:
        self.clock.forward(minutes=self.dice.choice((5, 60, 600, 1440, 1440, 10_080)))

    def _clock_is_wrong(self) -> None:
        off = self.dice.choice((timedelta(), timedelta(hours=5), timedelta(days=-3), timedelta(days=2), timedelta(730)))
        self._one().clock.off = off
        self.done["clock wrong"] += bool(off)

    def _partition(self) -> None:
        self.line.cut_off.symmetric_difference_update({self._one().name})

    def _late_packets(self) -> None:
        if self.dice.random() < 0.3:
            self.line.haunt()
        self.line.bring_late(all_of_it=True)

    # Machines.

    def _restarts(self) -> None:
        one = self._one()
        one.stop()
        one.start()

    def _backup(self) -> None:
        self._one().keep_backup()

    def _restore(self) -> None:
        one = self._one()
        if one.backup is not None and not one.clone:
            one.look()
            self._over(one.log)
            one.restore()
            self.watch.lost_with(self.gone[-1], {line.id for line in one.file.lines})
            self.done["till restored"] += 1

    def _over(self, log: Log) -> None:
        self.gone.append(log)

    def _image(self) -> None:
        self._one().keep_image()

    def _disk_goes_back(self) -> None:
        one = self._one()
        if one.image is not None and not one.clone:
            self._over(one.log)
            one.go_back()
            self._fork()
            self.done["disk went back"] += 1

    def _clone(self) -> None:
        one = self._one()
        name = f"{one.name}-klon"
        if one.image is None or (self.home / name).exists():
            return
        twin = self._machine(name)
        twin.live_twice(one.image)
        twin.clone = True
        self.machines.append(twin)
        self._fork()
        self.done["cloned"] += 1

    def _fork(self) -> None:
        self.forked = True
        for account in self.street.people:
            self.watch.loose[account] += 10**9

    def _burns(self) -> None:
        one = self._one()
        if len(self.machines) < 3 or one.clone:
            return
        device, code = one.me[0], self.hub.code_of(one.me[0])
        self._over(one.log)
        self.watch.lost_with(one.log, set())
        one.stop()
        shutil.rmtree(one.home)
        self.machines.remove(one)
        self.burnt.append(device)
        self.done["burnt"] += 1
        if code and self.dice.random() < 0.6:
            self.done["replaced"] += self._joins(self._machine(f"{one.name}-{len(self.burnt)}"), "replace", code)
        else:
            self.hub.declare_lost([device])

    def _another_till(self) -> None:
        if len(self.machines) < 6:
            self._named += 1
            self.done["another till"] += self._joins(self._machine(f"K{self._named}x"), "second")

    def _joins(self, machine: Machine, purpose: str, replaces: str = "") -> bool:
        if not fetch(machine, self.hub, purpose, replaces):
            return False
        machine.log = self.ledger.begin(Log(machine.me))
        self.machines.append(machine)
        return True

    def _decides(self) -> None:
        """A person declares a holder dead that is."""
        self._declare(lambda holder: holder not in {one.me for one in self.machines})

    def _declares_the_living_dead(self) -> None:
        if self._declare(lambda holder: holder in {one.me for one in self.machines}):
            self.done["mistaken"] += 1

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

    # The province.

    def _province_backup(self) -> None:
        self.backups.append(self.hub.backup())

    def _province_comes_back_old(self) -> None:
        self.hub.bring_back(self.dice.choice(self.backups))
        self.done["province came back old"] += 1

    # How it ends.

    def _end(self) -> None:
        self.line.heal()
        for one in self.machines:
            one.clock.off = timedelta()
        self._put_away_clones()
        self.hub.declare_lost(self.burnt)
        rounds = self._converge()
        self.done["most rounds"] = max(self.done["most rounds"], rounds)
        self._hold_told()
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
            self.hold()
            living = {one.me for one in self.machines if not one.is_dead}
            decided = [self._declare(lambda holder: holder not in living, one) for one in self._deciders()]  # noqa: B023
            if not any(decided) and (self.forked or self._is_quiet()):
                return number
        must(self.forked, f"I8: not done after {ROUNDS} rounds: {self._says()}")
        return ROUNDS

    def _deciders(self) -> list[Machine]:
        return [one for one in self.machines if not one.is_dead][:1]

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
            if +last != Counter(held) or sum(one.file.expected().way.values()):
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
            return None
        one = self.dice.choice(living)
        self.clock.forward(days=40)
        self.acts._shift(one)
        for _ in range(5):
            view = accounts.account_view(one.till, account)
            if view.state != "active" or not view.balance:
                return None
            try:
                card_money.cash_out(one.till, account, view.balance, id=one.till.new_id(), by=HEAD)
            except Refusal:
                for other in [one, *self.machines, one]:
                    other.talk()
                continue
            self.done["had all of it"] += 1
            self.hold()
            return self._hold_buys(one, account)
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
