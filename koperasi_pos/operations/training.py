"""Training: a till of its own beside the shop's, filled with the shop's goods and people, to practise at.

Its file lies in `latihan/<person>` under the shop's folder, with a key, a journal and settings of its own; the shop's
file is only read, and only while the training till is being filled.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from koperasi_pos.journal.documents import (
    DiscountCap,
    Document,
    PersonSaved,
    ProductSaved,
    PromotionSaved,
    ShopSaved,
    StaffSaved,
    StockAdjusted,
    StockLine,
)
from koperasi_pos.operations import pins
from koperasi_pos.operations.lesson_goods import offers
from koperasi_pos.operations.samples import EVERYBODY, fill_with_samples
from koperasi_pos.operations.shops import SETUP, make_shop
from koperasi_pos.operations.till import STORE_FILE, Till, open_till, wall_clock
from koperasi_pos.settings import Settings, changed, write_settings
from koperasi_pos.store import Connection, bulk
from koperasi_pos.store.books import persons as person_book
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import promotions as promotion_book
from koperasi_pos.store.books import shops as shop_book
from koperasi_pos.store.books import staff as staff_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.trade.staff import DEFAULT_CAPS, check_name, discount_cap
from koperasi_pos.values import Quantity

FOLDER = "latihan"
TILL_CODE = "LAT"
HEAD_NAME = "Kepala Latihan"
SHOP_NAME = "Toko Latihan"
PIN, HEAD_PIN = "121212", "343434"
"""The PINs of every training till; the lesson card shows them. Nobody's own PIN is copied."""

HIGHEST_CAP = 5_000
"""Where cashiers may take off more than half alone, the training till asks for approval all the same."""


@dataclass(frozen=True)
class Trainee:
    """Who practises: the short id of a person of the shop, or of somebody who is not in its list yet."""

    key: str
    name: str


@dataclass(frozen=True)
class Stock:
    """The shop as it is, for a training till to be filled with; empty where there is no shop yet."""

    shop: ShopSaved | None = None
    products: list[ProductSaved] = field(default_factory=list)
    on_hand: dict[str, int] = field(default_factory=dict)
    """Short id of a product → thousandths, where there is more than nothing."""
    persons: list[PersonSaved] = field(default_factory=list)
    promotions: list[PromotionSaved] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)


def look_at_shop(till: Till) -> Stock:
    """Read what a training till is filled with; nothing is written."""
    with till.reading() as connection:
        products = _products(connection)
        return Stock(
            shop_book.shop(connection),
            products,
            {product: amount for product, amount in _on_hand(connection, products).items() if amount > 0},
            [row.document for row in person_book.search(connection, "", limit=EVERYBODY)],
            promotion_book.every(connection),
            till.settings,
        )


def training_home(home: Path, key: str) -> Path:
    """The folder of a person's training till."""
    return home / FOLDER / key


def open_training(
    home: Path, trainee: Trainee, stock: Stock, *, afresh: bool = False, clock: Callable[[], datetime] = wall_clock
) -> Till:
    """Open the training till of a person, made and filled with the shop as it is now; `afresh` begins a new one.

    What was filled in before and is unchanged is not filled in again. `Refusal`: `till_in_use`, those of `make_shop`.
    """
    place = training_home(home, trainee.key)
    if afresh:
        clear_training(home, trainee)
    _keep_settings(place, stock.settings)
    if (place / STORE_FILE).exists():
        till = open_till(place, clock=clock)
    else:
        name = stock.shop.name if stock.shop else SHOP_NAME
        till = make_shop(
            place, name=name, till_code=TILL_CODE, head_name=HEAD_NAME, head_pin=HEAD_PIN, clock=clock,
            keyring_allowed=False, training=True,
        )  # fmt: skip
    try:
        _fill(till, trainee, stock)
    except BaseException:
        till.close()
        raise
    return till


def clear_training(home: Path, trainee: Trainee) -> None:
    """Throw a person's training till away; `Refusal("till_in_use")` while it is open. What was learnt stays known."""
    place = training_home(home, trainee.key)
    if (place / STORE_FILE).exists():
        open_till(place).close()  # refuses while another window has it
    if place.exists():
        shutil.rmtree(place)


