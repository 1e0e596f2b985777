"""The line to the province in words: how it is, and what to do where something stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from koperasi_pos.words.catalogues import _, n_
from koperasi_pos.words.refusals import refusal_sentence


class State(Protocol):
    """How the line is; see `operations/line.py`."""

    @property
    def mood(self) -> str:
        """`quiet`, `online`, `sending`, `fetching`, `offline` or `trouble`."""
        ...

    @property
    def waiting(self) -> int:
        """Entries that the province does not hold."""
        ...

    @property
    def since(self) -> str:
        """When it became so."""
        ...

    @property
    def code(self) -> str:
        """What stands in the way."""
        ...

    @property
    def facts(self) -> Mapping[str, str]:
        """What fills the sentence's gaps."""
        ...


@dataclass(frozen=True)
class _Said:
    code: str
    facts: dict[str, Any]


def chip_words(state: State) -> str:
    """A few words for the bar: Online, Sending 12, Offline since 10.32."""
    if state.mood == "quiet":
        return ""
    if state.mood == "offline":
        since = state.since[11:16].replace(":", ".")
        if state.waiting:
            return _("Offline {since} · {n} wait").format(since=since, n=state.waiting)
        return _("Offline {since}").format(since=since)
    if state.mood == "trouble":
        return _("Line: look")
    if state.waiting:
        return _("Sending {n}").format(n=state.waiting)
    return _("Fetching") if state.mood == "fetching" else _("Online")


def state_words(state: State) -> str:
    """One or two sentences: how the line is, and what to do."""
    if state.mood == "quiet":
        return _("This till was never enrolled at the province.")
    waits = n_("{n} entry waits.", "{n} entries wait.", state.waiting).format(n=state.waiting)
    if state.mood in ("online", "sending", "fetching"):
        if not state.waiting:
            return _("Everything is at the province.")
        return _("The line is there.") + " " + waits
    return trouble_words(state.code, state.facts) + " " + waits


def trouble_words(code: str, facts: Mapping[str, str]) -> str:
    """The sentence of what stands in the way."""
    if not code:
        return _("The line is away.")
    return refusal_sentence(_Said(code, dict(facts)))
