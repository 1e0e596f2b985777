"""A till of the simulation of cards: its disk, its wrong clock, its line; it can be copied, thrown back and burnt."""

from __future__ import annotations

import random
import shutil
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from koperasi_pos.operations import accounts, card_money, upkeep
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.simulators.line import FarEnd
from koperasi_pos.store import journal
from koperasi_pos.store.books import rights
from koperasi_pos.sync.client import NotTheProvince, Refused
from koperasi_pos.sync.exchange import Exchange, told
from koperasi_pos.sync.transport import Unreachable
from tests.simulation.card_chance import decided_by
from tests.simulation.card_ledger import File, Holder, Ledger, Line, Log, must, read
from tests.simulation.line_ends import Cable
from tests.simulation.line_tills import SkewedClock, TillPlug

MOST_STEPS = 80


@dataclass
class Kept:
    """What somebody put away of a machine: a backup, or the image of its whole disk; and what stood in it."""

    place: Path
    file: File
    log: Log
    seq: int


@dataclass
class Machine:
    """One machine with a till's file on it. `clone`: its disk is a copy of another one that goes on."""

    name: str
    home: Path
    clock: SkewedClock
    dice: random.Random
    ledger: Ledger
    far: FarEnd
    clone: bool = False
    file: File = field(default_factory=File)
    log: Log = field(default_factory=lambda: Log(("", 0)))
    position: int = 0
    fresh: list[Line] = field(default_factory=list)
    """Lines that came into the file since the books were last looked at."""
    backup: Kept | None = None
    image: Kept | None = None
    _till: Till | None = None
    _exchange: Exchange | None = None

    @property
    def till(self) -> Till:
        """The open till."""
        assert self._till is not None
        return self._till

    @property
    def me(self) -> Holder:
        """Who writes here."""
        with self.till.reading() as connection:
            me = self.till.writer(connection)
        return me.device, me.epoch

    @property
    def is_dead(self) -> bool:
        """Whether this till knows that a person declared it dead."""
        return self.me in self.file.dead

    def start(self) -> None:
        """Open the file."""
        with decided_by(self.dice):
            self.hold(open_till(self.home, clock=self.clock))

    def hold(self, till: Till) -> None:
        """Go on with this till; nothing is remembered but what stands in the file."""
        till.randomness = self.dice.randbytes
        self._till, self._exchange = till, None

    def stop(self) -> None:
        """Nothing is left but the file."""
        if self._till is not None:
            self._till.close()
        self._till = None

    def talk(self, steps: int = MOST_STEPS) -> str:
        """Talk with the province until there is nothing more, or so many pieces; the code of what went wrong."""
        if self._exchange is None:
            self._exchange = Exchange(self.till, Cable(self.far, TillPlug()), signing_key(self.till))
        self._exchange.fetch = True
        for _ in range(steps):
            try:
                step = self._exchange.step()
            except (Unreachable, NotTheProvince, Refused) as error:
                return told(error)[0]
            if not step.more:
                return step.code
        return "line_goes_on"

    def compare(self) -> None:
        """The comparison of the day is due with the next talk."""
        if self._exchange is not None:
            self._exchange.compare, self._exchange.greeted = True, False

    # What the oracle sees.

    def look(self) -> None:
        """Read what came into the file since; what this machine wrote itself goes into its log."""
        me = self.me
        with self.till.reading() as connection:
            rows = list(journal.lines(connection, self.position))
        for position, raw in rows:
            line, self.position = read(raw), position
            self.file.add(line)
            self.fresh.append(line)
            if line.holder == me != self.log.holder:
                self.log = self.ledger.begin(Log(me))
            if line.holder == self.log.holder and line.seq > len(self.log.lines):
                self.ledger.write(self.log, line)

    def hold_books(self, people: list[str]) -> None:
        """The books say what follows from the lines of the file."""
        expected, me = self.file.expected(), self.me
        for account in people:
            with self.till.reading() as connection:
                held = {(one.device, one.epoch): one.rights for one in rights.holders_of(connection, account)}
            wanted = {holder: n for (one, holder), n in expected.rights.items() if one == account and n}
            found = {holder: n for holder, n in held.items() if n}
            must(found == wanted, f"{self.name}: of {account} the books say {found}, the lines say {wanted}")
            view = accounts.account_view(self.till, account)
            must(view.here == expected.rights[account, me], f"{self.name}: {view.here} of {account} here")
            must(view.balance == expected.balance(account), f"{self.name}: {view.balance} on {account}")
        guarantee = card_money.float_state(self.till).guarantee
        must(guarantee == sum(expected.short.values()), f"{self.name}: the guarantee account says {guarantee}")

    # What becomes of a disk.

    def keep_backup(self) -> None:
        """A backup as the program makes it."""
        place = self.home.with_name(f"{self.home.name}.backup")
        place.unlink(missing_ok=True)
        upkeep.make_backup(self.till, place)
        self.backup = self._kept(place)

    def keep_image(self) -> None:
        """A copy of the whole disk; the machine is off meanwhile."""
        self.stop()
        place = self.home.with_name(f"{self.home.name}-image")
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.home, place)
        self.start()
        self.image = self._kept(place)

    def _kept(self, place: Path) -> Kept:
        file = copy(self.file)
        file.lines, file.lost, file.dead = list(file.lines), set(file.lost), set(file.dead)
        file.limits, file.frozen, file.heard = dict(file.limits), dict(file.frozen), dict(file.heard)
        return Kept(place, file, self.log, len(self.log.lines))

    def restore(self) -> None:
        """Put the backup back as the program does it: a new epoch, which holds nothing."""
        assert self.backup is not None
        self.stop()
        with decided_by(self.dice):
            self.hold(upkeep.restore(self.home, self.backup.place, clock=self.clock, keyring_allowed=False))
        self._go_on(self.backup)
        self.log = self.ledger.begin(Log(self.me))

    def go_back(self) -> None:
        """Put the older image of the disk in its place, without a word to anybody."""
        assert self.image is not None
        self.stop()
        shutil.rmtree(self.home)
        shutil.copytree(self.image.place, self.home)
        self.start()
        self._go_on(self.image)
        self.log = self.ledger.begin(self.image.log.branch(self.image.seq))

    def live_twice(self, image: Kept) -> None:
        """This machine's disk is a copy of another one's image."""
        shutil.copytree(image.place, self.home)
        self.start()
        self._go_on(image)
        self.log = self.ledger.begin(image.log.branch(image.seq))

    def _go_on(self, kept: Kept) -> None:
        file = copy(kept.file)
        file.lines, file.lost, file.dead = list(file.lines), set(file.lost), set(file.dead)
        file.limits, file.frozen, file.heard = dict(file.limits), dict(file.frozen), dict(file.heard)
        self.file, self.position = file, len(file.lines)
