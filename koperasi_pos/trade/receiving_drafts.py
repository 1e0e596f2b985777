"""A delivery that is being unpacked: goods are scanned in, figures typed, lines taken out, until it is booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.trade.receiving import Coming, Delivery, pack_factor
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class DraftLine(BaseModel):
    """So many packs of a product as the supplier counts them."""

    model_config = ConfigDict(frozen=True)

    key: int
    product: ProductSaved
    unit: str
    factor: Quantity = ONE
    """Base units in the supplier's pack."""
    quantity: Quantity = Quantity(0)
    """Packs; 0 for goods that were ordered and have not been unpacked yet."""
    free: Quantity = Quantity(0)
    price: Rupiah = ZERO
    asked: Rupiah | None = None
    """What the bill asks for all packs, where it says that and not what one costs."""
    discount: Rupiah = ZERO
    expiry: str = ""
    batch: str = ""
    ordered: Quantity = Quantity(0)
    """Packs that are still expected of the order."""

    @property
    def amount(self) -> Rupiah:
        """What the supplier asks for the line."""
        return (self.quantity.times(self.price) if self.asked is None else self.asked) - self.discount

    @property
    def base(self) -> Quantity:
        """Base units, free ones included."""
        return (self.quantity + self.free).in_units_of(self.factor)


class ReceivingDraft(BaseModel):
    """What lies unpacked; changed in steps, each gives the next draft."""

    model_config = ConfigDict(frozen=True)

    id: str
    """The id that the delivery will have."""
    supplier: str = ""
    order: str = ""
    invoice: str = ""
    invoice_day: str = ""
    lines: tuple[DraftLine, ...] = ()
    discount: Rupiah = ZERO
    tax: Rupiah = ZERO
    transport: Rupiah = ZERO
    transport_apart: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.lines or self.supplier or self.invoice)

    @property
    def unpacked(self) -> tuple[DraftLine, ...]:
        """The lines of which something came."""
        return tuple(line for line in self.lines if line.quantity + line.free > 0)

    @property
    def goods(self) -> Rupiah:
        """What the supplier asks for the goods before what concerns the whole invoice."""
        return Rupiah(sum(line.amount for line in self.lines))

    @property
    def total(self) -> Rupiah:
        """What the supplier is to be paid."""
        billed = ZERO if self.transport_apart else self.transport
        return self.goods - self.discount + self.tax + billed

    def line(self, key: int) -> DraftLine | None:
        """The line with this key."""
        return next((line for line in self.lines if line.key == key), None)

    def add(
        self, product: ProductSaved, *, unit: str, factor: Quantity = ONE, quantity: Quantity = ONE,
        price: Rupiah = ZERO, expiry: str = "", batch: str = "",
    ) -> tuple[ReceivingDraft, int]:  # fmt: skip
        """Unpack so many more; the same goods in the same pack of the same day are one line. Also its key."""
        for line in self.lines:
            same = line.product.product == product.product and line.unit.casefold() == unit.casefold()
            if same and (not expiry or line.expiry in ("", expiry)) and (not batch or line.batch in ("", batch)):
                named = {"expiry": expiry or line.expiry, "batch": batch or line.batch}
                return self.change(line.key, quantity=line.quantity + quantity, **named), line.key
        key = max((line.key for line in self.lines), default=0) + 1
        made = DraftLine(
            key=key, product=product, unit=unit, factor=factor, quantity=quantity, price=price, expiry=expiry,
            batch=batch,
        )  # fmt: skip
        return self.model_copy(update={"lines": (*self.lines, made)}), key

    def change(self, key: int, **fields: Any) -> ReceivingDraft:
        """A line with other figures; another price or quantity overrules what the bill asks for all packs."""
        line = self.line(key)
        if line is not None and any(fields.get(name, getattr(line, name)) != getattr(line, name) for name in _FIGURES):
            fields = {"asked": None, **fields}
        lines = [line.model_copy(update=fields) if line.key == key else line for line in self.lines]
        return self.model_copy(update={"lines": tuple(lines)})

    def take_out(self, key: int) -> ReceivingDraft:
        """Without a line."""
        return self.model_copy(update={"lines": tuple(line for line in self.lines if line.key != key)})

    def expect(self, order: str, supplier: str, awaited: Sequence[DraftLine]) -> ReceivingDraft:
        """Goods of an order are awaited; what was unpacked before stays, what another order awaited goes."""
        kept = [line.model_copy(update={"ordered": Quantity(0)}) for line in self.unpacked]
        for one in awaited:
            at = next((n for n, line in enumerate(kept) if _same_pack(line, one)), None)
            if at is None:
                kept.append(one)
            else:
                price = kept[at].price or one.price
                kept[at] = kept[at].model_copy(update={"ordered": one.ordered, "price": price})
        lines = tuple(line.model_copy(update={"key": n}) for n, line in enumerate(kept, 1))
        return self.model_copy(update={"order": order, "supplier": supplier or self.supplier, "lines": lines})

    def as_ordered(self) -> ReceivingDraft:
        """Everything that was ordered came."""
        lines = [
            line.model_copy(update={"quantity": line.ordered}) if line.ordered and not line.quantity else line
            for line in self.lines
        ]
        return self.model_copy(update={"lines": tuple(lines)})

    def with_sheet(self, lines: Sequence[Coming]) -> ReceivingDraft:
        """With the lines of a bill that came as a sheet behind those that are there."""
        first = max((line.key for line in self.lines), default=0) + 1
        added = [
            DraftLine(
                key=key, product=line.product, unit=line.unit or line.product.packs[0].unit,
                factor=pack_factor(line.product, line.unit, line.factor), quantity=line.quantity, free=line.free,
                price=line.price or _each(line), asked=line.amount, discount=line.discount, expiry=line.expiry,
                batch=line.batch,
            )
            for key, line in enumerate(lines, first)
        ]  # fmt: skip
        return self.model_copy(update={"lines": (*self.lines, *added)})

    def delivery(self) -> Delivery:
        """What is to be booked."""
        lines = [
            Coming(
                line.product, quantity=line.quantity, unit=line.unit, factor=line.factor, price=line.price,
                amount=line.asked, free=line.free, discount=line.discount, expiry=line.expiry, batch=line.batch,
            )
            for line in self.unpacked
        ]  # fmt: skip
        return Delivery(
            lines, discount=self.discount, tax=self.tax, transport=self.transport,
            transport_apart=self.transport_apart,
        )  # fmt: skip


_FIGURES = ("price", "quantity")


def _each(line: Coming) -> Rupiah:
    return line.amount.fraction(1000, int(line.quantity)) if line.amount and line.quantity else ZERO


def _same_pack(line: DraftLine, other: DraftLine) -> bool:
    return line.product.product == other.product.product and line.unit.casefold() == other.unit.casefold()
