"""A province with very many sale lines in its books: the rows a consumer makes, without the journals they come from."""

from __future__ import annotations

from datetime import date, timedelta

from koperasi_pos.province.books import VERSION, tallies
from koperasi_pos.province.database import Pool

LAST_DAY = date(2026, 11, 24)
DAYS, GOODS, KABUPATEN = 60, 50, 38

_SHOPS = """
INSERT INTO kabupaten SELECT '35' || lpad(n::text, 2, '0'), 'Kabupaten ' || n FROM generate_series(1, {kabupaten}) AS n
    ON CONFLICT DO NOTHING;
INSERT INTO shop (id, name, pesantren, kabupaten, rev)
    SELECT 'toko-' || n, 'Koperasi ' || n, 'Pesantren ' || n, '35' || lpad((n % {kabupaten} + 1)::text, 2, '0'), 1000
    FROM generate_series(1, {shops}) AS n;
INSERT INTO till (shop, device, code, public_key, purpose, last_seen, backlog)
    SELECT id, md5(id), 'K1', '', 'new', now() - random() * interval '4 days', (random() * 9)::int FROM shop;
INSERT INTO writer (shop, device, epoch, acked) SELECT shop, device, 1, 1000 FROM till;
INSERT INTO compare (shop, device, day, agrees, asked, differs)
    SELECT shop, device, '{last}'::date - n, true, '[]', '[]' FROM till, generate_series(0, 29) AS n;
INSERT INTO shop_book (shop, rev, version, kabupaten, last_day, stock_value)
    SELECT id, 990, {version}, kabupaten, '{last}', 50000000 FROM shop;
INSERT INTO goods (shop, product, name, unit, pillar, kin)
    SELECT id, 'barang-' || g, 'Barang ' || g, 'pcs',
        (ARRAY['', '', '', 'santripreneur', 'pesantrenpreneur', 'sociopreneur'])[g % 6 + 1],
        CASE WHEN g % 6 < 3 THEN '899' || lpad(g::text, 10, '0') ELSE id || '/barang-' || g END
    FROM shop, generate_series(1, {goods}) AS g;
"""
_SOLD = """
INSERT INTO sale_goods SELECT shop.id, d::date, 'barang-' || g, {lines}, {lines} * 2000, {lines} * 7500, {lines} * 6000
    FROM shop, generate_series('{first}'::date, '{last}'::date, '1 day') AS d, generate_series(1, {goods}) AS g;
INSERT INTO sale_day SELECT shop, day, sum(lines) / 5, sum(total), 0, sum(total), 0, 0, 0, sum(cost), 0, 1, 7500, 0, 0,
    6000, 0, 0, 0, 0, 0 FROM sale_goods GROUP BY shop, day;
INSERT INTO sale_hour SELECT shop, day, h, sales / 14, total / 14 FROM sale_day, generate_series(7, 20) AS h;
INSERT INTO payment_day SELECT shop, day, w, total / 3, sales / 3
    FROM sale_day, unnest(ARRAY['cash', 'transfer', 'card']) AS w;
"""
_FOLDED = """INSERT INTO tally (subject, day, kabupaten, name, pillar, count, quantity, amount, cost)
    SELECT subject, day, shop_book.kabupaten, every.name, pillar, sum(count), sum(quantity), sum(amount), sum(cost)
    FROM ({every}) AS every JOIN shop_book USING (shop) WHERE shop <> ALL(%s)
    GROUP BY subject, day, shop_book.kabupaten, every.name, pillar"""
"""What folding the part of one shop after the other comes to, at once."""


def fill(pool: Pool, *, shops: int, lines: int, waiting: int = 20) -> int:
    """Make the rows of so many sale lines; how many there are. The last shops' part of the sums still waits."""
    each = max(lines // (shops * DAYS * GOODS), 1)
    words = {
        "shops": shops, "kabupaten": KABUPATEN, "goods": GOODS, "lines": each, "version": VERSION,
        "first": LAST_DAY - timedelta(days=DAYS - 1), "last": LAST_DAY,
    }  # fmt: skip
    with pool.writing() as connection:
        for statement in (_SHOPS + _SOLD).format(**words).split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
    last = [f"toko-{n}" for n in range(max(1, shops - waiting + 1), shops + 1)]
    with pool.writing() as connection:
        connection.execute("ANALYZE")
        connection.execute("SET LOCAL work_mem = '256MB'")
        connection.execute(_FOLDED.format(every=tallies._contributions(None).as_string(connection)).encode(), (last,))
    for name in last:
        with pool.writing() as connection:
            row = connection.execute("SELECT kabupaten FROM shop WHERE id = %s", (name,)).fetchone()
            assert row is not None
            tallies.move(connection, name, out_of=None, into=row[0])
    with pool.writing() as connection:
        connection.execute("ANALYZE")
    return each * shops * DAYS * GOODS
