"""Who may do what and see which shops: the province all, a kabupaten its own, the owner of a shop that one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from koperasi_pos.province.figures import Scope
from koperasi_pos.values import Refusal

Role = Literal["province", "kabupaten", "shop"]
ROLES: tuple[Role, ...] = ("province", "kabupaten", "shop")

RIGHTS: dict[str, tuple[Role, ...]] = {
    "look": ("province", "kabupaten", "shop"),
    "tills": ("province", "kabupaten"),
    "enrol": ("province", "kabupaten"),
    "quarantine": ("province", "kabupaten"),
    "messages": ("province", "kabupaten"),
    "shops": ("province",),
    "officers": ("province",),
    "audit": ("province",),
    "wali": ("province", "kabupaten", "shop"),
    "accounts": ("province", "shop"),
    "card_money": ("province", "shop"),
    "card_rights": ("province", "shop"),
    "visits": ("province", "shop"),
}
"""What an act needs: `look` reads, `tills` revokes tills and lets frozen ones go on, `enrol` makes codes.

`wali` makes papers for guardians; `accounts` reads balances and purchases of single santri (a kabupaten reads sums),
`card_money` puts transfers on cards, `card_rights` decides about rights
that nobody can spend any more."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who signs in. `scope` is the kabupaten or the shop, empty for the whole province."""

    id: str
    login: str
    name: str
    role: Role
    scope: str
    must_change: bool
    has_totp: bool
    language: str
    state: str = "active"

    def may(self, right: str) -> bool:
        """Whether this role has a right."""
        return self.role in RIGHTS[right]

    def check(self, right: str) -> None:
        """Refuse what this role may not do."""
        if not self.may(right):
            raise Refusal("officer_may_not")

    @property
    def kabupaten(self) -> str:
        """The kabupaten this officer is bound to, else empty."""
        return self.scope if self.role == "kabupaten" else ""

    @property
    def shop(self) -> str:
        """The shop this officer is bound to, else empty."""
        return self.scope if self.role == "shop" else ""

    @property
    def view(self) -> Scope:
        """What this officer sees of the figures."""
        return Scope(self.kabupaten, self.shop)

    def sees(self, column: str) -> tuple[str, tuple[str, ...]]:
        """A condition for SQL on `column` that holds the id of a shop, and what fills its gaps."""
        match self.role:
            case "province":
                return "true", ()
            case "kabupaten":
                return f"{column} IN (SELECT id FROM shop WHERE kabupaten = %s)", (self.scope,)  # noqa: S608
            case _:
                return f"{column} = %s", (self.scope,)
