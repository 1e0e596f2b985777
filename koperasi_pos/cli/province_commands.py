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
    serve = add(acts, "serve", "province", "serve", _("serve tills and officers until told to stop"))
    serve.epilog = _(
        "Settings stand in province.toml in the folder and in variables KOPERASI_PROVINCE_…; options win over both."
    )
    _database(serve)
    serve.add_argument("--host")
    serve.add_argument("--port", type=int, help=_("0: any free one; the address is told"))
    serve.add_argument("--address", metavar="URL", help=_("how tills reach this server; goes into the QR of a code"))
    serve.add_argument("--workers", type=int, metavar="N")
    serve.add_argument("--tls-cert", metavar="FILE")
    serve.add_argument("--tls-key", metavar="FILE")
    _add_book_commands(acts, add)


def _add_book_commands(acts: Any, add: Add) -> None:
    """What is done with the books of the province."""
    book = add(acts, "book", "province_books", "book", _("make the books from what arrived, until told to stop"))
    _database(book)
    book.add_argument("--once", action="store_true", help=_("end when everything is booked"))
    rebuild = add(acts, "rebuild", "province_books", "rebuild", _("make the books again from the journals"))
    _database(rebuild)
    rebuild.add_argument("--shop", metavar="ID", help=_("only those of one shop"))
    check = add(acts, "check", "province_books", "check", _("whether the sums across shops are those of the shops"))
    _database(check)
    spread = add(acts, "distribute", "province_books", "distribute", _("spread the tables over a cluster by shop"))
    _database(spread)
    spread.add_argument("--show", action="store_true", help=_("only show what would be done"))


def _database(command: argparse.ArgumentParser) -> None:
    """The option of every command that looks into the tables."""
    command.add_argument(
        "--database", metavar="URL", help=_("a PostgreSQL; without it the one that comes with the program")
    )
