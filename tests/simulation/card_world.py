"""One schedule of cards: many tills on a bad line, wrong clocks, disks that go back, a province that comes back old."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import cast

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import LimitsSaved
from koperasi_pos.store.books import cards
from koperasi_pos.trade.limit_editions import following, order_of
from tests.counter import Clock
from tests.simulation.card_ending import Shop
from tests.simulation.card_hub import OURS, Tables
from tests.simulation.card_ledger import Log, read
from tests.simulation.card_machines import Machine
from tests.simulation.card_street import NAMES, fetch, limits_of
from tests.simulation.line_tills import SkewedClock

STEPS = {
    "buys": 46, "brings_back": 3, "puts_on": 7, "takes_off": 4, "gives": 4, "sets_limits": 3, "loses_card": 2,
    "limits_are_lowered": 3, "freezes": 2, "wali_sets_limits": 2, "talks": 24, "all_talk": 2,
    "refused_and_helped": 4, "time_passes": 6,
    "clock_is_wrong": 2, "partition": 3, "late_packets": 3, "backup": 4, "restore": 2, "decides": 4,
    "restarts": 2, "tries_for_another": 2, "province_backup": 2, "province_comes_back_old": 1,
    "drawer_is_counted": 4, "province_tops_up": 4, "province_decides": 2, "province_is_slow": 2,
    "all_want_the_same": 2,
}  # fmt: skip
SELDOM = {
    "disk_goes_back": {"image": 4, "disk_goes_back": 3, "province_comes_back_old": 0},
    "clone": {"image": 4, "clone": 3, "province_comes_back_old": 0},
    "burns": {"burns": 2, "decides": 6},
    "mistaken": {"declares_the_living_dead": 2},
    "grows": {"another_till": 3},
    "restored_often": {"backup": 6, "restore": 6, "province_comes_back_old": 3, "all_want_the_same": 6},
}
"""Steps of some schedules only. A disk and the province do not both go back behind each other's back: nobody would
know then what was numbered twice."""


class World(Shop):
    """A seed, what it does, and what must be true after every step and at the end."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.backups: list[Tables] = [self.street.tables]
        self._named = len(NAMES)
        self.steps = dict(STEPS)
        self.kind = self.wanted or self.dice.choice(["", "", "", *sorted(SELDOM)])
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
            self.end()
        finally:
            for machine in self.machines:
                machine.stop()
            self.done.update(self.line.weather.done)
            self.done["schedules"] += 1
            self.done["forked"] += self.forked

    def _begin(self) -> None:
        self.clock.moment = Clock().moment
        self.province.begin(self.street.tables)
        shutil.rmtree(self.home, ignore_errors=True)
        for name in NAMES[: self.dice.randint(3, 4)]:
            shutil.copytree(self.street.folder / name, self.home / name)
            machine = self._machine(name)
            machine.start()
            machine.log = self.ledger.begin(Log(machine.me))
            machine.look()
            machine.fresh.clear()
            self.machines.append(machine)

    def _machine(self, name: str) -> Machine:
        far = self.line.to(self.hub.ask, name)
        return Machine(name, self.home / name, SkewedClock(self.clock), self.dice, self.ledger, far)

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

    def _drawer_is_counted(self) -> None:
        """A shift is over: what the till does not need goes to the province with its next talk."""
        one = self._one()
        self.acts.counts_drawer(one)
        if self.dice.random() < 0.7:
            one.talk()

    def _tries_for_another(self) -> None:
        self.acts.tries_for_another(self._one())

    def _sets_limits(self) -> None:
        self.acts.sets_limits(self._one())

    def _limits_are_lowered(self) -> None:
        """Tills hold what generous limits allow, all or one hear of other ones, and a card is used everywhere."""
        account, all_hear = self.dice.choice(self.street.people), self.dice.random() < 0.5
        self.acts.sets_limits(self._one(), account, (30, 40))
        self._everybody_talks()
        with self.machines[0].till.reading() as connection:
            row = cards.account(connection, account)
        homes = [one for one in self.machines if row is not None and one.me[0] == row.home]
        for home in homes:
            for one in self.machines:
                self.acts.gives(home, one, account)
        self._everybody_talks()
        if all_hear:
            self.acts.sets_limits(self._one(), account, (4, 20))
            self._everybody_talks()
        else:  # only the home knows: what the others were allowed counts there until they have heard
            for home in homes:
                self.acts.sets_limits(home, account, (24, 40))
        for one in self.dice.sample(self.machines, len(self.machines)):
            if all_hear and self.dice.random() < 0.3:
                one.talk()
            for _ in range(self.dice.randint(2, 4)):
                self.acts.buys(one, account)

    def _everybody_talks(self) -> None:
        for one in self.machines * 2:
            for _ in range(3):
                if not one.talk():
                    break

    def _loses_card(self) -> None:
        self.acts.loses_card(self._one())

    def _freezes(self) -> None:
        self.acts.freezes(self._one())

    def _wali_sets_limits(self) -> None:
        sums = (self.dice.randint(4, 30) * 1_000, self.dice.randint(2, 8) * 1_000, self.dice.randint(20, 70) * 1_000)
        till, account = self._one().till, self.dice.choice(self.street.people)
        wanted = limits_of(till, account, sums, smokes=self.dice.random() < 0.5)
        self.hub.write(following(wanted, self._limits_at_the_province(account)))
        self.watch.changed.add(account)
        self.done["limits of a wali"] += 1

    def _limits_at_the_province(self, account: str) -> LimitsSaved:
        said = [one for one in map(read, self.hub.lines()) if one.kind == "account_limits"]
        of_it = [one for one in said if one.body["account"] == account]
        latest = max(of_it, key=lambda one: order_of(one.body.get("number", 0), one.stamp), default=None)
        if latest is None:
            return LimitsSaved(id="0" * 32, account=account, name="")
        return cast(LimitsSaved, read_entry(latest.raw).document)

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
        self._declare(lambda holder: holder not in self.living())

    def _declares_the_living_dead(self) -> None:
        if self._declare(lambda holder: holder in self.living()):
            self.done["mistaken"] += 1

    # The province.

    def _province_backup(self) -> None:
        self.backups.append(self.hub.backup())

    def _province_comes_back_old(self) -> None:
        self.province.comes_back_old(self.dice.choice(self.backups))

    def _province_tops_up(self) -> None:
        self.province.tops_up()

    def _all_want_the_same(self) -> None:
        """Money comes for a card, and everybody asks the province for all of it: most of them wait."""
        account = self.dice.choice(self.street.people)
        self.province.tops_up(account)
        for one in self.dice.sample(self.machines, len(self.machines)):
            one.talk()
            self.acts.wants_all(one, account)
        for one in self.machines:
            one.talk()
        self.done["waits at the province"] += any(ask.account == account for ask in self.hub.tables.pool.asks.values())
        if self.dice.random() < 0.5:
            self.backups.append(self.hub.backup())

    def _province_decides(self) -> None:
        """An officer takes for true what tills brought back of lives that are over, and decides about them."""
        if self.dice.random() < 0.5:
            self.hub.vouch(OURS)
        self.hub.act()
        self.province.decides()

    def _province_is_slow(self) -> None:
        self.hub.slow = not self.hub.slow
