"""The line to the province as people see it: who this till is there, what waits, what went and came, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store import line as line_state
from koperasi_pos.store.line import DaySum, Exchanged, LineRow
from koperasi_pos.values import Refusal

__all__ = [
    "DaySum",
    "Enrolling",
    "Exchanged",
    "Line",
    "LineRow",
    "LineState",
    "NoLine",
    "Overview",
    "enrolled",
    "needed",
    "needed_row",
    "note_listened",
    "overview",
    "senders",
    "support_log",
    "unsent",
    "waiting",
]

QUIET, ONLINE, SENDING, FETCHING, OFFLINE, TROUBLE = "quiet", "online", "sending", "fetching", "offline", "trouble"


@dataclass(frozen=True)
class LineState:
    """How the line is right now.

    `mood` is `quiet` (never enrolled), `online`, `sending`, `fetching`, `offline` or `trouble`; `since` when it became
    so; `code` names a sentence in `words/refusals.py` with what to do, where there is something to do.
    """

    mood: str = QUIET
    waiting: int = 0
    since: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    listening: bool = False
    """Whether news arrives at once; else it is asked for from time to time."""
    idle_hour: int = 0
    """Bytes that an hour of listening takes when nothing comes, as measured; 0: not known yet."""


@dataclass(frozen=True)
class Enrolling:
    """What an officer's code brought: who this till is at the province."""

    shop: str
    till_code: str
    purpose: str


class Line(Protocol):
    """The worker of the line as the windows see it; only `enrol` waits for the province."""

    def state(self) -> LineState:
        """How the line is."""
        ...

    def send_now(self) -> None:
        """Do not wait for the timer."""
        ...

    def enrol(self, address: str, code: str) -> Enrolling:
        """Enrol this till with an officer's code; raises a Refusal with what to do."""
        ...


class NoLine:
    """A till without a line: one to practise at, or one of a test."""

    def state(self) -> LineState:
        """Quiet."""
        return LineState()

    def send_now(self) -> None:
        """There is nothing to send to."""

    def enrol(self, address: str, code: str) -> Enrolling:
        """Nobody enrols a till for practice."""
        raise Refusal("line_training")


@dataclass(frozen=True)
class Overview:
    """What the page shows."""

    row: LineRow | None
    waiting: int
    put_off: int
    today: DaySum
    exchanges: Sequence[Exchanged]
    unread: int = 0


def enrolled(till: Till) -> LineRow | None:
    """Who this till is at the province, `None` where it was never enrolled."""
    with till.reading() as connection:
        return line_state.find(connection)


def needed_row(till: Till) -> LineRow:
    """Who this till is at the province; `Refusal("line_not_enrolled")`."""
    with till.reading() as connection:
        return needed(connection)


def needed(connection: Connection) -> LineRow:
    """Who this till is at the province; `Refusal("line_not_enrolled")`."""
    row = line_state.find(connection)
    if row is None:
        raise Refusal("line_not_enrolled")
    return row


def senders(connection: Connection, me: journal.Writer) -> list[journal.Writer]:
    """Whose entries this till sends: its own of every epoch, and those of a device that it took the place of."""
    own = line_state.own_writers(connection, me.device)
    return own + [one for one in line_state.taken_over(connection) if one.device != me.device]


def waiting(till: Till) -> int:
    """How many entries the province does not hold yet, as far as this till was told."""
    with till.reading() as connection:
        return _waiting(connection)


def _waiting(connection: Connection) -> int:
    me = journal.this_till(connection)
    if me is None:
        return 0
    return sum(
        max(0, journal.head(connection, one.key)[0] - line_state.acked(connection, one.key))
        for one in senders(connection, me)
    )


def unsent(connection: Connection) -> int:
    """The same for a paper: a shop that was never enrolled owes the province nothing."""
    return _waiting(connection) if line_state.find(connection) is not None else 0


def overview(till: Till, *, limit: int = 100) -> Overview:
    """What waits, what went and came today, and the newest exchanges."""
    with till.reading() as connection:
        return Overview(
            row=line_state.find(connection),
            waiting=_waiting(connection),
            put_off=line_state.number_put_off(connection),
            today=line_state.day_sum(connection, till.today()),
            exchanges=line_state.exchanges(connection, limit),
        )


def note(till: Till, connection: Connection, one: Exchanged, *, sent: int = 0, received: int = 0) -> None:
    """Write an exchange into the log, inside an open transaction."""
    line_state.note(connection, one, day=till.today(), sent=sent, received=received)


def note_listened(till: Till, one: Exchanged) -> None:
    """Write the bytes of idle listening into the log and the sums of the day."""
    with till.writing() as connection:
        note(till, connection, one)


def support_log(till: Till, file: Path) -> Done[int]:
    """Write the log of the line for whoever helps: no names, no goods, no key. `Refusal`: `file_not_written`."""
    with till.reading() as connection:
        row = line_state.find(connection)
        rows = line_state.exchanges(connection, line_state.KEPT_EXCHANGES)
        put_off = line_state.put_offs(connection, limit=200)
        waits = _waiting(connection)
    told = [f"written {till.now()}, waiting {waits}"]
    if row is not None:
        told.append(
            f"till {row.till_code} {row.device}/{row.epoch} shop {row.shop} province {row.province} at {row.address}; "
            f"server epoch {row.server_epoch}, cursor {row.cursor}, clock {row.skew} ms, heard {row.heard or '-'}, "
            f"compared {row.compared or '-'} {row.differs or 'same'}"
        )
    told += [f"put off {one.device}/{one.epoch}/{one.seq}: {one.reason}" for one in put_off]
    for one in rows:
        facts = " ".join(f"{name}={value}" for name, value in (one.facts or {}).items())
        told.append(
            f"{one.at} {one.what} entries={one.entries} out={one.bytes_out} in={one.bytes_in} {one.code or 'ok'}"
            f" {facts}"
        )
    try:
        file.write_text("\n".join(line.rstrip() for line in told) + "\n", encoding="utf-8")
    except OSError as error:
        raise Refusal("file_not_written", file=file, reason=error.strerror or str(error)) from error
    return Done(len(rows))
