"""Goods of a shop: their last saved state, and which of them are the same goods in every shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from psycopg import Connection

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.journal.stamps import stamp
from koperasi_pos.province.books.batch import At, Batch
from koperasi_pos.province.books.sums import SALE_GOODS
from koperasi_pos.trade.codes import has_bad_check_digit

PILLARS = ("santripreneur", "pesantrenpreneur", "sociopreneur")
"""The pillars of OPOP; goods of none of them have an empty one."""

_SAVE = """INSERT INTO goods (shop, product, name, code, codes, category, unit, pillar, owner, price, cost, stocked,
        active, kin, stamp)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (shop, product) DO UPDATE SET name = excluded.name, code = excluded.code, codes = excluded.codes,
        category = excluded.category, unit = excluded.unit, pillar = excluded.pillar, owner = excluded.owner,
        price = excluded.price, cost = excluded.cost, stocked = excluded.stocked, active = excluded.active,
        kin = excluded.kin, stamp = excluded.stamp"""
_SEEN = """INSERT INTO goods (shop, product, name, unit, kin) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (shop, product) DO NOTHING"""
_KIN = "INSERT INTO kin (kin, name, unit) VALUES (%s, %s, %s) ON CONFLICT (kin) DO NOTHING"


class Sort(NamedTuple):
    """Under what goods are summed across shops."""

    pillar: str
    kin: str


class Resorted(NamedTuple):
    """Goods that are now of another sort, and one day that they were sold on as the old one."""

    old: Sort
    new: Sort
    day: Any
    figures: tuple[int, int, int, int]


def kin_of(shop: str, product: str, codes: Iterable[str]) -> str:
    """The bar code of the maker, the same in every shop; goods without one are the shop's own.

    Numbers that begin with 2 are given by shops themselves (GS1: restricted circulation).
    """
    for code in codes:
        if (
            len(code) in (8, 13)
            and code.isascii()
            and code.isdigit()
            and code[0] != "2"
            and not has_bad_check_digit(code)
        ):
            return code
    return f"{shop}/{product}"


def gather_product(batch: Batch, at: At) -> None:
    """The last saved state counts: the later time, then the higher writer, as in the till."""
    saved, mark = cast(ProductSaved, at.entry.document), stamp(at.entry)
    if not saved.packs:
        raise ValueError("goods without a unit")
    held = batch.goods.get(saved.product)
    if held is None or mark > held[0]:
        batch.goods[saved.product] = (mark, saved)


def write(connection: Connection[Any], batch: Batch) -> tuple[dict[str, Sort], list[Resorted]]:
    """Save the goods of a batch; the sort of everything it sold, and what was sold before as another sort.

    Called before the batch's own sales are added: what it finds is what was sold up to now.
    """
    sold = {key[1] for key in batch.sums.rows[SALE_GOODS]}
    held = _held(connection, batch.shop, [*batch.goods.keys() | sold])
    sorts = {product: sort for product, (sort, _mark) in held.items()}
    fresh: list[tuple[Any, ...]] = []
    changed: dict[str, tuple[Sort, Sort]] = {}
    for product, (mark, saved) in sorted(batch.goods.items()):
        if product in held and mark <= held[product][1]:
            continue
        fresh.append(_values(batch.shop, saved, mark))
        new = Sort(_pillar(saved.pillar), fresh[-1][13])
        if product in held and sorts[product] != new:
            changed[product] = (sorts[product], new)
        sorts[product] = new
    seen = [product for product in sorted(sold) if product not in sorts]
    for product in seen:
        sorts[product] = Sort("", kin_of(batch.shop, product, ()))
    with connection.cursor() as cursor:
        if seen:
            cursor.executemany(_SEEN, [(batch.shop, one, *batch.seen[one], sorts[one].kin) for one in seen])
        if fresh:
            cursor.executemany(_SAVE, fresh)
            kins = {row[13]: (row[2], row[6]) for row in fresh if "/" not in row[13]}
            cursor.executemany(_KIN, [(kin, *kins[kin]) for kin in sorted(kins)])
    return sorts, _resorted(connection, batch.shop, changed)


def _values(shop: str, saved: ProductSaved, mark: str) -> tuple[Any, ...]:
    first = saved.packs[0]
    price = next((int(price.price) for price in first.prices if price.tier == "retail"), 0)
    codes = list(dict.fromkeys(code for pack in saved.packs for code in pack.codes))
    return (
        shop, saved.product, saved.name, saved.code, codes, saved.category, first.unit, _pillar(saved.pillar),
        saved.owner, price, int(saved.cost), saved.stocked, saved.active, kin_of(shop, saved.product, first.codes),
        mark,
    )  # fmt: skip


def _pillar(text: str) -> str:
    return text if text in PILLARS else ""


def _held(connection: Connection[Any], shop: str, products: list[str]) -> dict[str, tuple[Sort, str]]:
    if not products:
        return {}
    rows = connection.execute(
        "SELECT product, pillar, kin, stamp FROM goods WHERE shop = %s AND product = ANY(%s)", (shop, products)
    )
    return {product: (Sort(pillar, kin), mark) for product, pillar, kin, mark in rows}


def _resorted(connection: Connection[Any], shop: str, changed: dict[str, tuple[Sort, Sort]]) -> list[Resorted]:
    if not changed:
        return []
    rows = connection.execute(
        """SELECT product, day, lines, quantity, total, cost FROM sale_goods
        WHERE shop = %s AND product = ANY(%s)""",
        (shop, list(changed)),
    )
    return [Resorted(*changed[product], day, tuple(figures)) for product, day, *figures in rows]
