"""Receipts of sales and slips of refunds, for paper of any width; every figure comes from the document."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.journal.documents import Payment, RefundCompleted, SaleCompleted, SaleCustomer, SaleLine, ShopSaved
from koperasi_pos.paper.layout import BarCode, Layout, Logo, Slip
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term

HASH_CHARACTERS = 6
"""So much of an entry's hash stands on paper: a customer's slip can then show that a journal was rewritten."""

INDENT = 2


@dataclass(frozen=True)
class Print:
    """What the paper says beside the document: when it was written, its hash, which print this is.

    `copy` is 0 for the first print, then 1, 2 …; `training` marks what must not pass for a receipt; `logo` holds
    the bytes of a PNG or JPEG, empty for none.
    """

    time: str
    hash: str
    width: int = 32
    copy: int = 0
    training: bool = False
    logo: bytes = b""


def sale_receipt(sale: SaleCompleted, shop: ShopSaved, on: Print) -> Layout:
    """The customer's receipt."""
    slip = Slip(on.width)
    head(slip, shop, on)
    _who(slip, sale.number, sale.cashier, sale.customer, on)
    slip.rule()
    for line in sale.lines:
        _line(slip, line)
    slip.rule()
    _totals(slip, sale)
    _payments(slip, sale.payments, sale.change)
    slip.rule()
    if sale.note:
        slip.text(_("Note: {note}").format(note=sale.note))
    if sale.customer is not None and sale.customer.member:
        slip.text(_("This purchase counts towards your share of the surplus (SHU)."), align="centre")
    for text in (shop.thanks or _("Thank you for shopping with us")).splitlines():
        slip.text(text, align="centre")
    return foot(slip, sale.number, on)


def refund_receipt(refund: RefundCompleted, shop: ShopSaved, on: Print) -> Layout:
    """The slip for goods that came back and money that went out; the customer signs it."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("REFUND"))
    _who(slip, refund.number, refund.cashier, refund.customer, on)
    slip.text(_("For receipt {number}").format(number=refund.sale_number))
    slip.rule()
    for line in refund.lines:
        slip.text(line.name)
        slip.pair(f"{quantity(line.quantity)} {line.unit}", money(line.total), indent=INDENT)
    slip.rule()
    slip.pair(_("REFUNDED"), rupiah(refund.total), bold=True, tall=True)
    if refund.tax:
        slip.pair(_("PPN included"), money(refund.tax), indent=INDENT)
    if refund.rounding:
        slip.pair(_("Rounding"), money(refund.rounding))
    for payment in refund.payments:
        _way(slip, payment)
    slip.rule()
    slip.text(_("Reason: {reason}").format(reason=refund.reason))
    for approval in refund.approvals:
        slip.text(_("Approved by {name}").format(name=approval.name))
    signatures(slip, _("Customer"))
    return foot(slip, refund.number, on)


def head(slip: Slip, shop: ShopSaved, on: Print) -> None:
    """The shop's head, with the marks of copies and of training above it."""
    _marks(slip, on)
    for text in shop.arabic.splitlines():
        slip.text(text, align="centre")
    if on.logo:
        slip.add(Logo(on.logo))
    slip.heading(shop.name)
    for text in (*shop.pesantren.splitlines(), *shop.address.splitlines()):
        slip.text(text, align="centre")
    if shop.phone:
        slip.text(_("Tel. {phone}").format(phone=shop.phone), align="centre")
    if shop.ppn and shop.npwp:
        slip.text(_("NPWP {number}").format(number=shop.npwp), align="centre")
    slip.rule()


def foot(slip: Slip, number: str, on: Print) -> Layout:
    """The end of a slip: the bar code of its number (where it has one), the mark of its hash, the marks of copies."""
    if number:
        slip.feed()
        slip.add(BarCode(number))
    if on.hash:
        slip.text(_("Check: {mark}").format(mark=on.hash[:HASH_CHARACTERS]), align="centre")
    _marks(slip, on)
    return slip.end()


