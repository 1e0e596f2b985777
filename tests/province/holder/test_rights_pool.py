"""The rules of the province's pool over rows in tables and over rows in memory: the same acts, the same entries."""

from __future__ import annotations

import os
import random
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from koperasi_pos.journal import GENESIS, Entry, read_entry, write_entry
from koperasi_pos.journal.documents import (
    Document,
    LimitsHeard,
    LimitsSaved,
    ReclaimedLine,
    ReclaimedTransfer,
    RightsAsked,
    RightsIn,
    RightsOut,
    RightsReclaimed,
    ToppedUp,
    TopUpLine,
)
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.province.books.batch import At
from koperasi_pos.province.books.cards import acts_of
from koperasi_pos.province.database import Pool
from koperasi_pos.province.holder.answering import hear
from koperasi_pos.province.holder.holding import hold
from koperasi_pos.province.holder.rights_pool import RightsPool
from koperasi_pos.province.identity import identity
from koperasi_pos.trade.card_rights import taking_id
from koperasi_pos.trade.limit_editions import part_of
from koperasi_pos.values import WIB, Refusal, Rupiah
from tests.province.shops import add_shop
from tests.simulation.card_ledger import read
from tests.simulation.card_pool import MemoryPool, Rows

SHOP, NOW = "toko-1", datetime(2026, 11, 27, 9, 0, tzinfo=WIB)
ACCOUNTS = ("a" * 16, "b" * 16)
TILLS = ("1" * 16, "2" * 16)
ACTS = 120
SEED = int(os.environ.get("KOPERASI_SEED", "2711"))


class Keeper(ABC):
    """Whoever keeps the rows: opens the pool in a life of the province, says what stands in its own journal."""

    device = ""

    @abstractmethod
    def pool(self, epoch: int) -> AbstractContextManager[RightsPool]:
        """The pool in that life; all of it is kept, or with an error nothing."""

    @abstractmethod
    def lines(self) -> list[bytes]:
        """What the province wrote, in order."""

    @abstractmethod
    def limits_change(self, id: str) -> None:
        """Limits with other sums came into the books."""


class InMemory(Keeper):
    """Rows of the simulation."""

    def __init__(self) -> None:
        self.device, self.rows, self.written = province_device("provinsi", SHOP), Rows(), list[bytes]()

    @contextmanager
    def pool(self, epoch: int) -> Iterator[RightsPool]:
        """The pool in that life."""
        before = self.rows.copy(), list(self.written)
        try:
            yield MemoryPool(
                (self.device, epoch), self.rows, lambda document, staff: self._write(epoch, document), _life
            )
        except BaseException:
            self.rows, self.written = before
            raise

    def _write(self, epoch: int, document: Document) -> Entry:
        entry = entry_of(document, self.device, epoch, len(self.written) + 1)
        self.written.append(entry.line)
        self.rows.written.setdefault(document.id, set()).add(epoch)
        return entry

    def lines(self) -> list[bytes]:
        """What the province wrote, in order."""
        return self.written

    def limits_change(self, id: str) -> None:
        """Limits with other sums came into the feed."""
        saved = LimitsSaved(id=id, account=ACCOUNTS[0], name="", lapses=True)
        self.rows.hear_limits(read(entry_of(saved, TILLS[0], 1).line))


