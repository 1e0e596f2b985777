"""Stock as tables: what is there and what it cost, and the card of one product."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.operations.stock import Card, Held, Proof
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def stock_report(held: Sequence[Held], at: str = "", *, shop_name: str = "", proof: Proof | None = None) -> Report:
    """What was there at a moment (ISO; now where it is empty) and what it had cost, by category and name."""
    return Report(
        title=_("Stock"),
        columns=(
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("unit", _("Unit")),
            Column("average", _("Average cost"), "rupiah"),
            Column("value", _("Value"), "rupiah"),
        ),
        rows=tuple(
            (item.name, item.category, item.quantity, item.unit, average(item.quantity, item.value), item.value)
            for item in held
        ),
        totals=(_("Total"), "", None, "", None, sum(item.value for item in held)),
        subtitle=tuple(
            line for line in (shop_name, moment(at) if at else "", proof_words(proof) if proof else "") if line
        ),
    )


def proof_words(proof: Proof) -> str:
    """The value identity as a sentence."""
    return _("Bought {bought} = sold at cost {sold} + written off {written_off} + left {left}").format(
        bought=rupiah(proof.bought), sold=rupiah(proof.sold), left=rupiah(proof.left),
        written_off=rupiah(proof.written_off + proof.turned),
    )  # fmt: skip


def average(quantity: int, value: int) -> int | None:
    """What one base unit cost on average; nothing to say where nothing is there."""
    return (value * 1000 + quantity // 2) // quantity if quantity > 0 else None


def card_report(card: Card, *, shop_name: str = "") -> Report:
    """The stock card of a product: every movement with its document, what was there after it and what it had cost."""
    return Report(
        title=_("Stock card: {name}").format(name=card.product.name),
        columns=(
            Column("at", _("Time"), "moment"),
            Column("kind", _("Movement")),
            Column("number", _("Document")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("cost", _("Cost moved"), "rupiah"),
            Column("left", _("Remaining"), "quantity"),
            Column("value", _("Value"), "rupiah"),
        ),
        rows=tuple(
            (line.row.at, term("movement", line.row.kind), line.row.number, line.row.quantity, line.row.value,
             line.quantity, line.value)
            for line in card.lines
        ),
        subtitle=tuple(line for line in (shop_name, card.product.unit) if line),
    )  # fmt: skip
