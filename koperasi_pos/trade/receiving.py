"""Goods that come: discount, tax and transport spread over the lines to the last rupiah, free goods, prices to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from koperasi_pos.journal.documents import GoodsReceived, ProductSaved, ReceivedLine
from koperasi_pos.trade.baskets import MOST_RUPIAH
from koperasi_pos.trade.counting import MOST_LINES
from koperasi_pos.trade.stock import OnHand, settled_by
from koperasi_pos.values import ONE, ZERO, Quantity, Refusal, Rupiah
from koperasi_pos.values.money import share_out


@dataclass(frozen=True)
class Coming:
    """A line as the invoice has it: packs of a unit at a price each, or at an amount for all of them."""

    product: ProductSaved
    quantity: Quantity = ONE
    unit: str = ""
    """The supplier's unit; empty: the base unit."""
    factor: Quantity | None = None
    """Base units in it, where the product has no pack of this name."""
    price: Rupiah = ZERO
    amount: Rupiah | None = None
    free: Quantity = Quantity(0)
    discount: Rupiah = ZERO
    expiry: str = ""
    batch: str = ""


@dataclass(frozen=True)
class Delivery:
    """A delivery before it is booked. Discount, tax and transport are those of the whole invoice."""

    lines: Sequence[Coming]
    discount: Rupiah = ZERO
    tax: Rupiah = ZERO
    transport: Rupiah = ZERO
    transport_apart: bool = False
    tax_reclaimed: bool = False


@dataclass(frozen=True)
class Figured:
    """The lines with every figure, and what the supplier is to be paid."""

    lines: list[ReceivedLine]
    total: Rupiah
    value: Rupiah = field(default=ZERO)
    """What the goods cost altogether."""


def figure(delivery: Delivery, on_hand: Mapping[str, OnHand], today: str) -> Figured:
    """Decide every figure of a delivery, or a `Refusal`: what is spread adds up again to the last rupiah."""
    if not delivery.lines:
        raise Refusal("receiving_empty")
    for line in delivery.lines:
        if line.product.owner:
            raise Refusal("consigned_not_bought", name=line.product.name)
    if len(delivery.lines) > MOST_LINES:
        raise Refusal("lines_too_many", most=MOST_LINES)
    parts = [_part(line, today) for line in delivery.lines]
    nets = [int(gross - line.discount) for line, (_, _, gross) in zip(delivery.lines, parts, strict=True)]
    if min(delivery.discount, delivery.tax, delivery.transport) < 0 or int(delivery.discount) > sum(nets):
        raise Refusal("discount_out_of_range")
    # Free goods alone: what is spread goes by how many there are, for their worth says nothing.
    weights = nets if any(nets) else [int(base) for _, base, _ in parts]
    shares = share_out(delivery.discount, weights)
    after = [net - int(share) for net, share in zip(nets, shares, strict=True)]
    taxes = share_out(delivery.tax, after if any(after) else weights)
    transports = share_out(delivery.transport, weights)
    held = dict(on_hand)
    lines = []
    for at, line in enumerate(delivery.lines):
        factor, base, gross = parts[at]
        tax_cost = ZERO if delivery.tax_reclaimed else taxes[at]
        value = gross - line.discount - shares[at] + tax_cost + transports[at]
        before = held.get(line.product.product, OnHand(Quantity(0), ZERO))
        settled = settled_by(base, value, before) if line.product.stocked else ZERO
        held[line.product.product] = OnHand(before.quantity + base, before.value + value - settled, before.last_cost)
        lines.append(
            ReceivedLine(
                product=line.product.product, name=line.product.name, unit=line.unit or line.product.packs[0].unit,
                factor=factor, quantity=line.quantity, free=line.free, base=base, price=line.price, gross=gross,
                discount=line.discount, share=shares[at], tax=taxes[at], transport=transports[at], value=value,
                settled=settled, expiry=line.expiry, batch=line.batch,
            )
        )  # fmt: skip
    billed = ZERO if delivery.transport_apart else delivery.transport
    total = Rupiah(sum(nets)) - delivery.discount + delivery.tax + billed
    return Figured(lines, total, Rupiah(sum(line.value for line in lines)))


def _part(line: Coming, today: str) -> tuple[Quantity, Quantity, Rupiah]:
    """(base units in a pack, base units altogether, amount before discounts) of a line that may be received."""
    if not line.product.stocked:
        raise Refusal("not_stocked", name=line.product.name)
    if line.quantity < 0 or line.free < 0 or line.quantity + line.free <= 0:
        raise Refusal("quantity_not_positive")
    factor = pack_factor(line.product, line.unit, line.factor)
    base = (line.quantity + line.free).in_units_of(factor)
    if base <= 0:
        raise Refusal("quantity_not_positive")
    if not base.is_whole and not line.product.by_weight:
        raise Refusal("quantity_not_whole", name=line.product.name)
    gross = line.amount if line.amount is not None else line.quantity.times(line.price)
    if not 0 <= gross <= MOST_RUPIAH or line.price < 0:
        raise Refusal("price_out_of_range")
    if not 0 <= line.discount <= gross:
        raise Refusal("discount_out_of_range")
    check_expiry(line.expiry, line.product.name, today)
    return factor, base, gross


def check_expiry(expiry: str, name: str, today: str) -> None:
    """A day in the future, or none; `Refusal("day_form")`, `Refusal("expired_on_arrival")`."""
    if not expiry:
        return
    try:
        day = date.fromisoformat(expiry)
    except ValueError:
        raise Refusal("day_form", text=expiry) from None
    if day.isoformat() < today:
        raise Refusal("expired_on_arrival", name=name, day=day)


def pack_factor(product: ProductSaved, unit: str, factor: Quantity | None = None) -> Quantity:
    """Base units in a supplier's unit: as told, or as the product's packs say; `Refusal("supplier_unit_unknown")`."""
    if factor is not None:
        if factor <= 0:
            raise Refusal("factor_not_positive", unit=unit)
        return factor
    if not unit:
        return ONE
    for pack in product.packs:
        if pack.unit.casefold() == unit.strip().casefold():
            return pack.factor
    raise Refusal("supplier_unit_unknown", unit=unit, name=product.name)


def broken_sums(received: GoodsReceived) -> list[str]:
    """What does not add up in a delivery, as short English sentences."""
    broken = []
    for n, line in enumerate(received.lines):
        tax = ZERO if received.tax_reclaimed else line.tax
        if line.gross - line.discount - line.share + tax + line.transport != line.value:
            broken.append(f"line {n}: its cost is not what was paid for it")
    billed = sum(int(line.gross - line.discount - line.share + line.tax) for line in received.lines)
    if not received.transport_apart:
        billed += sum(int(line.transport) for line in received.lines)
    if billed != received.total:
        broken.append("the lines do not add up to what is to be paid")
    return broken
