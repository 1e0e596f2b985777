"""The line to the province in words: how it is, and what to do where something stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from koperasi_pos.words.catalogues import N_, _, n_
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import quantity, rupiah
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

    @property
    def listening(self) -> bool:
        """Whether news arrives at once."""
        ...

    @property
    def idle_hour(self) -> int:
        """Bytes that an hour of it takes, 0 where that is not known yet."""
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
        if state.code == "line_clock":
            return _("Clock is wrong")
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
        if state.waiting:
            return _("The line is there.") + " " + waits
        return " ".join(part for part in (_("Everything is at the province."), _listening_words(state)) if part)
    return trouble_words(state.code, state.facts) + " " + waits


def _listening_words(state: State) -> str:
    if not state.listening:
        return ""
    if not state.idle_hour:
        return _("News from there arrives at once.")
    return _("News from there arrives at once; listening takes {bytes} an hour.").format(
        bytes=bytes_words(state.idle_hour)
    )


def trouble_words(code: str, facts: Mapping[str, str]) -> str:
    """The sentence of what stands in the way."""
    if not code:
        return _("The line is away.")
    return refusal_sentence(_Said(code, dict(facts)))


_WHAT = {
    "hello": N_("Greeted"),
    "push": N_("Sent"),
    "pull": N_("Fetched"),
    "compare": N_("Compared"),
    "listen": N_("Listened"),
    "stick": N_("By USB stick"),
    "ask": N_("Asked"),
}
_SHORT = {
    "line_offline": N_("not reachable"),
    "line_name": N_("address not found"),
    "line_timeout": N_("no answer in time"),
    "line_cut": N_("broke off"),
    "line_proxy": N_("the proxy refuses"),
    "line_tls": N_("wrong certificate"),
    "line_clock": N_("date of this computer"),
    "line_expired": N_("certificate is over"),
    "line_not_the_province": N_("somebody else answers"),
    "line_not_ready": N_("province busy"),
    "line_too_many": N_("asked to wait"),
    "line_revoked": N_("till revoked"),
    "line_forged": N_("unsigned"),
}


def exchange_words(what: str, code: str) -> str:
    """One exchange in a few words: Sent; Asked: not reachable."""
    word = _(_WHAT[what]) if what in _WHAT else what
    if not code:
        return word
    return f"{word}: {_(_SHORT[code]) if code in _SHORT else code.removeprefix('line_')}"


def bytes_words(count: int) -> str:
    """A number of bytes as people read it: 812 B, 14 KB, 3,2 MB."""
    if count < 1_000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{round(count / 1_000)} KB"
    return f"{quantity(count // 100_000 * 100)} MB"


class Recommended(Protocol):
    """A price that the province recommends."""

    @property
    def price(self) -> int:
        """Rupiah."""
        ...

    @property
    def unit(self) -> str:
        """For one of this; empty: for one."""
        ...

    @property
    def at(self) -> str:
        """Since when."""
        ...

    @property
    def note(self) -> str:
        """What stands beside it."""
        ...


def recommended_words(found: Recommended) -> str:
    """What the province recommends to sell goods for."""
    price = f"{rupiah(found.price)}/{found.unit}" if found.unit else rupiah(found.price)
    day = date_short(datetime.fromisoformat(found.at))
    told = _("The province recommends {price} since {day}.").format(price=price, day=day)
    return f"{told} {found.note}".strip()
