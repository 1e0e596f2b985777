"""What every command stands on: the till of the folder, who acts, and how answers are told."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from koperasi_pos.operations import staff
from koperasi_pos.operations.staff import StaffMember
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal
from koperasi_pos.words import _

OWNER = Actor(staff="command-line", name="Baris perintah", role="head")
"""Who can read the key of the shop's file may do everything anyway; the journal says it was the command line."""

REFUSED, WRONG_USE, TROUBLE = 1, 2, 3
"""Exit statuses beside 0."""


@dataclass
class Session:
    """One call: the folder, the words given, and where answers go."""

    home: Path
    words: argparse.Namespace
    as_json: bool
    training: bool = False
    """Whether the till that was opened is one for practice."""

    @contextmanager
    def till(self, *, writable: bool = True) -> Iterator[Till]:
        """The open till of the folder."""
        till = open_till(self.home, writable=writable)
        self.training = till.training
        try:
            yield till
        finally:
            till.close()

    def actor(self, till: Till) -> Actor:
        """The person of `--as` with `--pin`, else the owner of the machine."""
        name: str = self.words.act_as or ""
        if not name:
            return OWNER
        return staff.sign_in(till, member_named(till, name).id, self.words.pin or _asked_pin(name))

    def tell(self, sentence: str, **facts: Any) -> None:
        """Answer a person with a sentence, or a program with facts."""
        if self.as_json:
            print(json.dumps(facts, ensure_ascii=False, default=str), flush=True)
        else:
            print(sentence, flush=True)


def member_named(till: Till, name: str, *, active_only: bool = True) -> StaffMember:
    """The person with this name, in capitals or not; `Refusal("staff_unknown")`."""
    for member in staff.people(till, active_only=active_only):
        if member.name.casefold() == name.casefold():
            return member
    raise Refusal("staff_unknown")


def _asked_pin(name: str) -> str:
    """Asks at a terminal, so that the PIN stands in no list of commands; elsewhere there is nobody to ask."""
    if not sys.stdin.isatty():
        return ""
    from getpass import getpass

    return getpass(_("PIN of {name}: ").format(name=name))


Command = Callable[[Session], int]


def complain(sentence: str) -> None:
    """Something for people to read, beside the answers."""
    print(sentence, file=sys.stderr, flush=True)


def write_out(content: bytes, target: str) -> None:
    """Write to a file, or to standard output for `-`."""
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        Path(target).write_bytes(content)


def check_day(text: str) -> str:
    """A day as `2026-11-24`; `Refusal("day_form")`."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refusal("day_form", text=text) from None
