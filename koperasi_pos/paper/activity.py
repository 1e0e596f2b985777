"""Who did what, in a sentence: every kind of document told so that the head of the shop can follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    BasketDropped,
    CashierChanged,
    CashMoved,
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    ConsignorSaved,
    Document,
    DrawerOpened,
    PersonSaved,
    ProductSaved,
    PromotionSaved,
    RefundCompleted,
    SaleCompleted,
    ShiftClosed,
    ShiftOpened,
    ShopSaved,
    StaffSaved,
    TillStarted,
    UnknownKind,
)
from koperasi_pos.paper.card_activity import CARD_SENTENCES
from koperasi_pos.paper.goods_activity import GOODS_SENTENCES
from koperasi_pos.paper.province_activity import PROVINCE_SENTENCES
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.paper.visit_activity import VISIT_SENTENCES
from koperasi_pos.words import N_, _, n_
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

KIND_WORDS: dict[str, str] = {
    "sale": N_("Sales"),
    "refund": N_("Refunds"),
    "basket_dropped": N_("Baskets let go"),
    "shift_opened": N_("Shifts"),
    "cash_moved": N_("Cash and drawer"),
    "product": N_("Products"),
    "consignor": N_("Consignment"),
    "goods_received": N_("Buying"),
    "stock_adjusted": N_("Stock"),
    "person": N_("Customers"),
    "topped_up": N_("Money on cards"),
    "card_issued": N_("Accounts and cards"),
    "rights_out": N_("Rights to spend what is on cards"),
    "visit_paid": N_("Cards of another pesantren"),
    "promotion": N_("Promotions"),
    "shop": N_("Shop and staff"),
    "message": N_("Told by the province"),
}
"""Groups to choose from, each under one of its kinds; looked up with `_` where they are shown."""

GROUPS: dict[str, frozenset[str]] = {
    "sale": frozenset({"sale"}),
    "refund": frozenset({"refund"}),
    "basket_dropped": frozenset({"basket_dropped"}),
    "shift_opened": frozenset({"shift_opened", "shift_closed", "cashier_changed"}),
    "cash_moved": frozenset({"cash_moved", "drawer_opened"}),
    "consignor": frozenset({"consignor", "consignment_moved", "consignment_settled", "consignor_paid"}),
    "product": frozenset({"product", "picture", "category", "recipe"}),
    "goods_received": frozenset(
        {"supplier", "goods_ordered", "order_closed", "goods_received", "supplier_paid", "goods_returned"}
    ),
    "stock_adjusted": frozenset(
        {"stock_adjusted", "stock_turned", "goods_placed", "count_opened", "stock_tallied", "stock_counted"}
    ),
    "person": frozenset({"person", "person_forgotten"}),
    "topped_up": frozenset({"topped_up", "cashed_out", "balance_moved", "allowance_settled"}),
    "card_issued": frozenset(
        {
            "card_rules",
            "account_opened",
            "account_state",
            "account_pin",
            "pin_locked",
            "account_limits",
            "limit_raised",
            "card_issued",
            "card_proved",
            "card_state",
            "card_viewed",
            "card_refused",
        }
    ),
    "rights_out": frozenset(
        {"rights_asked", "rights_out", "rights_in", "rights_reclaimed", "reclaim_settled", "limits_heard"}
    ),
    "visit_paid": frozenset(
        {
            "visits_agreed",
            "visit_asked",
            "visit_answered",
            "visit_ended",
            "visit_stopped",
            "visit_closed",
            "visit_paid",
            "visits_settled",
            "settlement_paid",
            "settlement_withdrawn",
        }
    ),
    "promotion": frozenset({"promotion"}),
    "shop": frozenset({"shop", "staff", "till"}),
    "message": frozenset({"message", "recommended_price", "block_list", "withdrawn"}),
}
"""Group → kinds of documents in it."""


def who(entry: Entry, names: Mapping[str, str]) -> str:
    """The name of who acted; `names` are those of the staff by their short ids."""
    found = names.get(entry.staff)
    if found is not None:
        return found
    if entry.staff == "setup":
        return _("Set-up")
    if entry.staff == "till":
        return _("Till")
    if entry.staff == "command-line":
        return _("Command line")
    return entry.staff


def what(entry: Entry) -> str:
    """One sentence for an entry; a kind that this program does not know is named as it is."""
    try:
        document = entry.document
    except UnknownKind:
        return _("Something of the kind {kind}").format(kind=entry.kind)
    tell = _SENTENCES.get(entry.kind)
    return tell(document) if tell is not None else entry.kind


def receipt(entry: Entry) -> str:
    """The number on the slip of a sale or a refund; empty for everything else."""
    return str(entry.body.get("number", "")) if entry.kind in ("sale", "refund") else ""


def approved(entry: Entry) -> str:
    """The names of who approved it, each once; empty where nobody had to."""
    approvals = entry.body.get("approvals", ())
    return ", ".join(dict.fromkeys(str(approval["name"]) for approval in approvals))


def _sale(document: Document) -> str:
    sale = cast(SaleCompleted, document)
    count = len(sale.lines)
    told = n_("Sold {count} line for {total}", "Sold {count} lines for {total}", count)
    sentence = told.format(count=count, total=rupiah(sale.total))
    if sale.customer is not None:
        sentence += _(", to {name}").format(name=sale.customer.name)
    if sale.discount:
        sentence += _(", discount {amount}").format(amount=rupiah(sale.discount))
    if sale.removed:
        count = len(sale.removed)
        sentence += n_(", {count} line removed before", ", {count} lines removed before", count).format(count=count)
    return sentence


def _refund(document: Document) -> str:
    refund = cast(RefundCompleted, document)
    return _("Refunded {total} of receipt {sale} ({reason})").format(
        total=rupiah(refund.total), sale=refund.sale_number, reason=refund.reason
    )


def _dropped(document: Document) -> str:
    dropped = cast(BasketDropped, document)
    count = len(dropped.lines)
    told = n_("Let a basket go with {count} line, {total}", "Let a basket go with {count} lines, {total}", count)
    return told.format(count=count, total=rupiah(dropped.total)) + (f" ({dropped.reason})" if dropped.reason else "")


def _opened(document: Document) -> str:
    opened = cast(ShiftOpened, document)
    return _("Opened shift {number} with {amount} in the drawer").format(
        number=opened.number, amount=rupiah(opened.float)
    )


def _closed(document: Document) -> str:
    closed = cast(ShiftClosed, document)
    facts = {"number": closed.number, "counted": rupiah(closed.counted), "difference": rupiah(abs(closed.difference))}
    if closed.difference > 0:
        return _("Closed shift {number}: {counted} counted, {difference} too much").format(**facts)
    if closed.difference < 0:
        return _("Closed shift {number}: {counted} counted, {difference} missing").format(**facts)
    return _("Closed shift {number}: {counted} counted, as it should be").format(**facts)


def _changed(document: Document) -> str:
    return _("{name} took over the till").format(name=cast(CashierChanged, document).cashier)


def _moved(document: Document) -> str:
    moved = cast(CashMoved, document)
    return f"{term('purpose', moved.purpose)}: {rupiah(abs(moved.amount))} ({moved.reason})"


def _drawer(document: Document) -> str:
    return _("Opened the drawer without a sale ({reason})").format(reason=cast(DrawerOpened, document).reason)


def _product(document: Document) -> str:
    product = cast(ProductSaved, document)
    prices = [price.price for pack in product.packs[:1] for price in pack.prices[:1]]
    if not product.active:
        return _("Took {name} off sale").format(name=product.name)
    if not prices:
        return _("Saved the product {name}").format(name=product.name)
    return _("Saved the product {name} at {price}").format(name=product.name, price=rupiah(prices[0]))


def _person(document: Document) -> str:
    person = cast(PersonSaved, document)
    told = _("Saved the customer {name}") if person.active else _("Took the customer {name} off the list")
    return told.format(name=person.name)


def _promotion(document: Document) -> str:
    promotion = cast(PromotionSaved, document)
    told = _("Saved the promotion {name}") if promotion.active else _("Ended the promotion {name}")
    return told.format(name=promotion.name)


def _staff(document: Document) -> str:
    member = cast(StaffSaved, document)
    told = _("Saved {name} as {role}") if member.active else _("{name} ({role}) no longer works at the till")
    return told.format(name=member.name, role=term("role", member.role))


def _consignor(document: Document) -> str:
    saved = cast(ConsignorSaved, document)
    told = _("Saved the consignor {name}") if saved.active else _("Took the consignor {name} off the list")
    return told.format(name=saved.name)


def _consigned(document: Document) -> str:
    moved = cast(ConsignmentMoved, document)
    count = len(moved.lines)
    told = n_("{what}: {count} product, {name}", "{what}: {count} products, {name}", count)
    return told.format(what=term("consignment", moved.reason), count=count, name=moved.name)


def _settled(document: Document) -> str:
    done = cast(ConsignmentSettled, document)
    return _("Settled with {name}: sold {amount}, commission {commission}, paid {paid}").format(
        name=done.name, amount=rupiah(done.amount), commission=rupiah(done.commission), paid=rupiah(done.paid)
    )


def _paid(document: Document) -> str:
    paid = cast(ConsignorPaid, document)
    return _("Paid {amount} to {name} ({way})").format(
        amount=rupiah(paid.amount), name=paid.name, way=term("payout", paid.way)
    )


def _till(document: Document) -> str:
    till = cast(TillStarted, document)
    return _("The till {code} began ({reason})").format(code=till.code, reason=term("till_reason", till.reason))


def _shop(document: Document) -> str:
    return _("Saved the rules and the address of {name}").format(name=cast(ShopSaved, document).name)


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "sale": _sale,
    "refund": _refund,
    "basket_dropped": _dropped,
    "shift_opened": _opened,
    "shift_closed": _closed,
    "cashier_changed": _changed,
    "cash_moved": _moved,
    "drawer_opened": _drawer,
    "consignor": _consignor,
    "consignment_moved": _consigned,
    "consignment_settled": _settled,
    "consignor_paid": _paid,
    "product": _product,
    "picture": lambda _document: _("Kept a picture"),
    "person": _person,
    "promotion": _promotion,
    "staff": _staff,
    **GOODS_SENTENCES,
    **CARD_SENTENCES,
    **PROVINCE_SENTENCES,
    **VISIT_SENTENCES,
    "till": _till,
    "shop": _shop,
}


def activity_report(entries: Iterable[Entry], names: Mapping[str, str], *, shop_name: str = "") -> Report:
    """Who did what as a table."""
    return Report(
        title=_("Who did what"),
        columns=(
            Column("time", _("Time"), "moment"),
            Column("who", _("Who")),
            Column("what", _("What")),
            Column("receipt", _("Receipt")),
            Column("approved", _("Approved by")),
        ),
        rows=tuple((entry.time, who(entry, names), what(entry), receipt(entry), approved(entry)) for entry in entries),
        subtitle=(shop_name,) if shop_name else (),
    )
