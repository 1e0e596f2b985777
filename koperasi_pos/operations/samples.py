"""The sample shop: made-up goods, people and promotions to try the till with, put in through the operations."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta

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
from koperasi_pos.operations.accounts import account_of, open_account
from koperasi_pos.operations.card_money import top_up
from koperasi_pos.operations.cards import issue_card
from koperasi_pos.operations.persons import find_persons, save_person
from koperasi_pos.operations.products import find_products
from koperasi_pos.operations.promotions import every_promotion, save_promotion
from koperasi_pos.operations.till import Till
from koperasi_pos.resources import resource
from koperasi_pos.store import bulk
from koperasi_pos.trade.products import check_product
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Quantity, Rupiah

SAMPLE_MONEY = Rupiah(75_000)
"""On the card of every sample santri."""

EVERYBODY = 1_000_000
"""More than any shop has: readings that must see all rows."""

Row = dict[str, str]


def fill_with_samples(till: Till, *, by: Actor) -> int:
    """Put the sample goods, people and promotions into the shop; returns how many products came.

    All goods come in one transaction. What is there under the same name already stays as it is, so that asking
    twice fills once.
    """
    require(by, "products")
    known = {row.name for row in find_products(till, "", limit=EVERYBODY, active_only=False)}
    rows = [row for row in _rows("goods.csv") if row["name"] not in known]
    products = [check_product(_product(till, row)) for row in rows]
    lines = [
        StockLine(product=product.product, quantity=amount, value=amount.times(product.cost))
        for product, row in zip(products, rows, strict=True)
        if product.stocked and (amount := Quantity.of(int(row["stock"])))
    ]
    if products:
        with till.writing() as connection:
            bulk.post_products(connection, till.writer(connection), products, staff=by.staff, time=till.now())
            till.post(connection, StockAdjusted(id=till.new_id(), reason="opening", lines=lines), by=by)
        till.tell("products")
    _add_people(till, by)
    _add_cards(till, by)
    _add_promotions(till, by)
    return len(products)


def _add_people(till: Till, by: Actor) -> None:
    known = {row.name for row in find_persons(till, "", limit=EVERYBODY)}
    for row in _rows("people.csv"):
        if row["name"] not in known:
            person = PersonSaved(
                id=till.new_id(), person=till.new_short_id(), name=row["name"], number=row["number"], nis=row["nis"],
                tier=row["tier"], member=bool(row["member"]), group=row["group"], phone=row["phone"],
            )  # fmt: skip
            save_person(till, person, by=by)


def _add_cards(till: Till, by: Actor) -> None:
    """Every sample santri has a printed card with some pocket money on it."""
    for row in find_persons(till, "", limit=EVERYBODY):
        if row.tier != "santri" or account_of(till, row.id) is not None:
            continue
        opened = open_account(till, row.id, id=till.new_id(), by=by).value
        issue_card(till, opened.account, id=till.new_id(), by=by)
        top_up(
            till, opened.account, SAMPLE_MONEY, way="transfer", reference=f"CONTOH {row.document.nis or row.id}",
            print_slip=False, id=till.new_id(), by=by,
        )  # fmt: skip


def _add_promotions(till: Till, by: Actor) -> None:
    known = {promotion.name for promotion in every_promotion(till)}
    ids = {row.name: row.id for row in find_products(till, "", limit=EVERYBODY)}
    for row in _rows("promotions.csv"):
        if row["name"] not in known:
            save_promotion(till, _promotion(till, row, ids), by=by)


def _rows(file: str) -> Iterator[Row]:
    with resource("sample_shop", file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _product(till: Till, row: Row) -> ProductSaved:
    flags = row["flags"].split()
    return ProductSaved(
        id=till.new_id(), product=till.new_short_id(), name=row["name"], code=row["code"], category=row["category"],
        packs=list(_packs(row)), cost=Rupiah(int(row["cost"])), by_weight="weight" in flags,
        open_price="open" in flags, stocked="unstocked" not in flags,
        tax_class="exempt" if "exempt" in flags else "taxed", pillar=row["pillar"],
        minimum=Quantity.of(int(row["minimum"] or 0)), favourite=int(row["favourite"] or 0), halal=row["halal"],
        pirt=row["pirt"],
    )  # fmt: skip


def _packs(row: Row) -> Iterator[Pack]:
    prices = [Price(tier="retail", price=Rupiah(int(row["price"])))]
    if row["wholesale"]:
        start = Quantity.of(int(row["wholesale_from"]))
        prices.append(Price(tier="wholesale", price=Rupiah(int(row["wholesale"])), from_quantity=start))
    prices += [Price(tier=tier, price=Rupiah(int(row[tier]))) for tier in ("member", "santri") if row[tier]]
    yield Pack(unit=row["unit"], codes=_codes(row["barcode"]), prices=prices)
    for pack in ("pack", "pack2"):
        if row[pack]:
            yield Pack(
                unit=row[pack], factor=Quantity.of(int(row[f"{pack}_factor"])),
                codes=_codes(row["pack_barcode"]) if pack == "pack" else [],
                prices=[Price(tier="retail", price=Rupiah(int(row[f"{pack}_price"])))],
            )  # fmt: skip


def _codes(cell: str) -> list[str]:
    return [cell] if cell else []


def _promotion(till: Till, row: Row, ids: dict[str, str]) -> PromotionSaved:
    goods = [ids[name] for name in row["goods"].split(";") if name in ids]
    bundle = row["form"] == "bundle"
    begins = date.fromisoformat(till.today())
    return PromotionSaved(
        id=till.new_id(), promotion=till.new_short_id(), name=row["name"], form=row["form"],
        products=[] if bundle else goods, categories=_codes(row["categories"]), tiers=_codes(row["tiers"]),
        take=int(row["take"] or 0), pay=int(row["pay"] or 0), basis_points=int(row["percent"] or 0) * 100,
        parts=[BundlePart(product=product) for product in goods] if bundle else [],
        price=Rupiah(int(row["price"] or 0)), begins=begins.isoformat(),
        ends=(begins + timedelta(days=int(row["days"]) - 1)).isoformat() if row["days"] else "",
    )  # fmt: skip
