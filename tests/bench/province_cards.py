"""A province with very many cards in its books, and what tills write of them: top-ups, rights that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from koperasi_pos.journal.documents import RightsAsked, RightsIn, RightsOut, ToppedUp, TopUpLine
from koperasi_pos.province.books import VERSION
from koperasi_pos.province.database import Pool
from koperasi_pos.values import Rupiah, uuid7
from tests.bench.province_line import Till
from tests.province.many_sales import BusyShop

BUSY = 20
"""Every so-many-th account has bought something too: ten purchases and a top-up; the others have a top-up alone."""

_ROWS = """
INSERT INTO kabupaten SELECT '35' || lpad(n::text, 2, '0'), 'Kabupaten ' || n FROM generate_series(1, 38) AS n
    ON CONFLICT DO NOTHING;
INSERT INTO shop (id, name, pesantren, kabupaten) SELECT 'toko-' || n, 'Koperasi ' || n, 'Pesantren ' || n,
    '35' || lpad((n % 38 + 1)::text, 2, '0') FROM generate_series(0, {shops} - 1) AS n;
INSERT INTO shop_book (shop, version, kabupaten) SELECT id, {version}, kabupaten FROM shop;
INSERT INTO card_person (shop, person, name, nis, class, room, wali, stamp) SELECT 'toko-' || n % {shops}, {id},
    'Santri ' || n, n::text, (n % 12 + 1) || 'A', 'Kamar ' || n % 90, 'Wali ' || n, '2026' FROM {cards};
INSERT INTO card_account (shop, account, person, name, sort, opened, balance, limits, limits_stamp)
    SELECT 'toko-' || n % {shops}, {id}, {id}, 'Santri ' || n, 'santri', now(), 90000,
        CASE WHEN n % 3 = 0 THEN '{{"limits": [{{"period": "day", "amount": 20000}}]}}'::jsonb END, '2026'
    FROM {cards};
INSERT INTO card (shop, card, account, medium, state, issued) SELECT 'toko-' || n % {shops}, {id}, {id}, 'printed',
    'active', now() FROM {cards};
INSERT INTO card_holder SELECT 'toko-' || n % {shops}, {id}, substr(md5('toko-' || n % {shops}), 1, 16), 1, 90000
    FROM {cards};
INSERT INTO card_movement (shop, account, device, epoch, seq, n, kind, way, amount, day, counted, at, document, goods,
        categories)
    SELECT 'toko-' || n % {shops}, {id}, substr(md5('toko-' || n % {shops}), 1, 16), 1, n, m,
        CASE m WHEN 0 THEN 'top_up' ELSE 'sale' END, 'cash',
        CASE WHEN m > 0 THEN -5000 WHEN n % {busy} = 0 THEN 140000 ELSE 90000 END, day, day,
        day + interval '3 hours', n || '-' || m,
        CASE m WHEN 0 THEN '[]' ELSE '[["Nasi", 1000, "porsi", 5000]]' END::jsonb,
        CASE m WHEN 0 THEN '{{}}' ELSE '{{"Makanan": 5000}}' END::jsonb
    FROM (SELECT n, m, current_date - (n * 7 + m * 11)::int % 30 AS day FROM {cards},
        generate_series(0, CASE WHEN n % {busy} = 0 THEN 10 ELSE 0 END) AS m) AS all_;
INSERT INTO card_standing SELECT shop, count(*), sum(balance) FROM card_account GROUP BY shop;
INSERT INTO card_float SELECT shop, device, epoch, sum(net) FROM card_holder GROUP BY shop, device, epoch;
INSERT INTO card_day SELECT shop, day, kind, way, count(*), sum(amount) FROM card_movement
    GROUP BY shop, day, kind, way;
INSERT INTO card_spent SELECT shop, day, 'Makanan', (row_number() OVER (PARTITION BY shop, day)) || 'A', -amount
    FROM card_day WHERE kind = 'sale';
INSERT INTO tally (subject, day, kabupaten, name, pillar, count, quantity, amount, cost)
    SELECT 'card', day, kabupaten, kind || '/' || way, '', sum(count), 0, sum(amount), 0
    FROM card_day JOIN shop ON shop.id = shop GROUP BY day, kabupaten, kind, way
"""


def account_of(n: int) -> str:
    """The id of the account with this number."""
    return f"{n:016x}"


def fill(pool: Pool, *, cards: int, shops: int) -> None:
    """Make the rows of so many cards."""
    words = {
        "busy": BUSY, "cards": f"generate_series(0, {cards} - 1) AS n", "shops": shops, "version": VERSION,
        "id": "lpad(to_hex(n), 16, '0')",
    }  # fmt: skip
    for statement in _ROWS.format(**words).split(";\n"):
        with pool.writing() as connection:
            connection.execute(statement.encode())
    with pool.writing() as connection:
        connection.execute("ANALYZE")


@dataclass
class CardWriter:
    """A till of one of the shops, and what it writes of its cards."""

    shop: int
    shops: int
    busy: BusyShop
    code: str = "K1"
    ids: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    @classmethod
    def make(cls, shop: int, shops: int, code: int) -> CardWriter:
        """The till `code` of a shop."""
        return cls(shop, shops, BusyShop(shop * 10 + code, products=0), f"K{code}")

    def account(self, n: int) -> str:
        """The shop's account number `n`."""
        return account_of(n * self.shops + self.shop)

    def _id(self) -> str:
        return uuid7(int(self.busy.moment.timestamp() * 1000) + next(self.ids), self.busy.chance.randbytes(10))

    def top_up(self, n: int) -> bytes:
        """Cash for one account."""
        line = TopUpLine(account=self.account(n), name=f"Santri {n}", amount=Rupiah(20_000))
        return self.busy.line(
            ToppedUp(
                id=self._id(), lines=[line], total=Rupiah(20_000), way="cash", day=self.busy.moment.date().isoformat()
            )
        )

    def as_till(self, lines: list[bytes]) -> Till:
        """As the tables and the line know it."""
        return Till(f"toko-{self.shop}", self.busy, self.busy.chance.randbytes(32), lines, self.code)


def rights_asked(asking: CardWriter, giving: CardWriter, requests: int) -> tuple[list[bytes], list[bytes]]:
    """(lines of who asks and takes, of who gives): so many requests for 5.000 each."""
    asks, gives = [], []
    for n in range(requests):
        account, amount = giving.account(n), Rupiah(5_000)
        asked = RightsAsked(id=asking._id(), account=account, amount=amount, device=giving.busy.device, epoch=1)
        asks.append(asking.busy.line(asked))
        out = RightsOut(
            id=giving._id(), account=account, amount=amount, device=asking.busy.device, epoch=1, ask=asked.id
        )
        gives.append(giving.busy.line(out))
        asks.append(asking.busy.line(RightsIn(id=asking._id(), transfer=out.id, account=account, amount=amount)))
    return asks, gives
