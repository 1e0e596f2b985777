"""The words of the command line that have to do with the province."""

from __future__ import annotations

import argparse
from typing import Any

from koperasi_pos.cli.stock_commands import Add
from koperasi_pos.words import _


def add_line_commands(commands: Any, add: Add, parser: type[argparse.ArgumentParser]) -> None:
    """Add them to the others."""
    enrol = add(commands, "enrol", "line", "enrol", _("enrol this till at the province with an officer's code"))
    _code(enrol)
    fetch = add(
        commands, "restore-from-province", "line", "restore_from_province",
        _("fetch the shop onto an empty machine: as its second till, or in the place of a lost one"),
    )  # fmt: skip
    _code(fetch, needed=False)
    sync = commands.add_parser("sync", help=_("the line to the province"))
    acts = sync.add_subparsers(metavar=_("what"), required=True, parser_class=parser)
    add(acts, "now", "line", "sync_now", _("send and fetch until both sides are the same"))
    add(acts, "status", "line", "sync_status", _("what waits, what went and came, and what is wrong"))
    export = add(acts, "export", "line", "sync_export", _("put what waits on a USB stick"))
    export.add_argument("file")
    export.add_argument("--code", default="", help=_("an officer's code, from a till that was never enrolled"))
    brought = add(acts, "import", "line", "sync_import", _("take the province's answer from a USB stick"))
    brought.add_argument("file")
    log = add(acts, "log", "line", "sync_log", _("write the log of the line for the support"))
    log.add_argument("file")
    add(acts, "new-key", "line", "sync_new_key", _("give this till a new signing key"))


def _code(command: argparse.ArgumentParser, *, needed: bool = True) -> None:
    command.add_argument("address", nargs=None if needed else "?", default="", metavar="ADDRESS")
    command.add_argument("code", nargs="?", default="", help=_("the code; or the scanned text in the address's place"))
