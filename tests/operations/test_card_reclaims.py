"""A till that two people declare dead, unheard by each other: its money exists once, the second gives it back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import accounts, card_reclaims, card_rights, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.trade.card_doubles import Decision, doubles
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, buy, put_on
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up
from tests.store.exchange import books_by_id, second_till, send

WORD = "Bendahara tahu keduanya"


@dataclass
class Three:
    """K1, K2 and K3; K3 holds 20.000 of a santri's 50.000, K1 the rest. K3 is lost with its disk."""

    tills: list[Till]
    tea: ProductSaved
    who: AccountView
    clock: Clock

    def meet(self) -> None:
        """The two that live hear of each other."""
        send(self.tills[0], self.tills[1])
        send(self.tills[1], self.tills[0])

    def balance(self, till: int = 0) -> int:
        return int(accounts.account_view(self.tills[till], self.who.account).balance)

    def borne(self, till: int = 0) -> int:
        """What the guarantee account bears."""
        return sum(one.short for one in card_rights.holders_of(self.tills[till], self.who.account))

    def here(self, till: int) -> int:
        device, epoch = point(self.tills[till])
        return sum(
            one.rights
            for one in card_rights.holders_of(self.tills[till], self.who.account)
            if (one.device, one.epoch) == (device, epoch)
        )

    def declare_dead(self, till: int, dead: int = 2) -> int:
        device, epoch = point(self.tills[dead])
        one = self.tills[till]
        self.clock.forward(minutes=5)
        return int(
            card_rights.reclaim_rights(one, device, epoch, reason="Dicuri", id=one.new_id(), by=HEAD).value.amount
        )

    def doubles(self, till: int) -> list[card_reclaims.DoubleReclaim]:
        return card_reclaims.double_reclaims(self.tills[till])

    def give_back(self, till: int, document: str) -> Rupiah:
        one = self.tills[till]
        return card_reclaims.give_back(one, document, word=WORD, id=one.new_id(), by=HEAD).value.amount


def point(till: Till) -> tuple[str, int]:
    with till.reading() as connection:
        me = till.writer(connection)
        return me.device, me.epoch


def give(giver: Till, taker: Till, account_id: str, amount: int, *, take: bool = True) -> None:
    device, epoch = point(taker)
    card_rights.give_rights(
        giver, account_id, Rupiah(amount), device=device, epoch=epoch, id=giver.new_id(), by=HEAD
    )  # fmt: skip
    send(giver, taker)
    if take:
        for waiting in card_rights.rights_waiting(taker):
            card_rights.take_rights(taker, waiting.id, by=HEAD)
        send(taker, giver)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    """Everybody has heard that K3 holds 20.000."""
    clock = Clock()
    first = shop_in(tmp_path / "k1", clock)
    tea = stock_up(first, "Teh", 5_000)
    who = account(first, money=50_000)
    first.close()
    second = second_till(tmp_path / "k1", tmp_path / "k2", clock)
    first = open_till(tmp_path / "k1", clock=clock)
    send(second, first)
    first.close()
    third = second_till(tmp_path / "k1", tmp_path / "k3", clock, code="K3", device="3" * 16)
    first = open_till(tmp_path / "k1", clock=clock)
    send(third, first)
    for till in (first, second, third):
        begin_shift(till)
    made = Three([first, second, third], tea, who, clock)
    give(first, third, who.account, 20_000)
    made.meet()
    yield made
    made.meet()
    assert books_by_id(first) == books_by_id(second)
    for till in (first, second):
        assert not upkeep.check(till).trouble
    for till in made.tills:
        till.close()


