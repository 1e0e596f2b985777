"""The pages, one file a noun."""

from koperasi_pos.province.web.pages import (
    account,
    audit,
    card_accounts,
    card_money,
    cards,
    enrolment,
    messages,
    officers,
    other_shops,
    overview,
    owed,
    products,
    quarantine,
    shop,
    shops,
    sign_in,
    tills,
    wali,
)

ROUTERS = tuple(
    page.router
    for page in (
        sign_in, account, overview, shops, shop, tills, products, enrolment, messages, quarantine, officers, audit,
        wali, cards, card_accounts, card_money, other_shops, owed,
    )
)  # fmt: skip

__all__ = ["ROUTERS"]
