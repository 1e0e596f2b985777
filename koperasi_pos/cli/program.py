"""The words of the command line and what each calls."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from koperasi_pos import __version__
from koperasi_pos.cli.buying_commands import add_buying_commands
from koperasi_pos.cli.consigning_commands import add_consigning_commands
from koperasi_pos.cli.line_commands import add_line_commands
from koperasi_pos.cli.moving_commands import add_moving_commands
from koperasi_pos.cli.province_commands import add_province_commands
from koperasi_pos.cli.session import REFUSED, TROUBLE, WRONG_USE, Command, Session, complain
from koperasi_pos.cli.stock_commands import GOODS_REPORTS, add_report_options, add_stock_commands
from koperasi_pos.cli.tables import FORMS
from koperasi_pos.settings import home_folder, read_settings
from koperasi_pos.values import Refusal
from koperasi_pos.words import LANGUAGES, N_, _, set_language
from koperasi_pos.words.refusals import refusal_sentence


class _WrongUse(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _WrongUse(f"{self.format_usage()}{message}")


ARGPARSE = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""What argparse says by itself; it looks its sentences up under this name, and finds them in our catalogues."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 refused, 2 wrong use, 3 trouble."""
    setattr(argparse, "_", _)  # noqa: B010 - a name of the library's own that its types do not show
    home, language = _early(arguments)
    set_language(language or read_settings(home).settings.language)
    try:
        words = build_parser().parse_args(arguments)
    except _WrongUse as wrong:
        complain(str(wrong))
        return WRONG_USE
    command: Command = getattr(import_module(f"koperasi_pos.cli.{words.module}"), words.command)
    return _run(command, Session(home, words, words.json))


def _early(arguments: Sequence[str]) -> tuple[Path, str]:
    """The folder and the language, needed before a word can be said."""
    early = _Parser(add_help=False, allow_abbrev=False)
    early.add_argument("--home")
    early.add_argument("--language", choices=LANGUAGES)
    try:
        known, _others = early.parse_known_args(arguments)
    except _WrongUse:
        return home_folder(), ""
    return Path(known.home) if known.home else home_folder(), known.language or ""


def _run(command: Command, session: Session) -> int:
    try:
        return command(session)
    except Refusal as refusal:
        complain(refusal_sentence(refusal))
        return REFUSED
    except BrokenPipeError:
        # Whoever read the answers has gone; Python would complain once more while it cleans up.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    except KeyboardInterrupt:
        complain(_("Stopped. What was told to be done is done."))
        return TROUBLE
    except OSError as error:
        complain(_("Trouble: {what}. Nothing was left half done.").format(what=error))
        return TROUBLE
    except Exception as error:  # noqa: BLE001 - logged and told; a bug has the status of trouble
        return _trouble(error, session.home)


def _trouble(error: Exception, home: Path) -> int:
    """What nobody foresaw: the shop's file is as it was before the act; the log says where it happened."""
    from koperasi_pos import log
    from koperasi_pos.store.schema import NewerFile

    if isinstance(error, NewerFile):
        complain(_("The shop's file was written by a newer program. Please update this one; nothing was changed."))
        return TROUBLE
    if home.is_dir():
        log.log_to(home)
    place = log.log_bug(error)
    log.stop()
    complain(_("Trouble: {what}. Nothing was left half done.").format(what=place))
    return TROUBLE


def build_parser() -> argparse.ArgumentParser:
    """All commands with their words."""
    parser = _Parser(
        prog="koperasi-pos",
        description=_("Till of a pesantren's co-operative shop"),
        epilog=_(
            "Without --as the owner of this machine acts, with all rights: whoever can read the key of the shop's file "
            "has them anyway. The journal then names the command line. Exit status: 0 done, 1 refused, 2 wrong use, "
            "3 trouble."
        ),
    )
    parser.add_argument("--version", action="version", version=__version__, help=_("tell which version this is"))
    _for_every_command(parser)
    commands = parser.add_subparsers(metavar=_("command"), required=True, parser_class=_Parser)
    _shop_commands(commands)
    _selling_commands(commands)
    _looking_commands(commands)
    add_stock_commands(commands, _add, _Parser)
    add_consigning_commands(commands, _add, _Parser)
    add_buying_commands(commands, _add, _Parser)
    add_moving_commands(commands, _add, _Parser)
    add_line_commands(commands, _add, _Parser)
    _upkeep_commands(commands)
    add_province_commands(commands, _add, _Parser)
    return parser


def _add(commands: argparse._SubParsersAction[_Parser], name: str, module: str, function: str, help: str) -> _Parser:
    made = commands.add_parser(name, help=help, description=help)
    made.set_defaults(module=module, command=function)
    _for_every_command(made, default=argparse.SUPPRESS, hidden=True)
    return made


