"""Slips of money on cards: put on, paid out, moved; the balance with the last purchases."""

from __future__ import annotations

import json

from koperasi_pos.journal.documents import Approval, BalanceMoved, CashedOut, ShopSaved, ToppedUp
from koperasi_pos.paper.layout import Layout, Slip
from koperasi_pos.paper.receipts import INDENT, Print, foot, head, money, signatures
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

MOST_LINES = 400
"""Allowances on one slip; more are read in the report."""


def top_up_slip(done: ToppedUp, shop: ShopSaved, on: Print) -> Layout:
    """Money was put on: for whom, how much, what is on it now; a whole sheet of allowances name by name."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("TOP-UP"))
    _when(slip, on, done.cashier)
    slip.text(term("top_up_way", done.way))
    if done.reference:
        slip.text(_("Ref. {reference}").format(reference=done.reference))
    slip.rule()
    for line in done.lines[:MOST_LINES]:
        slip.pair(line.name, money(line.amount))
    if len(done.lines) > MOST_LINES:
        count = len(done.lines) - MOST_LINES
        slip.text(n_("and {count} more account", "and {count} more accounts", count).format(count=count))
    slip.rule()
    slip.pair(_("PUT ON"), rupiah(done.total), bold=True, tall=True)
    if len(done.lines) == 1:
        slip.pair(_("Balance now"), rupiah(done.lines[0].balance), bold=True)
    else:
        slip.text(n_("{count} account", "{count} accounts", len(done.lines)).format(count=len(done.lines)))
    _approved(slip, done.approvals)
    return foot(slip, "", on)


def card_out_slip(done: CashedOut, shop: ShopSaved, on: Print) -> Layout:
    """Money was paid out; who took it signs."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("PAID OUT FROM CARD"))
    _when(slip, on, done.cashier)
    slip.text(done.name)
    slip.text(term("out_purpose", done.purpose))
    if done.reference:
        slip.text(_("Ref. {reference}").format(reference=done.reference))
    slip.rule()
    slip.pair(_("AMOUNT"), rupiah(done.amount), bold=True, tall=True)
    slip.pair(_("Balance now"), rupiah(done.balance), bold=True)
    if done.closes:
        slip.text(_("The account is closed."))
    if done.note:
        slip.text(_("Note: {note}").format(note=done.note))
    _approved(slip, done.approvals)
    signatures(slip, done.cashier or term("role", "cashier"), _("Received by"))
    return foot(slip, "", on)


def card_moved_slip(done: BalanceMoved, shop: ShopSaved, on: Print) -> Layout:
    """Money was moved to another account on somebody's word."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("MONEY MOVED"))
    _when(slip, on, "")
    slip.rule()
    slip.text(_("From {name}").format(name=done.name))
    slip.pair(_("Balance now"), money(done.balance), indent=INDENT)
    slip.text(_("To {name}").format(name=done.to_name))
    slip.pair(_("Balance now"), money(done.to_balance), indent=INDENT)
    slip.rule()
    slip.pair(_("AMOUNT"), rupiah(done.amount), bold=True, tall=True)
    slip.text(_("On the word of: {word}").format(word=done.word))
    _approved(slip, done.approvals)
    signatures(slip, _("Seen by"))
    return foot(slip, "", on)


def balance_slip(content: str, shop: ShopSaved, on: Print) -> Layout:
    """What is on a card and the last purchases, for a santri without a telephone."""
    told = json.loads(content)
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("BALANCE"))
    _when(slip, on, "")
    place = " · ".join(part for part in (told["school_class"], told["room"]) if part)
    slip.text(told["name"])
    if place:
        slip.text(place)
    slip.rule()
    slip.pair(_("BALANCE"), rupiah(told["balance"]), bold=True, tall=True)
    slip.pair(_("Left today"), rupiah(told["left_today"]))
    slip.rule()
    for row in told["movements"]:
        slip.pair(f"{date_short(row['day'])} {term('card_movement', row['kind'])}", money(row["amount"]))
        if row["goods"]:
            slip.text(row["goods"], indent=INDENT)
    return foot(slip, "", on)


def _when(slip: Slip, on: Print, cashier: str) -> None:
    slip.pair(_("Time"), moment(on.time))
    if cashier:
        slip.text(_("Cashier: {name}").format(name=cashier))


def _approved(slip: Slip, approvals: list[Approval]) -> None:
    for approval in approvals:
        slip.text(_("Approved by {name}").format(name=approval.name))
