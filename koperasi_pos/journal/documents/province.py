"""What the province tells the shops: messages, prices it recommends, blocked goods and cards; what it takes back."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.values import Rupiah


class MessageSent(Document):
    """A message for the people of the shop; it stands on the till until somebody has read it."""

    kind: ClassVar[str] = "message"

    title: str
    text: str
    sender: str
    """Who wrote it, as people know them: a name, or the province's."""


class RecommendedPrice(Part):
    """A price for goods that are named by their code (GTIN or item code), or by name where they have none."""

    code: str = ""
    name: str
    price: Rupiah
    """For one of `unit`, at retail."""
    unit: str = ""


class PriceRecommended(Document):
    """Prices that the province recommends; the shop takes them over or leaves its own. The latest of a code counts."""

    kind: ClassVar[str] = "recommended_price"

    prices: list[RecommendedPrice]
    note: str = ""
    sender: str = ""


class Blocked(Part):
    """One code on a block list and why it stands there."""

    code: str
    reason: str = ""


class BlockListSaved(Document):
    """The whole list of blocked `goods` or `cards`; the last one saved of each is in force, an empty one lifts all."""

    kind: ClassVar[str] = "block_list"

    what: str
    """`goods` (codes that must not be sold) or `cards` (numbers that must not pay)."""
    blocked: list[Blocked] = Field(default_factory=list)
    sender: str = ""


class Withdrawn(Document):
    """Something the province told is as if it had never been told; what was in force before it is in force again."""

    kind: ClassVar[str] = "withdrawn"

    withdraws: str
    """The id of the message, the prices or the block list."""
    what: str
    """Its kind: `message`, `recommended_price` or `block_list`."""
    title: str = ""
    """What it was about, as people know it."""
    reason: str = ""
    sender: str = ""
