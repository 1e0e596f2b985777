"""The sample shop: made-up goods, people and promotions to try the till with, put in through the operations."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from koperasi_pos.journal.documents import (
    BundlePart,
    Pack,
    PersonSaved,
    Price,
    ProductSaved,
    PromotionSaved,
    StockAdjusted,
    StockLine,
)
from koperasi_pos.operations.persons import save_person
from koperasi_pos.operations.promotions import save_promotion
from koperasi_pos.operations.till import Till
from koperasi_pos.resources import resource
from koperasi_pos.store import bulk
from koperasi_pos.trade.products import check_product
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Quantity, Rupiah


def fill_with_samples(till: Till, *, by: Actor) -> int:
    """Put the sample goods on the shelves; returns how many products there are. All goods come in one transaction."""
    require(by, "products")
    rows = list(_rows("goods.csv"))
    products = [check_product(_product(till, row)) for row in rows]
    lines = [
        StockLine(product=product.product, quantity=amount, value=amount.times(product.cost))
        for product, row in zip(products, rows, strict=True)
        if product.stocked and (amount := Quantity.of(int(row["stock"])))
    ]
    with till.writing() as connection:
        bulk.post_products(connection, till.writer(connection), products, staff=by.staff, time=till.now())
        till.post(connection, StockAdjusted(id=till.new_id(), reason="opening", lines=lines), by=by)
    till.tell("products")
    for row in _rows("people.csv"):
        person = PersonSaved(
            id=till.new_id(), person=till.new_short_id(), name=row["name"], number=row["number"], tier=row["tier"],
            member=bool(row["member"]), group=row["group"], phone=row["phone"],
        )  # fmt: skip
        save_person(till, person, by=by)
    for promotion in _promotions(till, {product.name: product.product for product in products}):
        save_promotion(till, promotion, by=by)
    return len(products)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with resource("sample_shop", file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _product(till: Till, row: dict[str, str]) -> ProductSaved:
    flags = row["flags"].split()
    prices = [Price(tier="retail", price=Rupiah(int(row["price"])))]
    if row["wholesale"]:
        start = Quantity.of(int(row["wholesale_from"]))
        prices.append(Price(tier="wholesale", price=Rupiah(int(row["wholesale"])), from_quantity=start))
    prices += [Price(tier=tier, price=Rupiah(int(row[tier]))) for tier in ("member", "santri") if row[tier]]
    packs = [Pack(unit=row["unit"], codes=[row["barcode"]] if row["barcode"] else [], prices=prices)]
    if row["pack"]:
        factor = Quantity.of(int(row["pack_factor"]))
        price = [Price(tier="retail", price=Rupiah(int(row["pack_price"])))]
        packs.append(Pack(unit=row["pack"], factor=factor, prices=price))
    return ProductSaved(
        id=till.new_id(), product=till.new_short_id(), name=row["name"], code=row["code"], category=row["category"],
        packs=packs, cost=Rupiah(int(row["cost"])), by_weight="weight" in flags, open_price="open" in flags,
        stocked="unstocked" not in flags, tax_class="exempt" if "exempt" in flags else "taxed", pillar=row["pillar"],
        favourite=int(row["favourite"] or 0), halal=row["halal"], pirt=row["pirt"],
    )  # fmt: skip


def _promotions(till: Till, ids: dict[str, str]) -> Iterator[PromotionSaved]:
    today = till.today()

    def made(name: str, form: str, **fields: object) -> PromotionSaved:
        named = {"id": till.new_id(), "promotion": till.new_short_id(), "name": name, "form": form, "begins": today}
        return PromotionSaved.model_validate({**named, **fields})

    yield made("Sabun beli 3 bayar 2", "n_for_m", products=[ids["Sabun mandi batang 110 g"]], take=3, pay=2)
    yield made("Kitab hemat 10 %", "percent", categories=["Kitab"], basis_points=1000, tiers=["santri"])
    parts = [BundlePart(product=ids["Nasi bungkus"]), BundlePart(product=ids["Es teh"])]
    yield made("Paket sarapan", "bundle", parts=parts, price=Rupiah(7000))