class InTables(Keeper):
    """Rows of a real PostgreSQL, with tills that are enrolled."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        add_shop(pool, SHOP)
        with pool.writing() as connection:
            self.device = province_device(identity(connection).id, SHOP)
            for device in TILLS:
                connection.execute(
                    "INSERT INTO till (shop, device, code, public_key, purpose) VALUES (%s, %s, %s, %s, 'second')",
                    (SHOP, device, f"K{device[0]}", device * 4),
                )
                connection.execute("INSERT INTO writer (shop, device, epoch) VALUES (%s, %s, 1)", (SHOP, device))

    @contextmanager
    def pool(self, epoch: int) -> Iterator[RightsPool]:
        """The pool in that life."""
        with self._pool.writing() as connection:
            found = hold(connection, SHOP, NOW)
            yield replace(found, who=replace(found.who, server_epoch=epoch))

    def lines(self) -> list[bytes]:
        """What the province wrote, in order."""
        with self._pool.reading() as connection:
            rows = connection.execute(
                "SELECT line FROM entry WHERE shop = %s AND device = %s ORDER BY rev", (SHOP, self.device)
            )
            return [bytes(row[0]) for row in rows.fetchall()]

    def limits_change(self, id: str) -> None:
        """Limits with other sums came into the books."""
        saved = LimitsSaved(id=id, account=ACCOUNTS[0], name="", lapses=True)
        with self._pool.writing() as connection:
            for statement, values in acts_of(At(entry_of(saved, TILLS[0], 1), NOW, False, NOW)):
                connection.execute(statement, {**values, "shop": SHOP})


def _life(device: str) -> int:
    return 1 if device in TILLS else -1


def entry_of(document: Document, writer: str, epoch: int, seq: int = 1) -> Entry:
    return write_entry(
        document, writer=writer, epoch=epoch, seq=seq, time=NOW.isoformat(), staff="x", prev=GENESIS
    )  # fmt: skip


@pytest.fixture(params=["memory", "tables"])
def keeper(request: pytest.FixtureRequest) -> Keeper:
    return InMemory() if request.param == "memory" else InTables(request.getfixturevalue("pool"))


class Story:
    """Says what happens in words, at any keeper; ids follow from a number."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper, self.epoch = keeper, 1

    def top_up(self, amount: int, account: str = ACCOUNTS[0], *, number: int = 1) -> None:
        line = TopUpLine(account=account, name="", amount=Rupiah(amount), balance=Rupiah(amount))
        done = ToppedUp(
            id=f"{number:032x}", lines=[line], total=Rupiah(amount), way="transfer", reference="BSI", day="2026-11-27",
            cashier="A",
        )  # fmt: skip
        with self.keeper.pool(self.epoch) as pool:
            pool.put_on(done, staff="aisyah")

    def tell(self, document: Document, *, by: str = TILLS[0], epoch: int = 1) -> None:
        with self.keeper.pool(self.epoch) as pool:
            hear(pool, entry_of(document, by, epoch))

    def give(
        self, number: int, amount: int, *, life: int = 1, allowed: int = 0, ask: str = "", edition: int = 0
    ) -> RightsOut:
        given = RightsOut(
            id=f"{number:032x}", account=ACCOUNTS[0], amount=Rupiah(amount), allowed=Rupiah(allowed),
            device=self.keeper.device, epoch=life, ask=ask, edition=edition,
        )  # fmt: skip
        self.tell(given)
        return given

    def ask(self, number: int, amount: int, *, life: int | None = None, by: str = TILLS[0], allowed: int = 0) -> None:
        asked = RightsAsked(
            id=f"{number:032x}", account=ACCOUNTS[0], amount=Rupiah(amount), allowed=Rupiah(allowed),
            device=self.keeper.device, epoch=life or self.epoch,
        )  # fmt: skip
        self.tell(asked, by=by)

    def reclaimed(self, life: int, amount: int, *forced: RightsOut, number: int = 999) -> RightsReclaimed:
        parts = [ReclaimedTransfer(transfer=one.id, amount=one.amount) for one in forced]
        line = ReclaimedLine(account=ACCOUNTS[0], amount=Rupiah(amount), transfers=parts)
        return RightsReclaimed(
            id=f"{number:032x}", device=self.keeper.device, epoch=life, lines=[line], amount=Rupiah(amount),
            reason="Rusak", day="2026-11-27",
        )  # fmt: skip

    def decide(self, life: int) -> int:
        with self.keeper.pool(self.epoch) as pool:
            done = pool.decide(life, reason="Dipulihkan", id="d" * 32, day="2026-11-27", staff="aisyah")
        return int(done.amount)

    def held(self) -> int:
        with self.keeper.pool(self.epoch) as pool:
            return pool.held(ACCOUNTS[0]).rights

    def allowed(self) -> int:
        with self.keeper.pool(self.epoch) as pool:
            return pool.allowance(ACCOUNTS[0])

    def acts(self) -> list[str]:
        return [read_entry(line).kind for line in self.keeper.lines()]


@pytest.fixture
def story(keeper: Keeper) -> Story:
    return Story(keeper)


def test_an_ask_is_answered_once_and_what_is_given_is_taken_once(story: Story) -> None:
    story.give(1, 9_000)
    story.give(1, 9_000)
    assert story.held() == 9_000
    for _again in (1, 2):
        story.ask(2, 4_000)
    assert (story.held(), story.acts()) == (5_000, ["rights_in", "rights_out"])


def test_what_older_limits_allowed_the_pool_lapses_and_the_tills_are_told(story: Story) -> None:
    story.give(1, 9_000, allowed=5_000)
    assert story.allowed() == 5_000
    one, other = part_of("a" * 32), part_of("b" * 32)
    story.keeper.limits_change("a" * 32)
    assert story.allowed() == 0
    story.ask(2, 1_000, allowed=3_000)
    heard, given = (read_entry(line).document for line in story.keeper.lines()[1:])
    assert isinstance(heard, LimitsHeard)
    assert isinstance(given, RightsOut)
    assert [(told.account, told.edition) for told in heard.accounts] == [(ACCOUNTS[0], one)]
    assert (given.amount, given.allowed, given.edition) == (1_000, 0, one)
    story.give(3, 0, allowed=4_000, edition=one)
    story.give(4, 2_000, allowed=4_000)
    assert (story.held(), story.allowed()) == (10_000, 4_000)
    story.keeper.limits_change("b" * 32)
    story.give(5, 0, allowed=1_000, edition=one ^ other)
    assert story.allowed() == 1_000
    assert sum(kind == "limits_heard" for kind in story.acts()) == 1


