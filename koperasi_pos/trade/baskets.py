"""The basket: what the customer puts on the counter, never changed in place, and what it costs right now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import Field

from koperasi_pos.journal.documents import (
    Approval,
    Part,
    ProductSaved,
    PromotionSaved,
    RemovedLine,
    SaleCustomer,
    ShopSaved,
)
from koperasi_pos.trade.pricing import tax_inside, unit_price
from koperasi_pos.trade.promotions import Offered, promotions_on
from koperasi_pos.values import ONE, ZERO, Quantity, Refusal, Rupiah, share_out
from koperasi_pos.values.money import rounded_ratio

MOST_UNITS = Quantity.of(99_999)
MOST_RUPIAH = Rupiah(10_000_000_000)


class BasketLine(Part):
    """One line: so many packs of a product. `key` names the line within its basket."""

    key: int
    product: ProductSaved
    pack: int = 0
    quantity: Quantity = ONE
    code: str = ""
    price: Rupiah | None = None
    """Typed by the cashier: an open price, or an override."""
    discount: Rupiah = ZERO
    discount_points: int = 0
    """Basis points off; `discount` is then what they come to."""
    note: str = ""
    label: Rupiah | None = None
    """The sum on the scale's label, which is what the line comes to."""
    label_price: Rupiah = ZERO
    """The price of a unit that the label was taken to be printed with."""

    @property
    def overridden(self) -> bool:
        """Whether the cashier set another price than the product's."""
        return self.price is not None and not self.product.open_price


