"""What the customer may see: goods and sums, then what was paid; no profit, no name unless the shop allows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from koperasi_pos.journal.documents import SaleCompleted, ShopSaved
from koperasi_pos.trade.baskets import PricedBasket, PricedLine
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


@dataclass(frozen=True)
class ShownLine:
    """One line of the basket; `off` is everything that was taken off it."""

    name: str
    unit: str
    quantity: Quantity
    price: Rupiah
    off: Rupiah
    total: Rupiah
    by_weight: bool = False


@dataclass(frozen=True)
class CustomerView:
    """All that a display for the customer knows. `latest` is the place of the line just rung up, -1 for none."""

    state: Literal["idle", "selling", "paid"]
    shop: str
    lines: tuple[ShownLine, ...] = ()
    latest: int = -1
    total: Rupiah = ZERO
    saved: Rupiah = ZERO
    rounding: Rupiah = ZERO
    sedekah: Rupiah = ZERO
    paid: Rupiah = ZERO
    change: Rupiah = ZERO
    thanks: str = ""
    """The shop's own words; empty where it has none."""
    holder: str = ""
    """Whose card pays, where the shop lets others read it."""
    left: Rupiah | None = None
    """What the card can still spend today, or what is on it after it paid."""

    @property
    def pieces(self) -> int:
        """How many things lie there: whole pieces count, what is weighed is one."""
        return sum(1 if line.by_weight else int(line.quantity) // int(ONE) for line in self.lines)


def idle_view(shop: ShopSaved) -> CustomerView:
    """Nobody buys right now."""
    return CustomerView("idle", shop.name, thanks=shop.thanks)


def selling_view(priced: PricedBasket, shop: ShopSaved, key: int | None) -> CustomerView:
    """The basket on the counter; `key` names the line that changed last."""
    latest = next((place for place, line in enumerate(priced.lines) if line.line.key == key), -1)
    return CustomerView(
        "selling", shop.name, tuple(map(_shown, priced.lines)), latest, priced.total, priced.discount,
        thanks=shop.thanks,
    )  # fmt: skip


def paid_view(sale: SaleCompleted, shop: ShopSaved) -> CustomerView:
    """The sale is done: what was handed over, what comes back."""
    paid = Rupiah(sum(int(payment.received or payment.amount) for payment in sale.payments))
    return CustomerView(
        "paid", shop.name, total=sale.total, saved=sale.discount, rounding=sale.rounding, sedekah=sale.sedekah,
        paid=paid, change=sale.change, thanks=shop.thanks,
    )  # fmt: skip


def _shown(priced: PricedLine) -> ShownLine:
    product = priced.line.product
    return ShownLine(
        product.name, product.packs[priced.line.pack].unit, priced.line.quantity, priced.price,
        Rupiah(priced.gross - priced.total), priced.total, product.by_weight,
    )  # fmt: skip


def with_card(view: CustomerView, name: str, left: Rupiah, shows: str) -> CustomerView:
    """The view with as much of the card that pays as the setting lets others read."""
    if shows == "hidden":
        return view
    return replace(view, holder=name if shows == "name" else "", left=left)
