"""What finding goods costs among 100,000 products, and importing 20,000."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import item_imports, products
from koperasi_pos.operations.till import Till
from koperasi_pos.store.connections import connect
from tests.bench.conftest import Bench
from tests.bench.large_shop import WORDS, LargeShop, ean13
from tests.counter import HEAD, shop_in


def test_name_search(bench: Bench, large_catalogue: LargeShop) -> None:
    """Two words, or a fragment of one, as a cashier types them; the bare query brings the same rows."""
    till = large_catalogue.till
    chance = random.Random(5)
    ours_terms = [_typed(chance) for _ in range(2_000)]
    raw_terms = ours_terms[::-1]  # other terms in turn, so that neither warms the pages of the other
    with till.reading() as connection:
        raw = connection.raw

    def bare() -> object:
        match = " ".join(f'"{part}"' for part in raw_terms.pop().split())
        return raw.execute(
            "SELECT product.key, product.id, product.name, product.code, product.category, product.unit, product.price,"
            " product.cost, product.active, product.body, stock.quantity, stock.value FROM product_search"
            " JOIN product ON product.key = product_search.rowid LEFT JOIN stock ON stock.product = product.key"
            " WHERE product_search MATCH ? AND product.active = 1 LIMIT 50",
            (match,),
        ).fetchall()

    ratio = bench.beside(
        "name search among 100,000 products (p95)",
        lambda: products.find_products(till, ours_terms.pop()),
        bare,
        budget=1.3,
        rounds=400,
        share=0.95,
    )
    assert ratio.holds


def _typed(chance: random.Random) -> str:
    words = chance.sample([word for word in WORDS if len(word) > 3], 2)
    return " ".join(word[: chance.randint(3, len(word))] for word in words)


def test_bar_code(bench: Bench, large_catalogue: LargeShop) -> None:
    till = large_catalogue.till
    chance = random.Random(6)

    def raw() -> object:
        code = ean13(chance.randrange(100_000))
        with till.reading() as connection:
            return connection.run(
                "SELECT body FROM product_code JOIN product ON key = product_code.product WHERE product_code.code = ?",
                (code,),
            ).fetchone()

    ratio = bench.beside(
        "product by bar code among 100,000 (p50)",
        lambda: products.by_code(till, ean13(chance.randrange(100_000)))[0].product.document,
        raw,
        budget=6,
        rounds=500,
    )
    assert ratio.ours < 2


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """20,000 products as a sheet in the shop's own shape."""
    chance = random.Random(7)
    rows = ["Kode,Barcode,Nama Barang,Kategori,Satuan,Harga Beli,Harga Jual"]
    for number in range(20_000):
        name = " ".join(chance.choices(WORDS, k=5)).capitalize() + f" {number}"
        price = chance.randrange(1_000, 60_000, 100)
        rows.append(f"A{number:05d},{ean13(number)},{name},{chance.choice(WORDS)},Pcs,{price * 8 // 10},{price}")
    file = tmp_path / "barang.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[list[Till]]:
    """Empty shops, one an import."""
    made = [shop_in(tmp_path / f"shop{n}") for n in range(6)]
    yield made
    for till in made:
        till.close()


def test_importing_twenty_thousand(bench: Bench, sheet: Path, tills: list[Till]) -> None:
    """From the file to the books in one transaction, beside inserting the finished rows and nothing else."""
    imported: list[Till] = []

    def ours() -> object:
        till = tills[len(imported)]
        imported.append(till)
        done = item_imports.import_items(till, sheet, by=HEAD)
        with till.reading() as connection:
            count = connection.run("SELECT count(*) FROM product").fetchone()
        assert count == (20_000,)
        return done

    fresh = iter(range(99))

    def raw() -> object:
        return _bare_inserts(imported[0], imported[0].home / f"bare{next(fresh)}.db")

    ratio = bench.beside("import of 20,000 products", ours, raw, budget=5.0, rounds=2, warm=1)
    assert ratio.holds


TABLES = ("writer", "journal", "product", "product_code", "product_entry")


def _bare_inserts(till: Till, file: Path) -> int:
    """The rows that the import made, into a fresh file of the same form: what any program would have to insert."""
    if till.home not in _ROWS:
        _ROWS[till.home] = _Rows(till)  # read once, in the warm-up
    rows = _ROWS[till.home]
    bare = connect(file, till.database.key).raw
    bare.execute("PRAGMA journal_mode = WAL")
    for statement in rows.schema:
        bare.execute(statement)
    bare.execute("PRAGMA foreign_keys = OFF")
    bare.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        marks = ",".join("?" * len(rows.tables[table][0]))
        bare.executemany(f"INSERT INTO {table} VALUES ({marks})", rows.tables[table])
    bare.executemany("INSERT INTO product_search (rowid, words) VALUES (?, ?)", rows.words)
    bare.execute("COMMIT")
    bare.close()
    return len(rows.words)


class _Rows:
    def __init__(self, till: Till) -> None:
        with till.reading() as connection:
            self.schema = [
                row[0]
                for row in connection.run(
                    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%search_%'"
                    " AND name NOT LIKE 'sqlite_%' AND type IN ('table', 'index') ORDER BY rowid"
                )
            ]
            self.tables = {table: connection.run(f"SELECT * FROM {table}").fetchall() for table in TABLES}
            self.words = [
                (row[0], " ".join(row[1:]).casefold())
                for row in connection.run("SELECT key, name, code, category FROM product")
            ]


_ROWS: dict[Path, _Rows] = {}
