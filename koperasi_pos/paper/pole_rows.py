"""What the pole display says: two rows of twenty characters for what the customer may see."""

from __future__ import annotations

from koperasi_pos.paper.code_pages import likeness
from koperasi_pos.trade.customer_views import CustomerView
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

COLUMNS = 20


def pole_rows(view: CustomerView, code_page: str, *, idle: str = "") -> tuple[str, str]:
    """Both rows in letters that the page has; amounts are never cut, names are."""
    if view.state == "selling" and view.lines:
        line = view.lines[view.latest]
        rows = _pair(line.name, rupiah(line.total, symbol=False)), _pair(_("TOTAL"), rupiah(view.total, minus="-"))
    elif view.state == "paid":
        paid, change = rupiah(view.paid, minus="-"), rupiah(view.change, minus="-")
        rows = _pair(_("PAID"), paid), _pair(_("CHANGE"), change)
    else:
        rows = view.shop, idle or _("Welcome")
        upper, lower = (likeness(row, code_page)[:COLUMNS].strip().center(COLUMNS) for row in rows)
        return upper, lower
    upper, lower = (likeness(row, code_page) for row in rows)
    return upper, lower


def trial_rows(code_page: str) -> tuple[str, str]:
    """A test: the first and the last column, letters and digits."""
    upper, lower = _pair("<" + _("Test"), "0123456789>"), _pair("<Koperasi POS", "Rp12>")
    return likeness(upper, code_page), likeness(lower, code_page)


def _pair(word: str, amount: str) -> str:
    """A word at the left and an amount at the right; the word is cut where both do not fit."""
    room = COLUMNS - len(amount) - 1
    if room < 1:
        return amount[-COLUMNS:].rjust(COLUMNS)
    return f"{word[:room].ljust(room)} {amount}"