def end(slip: Slip, on: Print) -> Layout:
    """The end of a slip without number and hash: what was printed in training says so here as well."""
    if on.training:
        mark_training(slip)
    return slip.end()


def mark_training(slip: Slip) -> None:
    """What nobody may take for a proof of payment."""
    slip.heading(_("TRAINING"))
    slip.text(training_mark(), align="centre", bold=True)


def training_mark() -> str:
    """The words on everything that was made in training."""
    return _("TRAINING – NO PROOF OF PAYMENT")


def signatures(slip: Slip, *names: str) -> None:
    """Room to sign above each name."""
    for name in names:
        slip.feed(2)
        slip.text("." * 20, align="right")
        slip.text(name, align="right")


def money(amount: int) -> str:
    """An amount in a column of figures: `15.500`, `−4.500`."""
    return rupiah(amount, symbol=False)


def _marks(slip: Slip, on: Print) -> None:
    if on.training:
        mark_training(slip)
    if on.copy:
        slip.heading(_("COPY {n}").format(n=on.copy))


def _who(slip: Slip, number: str, cashier: str, customer: SaleCustomer | None, on: Print) -> None:
    slip.pair(number, moment(on.time))
    if cashier:
        slip.text(_("Cashier: {name}").format(name=cashier))
    if customer is not None:
        shown = f"{customer.name} ({customer.number})" if customer.number else customer.name
        sentence = _("Member: {name}") if customer.member else _("Customer: {name}")
        slip.text(sentence.format(name=shown))


def _line(slip: Slip, line: SaleLine) -> None:
    """A name, below it quantity × price against what that comes to, below that what was taken off."""
    slip.text(line.name)
    slip.pair(f"{quantity(line.quantity)} {line.unit} × {money(line.price)}", money(line.gross), indent=INDENT)
    if line.labelled:
        slip.text(_("sum on the scale's label"), indent=INDENT)
    if line.old_price:
        slip.text(_("instead of {price}").format(price=money(line.old_price)), indent=INDENT)
    if line.promo:
        slip.pair(line.promo_name or _("Promotion"), money(-line.promo), indent=INDENT)
    if line.discount:
        slip.pair(_("Discount"), money(-line.discount), indent=INDENT)
    if line.note:
        slip.text(line.note, indent=INDENT)


def _totals(slip: Slip, sale: SaleCompleted) -> None:
    count = sum(int(line.quantity) // 1000 if line.quantity.is_whole else 1 for line in sale.lines)
    share = sum(int(line.share) for line in sale.lines)
    slip.pair(n_("Subtotal ({count} item)", "Subtotal ({count} items)", count).format(count=count), money(sale.gross))
    if sale.discount:
        slip.pair(_("Total discount"), money(-sale.discount))
    if share:
        slip.pair(_("Discount on the basket"), money(-share), indent=INDENT)
    slip.pair(_("TOTAL"), rupiah(sale.total), bold=True, tall=True)
    if sale.tax:
        slip.pair(_("PPN included"), money(sale.tax), indent=INDENT)
    if sale.rounding:
        slip.pair(_("Rounding"), money(sale.rounding))
    if sale.sedekah:
        slip.pair(_("Sedekah"), money(sale.sedekah))
    if sale.rounding or sale.sedekah:
        slip.pair(_("To pay"), money(sale.total + sale.rounding + sale.sedekah), bold=True)


def _payments(slip: Slip, payments: list[Payment], change: Rupiah) -> None:
    for payment in payments:
        _way(slip, payment)
        if payment.received:
            slip.pair(_("Received"), money(payment.received))
    if change or any(payment.received for payment in payments):
        slip.pair(_("Change"), money(change), bold=True)


def _way(slip: Slip, payment: Payment) -> None:
    slip.pair(term("way", payment.way), money(payment.amount))
    if payment.reference:
        slip.text(_("Ref. {reference}").format(reference=payment.reference), indent=INDENT)
    if payment.account:
        slip.text(payment.holder, indent=INDENT)
        slip.pair(_("Balance left"), money(payment.left), indent=INDENT)
