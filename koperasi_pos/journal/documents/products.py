"""Products: what the shop sells, in which packs, under which codes and at which prices; pictures of them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class Price(Part):
    """The price of one pack for a tier, from a quantity of that pack on."""

    tier: str
    """`retail`, `wholesale`, `member` or `santri`."""
    price: Rupiah
    from_quantity: Quantity = ONE


class Pack(Part):
    """A way the product is sold: pcs, renceng, dus; the first pack of a product is its base unit."""

    unit: str
    factor: Quantity = ONE
    """How many base units are in it (thousandths): a dus of 40 has 40000."""
    codes: list[str] = Field(default_factory=list)
    """Bar codes in canonical form (see `trade/codes.py`)."""
    prices: list[Price] = Field(default_factory=list)


class ProductSaved(Document):
    """A product as it is from now on (last writer wins)."""

    kind: ClassVar[str] = "product"

    product: str
    """Short id."""
    name: str
    code: str = ""
    """The shop's own code (SKU), unique among active products where given."""
    category: str = ""
    packs: list[Pack]
    by_weight: bool = False
    """Sold in fractions of the base unit (kg, liter); weighed codes 20–29 carry the quantity or the price."""
    open_price: bool = False
    """The cashier types the price (photocopies, services)."""
    stocked: bool = True
    """False for services: no stock is kept."""
    tax_class: str = "taxed"
    """`taxed`, `exempt` (unprocessed staples) or `luxury`."""
    pillar: str = ""
    """OPOP pillar: `santripreneur`, `pesantrenpreneur`, `sociopreneur` or none."""
    halal: str = ""
    pirt: str = ""
    cost: Rupiah = ZERO
    """Last known cost of a base unit; what is in stock carries its own cost."""
    minimum: Quantity = Quantity(0)
    favourite: int = 0
    """Place among the tiles of the sell page, 1 first; 0 is no tile."""
    picture: str = ""
    """Hash of a `PictureSaved`."""
    note: str = ""
    active: bool = True
    owner: str = ""
    """Short id of the consignor whose goods these are; empty for the shop's own."""
    commission: int = 0
    """Consigned: what the shop keeps of the price, in basis points."""
    margin: Rupiah = ZERO
    """Consigned: what the shop keeps of a base unit; where it is given, `commission` does not count."""
    daily: bool = False
    """Consigned and settled at closing: what is left goes home the same day."""
    when_none: str = ""
    """What happens where more is sold than is there: `sell` (and flag), `ask` (for approval), `refuse`; empty: the
    rule of the shop.
    """
    allergens: list[str] = Field(default_factory=list)
    """What is in it that some must not eat: `kacang`, `susu` …"""
    shelf: str = ""
    """Where it stands in the shop (rak): `A1`, `Lemari es`."""


class PictureSaved(Document):
    """A small picture (JPEG or PNG, at most 64 KiB) as base64; named by its SHA-256."""

    kind: ClassVar[str] = "picture"

    hash: str
    data: str
