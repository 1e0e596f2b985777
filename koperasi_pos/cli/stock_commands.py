"""The words of the command line that have to do with stock."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from koperasi_pos.cli.tables import FORMS
from koperasi_pos.words import _

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


def output(command: argparse.ArgumentParser) -> None:
    """Options of a command that answers with a report."""
    command.add_argument("--format", choices=FORMS, default="text")
    command.add_argument("--out", default="-", metavar="FILE")
