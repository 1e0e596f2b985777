"""A till of the simulation: sells and does other work at random, loses its power, goes back in time, burns."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from koperasi_pos.journal.documents import PersonSaved, ProductSaved
from koperasi_pos.operations import baskets, persons, products, sales, shifts, upkeep
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import Connection, journal, line
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift
from tests.simulation.line_oracle import Memory, Told
from tests.simulation.line_province import Held


class PowerCut(BaseException):
    """The power of a till is gone in the middle of what it did."""


@dataclass
class SkewedClock:
    """A till's own clock: the world's moment and how far it is off."""

    world: Clock
    off: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.world() + self.off


@dataclass
class TillPlug:
    """Pulls a till's power at one of the next points: before or after a commit, before or after a request."""

    points: int = 0
    pulled: int = 0

    def point(self) -> None:
        """Here the power may fail."""
        if self.points:
            self.points -= 1
            if not self.points:
                self.pulled += 1
                raise PowerCut


@dataclass
class Machine:
    """One machine with a till's file on it."""

    home: Path
    clock: SkewedClock
    dice: random.Random
    memory: Memory
    done: Counter[str]
    plug: TillPlug = field(default_factory=TillPlug)
    _till: Till | None = None

    @property
    def till(self) -> Till:
        """The open till."""
        assert self._till is not None
        return self._till

    def start(self) -> None:
        """Open the file, as a program does that starts."""
        self.hold(open_till(self.home, clock=self.clock))

    def hold(self, till: Till) -> None:
        """Go on with this till; its power may fail around every commit."""
        till.randomness = self.dice.randbytes
        writing = till.database.write

        @contextmanager
        def watched() -> Iterator[Connection]:
            with writing() as connection:
                yield connection
                self.plug.point()
            self.plug.point()

        till.database.write = watched  # type: ignore[method-assign]
        self._till = till

    def stop(self) -> None:
        """Nothing is left but the file."""
        self.plug.points = 0
        if self._till is not None:
            self._till.close()
        self._till = None

    def restart(self) -> None:
        """Lose whatever is in memory."""
        self.stop()
        self.start()

    def alive(self, act: Callable[[], None]) -> bool:
        """Do something; where the power fails meanwhile, start again. Whether it was done to its end."""
        try:
            act()
        except PowerCut:
            self.done["till cut"] += 1
            self.restart()
            return False
        return True

    def lines(self) -> list[bytes]:
        """Every entry in the file, byte for byte."""
        with self.till.reading() as connection:
            return [line for _, line in journal.lines(connection)]

    def device(self) -> tuple[str, int]:
        """Who writes here."""
        with self.till.reading() as connection:
            me = self.till.writer(connection)
        return me.device, me.epoch

    def sell(self) -> None:
        """Somebody buys one to three things and leaves with a receipt."""
        self._shift()
        held = [row.id for row in products.find_products(self.till, "") if row.active]
        basket = baskets.new_basket(self.till)
        for id in self.dice.sample(sorted(held), min(len(held), self.dice.randint(1, 3))):
            basket = basket.add(products.product(self.till, id).document, quantity=Quantity.of(self.dice.randint(1, 4)))
        self.memory.tried.add(basket.id)
        sale = sales.complete_sale(self.till, basket, cash(Rupiah(1_000_000)), by=CASHIER).value.sale
        goods = tuple((line.product, int(line.quantity)) for line in sale.lines)
        self.memory.tell(Told(sale.id, sale.number, int(sale.total), goods))
        self.done["sale"] += 1

    def act(self) -> None:
        """Something else than a sale."""
        till = self.till
        match self.dice.choice(("cash", "product", "person", "shift")):
            case "cash":
                self._shift()
                amount = Rupiah(self.dice.randint(1, 50_000))
                id = till.new_id()
                shifts.move_cash(till, purpose="in", amount=amount, reason="Kas kecil", id=id, by=HEAD)
            case "product":
                held = self.dice.choice(sorted(products.find_products(till, ""), key=lambda row: row.id))
                changed = products.product(till, held.id).document
                id = till.new_id()
                name = f"{held.name.split('#')[0].strip()} #{self.dice.randint(1, 99)}"
                products.save_product(till, changed.model_copy(update={"id": id, "name": name}), by=HEAD)
            case "person":
                id = till.new_id()
                name = f"Santri {self.dice.randint(1, 999)}"
                persons.save_person(till, PersonSaved(id=id, person=till.new_short_id(), name=name), by=HEAD)
            case _:
                shift = shifts.current_shift(till)
                if shift is None:
                    return
                id = till.new_id()
                shifts.close_shift(till, counted=Rupiah(0), id=id, by=HEAD)
        self.memory.acts.add(id)
        self.done["other act"] += 1

    def write_what_nobody_reads(self) -> None:
        """An entry as only a newer program writes it: of a kind of its own, or of a known one in another form."""
        till = self.till
        kind = self.dice.choice(("loan_2031", "zakat", "sale", "product", "shift_closed"))
        with till.writing() as connection:
            me = till.writer(connection)
            seq, prev = journal.head(connection, me.key)
            fields = {
                "writer": me.device, "epoch": me.epoch, "seq": seq + 1, "time": till.now(), "staff": "", "kind": kind,
                "version": 1, "body": {"id": till.new_id(), "novel": [1, 2, 3]}, "prev": prev,
            }  # fmt: skip
            line = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            journal.keep_unread(connection, line)
        self.memory.acts.add(fields["body"]["id"])  # type: ignore[index]
        self.done["poison"] += 1

    def _shift(self) -> None:
        if shifts.current_shift(self.till) is None:
            begin_shift(self.till)

    def image(self) -> Path:
        """Copy the whole disk of the machine, which is off meanwhile."""
        self.stop()
        copy = self.home.with_name(f"{self.home.name}-image")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.home, copy)
        self.start()
        return copy

    def go_back(self, image: Path) -> None:
        """Put an older image of the disk back, without a word to anybody."""
        self.stop()
        shutil.rmtree(self.home)
        shutil.copytree(image, self.home)
        self.start()

    def backup(self) -> Path:
        """A backup as the program makes it."""
        file = self.home.with_name(f"{self.home.name}.backup")
        file.unlink(missing_ok=True)
        upkeep.make_backup(self.till, file)
        return file

    def restore(self, file: Path) -> None:
        """Put a backup back as the program does it: a new epoch."""
        self.stop()
        self.hold(upkeep.restore(self.home, file, clock=self.clock, keyring_allowed=False))


