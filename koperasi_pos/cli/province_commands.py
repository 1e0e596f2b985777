"""The words of the command line that have to do with the server of a province."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from koperasi_pos.words import _

Add = Callable[..., argparse.ArgumentParser]


def add_province_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add `province` to the others; `add` makes a command with the options that every one has."""
    province = commands.add_parser("province", help=_("the server of a province"))
    acts = province.add_subparsers(metavar=_("what"), required=True, parser_class=parser)

    def act(name: str, module: str, function: str, help: str, under: Any = acts) -> argparse.ArgumentParser:
        made = add(under, name, module, function, help)
        made.add_argument(
            "--database", metavar="URL", help=_("a PostgreSQL; without it the one that comes with the program")
        )
        return made

    _serving(act)
    _booking(act)
    _registering(act, acts, parser)
    _telling(act)
    _keeping(act)


def _serving(act: Add) -> None:
    serve = act("serve", "province", "serve", _("serve tills and officers until told to stop"))
    serve.epilog = _(
        "Settings stand in province.toml in the folder and in variables KOPERASI_PROVINCE_…; options win over both."
    )
    serve.add_argument("--host")
    serve.add_argument("--port", type=int, help=_("0: any free one; the address is told"))
    serve.add_argument("--address", metavar="URL", help=_("how tills reach this server; goes into the QR of a code"))
    serve.add_argument("--workers", type=int, metavar="N")
    serve.add_argument("--tls-cert", metavar="FILE")
    serve.add_argument("--tls-key", metavar="FILE")


def _booking(act: Add) -> None:
    """What is done with the books of the province."""
    book = act("book", "province_books", "book", _("make the books from what arrived, until told to stop"))
    book.add_argument("--once", action="store_true", help=_("end when everything is booked"))
    rebuild = act("rebuild", "province_books", "rebuild", _("make the books again from the journals"))
    rebuild.add_argument("--shop", metavar="ID", help=_("only those of one shop"))
    act("check", "province_books", "check", _("whether the sums across shops are those of the shops"))
    spread = act("distribute", "province_books", "distribute", _("spread the tables over a cluster by shop"))
    spread.add_argument("--show", action="store_true", help=_("only show what would be done"))


def _registering(act: Add, acts: Any, parser: type[argparse.ArgumentParser]) -> None:
    officers = acts.add_parser("officer", help=_("people who look after the province's shops"))
    kinds = officers.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    added = act("add", "province_register", "officer_add", _("add an officer; the password is told once"), kinds)
    added.add_argument("login")
    added.add_argument("name")
    added.add_argument("--role", choices=("province", "kabupaten", "shop"), default="province")
    added.add_argument("--scope", default="", metavar="CODE", help=_("the code of the kabupaten or the id of the shop"))
    act("list", "province_register", "officer_list", _("all officers"), kinds)

    shops = acts.add_parser("shop", help=_("shops that take part"))
    kinds = shops.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    added = act("add", "province_register", "shop_add", _("add a shop; its id is told"), kinds)
    added.add_argument("name")
    added.add_argument("--kabupaten", required=True, metavar="CODE", help=_("the code of the kabupaten, 3578"))
    for field in ("pesantren", "nspp", "koperasi", "address", "phone"):
        added.add_argument(f"--{field}", default="", metavar="TEXT")
    act("list", "province_register", "shop_list", _("all shops"), kinds)

    code = act("code", "province_register", "code", _("make a one-time code with which a machine becomes a till"))
    code.add_argument("shop", metavar="ID")
    code.add_argument("--purpose", choices=("new", "second", "replace"), default="new")
    code.add_argument("--replaces", default="", metavar="K1", help=_("the till that is replaced"))
    code.add_argument("--address", metavar="URL", help=_("how tills reach this server; goes into the QR of a code"))
    code.add_argument("--qr", metavar="FILE", help=_("write the QR code as SVG or PNG"))
    paper = act("wali-paper", "province_register", "wali_paper", _("a number and a code for a wali, to hand over"))
    paper.add_argument("shop", metavar="ID")
    paper.add_argument("nis", nargs="+", metavar="NIS", help=_("the children"))
    paper.add_argument("--name", required=True, help=_("the name of the wali"))
    tills = act("tills", "province_register", "tills", _("tills and how they are"))
    tills.add_argument("shop", nargs="?", default="", metavar="ID")
    for name, told in (
        ("revoke", _("refuse a till from now on; what it sent stays")),
        ("lost", _("a till burnt, broke or was stolen; another one may bring what is found of it")),
        ("unfreeze", _("somebody has looked at the fork: the till goes on")),
        ("vouch", _("what was brought of a lost till without its signature is booked")),
    ):
        out = act(name, "province_register", name, told)
        out.add_argument("device")
        out.add_argument("--reason", required=True, metavar="TEXT")


def _telling(act: Add) -> None:
    message = act("message", "province_telling", "message", _("send a message to the shops"))
    message.add_argument("title")
    message.add_argument("text")
    prices = act("recommend", "province_telling", "recommend", _("recommend prices to the shops"))
    prices.add_argument("file", help=_("lines code; name; price; unit (- for standard input)"))
    prices.add_argument("--note", default="", metavar="TEXT")
    block = act("block", "province_telling", "block", _("block goods or cards; the list replaces the one before"))
    block.add_argument("what", choices=("goods", "cards"))
    block.add_argument("file", help=_("lines code; reason (- for standard input); an empty list lifts all"))
    gone = act("withdraw", "province_telling", "withdraw", _("take back what was told, at every shop that it went to"))
    gone.add_argument("id", metavar="ID", help=_("the number that was told when it went out"))
    gone.add_argument("--reason", default="", metavar="TEXT")
    for one in (message, prices, block):
        one.add_argument("--shop", default="", metavar="ID", help=_("for this shop alone"))
        one.add_argument("--kabupaten", default="", metavar="CODE", help=_("for the shops of a kabupaten"))


def _keeping(act: Add) -> None:
    backup = act("backup", "province", "backup", _("copy the database while the server runs"))
    backup.add_argument("file")
    restore = act("restore", "province", "restore", _("put a backup in the place of the database"))
    restore.add_argument("file")
    restore.add_argument("--replace", action="store_true", help=_("although entries are there; they are lost"))
    stick = act(
        "carry", "province_sticks", "carry_stick", _("take a shop's USB stick and write the one that goes back")
    )
    stick.add_argument("came", metavar="IN")
    stick.add_argument("back", metavar="OUT")
    key = act("new-key", "province", "new_key", _("seal what lies sealed with a new key; forget unreadable secrets"))
    key.add_argument(
        "--new-signing-key", action="store_true",
        help=_("the province's own key is lost with the old one: make another; tills are enrolled again"),
    )  # fmt: skip
    act("new-epoch", "province", "new_epoch", _("the database was restored by other means: tills send again"))
