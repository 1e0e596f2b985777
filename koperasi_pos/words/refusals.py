"""Refusals in words: for every code the sentence that tells people what stood in the way and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from koperasi_pos.words.catalogues import N_, _
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import TERMS, term

REFUSALS: dict[str, str] = {
    # this machine's settings
    "settings_broken": N_("The settings could not be understood. They were kept as {file}; please set them again."),
    "settings_unreadable": N_("The settings in {file} could not be read ({reason}). The usual ones are in force."),
    # the shop's file
    "till_in_use": N_("The shop in {folder} is already open in another window. Close that one first."),
    "no_shop_here": N_("There is no shop in {folder} yet. Make a new one, or restore a backup there."),
    "wrong_key": N_("This computer's key does not open {file}. Restore the key, or restore a backup."),
}
"""Code → sentence with facts in braces. Every `Refusal("code", …)` in the program has its line here."""


class Refused(Protocol):
    """What a refusal carries; `values` lies above `words`, so its class is known here by shape alone."""

    code: str
    facts: dict[str, Any]


def refusal_sentence(refusal: Refused) -> str:
    """The sentence for a refusal in the language spoken now, its facts written as people read them.

    A code without a sentence gives a general one that names the code; a missing fact shows as `…`.
    """
    sentence = REFUSALS.get(refusal.code)
    if sentence is None:
        return _("That is not possible here ({code}).").format(code=refusal.code)
    return _(sentence).format_map(_Facts(refusal.facts))


def fact(name: str, value: object) -> str:
    """One fact as people read it: money, goods, days, terms of the trade, lists of these."""
    if name in TERMS and isinstance(value, str):
        return term(name, value)
    match type(value).__name__:
        case "Rupiah":
            return rupiah(value)  # type: ignore[arg-type]
        case "Quantity":
            return quantity(value)  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return date_short(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return ", ".join(fact(name, one) for one in value)
    return str(value)


class _Facts(dict[str, Any]):
    """Facts by name for `str.format_map`, written for people when they are asked for."""

    def __getitem__(self, name: str) -> str:
        return fact(name, super().__getitem__(name))

    def __missing__(self, name: str) -> str:
        return "…"
