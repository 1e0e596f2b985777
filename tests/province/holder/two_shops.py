"""Two pesantren at one province, each with a till: a santri of the first one stands at the till of the second one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from koperasi_pos.journal.documents import Payment, ProductSaved
from koperasi_pos.operations import accounts, baskets, cards, sales, visits
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.operations.visits import VisitView
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.enrolment import make_code
from koperasi_pos.province.holder import top_ups
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.visits import agreements
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.taps import Tap
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import Quantity, Rupiah
from tests.card_holders import account
from tests.counter import CASHIER, Clock, begin_shift, shop_in, stock_up
from tests.province.shops import add_shop, new_till
from tests.sync.shop_line import drain

HOME, THERE = "toko-annur", "toko-hikmah"
_numbers = itertools.count(1)


def owner(shop: str) -> Officer:
    """The owner of a shop."""
    return Officer(f"o-{shop}", f"pemilik-{shop}", f"Pemilik {shop}", "shop", shop, False, True, "id")


@dataclass
class TwoShops:
    """`home` has Ahmad with a card, `there` sells tea at 5.000."""

    pool: Pool
    clock: Clock
    home: Till
    there: Till
    tea: ProductSaved
    santri: AccountView

    def rest(self, *tills: Till) -> None:
        """Everything of these tills that can be sent and fetched now; of both where none is named."""
        for till in tills or (self.there, self.home, self.there):
            worker = Worker(till)
            drain(worker)
            worker.stop()
        Consumer(self.pool).drain()

    def agree(self) -> None:
        """Both owners confirm, and both tills hear of it."""
        for shop, partner in ((HOME, THERE), (THERE, HOME)):
            with self.pool.writing() as connection:
                agreements.confirm(connection, owner(shop), shop, partner, words="", legal=True, now=self.clock())
        self.rest()

    def top_up(self, money: int) -> None:
        """The owner at home records a transfer."""
        number = next(_numbers)
        top_ups.top_up(
            self.pool, owner(HOME), HOME, self.santri.account, Rupiah(money), reference=f"TRF {number}", note="",
            id=f"{number:032x}", now=self.clock(),
        )  # fmt: skip

    def tap(self) -> Tap:
        """Ahmad's card, as a scanner reads it."""
        card = accounts.cards_of(self.home, self.santri.account)[0]
        return Tap("scan", token=cards.printed_token(self.home, card.id))

    def basket(self, count: int) -> Basket:
        """So many teas."""
        return Basket(id=self.there.new_id()).add(self.tea, quantity=Quantity.of(count))

    def ask(self, basket: Basket, *, line: bool = True) -> VisitView:
        """The till there asks for the whole of a basket; with a line it hears the answer."""
        priced = baskets.counter(self.there).price(basket)
        asked = visits.ask(self.there, self.tap(), priced.total, priced, basket.id, by=CASHIER).value
        if line:
            self.rest(self.there)
        return visits.look(self.there, asked.id)

    def pay(self, basket: Basket, visit: str) -> Payment:
        """Sell the basket with what is reserved."""
        total = baskets.counter(self.there).price(basket).total
        parts = (TenderPart(way="visit", amount=total, reference=visit),)
        return sales.complete_sale(self.there, basket, Tender(parts=parts), by=CASHIER).value.sale.payments[0]

    def held(self) -> int:
        """What the province holds of Ahmad today."""
        with self.pool.reading() as connection:
            row = connection.execute(
                "SELECT coalesce(sum(rights), 0) FROM holding WHERE shop = %s AND account = %s"
                " AND epoch = (SELECT server_epoch FROM province)",
                (HOME, self.santri.account),
            ).fetchone()
        assert row is not None
        return int(row[0])

    def balance(self) -> int:
        """What is on Ahmad's card, as his own shop knows it."""
        return int(accounts.account_view(self.home, self.santri.account).balance)


def make(folder: Path, pool: Pool, address: str) -> TwoShops:
    """Both shops enrolled, shifts open; nobody has agreed to anything."""
    clock = Clock()
    tills = []
    for shop in (HOME, THERE):
        add_shop(pool, shop, name=f"Koperasi {shop}")
        # The second one is made anew: files from the template of the tests are of one and the same machine.
        till = shop_in(folder / shop, clock) if shop == HOME else new_till(folder / shop, shop, clock=clock).till
        with pool.writing() as connection:
            code = make_code(connection, shop, "new", now=datetime.now(UTC)).code
        enrolment.enrol_till(till, address, code)
        tills.append(till)
    home, there = tills
    tea = stock_up(there, "Teh", 5_000)
    for till in tills:
        begin_shift(till)
    made = TwoShops(pool, clock, home, there, tea, account(home))
    made.rest()
    return made
