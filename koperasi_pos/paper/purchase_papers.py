"""Papers of kulakan: the buying list, an order for the supplier (also as a message), a delivery, what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koperasi_pos.journal.documents import GoodsOrdered, GoodsReceived, ShopSaved
from koperasi_pos.operations.orders import LOOK_BACK, Wanted
from koperasi_pos.operations.price_labels import ChangedLabel
from koperasi_pos.operations.suppliers import Debt
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.trade.buying import cost_of_packs
from koperasi_pos.trade.margins import PriceProposal
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_long, date_short
from koperasi_pos.words.numbers import quantity, rupiah


def buying_report(
    wanted: Sequence[Wanted], names: Mapping[str, str], cover_days: int, *, shop_name: str = ""
) -> Report:
    """What to buy so that it lasts so many days; `names` are those of suppliers by their short id."""
    return Report(
        title=_("Buying list"),
        columns=(
            Column("supplier", _("Supplier")),
            Column("name", _("Item")),
            Column("on_hand", _("Stock"), "quantity"),
            Column("on_its_way", _("Ordered"), "quantity"),
            Column("sold", _("Sold in {days} days").format(days=LOOK_BACK), "quantity"),
            Column("cover", _("Lasts (days)"), "count"),
            Column("packs", _("Buy"), "quantity"),
            Column("unit", _("Unit")),
            Column("price", _("Last price"), "rupiah"),
            Column("amount", _("Amount"), "rupiah"),
        ),
        rows=tuple(
            (
                names.get(one.supplier, ""), one.name, int(one.on_hand), int(one.on_its_way), int(one.sold),
                one.need.cover, int(one.need.packs), one.unit, int(one.price) or None,
                int(cost_of_packs(one.need.packs, one.price)) or None,
            )
            for one in wanted
        ),
        totals=(
            _("Total"), "", None, None, None, None, None, "", None,
            sum(int(cost_of_packs(one.need.packs, one.price)) for one in wanted),
        ),
        subtitle=tuple(line for line in (shop_name, _("To last {days} days").format(days=cover_days)) if line),
    )  # fmt: skip


def order_report(order: GoodsOrdered, shop: ShopSaved, received: Mapping[str, int] | None = None) -> Report:
    """An order as the supplier gets it; with `received` (short id → base units) also what came of it."""
    columns = [
        Column("name", _("Item")),
        Column("quantity", _("Quantity"), "quantity"),
        Column("unit", _("Unit")),
        Column("price", _("Price"), "rupiah"),
        Column("amount", _("Amount"), "rupiah"),
    ]
    rows = [
        [line.name, int(line.quantity), _unit(line.unit, int(line.factor)), int(line.price) or None,
         int(line.quantity.times(line.price)) or None]
        for line in order.lines
    ]  # fmt: skip
    if received is not None:
        columns.append(Column("received", _("Received"), "quantity"))
        for row, line in zip(rows, order.lines, strict=True):
            row.append(received.get(line.product, 0) * 1000 // int(line.factor))
    totals = [_("Total"), None, "", None, int(order.total) or None, *([None] if received is not None else [])]
    sender = ", ".join(part for part in (shop.name, shop.address, shop.phone) if part)
    return Report(
        title=_("Order {number}").format(number=order.number),
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows),
        totals=tuple(totals),
        subtitle=tuple(
            line
            for line in (
                sender, _("To: {name}").format(name=order.name), date_long(order.day),
                _deliver_by(order), order.note,
            )
            if line
        ),
    )  # fmt: skip


def _deliver_by(order: GoodsOrdered) -> str:
    return _("Please deliver by {day}").format(day=date_long(order.expected)) if order.expected else ""


def _unit(unit: str, factor: int) -> str:
    return unit if factor == 1000 else f"{unit} ({quantity(factor)})"


def order_message(order: GoodsOrdered, shop: ShopSaved) -> str:
    """The order as a text to send from a telephone."""
    lines = [_("Order {number} of {shop}").format(number=order.number, shop=shop.name), date_long(order.day), ""]
    lines += [
        f"{n}. {line.name}: {quantity(int(line.quantity))} {_unit(line.unit, int(line.factor))}"
        for n, line in enumerate(order.lines, 1)
    ]
    if order.expected:
        lines += ["", _deliver_by(order)]
    if order.note:
        lines += ["", order.note]
    return "\n".join([*lines, "", _("Thank you."), ""])


def delivery_report(received: GoodsReceived, *, shop_name: str = "") -> Report:
    """A delivery with what was spread over its lines and what a base unit cost in the end."""
    return Report(
        title=_("Goods received {number}").format(number=received.number),
        columns=(
            Column("name", _("Item")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("free", _("Free"), "quantity"),
            Column("unit", _("Unit")),
            Column("price", _("Price"), "rupiah"),
            Column("discount", _("Discount"), "rupiah"),
            Column("added", _("Tax and transport"), "rupiah"),
            Column("value", _("Total cost"), "rupiah"),
            Column("each", _("Cost each"), "rupiah"),
            Column("expiry", _("Expires"), "day"),
        ),
        rows=tuple(
            (
                line.name, int(line.quantity), int(line.free) or None, _unit(line.unit, int(line.factor)),
                int(line.price) or None, -int(line.discount + line.share) or None,
                int(line.tax + line.transport) or None, int(line.value),
                int(line.value.fraction(1000, int(line.base))), line.expiry or None,
            )
            for line in received.lines
        ),
        totals=(
            _("Total"), None, None, "", None, -sum(int(line.discount + line.share) for line in received.lines) or None,
            sum(int(line.tax + line.transport) for line in received.lines) or None,
            sum(int(line.value) for line in received.lines), None, None,
        ),
        subtitle=tuple(
            line
            for line in (
                shop_name, received.name,
                _("Invoice {number}").format(number=received.invoice) if received.invoice else "",
                date_long(received.day), _("To be paid: {amount}").format(amount=rupiah(received.total)),
                _("Due {day}").format(day=date_short(received.due)) if received.due else "",
            )
            if line
        ),
    )  # fmt: skip


def debts_report(debts: Sequence[Debt], *, shop_name: str = "") -> Report:
    """What is owed to suppliers, due first at the top."""
    return Report(
        title=_("Owed to suppliers"),
        columns=(
            Column("due", _("Due on"), "day"),
            Column("supplier", _("Supplier")),
            Column("number", _("Document")),
            Column("invoice", _("Invoice")),
            Column("total", _("Total"), "rupiah"),
            Column("open", _("Still owed"), "rupiah"),
        ),
        rows=tuple((one.due or None, one.name, one.number, one.invoice, one.total, one.open) for one in debts),
        totals=(None, _("Total"), "", "", sum(one.total for one in debts), sum(one.open for one in debts)),
        subtitle=(shop_name,) if shop_name else (),
    )


def prices_report(proposals: Sequence[PriceProposal], *, shop_name: str = "") -> Report:
    """Prices that the margin rules propose."""
    return Report(
        title=_("Proposed prices"),
        columns=(
            Column("name", _("Item")),
            Column("cost", _("Cost"), "rupiah"),
            Column("held", _("Price now"), "rupiah"),
            Column("proposed", _("Proposed price"), "rupiah"),
        ),
        rows=tuple((one.name, int(one.cost), int(one.held), int(one.proposed)) for one in proposals),
        subtitle=(shop_name,) if shop_name else (),
    )


def labels_report(changed: Sequence[ChangedLabel], *, shop_name: str = "") -> Report:
    """Labels on the shelf that are out of date."""
    return Report(
        title=_("Labels to change"),
        columns=(
            Column("name", _("Item")),
            Column("before", _("Price before"), "rupiah"),
            Column("now", _("Price now"), "rupiah"),
        ),
        rows=tuple((one.name, None if one.before is None else int(one.before), int(one.now)) for one in changed),
        subtitle=(shop_name,) if shop_name else (),
    )
