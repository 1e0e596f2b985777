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


def _database(command: argparse.ArgumentParser) -> None:
    """The option of every command that looks into the tables."""
    command.add_argument(
        "--database", metavar="URL", help=_("a PostgreSQL; without it the one that comes with the program")
    )
