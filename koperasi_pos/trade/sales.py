"""From a basket and a tender to a sale: every check before, every figure decided."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import BasketDropped, RemovedLine, SaleCompleted, SaleLine, ShopSaved
from koperasi_pos.trade.baskets import MOST_RUPIAH, Basket, PricedBasket, PricedLine
from koperasi_pos.trade.staff import Actor, discount_cap, require
from koperasi_pos.trade.tenders import Settled
from koperasi_pos.values import ZERO, Refusal, Rupiah


def check_basket(basket: Basket, priced: PricedBasket, shop: ShopSaved, actor: Actor) -> None:
    """May this basket be sold by this person? `Refusal` for what needs a second person or cannot be."""
    require(actor, "sell")
    if basket.empty:
        raise Refusal("basket_empty")
    if any(line.base <= 0 for line in priced.lines):
        # A thousandth of a small pack is nothing in base units: stock and refunds could not hold it.
        raise Refusal("quantity_not_positive")
    if priced.gross > MOST_RUPIAH:
        raise Refusal("price_out_of_range")
    approved = {approval.what for approval in basket.approvals}
    cap = discount_cap(actor.role, shop.discount_caps)
    if "discount" not in approved and priced.by_hand * 10000 > priced.gross * cap:
        raise Refusal("discount_over_cap", basis_points=cap, asked=priced.by_hand)
    if any(line.line.overridden for line in priced.lines):
        require(actor, "price", basket.approvals)


def sale_of(
    basket: Basket,
    priced: PricedBasket,
    settled: Settled,
    costs: Sequence[Rupiah],
    *,
    number: str,
    shift: str,
    day: str,
    cashier: str,
    flags: Sequence[str] = (),
) -> SaleCompleted:
    """The document of a sale; nobody computes its figures again."""
    return SaleCompleted(
        id=basket.id,
        number=number,
        shift=shift,
        day=day,
        cashier=cashier,
        customer=basket.customer,
        lines=[_line(line, cost) for line, cost in zip(priced.lines, costs, strict=True)],
        removed=list(basket.removed),
        gross=priced.gross,
        discount=priced.discount,
        total=priced.total,
        tax=priced.tax,
        rounding=settled.rounding,
        sedekah=settled.sedekah,
        payments=settled.payments,
        change=settled.change,
        note=basket.note,
        approvals=list(basket.approvals),
        flags=list(flags),
    )


def _line(priced: PricedLine, cost: Rupiah) -> SaleLine:
    line = priced.line
    product = line.product
    return SaleLine(
        product=product.product,
        name=product.name,
        unit=product.packs[line.pack].unit,
        quantity=line.quantity,
        base=priced.base,
        price=priced.price,
        tier=priced.tier,
        gross=priced.gross,
        discount=priced.discount,
        promo=priced.promo,
        promo_name=priced.promo_name,
        share=priced.share,
        total=priced.total,
        tax=priced.tax,
        cost=cost,
        code=line.code,
        note=line.note,
        stocked=product.stocked,
        old_price=priced.listed if line.overridden and priced.listed != priced.price else ZERO,
        owner=product.owner,
        by_weight=product.by_weight,
        labelled=line.label is not None,
    )


def dropped(basket: Basket, priced: PricedBasket, *, id: str, shift: str, day: str, reason: str) -> BasketDropped:
    """The trace of a basket that was let go: what was in it and what had been taken out before."""
    lines = [
        RemovedLine(
            product=line.line.product.product, name=line.line.product.name, quantity=line.line.quantity,
            total=line.total,
        )
        for line in priced.lines
    ]  # fmt: skip
    return BasketDropped(
        id=id, shift=shift, day=day, lines=[*basket.removed, *lines], total=priced.total, reason=reason
    )


def sale_number(till: str, serial: int) -> str:
    """`K1-004217`."""
    return f"{till}-{serial:06d}"


def refund_number(till: str, serial: int) -> str:
    """`K1-R000012`."""
    return f"{till}-R{serial:06d}"
