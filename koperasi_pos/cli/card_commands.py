"""The words of the command line that have to do with cards."""

from __future__ import annotations

import argparse
from typing import Any

from koperasi_pos.cli.card_figures import CARD_REPORTS
from koperasi_pos.cli.cards import PERIOD_OPTIONS
from koperasi_pos.cli.stock_commands import Add, output
from koperasi_pos.trade.cards import FREEZE_REASONS, OUT_PURPOSES, OUT_WAYS, PIN_RULES, SORTS, TOP_UP_WAYS
from koperasi_pos.words import _

CARDS, MONEY, FIGURES = "cards", "card_money", "card_figures"


def add_card_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add them to the others."""
    card = commands.add_parser("card", help=_("Kartu Santri and Kartu OPOP: accounts, cards, money, limits, figures"))
    acts = card.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    _accounts(acts, add)
    _cards(acts, add)
    _money(acts, add)
    _limits(acts, add)
    _sheets(acts, add)
    _figures(acts, add)
    _rights(acts, add)
    _doubles(acts, add)
    _forgetting(acts, add)


def _who(acts: Any, add: Add, name: str, module: str, function: str, help: str) -> argparse.ArgumentParser:
    made = add(acts, name, module, function, help)
    made.add_argument("who", help=_("NIS, member number or name"))
    return made


def _accounts(acts: Any, add: Add) -> None:
    find = add(acts, "find", CARDS, "find", _("accounts by name, NIS, class or room"))
    find.add_argument("text", nargs="?", default="")
    find.add_argument("--limit", type=int, default=50, metavar="ROWS")
    opened = _who(acts, add, "open", CARDS, "open_account", _("open an account for a person"))
    opened.add_argument("--sort", choices=SORTS, default="")
    frozen = _who(acts, add, "state", CARDS, "state", _("freeze an account, or let it go on"))
    frozen.add_argument("state", choices=("active", "frozen"))
    frozen.add_argument("--reason", choices=FREEZE_REASONS, default="other")
    frozen.add_argument("--note", default="", metavar="TEXT")
    pin = _who(acts, add, "pin", CARDS, "pin", _("set the PIN of a card, or take it away where none is given"))
    pin.add_argument("card_pin", nargs="?", default="", metavar="PIN")
    pin.add_argument("--release", action="store_true", help=_("let a locked PIN be tried again"))
    pin.add_argument("--check", action="store_true", help=_("only try the PIN"))
    photo = _who(acts, add, "photo", CARDS, "photo", _("keep a photo of a person"))
    photo.add_argument("file", nargs="?", default="")
    photo.add_argument("--out", default="", metavar="FILE", help=_("write the photo that is kept"))


def _cards(acts: Any, add: Add) -> None:
    for name, replaces, help in (
        ("issue", False, _("issue a card")),
        ("replace", True, _("a new card in the place of a lost one")),
    ):
        made = _who(acts, add, name, CARDS, "issue", help)
        made.add_argument("--uid", default="", metavar="HEX", help=_("the number of a chip; else a card to print"))
        made.add_argument(
            "--message", default="", metavar="ADDRESS", help=_("what a signed card gave when it was read")
        )
        made.set_defaults(replace=replaces, later=False, free=False)
        if replaces:
            made.add_argument("--free", action="store_true", help=_("without the fee"))
        else:
            made.add_argument("--later", action="store_true", help=_("in use only once it is handed out"))
    _who(acts, add, "hand-out", CARDS, "hand_out", _("a printed card is in use from now on"))
    lost = _who(acts, add, "lost", CARDS, "lost", _("a card is lost, and dead for ever"))
    lost.add_argument("--reason", default="", metavar="TEXT")
    tap = add(acts, "tap", CARDS, "tap", _("whose card this is"))
    tap.add_argument("token", help=_("what was scanned, or the number of the chip"))
    tap.add_argument("--by-hand", action="store_true", help=_("it is a NIS: the card was forgotten"))
    tap.add_argument("--message", default="", metavar="ADDRESS", help=_("what a signed card gave when it was read"))
    scan = add(acts, "is-scan", CARDS, "is_scan", _("whether a scan is a printed card"))
    scan.add_argument("text")


def _money(acts: Any, add: Add) -> None:
    up = _who(acts, add, "top-up", MONEY, "top_up", _("put money onto a card"))
    up.add_argument("amount")
    up.add_argument("--way", choices=TOP_UP_WAYS[:2], default="cash", help=_("cash goes into the drawer"))
    up.add_argument("--reference", default="", metavar="TEXT", help=_("proof of a transfer"))
    out = _who(acts, add, "pay-out", MONEY, "pay_out", _("pay out money of a card, all of it without an amount"))
    out.add_argument("amount", nargs="?", default="")
    out.add_argument("--purpose", choices=OUT_PURPOSES, default="other")
    out.add_argument("--way", choices=OUT_WAYS, default="cash")
    out.add_argument("--reference", default="", metavar="TEXT")
    move = _who(acts, add, "move", MONEY, "move", _("move money to another card"))
    move.add_argument("to")
    move.add_argument("amount")
    move.add_argument("--word", required=True, metavar="TEXT", help=_("whose wish it is"))
    pay = add(acts, "pay", MONEY, "pay", _("sell goods to a card"))
    pay.add_argument("who", metavar="TOKEN")
    pay.add_argument("goods", nargs="+", metavar="CODE=QUANTITY")
    pay.add_argument("--by-hand", action="store_true", help=_("it is a NIS: the card was forgotten"))
    pay.add_argument("--message", default="", metavar="ADDRESS", help=_("what a signed card gave when it was read"))
    pay.add_argument("--amount", default="", help=_("so much from the card"))
    pay.add_argument("--cash", default="", metavar="RUPIAH", help=_("handed over in cash"))
    pay.add_argument("--card-pin", default="", metavar="PIN")
    pay.add_argument("--beyond", default="", metavar="REASON", help=_("beyond the limits this once"))
    pay.add_argument("--id", default="", help=_("id of the basket: asked twice it sells once"))
    pay.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    _who(acts, add, "slip", MONEY, "balance", _("print the balance and the last purchases"))


def _sums(command: argparse.ArgumentParser) -> None:
    for period in PERIOD_OPTIONS:
        command.add_argument(f"--{period}", default="", metavar="RUPIAH")
    command.add_argument("--of", action="append", default=[], metavar="day:Jajan=15000")
    command.add_argument("--free", action="append", default=[], metavar="CATEGORY", help=_("does not count"))


def _limits(acts: Any, add: Add) -> None:
    limits = _who(acts, add, "limits", CARDS, "limits", _("what the wali lays down for a card"))
    limits.add_argument("--set", action="store_true", help=_("lay down what the other options say"))
    _sums(limits)
    limits.add_argument("--block", action="append", default=[], metavar="CATEGORY")
    limits.add_argument("--no-buy", action="append", default=[], metavar="CODE")
    limits.add_argument("--wali", default="", metavar="NAME")
    rules = add(acts, "rules", CARDS, "rules", _("what the pesantren lays down for every card"))
    for name in ("ceiling", "float-warning", "replacement-fee", "pin-above"):
        rules.add_argument(f"--{name}", metavar="RUPIAH")
    rules.add_argument("--pin-rule", choices=PIN_RULES, default="")
    rules.add_argument("--week-start", type=int, choices=range(7), help=_("0 is Monday"))
    rules.add_argument("--hours", action="append", metavar="06:00-21:30")
    rules.add_argument("--block", action="append", metavar="CATEGORY")
    rules.add_argument("--limits", action="store_true", help=_("lay down what the other options say"))
    _sums(rules)


def _sheets(acts: Any, add: Add) -> None:
    santri = add(acts, "import", MONEY, "bring_in", _("santri from a sheet, their photos from a folder"))
    santri.add_argument("file")
    santri.add_argument("--photos", default="", metavar="DIR")
    santri.add_argument("--no-accounts", action="store_true")
    santri.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    allow = add(acts, "allow", MONEY, "allow", _("allowances for everybody from a sheet"))
    allow.add_argument("file")
    allow.add_argument("--label", default="", metavar="TEXT", help=_("what it is for, such as the month"))
    allow.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    printed = add(acts, "print", MONEY, "print_cards", _("cards as PDF (CR80)"))
    printed.add_argument("who", nargs="*")
    printed.add_argument("--single", action="store_true", help=_("a page a card, for a card printer"))
    printed.add_argument("--out", default="-", metavar="FILE")


def _figures(acts: Any, add: Add) -> None:
    statement = _who(acts, add, "statement", FIGURES, "movements", _("what happened on a card"))
    statement.add_argument("--limit", type=int, default=200, metavar="ROWS")
    output(statement)
    report = add(acts, "report", FIGURES, "report", _("figures of cards"))
    report.add_argument("kind", choices=CARD_REPORTS)
    report.add_argument("--date", default="", metavar="2026-11-24")
    report.add_argument("--to", default="", metavar="2026-11-30")
    output(report)


def _forgetting(acts: Any, add: Add) -> None:
    forget = _who(acts, add, "forget", CARDS, "forget", _("delete the data of a person for good (UU PDP)"))
    forget.add_argument("--reason", required=True, metavar="TEXT")


def _doubles(acts: Any, add: Add) -> None:
    decide = _who(acts, add, "decide", FIGURES, "decide", _("an allowance that was put on twice: take one back"))
    decide.add_argument("--keep", action="store_true", help=_("it was right both times"))
    decide.add_argument("--reason", required=True, metavar="TEXT")


def _rights(acts: Any, add: Add) -> None:
    holders = add(acts, "holders", FIGURES, "holders", _("who may spend how much"))
    holders.add_argument("who", nargs="?", default="")
    give = _who(acts, add, "give", FIGURES, "give", _("give another till the right to spend"))
    give.add_argument("to", metavar="TILL")
    give.add_argument("amount", nargs="?", default="")
    give.add_argument("--with-home", action="store_true", help=_("that till answers for the limits from now on"))
    add(acts, "take", FIGURES, "take", _("take what was given to this till"))
    asks = add(acts, "asks", FIGURES, "asks", _("what tills asked each other for"))
    asks.add_argument("--settle", action="store_true", help=_("take, answer and ask now, as the line does"))
    said = _("cards of other pesantren: reserved here, settled by the day")
    told = add(acts, "visits", "visit_figures", "other_pesantren", said)
    told.add_argument("--end", metavar="ID", default="", help=_("give a reservation back"))
    add(acts, "exposure", FIGURES, "exposure", _("what tills hold that may be dead"))
    twice = add(acts, "reclaimed-twice", FIGURES, "reclaimed_twice", _("tills that were declared dead twice, unheard"))
    twice.add_argument("--give-back", metavar="ID", help=_("give back what the second decision took over"))
    twice.add_argument("--leave", metavar="ID", help=_("leave it as it is: the guarantee account bears it"))
    twice.add_argument("--reason", default="")
    reclaim = add(acts, "reclaim", FIGURES, "reclaim", _("declare a till dead and take over its rights"))
    reclaim.add_argument("device")
    reclaim.add_argument("epoch", type=int)
    reclaim.add_argument("--reason", required=True, metavar="TEXT")
