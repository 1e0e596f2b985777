"""Takes what tills wrote: as received, once, in order; nothing is refused for what it says, all of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal import GENESIS
from koperasi_pos.journal.protocol import Bundle, Flag, province_device
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder import mail
from koperasi_pos.province.identity import identity
from koperasi_pos.province.lines import CARRIED, CHAIN, FORK, UNREADABLE, ReadLine, read_lines
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.signatures import Caller

_LOCK_WRITER = (
    "SELECT acked, head, frozen, waived FROM writer WHERE shop = %s AND device = %s AND epoch = %s FOR UPDATE"
)
_COPY = (
    "COPY entry (shop, device, epoch, seq, rev, kind, id, time, received_at, amount, flag, hash, line)"
    " FROM STDIN (FORMAT BINARY)"
)
_TYPES = (
    "text", "text", "int4", "int8", "int8", "text", "uuid", "timestamptz", "timestamptz", "int8", "text", "bytea",
    "bytea",
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What became of a bundle. `new` entries were added to the shop's feed; `acked` is said after the commit."""

    acked: int
    hash: str
    new: int = 0
    flags: tuple[Flag, ...] = ()
    gap: bool = False
    frozen: bool = False
    forked: bool = False
    """It was this bundle in which the fork was found."""
    calls: bool = False
    """The province has to act on some of it."""


@dataclass
class _Writer:
    shop: str
    device: str
    epoch: int
    acked: int
    head: bytes | None
    frozen: bool
    waived: bool

    @property
    def key(self) -> tuple[str, str, int]:
        return self.shop, self.device, self.epoch

    def as_it_was(self, *, flags: Sequence[Flag] = (), gap: bool = False, forked: bool = False) -> Taken:
        held = self.head.hex() if self.head else ""
        return Taken(self.acked, held, 0, tuple(flags), gap=gap, frozen=self.frozen, forked=forked)


def take(connection: Connection, caller: Caller, bundle: Bundle, *, now: datetime) -> Taken:
    """Take a bundle that `caller` brings, of its own or of another till of the shop; the caller commits.

    `Refused`: `unknown_device` (no till of this shop), `bad_signature`, `not_understood` (numbers that cannot be, a
    till to practise at).
    """
    if bundle.first < 1 or not 1 <= bundle.epoch < 1 << 31 or bundle.last >= 1 << 62:
        raise Refused("not_understood", field="first")
    carried = _check_writer(connection, caller, bundle)
    lines = read_lines(bundle.device, bundle.epoch, bundle.first, bundle.lines)
    if lines[-1].hash.hex() != bundle.hash:
        raise Refused("not_understood", field="hash")
    if bundle.first == 1 and lines[0].training:
        raise Refused("not_understood", field="training")
    writer = _lock_writer(connection, caller.shop, bundle, now)
    if bundle.first > writer.acked + 1:
        return writer.as_it_was(gap=True)
    held = [line for line in lines if line.seq <= writer.acked]
    new = lines[len(held) :]
    differs = _differing(connection, writer, held)
    if not carried and not differs:
        _vouch_for_own(connection, writer, held)
    joins = not new or writer.acked == 0 or writer.waived or _joins(writer, new[0])
    if not differs and not new:
        return writer.as_it_was()
    if carried and (differs or not joins):
        # Nobody vouches for it: it may not freeze a journal, and is kept for a person to look at.
        return _set_aside(connection, writer, [*differs, *new], CARRIED, now)
    if differs or not joins:
        return _freeze(connection, writer, [*differs, *new], now)
    if writer.frozen:
        return _set_aside(connection, writer, new, FORK, now)
    return _keep(connection, writer, new, carried, now)


