"""The print queue's rows: what waits for paper, what was sent, what hangs and what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.store.connections import Connection

_COLUMNS = "key, form, document, copy, content, kick, state, tries, trouble, made, changed"


@dataclass(frozen=True)
class PrintJob:
    """A job. `form` is `receipt`, `refund`, `shift`, `cash`, `label`, `drawer`, `test`; `document` a position.

    `state`: `waiting` → `sending` → `done`; `stuck` after trouble that needs a person, `unsure` where the
    program stopped while sending (may or may not be on paper), `dropped` by a person.
    """

    key: int
    form: str
    document: int | None
    copy: int
    content: str
    kick: bool
    state: str
    tries: int
    trouble: str
    made: str
    changed: str


def add(
    connection: Connection,
    *,
    form: str,
    time: str,
    document: int | None = None,
    content: str = "",
    kick: bool = False,
    copy: int = 0,
) -> int:
    """Put a job into the queue, in the transaction of the act it belongs to. Returns its key."""
    cursor = connection.run(
        """INSERT INTO print_job (form, document, copy, content, kick, state, made, changed)
        VALUES (?, ?, ?, ?, ?, 'waiting', ?, '')""",
        (form, document, copy, content, int(kick), time),
    )
    return int(cursor.lastrowid)


def next_copy(connection: Connection, document: int, form: str) -> int:
    """The number of the next copy of a document: 0 for the first print, then 1, 2 …"""
    row = connection.run(
        "SELECT coalesce(max(copy) + 1, 0) FROM print_job WHERE document = ? AND form = ?", (document, form)
    ).fetchone()
    return int(row[0]) if row else 0


def job(connection: Connection, key: int) -> PrintJob | None:
    """The job with this key."""
    row = connection.run(f"SELECT {_COLUMNS} FROM print_job WHERE key = ?", (key,)).fetchone()  # noqa: S608
    return _job(row) if row else None


def open_jobs(connection: Connection, *, limit: int = 500) -> list[PrintJob]:
    """Every job that is not done, the oldest first."""
    rows = connection.run(
        f"SELECT {_COLUMNS} FROM print_job WHERE state NOT IN ('done', 'dropped') ORDER BY key LIMIT ?",  # noqa: S608
        (limit,),
    )
    return [_job(row) for row in rows]


def next_waiting(connection: Connection) -> PrintJob | None:
    """The oldest job that waits."""
    row = connection.run(
        f"SELECT {_COLUMNS} FROM print_job WHERE state NOT IN ('done', 'dropped') AND state = 'waiting'"  # noqa: S608
        " ORDER BY key LIMIT 1"
    ).fetchone()
    return _job(row) if row else None


def last_kick(connection: Connection, *, among: int = 200) -> PrintJob | None:
    """The last job that opened the drawer or should have, among so many of the last ones."""
    rows = connection.run(f"SELECT {_COLUMNS} FROM print_job ORDER BY key DESC LIMIT ?", (among,))  # noqa: S608
    return next((job for job in map(_job, rows) if job.kick), None)


def change(connection: Connection, key: int, state: str, *, time: str, trouble: str = "", tried: bool = False) -> None:
    """Move a job to a state; `tried` counts one more try."""
    connection.run(
        "UPDATE print_job SET state = ?, trouble = ?, changed = ?, tries = tries + ? WHERE key = ?",
        (state, trouble, time, int(tried), key),
    )


def again(connection: Connection, key: int, *, time: str) -> None:
    """A person wants it printed: it waits again, with its tries forgotten."""
    connection.run(
        "UPDATE print_job SET state = 'waiting', trouble = '', changed = ?, tries = 0 WHERE key = ?", (time, key)
    )


def after_restart(connection: Connection, *, time: str) -> int:
    """Jobs that were being sent when the program stopped become `unsure`. Returns how many."""
    return connection.run(
        "UPDATE print_job SET state = 'unsure', changed = ? WHERE state = 'sending'", (time,)
    ).rowcount


def _job(row: object) -> PrintJob:
    values = list(row)  # type: ignore[call-overload]
    values[5] = bool(values[5])
    values[10] = values[10] or values[9]  # never changed since it was made
    return PrintJob(*values)
