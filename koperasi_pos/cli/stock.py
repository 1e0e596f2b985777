"""Commands that look at the stock: what is there, now or at a past moment, and the card of one product."""

from __future__ import annotations

from datetime import date

from koperasi_pos.cli.receipt_file import read_moment
from koperasi_pos.cli.session import Session, write_out
from koperasi_pos.operations import shops
from koperasi_pos.operations import stock as acts
from koperasi_pos.values import to_iso


def moment_of(text: str) -> str:
    """A moment as entries write it; a day means its end. `Refusal("moment_form")`, nothing for nothing."""
    try:
        return f"{date.fromisoformat(text).isoformat()}T23:59:59.999+07:00"
    except ValueError:
        found = read_moment(text)
        return to_iso(found) if found else ""


def stock(session: Session) -> int:
    """What is there and what it cost, with the proof that no rupiah was lost."""
    from koperasi_pos.cli.tables import table
    from koperasi_pos.paper.stock_reports import stock_report

    at = moment_of(session.words.at) if session.words.at else ""
    with session.till(writable=False) as till:
        name = shops.shop(till).name
        made = stock_report(acts.stock_at(till, at), at, shop_name=name, proof=None if at else acts.value_proof(till))
        write_out(table(made, session), session.words.out)
    return 0


def card(session: Session) -> int:
    """Every movement of one product, the newest first."""
    from koperasi_pos.cli.tables import table
    from koperasi_pos.paper.stock_reports import card_report

    with session.till(writable=False) as till:
        product = acts.product_coded(till, session.words.code)
        found = acts.stock_card(till, product.id, limit=session.words.limit)
        write_out(table(card_report(found, shop_name=shops.shop(till).name), session), session.words.out)
    return 0