def test_the_second_is_seen_once_they_meet_and_gives_it_back(three: Three) -> None:
    assert (three.declare_dead(0), three.declare_dead(1)) == (20_000, 20_000)
    assert three.doubles(0) == three.doubles(1) == [], "nobody can know yet"
    three.meet()
    assert (three.balance(), three.borne()) == (70_000, 20_000), "the money is there twice: the guarantee's"
    (seen,), (mine,) = three.doubles(0), three.doubles(1)
    assert (seen.document, seen.amount, seen.till, seen.first_till) == (mine.document, 20_000, "K2", "K1")
    assert (seen.mine, mine.mine, mine.here, mine.dead_till) == (False, True, 20_000, "K3")
    with pytest.raises(Refusal) as elsewhere:
        three.give_back(0, seen.document)
    assert elsewhere.value.code == "double_elsewhere"
    with pytest.raises(Refusal) as cashier:
        card_reclaims.give_back(
            three.tills[1], mine.document, word=WORD, id=three.tills[1].new_id(), by=CASHIER
        )  # fmt: skip
    assert cashier.value.code == "needs_approval"
    assert three.give_back(1, mine.document) == 20_000
    three.meet()
    for till in (0, 1):
        assert (three.balance(till), three.borne(till), three.doubles(till)) == (50_000, 0, [])
    with pytest.raises(Refusal) as again:
        three.give_back(1, mine.document)
    assert again.value.code == "reclaim_single"


def test_what_the_dead_till_spent_unheard_stays_the_guarantee_s_and_is_no_double(three: Three) -> None:
    buy(three.tills[2], accounts.account_view(three.tills[2], three.who.account), (three.tea, 1), by=HEAD)
    three.declare_dead(0)
    three.declare_dead(1)
    three.meet()
    send(three.tills[2], three.tills[0])  # its disk was found
    three.meet()
    assert three.borne() == 25_000
    (mine,) = three.doubles(1)
    assert mine.amount == 20_000
    three.give_back(1, mine.document)
    three.meet()
    assert (three.balance(), three.borne()) == (50_000, 5_000)
    assert three.doubles(0) == three.doubles(1) == []


def test_who_had_heard_of_the_first_takes_over_what_came_late_and_that_is_no_double(three: Three) -> None:
    put_on(three.tills[2], three.who.account, 7_000)  # nobody hears
    three.declare_dead(0)
    three.meet()
    send(three.tills[2], three.tills[1])
    assert three.declare_dead(1) == 7_000
    three.meet()
    assert (three.balance(), three.borne()) == (57_000, 0)
    assert three.doubles(0) == three.doubles(1) == []


def test_both_took_over_but_the_dead_till_had_more_than_either_knew(three: Three) -> None:
    put_on(three.tills[2], three.who.account, 20_000)  # nobody hears
    three.declare_dead(0)
    three.declare_dead(1)
    three.meet()
    assert [one.amount for one in three.doubles(1)] == [20_000]
    send(three.tills[2], three.tills[0])
    three.meet()
    assert (three.balance(), three.borne(), three.doubles(1)) == (70_000, 0, []), "all of it was there after all"


def test_what_was_spent_of_it_is_given_back_as_far_as_it_is_here_and_the_rest_is_left_by_a_word(three: Three) -> None:
    three.declare_dead(0)
    three.declare_dead(1)
    buy(three.tills[1], accounts.account_view(three.tills[1], three.who.account), (three.tea, 3), by=HEAD)
    three.meet()
    (mine,) = three.doubles(1)
    assert (mine.amount, mine.here) == (20_000, 5_000)
    assert three.give_back(1, mine.document) == 5_000
    three.meet()
    (rest,) = three.doubles(0)
    assert (rest.amount, three.borne()) == (15_000, 15_000)
    with pytest.raises(Refusal) as nothing:
        three.give_back(1, mine.document)
    assert nothing.value.code == "reclaim_nothing_here"
    till = three.tills[1]
    card_reclaims.leave_as_it_is(till, mine.document, word=WORD, id=till.new_id(), by=HEAD)
    three.meet()
    assert three.doubles(0) == three.doubles(1) == []
    assert (three.balance(), three.borne()) == (50_000, 15_000)


