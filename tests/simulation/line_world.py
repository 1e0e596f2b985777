"""A shop on a bad line: one to three tills and the province live through a random schedule, then the line heals."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from koperasi_pos.simulators.line import FarEnd, Line, Weather
from tests.counter import Clock
from tests.simulation.line_ends import LineWorker, enrol, fetch, worker_of
from tests.simulation.line_oracle import Memory, plain_stock, trouble_of, writers_of
from tests.simulation.line_province import Backup, Province
from tests.simulation.line_tills import Machine, PowerCut, SkewedClock, check, stock_of, wrongly_believed

STEPS = {
    "sell": 30, "act": 8, "round": 30, "whole_round": 14, "time_passes": 10,
    "power_fails_selling": 3, "power_fails_sending": 6, "restart_till": 3, "partition": 3, "clock_is_wrong": 3,
    "province_dies": 4, "province_down": 2, "province_starts": 4, "province_backup": 2, "province_comes_back_old": 1,
    "backup": 2, "restore": 1, "second": 3, "late_packets": 3,
}  # fmt: skip
SELDOM = {
    "disk_goes_back": {"image": 4, "disk_goes_back": 3, "province_comes_back_old": 0},
    "clone": {"image": 4, "clone": 2, "province_comes_back_old": 0},
    "burn_and_replace": {"burn_and_replace": 2},
    "old_and_silent": {"comes_back_old_without_a_word": 2},
    "poison": {"poison": 4},
}
"""Steps of some schedules only: what they bring about needs a person, or cannot be undone. A till's disk and the
province do not both go back in time behind each other's back: nobody would know then what was numbered twice."""
TALKING = ("round", "whole_round", "power_fails_sending", "late_packets", "second")
"""Steps after which tills may have heard something."""
ROUNDS = 14
"""So many rounds of every till at most until every queue is empty, once the line is good."""


class Wrong(AssertionError):
    """A promise is broken; the sentences say which."""


@dataclass
class End:
    """A machine and its worker."""

    name: str
    machine: Machine
    far: FarEnd
    worker: LineWorker
    clone: bool = False


