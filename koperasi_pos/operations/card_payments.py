"""Paying by card within a sale: the account, its limits and its rights are looked at inside the sale's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import Payment, ProductSaved, RefundLine
from koperasi_pos.operations.accounts import check_card_pin
from koperasi_pos.operations.card_asks import ELSEWHERE, ask_rights
from koperasi_pos.operations.card_blocks import refuse_blocked_card
from koperasi_pos.operations.card_limits import check_living, limits_for, needed
from koperasi_pos.operations.card_proofs import refuse_used_tap
from koperasi_pos.operations.card_refusals import write_refusal
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards, persons, products, rights
from koperasi_pos.trade.baskets import Basket, PricedBasket
from koperasi_pos.trade.card_limits import CardGoods, categories_of, check_goods, check_never, check_purchase
from koperasi_pos.trade.cards import asks_pin, check_card, check_state
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.trade.tenders import Tender, TenderPart, by_card
from koperasi_pos.values import ZERO, Refusal, Rupiah

NEVER = frozenset({"card_allergen", "card_no_buy"})
"""Goods that a person never gets, whatever pays for them."""


def check_pins(tender: Tender, till: Till) -> str:
    """Look at the PIN before the sale takes the file: a PIN is slow to check. The hash it fits, empty for no PIN."""
    for part in tender.parts:
        if not part.account:
            continue
        with till.reading() as connection:
            asked = asks_pin(cards.rules(connection), part.amount)
        if asked:
            return check_card_pin(till, part.account, part.pin)
    return ""


def goods_of(priced: PricedBasket) -> list[CardGoods]:
    """The lines of a basket as limits see them."""
    return [
        CardGoods(
            line.line.product.product, line.line.product.name, line.line.product.category, line.total,
            tuple(line.line.product.allergens),
        )
        for line in priced.lines
    ]  # fmt: skip


def foresee_card(till: Till, account_id: str, priced: PricedBasket, basket: Basket) -> Rupiah:
    """What of a basket this card could pay right now; `Refusal` names goods that it must not pay at all."""
    with till.reading() as connection:
        row = needed(connection, account_id)
        check_state(row.name, row.state, row.reason)
        limits = limits_for(connection, till, row, till.today())
        goods = goods_of(priced)
        check_goods(limits, goods)
        here = rights.of_holder(connection, row.id, till.writer(connection).key)[0]
        amount = Rupiah(min(int(priced.total), here))
        if amount > 0:
            raised = cards.raised(connection, basket.id, row.id)
            check_purchase(limits, goods, amount, till.clock(), raised=raised)
        return amount


def ask_card(
    till: Till, account_id: str, priced: PricedBasket, basket: Basket, *, card: str = "", by: Actor
) -> Rupiah:  # fmt: skip
    """What of a basket this card pays, now that somebody wants it to pay; a no is written down, as that of a sale.

    `Refusal` as `foresee_card`, and `nothing_on_card` or `card_rights_elsewhere` where it can pay nothing at all.
    """
    try:
        amount = foresee_card(till, account_id, priced, basket)
        if amount <= 0 < priced.total:
            with till.reading() as connection:
                row, balance = needed(connection, account_id), rights.balance(connection, account_id)
            if balance > 0:
                raise Refusal("card_rights_elsewhere", name=row.name, here=ZERO, balance=Rupiah(balance))
            raise Refusal("nothing_on_card", name=row.name)
    except Refusal as refusal:
        note_refused(refusal, till, basket, [by_card(priced.total, account_id, card)], by)
        raise
    if amount < priced.total:
        ask_rights(account_id, priced.total, till)
    return amount


def foresee_buyer(till: Till, priced: PricedBasket, basket: Basket) -> None:
    """`Refusal` as `check_buyer`, while the goods still lie on the counter."""
    with till.reading() as connection:
        check_buyer(connection, basket, priced)


def check_buyer(connection: Connection, basket: Basket, priced: PricedBasket) -> None:
    """`Refusal` for goods that the person who buys must never get, also where cash or another's card pays for them.

    `card_allergen` and `card_no_buy`; nobody may override them.
    """
    if basket.customer is None:
        return
    row = persons.person(connection, basket.customer.person)
    if row is None:
        return
    accounts = cards.of_person(connection, row.id)
    unwanted = cards.limits_of(accounts[0]).blocked_products if accounts else ()
    check_never(row.document.allergens, unwanted, goods_of(priced))


def note_buyer(refusal: Refusal, till: Till, basket: Basket, by: Actor) -> None:
    """Write down what was refused to the person who buys, where no card was asked to pay."""
    if refusal.code not in NEVER or basket.customer is None:
        return
    with till.reading() as connection:
        accounts = cards.of_person(connection, basket.customer.person)
    account = accounts[0].id if accounts else ""
    write_refusal(refusal, till, account=account, name=basket.customer.name, about=basket.id, by=by)


def pay_by_card(
    connection: Connection,
    till: Till,
    basket: Basket,
    priced: PricedBasket,
    payments: Sequence[Payment],
    by: Actor,
    pin_hash: str,
) -> list[Payment]:
    """The payments of a sale, those by card looked at and completed with who pays, what for and what is left."""
    return [
        _checked(till, connection, basket, priced, payment, by, pin_hash) if payment.account else payment
        for payment in payments
    ]


def _checked(
    till: Till, connection: Connection, basket: Basket, priced: PricedBasket, payment: Payment, by: Actor, pin_hash: str
) -> Payment:
    check_living(connection, till)
    row = needed(connection, payment.account)
    check_state(row.name, row.state, row.reason)
    if payment.card:
        card = cards.card(connection, payment.card)
        if card is None or card.account != row.id:
            raise Refusal("card_unknown")
        check_card(row.name, card.state)
        refuse_blocked_card(connection, row.name, card)
        refuse_used_tap(connection, till, card, row.name, payment.proof, basket.id)
    else:
        require(by, "card_by_hand", basket.approvals)
    limits = limits_for(connection, till, row, till.today())
    if asks_pin(limits.rules, payment.amount) and (not pin_hash or pin_hash != row.pin_hash):
        # The rules or the PIN changed between the typing and the sale.
        raise Refusal("card_pin_needed", name=row.name)
    parts = check_purchase(
        limits, goods_of(priced), payment.amount, till.clock(), raised=cards.raised(connection, basket.id, row.id)
    )
    balance = rights.balance(connection, row.id)
    check_rights(row.name, rights.of_holder(connection, row.id, till.writer(connection).key)[0], balance, payment)
    left = Rupiah(balance) - payment.amount
    return payment.model_copy(update={"holder": row.name, "left": left, "categories": parts})


def check_rights(name: str, here: int, balance: int, payment: Payment) -> None:
    """`Refusal` where more is asked for than is on the account, or than this till may spend of it."""
    if payment.amount <= here:
        return
    if payment.amount > balance:
        raise Refusal("card_short", name=name, balance=Rupiah(balance), missing=payment.amount - balance)
    raise Refusal("card_rights_elsewhere", name=name, here=Rupiah(here), balance=Rupiah(balance))


def back_to_card(
    connection: Connection, till: Till, lines: Sequence[RefundLine], payments: Sequence[Payment]
) -> list[Payment]:
    """The payments of a refund, those to a card completed with what they were for and what is on it afterwards."""
    if not any(payment.account for payment in payments):
        return list(payments)
    check_living(connection, till)
    known = products.bodies(connection, sorted({line.product for line in lines}))
    goods = [_came_back(line, known.get(line.product)) for line in lines]
    return [
        payment.model_copy(
            update={
                "left": Rupiah(rights.balance(connection, payment.account)) + payment.amount,
                "categories": categories_of(goods, payment.amount),
            }
        )
        if payment.account
        else payment
        for payment in payments
    ]


def _came_back(line: RefundLine, product: ProductSaved | None) -> CardGoods:
    return CardGoods(line.product, line.name, product.category if product else "", line.total)


def note_refused(refusal: Refusal, till: Till, basket: Basket, parts: Sequence[TenderPart], by: Actor) -> None:
    """Write down that a card was refused for this basket, and ask for the rights where another till holds them."""
    for part in parts:
        if not part.account:
            continue
        with till.reading() as connection:
            row = cards.account(connection, part.account)
        if row is not None:
            write_refusal(
                refusal, till, account=row.id, card=part.card, name=row.name, amount=part.amount, about=basket.id, by=by
            )
            if refusal.code in ELSEWHERE:
                ask_rights(row.id, part.amount, till)
