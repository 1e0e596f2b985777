"""The X report of an open shift and the Z report of a closed one, as slips."""

from __future__ import annotations

from koperasi_pos.journal.documents import ShiftClosed, ShopSaved
from koperasi_pos.paper.layout import Layout, Slip
from koperasi_pos.paper.receipts import HASH_CHARACTERS, INDENT, Print, end, head, money, signatures
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def z_report(closed: ShiftClosed, shop: ShopSaved, on: Print) -> Layout:
    """The figures a shift was closed with; `on.time` is when."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("Z REPORT {number}").format(number=closed.number))
    _shift(slip, closed)
    slip.pair(_("Closed"), moment(on.time))
    _turnover(slip, closed)
    _cashiers(slip, closed)
    _drawer(slip, closed)
    _count(slip, closed)
    _cards(slip, closed)
    _events(slip, closed)
    slip.rule()
    slip.pair(_("GRAND TOTAL"), rupiah(closed.grand_total), bold=True)
    if closed.note:
        slip.text(_("Note: {note}").format(note=closed.note))
    for approval in closed.approvals:
        slip.text(_("Approved by {name}").format(name=approval.name))
    slip.text(_("Check: {mark}").format(mark=on.hash[:HASH_CHARACTERS]), align="centre")
    signatures(slip, closed.cashier or term("role", "cashier"), term("role", "head"))
    return end(slip, on)


def x_report(so_far: ShiftClosed, shop: ShopSaved, on: Print, *, blind: bool = True) -> Layout:
    """The figures of a shift that goes on; what was counted is not looked at, nor, when `blind`, what should be there.

    The cashier counts blind: a slip that told the expected cash would spoil the count.
    """
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("X REPORT"))
    slip.text(_("The shift goes on; nothing was closed."), align="centre")
    _shift(slip, so_far)
    slip.pair(_("Until"), moment(on.time))
    _turnover(slip, so_far, cash_hidden=blind)
    _cashiers(slip, so_far, cash_hidden=blind)
    if not blind:
        _drawer(slip, so_far)
    _cards(slip, so_far)
    _events(slip, so_far)
    slip.rule()
    if not blind:
        slip.pair(_("GRAND TOTAL"), rupiah(so_far.grand_total), bold=True)
    return end(slip, on)


def _shift(slip: Slip, shift: ShiftClosed) -> None:
    named = _("Shift {number}").format(number=shift.number)
    if shift.till:
        named = f"{_('Till {code}').format(code=shift.till)} · {named}"
    slip.pair(named, date_short(shift.day))
    if shift.restored:
        slip.text(_("The till was restored or replaced during this shift: what was sold in between is missing here."))
    slip.text(_("Cashier: {name}").format(name=shift.cashier))
    slip.pair(_("Opened"), moment(shift.opened))
    if shift.unsent:
        slip.pair(_("Not yet at the province"), str(shift.unsent))


def _turnover(slip: Slip, shift: ShiftClosed, *, cash_hidden: bool = False) -> None:
    """Sales, refunds, tax and the ways they were paid; without what tells the cash where that is hidden."""
    slip.rule()
    slip.pair(_("Sales"), str(shift.sales))
    if shift.first_number:
        slip.pair(_("First receipt"), shift.first_number, indent=INDENT)
        slip.pair(_("Last receipt"), shift.last_number, indent=INDENT)
    if cash_hidden:
        _ways(slip, shift, without="cash")
        return
    slip.pair(_("Before discounts"), money(shift.gross))
    slip.pair(_("Discounts"), money(-shift.discount))
    slip.pair(_("SALES TOTAL"), rupiah(shift.total), bold=True)
    slip.pair(
        n_("Refunds ({count} slip)", "Refunds ({count} slips)", shift.refunds).format(count=shift.refunds),
        money(-shift.refunded),
    )
    slip.pair(_("PPN included"), money(shift.tax))
    slip.pair(_("Rounding"), money(shift.rounding))
    slip.pair(_("Sedekah"), money(shift.sedekah))
    _ways(slip, shift)


def _ways(slip: Slip, shift: ShiftClosed, *, without: str = "") -> None:
    shown = [way for way in shift.ways if way.way != without]
    if shown:
        slip.rule()
    for way in shown:
        slip.pair(f"{term('way', way.way)} ({way.count})", money(way.amount))


def _cashiers(slip: Slip, shift: ShiftClosed, *, cash_hidden: bool = False) -> None:
    """Whose sales are whose; how many alone where what they came to is hidden."""
    if not shift.cashiers:
        return
    slip.rule()
    for one in shift.cashiers:
        count = n_("{count} receipt", "{count} receipts", one.sales).format(count=one.sales)
        if cash_hidden:
            slip.pair(one.name, count)
            continue
        slip.text(one.name)
        slip.pair(count, money(one.total), indent=INDENT)
        if one.refunds:
            slips = n_("{count} refund", "{count} refunds", one.refunds).format(count=one.refunds)
            slip.pair(slips, money(-one.refunded), indent=INDENT)


def _drawer(slip: Slip, shift: ShiftClosed) -> None:
    slip.rule()
    cash = sum(int(way.amount) for way in shift.ways if way.way == "cash")
    slip.pair(_("Opening float"), money(shift.float))
    slip.pair(_("Paid in cash"), money(cash))
    slip.pair(term("purpose", "in"), money(shift.cash_in))
    slip.pair(term("purpose", "out"), money(-abs(shift.cash_out)))
    slip.pair(term("purpose", "safe"), money(-abs(shift.to_safe)))
    if shift.to_consignors:
        slip.pair(term("purpose", "consignor"), money(-shift.to_consignors))
    if shift.top_ups:
        slip.pair(term("purpose", "top_up"), money(shift.top_ups))
    if shift.card_out:
        slip.pair(term("purpose", "card_out"), money(-shift.card_out))
    slip.pair(_("Should be in the drawer"), money(shift.expected), bold=True)


def _count(slip: Slip, shift: ShiftClosed) -> None:
    for notes in shift.denominations:
        slip.pair(f"{money(notes.value)} × {notes.count}", money(notes.value * notes.count), indent=INDENT)
    slip.pair(_("Counted"), money(shift.counted), bold=True)
    if shift.difference == 0:
        said = _("Difference")
    elif shift.difference > 0:
        said = _("Difference (too much)")
    else:
        said = _("Difference (missing)")
    slip.pair(said, money(shift.difference), bold=True, tall=True)


def _cards(slip: Slip, shift: ShiftClosed) -> None:
    """What the shop owes to cards: the sum of every holder's rights, and the part that this till may spend."""
    if not (shift.on_cards or shift.guarantee):
        return
    slip.rule()
    slip.pair(_("Owed to cards"), money(shift.on_cards), bold=True)
    slip.pair(_("Spendable at this till"), money(shift.card_rights), indent=INDENT)
    if shift.guarantee:
        slip.pair(_("Borne by the guarantee"), money(shift.guarantee), indent=INDENT)


def _events(slip: Slip, shift: ShiftClosed) -> None:
    slip.rule()
    slip.pair(_("Baskets let go"), str(shift.dropped))
    slip.pair(_("Drawer opened without a sale"), str(shift.no_sale_opens))
