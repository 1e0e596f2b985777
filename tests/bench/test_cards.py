"""50,000 cards in a shop: from the tap to "approved", a sale by card beside one in cash, start-up with and without."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import (
    AccountOpened,
    CardIssued,
    CardRulesSaved,
    Document,
    Limit,
    PersonSaved,
    ProductSaved,
    ToppedUp,
    TopUpLine,
)
from koperasi_pos.operations import baskets, card_limits, card_payments, card_reports, cards, sales, shifts
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.cards import token_hash
from koperasi_pos.trade.tenders import Tender, by_card, cash
from koperasi_pos.values import Rupiah
from tests.bench.conftest import Bench, Ratio
from tests.bench.test_start import OURS, run
from tests.counter import CASHIER, HEAD, begin_shift, shop_in, stock_up

CARDS = int(os.environ.get("KOPERASI_CARDS", "50000"))
APPROVED_WITHIN = 100.0
"""Milliseconds from the tap to "approved", offline."""


@dataclass
class CardShop:
    """An open till with many cards."""

    till: Till
    goods: list[ProductSaved]
    tokens: list[str]
    plain: Path
    """The same shop before it had any card."""


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[CardShop]:
    """A shop with goods, limits and so many santri with a card and money each."""
    home = folder / "cards"
    till = shop_in(home)
    begin_shift(till)
    goods = [stock_up(till, f"Barang {n}", 1_000 + 100 * n, category=f"K{n % 5}", stock=90_000) for n in range(40)]
    till.close()
    plain = Path(shutil.copytree(home, folder / "plain"))
    till = open_till(home, clock=till.clock)
    limits = [Limit(period="day", amount=Rupiah(500_000)), Limit(period="day", amount=Rupiah(400_000),
              categories=["K1"]), Limit(period="week", amount=Rupiah(900_000))]  # fmt: skip
    card_limits.save_card_rules(till, CardRulesSaved(id=till.new_id(), limits=limits), by=HEAD)
    tokens = []
    device = till_device(till)
    with till.writing() as connection:
        connection.run("PRAGMA cache_size = -400000")  # as long as it is built: what is written stays in memory
    for start in range(0, CARDS, 5_000):
        with till.writing() as connection:
            lines = []
            for n in range(start, min(start + 5_000, CARDS)):
                person, account, card = (till.new_short_id() for _ in range(3))
                tokens.append(cards.printed_token(till, card))
                name = f"Santri {n}"
                made: tuple[Document, ...] = (
                    PersonSaved(id=till.new_id(), person=person, name=name, nis=f"20{n:06d}", tier="santri",
                                sort="santri", group=f"{n % 12}A", room=f"Kamar {n % 300}"),
                    AccountOpened(id=till.new_id(), account=account, person=person, name=name, home=device),
                    CardIssued(id=till.new_id(), card=card, account=account, name=name,
                               token_hash=token_hash(tokens[-1])),
                )  # fmt: skip
                for document in made:
                    till.post(connection, document, by=HEAD)
                lines.append(TopUpLine(account=account, name=name, amount=Rupiah(100_000)))
            topped = ToppedUp(id=till.new_id(), lines=lines, total=Rupiah(100_000 * len(lines)), way="allowance",
                              reference="Saku", day=till.today())  # fmt: skip
            till.post(connection, topped, by=HEAD)
    till.close()
    till = open_till(home, clock=till.clock)
    yield CardShop(till, goods, tokens, plain)
    till.close()


def till_device(till: Till) -> str:
    """The device of a till."""
    with till.reading() as connection:
        return till.writer(connection).device


def filled(shop: CardShop, chance: random.Random) -> Basket:
    """Five goods."""
    basket = baskets.new_basket(shop.till)
    for product in chance.sample(shop.goods, 5):
        basket = basket.add(product)
    return basket


def test_from_the_tap_to_approved(shop: CardShop, bench: Bench) -> None:
    chance = random.Random(1)
    rules = baskets.counter(shop.till)
    ready = [(filled(shop, chance), chance.choice(shop.tokens)) for _ in range(220)]

    def act() -> object:
        basket, token = ready.pop()
        view = cards.tap(shop.till, token)
        basket = basket.with_customer(view.customer)
        priced = rules.price(basket)
        return card_payments.foresee_card(shop.till, view.account, priced, basket)

    ratio = bench.against(f"tap to approved, {CARDS} cards (p95)", act, APPROVED_WITHIN, rounds=200)
    assert ratio.holds


def test_a_sale_by_card_beside_one_in_cash(shop: CardShop, bench: Bench) -> None:
    chance = random.Random(2)
    rules = baskets.counter(shop.till)
    in_cash = [filled(shop, chance) for _ in range(230)]
    on_card = []
    for _ in range(230):
        view = cards.tap(shop.till, chance.choice(shop.tokens))
        basket = filled(shop, chance).with_customer(view.customer)
        total = rules.price(basket).total
        on_card.append((basket, Tender(parts=(by_card(total, view.account, view.card),))))

    def card_sale() -> object:
        basket, tender = on_card.pop()
        return sales.complete_sale(shop.till, basket, tender, by=CASHIER)

    def cash_sale() -> object:
        return sales.complete_sale(shop.till, in_cash.pop(), cash(Rupiah(1_000_000)), by=CASHIER)

    ratio = bench.beside("sale by card beside sale in cash", card_sale, cash_sale, budget=2.5, rounds=200)
    assert ratio.holds


def test_opening_the_shop_with_cards_and_without(shop: CardShop, bench: Bench, folder: Path) -> None:
    """A copy of the shop with cards opens as fast as one without."""
    full = _copied(shop, folder)

    def opened(home: Path) -> None:
        open_till(home).close()

    ratio = bench.beside(
        f"opening with {CARDS} cards beside none", lambda: opened(full), lambda: opened(shop.plain), budget=1.5,
        rounds=15,
    )  # fmt: skip
    assert ratio.holds


def test_x_with_many_cards(shop: CardShop, bench: Bench) -> None:
    """What is owed to cards is added up at every X and Z."""
    assert bench.against(f"X with {CARDS} accounts (p95)", lambda: shifts.x_report(shop.till), 500, rounds=30).holds


def test_balances_of_everybody(shop: CardShop, bench: Bench) -> None:
    def raw() -> object:
        with shop.till.reading() as connection:
            return connection.run(
                "SELECT card_account.id, person.body, sum(rights) FROM card_rights JOIN card_account"
                " ON card_account.id = account LEFT JOIN person ON person.id = card_account.person"
                " GROUP BY card_account.id ORDER BY person.name"
            ).fetchall()

    ratio = bench.beside(
        f"balances of {CARDS} accounts beside a plain SELECT", lambda: card_reports.balances(shop.till, by=HEAD), raw,
        budget=8, rounds=3, warm=1,
    )  # fmt: skip
    assert ratio.holds


def test_start_and_memory_with_cards_and_without(shop: CardShop, bench: Bench, folder: Path) -> None:
    """The windows, from nothing to ready to scan."""
    full, runs = _copied(shop, folder), 3
    with_cards, without = [], []
    run(OURS, str(full))
    run(OURS, str(shop.plain))
    for _round in range(runs):
        with_cards.append(run(OURS, str(full)))
        without.append(run(OURS, str(shop.plain)))
    bench.measured(lambda: None)
    ratios = []
    for name, place, unit, budget in (("start", 0, "ms", 1.5), ("memory", 1, "MB", 1.3)):
        ours, raw = (statistics.median(one[place] for one in found) for found in (with_cards, without))
        size = 1e6 if unit == "MB" else 1
        ratios.append(Ratio(f"{name} with {CARDS} cards beside none", ours / size, raw / size, budget, unit=unit))
        bench.keep(ratios[-1])
    assert [ratio.name for ratio in ratios if not ratio.holds] == []


def _copied(shop: CardShop, folder: Path) -> Path:
    with shop.till.database.outside_transaction() as connection:
        connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    full = Path(shutil.copytree(shop.till.home, folder / f"copy-{time.time_ns()}"))
    (full / "toko.lock").unlink(missing_ok=True)
    return full
