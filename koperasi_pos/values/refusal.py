"""Refusal: the shop's rules say no; a code and facts, for which `words` finds the sentence."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A rule of the shop says no, before anything was written.

    `code` names the sentence (see `words/refusals.py`), `facts` fill its gaps: `Rupiah` and `Quantity` are shown
    as people write them. Raise it with keyword facts: `Refusal("not_enough_cash", missing=Rupiah(500))`.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!s}" for name, value in self.facts.items())
        return f"{self.code}({told})" if told else self.code
