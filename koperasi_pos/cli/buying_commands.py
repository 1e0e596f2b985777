"""The words of the command line that have to do with kulakan."""

from __future__ import annotations

import argparse
from typing import Any

from koperasi_pos.cli.stock_commands import Add, output
from koperasi_pos.operations.suppliers import PAY_WAYS
from koperasi_pos.words import _


def add_buying_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add them to the others."""
    receive = add(commands, "receive", "buying", "receive", _("book the goods of an invoice from CSV, XLSX or XLS"))
    receive.add_argument(
        "file", nargs="?", default="",
        help="code,quantity[,unit,factor,price,amount,free,discount,expiry,batch]; "
        + _("without it all that is still expected of --order"),
    )  # fmt: skip
    receive.add_argument("--supplier", required=True, metavar="NAME")
    for option in ("order", "invoice", "invoice-day", "due", "reference", "note"):
        receive.add_argument(f"--{option}", default="", metavar="TEXT")
    for option in ("discount", "tax", "transport", "paid"):
        receive.add_argument(f"--{option}", metavar="RUPIAH")
    receive.add_argument("--transport-apart", action="store_true", help=_("the supplier does not bill the transport"))
    receive.add_argument("--tax-reclaimed", action="store_true", help=_("the tax is no part of the cost"))
    receive.add_argument("--way", choices=PAY_WAYS, default="drawer", help=_("how it is paid at once"))
    receive.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    output(receive)
    _deliveries(commands, add, parser)
    labels = add(commands, "labels", "buying", "labels", _("labels on the shelf that are out of date"))
    labels.add_argument("--since", required=True, metavar="2026-11-20", help=_("prices that changed from this day on"))
    labels.add_argument("--print", action="store_true", help=_("print them on the receipt printer"))
    output(labels)
    buying = add(commands, "buying", "buying", "buying", _("what to buy: from what is there and how fast it goes"))
    buying.add_argument("--cover", type=int, default=14, metavar="DAYS", help=_("how long it must last"))
    buying.add_argument("--supplier", default="", metavar="NAME")
    buying.add_argument("--category", default="", metavar="NAME")
    output(buying)
    _orders(commands, add, parser)
    _suppliers(commands, add, parser)
    _categories(commands, add, parser)


def _deliveries(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("delivery", help=_("goods that were received"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "list", "buying", "delivery_list", _("the newest deliveries first"))
    show = add(acts, "show", "buying", "delivery_show", _("one delivery with what its goods cost"))
    show.add_argument("number")
    output(show)
    prices = add(acts, "prices", "buying", "delivery_prices", _("prices that the margin rules propose after it"))
    prices.add_argument("number")
    prices.add_argument("--apply", action="store_true", help=_("set them"))
    prices.add_argument("--labels", action="store_true", help=_("set them and print the labels that changed"))
    output(prices)


def _orders(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("order", help=_("orders to suppliers"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "list", "buying", "order_list", _("the newest orders first"))
    make = add(acts, "make", "buying", "order_make", _("order goods of a supplier"))
    make.add_argument("supplier")
    make.add_argument("goods", nargs="*", metavar="CODE=PACKS[:UNIT][@PRICE]")
    make.add_argument("--from-list", action="store_true", help=_("what the buying list says of this supplier"))
    make.add_argument("--cover", type=int, default=14, metavar="DAYS", help=_("how long it must last"))
    make.add_argument("--expected", default="", metavar="2026-11-30")
    make.add_argument("--note", default="", metavar="TEXT")
    show = add(acts, "show", "buying", "order_show", _("an order as the supplier gets it"))
    show.add_argument("number")
    show.add_argument("--message", action="store_true", help=_("as a text to send from a telephone"))
    output(show)
    close = add(acts, "close", "buying", "order_close", _("expect nothing more of an order"))
    close.add_argument("number")
    close.add_argument("--reason", required=True)


def _suppliers(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("supplier", help=_("suppliers and what is owed to them"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "list", "buying", "supplier_list", _("every supplier"))
    new = add(acts, "add", "buying", "supplier_add", _("add a supplier"))
    new.add_argument("name")
    new.add_argument("--phone", default="")
    new.add_argument("--address", default="")
    new.add_argument("--terms", type=int, default=0, metavar="DAYS", help=_("days until goods are to be paid"))
    debts = add(acts, "debts", "buying", "supplier_debts", _("what is owed, due first at the top"))
    debts.add_argument("--supplier", default="", metavar="NAME")
    debts.add_argument("--all", action="store_true", help=_("also what is paid"))
    output(debts)
    pay = add(acts, "pay", "buying", "supplier_pay", _("pay for a delivery"))
    pay.add_argument("number")
    pay.add_argument("amount", metavar="RUPIAH")
    pay.add_argument("--way", choices=PAY_WAYS, default="drawer")
    pay.add_argument("--reference", default="", metavar="TEXT")
    back = add(acts, "return", "buying", "supplier_return", _("send goods back to a supplier"))
    back.add_argument("supplier")
    back.add_argument("goods", nargs="+", metavar="CODE=QUANTITY[@CREDIT]")
    back.add_argument("--reason", required=True)
    back.add_argument("--purchase", default="", metavar="NUMBER", help=_("the delivery whose debt the credit lowers"))
    back.add_argument("--expiry", default="", metavar="2026-11-30")


def _categories(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("category", help=_("rules of categories: margin, rounding, days of warning"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "list", "buying", "category_list", _("categories that have rules"))
    rules = add(acts, "set", "buying", "category_set", _("set the rules of a category"))
    rules.add_argument("name")
    rules.add_argument("--margin", metavar="PERCENT", help=_("what is put on the cost"))
    rules.add_argument("--round-to", type=int, metavar="RUPIAH", help=_("prices are rounded up to a multiple of it"))
    rules.add_argument("--warn", metavar="30,14,7", help=_("days before the expiry on which the shop is warned"))