def test_it_may_come_from_another_till_that_holds_it_now(three: Three) -> None:
    three.declare_dead(0)
    three.declare_dead(1)
    give(three.tills[1], three.tills[0], three.who.account, 15_000)
    (mine,) = three.doubles(1)
    assert three.give_back(1, mine.document) == 5_000
    give(three.tills[0], three.tills[1], three.who.account, 15_000)
    assert three.give_back(1, mine.document) == 15_000
    three.meet()
    assert (three.balance(), three.borne(), three.doubles(1)) == (50_000, 0, [])


def test_who_took_over_from_the_second_gives_it_back_in_its_place(three: Three) -> None:
    three.declare_dead(0)
    three.declare_dead(1)
    three.meet()
    document = three.doubles(1)[0].document
    three.declare_dead(0, dead=1)
    (mine,) = three.doubles(0)
    assert (mine.document, mine.mine) == (document, True)
    assert three.give_back(0, document) == 20_000
    assert (three.balance(), three.borne(), three.doubles(0)) == (50_000, 0, [])


def test_a_transfer_that_was_on_its_way_to_the_dead_till_is_taken_over_once(three: Three) -> None:
    give(three.tills[0], three.tills[2], three.who.account, 4_000, take=False)
    three.meet()
    assert (three.declare_dead(0), three.declare_dead(1)) == (24_000, 24_000)
    three.meet()
    (mine,) = three.doubles(1)
    assert (mine.amount, three.borne()) == (24_000, 24_000)
    three.give_back(1, mine.document)
    three.meet()
    assert (three.balance(), three.borne()) == (50_000, 0)


def test_books_are_the_same_in_whatever_order_the_news_comes(three: Three, tmp_path: Path) -> None:
    _first, second, third = three.tills
    three.declare_dead(0)
    three.declare_dead(1)
    three.meet()
    three.give_back(1, three.doubles(1)[0].document)
    with second.reading() as connection:
        lines = [line for _position, line in journal.lines(connection)]
    by_writer: dict[str, list[bytes]] = {}
    for line in lines:
        by_writer.setdefault(json.loads(line)["writer"], []).append(line)
    assert third.home.exists()
    found = []
    for place, order in enumerate(permutations(by_writer)):
        home = tmp_path / f"copy{place}"
        shutil.copytree(third.home, home)
        copy = open_till(home, clock=Clock())
        with copy.writing() as connection:
            for line in (line for _round in range(4) for writer in order for line in by_writer[writer]):
                with suppress(journal.TooEarly, ValueError):
                    journal.receive(connection, line)
        found.append(books_by_id(copy))
        assert not upkeep.check(copy).trouble
        copy.close()
    assert all(one == found[0] for one in found)
    three.meet()


def decision(document: str, amount: int, *, device: str = "", **fields: object) -> Decision:
    values = {"given": 0, "transfers": {}, "before": frozenset[str](), "rank": document, **fields}
    return Decision(document=document, device=device or document, amount=amount, **values)  # type: ignore[arg-type]


def test_rule_of_what_is_double() -> None:
    assert doubles([decision("a", 10), decision("b", 6)], 20) == {"b": 6}
    assert doubles([decision("a", 10), decision("b", 6)], 4) == {"b": 4}
    assert doubles([decision("a", 10), decision("b", 6, before=frozenset({"a"}))], 6) == {}
    assert doubles([decision("a", 10), decision("b", 6, device="a")], 6) == {}
    assert doubles([decision("a", 5, transfers={"t": 5}), decision("b", 3, transfers={"u": 3})], 8) == {}
    assert doubles([decision("a", 5, transfers={"t": 5}), decision("b", 5, transfers={"t": 5})], 5) == {"b": 5}
    assert doubles([decision("a", 10), decision("b", 10), decision("c", 10)], 20) == {"b": 10, "c": 10}
    assert doubles([decision("a", 10), decision("b", 10, given=4)], 6) == {"b": 6}
