"""Hello, the daily comparison, and the change of a till's key: what tills ask beside sending and reading."""

from __future__ import annotations

import logging
from datetime import date, datetime

from psycopg.types.json import Jsonb

from koperasi_pos.journal.protocol import (
    CompareAnswer,
    CompareQuestion,
    HelloAnswer,
    HelloQuestion,
    RotateQuestion,
    WriterPoint,
    WriterSum,
    verify,
)
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder import mail
from koperasi_pos.province.lines import CARRIED, UNREADABLE
from koperasi_pos.province.membership import MARK, membership_of
from koperasi_pos.province.records import facts
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.signatures import Caller, is_device
from koperasi_pos.province.signing import Signer

_log = logging.getLogger(__name__)

MOST_WRITERS = 500
_MOST_SKEW = 10**9


def hello(
    connection: Connection, caller: Caller, question: HelloQuestion, *, signer: Signer, now: datetime
) -> HelloAnswer:
    """What is held of every epoch of the till; how it is is noted."""
    rows = connection.execute(
        "SELECT epoch, acked, head, frozen FROM writer WHERE shop = %s AND device = %s ORDER BY epoch",
        (caller.shop, caller.device),
    ).fetchall()
    connection.execute(
        "UPDATE till SET last_seen = %s, backlog = %s, skew_seconds = %s, program = %s, schema_version = %s"
        " WHERE shop = %s AND device = %s",
        (
            now, max(0, min(question.waiting, 1 << 60)), _skew(question.time, now), plain(question.program),
            plain(question.schema_version), caller.shop, caller.device,
        ),
    )  # fmt: skip
    mail.heard(connection, caller.shop, caller.device, question.epoch, question.seq)
    said = membership_of(connection, signer, caller.shop, caller.device)
    held = next((row[1] for row in rows if row[0] == question.epoch), 0)
    if question.seq - question.waiting > held:
        # It was told once that more is held here: these tables are older than what was promised.
        _log.warning("less is held than was acknowledged", extra=facts(device=caller.device, held=held))
    return HelloAnswer(
        server_epoch=caller.server_epoch,
        server_time=now.isoformat(),
        held=[_vouched(connection, caller, epoch, acked, head) for epoch, acked, head, _ in rows],
        frozen=any(frozen for epoch, _, _, frozen in rows if epoch == question.epoch),
        membership=said if said.signature[:MARK] != question.membership_mark else None,
    )


def _vouched(connection: Connection, caller: Caller, epoch: int, acked: int, head: bytes | None) -> WriterPoint:
    """How far the till's own signature reaches: what others carried here it is to send itself, as it lives."""
    key = (caller.shop, caller.device, epoch)
    first = connection.execute(
        "SELECT min(seq) FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND flag = %s", (*key, CARRIED)
    ).fetchone()
    if first is not None and first[0] is not None:
        acked = first[0] - 1
        row = connection.execute(
            "SELECT hash FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND seq = %s", (*key, acked)
        ).fetchone()
        head = bytes(row[0]) if row is not None else None
    return WriterPoint(device=caller.device, epoch=epoch, seq=acked, hash=head.hex() if head else "")


def compare(connection: Connection, caller: Caller, question: CompareQuestion, *, now: datetime) -> CompareAnswer:
    """Where the entries held here say something else than the till's; added up anew from the entries themselves."""
    if len(question.writers) > MOST_WRITERS:
        raise Refused("too_large", most=str(MOST_WRITERS))
    try:
        day = date.fromisoformat(question.day)
    except ValueError:
        raise Refused("not_understood", field="day") from None
    if len(question.heads) > 2 * MOST_WRITERS or not 0 <= question.cursor < 1 << 62:
        raise Refused("too_large", most=str(2 * MOST_WRITERS))
    said: list[WriterSum | WriterPoint] = [*question.writers, *question.heads]
    if not all(is_device(one.device) and len(one.hash) <= 64 and is_hex(one.hash) for one in said):
        raise Refused("not_understood", field="writers")
    differs = [held for one in question.writers if not _same(held := _held(connection, caller.shop, one), one)]
    connection.execute(
        "INSERT INTO compare (shop, device, day, at, agrees, asked, differs) VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (shop, device, day) DO UPDATE SET at = excluded.at, agrees = excluded.agrees,"
        " asked = excluded.asked, differs = excluded.differs",
        (
            caller.shop, caller.device, day, now, not differs, Jsonb([one.model_dump() for one in question.writers]),
            Jsonb([one.model_dump() for one in differs]),
        ),
    )  # fmt: skip
    if differs:
        _log.warning("a comparison differs", extra=facts(device=caller.device, writers=len(differs)))
    unread = _passed_over(connection, caller, question)
    return CompareAnswer(server_epoch=caller.server_epoch, differs=differs, unread=unread)


