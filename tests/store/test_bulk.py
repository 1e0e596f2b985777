"""Products posted in bulk leave the same journal and the same books as products posted one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.operations.till import Till
from koperasi_pos.store import bulk, journal
from koperasi_pos.store.books import TABLES
from koperasi_pos.store.rebuild import check
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, Clock, shop_in

TIME = "2026-11-24T09:00:00.000+07:00"


def catalogue() -> list[ProductSaved]:
    """Products of every form; some are saved twice."""
    documents = []
    for at in range(40):
        number = at if at < 30 else at - 30
        prices = [Price(tier="retail", price=Rupiah(1000 + at))] if at % 3 else []
        packs = [Pack(unit="pcs", codes=[f"C{number}", f"D{number}"][: at % 3], prices=prices)]
        if at % 4 == 0:
            packs.append(Pack(unit="dus", factor=Quantity(12000), codes=[f"E{number}"]))
        documents.append(
            ProductSaved(
                id=f"{at:032x}", product=f"{number:016x}", name=f"Barang {number} rasa {at}", packs=packs,
                code=f"B{number}" if at % 2 else "", category=f"Jenis {at % 5}", active=bool(prices),
                cost=Rupiah(at * 10), note="catatan ½" if at % 7 == 0 else "",
            )
        )  # fmt: skip
    return documents


def contents(till: Till) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the journal and the books, and what the search finds."""
    with till.reading() as connection:
        rows = {
            table: sorted(tuple(row) for row in connection.run(f"SELECT * FROM {table}").fetchall())
            for table in ("journal", *TABLES)
        }
        for words in ("rasa", "barang 1", "jenis 3"):
            match = " ".join(f'"{word}"' for word in words.split() if len(word) > 2)
            found = connection.run("SELECT rowid FROM product_search WHERE product_search MATCH ?", (match,))
            rows[f"search {words}"] = sorted(tuple(row) for row in found.fetchall())
    return rows


@pytest.mark.parametrize("first", [0, 25, 40])
def test_bulk_and_one_by_one_are_the_same(tmp_path: Path, first: int) -> None:
    single, many = shop_in(tmp_path / "single", Clock()), shop_in(tmp_path / "many", Clock())
    documents = catalogue()
    with single.database.write() as connection:
        for document in documents:
            journal.post(connection, single.writer(connection), document, staff=HEAD.staff, time=TIME)
    with many.database.write() as connection:
        me = many.writer(connection)
        bulk.post_products(connection, me, documents[:first], staff=HEAD.staff, time=TIME)
        bulk.post_products(connection, me, documents[first:], staff=HEAD.staff, time=TIME)
    assert contents(single) == contents(many)
    assert len(contents(many)["product"]) == 30
    assert check(many.database).trouble == []
    single.close()
    many.close()
