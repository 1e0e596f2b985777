"""The words of the command line that have to do with consigned goods."""

from __future__ import annotations

import argparse
from typing import Any

from koperasi_pos.cli.stock_commands import Add, output
from koperasi_pos.trade.consignment import BEARERS, PAYOUTS, SORTS
from koperasi_pos.words import _

GOODS = "GOODS=QUANTITY"


def add_consigning_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add them to the others."""
    settle = add(commands, "settle", "consigning", "settle", _("settle with a consignor"))
    settle.add_argument("consignor")
    settle.add_argument("--from", dest="first", default="", metavar="2026-11-24", help=_("since the last settlement"))
    settle.add_argument("--to", dest="last", default="", metavar="2026-11-30", help=_("until today"))
    settle.add_argument(
        "--left", action="append", default=[], metavar=f"{GOODS}[:home]",
        help=_("what was counted; what is missing is lost, :home goes home with the consignor"),
    )  # fmt: skip
    settle.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    settle.add_argument("--note", default="", metavar="TEXT")
    _paying(settle, "later")
    consign = commands.add_parser("consign", help=_("consigned goods: consignors, what comes and goes, what is due"))
    acts = consign.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    _consignors(acts, add)
    _goods(acts, add)
    _moves(acts, add)
    _looks(acts, add)


def _paying(command: argparse.ArgumentParser, usual: str) -> None:
    command.add_argument("--way", choices=tuple(PAYOUTS), default=usual, help=_("cash comes from the drawer"))
    command.add_argument("--reference", default="", metavar="TEXT")


def _terms(command: argparse.ArgumentParser) -> None:
    command.add_argument("--commission", metavar="PERCENT", help=_("what the shop keeps of the price"))
    command.add_argument("--margin", metavar="RUPIAH", help=_("what the shop keeps of a piece"))


def _consignors(acts: Any, add: Add) -> None:
    listed = add(acts, "list", "consigning", "consignor_list", _("who leaves goods, and what is to be paid"))
    listed.add_argument("text", nargs="?", default="")
    listed.add_argument("--all", action="store_true", help=_("also those who no longer do"))
    added = add(acts, "add", "consigning", "consignor_add", _("add a consignor, or change the one of this name"))
    added.add_argument("name")
    added.add_argument("--sort", choices=SORTS)
    added.add_argument("--bears-loss", choices=BEARERS, help=_("who bears goods that are lost"))
    added.add_argument("--phone", metavar="NUMBER")
    added.add_argument("--place", metavar="TEXT")
    added.add_argument("--gone", action="store_true", help=_("no longer leaves goods"))
    _terms(added)


def _goods(acts: Any, add: Add) -> None:
    listed = add(acts, "goods", "consigning", "goods_list", _("the goods of a consignor"))
    listed.add_argument("consignor")
    added = add(
        acts, "new", "consigning", "goods_add", _("goods of a consignor: new ones with a price, else of the catalogue")
    )
    added.add_argument("consignor")
    added.add_argument("name", help=_("name of new goods, or code"))
    added.add_argument("--price", metavar="RUPIAH")
    added.add_argument("--unit", default="pcs")
    added.add_argument("--category", default="")
    added.add_argument("--daily", action="store_true", help=_("does not keep: settled at closing"))
    _terms(added)
    gone = add(acts, "release", "consigning", "goods_release", _("goods are no longer the consignor's"))
    gone.add_argument("consignor")
    gone.add_argument("code")


def _moves(acts: Any, add: Add) -> None:
    for name, reason, told in (
        ("bring", "brought", _("goods are brought")),
        ("back", "returned", _("unsold goods are given back")),
        ("lost", "lost", _("goods are lost or spoiled")),
    ):
        move = add(acts, name, "consigning", "moved", told)
        move.set_defaults(reason=reason)
        move.add_argument("consignor")
        move.add_argument("goods", nargs="+", metavar=GOODS)
        move.add_argument("--note", default="", metavar="TEXT")
    pay = add(acts, "pay", "consigning", "pay", _("pay what is still owed"))
    pay.add_argument("consignor")
    pay.add_argument("--amount", metavar="RUPIAH")
    _paying(pay, "cash")
    sold = add(acts, "unrecorded", "consigning", "unrecorded", _("goods that were paid for but never rung up"))
    sold.add_argument("consignor")
    sold.add_argument("goods", nargs="+", metavar=GOODS)


def _looks(acts: Any, add: Add) -> None:
    history = add(acts, "history", "consigning", "history", _("what happened between shop and consignor"))
    history.add_argument("consignor")
    history.add_argument("--limit", type=int, default=50, metavar="ROWS")
    slip = add(acts, "slip", "consigning", "slip", _("the slip at a position of the history"))
    slip.add_argument("position", type=int)
    slip.add_argument("--width", type=int, choices=(32, 42, 48))
    slip.add_argument("--format", choices=("text", "escpos", "pdf", "png"), default="text")
    slip.add_argument("--out", default="-", metavar="FILE")
    daily = add(acts, "daily", "consigning", "daily", _("goods that are settled at closing"))
    daily.add_argument("--date", metavar="2026-11-24")
    output(add(acts, "due", "consigning", "due", _("what is due to each consignor")))
