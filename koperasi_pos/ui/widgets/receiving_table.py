"""The lines of a delivery as a table: goods, packs, price, and what the supplier asks for them."""

from __future__ import annotations

from koperasi_pos.trade.receiving_drafts import DraftLine
from koperasi_pos.ui.widgets.tables import TableColumn
from koperasi_pos.values import ONE
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import quantity, rupiah


def receiving_columns() -> list[TableColumn]:
    """Goods with what else there is to say of them, quantity, price, amount."""
    return [
        TableColumn(_("Goods"), lambda line: line.product.name, small=_small, tone=_tone),
        TableColumn(_("Quantity"), _quantity, right=True, width=112, tone=_quantity_tone),
        TableColumn(_("Price"), lambda line: rupiah(line.price, symbol=False), right=True, width=92),
        TableColumn(_("Amount"), lambda line: rupiah(line.amount, symbol=False), right=True, width=108),
    ]


def _small(line: DraftLine) -> str:
    parts = []
    if line.factor != ONE and line.quantity + line.free:
        parts.append(f"= {quantity(line.base)} {line.product.packs[0].unit}")
    if line.ordered:
        parts.append(_("{count} ordered").format(count=quantity(line.ordered)))
    if line.free:
        parts.append(_("{count} free").format(count=quantity(line.free)))
    if line.expiry:
        parts.append(_("best before {day}").format(day=date_short(line.expiry)))
    return " · ".join(parts) or line.product.category or "–"


def _quantity(line: DraftLine) -> str:
    return f"{quantity(line.quantity)} {line.unit}"


def _tone(line: DraftLine) -> str:
    return "quiet" if not line.quantity + line.free else ""


def _quantity_tone(line: DraftLine) -> str:
    if line.ordered and line.quantity != line.ordered:
        return "gold"
    return "green" if line.ordered else ""