def _vouch_for_own(connection: Connection, writer: _Writer, held: Sequence[ReadLine]) -> None:
    """A writer sends, signed, what others had carried here: it enters the shop's feed now, behind everything else."""
    if not held:
        return
    rows = connection.execute(
        "SELECT seq FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND seq BETWEEN %s AND %s AND flag = %s"
        " ORDER BY seq FOR UPDATE",
        (*writer.key, held[0].seq, held[-1].seq, CARRIED),
    ).fetchall()
    if not rows:
        return
    row = connection.execute(
        "UPDATE shop SET rev = rev + %s WHERE id = %s RETURNING rev", (len(rows), writer.shop)
    ).fetchone()
    assert row is not None
    first = row[0] - len(rows) + 1
    mail.keep(connection, writer.shop, range(first, first + len(rows)))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE entry SET flag = NULL, rev = %s WHERE shop = %s AND device = %s AND epoch = %s AND seq = %s",
            [(first + place, *writer.key, seq) for place, (seq,) in enumerate(rows)],
        )
        cursor.executemany(
            "UPDATE quarantine SET seen_by = 'till', seen_at = now() WHERE shop = %s AND device = %s AND epoch = %s"
            " AND seq = %s AND reason = %s AND seen_at IS NULL",
            [(*writer.key, seq, CARRIED) for (seq,) in rows],
        )


def _check_writer(connection: Connection, caller: Caller, bundle: Bundle) -> bool:
    """Whether the bundle is only carried: nobody's signature vouches for it. Its writer is lost then."""
    keys = connection.execute(
        "SELECT till.state, till_key.public_key FROM till JOIN till_key USING (shop, device)"
        " WHERE till.shop = %s AND till.device = %s ORDER BY since DESC",
        (caller.shop, bundle.device),
    ).fetchall()
    if not keys:
        # A province that came back from an old backup may have forgotten a till that is no more; others have its
        # journal. What belongs to another shop is no business of this one.
        elsewhere = connection.execute("SELECT 1 FROM device WHERE device = %s", (bundle.device,)).fetchone()
        if elsewhere is not None or _writes_here(connection, caller.shop, bundle):
            raise Refused("unknown_device", device=bundle.device)
        return True
    state = keys[0][0]
    # A key that was changed vouches for what it signed before: a stick may lie in a drawer for weeks.
    signed = any(bundle.signed_by(key) for _, key in keys)
    if signed and state != "revoked":
        return False
    if bundle.device == caller.device or (state == "active" and not _is_closed(connection, caller.shop, bundle)):
        raise Refused("bad_signature")
    return True


def _writes_here(connection: Connection, shop: str, bundle: Bundle) -> bool:
    """Whether this is the province's own journal of today: nobody else adds to it, for tills believe what it signs."""
    who = identity(connection)
    return bundle.device == province_device(who.id, shop) and bundle.epoch >= who.server_epoch


def _is_closed(connection: Connection, shop: str, bundle: Bundle) -> bool:
    """Whether the device goes on under a later epoch: its disk went back, and it may not have these entries itself."""
    row = connection.execute(
        "SELECT 1 FROM writer WHERE shop = %s AND device = %s AND epoch > %s LIMIT 1",
        (shop, bundle.device, bundle.epoch),
    ).fetchone()
    return row is not None


def _lock_writer(connection: Connection, shop: str, bundle: Bundle, now: datetime) -> _Writer:
    """The writer's row, ours until the end of the transaction: two pushes of one writer go one after the other."""
    key = (shop, bundle.device, bundle.epoch)
    row = connection.execute(_LOCK_WRITER, key).fetchone()
    if row is None:
        connection.execute(
            "INSERT INTO writer (shop, device, epoch, first_at, last_at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (*key, now, now),
        )
        row = connection.execute(_LOCK_WRITER, key).fetchone()
        assert row is not None
    return _Writer(*key, row[0], row[1], row[2], row[3])


