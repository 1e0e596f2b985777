"""The province's pool of rights in one shop: the rules over what it holds, wherever the rows of it lie.

Who keeps the rows (`holding.py` keeps them in tables) says how each is read and written, nothing else; all of it is
done under one lock and kept or dropped together.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    Document,
    HeardLimits,
    LimitsHeard,
    ReclaimedLine,
    ReclaimedTransfer,
    RightsIn,
    RightsOut,
    RightsReclaimed,
    ToppedUp,
)
from koperasi_pos.trade.card_rights import taking_id
from koperasi_pos.values import Refusal, Rupiah


@dataclass(frozen=True)
class Held:
    """What the province holds of one account: rights, and how much it may spend without asking the limits' home."""

    account: str
    rights: int
    allowed: int
    edition: int = 0
    """Of the limits under which it was allowed; where others are in force it counts no more."""


@dataclass(frozen=True)
class WaitingAsk:
    """What a till asked the province for and was not given yet."""

    id: str
    account: str
    asker: str
    epoch: int
    amount: int
    allowed: int


@dataclass(frozen=True)
class Stranded:
    """A transfer to a life of the province that is over, which no life has taken."""

    transfer: str
    epoch: int
    account: str
    amount: int


class RightsPool(ABC):
    """What the province does with rights in one shop."""

    # Rows, and who it is: said by whoever keeps them.

    @property
    @abstractmethod
    def device(self) -> str:
        """Who it is in the shop's journal."""

    @property
    @abstractmethod
    def epoch(self) -> int:
        """Its life of today."""

    @abstractmethod
    def write(self, document: Document, *, staff: str = "") -> Entry:
        """Write an act of the province into the shop's feed; what it changes of the rights is said beside it."""

    @abstractmethod
    def is_written(self, id: str, *, by_any_life: bool = False) -> bool:
        """Whether a document with this id stands in the province's own journal of this life, or of any."""

    @abstractmethod
    def held(self, account: str) -> Held:
        """What it holds of an account now."""

    @abstractmethod
    def held_by_life(self, epoch: int) -> list[Held]:
        """What a life holds that was not decided about, by account."""

    @abstractmethod
    def edition_of(self, account: str) -> int:
        """Of the limits that the province knows of an account (`trade/limit_editions.py`)."""

    @abstractmethod
    def more(self, account: str, rights: int) -> None:
        """It may spend so much more."""

    @abstractmethod
    def less(self, account: str, rights: int) -> None:
        """It may spend so much less; an error where that is below nothing."""

    @abstractmethod
    def allow(self, account: str, allowed: int, edition: int) -> None:
        """So much may be spent without asking the home of the limits, under limits of this edition."""

    @abstractmethod
    def came_to_light(self, account: str, epoch: int, rights: int, allowed: int) -> None:
        """An earlier life holds so much more or less than was known; never less than nothing."""

    @abstractmethod
    def forget_held(self, epoch: int) -> None:
        """A life holds nothing any more: what it held went over to somebody."""

    @abstractmethod
    def asks_for(self, account: str) -> list[WaitingAsk]:
        """Who waits for some of an account, always in the same order."""

    @abstractmethod
    def keep_ask(self, ask: WaitingAsk) -> None:
        """Somebody waits; the same ask again changes nothing."""

    @abstractmethod
    def drop_ask(self, id: str) -> None:
        """Nobody waits for this any more."""

    @abstractmethod
    def drop_own_ask(self, id: str) -> None:
        """What the province asked a till for was answered."""

    @abstractmethod
    def stranded(self, epoch: int) -> list[Stranded]:
        """Transfers that are stranded with a life and not settled, always in the same order."""

    @abstractmethod
    def keep_stranded(self, given: Stranded) -> None:
        """A transfer is stranded; the same again changes nothing, nor does one that is settled."""

    @abstractmethod
    def settle_stranded(self, transfer: str, epoch: int, account: str) -> None:
        """A transfer to a life that is over went on elsewhere: nothing of it is stranded, also where it comes late."""

    @abstractmethod
    def is_dead(self, device: str, epoch: int) -> bool:
        """Whether a person declared this holder dead, as far as was heard here."""

    @abstractmethod
    def note_dead(self, device: str, epoch: int) -> None:
        """A person declared this holder dead; the same again changes nothing."""

    @abstractmethod
    def is_living(self, device: str, epoch: int) -> bool:
        """Whether a till may be given something: enrolled, in its newest life, declared dead by nobody."""

    # Rules.

    def check_living(self) -> None:
        """`Refusal("province_is_dead")` where a person of the shop declared this life of the province dead."""
        if self.is_dead(self.device, self.epoch):
            raise Refusal("province_is_dead")

    def give(
        self, account: str, amount: int, *, allowed: int = 0, device: str, epoch: int, id: str, ask: str = ""
    ) -> RightsOut:
        """Give rights to another holder; they are on their way until it takes them."""
        edition, left = self.edition_of(account), self.allowance(account) - allowed
        assert left >= 0, "nothing is allowed that is not held"
        self.less(account, amount)
        self.allow(account, left, edition)
        out = RightsOut(
            id=id, account=account, amount=Rupiah(amount), allowed=Rupiah(allowed), device=device, epoch=epoch, ask=ask,
            edition=edition,
        )  # fmt: skip
        self.write(out)
        return out

    def take(
        self, transfer: str, account: str, amount: int, allowed: int = 0, *, edition: int = 0, id: str = ""
    ) -> RightsIn:
        """Take what was given to the province; who calls sees to it that each transfer is taken once.

        What was allowed under other limits than are known here (`edition`) is not taken: the home allows anew.
        """
        now = self.edition_of(account)
        counts = allowed if edition == now else 0
        taken = RightsIn(
            id=id or taking_id(transfer), transfer=transfer, account=account, amount=Rupiah(amount),
            allowed=Rupiah(counts), edition=now,
        )  # fmt: skip
        self.allow(account, self.allowance(account) + counts, now)
        self.more(account, amount)
        self.write(taken)
        return taken

    def allowance(self, account: str) -> int:
        """What it may spend without asking the home of the limits: nothing of what older limits allowed."""
        held = self.held(account)
        return held.allowed if held.edition == self.edition_of(account) else 0

    def say_heard(self, account: str) -> None:
        """Tell the tills that what older limits allowed the province has lapsed, so that the home may allow anew."""
        held, now = self.held(account), self.edition_of(account)
        if not held.allowed or held.edition == now:
            return
        number = f"{account}/{held.edition}/{now}/{self.device}/{self.epoch}"
        id = hashlib.sha256(f"limits-heard/{number}".encode()).hexdigest()[:32]
        self.allow(account, 0, now)
        self.write(LimitsHeard(id=id, accounts=[HeardLimits(account=account, edition=now)]))

    def put_on(self, done: ToppedUp, *, staff: str) -> None:
        """Money came and is put on cards: the province may spend it."""
        self.check_living()
        for line in done.lines:
            self.more(line.account, int(line.amount))
        self.write(done, staff=staff)

    def lines_of(self, epoch: int) -> list[ReclaimedLine]:
        """Account by account what a life held, and what was given to it and not taken."""
        sums = {one.account: one.rights for one in self.held_by_life(epoch) if one.rights}
        parts: dict[str, list[ReclaimedTransfer]] = {}
        for given in self.stranded(epoch):
            part = ReclaimedTransfer(transfer=given.transfer, amount=Rupiah(given.amount))
            parts.setdefault(given.account, []).append(part)
            sums[given.account] = sums.get(given.account, 0) + given.amount
        return [
            ReclaimedLine(account=account, amount=Rupiah(sums[account]), transfers=parts.get(account, []))
            for account in sorted(sums)
        ]

    def decide(self, epoch: int, *, reason: str, id: str, day: str, staff: str) -> RightsReclaimed:
        """A person declares an earlier life dead, with a reason: what it held goes over to the life of today.

        `Refusal`: `rights_none` (nothing there, or decided already), `rights_to_self`, `province_is_dead`.
        """
        self.check_living()
        if epoch == self.epoch:
            raise Refusal("rights_to_self")
        lines = self.lines_of(epoch)
        if not lines or epoch > self.epoch:
            raise Refusal("rights_none")
        done = RightsReclaimed(
            id=id, device=self.device, epoch=epoch, lines=lines, amount=Rupiah(sum(int(line.amount) for line in lines)),
            reason=reason, day=day,
        )  # fmt: skip
        self.write(done, staff=staff)
        self.taken_over(done)
        for line in lines:
            self.more(line.account, int(line.amount))
        return done

    def taken_over(self, done: RightsReclaimed) -> None:
        """A holder was declared dead, here or at a till: nothing is given to it, and what it held is somebody's now."""
        self.note_dead(done.device, done.epoch)
        if done.device != self.device:
            return
        # Whoever decided next would take the same over a second time, and the guarantee account would bear it.
        self.forget_held(done.epoch)
        for line in done.lines:
            for part in line.transfers:
                self.settle_stranded(part.transfer, done.epoch, line.account)
