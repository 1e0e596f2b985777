"""Categories: the rules of the goods that lie on one shelf."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document


class CategorySaved(Document):
    """The rules of a category from now on (last writer wins); goods name it by its name."""

    kind: ClassVar[str] = "category"

    category: str
    margin: int = 0
    """What is put on the cost, in hundredths of a percent; 0 proposes no prices."""
    round_to: int = 100
    """Proposed prices are rounded up to a multiple of so many rupiah."""
    warn_days: list[int] = Field(default_factory=list)
    """Days before the expiry on which the shop is warned, the most first; empty: 30, 14, 7."""
