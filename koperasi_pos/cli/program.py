"""The words of the command line and what each calls."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from koperasi_pos import __version__
from koperasi_pos.cli.session import REFUSED, TROUBLE, WRONG_USE, Command, Session, complain
from koperasi_pos.settings import home_folder, read_settings
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, set_language
from koperasi_pos.words.refusals import refusal_sentence


class _WrongUse(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise _WrongUse(f"{self.prog}: {message}")


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 refused, 2 wrong use, 3 trouble."""
    set_language(read_settings(home_folder()).settings.language)
    try:
        words = build_parser().parse_args(arguments)
    except _WrongUse as wrong:
        complain(str(wrong))
        return WRONG_USE
    home = Path(words.home) if words.home else home_folder()
    set_language(words.language or read_settings(home).settings.language)
    session = Session(home, words, words.json)
    command: Command = getattr(import_module(f"koperasi_pos.cli.{words.module}"), words.command)
    try:
        return command(session)
    except Refusal as refusal:
        complain(refusal_sentence(refusal))
        return REFUSED
    except BrokenPipeError:
        # Whoever read the answers has gone; Python would complain once more while it cleans up.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    except (OSError, RuntimeError) as error:
        complain(_("Trouble: {what}. Nothing was left half done.").format(what=error))
        return TROUBLE


def build_parser() -> argparse.ArgumentParser:
    """All commands with their words."""
    parser = _Parser(prog="koperasi-pos", description=_("Till of a pesantren's co-operative shop"))
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--home", metavar="DIR", help=_("the shop's folder"))
    parser.add_argument("--language", choices=("id", "en"))
    parser.add_argument("--json", action="store_true", help=_("answer with JSON, for programs"))
    parser.add_argument("--as", dest="act_as", metavar="NAME", help=_("act as this person; needs --pin"))
    parser.add_argument("--pin")
    commands = parser.add_subparsers(metavar=_("command"), required=True, parser_class=_Parser)
    _shop_commands(commands)
    _selling_commands(commands)
    _looking_commands(commands)
    _upkeep_commands(commands)
    return parser


def _add(commands: argparse._SubParsersAction[_Parser], name: str, module: str, function: str, help: str) -> _Parser:
    made = commands.add_parser(name, help=help, description=help)
    made.set_defaults(module=module, command=function)
    return made


def _shop_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    init = _add(commands, "init", "shops", "init", _("make a shop in an empty folder"))
    init.add_argument("--shop", required=True, metavar="NAME")
    init.add_argument("--till", default="K1", metavar="CODE")
    init.add_argument("--head", default="Kepala Toko", metavar="NAME")
    init.add_argument("--head-pin", metavar="PIN", help=_("six digits; made and told once where it is missing"))
    init.add_argument("--sample", action="store_true", help=_("fill the shop with sample goods and people"))
    goods = commands.add_parser("import", help=_("take goods from a sheet"))
    kinds = goods.add_subparsers(metavar=_("what"), required=True, parser_class=_Parser)
    items = _add(kinds, "items", "goods", "import_items", _("goods from CSV, XLSX or XLS"))
    items.add_argument("file")
    items.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    items.add_argument("--report", metavar="OUT.csv", help=_("write what became of every row"))
    items.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE")
    items.add_argument("--column", action="append", default=[], metavar="NUMBER=FIELD")
    items.add_argument("--names", action="append", default=[], metavar="FIELD=FILE", help=_("names behind numbers"))
    export = _add(commands, "export", "goods", "export_items", _("write all goods as a sheet that import reads"))
    export.add_argument("file")
    people = commands.add_parser("staff", help=_("people at the till"))
    acts = people.add_subparsers(metavar=_("what"), required=True, parser_class=_Parser)
    _add(acts, "list", "shops", "staff_list", _("who works here"))
    add = _add(acts, "add", "shops", "staff_add", _("add a person"))
    add.add_argument("name")
    add.add_argument("--role", choices=("cashier", "head", "treasurer"), default="cashier")
    add.add_argument("--new-pin", required=True, metavar="PIN")
    release = _add(acts, "release", "shops", "staff_release", _("let a locked-out person try again"))
    release.add_argument("name")


def _selling_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    sell = _add(commands, "sell", "selling", "sell", _("ring up receipts from a file (or - for standard input)"))
    sell.add_argument("file", help="CSV: receipt,time,code,quantity[,unit_price]")
    sell.add_argument("--report", metavar="OUT.csv", help=_("write what could not be rung up"))
    refund = _add(commands, "refund", "selling", "refund", _("refund lines of a receipt"))
    refund.add_argument("number")
    refund.add_argument("--line", action="append", required=True, metavar="LINE=QUANTITY[:damaged]")
    refund.add_argument("--reason", required=True)
    shift = commands.add_parser("shift", help=_("open or close a shift"))
    acts = shift.add_subparsers(metavar=_("what"), required=True, parser_class=_Parser)
    opened = _add(acts, "open", "selling", "shift_open", _("open a shift"))
    opened.add_argument("--float", default="0", metavar="RUPIAH")
    closed = _add(acts, "close", "selling", "shift_close", _("close the shift with a count"))
    closed.add_argument("--counted", required=True, metavar="RUPIAH")


def _looking_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    report = _add(commands, "report", "looking", "report", _("figures of a day, a shift or goods"))
    report.add_argument("what", choices=("day", "shift", "items"))
    report.add_argument("--date", metavar="2026-11-24")
    report.add_argument("--to", metavar="2026-11-30")
    report.add_argument("--shift", type=int, metavar="NUMBER")
    report.add_argument("--format", choices=("text", "json", "csv", "pdf"), default="text")
    report.add_argument("--out", default="-", metavar="FILE")
    receipt = _add(commands, "receipt", "looking", "receipt", _("a receipt as it was printed"))
    receipt.add_argument("number")
    receipt.add_argument("--width", type=int, choices=(32, 42, 48))
    receipt.add_argument("--format", choices=("text", "escpos", "pdf", "png"), default="text")
    receipt.add_argument("--out", default="-", metavar="FILE")
    receipts = _add(commands, "receipts", "looking", "receipts", _("find receipts by number, amount, product or day"))
    receipts.add_argument("text", nargs="?", default="")
    receipts.add_argument("--date", metavar="2026-11-24")


def _upkeep_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    _add(commands, "check", "upkeep", "check", _("compare file, chain, figures and books"))
    _add(commands, "rebuild", "upkeep", "rebuild", _("make the books again from the journal"))
    backup = _add(commands, "backup", "upkeep", "backup", _("copy the shop's file while it is in use"))
    backup.add_argument("file")
    restore = _add(commands, "restore", "upkeep", "restore", _("put a backup in the place of the shop's file"))
    restore.add_argument("file")
    restore.add_argument("--code", default="", help=_("the recovery code, on another machine"))
    _add(commands, "recovery-code", "upkeep", "recovery_code", _("what opens a backup on another machine"))
    journal = _add(commands, "journal", "upkeep", "journal", _("the lines of the journal as they are"))
    journal.add_argument("--from", dest="first", type=int, default=1, metavar="N")
    day = _add(commands, "day", "upkeep", "day", _("play a day in the shop through the real windows"))
    day.add_argument("--out", metavar="DIR")
    day.add_argument("--seed", type=int, default=1)