@dataclass
class World:
    """One schedule: a seed, what it does, and what must be true at its end."""

    seed: str
    province: Province
    empty: Backup
    template: Path
    home: Path
    clock: Clock
    done: Counter[str]
    often: dict[str, int] = field(default_factory=dict)
    """Weights of steps where they shall be other ones than chance and `STEPS` say."""
    trace: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.weather = Weather(self.seed, share=self.dice.choice((0, 15, 30, 50, 75)))
        self.line = Line(self.weather)
        self.memory = Memory()
        self.ends: list[End] = []
        self.backups: list[Backup] = []
        self.kept: dict[str, Path] = {}
        self.forked = self.silent = False
        self.burnt: list[str] = []
        self._named = 1
        self.steps = dict(STEPS)
        if self.dice.random() < 0.4 and not self.often:
            self.steps.update(SELDOM[self.dice.choice(sorted(SELDOM))])
        self.steps.update(self.often)

    def play(self, steps: int) -> None:
        """Live through the schedule, heal, and demand what was promised; raises `Wrong`."""
        self._begin()
        try:
            names = list(self.steps)
            for _ in range(steps):
                name = self.dice.choices(names, list(self.steps.values()))[0]
                self.trace.append(name)
                getattr(self, f"_{name}")()
                if name in TALKING:
                    self._look()
            self._end()
        finally:
            for one in self.ends:
                one.machine.stop()
            self.done.update(self.weather.done)
            self.done["province cut"] += self.province.plug.pulled
            self.province.plug.commits = self.province.plug.pulled = 0

    def _look(self) -> None:
        """At no moment does a till believe of the province what is not so; a silent step back is not its fault."""
        if self.silent:
            return
        held = self.province.holds()
        for one in self.ends:
            self._must([f"{one.name}: {sentence}" for sentence in wrongly_believed(one.machine, held)])

    def _begin(self) -> None:
        self.clock.moment = Clock().moment
        self.province.begin_anew(self.empty)
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.template, self.home / "K1")
        machine = self._machine("K1")
        machine.start()
        first = self._join("K1", machine)
        self._must([] if enrol(first.worker, self.province, "new") else ["the first till could not be enrolled"])
        self.backups = [self.province.backup()]

    def _machine(self, name: str) -> Machine:
        return Machine(self.home / name, SkewedClock(self.clock), self.dice, self.memory, self.done)

    def _far(self, name: str) -> FarEnd:
        return self.line.to(self.province.ask, name)

    def _join(self, name: str, machine: Machine) -> End:
        far = self._far(name)
        one = End(name, machine, far, worker_of(machine, far))
        self.ends.append(one)
        return one

    def _one(self) -> End:
        return self.dice.choice(self.ends)

    def _try(self, one: End, act: Callable[[], object]) -> None:
        """Do something at a machine; where its power fails meanwhile, it starts again."""
        try:
            act()
        except PowerCut:
            self.done["till cut"] += 1
            self._again(one)
        finally:
            one.machine.plug.points = 0

    def _again(self, one: End) -> None:
        one.machine.restart()
        one.worker = worker_of(one.machine, one.far)

    def _sell(self) -> None:
        one = self._one()
        self._try(one, one.machine.sell)

    def _act(self) -> None:
        one = self._one()
        self._try(one, one.machine.act)

    def _poison(self) -> None:
        one = self._one()
        self._try(one, one.machine.write_what_nobody_reads)

    def _round(self) -> None:
        one = self._one()
        self._try(one, lambda: one.worker.round(self.dice.randint(1, 4)))
        self.clock.forward(seconds=self.dice.choice((1, 10, 40)))
        self.done["round"] += 1

    def _whole_round(self) -> None:
        one = self._one()
        self.clock.forward(seconds=40)
        self._try(one, one.worker.round)
        self.done["round"] += 1

    def _time_passes(self) -> None:
        self.clock.forward(minutes=self.dice.choice((1, 5, 20, 60, 600)))

    def _late_packets(self) -> None:
        self.line.bring_late(all_of_it=self.dice.random() < 0.3)

    def _power_fails_selling(self) -> None:
        one = self._one()
        one.machine.plug.points = self.dice.randint(1, 3)
        self._try(one, self.dice.choice((one.machine.sell, one.machine.act)))

    def _power_fails_sending(self) -> None:
        one = self._one()
        one.machine.plug.points = self.dice.randint(1, 14)
        self.clock.forward(seconds=40)
        self._try(one, one.worker.round)

    def _restart_till(self) -> None:
        self._again(self._one())
        self.done["till restarted"] += 1

    def _partition(self) -> None:
        self.line.cut_off.symmetric_difference_update({self._one().name})

    def _clock_is_wrong(self) -> None:
        clock = self._one().machine.clock
        clock.off = self.dice.choice((timedelta(), timedelta(minutes=11), timedelta(days=-730), timedelta(days=730)))
        self.done["clock wrong"] += bool(clock.off)

    def _province_dies(self) -> None:
        self.province.plug.arm(self.dice)

    def _province_down(self) -> None:
        self.province.stop()
        self.done["province down"] += 1

    def _province_starts(self) -> None:
        if self.province.down:
            self.province.plug.commits = 0
            self.province.start()

    def _province_backup(self) -> None:
        self.backups.append(self.province.backup())

    def _province_comes_back_old(self) -> None:
        self._brought_back()
        self.done["province came back old"] += 1

    def _comes_back_old_without_a_word(self) -> None:
        self._brought_back(announced=False)
        self.silent = self.memory.twice = True
        self.done["province came back old without a word"] += 1

    def _brought_back(self, *, announced: bool = True) -> None:
        self.province.plug.commits = 0
        before = self.province.lines()
        self.province.bring_back(self.dice.choice(self.backups), announced=announced)
        self._may_be_gone(before)

    def _backup(self) -> None:
        one = self._one()
        self.kept[f"backup/{one.name}"] = one.machine.backup()

    def _restore(self) -> None:
        one = self._one()
        file = self.kept.get(f"backup/{one.name}")
        if file is not None and not one.clone:
            self._burnt(one)
            one.machine.restore(file)
            one.worker = worker_of(one.machine, one.far)
            self.done["till restored"] += 1

    def _image(self) -> None:
        one = self._one()
        self.kept[f"image/{one.name}"] = one.machine.image()
        one.worker = worker_of(one.machine, one.far)

    def _disk_goes_back(self) -> None:
        one = self._one()
        image = self.kept.get(f"image/{one.name}")
        if image is not None and not one.clone:
            self._burnt(one)
            one.machine.go_back(image)
            one.worker = worker_of(one.machine, one.far)
            self.forked = True
            self.done["disk went back"] += 1

    def _clone(self) -> None:
        one = self._one()
        image = self.kept.get(f"image/{one.name}")
        if image is None or any(end.clone for end in self.ends):
            return
        name = f"{one.name}-klon"
        shutil.copytree(image, self.home / name)
        machine = self._machine(name)
        machine.start()
        self._join(name, machine).clone = True
        self.forked = True
        self.done["cloned"] += 1

    def _second(self) -> None:
        if len(self.ends) >= 3 or self.province.down or not self.province.knows_tills():
            return
        self._named += 1
        machine = self._machine(f"K{self._named}")
        if fetch(machine, self.province, self._far(machine.home.name), "second"):
            self._join(machine.home.name, machine)
            self.done["second till"] += 1

    def _burn_and_replace(self) -> None:
        one = self._one()
        name = f"{one.name}-baru"
        code = self.province.code_of(one.machine.device()[0])
        machine = self._machine(name)
        if self.province.down or one.clone or not code or machine.home.exists() or not self.province.lines():
            return
        self._burnt(one)
        self.burnt.append(one.machine.device()[0])
        one.machine.stop()
        shutil.rmtree(one.machine.home)
        self.ends.remove(one)
        # People try until it is there; should the line stay too bad, they carry the machine to a better one.
        found = fetch(machine, self.province, self._far(name), "replace", code)
        if not found:
            self._province_starts()
            found = fetch(machine, self.province, self.province.ask, "", "")
        self._must([] if found else ["the machine in the place of a burnt one does not get its shop"])
        self._join(name, machine)
        self.done["replaced"] += 1

    def _burnt(self, one: End) -> None:
        """Note what is only on a disk that is about to be lost."""
        self._may_be_gone(one.machine.lines(), but=one)

    def _may_be_gone(self, lines: list[bytes], *, but: End | None = None) -> None:
        """Note what nobody has any more; it may still be under way, or in an old backup of the province."""
        elsewhere = set(self.province.lines())
        for other in self.ends:
            if other is not but:
                elsewhere.update(other.machine.lines())
        self.memory.gone.update(json.loads(line)["body"]["id"] for line in lines if line not in elsewhere)

    # How it ends.

    def _end(self) -> None:
        for one in self.ends:
            one.machine.clock.off = timedelta()
        self.province.plug.commits = 0
        if self.province.down:
            self.province.start()
        self.province.declare_lost(self.burnt)
        self.line.heal()
        self._stop_clones()
        rounds = self._converge()
        self.done["most rounds"] = max(self.done["most rounds"], rounds)
        before = self.province.lines()
        self.line.haunt()
        after = self.province.lines()
        late = [json.loads(line)["body"]["id"] for line in after[len(before) :]]
        # Only what went down with a disk may still come, where it was under way all the time.
        same = after[: len(before)] == before and set(late) <= self.memory.gone
        self._must([] if same else [f"a ghost changed what the province holds: {late}"])
        if late:
            self.done["came after all"] += 1
            self._converge()
        self._must(self._troubles())

    def _stop_clones(self) -> None:
        """A person finds the second machine with the same key, lets it send, and puts it away."""
        for one in [end for end in self.ends if end.clone]:
            for _ in range(ROUNDS):
                self.clock.forward(minutes=16)
                one.worker.round()
            one.machine.stop()
            self.ends.remove(one)

    def _converge(self) -> int:
        for number in range(1, ROUNDS + 1):
            self.clock.forward(minutes=16 if number <= 4 else 180)  # long enough for a comparison of the day
            for one in self.ends:
                one.worker.round()
            self.done["vouched for"] += self.province.vouch()
            if self._all_same() and (self.forked or all(one.worker.is_done() for one in self.ends)):
                return number
        says = {one.name: one.worker.says() for one in self.ends}
        raise Wrong([f"not done after {ROUNDS} rounds: {says}", *self._troubles()])

    def _all_same(self) -> bool:
        """Whether every till holds as much as the province of every writer; of one that is forked, all lies aside."""
        booked, aside = self.province.lines(), set(self.province.aside())
        held, forked = writers_of(booked), writers_of(aside - set(booked))
        for one in self.ends:
            for key, lines in writers_of(one.machine.lines()).items():
                if key in forked:
                    if not set(lines) <= aside.union(booked):
                        return False
                elif len(lines) != len(held.get(key, [])):
                    return False
            if not set(held) - set(forked) <= set(writers_of(one.machine.lines())):
                return False
        return True

    def _troubles(self) -> list[str]:
        booked, aside = self.province.lines(), self.province.aside()
        tills = {one.name: one.machine.lines() for one in self.ends}
        trouble = trouble_of(booked, aside, tills, self.memory)
        if not self.forked and (odd := [line for line in aside if line not in set(booked)]):
            trouble.append(f"{len(odd)} entries lie aside for no reason: {odd[0][:300]!r}")
        stock = plain_stock(booked)
        for one in self.ends:
            trouble += [f"{one.name}: {sentence}" for sentence in check(one.machine)]
            found = stock_of(one.machine, sorted(stock))
            if found != stock and set(tills[one.name]) <= set(booked):
                trouble.append(f"{one.name} has {found} on its shelf, not {stock}")
        return trouble

    @staticmethod
    def _must(trouble: list[str]) -> None:
        if trouble:
            raise Wrong("\n".join(trouble))
