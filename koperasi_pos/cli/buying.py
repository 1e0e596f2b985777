"""Commands of kulakan: what to buy, orders, goods received, prices that follow, suppliers and what they are owed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from koperasi_pos.cli.receipt_file import read_price, read_quantity
from koperasi_pos.cli.session import REFUSED, Session, check_day, complain, write_out
from koperasi_pos.cli.tables import table
from koperasi_pos.journal.documents import CategorySaved, SupplierSaved
from koperasi_pos.operations import (
    categories,
    goods_sheets,
    orders,
    price_labels,
    printing,
    receiving,
    shops,
    stock,
    suppliers,
)
from koperasi_pos.operations.goods_sheets import WrongRow
from koperasi_pos.operations.orders import Ordering
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.margins import WARN_DAYS
from koperasi_pos.trade.receiving import Delivery
from koperasi_pos.values import WIB, ZERO, Quantity, Refusal, Rupiah, uuid7
from koperasi_pos.words import _
from koperasi_pos.words.numbers import percent, rupiah
from koperasi_pos.words.refusals import refusal_sentence


def told_wrong(wrong: list[WrongRow]) -> int:
    """Tell every row that cannot be used; nothing was done then."""
    for one in wrong:
        complain(_("row {number}: {reason}").format(number=one.row, reason=refusal_sentence(one.refusal)))
    return REFUSED


def money_option(text: str | None) -> Rupiah:
    """An amount of an option, nothing where it was not given; `Refusal("price_unreadable")`."""
    return read_price(text) if text else ZERO


def file_id(file: Path, day: str, *words: object) -> str:
    """The id of what a file makes: the same file with the same words on the same day (ISO) is the same act."""
    told = "\0".join(str(word) for word in (day, *words))
    begin = datetime.fromisoformat(day).replace(tzinfo=WIB)
    return uuid7(int(begin.timestamp() * 1000), hashlib.sha256(file.read_bytes() + told.encode()).digest())


def receive(session: Session) -> int:
    """Book the goods of an invoice, all of them or none; with `--dry-run` only tell what they would cost."""
    from koperasi_pos.paper.purchase_papers import delivery_report

    words = session.words
    with session.till(writable=not words.dry_run) as till:
        supplier = suppliers.find_supplier(till, words.supplier)
        lines, wrong = goods_sheets.read_invoice(till, Path(words.file)) if words.file else ([], [])
        if wrong:
            return told_wrong(wrong)
        if not words.file and words.order:
            lines = orders.awaited_lines(till, words.order)
        delivery = Delivery(
            lines=lines, discount=money_option(words.discount), tax=money_option(words.tax),
            transport=money_option(words.transport), transport_apart=words.transport_apart,
            tax_reclaimed=words.tax_reclaimed,
        )  # fmt: skip
        if words.dry_run:
            figured = receiving.foresee_delivery(till, delivery)
            session.tell(
                _("{n} lines, cost {value}, to be paid {total}. Nothing was booked.").format(
                    n=len(figured.lines), value=rupiah(figured.value), total=rupiah(figured.total)
                ),
                lines=len(figured.lines), value=int(figured.value), total=int(figured.total),
            )  # fmt: skip
            return 0
        arrival = Arrival(
            supplier=supplier.supplier, delivery=delivery, order=words.order, invoice=words.invoice,
            invoice_day=words.invoice_day, due=words.due, paid=money_option(words.paid), way=words.way,
            reference=words.reference, note=words.note,
        )  # fmt: skip
        asked = (
            "receive", supplier.supplier, words.order, words.invoice, words.note, words.discount, words.tax,
            words.transport, words.paid,
        )  # fmt: skip
        own = file_id(Path(words.file), till.today(), *asked) if words.file else till.new_id()
        done = receiving.receive_goods(till, arrival, id=own, by=session.actor(till))
        if not done.changed:
            complain(_("This file was booked before as {number}.").format(number=done.value.document.number))
        if session.as_json:
            session.tell(
                "", number=done.value.document.number, total=int(done.value.document.total),
                value=sum(int(line.value) for line in done.value.document.lines), due=done.value.document.due,
            )  # fmt: skip
        else:
            write_out(table(delivery_report(done.value.document, shop_name=shops.shop(till).name), session), words.out)
    return 0


def delivery_list(session: Session) -> int:
    """The newest deliveries first."""
    with session.till(writable=False) as till:
        for _position, number, at, name, total in receiving.deliveries(till):
            session.tell(f"{number} {at[:16]} {name} {rupiah(total)}", number=number, at=at, supplier=name, total=total)
    return 0


def delivery_show(session: Session) -> int:
    """One delivery with what its goods cost in the end."""
    from koperasi_pos.paper.purchase_papers import delivery_report

    with session.till(writable=False) as till:
        found = receiving.delivery(till, session.words.number)
        made = delivery_report(found.document, shop_name=shops.shop(till).name)
        write_out(table(made, session), session.words.out)
    return 0


def delivery_prices(session: Session) -> int:
    """Prices that the margin rules propose after a delivery; `--apply` sets them, `--labels` prints what changed."""
    from koperasi_pos.paper.purchase_papers import prices_report

    words = session.words
    with session.till(writable=words.apply or words.labels) as till:
        found = receiving.delivery(till, words.number)
        proposals = receiving.propose_prices(till, found.document)
        if words.apply or words.labels:
            by = session.actor(till)
            changed = receiving.accept_prices(till, proposals, by=by).value
            if words.labels and changed:
                printing.queue_labels(till, [(product, 1) for product in changed], by=by)
            session.tell(_("{n} prices changed.").format(n=len(changed)), changed=changed)
            return 0
        write_out(table(prices_report(proposals, shop_name=shops.shop(till).name), session), words.out)
    return 0


def labels(session: Session) -> int:
    """Goods whose label on the shelf is out of date; `--print` prints the new ones."""
    from koperasi_pos.paper.purchase_papers import labels_report

    words = session.words
    first = check_day(words.since)
    with session.till(writable=words.print) as till:
        found = price_labels.changed_labels(till, first)
        if words.print:
            if found:
                printing.queue_labels(till, [(one.product, 1) for one in found], by=session.actor(till))
            session.tell(_("{n} labels to print.").format(n=len(found)), labels=len(found))
            return 0
        write_out(table(labels_report(found, shop_name=shops.shop(till).name), session), words.out)
    return 0


def buying(session: Session) -> int:
    """What to buy, by supplier."""
    from koperasi_pos.paper.purchase_papers import buying_report

    words = session.words
    with session.till(writable=False) as till:
        supplier = suppliers.find_supplier(till, words.supplier).supplier if words.supplier else ""
        wanted = orders.buying_list(till, cover_days=words.cover, supplier=supplier, category=words.category)
        names = {one.supplier: one.name for one in suppliers.suppliers(till, active_only=False)}
        made = buying_report(wanted, names, words.cover, shop_name=shops.shop(till).name)
        write_out(table(made, session), words.out)
    return 0


def order_make(session: Session) -> int:
    """Order the goods that are named, or those of the buying list of this supplier."""
    words = session.words
    with session.till() as till:
        supplier = suppliers.find_supplier(till, words.supplier)
        ordering = [_ordering(till, text) for text in words.goods]
        if words.from_list:
            ordering += [
                Ordering(one.product, one.need.packs, one.unit, one.factor, one.price)
                for one in orders.buying_list(till, cover_days=words.cover, supplier=supplier.supplier)
            ]
        done = orders.order_goods(
            till, supplier.supplier, ordering, id=till.new_id(), by=session.actor(till), expected=words.expected,
            note=words.note,
        )  # fmt: skip
    made = done.value
    session.tell(f"{made.number} {rupiah(made.total)}", number=made.number, total=int(made.total))
    return 0


def _ordering(till: Till, text: str) -> Ordering:
    """`8991234567891=5`, `BERAS=2:sak`, `BERAS=2:sak@650000`."""
    code, equals, rest = text.rpartition("=")
    if not equals:
        raise Refusal("option_form", text=text)
    rest, _at, price = rest.partition("@")
    amount, _colon, unit = rest.partition(":")
    row = stock.product_coded(till, code)
    return Ordering(row.id, read_quantity(amount), unit, None, money_option(price))


def order_list(session: Session) -> int:
    """The newest orders first."""
    with session.till(writable=False) as till:
        for row in orders.orders(till):
            state = _("closed") if row.closed else _("received") if row.received >= row.base else _("open")
            session.tell(
                f"{row.number} {row.day} {row.name} {rupiah(row.total)} {state}",
                number=row.number, supplier=row.name, total=row.total, closed=row.closed,
                ordered=Quantity(row.base).plain(), received=Quantity(row.received).plain(),
            )  # fmt: skip
    return 0


def order_show(session: Session) -> int:
    """An order as the supplier gets it, or as a message for a telephone."""
    from koperasi_pos.paper.purchase_papers import order_message, order_report

    words = session.words
    with session.till(writable=False) as till:
        found = orders.order(till, words.number)
        shop = shops.shop(till)
        if words.message:
            write_out(order_message(found.document, shop).encode(), words.out)
        else:
            write_out(table(order_report(found.document, shop, found.received or None), session), words.out)
    return 0


def order_close(session: Session) -> int:
    """Expect nothing more of an order."""
    with session.till() as till:
        orders.close_order(
            till, session.words.number, reason=session.words.reason, id=till.new_id(), by=session.actor(till)
        )
    session.tell(_("Order {number} is closed.").format(number=session.words.number), number=session.words.number)
    return 0


def supplier_list(session: Session) -> int:
    """Every supplier."""
    with session.till(writable=False) as till:
        for one in suppliers.suppliers(till):
            session.tell(
                f"{one.name} {one.phone} {one.terms}", supplier=one.supplier, name=one.name, phone=one.phone,
                terms=one.terms,
            )  # fmt: skip
    return 0


def supplier_add(session: Session) -> int:
    """Add a supplier."""
    words = session.words
    with session.till() as till:
        saved = SupplierSaved(
            id=till.new_id(), supplier=till.new_short_id(), name=words.name, phone=words.phone, address=words.address,
            terms=words.terms,
        )  # fmt: skip
        done = suppliers.save_supplier(till, saved, by=session.actor(till))
    session.tell(done.value.name, supplier=done.value.supplier, name=done.value.name)
    return 0


def supplier_debts(session: Session) -> int:
    """What is owed."""
    from koperasi_pos.paper.purchase_papers import debts_report

    words = session.words
    with session.till(writable=False) as till:
        supplier = suppliers.find_supplier(till, words.supplier).supplier if words.supplier else ""
        found = suppliers.debts(till, supplier=supplier, open_only=not words.all)
        write_out(table(debts_report(found, shop_name=shops.shop(till).name), session), words.out)
    return 0


def supplier_pay(session: Session) -> int:
    """Pay for a delivery."""
    words = session.words
    with session.till() as till:
        done = suppliers.pay_supplier(
            till, words.number, read_price(words.amount), way=words.way, id=till.new_id(), by=session.actor(till),
            reference=words.reference,
        )  # fmt: skip
    session.tell(f"{done.value.name} {rupiah(done.value.amount)}", amount=int(done.value.amount))
    return 0


def supplier_return(session: Session) -> int:
    """Send goods back."""
    words = session.words
    with session.till() as till:
        supplier = suppliers.find_supplier(till, words.supplier)
        back = []
        for text in words.goods:
            code, equals, rest = text.rpartition("=")
            if not equals:
                raise Refusal("option_form", text=text)
            amount, at, credit = rest.partition("@")
            row = stock.product_coded(till, code)
            back.append(Returning(row.id, read_quantity(amount), read_price(credit) if at else None, words.expiry))
        done = suppliers.return_goods(
            till, supplier.supplier, back, reason=words.reason, id=till.new_id(), by=session.actor(till),
            purchase=words.purchase,
        )  # fmt: skip
    made = done.value
    session.tell(f"{made.number} {rupiah(made.credit)}", number=made.number, credit=int(made.credit))
    return 0


def category_list(session: Session) -> int:
    """The rules of categories."""
    with session.till(writable=False) as till:
        for one in categories.category_rules(till).values():
            session.tell(
                f"{one.category} {percent(one.margin)} {one.round_to} {one.warn_days or WARN_DAYS}",
                category=one.category, margin=one.margin, round_to=one.round_to, warn_days=one.warn_days,
            )  # fmt: skip
    return 0


def _days(text: str) -> list[int]:
    """`30,14,7`, or nothing for the usual days; `Refusal("option_form")`."""
    days = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdecimal() for part in days):
        raise Refusal("option_form", text=text)
    return [int(part) for part in days]


def category_set(session: Session) -> int:
    """Set the rules of a category."""
    words = session.words
    with session.till() as till:
        held = categories.category_rules(till).get(words.name) or CategorySaved(id=till.new_id(), category=words.name)
        changed: dict[str, object] = {"id": till.new_id()}
        if words.margin is not None:
            changed["margin"] = int(read_quantity(words.margin.removesuffix("%"))) // 10 if words.margin != "0" else 0
        if words.round_to is not None:
            changed["round_to"] = words.round_to
        if words.warn is not None:
            changed["warn_days"] = _days(words.warn)
        done = categories.save_category(till, held.model_copy(update=changed), by=session.actor(till))
    session.tell(done.value.category, **done.value.model_dump(exclude={"id"}))
    return 0
