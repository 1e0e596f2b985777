"""Who may do what at the till, alone or with a second person's approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from koperasi_pos.journal.documents import Approval, DiscountCap
from koperasi_pos.values import Refusal

ROLES = ("cashier", "head", "treasurer")
"""Who sells."""

STAFF_ROLES = (*ROLES, "supervisor")
"""Everybody who has a PIN: a supervisor (pengasuh, mudabbir) says yes to what santri ask for, and sells nothing."""

RIGHTS: dict[str, frozenset[str]] = {
    "sell": frozenset(ROLES),
    "shift": frozenset(ROLES),
    "cash_in": frozenset(ROLES),
    "reports": frozenset(ROLES),
    "discount": frozenset({"head"}),
    "price": frozenset({"head"}),
    "refund": frozenset({"head"}),
    "cash_out": frozenset({"head", "treasurer"}),
    "drawer": frozenset({"head", "treasurer"}),
    "products": frozenset({"head", "treasurer"}),
    "persons": frozenset(ROLES),
    "consignment": frozenset(ROLES),
    "consignors": frozenset({"head", "treasurer"}),
    "consigned_loss": frozenset({"head", "treasurer"}),
    "promotions": frozenset({"head"}),
    "receive": frozenset({"head", "treasurer"}),
    "pay_supplier": frozenset({"head", "treasurer"}),
    "move_stock": frozenset({"head", "treasurer"}),
    "count": frozenset(ROLES),
    "count_post": frozenset({"head"}),
    "negative_stock": frozenset({"head", "treasurer"}),
    "top_up": frozenset(ROLES),
    "card_block": frozenset(STAFF_ROLES),
    "cards": frozenset({"head", "treasurer"}),
    "card_out": frozenset({"head", "treasurer"}),
    "card_move": frozenset({"head", "treasurer"}),
    "card_by_hand": frozenset({"head", "treasurer", "supervisor"}),
    "card_limits": frozenset({"head", "treasurer", "supervisor"}),
    "card_raise": frozenset({"head", "supervisor"}),
    "card_freeze": frozenset({"head", "treasurer", "supervisor"}),
    "card_rules": frozenset({"head"}),
    "card_rights": frozenset({"head", "treasurer"}),
    "forget": frozenset({"head"}),
    "card_figures": frozenset({"head", "treasurer", "supervisor"}),
    "staff": frozenset({"head"}),
    "shop": frozenset({"head"}),
    "upkeep": frozenset({"head", "treasurer"}),
}
"""Right → roles that have it by themselves."""

DEFAULT_CAPS = {"cashier": 500, "treasurer": 1000, "head": 10000}
"""The most a role takes off by hand, in basis points of the price, where the shop sets nothing else."""


@dataclass(frozen=True)
class Actor:
    """Who acts: short id, name and role of a person at the till."""

    staff: str
    name: str
    role: str

    def may(self, right: str) -> bool:
        """Whether the role has this right by itself."""
        return self.role in RIGHTS[right]


def require(actor: Actor, right: str, approvals: Iterable[Approval] = ()) -> None:
    """`Refusal("needs_approval")` unless the actor has the right or somebody who has it approved."""
    if actor.may(right) or any(approval.what == right for approval in approvals):
        return
    raise Refusal("needs_approval", right=right)


def approval(right: str, by: Actor) -> Approval:
    """The approval of a second person; `Refusal("may_not_approve")` where the role has no such right."""
    if not by.may(right):
        raise Refusal("may_not_approve", name=by.name, right=right)
    return Approval(what=right, staff=by.staff, name=by.name)


def discount_cap(role: str, caps: Iterable[DiscountCap]) -> int:
    """The cap of a role in basis points."""
    return next((cap.basis_points for cap in caps if cap.role == role), DEFAULT_CAPS.get(role, 0))


def check_name(name: str) -> str:
    """A person's name without stray spaces; `Refusal("name_missing")`."""
    clean = " ".join(name.split())
    if not clean:
        raise Refusal("name_missing")
    return clean


def check_pin(pin: str) -> str:
    """A new PIN: six digits, not all the same and no plain run; `Refusal("pin_form")` or `Refusal("pin_weak")`."""
    if len(pin) != 6 or not pin.isascii() or not pin.isdigit():
        raise Refusal("pin_form")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise Refusal("pin_weak")
    return pin


def seconds_to_wait(failures: int) -> int:
    """After five wrong PINs in a row 30 s, then twice as long each time; from ten on only a head releases it."""
    return 0 if failures < 5 else 30 * 2 ** min(failures - 5, 10)


LOCKED_AFTER = 10
