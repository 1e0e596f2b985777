"""Ways to pay: an open list; what each needs and whether the drawer has a part in it."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.values import Refusal


@dataclass(frozen=True)
class Way:
    """A way to pay. `by_hand`: the cashier records it and types a reference; `drawer`: it opens the drawer;
    `account`: it comes off an account of ours.
    """

    code: str
    by_hand: bool = False
    drawer: bool = False
    account: bool = False
    asked: bool = False
    """The province was asked for it and has reserved it; the reference is the reservation."""


WAYS: dict[str, Way] = {
    way.code: way
    for way in (
        Way("cash", drawer=True),
        Way("transfer", by_hand=True),
        Way("edc", by_hand=True),
        Way("card", account=True),
        Way("visit", asked=True),
    )
}
"""What this till takes. QRIS and kasbon join here with their own rules."""


def way(code: str) -> Way:
    """The way with this code; `Refusal("way_unknown")`."""
    try:
        return WAYS[code]
    except KeyError:
        raise Refusal("way_unknown", way=code) from None
