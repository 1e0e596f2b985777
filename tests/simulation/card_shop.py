"""The shop that every random day of cards begins with: two tills, two santri, money at both, limits for one."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from koperasi_pos.journal.documents import Document, Limit, ProductSaved
from koperasi_pos.operations import card_asks, card_rights, shops
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.values import Rupiah
from tests.card_holders import account, limits
from tests.counter import HEAD, HEAD_PIN, Clock, begin_shift, stock_up
from tests.simulation.card_chance import decided_by
from tests.store.exchange import OTHER_DEVICE, books_by_id, second_till, send

PRICES = {"Teh": (2_000, ""), "Kitab": (7_000, "Kitab"), "Keripik": (3_000, "Jajan"), "Rokok": (5_000, "Rokok")}
BEGUN = 60_000
"""What is on each card at first, at the first till."""
GIVEN = 25_000
"""What of it the second till may spend."""
FIRST_LIMITS = (24_000, 6_000)
"""Of the first santri, from the beginning."""

Template = tuple[list[ProductSaved], list[str], list[str]]
"""Goods, accounts, and the ids of the transfers that gave the second till its first rights."""


def make_template(home: Path) -> Template:
    """Two closed tills of one shop that know the same goods and the same two santri; every time the very same."""
    with decided_by(random.Random(0)):
        return _make(home)


def _make(home: Path) -> Template:
    clock = Clock()
    till = shops.make_shop(
        home / "one", name="Koperasi An-Nur", head_name="Kepala", head_pin=HEAD_PIN, clock=clock, keyring_allowed=False
    )
    goods = [stock_up(till, name, price, category=kind, stock=9_999) for name, (price, kind) in PRICES.items()]
    people = [account(till, name, nis=nis, money=BEGUN) for name, nis in (("Ahmad", "2024001"), ("Budi", "2024002"))]
    limits(till, people[0].account, *sums_of(*FIRST_LIMITS), blocked_categories=["Rokok"])
    till.close()
    other = second_till(home / "one", home / "two", clock)
    till = open_till(home / "one", clock=clock)
    begin_shift(till, 1_000_000)
    begin_shift(other, 1_000_000)
    send(other, till)
    given = []
    for one in people:
        given.append(
            card_rights.give_rights(
                till, one.account, Rupiah(GIVEN), device=OTHER_DEVICE, epoch=1, id=till.new_id(), by=HEAD
            ).value.id
        )
    send(till, other)
    for transfer in given:
        card_rights.take_rights(other, transfer, by=HEAD)
    for opened in (till, other):
        opened.close()
    return goods, [one.account for one in people], given


def sums_of(most: int, snacks: int) -> list[Limit]:
    """A limit of the day, and one for snacks."""
    return [
        Limit(period="day", amount=Rupiah(most)),
        Limit(period="day", amount=Rupiah(snacks), categories=["Jajan"]),
    ]


def point_of(till: Till) -> tuple[str, int]:
    """Device and epoch of a till."""
    with till.reading() as connection:
        me = till.writer(connection)
        return me.device, me.epoch


def settled(till: Till) -> list[Document]:
    """Let a till do about rights what it does by itself after news; what it wrote."""
    with till.reading() as connection:
        before = journal.last_position(connection)
    card_asks.settle_rights(till)
    with till.reading() as connection:
        return [
            journal.at(connection, position).entry.document for position, _line in journal.lines(connection, before)
        ]


def differing(one: Till, other: Till) -> dict[str, set[tuple[Any, ...]]]:
    """Rows of books that only one of two tills has, by table; none where both know the same.

    Where the sales of a shift lie in the journal is a file's own matter: a till that was restored in the middle of a
    shift may hear of the shift's first sale after its last one.
    """
    left, right = books_by_id(one), books_by_id(other)
    for books in (left, right):
        books["shift_span"] = [row[:3] for row in books["shift_span"]]
    return {table: {*left[table]} ^ {*right[table]} for table in left if left[table] != right[table]}
