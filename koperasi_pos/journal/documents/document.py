"""The form every document has: an id, a kind, a version, and fields that never change their meaning."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from koperasi_pos.values import Quantity, Rupiah


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
        return _kept(self)


_PLAIN = frozenset({str, int, bool, type(None), Rupiah, Quantity})
"""What goes into JSON as it is."""


@cache
def _defaults(form: type[Part]) -> dict[str, Any]:
    return {name: field.get_default(call_default_factory=True) for name, field in form.model_fields.items()}


def _kept(part: Part) -> dict[str, Any]:
    """What `model_dump(exclude_defaults=True)` brings, in a third of its time: every sale waits for this."""
    defaults = _defaults(type(part))
    kept = {name: value for name, value in part.__dict__.items() if value != defaults[name]}
    kept.update(part.__pydantic_extra__ or ())
    for name, value in kept.items():
        if type(value) not in _PLAIN:
            kept[name] = _plain(value)
    return kept


def _plain(value: Any) -> Any:
    """A value that holds others, with parts as their fields."""
    if isinstance(value, Part):
        return _kept(value)
    if isinstance(value, list | tuple):
        return [one if type(one) in _PLAIN else _plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
