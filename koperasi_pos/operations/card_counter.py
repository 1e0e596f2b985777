"""A card at the counter: what the cashier sees after a tap, what it could pay of the basket, whether a PIN is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import cards as card_verbs
from koperasi_pos.operations import products
from koperasi_pos.operations.accounts import AccountView, account_view, view_of
from koperasi_pos.operations.card_limits import needed
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import cards
from koperasi_pos.trade.cards import asks_pin
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Rupiah

__all__ = ["ShownCard", "asks_for_pin", "show_account", "show_by_hand", "show_tap", "siblings"]


@dataclass(frozen=True)
class ShownCard:
    """An account as the counter shows it, with the face to compare."""

    view: AccountView
    photo: bytes | None
    day_limit: Rupiah | None
    """The lowest limit of a day for goods of every sort; `None` for none."""
    look: bool
    """The number or the code of a card alone can be copied: the cashier must look at the photo."""
    by_hand: bool = False
    """There was no card: the number was typed, and somebody approved it."""

    @property
    def balance_matters(self) -> bool:
        """Whether the balance, and not a limit, says how much can be spent: only then the cashier needs it."""
        return self.day_limit is None or self.view.left_today == self.view.here


def show_tap(till: Till, tap: Tap, *, basket: str = "") -> ShownCard:
    """Whose card was tapped; refusals as those of `cards.tapped`, which are written down."""
    view, proved = card_verbs.tapped(till, tap, basket=basket)
    return _shown(till, view, look=proved.look_at_photo)


def show_by_hand(till: Till, number: str, *, by: Actor, approvals: Sequence[Approval] = ()) -> ShownCard:
    """The account of the santri with this NIS or member number; somebody must have approved."""
    view = card_verbs.card_by_hand(till, number, by=by, approvals=approvals)
    return _shown(till, view, look=True, by_hand=True)


def show_account(till: Till, account_id: str) -> ShownCard:
    """An account with its photo, looked up in the list."""
    return _shown(till, account_view(till, account_id), look=False)


def siblings(till: Till, account_id: str) -> list[AccountView]:
    """The other accounts whose person has the same guardian (wali)."""
    with till.reading() as connection:
        wali = view_of(connection, till, needed(connection, account_id)).wali
        rows = cards.of_wali(connection, wali) if wali else []
        return [view_of(connection, till, row) for row in rows if row.id != account_id]


def asks_for_pin(till: Till, amount: Rupiah) -> bool:
    """Whether the santri must type the PIN to pay so much."""
    with till.reading() as connection:
        return asks_pin(cards.rules(connection), amount)


def _shown(till: Till, view: AccountView, *, look: bool, by_hand: bool = False) -> ShownCard:
    with till.reading() as connection:
        row, rules = needed(connection, view.account), cards.rules(connection)
        own = cards.limits_of(row).limits
    limits = own if view.sort == "opop" else [*rules.limits, *own]
    days = [limit.amount for limit in limits if limit.period == "day" and not limit.categories]
    photo = products.picture(till, view.photo) if view.photo else None
    return ShownCard(view, photo, min(days, default=None), look, by_hand)
