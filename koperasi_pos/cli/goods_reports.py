"""Reports of goods from the command line, and the rules for goods that are not there or past their day."""

from __future__ import annotations

from collections.abc import Callable

from koperasi_pos.cli.receipt_file import read_quantity
from koperasi_pos.cli.session import Session, check_day
from koperasi_pos.cli.stock import moment_of
from koperasi_pos.cli.tables import table
from koperasi_pos.operations import expiry, goods_reports, reports, shops, stock, stock_policy
from koperasi_pos.operations.till import Till
from koperasi_pos.paper import goods_reports as papers
from koperasi_pos.paper.reports import Report
from koperasi_pos.values import Quantity, Refusal
from koperasi_pos.words.terms import term

Make = Callable[[Session, Till, str], Report]


def _value(session: Session, till: Till, name: str) -> Report:
    at = moment_of(session.words.date) if session.words.date else ""
    return papers.value_report(stock.stock_at(till, at), at, by_owner=session.words.by_owner, shop_name=name)


def _span(session: Session, till: Till) -> tuple[str, str]:
    first = check_day(session.words.date) if session.words.date else till.today()
    return first, check_day(session.words.to) if session.words.to else first


def _margin(session: Session, till: Till, name: str) -> Report:
    first, last = _span(session, till)
    items = reports.item_figures(till, first, last)
    return papers.margin_report(items, first, last, by_category=session.words.by_category, shop_name=name)


def _movement(session: Session, till: Till, name: str) -> Report:
    first, last = _span(session, till)
    return papers.movement_report(goods_reports.goods_moved(till, first, last), first, last, shop_name=name)


def _shrinkage(session: Session, till: Till, name: str) -> Report:
    first, last = _span(session, till)
    return papers.shrinkage_report(goods_reports.shrinkage(till, first, last), first, last, shop_name=name)


def _expiry(session: Session, till: Till, name: str) -> Report:
    return papers.expiry_report(expiry.expiring_goods(till, every=session.words.all), shop_name=name)


def _slow(session: Session, till: Till, name: str) -> Report:
    days = session.words.days
    if days < 1:
        raise Refusal("option_form", text=f"--days {days}")
    return papers.slow_report(goods_reports.slow_goods(till, days_back=days), days_back=days, shop_name=name)


def _negative(session: Session, till: Till, name: str) -> Report:
    return papers.negative_report(stock_policy.negative_stock(till), shop_name=name)


REPORTS: dict[str, Make] = {
    "value": _value,
    "margin": _margin,
    "movement": _movement,
    "shrinkage": _shrinkage,
    "expiry": _expiry,
    "slow": _slow,
    "negative": _negative,
}
"""What to report → how it is made."""


def goods_report(session: Session, till: Till) -> bytes:
    """The report that was asked for, in its form."""
    return table(REPORTS[session.words.what](session, till, shops.shop(till).name), session)


def date_goods(session: Session) -> int:
    """So many of what is there bear this day."""
    words = session.words
    with session.till() as till:
        product = stock.product_coded(till, words.code)
        quantity = Quantity(0) if words.quantity == "0" else read_quantity(words.quantity)
        expiry.date_goods(
            till, product.id, check_day(words.day), quantity, id=till.new_id(), by=session.actor(till)
        )  # fmt: skip
    session.tell(f"{product.name} {words.day} {words.quantity}", product=product.id, day=words.day)
    return 0


def policy(session: Session) -> int:
    """Show or set what happens where more is sold than is there: of a role, or of one product."""
    words = session.words
    change = words.rule is not None
    rule = "" if words.rule == "none" else words.rule or ""
    with session.till(writable=change) as till:
        if words.role and change:
            stock_policy.set_role_policy(till, words.role, rule, id=till.new_id(), by=session.actor(till))
        if words.code:
            product = stock.product_coded(till, words.code)
            if change:
                stock_policy.set_product_policy(till, product.id, rule, id=till.new_id(), by=session.actor(till))
            held = stock.product_coded(till, words.code).document.when_none
            session.tell(f"{product.name}: {term('stock_policy', held)}", product=product.id, rule=held)
            return 0
        for one in shops.shop(till).when_none:
            session.tell(
                f"{term('role', one.role)}: {term('stock_policy', one.policy)}", role=one.role, rule=one.policy
            )  # fmt: skip
    return 0
