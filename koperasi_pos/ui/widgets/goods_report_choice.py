"""Which report of goods is wanted, and how each is made from the days above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from koperasi_pos.operations import consignors, expiry, goods_reports, reports, shops, stock, stock_policy
from koperasi_pos.operations.till import Till
from koperasi_pos.paper import goods_reports as papers
from koperasi_pos.paper.consignment import due_report
from koperasi_pos.paper.reports import Report
from koperasi_pos.paper.stock_reports import stock_report
from koperasi_pos.ui.widgets.fields import Choice
from koperasi_pos.words import N_, _

SLOW_DAYS = 60
"""Days looked back at for what hardly sells."""

MOVEMENT_ON_SCREEN = ("name", "unit", "before", "came", "sold", "gone", "after", "after_value")
"""Columns of the movement that a screen has room for; files hold all."""

DUE_ON_SCREEN = ("name", "on_shelf", "sold", "commission", "due", "before", "payable")
"""Columns of what is due to consignors that a screen has room for."""

Make = Callable[[Till, str, str, str], Report]


def _moment(till: Till, last: str) -> str:
    """The end of the last day; empty (now) where that is not over."""
    return goods_reports.end_of_day(last) if last < till.today() else ""


def _by_category(till: Till, first: str, last: str, name: str) -> Report:
    at = _moment(till, last)
    return papers.value_report(stock.stock_at(till, at), at, shop_name=name)


def _by_owner(till: Till, first: str, last: str, name: str) -> Report:
    at = _moment(till, last)
    return papers.value_report(stock.stock_at(till, at), at, by_owner=True, shop_name=name)


def _by_product(till: Till, first: str, last: str, name: str) -> Report:
    at = _moment(till, last)
    return stock_report(stock.stock_at(till, at), at, shop_name=name, proof=None if at else stock.value_proof(till))


def _margin(till: Till, first: str, last: str, name: str) -> Report:
    return papers.margin_report(reports.item_figures(till, first, last), first, last, shop_name=name)


def _margin_by_category(till: Till, first: str, last: str, name: str) -> Report:
    items = reports.item_figures(till, first, last)
    return papers.margin_report(items, first, last, by_category=True, shop_name=name)


def _movement(till: Till, first: str, last: str, name: str) -> Report:
    return papers.movement_report(goods_reports.goods_moved(till, first, last), first, last, shop_name=name)


def _losses(till: Till, first: str, last: str, name: str) -> Report:
    return papers.shrinkage_report(goods_reports.shrinkage(till, first, last), first, last, shop_name=name)


def _slow(till: Till, first: str, last: str, name: str) -> Report:
    slow = goods_reports.slow_goods(till, days_back=SLOW_DAYS)
    return papers.slow_report(slow, days_back=SLOW_DAYS, shop_name=name)


def _expiry(till: Till, first: str, last: str, name: str) -> Report:
    return papers.expiry_report(expiry.expiring_goods(till), shop_name=name)


def _due(till: Till, first: str, last: str, name: str) -> Report:
    return due_report(consignors.consignors(till, active_only=False), till.today(), shop_name=name)


def _negative(till: Till, first: str, last: str, name: str) -> Report:
    return papers.negative_report(stock_policy.negative_stock(till), shop_name=name)


REPORTS: dict[str, tuple[str, Make]] = {
    "value": (N_("Value by category"), _by_category),
    "value_owner": (N_("Value by owner"), _by_owner),
    "stock": (N_("Value by product"), _by_product),
    "margin": (N_("Margin by product"), _margin),
    "margin_category": (N_("Margin by category"), _margin_by_category),
    "movement": (N_("Movement of goods"), _movement),
    "losses": (N_("Losses"), _losses),
    "slow": (N_("Slow goods, as of now"), _slow),
    "due": (N_("Consignment due, as of now"), _due),
    "expiry": (N_("Days on packages, as of now"), _expiry),
    "negative": (N_("Stock below nothing, as of now"), _negative),
}
"""Key → what people choose, and how it is made."""


def report_choice() -> Choice:
    """Every report of goods to choose from."""
    choice = Choice(_("Report"), [(key, _(word)) for key, (word, _make) in REPORTS.items()])
    choice.setMinimumWidth(300)
    return choice


def make_report(till: Till, what: str, first: str, last: str) -> Report:
    """A report of goods over days (ISO); its value is that of the end of the last day."""
    return REPORTS[what][1](till, first, last, shops.shop(till).name)


def on_screen(report: Report) -> Report:
    """The report with the columns that a screen has room for."""
    keys = [column.key for column in report.columns]
    wanted = next((some for some in (MOVEMENT_ON_SCREEN, DUE_ON_SCREEN) if set(some) <= set(keys)), None)
    if wanted is None:
        return report
    kept = [keys.index(key) for key in wanted]
    return replace(
        report,
        columns=tuple(report.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in report.rows),
        totals=tuple(report.totals[at] for at in kept) if report.totals is not None else None,
    )