class Basket(Part):
    """A basket; `id` becomes the sale's id, so that paying twice sells once."""

    id: str
    lines: tuple[BasketLine, ...] = ()
    customer: SaleCustomer | None = None
    discount: Rupiah = ZERO
    discount_points: int = 0
    removed: tuple[RemovedLine, ...] = ()
    note: str = ""
    approvals: tuple[Approval, ...] = ()
    next_key: int = Field(default=1)

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.lines

    @property
    def tier(self) -> str:
        """Whose prices count."""
        return self.customer.tier if self.customer else "retail"

    def products(self) -> list[str]:
        """Short ids of the goods in it, each once."""
        return list(dict.fromkeys(line.product.product for line in self.lines))

    def line(self, key: int) -> BasketLine:
        """The line with this key; `Refusal("line_gone")`."""
        for line in self.lines:
            if line.key == key:
                return line
        raise Refusal("line_gone")

    def add(
        self,
        product: ProductSaved,
        *,
        pack: int = 0,
        quantity: Quantity = ONE,
        code: str = "",
        price: Rupiah | None = None,
        label: Rupiah | None = None,
        weight: Quantity | None = None,
    ) -> Basket:
        """Put goods in: the same product in the same pack counts up its line, unless a price was typed.

        With the sum of a `label` the quantity follows from it and the shelf price, unless it tells a `weight` too.
        """
        if not product.active:
            raise Refusal("product_inactive", name=product.name)
        if price is None and label is None and product.open_price:
            raise Refusal("price_needed", name=product.name)
        label_price = ZERO
        if label is not None:
            shelf, _tier = unit_price(product, pack, "retail", ONE)
            quantity, label_price = read_label(product, label, shelf, weight)
        for line in self.lines:
            same = line.product.product == product.product and line.pack == pack
            if same and price is None and line.price is None and not product.by_weight:
                fresh = line.model_copy(update={"product": product})
                return self._replace(fresh).with_quantity(line.key, line.quantity + quantity)
        checked = check_quantity(product, quantity)
        line = BasketLine(
            key=self.next_key, product=product, pack=pack, quantity=checked, code=code, price=check_price(price),
            label=label, label_price=label_price,
        )  # fmt: skip
        return self.model_copy(update={"lines": (*self.lines, line), "next_key": self.next_key + 1})

    def with_quantity(self, key: int, quantity: Quantity) -> Basket:
        """Set the quantity of a line; 0 takes the line out. A label's sum no longer counts for another quantity.

        What a line gets less is kept like a line taken out: else somebody could let goods go without a trace.
        """
        line = self.line(key)
        if quantity == 0:
            return self.without(key)
        if quantity == line.quantity:
            return self
        changed = self._replace(
            line.model_copy(update={"quantity": check_quantity(line.product, quantity), "label": None})
        )
        if quantity > line.quantity:
            return changed
        return changed._without_some(line, line.quantity - quantity).cheaper()

    def _without_some(self, line: BasketLine, quantity: Quantity) -> Basket:
        """Keep that so much of a line was taken out."""
        some = line.model_copy(update={"quantity": quantity, "label": None})
        total = _gross(some, self.tier, "lowest")[0]
        gone = RemovedLine(product=line.product.product, name=line.product.name, quantity=quantity, total=total)
        return self.model_copy(update={"removed": (*self.removed, gone)})

    def with_price(self, key: int, price: Rupiah | None) -> Basket:
        """Set or take back a typed price; a label's sum no longer counts then."""
        changed = self.line(key).model_copy(update={"price": check_price(price), "label": None})
        return self._replace(changed).cheaper()

    def with_line_discount(self, key: int, *, amount: Rupiah = ZERO, points: int = 0) -> Basket:
        """Take an amount or basis points off a line; both 0 takes the discount back. An approval is asked anew."""
        _check_discount(amount, points)
        line = self.line(key).model_copy(update={"discount": amount, "discount_points": points})
        return self._replace(line).disapproved("discount")

    def with_note(self, key: int, note: str) -> Basket:
        """Write something to a line."""
        return self._replace(self.line(key).model_copy(update={"note": note.strip()[:120]}))

    def with_discount(self, *, amount: Rupiah = ZERO, points: int = 0) -> Basket:
        """Take an amount or basis points off the whole basket. An approval is asked anew."""
        _check_discount(amount, points)
        return self.model_copy(update={"discount": amount, "discount_points": points}).disapproved("discount")

    def with_customer(self, customer: SaleCustomer | None) -> Basket:
        """Choose who buys; prices follow."""
        return self.model_copy(update={"customer": customer}).cheaper()

    def with_basket_note(self, note: str) -> Basket:
        """Write something to the receipt."""
        return self.model_copy(update={"note": note.strip()[:200]})

    def approved(self, approval: Approval) -> Basket:
        """A second person said yes to something in this basket."""
        return self.model_copy(update={"approvals": (*self.approvals, approval)})

    def disapproved(self, what: str) -> Basket:
        """What was approved is no longer what is asked for: the approval does not hold for it."""
        left = tuple(approval for approval in self.approvals if approval.what != what)
        return self if left == self.approvals else self.model_copy(update={"approvals": left})

    def cheaper(self) -> Basket:
        """The goods may come to less than before: a discount in rupiah then weighs more, and is approved anew."""
        in_rupiah = bool(self.discount) or any(line.discount for line in self.lines)
        return self.disapproved("discount") if in_rupiah else self

    def without(self, key: int) -> Basket:
        """Take a line out; it stays in the list of removed lines."""
        line = self.line(key)
        gross = _gross(line, self.tier, "lowest")
        gone = RemovedLine(product=line.product.product, name=line.product.name, quantity=line.quantity, total=gross[0])
        rest = tuple(other for other in self.lines if other.key != key)
        return self.model_copy(update={"lines": rest, "removed": (*self.removed, gone)}).cheaper()

    def _replace(self, changed: BasketLine) -> Basket:
        return self.model_copy(
            update={"lines": tuple(changed if line.key == changed.key else line for line in self.lines)}
        )


class PricedLine(NamedTuple):
    """A line and every figure of it; `total` = gross − discount − promo − share, in whole rupiah."""

    line: BasketLine
    price: Rupiah
    tier: str
    listed: Rupiah
    """What the price would be without a typed one."""
    base: Quantity
    gross: Rupiah
    discount: Rupiah
    promo: Rupiah
    promo_name: str
    share: Rupiah
    total: Rupiah
    tax: Rupiah


@dataclass(frozen=True)
class PricedBasket:
    """What a basket costs."""

    lines: tuple[PricedLine, ...]
    gross: Rupiah
    discount: Rupiah
    by_hand: Rupiah
    """The part of `discount` that the cashier gave (lines and whole basket)."""
    total: Rupiah
    tax: Rupiah


