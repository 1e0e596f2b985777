"""A shop on a bad line: one to three tills and the province live through a random schedule, then the line heals."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.simulation.line_ends import Worker, enrol, second_till, take_the_place, worker_of

from koperasi_pos.simulators.line import Line, Weather
from tests.counter import Clock
from tests.simulation.line_oracle import Memory, plain_stock, trouble_of, writers_of
from tests.simulation.line_province import Backup, Province
from tests.simulation.line_tills import Machine, PowerCut, SkewedClock, check, stock_of

STEPS = {
    "sell": 30, "act": 8, "round": 40, "time_passes": 10,
    "power_fails_selling": 3, "power_fails_sending": 6, "restart_till": 3, "partition": 3, "clock_is_wrong": 3,
    "province_dies": 4, "province_down": 2, "province_starts": 4, "province_backup": 2, "province_comes_back_old": 1,
    "backup": 2, "restore": 1, "image": 2, "second": 3, "late_packets": 3,
}  # fmt: skip
SELDOM = {"disk_goes_back": 3, "clone": 2, "burn_and_replace": 2}
"""Steps of some schedules only: what they bring about needs a person, or cannot be undone."""
ROUNDS = 40
"""So many rounds of every till at most until every queue is empty, once the line is good."""


class Wrong(AssertionError):
    """A promise is broken; the sentences say which."""


@dataclass
class Ends:
    """A machine and its worker."""

    name: str
    machine: Machine
    worker: Worker
    clone_of: str = ""


@dataclass
class World:
    """One schedule: a seed, what it does, and what must be true at its end."""

    seed: str
    province: Province
    empty: Backup
    template: Path
    home: Path
    done: Counter[str]
    trace: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.weather = Weather(self.seed, share=self.dice.choice((0, 15, 30, 50, 75)))
        self.line = Line(self.weather)
        self.clock = Clock()
        self.memory = Memory()
        self.ends: list[Ends] = []
        self.backups: list[Backup] = []
        self.images: dict[str, Path] = {}
        self.forked = False
        self.steps = dict(STEPS)
        if self.dice.random() < 0.35:
            name = self.dice.choice(sorted(SELDOM))
            self.steps[name] = SELDOM[name]

    def play(self, steps: int) -> None:
        """Live through the schedule, heal, and demand what was promised; raises `Wrong`."""
        self._begin()
        try:
            names = list(self.steps)
            for _ in range(steps):
                name = self.dice.choices(names, list(self.steps.values()))[0]
                self.trace.append(name)
                getattr(self, f"_{name}")()
            self._end()
        finally:
            for one in self.ends:
                one.machine.stop()
            self.done.update(self.weather.done)
            self.province.plug.commits = 0

    def _begin(self) -> None:
        self.province.stop()
        self.province.bring_back(self.empty)
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.template, self.home / "K1")
        machine = self._machine("K1")
        machine.start()
        self._join("K1", machine)
        enrol(self.ends[0].worker, self.province, "new")
        self.backups = [self.province.backup()]

    def _machine(self, name: str) -> Machine:
        clock = SkewedClock(self.clock)
        return Machine(self.home / name, clock, self.dice, self.memory, self.done)

    def _join(self, name: str, machine: Machine) -> Ends:
        far = self.line.to(self.province.ask, name)
        one = Ends(name, machine, worker_of(machine, far))
        self.ends.append(one)
        return one

    def _one(self) -> Ends:
        return self.dice.choice(self.ends)

    def _try(self, one: Ends, act: Callable[[], object]) -> bool:
        """Do something at a machine; where its power fails meanwhile, it starts again with a new worker."""
        try:
            act()
        except PowerCut:
            self.done["till cut"] += 1
            self._again(one)
            return False
        finally:
            one.machine.plug.points = 0
        return True

    def _again(self, one: Ends) -> None:
        one.machine.restart()
        one.worker = worker_of(one.machine, self.line.to(self.province.ask, one.name))

    # What people and tills do.

    def _sell(self) -> None:
        one = self._one()
        self._try(one, one.machine.sell)

    def _act(self) -> None:
        one = self._one()
        self._try(one, one.machine.act)

    def _round(self) -> None:
        one = self._one()
        self._try(one, one.worker.round)
        self.done["round"] += 1

    def _time_passes(self) -> None:
        self.clock.forward(minutes=self.dice.choice((1, 5, 20, 60, 600)))

    def _late_packets(self) -> None:
        self.line.bring_late(all_of_it=self.dice.random() < 0.3)

    # What breaks.

    def _power_fails_selling(self) -> None:
        one = self._one()
        one.machine.plug.points = self.dice.randint(1, 3)
        self._try(one, self.dice.choice((one.machine.sell, one.machine.act)))

    def _power_fails_sending(self) -> None:
        one = self._one()
        one.machine.plug.points = self.dice.randint(1, 12)
        self._try(one, one.worker.round)

    def _restart_till(self) -> None:
        self._again(self._one())
        self.done["till restarted"] += 1

    def _partition(self) -> None:
        name = self._one().name
        self.line.cut_off.symmetric_difference_update({name})

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
        self.province.plug.commits = 0
        self.province.bring_back(self.dice.choice(self.backups))
        self.done["province came back old"] += 1

    def _backup(self) -> None:
        one = self._one()
        self.images[f"backup/{one.name}"] = one.machine.backup()

    def _restore(self) -> None:
        one = self._one()
        file = self.images.get(f"backup/{one.name}")
        if file is not None:
            self._burnt(one)
            one.machine.restore(file)
            one.worker = worker_of(one.machine, self.line.to(self.province.ask, one.name))
            self.done["till restored"] += 1

    def _image(self) -> None:
        one = self._one()
        self.images[f"image/{one.name}"] = one.machine.image()
        self._again(one)

    def _disk_goes_back(self) -> None:
        one = self._one()
        image = self.images.get(f"image/{one.name}")
        if image is not None and not one.clone_of:
            self._burnt(one)
            one.machine.go_back(image)
            self._again(one)
            self.forked = True
            self.done["disk went back"] += 1

    def _clone(self) -> None:
        one = self._one()
        image = self.images.get(f"image/{one.name}")
        if image is None or one.clone_of or any(end.clone_of for end in self.ends):
            return
        name = f"{one.name}-klon"
        shutil.copytree(image, self.home / name)
        machine = self._machine(name)
        machine.start()
        self._join(name, machine).clone_of = one.name
        self.forked = True
        self.done["cloned"] += 1

    def _second(self) -> None:
        if len(self.ends) >= 3 or self.province.down or self.line.cut_off:
            return
        name = f"K{len(self.ends) + 1}"
        machine = self._machine(name)
        if second_till(machine, self.province, name):
            self._join(name, machine)
            self.done["second till"] += 1

    def _burn_and_replace(self) -> None:
        one = self._one()
        if self.province.down or one.clone_of:
            return
        self._burnt(one)
        one.machine.stop()
        shutil.rmtree(one.machine.home)
        machine = self._machine(f"{one.name}-baru")
        if not machine.home.exists() and take_the_place(machine, self.province, one):
            self.ends.remove(one)
            self._join(f"{one.name}-baru", machine)
            self.done["replaced"] += 1

    def _burnt(self, one: Ends) -> None:
        """Note what is only on a disk that is about to be lost."""
        elsewhere = set(self.province.lines()) if not self.province.down else set()
        for other in self.ends:
            if other is not one:
                elsewhere.update(other.machine.lines())
        import json

        lost = (line for line in one.machine.lines() if line not in elsewhere)
        self.memory.gone.update(json.loads(line)["body"]["id"] for line in lost)

    # How it ends.

    def _end(self) -> None:
        for one in self.ends:
            one.machine.clock.off = timedelta()
        if self.province.down:
            self.province.start()
        self.province.plug.commits = 0
        self.line.heal()
        rounds = self._converge()
        self.done["rounds to the end"] = max(self.done["rounds to the end"], rounds)
        before = self.province.lines()
        self.line.haunt()
        self._must([] if self.province.lines() == before else ["a ghost changed what the province holds"])
        self._demand()

    def _converge(self) -> int:
        for number in range(1, ROUNDS + 1):
            self.clock.forward(minutes=16)
            for one in self.ends:
                one.worker.round()
            if all(one.worker.is_done() for one in self.ends) and self._all_same():
                return number
        waiting = {one.name: one.worker.says() for one in self.ends}
        raise Wrong([f"not done after {ROUNDS} rounds: {waiting}", *self._troubles()])

    def _all_same(self) -> bool:
        held = {key: len(lines) for key, lines in writers_of(self.province.lines()).items()}
        return all(
            {key: len(lines) for key, lines in writers_of(one.machine.lines()).items()} == held for one in self.ends
        )

    def _troubles(self) -> list[str]:
        tills = {one.name: one.machine.lines() for one in self.ends}
        return trouble_of(self.province.lines(), self.province.aside(), tills, self.memory)

    def _demand(self) -> None:
        trouble = self._troubles()
        if not self.forked and (aside := self.province.aside()):
            trouble.append(f"{len(aside)} entries lie aside for no reason")
        stock = plain_stock(self.province.lines())
        for one in self.ends:
            trouble += [f"{one.name}: {sentence}" for sentence in check(one.machine)]
            found = stock_of(one.machine, sorted(stock))
            if found != stock:
                trouble.append(f"{one.name} has {found} on its shelf, not {stock}")
        self._must(trouble)

    @staticmethod
    def _must(trouble: list[str]) -> None:
        if trouble:
            raise Wrong(trouble)
