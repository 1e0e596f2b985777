"""Santri with cards for tests: a person, an account, money on it, a card; and a basket paid with it."""

from __future__ import annotations

import contextlib

from koperasi_pos.journal.documents import (
    CardRulesSaved,
    Limit,
    LimitsSaved,
    PersonSaved,
    PinLocked,
    ProductSaved,
    RightsAsked,
    SettlementPaid,
    VisitAsked,
    VisitPaid,
    VisitsAgreed,
    VisitsSettled,
)
from koperasi_pos.operations import (
    accounts,
    baskets,
    card_keys,
    card_limits,
    card_money,
    card_reports,
    card_rights,
    cards,
    forgetting,
    persons,
    sales,
)
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.sales import Receipt
from koperasi_pos.operations.till import Till
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.sun_messages import shop_keys
from koperasi_pos.trade.tenders import Tender, TenderPart, by_card
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD

CHIP, SIGNING = "04A1B2C3D4E5F6", shop_keys(bytes(range(16)), "an-nur")
"""A signed card (NTAG 424 DNA) and the keys of its shop."""

SUPERVISOR = Actor("dddddddddddddddd", "Mudabbir", "supervisor")


def santri(till: Till, name: str = "Ahmad", *, nis: str = "2024001", **fields: object) -> PersonSaved:
    """A saved santri."""
    saved = PersonSaved.model_validate(
        {
            "id": till.new_id(), "person": till.new_short_id(), "name": name, "nis": nis, "tier": "santri",
            "sort": "santri", **fields,
        }
    )  # fmt: skip
    return persons.save_person(till, saved, by=HEAD).value


def account(till: Till, name: str = "Ahmad", *, nis: str = "2024001", money: int = 0, **fields: object) -> AccountView:
    """An account with a printed card and so much on it, by transfer."""
    person = santri(till, name, nis=nis, **fields)
    opened = accounts.open_account(till, person.person, id=till.new_id(), by=HEAD).value
    cards.issue_card(till, opened.account, id=till.new_id(), by=HEAD)
    if money:
        put_on(till, opened.account, money)
    return view(till, opened.account)


def put_on(till: Till, account_id: str, money: int) -> None:
    """Money by transfer, each with another proof."""
    id = till.new_id()
    card_money.top_up(
        till, account_id, Rupiah(money), way="transfer", reference=f"TRF {id}", print_slip=False, id=id, by=HEAD
    )


def view(till: Till, account_id: str) -> AccountView:
    """The account as a tap of its card shows it."""
    card = accounts.cards_of(till, account_id)[0]
    return cards.tap(till, cards.printed_token(till, card.id))


def limits(till: Till, account_id: str, *limit: Limit, **fields: object) -> LimitsSaved:
    """Limits as the wali wants them."""
    saved = LimitsSaved.model_validate(
        {"id": till.new_id(), "account": account_id, "name": "", "limits": list(limit), "wali": "Bu Aminah", **fields}
    )
    return card_limits.save_limits(till, saved, by=HEAD).value


def buy(
    till: Till,
    who: AccountView,
    *goods: tuple[ProductSaved, int],
    cash: int | None = None,
    from_card: int | None = None,
    pin: str = "",
    by: Actor = CASHIER,
    basket_id: str = "",
) -> Receipt:
    """Sell so many pieces of each, all by card, or `from_card` of it and the rest in cash."""
    basket = Basket(id=basket_id or till.new_id(), customer=who.customer)
    for product, count in goods:
        basket = basket.add(product, quantity=Quantity.of(count))
    total = baskets.counter(till).price(basket).total
    amount = total if from_card is None else Rupiah(from_card)
    parts = [by_card(amount, who.account, who.card, pin, proof=who.proof)]
    if cash is not None:
        parts.append(TenderPart(way="cash", received=Rupiah(cash)))
    return sales.complete_sale(till, basket, Tender(parts=tuple(parts)), by=by).value


def some_of_every_card(till: Till, product: ProductSaved) -> None:
    """Every book of cards gets a row: rules, a purchase, a refusal, a limit raised, a look, a dead till, a proof."""
    card_limits.save_card_rules(till, CardRulesSaved(id=till.new_id(), replacement_fee=Rupiah(1_000)), by=HEAD)
    who = account(till, "Siti", nis="2024900", money=100_000)
    buy(till, who, (product, 1), by=HEAD)
    limits(till, who.account, Limit(period="day", amount=Rupiah(1)))
    with contextlib.suppress(Refusal):
        buy(till, who, (product, 1), by=HEAD)
    basket = till.new_id()
    card_limits.raise_limit(till, who.account, basket, reason="Sakit", id=till.new_id(), by=HEAD)
    buy(till, who, (product, 1), by=HEAD, basket_id=basket)
    card_reports.look_at_account(till, who.account, by=HEAD)
    card_rights.give_rights(till, who.account, Rupiah(5_000), device="9" * 16, epoch=1, id=till.new_id(), by=HEAD)
    asked = RightsAsked(id=till.new_id(), account=who.account, amount=Rupiah(2_000), device="9" * 16, epoch=1)
    till.post_once(asked.id, lambda connection: asked, by=HEAD)
    card_rights.reclaim_rights(till, "9" * 16, 1, reason="Tidak pernah ada", id=till.new_id(), by=HEAD)
    card_keys.keep_keys(till, SIGNING.text(), by=HEAD)
    chip = VirtualNtag(CHIP, SIGNING)
    cards.replace_card(till, who.account, uid=CHIP, message=chip.address(), id=till.new_id(), by=HEAD)
    cards.tap(till, CHIP, chip.address())
    card_money.allow_all([(who.account, Rupiah(1_000))], till, label="Uang saku", by=HEAD)
    forgetting.forget_person(
        till, santri(till, "Zaid", nis="2024901").person, word="Wali minta", id=till.new_id(), by=HEAD
    )
    told = (
        PinLocked(id=till.new_id(), account=who.account, name=who.name, shop_name="Koperasi lain"),
        VisitsAgreed(id=till.new_id(), partner="toko-lain", name="Koperasi lain"),
        VisitAsked(id=till.new_id(), token_hash="0" * 64, amount=Rupiah(1_000), day=till.today()),
        VisitsSettled(id=till.new_id(), partner="toko-lain", name="Koperasi lain", day=till.today()),
        VisitPaid(
            id=till.new_id(),
            transfer="7" * 32,
            account=who.account,
            amount=Rupiah(500),
            shop="toko-lain",
            sale="8" * 32,
            day=till.today(),
        ),
        SettlementPaid(
            id=till.new_id(),
            payment="5" * 32,
            partner="toko-lain",
            name="Koperasi lain",
            amount=Rupiah(500),
            way="cash",
            proof="Kuitansi 1",
            day=till.today(),
        ),
    )
    for one in told:
        till.post_once(one.id, lambda connection, one=one: one, by=HEAD)  # type: ignore[misc]