def _for_every_command(parser: _Parser, *, default: str | None = None, hidden: bool = False) -> None:
    """Options that may stand before a command's name or behind it; the one behind counts."""

    def told(sentence: str) -> str:
        return argparse.SUPPRESS if hidden else sentence

    parser.add_argument("--home", metavar="DIR", default=default, help=told(_("the shop's folder")))
    parser.add_argument("--language", choices=LANGUAGES, default=default, help=told(_("language of the answers")))
    parser.add_argument(
        "--json", action="store_true", default=default or False, help=told(_("answer with JSON, for programs"))
    )
    parser.add_argument(
        "--as", dest="act_as", metavar="NAME", default=default, help=told(_("act as this person, with the own PIN"))
    )
    parser.add_argument(
        "--pin", default=default, help=told(_("the PIN for --as; asked for at a terminal where it is missing"))
    )


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
    train = _add(commands, "train", "training", "train", _("open the till in training: nothing there is really sold"))
    train.add_argument("name", nargs="?", default="", metavar="NAME", help=_("who practises"))
    train.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    prices = _add(commands, "prices", "goods", "prices", _("what a product has cost, and since when"))
    prices.add_argument("code")
    people = commands.add_parser("staff", help=_("people at the till"))
    acts = people.add_subparsers(metavar=_("what"), required=True, parser_class=_Parser)
    _add(acts, "list", "shops", "staff_list", _("who works here"))
    add = _add(acts, "add", "shops", "staff_add", _("add a person"))
    add.add_argument("name")
    add.add_argument("--role", choices=("cashier", "head", "treasurer"), default="cashier")
    add.add_argument("--new-pin", required=True, metavar="PIN")
    pin = _add(acts, "pin", "shops", "staff_pin", _("give a person a new PIN"))
    pin.add_argument("name")
    pin.add_argument("--new-pin", required=True, metavar="PIN")
    release = _add(acts, "release", "shops", "staff_release", _("let a locked-out person try again"))
    release.add_argument("name")


def _selling_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    sell = _add(commands, "sell", "selling", "sell", _("ring up receipts from a file (or - for standard input)"))
    sell.add_argument("file", help="CSV: receipt,time,code,quantity[,unit_price]")
    sell.epilog = _(
        "Rows of one receipt stand together. Each receipt is paid in cash at the time of the file; the same file again "
        "sells nothing twice. One line is told once a receipt is committed. Exit status 1 where a row was not rung up."
    )
    sell.add_argument("--report", metavar="OUT.csv", help=_("write what could not be rung up"))
    refund = _add(commands, "refund", "counter", "refund", _("refund lines of a receipt"))
    refund.add_argument("number")
    refund.add_argument("--line", action="append", required=True, metavar="LINE=QUANTITY[:damaged]")
    refund.add_argument("--reason", required=True)
    shift = commands.add_parser("shift", help=_("open, look at or close a shift"))
    acts = shift.add_subparsers(metavar=_("what"), required=True, parser_class=_Parser)
    opened = _add(acts, "open", "counter", "shift_open", _("open a shift"))
    opened.add_argument("--float", default="0", metavar="RUPIAH")
    _add(acts, "x", "looking", "shift_x", _("figures of the open shift; nothing is closed"))
    closed = _add(acts, "close", "counter", "shift_close", _("close the shift with a count"))
    closed.add_argument("--counted", required=True, metavar="RUPIAH")
    closed.add_argument("--note", default="", metavar="TEXT")


def _looking_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    report = _add(commands, "report", "looking", "report", _("figures of a day, a shift or goods, or who did what"))
    report.add_argument("what", choices=("day", "shift", "items", "activity", *GOODS_REPORTS))
    report.add_argument("--date", metavar="2026-11-24")
    report.add_argument("--to", metavar="2026-11-30")
    report.add_argument("--shift", type=int, metavar="NUMBER")
    report.add_argument("--who", default="", metavar="NAME", help=_("of who did what: this person alone"))
    report.add_argument("--format", choices=FORMS, default="text")
    add_report_options(report)
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
    journal.add_argument(
        "act", nargs="?", choices=("push",), help=_("push: feed in what a dead machine had not sent, from its FILE")
    )
    journal.add_argument("file", nargs="?", metavar="FILE", help=_("its toko.db, or a stick it wrote"))
    journal.add_argument("--code", default="", help=_("the recovery code of that machine"))
    journal.add_argument("--key", metavar="FILE", help=_("the key file of that machine"))
    day = _add(commands, "day", "upkeep", "day", _("play a day in the shop through the real windows"))
    day.add_argument("--out", metavar="DIR")
    day.add_argument("--seed", type=int, default=1)
