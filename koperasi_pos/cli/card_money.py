"""Commands for money on cards: put on, paid out, moved, paid with; sheets of santri and allowances; printed cards."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.cli.cards import whose
from koperasi_pos.cli.receipt_file import read_price, read_quantity
from koperasi_pos.cli.session import Session, complain, write_out
from koperasi_pos.operations import (
    accounts,
    baskets,
    card_limits,
    card_money,
    card_payments,
    card_reports,
    card_sheets,
    cards,
    photos,
    sales,
    shops,
    stock,
)
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.card_reports import float_words
from koperasi_pos.paper.card_sheet import PrintedCard, card_pages
from koperasi_pos.paper.card_sheet import card_sheets as printed_sheets
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.tenders import Tender, TenderPart, by_card
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


def top_up(session: Session) -> int:
    """Put money onto a card."""
    words = session.words
    with session.till() as till:
        made = card_money.top_up(
            till, whose(till, words.who).account, read_price(words.amount), way=words.way, reference=words.reference,
            print_slip=False, id=till.new_id(), by=session.actor(till),
        ).value  # fmt: skip
        line = made.lines[0]
        session.tell(
            f"{line.name}: +{rupiah(line.amount)} = {rupiah(line.balance)}",
            id=made.id, account=line.account, amount=line.amount, balance=line.balance,
        )  # fmt: skip
        _warn_of_float(session, till)
    return 0


def _warn_of_float(session: Session, till: Till) -> None:
    held = card_money.float_state(till)
    if held.too_much:
        complain(float_words(held.total, held.warning))


def pay_out(session: Session) -> int:
    """Pay out money of a card; `--purpose closing` closes the account."""
    words = session.words
    with session.till() as till:
        made = card_money.cash_out(
            till, whose(till, words.who).account, read_price(words.amount) if words.amount else None,
            purpose=words.purpose, way=words.way, reference=words.reference, print_slip=False, id=till.new_id(),
            by=session.actor(till),
        ).value  # fmt: skip
        session.tell(
            f"{made.name}: -{rupiah(made.amount)} = {rupiah(made.balance)}",
            id=made.id, account=made.account, amount=made.amount, balance=made.balance, closed=made.closes,
        )  # fmt: skip
    return 0


def move(session: Session) -> int:
    """Move money to another account."""
    words = session.words
    with session.till() as till:
        made = card_money.move_balance(
            till, whose(till, words.who).account, whose(till, words.to).account, read_price(words.amount),
            word=words.word, print_slip=False, id=till.new_id(), by=session.actor(till),
        ).value  # fmt: skip
        session.tell(
            f"{made.name} = {rupiah(made.balance)}, {made.to_name} = {rupiah(made.to_balance)}",
            id=made.id, amount=made.amount, balance=made.balance, to_balance=made.to_balance,
        )  # fmt: skip
    return 0


def pay(session: Session) -> int:
    """Sell goods (`CODE=QUANTITY`) to a card, what it may not pay in cash on top with --cash."""
    words = session.words
    with session.till() as till:
        by = session.actor(till)
        sale = words.id or till.new_id()
        view = (
            cards.card_by_hand(till, words.who, by=by)
            if words.by_hand
            else cards.tap(till, words.who, words.message, basket=sale)
        )
        basket = Basket(id=sale, customer=view.customer)
        for text in words.goods:
            code, equals, quantity = text.rpartition("=")
            if not equals:
                code, quantity = text, "1"
            basket = basket.add(stock.product_coded(till, code).document, quantity=read_quantity(quantity))
        if words.beyond:
            card_limits.raise_limit(till, view.account, basket.id, reason=words.beyond, id=till.new_id(), by=by)
        priced = baskets.counter(till).price(basket)
        amount = read_price(words.amount) if words.amount else priced.total
        if words.dry_run:
            amount = card_payments.foresee_card(till, view.account, priced, basket)
            session.tell(rupiah(amount), amount=amount, total=priced.total)
            return 0
        parts = [by_card(amount, view.account, view.card, words.card_pin, proof=view.proof)]
        if words.cash:
            parts.append(TenderPart(way="cash", received=read_price(words.cash)))
        sale = sales.complete_sale(till, basket, Tender(parts=tuple(parts)), by=by, print_receipt=False).value.sale
        paid = next(payment for payment in sale.payments if payment.account)
        session.tell(
            f"{sale.number} {rupiah(sale.total)}, {paid.holder} = {rupiah(paid.left)}",
            number=sale.number, total=sale.total, by_card=paid.amount, left=paid.left, account=paid.account,
        )  # fmt: skip
    return 0


def bring_in(session: Session) -> int:
    """Santri from a sheet, photos from a folder; --dry-run only says what would be done."""
    words = session.words
    with session.till() as till:
        plan = card_sheets.plan_santri(
            till, Path(words.file), Path(words.photos) if words.photos else None, accounts=not words.no_accounts
        )
        for step in plan.steps:
            if step.trouble is not None:
                session.tell(f"{step.row.line}: {refusal_sentence(step.trouble)}", line=step.row.line,
                             trouble=step.trouble.code)  # fmt: skip
        if not words.dry_run:
            card_sheets.import_santri(till, plan, by=session.actor(till))
        session.tell(
            _("{new} new, {changed} changed, {same} as before, {wrong} wrong, {photos} photos").format(
                new=plan.count("new"), changed=plan.count("changed"), same=plan.count("same"),
                wrong=plan.count("wrong"), photos=plan.photos,
            ),
            new=plan.count("new"), changed=plan.count("changed"), same=plan.count("same"), wrong=plan.count("wrong"),
            photos=plan.photos,
        )  # fmt: skip
    return 0


def allow(session: Session) -> int:
    """Allowances from a sheet (NIS or name, amount): all of it, or nothing."""
    words = session.words
    with session.till() as till:
        plan = card_sheets.plan_allowances(till, Path(words.file))
        for step in plan.wrong:
            assert step.trouble is not None
            session.tell(f"{step.row.line}: {refusal_sentence(step.trouble)}", line=step.row.line,
                         trouble=step.trouble.code)  # fmt: skip
        changed = False
        if not words.dry_run:
            changed = card_sheets.put_allowances(till, plan, label=words.label, by=session.actor(till)).changed
            _warn_of_float(session, till)
        session.tell(
            f"{len(plan.steps)}: {rupiah(plan.total)}", cards=len(plan.steps), total=plan.total, changed=changed
        )
    return 0


def print_cards(session: Session) -> int:
    """Cards as PDF: a sheet of A4, or a page of CR80 each; only cards that were issued here can be printed."""
    words = session.words
    with session.till(writable=False) as till:
        views = [whose(till, text) for text in words.who] or accounts.find_accounts(till, limit=100_000)
        shop = shops.shop(till)
        made = []
        for view in views:
            for card in accounts.cards_of(till, view.account):
                if card.state != "lost" and (token := cards.printable_token(till, card)):
                    place = " · ".join(part for part in (view.school_class, view.room) if part)
                    made.append(
                        PrintedCard(
                            view.name, view.nis, place, token,
                            shop.pesantren or shop.name, term("account_sort", view.sort),
                            photos.photo(till, view.photo) or b"",
                        )
                    )  # fmt: skip
        write_out((card_pages if words.single else printed_sheets)(made), words.out)
    return 0


def balance(session: Session) -> int:
    """Print the balance slip of a card on the till's printer."""
    with session.till() as till:
        key = card_reports.queue_balance_slip(till, whose(till, session.words.who).account, by=session.actor(till))
        session.tell(str(key.value), job=key.value)
    return 0