def test_a_new_life_holds_nothing_until_a_person_decides_and_then_once(story: Story) -> None:
    story.top_up(9_000)
    story.epoch = 2
    late = story.give(1, 4_000)
    story.ask(2, 1_000)
    assert (story.held(), story.acts()) == (0, ["topped_up"])
    assert story.decide(1) == 13_000
    assert story.held() == 13_000
    story.tell(late)
    with pytest.raises(Refusal, match="rights_none"):
        story.decide(1)


def test_what_a_till_decided_about_the_province_does_not_decide_again(story: Story) -> None:
    story.top_up(9_000)
    story.epoch = 2
    first = story.give(1, 4_000)
    second = RightsOut(id=f"{2:032x}", account=ACCOUNTS[0], amount=Rupiah(500), device=story.keeper.device, epoch=1)
    # The till that decided had heard of the second transfer before the province hears of it (again).
    story.tell(story.reclaimed(1, 13_500, first, second), by=TILLS[1])
    story.tell(second)
    with pytest.raises(Refusal, match="rights_none"):
        story.decide(1)
    story.give(3, 700)  # news that nobody knew when it was decided
    assert story.decide(1) == 700


def test_what_an_earlier_life_decided_and_what_it_took_comes_to_light_and_is_not_decided_again(story: Story) -> None:
    story.top_up(9_000)
    story.epoch = 3
    late = story.give(1, 4_000)
    story.tell(story.reclaimed(1, 9_000), by=story.keeper.device, epoch=2)
    taken = RightsIn(id=taking_id(late.id), transfer=late.id, account=late.account, amount=late.amount)
    story.tell(taken, by=story.keeper.device, epoch=1)
    with pytest.raises(Refusal, match="rights_none"):
        story.decide(1)
    assert story.decide(2) == 9_000  # what the second life took over lies with it


def test_a_province_that_was_declared_dead_gives_and_takes_nothing_any_more(story: Story) -> None:
    story.top_up(9_000)
    story.tell(story.reclaimed(1, 9_000), by=TILLS[1])
    story.ask(2, 1_000)
    story.give(3, 4_000)
    with pytest.raises(Refusal, match="province_is_dead"):
        story.top_up(1_000, number=7)
    assert story.acts() == ["topped_up"]
    story.epoch = 2
    assert story.decide(1) == 4_000


def _anything(story: Story, chance: random.Random, number: int) -> Any:
    """One act; what it comes to."""
    life = chance.randint(1, story.epoch)
    match chance.choice(("top_up", "give", "give", "ask", "ask", "ask", "again", "reclaim", "decide", "epoch", "came")):
        case "top_up":
            return story.top_up(chance.randint(1, 20) * 1_000, number=number)
        case "give":
            return story.give(number, chance.randint(1, 9) * 1_000, life=life, allowed=chance.choice((0, 2_000))).id
        case "ask":
            return story.ask(number, chance.randint(1, 20) * 1_000, life=life, by=chance.choice((*TILLS, "9" * 16)))
        case "again":
            return story.give(chance.randint(1, number), 1_000, life=life).id
        case "reclaim" if chance.random() < 0.3:
            given = story.give(number, 3_000, life=life)
            return story.tell(story.reclaimed(life, 3_000, given, number=10**6 + number), by=TILLS[1])
        case "decide":
            return story.decide(life)
        case "epoch" if chance.random() < 0.3:
            story.epoch += 1
        case "came":
            out = RightsOut(id=f"{number:032x}", account=ACCOUNTS[0], amount=Rupiah(2_000), device=TILLS[0], epoch=1)
            return story.tell(out, by=story.keeper.device, epoch=life)
    return None


def test_rows_in_memory_and_rows_in_tables_come_to_the_same(pool: Pool) -> None:
    print(f"KOPERASI_SEED={SEED}")
    told: list[list[Any]] = []
    keepers: tuple[Keeper, ...] = (InMemory(), InTables(pool))
    for keeper in keepers:
        story, chance, said = Story(keeper), random.Random(SEED), list[Any]()
        for number in range(1, ACTS):
            try:
                said.append(_anything(story, chance, number))
            except Refusal as refusal:
                said.append(refusal.code)
            with keeper.pool(story.epoch) as opened:
                said += [opened.held(ACCOUNTS[0]), opened.asks_for(ACCOUNTS[0])]
                for life in range(1, story.epoch + 1):
                    said += [opened.held_by_life(life), opened.stranded(life), opened.is_dead(keeper.device, life)]
        said += [(read_entry(line).kind, read_entry(line).document.id) for line in keeper.lines()]
        told.append(said)
        assert {"rights_in", "rights_out", "topped_up", "rights_reclaimed"} <= set(story.acts())
    assert told[0] == told[1]
