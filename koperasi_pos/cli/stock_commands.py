"""The words of the command line that have to do with stock."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from koperasi_pos.cli.tables import FORMS
from koperasi_pos.trade.products import POLICIES
from koperasi_pos.trade.staff import ROLES
from koperasi_pos.words import _

GOODS_REPORTS = ("value", "margin", "movement", "shrinkage", "expiry", "slow", "negative")

Add = Callable[..., argparse.ArgumentParser]


def add_stock_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add them to the others; `add` makes a command of the program with the options that every one has."""
    stock = add(commands, "stock", "stock", "stock", _("what is there and what it cost, now or at a past moment"))
    stock.add_argument("--at", metavar="TIME", help=_("a day (its end) or a moment: 2026-11-24 13:07"))
    output(stock)
    kinds = stock.add_subparsers(metavar=_("what"), parser_class=parser)
    card = add(kinds, "card", "stock", "card", _("every movement of one product, the newest first"))
    card.add_argument("code")
    card.add_argument("--limit", type=int, default=50, metavar="ROWS")
    output(card)

    policy = add(kinds, "policy", "goods_reports", "policy", _("what happens where more is sold than is there"))
    policy.add_argument("code", nargs="?", default="", help=_("of one product; without it of the roles"))
    policy.add_argument("--role", choices=ROLES, default="")
    policy.add_argument("--rule", choices=(*POLICIES, "none"), help=_("set it; none: as if nothing had been said"))
    dated = add(kinds, "date", "goods_reports", "date_goods", _("say how many of what is there bear a day"))
    dated.add_argument("code")
    dated.add_argument("day", metavar="2027-03-31")
    dated.add_argument("quantity")


def add_report_options(report: argparse.ArgumentParser) -> None:
    """Options of the reports of goods."""
    report.add_argument("--by-owner", action="store_true", help=_("value: a line an owner"))
    report.add_argument("--by-category", action="store_true", help=_("margin: a line a category"))
    report.add_argument("--days", type=int, default=60, metavar="N", help=_("slow: days to look back at"))
    report.add_argument("--all", action="store_true", help=_("expiry: all goods that bear a day"))


def output(command: argparse.ArgumentParser) -> None:
    """Options of a command that answers with a report."""
    command.add_argument("--format", choices=FORMS, default="text")
    command.add_argument("--out", default="-", metavar="FILE")
