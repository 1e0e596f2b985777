"""The shop itself and its tills."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part


class DiscountCap(Part):
    """The most a role may take off without approval, in hundredths of a percent of the undiscounted price."""

    role: str
    basis_points: int


class StockPolicy(Part):
    """What a role may do where more is sold than is there: `sell` (and flag), `ask` (for approval) or `refuse`."""

    role: str
    policy: str


class ShopSaved(Document):
    """Name, address and the rules of the shop; the last one saved is in force."""

    kind: ClassVar[str] = "shop"

    name: str
    address: str = ""
    phone: str = ""
    pesantren: str = ""
    nspp: str = ""
    arabic: str = ""
    """A line in Arabic script above the name on receipts (basmalah, the pesantren's name)."""
    thanks: str = ""
    cash_rounding: int = 100
    """Cash is rounded to the nearest multiple: 0 (off), 50, 100 or 500 rupiah."""
    ppn: bool = False
    """Whether the shop collects PPN (prices include it, 11/111)."""
    npwp: str = ""
    discount_caps: list[DiscountCap] = Field(default_factory=list)
    tier_wins: str = "lowest"
    """`lowest`: the lowest valid price counts; `tier`: the customer's own tier counts where it has a price."""
    sum_prefixes: list[str] = Field(default_factory=list)
    """Prefixes (20 to 29) of the scale's labels that carry a sum; those of all others carry a weight."""
    sum_digits: int = 5
    """Digits of that sum: 5 (behind five of the item), or 6 (behind four)."""
    logo: str = ""
    """Hash of a `PictureSaved`."""
    when_none: list[StockPolicy] = Field(default_factory=list)
    """Role by role; one that is not named sells, and the goods stand in the list of what is below nothing."""


class TillStarted(Document):
    """A till takes up its journal under a code (`K1`), which begins its receipt numbers."""

    kind: ClassVar[str] = "till"

    code: str
    public_key: str = ""
    """Ed25519, 64 hex digits; the till signs the head of its journal with the other half."""
    reason: str = "new"
    """Why this epoch began: `new`, `second`, `restored`; `copy` (the file was found to be an older copy of what the
    province holds), `renumbered` (another till numbered under the same code)."""
    replaces: str = ""
    training: bool = False
    """A till to practise at: nothing it writes is a sale of the shop, and nobody else takes its entries."""
