"""Goods that become other goods, and goods that lie elsewhere: repacking, production, recipes, places."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Quantity, Rupiah


class RecipePart(Part):
    """So many base units of a product."""

    product: str
    quantity: Quantity


class RecipeSaved(Document):
    """What becomes what: one sack into 25 bags, flour and sugar into bread (last writer wins)."""

    kind: ClassVar[str] = "recipe"

    recipe: str
    """Short id."""
    name: str
    form: str = "repack"
    """`repack` or `production`."""
    inputs: list[RecipePart]
    outputs: list[RecipePart]
    """What comes out when nothing is lost beyond what is usual."""
    note: str = ""
    active: bool = True


class TurnedLine(Part):
    """Goods that went in or came out, with what they cost."""

    product: str
    name: str
    unit: str = "pcs"
    quantity: Quantity
    value: Rupiah
    settled: Rupiah = ZERO
    """Of what came out: cost that sales made before it was there have to bear."""
    expiry: str = ""


class StockTurned(Document):
    """Goods became other goods: Σ outputs.value = Σ inputs.value, whatever was lost on the way."""

    kind: ClassVar[str] = "stock_turned"

    form: str
    """`repack` or `production`."""
    recipe: str = ""
    name: str = ""
    day: str
    inputs: list[TurnedLine]
    outputs: list[TurnedLine]
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class PlacedLine(Part):
    """Base units of a product that go to another place; `sold`: so many more were sold there and are gone."""

    product: str
    name: str
    unit: str = "pcs"
    quantity: Quantity = Quantity(0)
    sold: Quantity = Quantity(0)


class GoodsPlaced(Document):
    """Goods go from one place of the shop to another (empty: the shop itself); what they cost stays as it is."""

    kind: ClassVar[str] = "goods_placed"

    source: str = ""
    target: str = ""
    day: str
    lines: list[PlacedLine]
    reason: str
    approvals: list[Approval] = Field(default_factory=list)