def _differing(connection: Connection, writer: _Writer, held: Sequence[ReadLine]) -> list[ReadLine]:
    """Entries of the bundle that are held under the same number with other bytes."""
    if not held:
        return []
    rows = connection.execute(
        "SELECT seq, hash FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND seq BETWEEN %s AND %s",
        (*writer.key, held[0].seq, held[-1].seq),
    )
    hashes: dict[int, bytes] = {seq: bytes(digest) for seq, digest in rows}
    return [line for line in held if hashes.get(line.seq) != line.hash]


def _joins(writer: _Writer, line: ReadLine) -> bool:
    """Whether the first new entry follows the last one held. What cannot be read says nothing against it."""
    return line.flag == UNREADABLE or (writer.head is not None and line.prev == writer.head.hex())


def _keep(connection: Connection, writer: _Writer, new: Sequence[ReadLine], carried: bool, now: datetime) -> Taken:
    """Add entries to the journal and to the shop's feed."""
    before = writer.head.hex() if writer.head else GENESIS
    flagged: dict[int, str] = {}
    for line in new:
        if carried:
            flagged[line.seq] = CARRIED  # whatever else is wrong with it: nobody is told of it before a person vouches
        elif line.flag:
            flagged[line.seq] = line.flag
        elif line.prev != before:
            flagged[line.seq] = CHAIN
        before = line.hash.hex()
    # The shop's row is locked as late as can be, and until the commit: whoever commits later has higher positions.
    row = connection.execute(
        "UPDATE shop SET rev = rev + %s WHERE id = %s RETURNING rev", (len(new), writer.shop)
    ).fetchone()
    assert row is not None
    first_rev = row[0] - len(new) + 1
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for place, line in enumerate(new):
            copy.write_row(
                (
                    *writer.key, line.seq, first_rev + place, line.kind, line.id, line.time, now, line.amount,
                    flagged.get(line.seq), line.hash, line.line,
                )
            )  # fmt: skip
    connection.execute(
        "UPDATE writer SET acked = %s, head = %s, waived = false, last_at = %s"
        " WHERE shop = %s AND device = %s AND epoch = %s",
        (new[-1].seq, new[-1].hash, now, *writer.key),
    )
    if flagged:
        _quarantine(connection, writer, [(line, flagged[line.seq]) for line in new if line.seq in flagged], now)
    calling = [first_rev + place for place, line in enumerate(new) if line.calls and line.seq not in flagged]
    calls = mail.keep(connection, writer.shop, calling)
    flags = tuple(Flag(seq=seq, reason=reason) for seq, reason in flagged.items())
    return Taken(new[-1].seq, new[-1].hash.hex(), len(new), flags, frozen=writer.frozen, calls=calls)


def _freeze(connection: Connection, writer: _Writer, lines: Sequence[ReadLine], now: datetime) -> Taken:
    """Two machines write as one: keep aside what the other one brought, until a person has looked."""
    first = not writer.frozen
    if first:
        connection.execute(
            "UPDATE writer SET frozen = true, fork_seq = %s, frozen_at = %s"
            " WHERE shop = %s AND device = %s AND epoch = %s",
            (lines[0].seq, now, *writer.key),
        )
        writer.frozen = True
    aside = _set_aside(connection, writer, lines, FORK, now)
    return Taken(aside.acked, aside.hash, 0, aside.flags, frozen=True, forked=first)


def _set_aside(connection: Connection, writer: _Writer, lines: Sequence[ReadLine], reason: str, now: datetime) -> Taken:
    """Keep entries beside the journal; they are neither numbered nor acknowledged."""
    _quarantine(connection, writer, [(line, reason) for line in lines], now)
    return writer.as_it_was(flags=[Flag(seq=line.seq, reason=reason) for line in lines])


def _quarantine(connection: Connection, writer: _Writer, lines: Sequence[tuple[ReadLine, str]], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quarantine (shop, device, epoch, seq, hash, reason, line, received_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(*writer.key, line.seq, line.hash, reason, line.line, now) for line, reason in lines],
        )
