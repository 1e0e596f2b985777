"""Cards of single santri as officers see them: who looked at whose is written down in the same transaction."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures import card_accounts
from koperasi_pos.province.figures.card_rows import CardAccount
from koperasi_pos.province.officers import audit
from koperasi_pos.province.oversight.shops import Shop
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.card_figures import accounts_listing, lost_listing, refusals_listing
from koperasi_pos.province.web.listings import PAGE, Listing
from koperasi_pos.province.web.pages.shop import visible_shop
from koperasi_pos.province.web.spans import Span, choices, span_of
from koperasi_pos.province.web.statements import MOST_MOVES, moves_listing, pdf, statement
from koperasi_pos.province.web.visit import NotThere, Visit
from koperasi_pos.words import _

router = page_router()


@router.get("/shops/{shop}/cards/accounts")
def accounts(visit: Asked, shop: str) -> Response:
    """Accounts with their balances, found by name, NIS or class."""
    visit.who.check("accounts")
    known, text = visible_shop(visit, shop), visit.asked("q", most=60)
    limit, offset = visit.room
    with visit.pool.writing() as connection:
        found = card_accounts.accounts(connection, shop, text, limit=limit, offset=offset)
        _note(visit, connection, "card_balances_looked", shop, text=text, count=len(found))
    if visit.form_of_file:
        return visit.file(accounts_listing(found, shop), f"{_('Balances of cards')}-{known.name}")
    return visit.page(
        "shop_accounts.html", shop=known, table=accounts_listing(found[:PAGE], shop), text=text,
        paging=visit.paging(len(found)),
    )  # fmt: skip


@router.get("/shops/{shop}/cards/refused")
def refused(visit: Asked, shop: str) -> Response:
    """What was refused to whom."""
    visit.who.check("accounts")
    known, span, (limit, offset) = visible_shop(visit, shop), span_of(visit, "30"), visit.room
    with visit.pool.writing() as connection:
        found = card_accounts.refusals(connection, shop, span.first, span.last, limit=limit, offset=offset)
        _note(visit, connection, "card_refusals_looked", shop, count=len(found))
    table = refusals_listing(found if visit.form_of_file else found[:PAGE], shop)
    return _listed(visit, known, table, span, len(found))


@router.get("/shops/{shop}/cards/lost")
def lost(visit: Asked, shop: str) -> Response:
    """Cards that were lost."""
    visit.who.check("accounts")
    known, span, (limit, offset) = visible_shop(visit, shop), span_of(visit, "90"), visit.room
    with visit.pool.writing() as connection:
        found = card_accounts.lost_cards(connection, shop, span.first, span.last, limit=limit, offset=offset)
        _note(visit, connection, "card_lost_looked", shop, count=len(found))
    table = lost_listing(found if visit.form_of_file else found[:PAGE], shop)
    return _listed(visit, known, table, span, len(found))


def _listed(visit: Visit, known: Shop, table: Listing, span: Span, rows: int) -> Response:
    if visit.form_of_file:
        return visit.file(table, f"{table.title}-{known.name}")
    return visit.page(
        "shop_card_list.html", shop=known, table=table, paging=visit.paging(rows, by_time=True), span=span,
        spans=choices(),
    )  # fmt: skip


@router.get("/shops/{shop}/cards/accounts/{account}")
def one(visit: Asked, shop: str, account: str) -> Response:
    """Movements of one account."""
    visit.who.check("accounts")
    known, span, (limit, offset) = visible_shop(visit, shop), span_of(visit, "30"), visit.room
    with visit.pool.writing() as connection:
        found = _account(visit, connection, shop, account)
        moved = card_accounts.moves(connection, shop, found, span.first, span.last, limit=limit, offset=offset)
    if visit.form_of_file:
        return visit.file(moves_listing(moved), f"{_('Movements')}-{known.name}")
    return visit.page(
        "shop_account.html", shop=known, found=found, table=moves_listing(moved[:PAGE]), span=span, spans=choices(),
        paging=visit.paging(len(moved), by_time=True),
    )  # fmt: skip


@router.get("/shops/{shop}/cards/accounts/{account}/statement.pdf")
def paper(visit: Asked, shop: str, account: str) -> Response:
    """The statement of one account for its wali."""
    visit.who.check("accounts")
    known, span = visible_shop(visit, shop), span_of(visit, "30")
    with visit.pool.writing() as connection:
        found = _account(visit, connection, shop, account)
        moved = card_accounts.moves(connection, shop, found, span.first, span.last, limit=MOST_MOVES)
    report = statement(found, moved, span.first, span.last, place=known.name)
    name = f"kartu-{found.account}-{span.last}.pdf"
    return Response(
        pdf(report), media_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _account(visit: Visit, connection: Connection, shop: str, account: str) -> CardAccount:
    if not account.isascii() or not account.isalnum():
        raise NotThere  # a short id is letters and digits
    found = card_accounts.account(connection, shop, account)
    if found is None:
        raise NotThere
    _note(visit, connection, "card_account_looked", shop, account=found.account, name=found.name)
    return found


def _note(visit: Visit, connection: Connection, act: str, shop: str, **facts: str | int) -> None:
    audit.note(connection, visit.who.login, act, shop, **facts)
