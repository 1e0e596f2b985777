"""Slips for consigned goods: received, given back, lost, settled and paid; and what is due as a table."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import (
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    SettledLine,
    ShopSaved,
)
from koperasi_pos.operations.consignors import Standing
from koperasi_pos.paper.day_reports import span_words
from koperasi_pos.paper.layout import Layout, Slip
from koperasi_pos.paper.receipts import INDENT, Print, foot, head, money, signatures
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.values import Rupiah
from koperasi_pos.words import N_, _
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term

HEADINGS = {"brought": N_("CONSIGNMENT NOTE"), "returned": N_("GIVEN BACK"), "lost": N_("LOST GOODS")}
"""Looked up with `_` where they are shown."""


def moved_slip(moved: ConsignmentMoved, shop: ShopSaved, on: Print) -> Layout:
    """The slip for goods brought, given back or lost; consignor and shop sign it."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_(HEADINGS[moved.reason]))
    _who(slip, moved.name, on)
    slip.rule()
    for line in moved.lines:
        slip.text(line.name)
        amount = f"{quantity(line.quantity)} {line.unit}"
        if moved.reason == "brought":
            slip.pair(amount, _("sells for {price}").format(price=money(line.price)), indent=INDENT)
            slip.pair(_("for the consignor"), money(line.share), indent=INDENT)
        elif line.due:
            slip.pair(amount, _("owed {amount}").format(amount=money(line.due)), indent=INDENT)
        else:
            slip.text(amount, indent=INDENT)
    slip.rule()
    if moved.reason == "brought":
        slip.text(_("The goods stay the consignor's until they are sold."))
    owed = sum(int(line.due) for line in moved.lines)
    if owed:
        slip.pair(_("Owed for lost goods"), rupiah(owed), bold=True)
    _note(slip, moved.note)
    for approval in moved.approvals:
        slip.text(_("Approved by {name}").format(name=approval.name))
    signatures(slip, moved.name, shop.name)
    return foot(slip, "", on)


def settlement_slip(done: ConsignmentSettled, shop: ShopSaved, on: Print) -> Layout:
    """The slip of a settlement: what was sold, given back and lost, the commission, and what is paid."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("SETTLEMENT"))
    _who(slip, done.name, on)
    slip.pair(_("Days"), date_short(done.first) if done.first == done.last else span_words(done.first, done.last))
    slip.rule()
    for line in done.lines:
        _settled_line(slip, line)
    slip.rule()
    slip.pair(_("Sold"), money(done.amount))
    slip.pair(_("Commission of the shop"), money(-done.commission))
    if done.loss:
        slip.pair(_("Lost goods, borne by the shop"), money(done.loss))
    if done.before:
        slip.pair(_("From before"), money(done.before))
    slip.pair(_("TO BE PAID"), rupiah(done.payable), bold=True, tall=True)
    if done.paid:
        slip.pair(term("payout", done.way), money(done.paid))
    if done.reference:
        slip.text(_("Ref. {reference}").format(reference=done.reference), indent=INDENT)
    rest = done.payable - done.paid
    if rest:
        slip.pair(_("Left for next time"), money(rest), bold=True)
    _note(slip, done.note)
    for approval in done.approvals:
        slip.text(_("Approved by {name}").format(name=approval.name))
    signatures(slip, done.name, done.cashier or term("role", "cashier"))
    return foot(slip, "", on)


def _settled_line(slip: Slip, line: SettledLine) -> None:
    """A product: sold against what it came to, below it how many came, went home, were lost and are left."""
    slip.text(line.name)
    slip.pair(
        _("sold {quantity} {unit}").format(quantity=quantity(line.sold), unit=line.unit), money(line.amount),
        indent=INDENT,
    )  # fmt: skip
    words = (
        (_("brought {quantity}"), line.brought), (_("given back {quantity}"), line.returned),
        (_("lost {quantity}"), line.lost), (_("left {quantity}"), line.left),
    )  # fmt: skip
    told = [word.format(quantity=quantity(amount)) for word, amount in words if amount]
    slip.text(", ".join(told), indent=INDENT)


def payout_slip(paid: ConsignorPaid, shop: ShopSaved, on: Print) -> Layout:
    """The slip for money that a consignor got later; it is signed and kept in the drawer."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("PAYMENT"))
    _who(slip, paid.name, on)
    slip.rule()
    slip.pair(_("AMOUNT"), rupiah(paid.amount), bold=True, tall=True)
    slip.text(term("payout", paid.way))
    if paid.reference:
        slip.text(_("Ref. {reference}").format(reference=paid.reference), indent=INDENT)
    slip.pair(_("Left for next time"), money(paid.left))
    signatures(slip, paid.name, paid.cashier or term("role", "cashier"))
    return foot(slip, "", on)


def _who(slip: Slip, name: str, on: Print) -> None:
    slip.text(_("Consignor: {name}").format(name=name))
    slip.pair(_("Time"), moment(on.time))


def _note(slip: Slip, note: str) -> None:
    if note:
        slip.text(_("Note: {note}").format(note=note))


def due_report(rows: Sequence[Standing], day: str, *, shop_name: str = "") -> Report:
    """What is due to each consignor on a day (ISO): sold and not settled, the commission in it, and what is owed."""
    return Report(
        title=_("Consignment due"),
        columns=(
            Column("name", _("Consignor")),
            Column("sort", _("Who")),
            Column("settled", _("Settled until"), "day"),
            Column("on_shelf", _("On the shelf"), "quantity"),
            Column("sold", _("Sold"), "rupiah"),
            Column("commission", _("Commission"), "rupiah"),
            Column("due", _("Owed to owner"), "rupiah"),
            Column("loss", _("For losses"), "rupiah"),
            Column("before", _("From before"), "rupiah"),
            Column("payable", _("To be paid"), "rupiah"),
        ),
        rows=tuple(
            (
                row.name, term("consignor", row.sort), row.settled_until, row.on_shelf, row.amount,
                row.amount - row.due, row.due, row.loss, row.balance, row.payable,
            )
            for row in rows
        ),
        totals=(
            _("Total"), "", "", None, _sum(rows, "amount"), _sum(rows, "amount") - _sum(rows, "due"),
            _sum(rows, "due"), _sum(rows, "loss"), _sum(rows, "balance"), _sum(rows, "payable"),
        ),
        subtitle=tuple(line for line in (shop_name, span_words(day, day)) if line),
    )  # fmt: skip


def _sum(rows: Sequence[Standing], name: str) -> int:
    return Rupiah(sum(int(getattr(row, name)) for row in rows))
