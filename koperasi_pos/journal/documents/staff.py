"""People who work at the till."""

from __future__ import annotations

from typing import ClassVar

from koperasi_pos.journal.documents.document import Document


class StaffSaved(Document):
    """A cashier, head of shop or treasurer with a PIN (argon2id; the PIN itself is nowhere)."""

    kind: ClassVar[str] = "staff"

    staff: str
    """Short id of the person."""
    name: str
    role: str
    """`cashier`, `head` or `treasurer`."""
    pin_hash: str
    active: bool = True
