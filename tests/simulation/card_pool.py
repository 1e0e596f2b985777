"""The province's pool of rights in memory: the rules are the real ones, only the rows lie in plain dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import Document
from koperasi_pos.province.holder.rights_pool import Held, RightsPool, Stranded, WaitingAsk
from koperasi_pos.trade.limit_editions import part_of
from tests.simulation.card_ledger import Line

Holder = tuple[str, int]


@dataclass
class Rows:
    """What the tables of the pool hold; a backup has a copy of them."""

    held: dict[tuple[str, int], tuple[int, int, int]] = field(default_factory=dict)
    """(account, epoch) → rights, allowance and the edition of the limits it was given under."""
    editions: Counter[str] = field(default_factory=Counter)
    """Account → edition of the limits that stand in the feed."""
    asks: dict[str, WaitingAsk] = field(default_factory=dict)
    stranded: dict[str, Stranded] = field(default_factory=dict)
    dead: set[Holder] = field(default_factory=set)
    written: dict[str, set[int]] = field(default_factory=dict)
    """Id of a document of the province's own → the lives that wrote it."""

    def hear_limits(self, line: Line) -> None:
        """An entry stands in the feed; where it changes the sums of an account, another edition is in force."""
        if line.kind == "account_limits" and line.body.get("lapses"):
            self.editions[line.body["account"]] ^= part_of(line.id)

    def copy(self) -> Rows:
        """As they are now."""
        written = {id: set(lives) for id, lives in self.written.items()}
        return Rows(
            dict(self.held), Counter(self.editions), dict(self.asks), dict(self.stranded), set(self.dead), written
        )


class MemoryPool(RightsPool):
    """The province as a holder of the shop's rights, over rows in memory."""

    def __init__(
        self, who: Holder, rows: Rows, write: Callable[[Document, str], Entry], living: Callable[[str], int]
    ) -> None:
        self._who, self.rows, self._write, self._living = who, rows, write, living

    @property
    def device(self) -> str:
        """Who it is in the shop's journal."""
        return self._who[0]

    @property
    def epoch(self) -> int:
        """Its life of today."""
        return self._who[1]

    def write(self, document: Document, *, staff: str = "") -> Entry:
        """Write an act of the province into the shop's feed."""
        return self._write(document, staff or "province")

    def is_written(self, id: str, *, by_any_life: bool = False) -> bool:
        """Whether a document with this id stands in the province's own journal of this life, or of any."""
        lives = self.rows.written.get(id, set())
        return bool(lives) if by_any_life else self.epoch in lives

    def held(self, account: str) -> Held:
        """What it holds of an account now."""
        return Held(account, *self.rows.held.get((account, self.epoch), (0, 0, 0)))

    def held_by_life(self, epoch: int) -> list[Held]:
        """What a life holds that was not decided about, by account."""
        rows = sorted(self.rows.held.items())
        return [Held(account, *sums) for (account, life), sums in rows if life == epoch and sums[0]]

    def edition_of(self, account: str) -> int:
        """Of the limits in the feed."""
        return self.rows.editions[account]

    def more(self, account: str, rights: int) -> None:
        """It may spend so much more."""
        held = self.held(account)
        self.rows.held[account, self.epoch] = (held.rights + rights, held.allowed, held.edition)

    def less(self, account: str, rights: int) -> None:
        """It may spend so much less; an error where that is below nothing."""
        assert self.held(account).rights >= rights, "nothing is given that is not held"
        self.more(account, -rights)

    def allow(self, account: str, allowed: int, edition: int) -> None:
        """So much may be spent without asking the home of the limits, under limits of this edition."""
        self.rows.held[account, self.epoch] = (self.held(account).rights, allowed, edition)

    def came_to_light(self, account: str, epoch: int, rights: int, allowed: int) -> None:
        """An earlier life holds so much more or less than was known; never less than nothing."""
        before = self.rows.held.get((account, epoch), (0, 0, 0))
        self.rows.held[account, epoch] = (max(0, before[0] + rights), max(0, before[1] + allowed), before[2])

    def forget_held(self, epoch: int) -> None:
        """A life holds nothing any more: what it held went over to somebody."""
        for account, life in list(self.rows.held):
            if life == epoch:
                self.rows.held[account, life] = (0, 0, 0)

    def asks_for(self, account: str) -> list[WaitingAsk]:
        """Who waits for some of an account, always in the same order."""
        return [ask for _id, ask in sorted(self.rows.asks.items()) if ask.account == account]

    def keep_ask(self, ask: WaitingAsk) -> None:
        """Somebody waits; the same ask again changes nothing."""
        self.rows.asks.setdefault(ask.id, ask)

    def drop_ask(self, id: str) -> None:
        """Nobody waits for this any more."""
        self.rows.asks.pop(id, None)

    def drop_own_ask(self, id: str) -> None:
        """The province asks no till here: that is for visitors of another pesantren."""

    def stranded(self, epoch: int) -> list[Stranded]:
        """Transfers that are stranded with a life and not settled, always in the same order."""
        return [one for _id, one in sorted(self.rows.stranded.items()) if one.epoch == epoch and one.amount]

    def keep_stranded(self, given: Stranded) -> None:
        """A transfer is stranded; the same again changes nothing, nor does one that is settled."""
        self.rows.stranded.setdefault(given.transfer, given)

    def settle_stranded(self, transfer: str, epoch: int, account: str) -> None:
        """A transfer to a life that is over went on elsewhere: nothing of it is stranded, also where it comes late."""
        self.rows.stranded[transfer] = Stranded(transfer, epoch, account, 0)

    def is_dead(self, device: str, epoch: int) -> bool:
        """Whether a person declared this holder dead, as far as was heard here."""
        return (device, epoch) in self.rows.dead

    def note_dead(self, device: str, epoch: int) -> None:
        """A person declared this holder dead; the same again changes nothing."""
        self.rows.dead.add((device, epoch))

    def is_living(self, device: str, epoch: int) -> bool:
        """Whether a till may be given something: enrolled, in its newest life, declared dead by nobody."""
        return self._living(device) == epoch and not self.is_dead(device, epoch)
