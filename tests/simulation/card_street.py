"""The shop that every schedule of cards begins with: four tills on the line, four people with cards, money, limits."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from koperasi_pos.journal.documents import Limit, LimitsSaved, ProductSaved
from koperasi_pos.operations import card_limits, card_rights, shops
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import LineSettings
from koperasi_pos.simulators.line import FarEnd
from koperasi_pos.sync.enrolment import enrol_till, fetch_shop
from koperasi_pos.sync.transport import Transport
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account
from tests.counter import HEAD, HEAD_PIN, Clock, begin_shift, stock_up
from tests.simulation.card_chance import decided_by
from tests.simulation.card_hub import Hub, Tables
from tests.simulation.card_ledger import Ledger
from tests.simulation.card_machines import Machine
from tests.simulation.line_ends import ADDRESS, Cable
from tests.simulation.line_tills import SkewedClock, TillPlug

PRICES = {"Teh": (2_000, ""), "Kitab": (7_000, "Kitab"), "Keripik": (3_000, "Jajan"), "Rokok": (5_000, "Rokok")}
NAMES = ("K1", "K2", "K3", "K4")
MONEY, GIVEN = 90_000, 20_000
"""What is on every card at first, and what of it every other till may spend."""


@dataclass(frozen=True)
class Street:
    """What every schedule begins with."""

    folder: Path
    goods: list[ProductSaved]
    people: list[str]
    tables: Tables


def sums_of(day: int, snacks: int, week: int) -> list[Limit]:
    """The limits of these simulations: of a day, of a day for snacks, of a week."""
    return [
        Limit(period="day", amount=Rupiah(day)),
        Limit(period="day", amount=Rupiah(snacks), categories=["Jajan"]),
        Limit(period="week", amount=Rupiah(week)),
    ]


def limits_of(till: Till, account_id: str, sums: tuple[int, int, int], *, smokes: bool) -> LimitsSaved:
    """What a wali wants."""
    blocked = [] if smokes else ["Rokok"]
    return LimitsSaved(id=till.new_id(), account=account_id, name="", limits=sums_of(*sums), blocked_categories=blocked)


def connecting(far: FarEnd) -> object:
    """Makes the transport of a till that is about to be enrolled."""

    def connect(_address: str, _settings: LineSettings) -> Transport:
        return Cable(far, TillPlug())

    return connect


def fetch(machine: Machine, hub: Hub, purpose: str, replaces: str = "", *, tries: int = 30) -> bool:
    """Make an empty machine a till of the shop; people try again over a bad line. Whether it went well."""
    code = hub.code(purpose, replaces)
    for _ in range(tries):
        try:
            with decided_by(machine.dice):
                till = fetch_shop(
                    machine.home, ADDRESS, code, connect=connecting(machine.far), clock=machine.clock,  # type: ignore[arg-type]
                    keyring_allowed=False,
                )  # fmt: skip
        except Refusal as refusal:
            if refusal.code == "line_fetch_empty":
                return False
            continue
        machine.hold(till)
        return True
    return False


def make_street(folder: Path) -> Street:
    """A shop with four tills that know the same; all the money lies at the first one. Every time the very same."""
    clock, dice = Clock(), random.Random(0)
    hub = Hub(clock)
    with decided_by(dice):
        till = shops.make_shop(
            folder / NAMES[0], name="Koperasi An-Nur", head_name="Kepala", head_pin=HEAD_PIN, clock=clock,
            keyring_allowed=False,
        )  # fmt: skip
        goods = [stock_up(till, name, price, category=kind, stock=99_999) for name, (price, kind) in PRICES.items()]
        people = [
            account(till, name, nis=f"202400{n}", money=MONEY).account
            for n, name in enumerate(("Ahmad", "Budi", "Citra", "Dewi"))
        ]
        card_limits.save_limits(till, limits_of(till, people[0], (24_000, 6_000, 60_000), smokes=False), by=HEAD)
        enrol_till(till, ADDRESS, hub.code("new"), connect=connecting(hub.ask))  # type: ignore[arg-type]
        till.close()
    ledger, machines = Ledger(), []
    for name in NAMES:
        machine = Machine(name, folder / name, SkewedClock(clock), dice, ledger, hub.ask)
        if name == NAMES[0]:
            machine.start()
        else:
            assert fetch(machine, hub, "second")
        begin_shift(machine.till, 5_000_000)  # while the drawer is open a till keeps what it holds
        machine.talk()
        machines.append(machine)
    for machine in machines * 2:
        machine.talk()
    for other in machines[1:]:
        for one in people:
            device, epoch = other.me
            till = machines[0].till
            card_rights.give_rights(till, one, Rupiah(GIVEN), device=device, epoch=epoch, id=till.new_id(), by=HEAD)
    for machine in machines * 2:
        machine.talk()
    for machine in machines:
        machine.stop()
    return Street(folder, goods, people, hub.backup())