def wrongly_believed(machine: Machine, held: Held) -> list[str]:
    """What a till believes of the province that is not so: that it holds more than it does, or that all was read.

    Where the province began a new epoch that the till has not heard of, it believes nothing yet.
    """
    with machine.till.reading() as connection:
        row = line.find(connection)
        if row is None or row.server_epoch != held.epoch:
            return []
        trouble = [
            f"{one.device}/{one.epoch} counts as sent up to {line.acked(connection, one.key)}, the province holds "
            f"{held.acked.get((one.device, one.epoch), 0)}"
            for one in line.taken_over(connection)
            if line.acked(connection, one.key) > held.acked.get((one.device, one.epoch), 0)
        ]
        there = {
            (one.device, one.epoch): line.reach(connection, one.device, one.epoch)
            for one in line.all_writers(connection)
        }
        waits = {(one.device, one.epoch, one.seq) for one in line.put_offs(connection, limit=10_000)}
    for position, device, epoch, seq in held.entries:
        read = position > row.cursor or device == row.device or seq <= there.get((device, epoch), 0)
        if not read and (device, epoch, seq) not in waits:
            trouble.append(f"read up to {row.cursor}, but {device}/{epoch}/{seq} at {position} is not there")
    return trouble


def check(machine: Machine) -> list[str]:
    """What the till's own check finds, besides documents that it does not know."""
    return upkeep.check(machine.till).damage


def stock_of(machine: Machine, ids: list[str]) -> dict[str, int]:
    """Thousandths on hand by the till's books."""
    found = {}
    for id in ids:
        try:
            found[id] = products.stock_of(machine.till, id)[0]
        except Refusal:
            continue
    return found


def products_of(machine: Machine) -> list[ProductSaved]:
    """What is on sale."""
    return [products.product(machine.till, row.id).document for row in products.find_products(machine.till, "")]