def _passed_over(connection: Connection, caller: Caller, question: CompareQuestion) -> bool:
    """Whether the till's cursor is above an entry that it lacks: these tables went back, and grew again since.

    Of a frozen writer the till may hold what is kept aside here, and of its own journal it is told nothing.
    """
    if not question.cursor:
        return False
    told = [
        (one.device, one.epoch, one.seq)
        for one in question.heads
        if 0 <= one.epoch < 1 << 31 and 0 <= one.seq < 1 << 62
    ]
    row = connection.execute(
        "SELECT 1 FROM writer w JOIN entry e ON e.shop = w.shop AND e.device = w.device AND e.epoch = w.epoch"
        " LEFT JOIN unnest(%s::text[], %s::int[], %s::bigint[]) AS told (device, epoch, seq)"
        " ON told.device = w.device AND told.epoch = w.epoch"
        " WHERE w.shop = %s AND e.shop = %s AND NOT w.frozen AND e.seq = coalesce(told.seq, 0) + 1 AND e.rev <= %s"
        " AND (e.flag IS NULL OR e.flag NOT IN (%s, %s)) AND NOT (w.device = %s AND w.epoch = (SELECT max(own.epoch)"
        " FROM writer own WHERE own.shop = %s AND own.device = %s)) LIMIT 1",
        (
            [one[0] for one in told], [one[1] for one in told], [one[2] for one in told], caller.shop, caller.shop,
            question.cursor, CARRIED, UNREADABLE, caller.device, caller.shop, caller.device,
        ),
    ).fetchone()  # fmt: skip
    return row is not None


def rotate(connection: Connection, caller: Caller, question: RotateQuestion, *, now: datetime) -> None:
    """From now on the till signs with another key; the request itself was signed with the old one."""
    key = question.public_key
    if len(key) != 64 or not is_hex(key) or not verify(key, bytes.fromhex(key), question.proof):
        raise Refused("not_understood", field="proof")
    connection.execute(
        "UPDATE till SET public_key = %s WHERE shop = %s AND device = %s", (key, caller.shop, caller.device)
    )
    connection.execute(
        "UPDATE till_key SET until = %s WHERE shop = %s AND device = %s AND until IS NULL AND public_key <> %s",
        (now, caller.shop, caller.device, key),
    )
    connection.execute(
        "INSERT INTO till_key (shop, device, public_key, since) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (shop, device, public_key) DO UPDATE SET until = NULL",
        (caller.shop, caller.device, key, now),
    )


def is_hex(text: str) -> bool:
    """Whether these are small hex digits only."""
    return set(text) <= set("0123456789abcdef")


def _held(connection: Connection, shop: str, asked: WriterSum) -> WriterSum:
    """The same sum over what is held here, up to the same number or as far as it goes."""
    seq, count, sales, digest = 0, 0, 0, ""
    if 0 <= asked.epoch < 1 << 31 and 0 <= asked.seq < 1 << 62:
        row = connection.execute(
            "SELECT coalesce(max(seq), 0), count(*), coalesce(sum(amount), 0)::bigint,"
            " (SELECT hash FROM entry AS last WHERE last.shop = %(shop)s AND last.device = %(device)s"
            " AND last.epoch = %(epoch)s AND last.seq <= %(seq)s ORDER BY last.seq DESC LIMIT 1)"
            " FROM entry WHERE shop = %(shop)s AND device = %(device)s AND epoch = %(epoch)s AND seq <= %(seq)s",
            {"shop": shop, "device": asked.device, "epoch": asked.epoch, "seq": asked.seq},
        ).fetchone()
        assert row is not None
        seq, count, sales, digest = row[0], row[1], row[2], row[3].hex() if row[3] else ""
    return WriterSum(device=asked.device, epoch=asked.epoch, seq=seq, count=count, sales=sales, hash=digest)


def _same(held: WriterSum, asked: WriterSum) -> bool:
    return (held.seq, held.count, held.sales, held.hash) == (asked.seq, asked.count, asked.sales, asked.hash)


def _skew(told: str, now: datetime) -> int:
    """Seconds by which the till's clock is ahead; 0 where it says none."""
    try:
        ahead = (datetime.fromisoformat(told) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(-_MOST_SKEW, min(_MOST_SKEW, round(ahead)))


def plain(text: str) -> str:
    """A word of a till about itself, short and without what PostgreSQL does not keep."""
    return "".join(letter for letter in text[:40] if letter.isprintable())
