"""Promotions: n for m, percent off between dates, a bundle at one price."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class BundlePart(Part):
    """So much of one product (base units) belongs to the bundle."""

    product: str
    quantity: Quantity = ONE


class PromotionSaved(Document):
    """A promotion as it is from now on (last writer wins).

    `form` is `n_for_m` (take `take`, pay `pay`, whole base units of each product), `percent`
    (`basis_points` off) or `bundle` (`parts` together for `price`). It runs from `begins` to `ends`, both days
    included.
    """

    kind: ClassVar[str] = "promotion"

    promotion: str
    """Short id."""
    name: str
    form: str
    products: list[str] = Field(default_factory=list)
    categories: list[str] = Field(default_factory=list)
    tiers: list[str] = Field(default_factory=list)
    """Only for customers of these tiers; empty: for all."""
    take: int = 0
    pay: int = 0
    basis_points: int = 0
    parts: list[BundlePart] = Field(default_factory=list)
    price: Rupiah = ZERO
    begins: str = ""
    ends: str = ""
    active: bool = True
