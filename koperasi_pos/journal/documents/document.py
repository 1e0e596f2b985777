"""The form every document has: an id, a kind, a version, and fields that never change their meaning."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A piece of a document. Unknown fields survive; fields at their default are left out of the bytes."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Document(Part):
    """A finished act of the shop. Never edited: another document reverses it.

    Subclasses name their `kind`; `version` rises only when an old body must be lifted to be read.
    """

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    id: str

    def body(self) -> dict[str, Any]:
        """The fields as they go into the entry: plain JSON values, defaults left out, the id always there."""
        return self.model_dump(exclude_defaults=True)