def _keep_settings(place: Path, real: Settings) -> None:
    """The look, the scanner and the printer of this machine; its drawer and whatever else hangs on it stay out."""
    printer = {**real.printer.model_dump(), "drawer": "none"}
    settings = changed(
        Settings(), language=real.language, theme=real.theme, paper_width=real.paper_width,
        scanner=real.scanner.model_dump(), lock_after_minutes=real.lock_after_minutes, printer=printer,
    )  # fmt: skip
    write_settings(place, settings)


def _fill(till: Till, trainee: Trainee, stock: Stock) -> None:
    """Put in what is new or changed since the last time."""
    with till.writing() as connection:
        if stock.shop is not None:
            wanted = _capped(stock.shop)
            if not _same(shop_book.shop(connection), wanted):
                _post(till, connection, wanted)
        _fill_staff(till, connection, trainee)
        _fill_goods(till, connection, stock)
        held = {row.id: row.document for row in person_book.search(connection, "", limit=EVERYBODY)}
        for person in stock.persons:
            if not _same(held.get(person.person), person):
                _post(till, connection, person)
        known = {promotion.promotion: promotion for promotion in promotion_book.every(connection)}
        for promotion in stock.promotions:
            if not _same(known.get(promotion.promotion), promotion):
                _post(till, connection, promotion)
    if offers(till) is None:
        fill_with_samples(till, by=SETUP)


def _fill_staff(till: Till, connection: Connection, trainee: Trainee) -> None:
    """The person who practises is a cashier here, whatever the role in the shop."""
    held = staff_book.member(connection, trainee.key)
    name = check_name(trainee.name)
    if held is None or held.name != name or held.role != "cashier" or not held.active:
        pin = held.pin_hash if held is not None else pins.hashed(PIN)
        _post(till, connection, StaffSaved(id="", staff=trainee.key, name=name, role="cashier", pin_hash=pin))


def _fill_goods(till: Till, connection: Connection, stock: Stock) -> None:
    held = {product.product: product for product in _products(connection, active_only=False)}
    fresh = [product for product in stock.products if not _same(held.get(product.product), product)]
    if not fresh:
        return
    own = [product.model_copy(update={"id": till.new_id(), "picture": ""}) for product in fresh]
    bulk.post_products(connection, till.writer(connection), own, staff=SETUP.staff, time=till.now())
    lines = [
        StockLine(product=product.product, quantity=amount, value=amount.times(product.cost))
        for product in fresh
        if product.product not in held and (amount := Quantity(stock.on_hand.get(product.product, 0)))
    ]
    if lines:
        _post(till, connection, StockAdjusted(id="", reason="opening", lines=lines))


def _capped(shop: ShopSaved) -> ShopSaved:
    """The shop's rules, with a discount left that needs approval, and without its picture."""
    caps = shop.discount_caps
    if discount_cap("cashier", caps) > HIGHEST_CAP:
        caps = [cap for cap in caps if cap.role != "cashier"]
        caps = [*caps, DiscountCap(role="cashier", basis_points=DEFAULT_CAPS["cashier"])]
    return shop.model_copy(update={"logo": "", "discount_caps": caps})


def _post(till: Till, connection: Connection, document: Document) -> None:
    till.post(connection, document.model_copy(update={"id": till.new_id()}), by=SETUP)


def _same(held: Document | None, wanted: Document) -> bool:
    """Whether a document says the same, whoever wrote it when; pictures are not copied."""
    if held is None:
        return False
    apart = {"id": "", "picture": ""} if isinstance(wanted, ProductSaved) else {"id": ""}
    return held.model_copy(update=apart) == wanted.model_copy(update=apart)


def _products(connection: Connection, *, active_only: bool = True) -> list[ProductSaved]:
    found = [ProductSaved.model_validate_json(body) for body in product_book.every_body(connection)]
    return [product for product in found if product.active or not active_only]


def _on_hand(connection: Connection, products: list[ProductSaved]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(products), 500):
        some = [product.product for product in products[start : start + 500]]
        found |= {product: amounts[0] for product, amounts in stock_book.on_hand(connection, some).items()}
    return found
