"""What an operation answers when the rules say yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """The act is in the journal. `changed` is False where it already was: asking twice acts once."""

    value: T
    changed: bool = True
