"""Customers and members."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document
from koperasi_pos.journal.documents.sales import Approval


class PersonSaved(Document):
    """A person the shop knows: member, santri, ustadz, guardian or other customer (last writer wins)."""

    kind: ClassVar[str] = "person"

    person: str
    """Short id."""
    name: str
    number: str = ""
    """Member number."""
    tier: str = "retail"
    """Whose prices: `retail`, `wholesale`, `member` or `santri`."""
    member: bool = False
    """Member of the co-operative: sales count for the share of the surplus (SHU)."""
    group: str = ""
    """Class, room or place."""
    phone: str = ""
    note: str = ""
    active: bool = True
    nis: str = ""
    """Number of a santri at the school (nomor induk santri), beside the member number."""
    sort: str = ""
    """`santri`, `member`, `ustadz`, `wali` or `public`; empty where nobody said."""
    room: str = ""
    """Where a santri lives; `group` is then the class."""
    wali: str = ""
    """Name of the guardian."""
    wali_phone: str = ""
    photo: str = ""
    """Hash of a `PictureSaved`."""
    allergens: list[str] = Field(default_factory=list)
    """What must never be sold to this person, by the words that goods carry."""


class PersonForgotten(Document):
    """A person's data is deleted for good (UU PDP); what the accounts moved stays under a token that names nobody."""

    kind: ClassVar[str] = "person_forgotten"

    person: str
    token: str
    """`#3F2A91BC`: what stands in the place of the name; it follows from the short id."""
    accounts: list[str] = Field(default_factory=list)
    """Short ids; all of them are closed and empty."""
    word: str
    """Whose wish it is."""
    day: str
    approvals: list[Approval] = Field(default_factory=list)
