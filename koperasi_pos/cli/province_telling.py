"""What the province tells its shops, on the command line: messages, recommended prices, block lists; taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from koperasi_pos.cli.province import database_of, province_command
from koperasi_pos.cli.province_register import OWNER
from koperasi_pos.cli.session import Session
from koperasi_pos.province.database import Connection
from koperasi_pos.province.oversight import messages
from koperasi_pos.province.oversight.messages import Audience
from koperasi_pos.values import Refusal
from koperasi_pos.words import _

_Send = Callable[[Connection, Audience, datetime], str]


def _send(session: Session, send: _Send) -> int:
    words = session.words
    to = Audience(kabupaten=words.kabupaten, shop=words.shop)
    with database_of(session) as pool, pool.writing() as connection:
        document = send(connection, to, datetime.now(UTC))
    session.tell(_("It goes out with the next line to each till."), id=document)
    return 0


def _lines(file: str) -> str:
    return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")


@province_command
def message(session: Session) -> int:
    """Send a message."""
    words = session.words
    return _send(
        session,
        lambda connection, to, now: messages.send_message(connection, OWNER, to, words.title, words.text, now),
    )


@province_command
def recommend(session: Session) -> int:
    """Recommend prices."""
    prices = messages.read_prices(_lines(session.words.file))
    return _send(
        session,
        lambda connection, to, now: messages.send_prices(connection, OWNER, to, prices, session.words.note, now),
    )


@province_command
def block(session: Session) -> int:
    """Block goods or cards."""
    blocked = messages.read_blocked(_lines(session.words.file))
    return _send(
        session,
        lambda connection, to, now: messages.save_block_list(connection, OWNER, to, session.words.what, blocked, now),
    )


@province_command
def withdraw(session: Session) -> int:
    """Withdraw something that was told."""
    known = session.words.id
    with database_of(session) as pool, pool.writing() as connection:
        found = messages.announcements(connection, OWNER, id=known, limit=1)
        if not found:
            raise Refusal("announcement_unknown", id=known)
        document = messages.withdraw(connection, OWNER, found[0], session.words.reason, datetime.now(UTC))
    session.tell(_("It was withdrawn. It disappears from the tills as soon as they are online."), id=document)
    return 0