def price_basket(basket: Basket, shop: ShopSaved, promotions: Sequence[PromotionSaved] = ()) -> PricedBasket:
    """Price every line for the customer, apply promotions, then discounts; shares lose no rupiah."""
    tier = basket.tier
    priced = [_gross(line, tier, shop.tier_wins) for line in basket.lines]
    promos = _promotions(basket, [gross for gross, *_ in priced], promotions)
    nets: list[tuple[Rupiah, Rupiah, Rupiah, str]] = []
    by_hand = before = ZERO
    for index, line in enumerate(basket.lines):
        net = priced[index][0]
        promo, name = promos.get(index, (ZERO, ""))
        if promo:
            net -= promo
        asked = net.fraction(line.discount_points, 10000) if line.discount_points else line.discount
        discount = min(asked, net)
        if discount:
            net -= discount
            by_hand += discount
        nets.append((net, discount, promo, name))
        before += net
    whole = before.fraction(basket.discount_points, 10000) if basket.discount_points else basket.discount
    whole = min(whole, before)
    shares = share_out(whole, [int(net[0]) for net in nets])
    lines = []
    gross_sum = tax_sum = ZERO
    for line, (gross, price, source, listed, base), (net, discount, promo, name), share in zip(
        basket.lines, priced, nets, shares, strict=True
    ):
        total = net - share if share else net
        tax = tax_inside(total, line.product.tax_class, ppn=shop.ppn)
        lines.append(PricedLine(line, price, source, listed, base, gross, discount, promo, name, share, total, tax))
        gross_sum += gross
        if tax:
            tax_sum += tax
    total_sum = before - whole
    return PricedBasket(tuple(lines), gross_sum, gross_sum - total_sum, by_hand + whole, total_sum, tax_sum)


def _gross(line: BasketLine, tier: str, tier_wins: str) -> tuple[Rupiah, Rupiah, str, Rupiah, Quantity]:
    """(gross, price, tier, listed price, base quantity) of a line."""
    base = line.quantity.in_units_of(line.product.packs[line.pack].factor)
    if line.label is not None:
        return line.label, line.label_price, "retail", line.label_price, base
    listed, source = unit_price(line.product, line.pack, tier, line.quantity, tier_wins=tier_wins)
    price = listed if line.price is None else line.price
    return line.quantity.times(price), price, source, listed, base


def _promotions(
    basket: Basket, grosses: list[Rupiah], promotions: Sequence[PromotionSaved]
) -> dict[int, tuple[Rupiah, str]]:
    if not promotions:
        return {}
    offered = [
        Offered(
            product=line.product.product if line.price is None and line.label is None else "",
            category=line.product.category if line.price is None and line.label is None else "",
            base=line.quantity.in_units_of(line.product.packs[line.pack].factor),
            gross=gross,
            by_weight=line.product.by_weight,
        )
        for line, gross in zip(basket.lines, grosses, strict=True)
    ]
    return promotions_on(offered, promotions, basket.tier)


def check_quantity(product: ProductSaved, quantity: Quantity) -> Quantity:
    """A quantity that can be sold; `Refusal` for none, too many, or parts of what is sold in pieces."""
    if quantity <= 0:
        raise Refusal("quantity_not_positive")
    if quantity > MOST_UNITS:
        raise Refusal("quantity_too_large", most=MOST_UNITS)
    if not quantity.is_whole and not product.by_weight:
        raise Refusal("quantity_not_whole", name=product.name)
    return quantity


def read_label(product: ProductSaved, label: Rupiah, shelf: Rupiah, weight: Quantity | None) -> tuple[Quantity, Rupiah]:
    """(weight, price of a unit) of weighed goods with this sum on their label.

    A label that tells its weight too gives the price; any other was printed with the `shelf` price, which gives the
    weight to the nearest thousandth. `Refusal`: `label_not_weighed`, `label_no_price`, `label_sum`.
    """
    if not product.by_weight:
        raise Refusal("label_not_weighed", name=product.name)
    price = shelf
    if weight:
        price = Rupiah(rounded_ratio(int(label) * 1000, int(weight)))
    elif shelf <= 0 or product.open_price:
        raise Refusal("label_no_price", name=product.name)
    quantity = weight or Quantity(rounded_ratio(int(label) * 1000, int(shelf)))
    if not ZERO < label <= MOST_RUPIAH or quantity <= 0:
        raise Refusal("label_sum", name=product.name)
    return quantity, price


def check_price(price: Rupiah | None) -> Rupiah | None:
    """A typed price; `Refusal` for a negative or an absurd one."""
    if price is not None and not ZERO <= price <= MOST_RUPIAH:
        raise Refusal("price_out_of_range")
    return price


def _check_discount(amount: Rupiah, points: int) -> None:
    if amount < 0 or not 0 <= points <= 10000:
        raise Refusal("discount_out_of_range")
