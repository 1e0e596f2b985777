"""The words of the command line that have to do with counting, writing off and moving goods."""

from __future__ import annotations

import argparse
from typing import Any

from koperasi_pos.cli.stock_commands import Add, output
from koperasi_pos.operations.stock_moves import REASONS
from koperasi_pos.trade.workshop import FORMS
from koperasi_pos.words import _

GOODS = "CODE=QUANTITY"


def add_moving_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add them to the others."""
    gone = add(commands, "writeoff", "moving", "write_off", _("goods leave without being sold"))
    gone.add_argument("why", choices=REASONS)
    gone.add_argument("goods", nargs="+", metavar=f"{GOODS}[@EXPIRY]")
    gone.add_argument("--note", required=True, metavar="TEXT")
    turn = add(commands, "turn", "moving", "turn", _("goods become other goods: repacked, or made by the shop"))
    turn.add_argument("form", choices=FORMS)
    _turning(turn, required=True)
    turn.add_argument("--note", default="", metavar="TEXT")
    _recipes(commands, add, parser)
    _places(commands, add, parser)
    count = add(commands, "count", "counting", "count", _("take in a counted sheet: CSV, XLSX or XLS"))
    count.add_argument("file", help="code,counted")
    count.add_argument("--name", default="", metavar="TEXT")
    count.add_argument("--at", metavar="TIME", help=_("when it was counted, where that is a while ago"))
    count.add_argument("--post", action="store_true", help=_("book the differences"))
    _posting(count)
    output(count)
    _counting(commands, add, parser)


def _turning(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument("--use", action="append", required=required, metavar=GOODS, help=_("what is used up"))
    command.add_argument("--make", action="append", required=required, metavar=GOODS, help=_("what comes out"))


def _posting(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reason", action="append", default=[], metavar="CODE=TEXT", help=_("why it differs"))
    command.add_argument("--note", default="", metavar="TEXT")


def _recipes(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("recipe", help=_("recipes: what becomes what"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "list", "moving", "recipe_list", _("every recipe"))
    new = add(acts, "add", "moving", "recipe_add", _("add a recipe"))
    new.add_argument("name")
    new.add_argument("--form", choices=FORMS, default="repack")
    _turning(new, required=True)
    make = add(acts, "make", "moving", "recipe_make", _("work by a recipe"))
    make.add_argument("name")
    make.add_argument("--times", type=int, default=1, metavar="N")
    make.add_argument("--make", action="append", default=[], metavar=GOODS, help=_("what came out, where it differs"))


def _places(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("place", help=_("a second store room, a stall at an event"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    there = add(acts, "list", "moving", "place_list", _("what lies elsewhere"))
    there.add_argument("place", nargs="?", default="")
    output(there)
    move = add(acts, "move", "moving", "place_move", _("goods go from one place to another"))
    move.add_argument("goods", nargs="+", metavar=GOODS)
    move.add_argument("--from", dest="source", default="", metavar="PLACE")
    move.add_argument("--to", dest="target", default="", metavar="PLACE")
    move.add_argument("--reason", required=True)
    back = add(acts, "back", "moving", "place_back", _("a stall closes: this came back, the rest was sold there"))
    back.add_argument("place")
    back.add_argument("goods", nargs="*", metavar=GOODS)
    back.add_argument("--reason", required=True)


def _counting(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("counting", help=_("count the stock while the shop sells"))
    acts = group.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "list", "counting", "counting_list", _("the newest counts first"))
    opened = add(acts, "open", "counting", "counting_open", _("begin a count; without goods or category of everything"))
    opened.add_argument("name")
    opened.add_argument("goods", nargs="*", metavar="CODE")
    opened.add_argument("--category", action="append", default=[], metavar="NAME")
    opened.add_argument("--place", default="", metavar="PLACE")
    opened.add_argument("--next", type=int, default=0, metavar="N", help=_("so many goods whose turn it is"))
    turn = add(acts, "next", "counting", "counting_next", _("goods whose turn it is to be counted"))
    turn.add_argument("--limit", type=int, default=30, metavar="N")
    turn.add_argument("--category", default="", metavar="NAME")
    output(turn)
    sheet = add(acts, "sheet", "counting", "counting_sheet", _("the sheet for the shelf"))
    tally = add(acts, "tally", "counting", "counting_tally", _("add what was found just now"))
    show = add(acts, "show", "counting", "counting_show", _("the differences so far"))
    post = add(acts, "post", "counting", "counting_post", _("book the differences"))
    for command in (sheet, tally, show, post):
        command.add_argument("count", metavar="COUNT")
    tally.add_argument("goods", nargs="+", metavar=GOODS)
    _posting(post)
    for command in (show, post):
        command.add_argument("--complete", action="store_true", help=_("what nobody found is not there"))
    for command in (sheet, show, post):
        output(command)
