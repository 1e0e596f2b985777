"""Rows of allowances by what they are for: the same row that was put on at two tills stands out, for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import AllowanceSettled, ToppedUp
from koperasi_pos.store.books.card_payments import When, move
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.card_sheets import allowance_row, sheet_of


@dataclass(frozen=True)
class Known:
    """A row that was put on before."""

    document: str
    account: str
    amount: int
    day: int
    till: str


@dataclass(frozen=True)
class Double:
    """An allowance that came a second time, beside the first one; days as 20261124."""

    document: str
    account: str
    name: str
    amount: int
    label: str
    day: int
    device: str
    till: str
    first_label: str
    first_day: int
    first_till: str


def apply_put_on(connection: Connection, writer: int, entry: Entry, done: ToppedUp) -> None:
    """Remember the rows; that one was settled may have been heard before."""
    sheet = sheet_of((line.account, line.amount) for line in done.lines)
    mark, day = stamp(entry), day_number(done.day)
    connection.run_many(
        """INSERT INTO card_allowance (document, account, row, sheet, label, writer, amount, day, stamp)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (document, account) DO UPDATE SET row = excluded.row, sheet = excluded.sheet,
            label = excluded.label, writer = excluded.writer, amount = excluded.amount, day = excluded.day,
            stamp = excluded.stamp""",
        [
            (
                entry.id, line.account, allowance_row(done.reference, line.account), sheet, done.reference, writer,
                int(line.amount), day, mark,
            )
            for line in done.lines
        ],
    )  # fmt: skip


def apply_settled(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A person decided: what is taken back leaves the account."""
    done = cast(AllowanceSettled, entry.document)
    day = day_number(done.day)
    if done.amount:
        when = When(position, entry.time, day, day)
        move(connection, when, 0, done.account, writer, "top_up", -int(done.amount), way="allowance")
    connection.run(
        """INSERT INTO card_allowance (document, account, settled) VALUES (?, ?, 1)
        ON CONFLICT (document, account) DO UPDATE SET settled = 1""",
        (done.document, done.account),
    )


def known(connection: Connection, label: str, account: str) -> Known | None:
    """The row that was put on first for this account under this label, at this till or at another."""
    row = connection.run(
        """SELECT document, account, amount, day, coalesce((SELECT code FROM till WHERE till.writer = a.writer), '')
        FROM card_allowance AS a WHERE row = ? ORDER BY stamp LIMIT 1""",
        (allowance_row(label, account),),
    ).fetchone()
    return Known(*row) if row else None


def same_sheet(connection: Connection, sheet: str, day: int) -> str:
    """Under which label the same amounts were put on the same accounts on a day; empty for none."""
    row = connection.run(
        "SELECT label FROM card_allowance WHERE sheet = ? AND day = ? LIMIT 1", (sheet, day)
    ).fetchone()
    return str(row[0]) if row else ""


_TWICE = """SELECT {rank} || earlier.stamp AS rank, later.document AS document, later.account AS account,
    coalesce(person.name, '') AS name, later.amount AS amount, later.label AS label, later.day AS day,
    mine.device AS device, coalesce((SELECT code FROM till WHERE till.writer = later.writer), '') AS code,
    earlier.label AS first_label, earlier.day AS first_day,
    coalesce((SELECT code FROM till WHERE till.writer = earlier.writer), '') AS first_code
    FROM card_allowance AS later JOIN writer AS mine ON mine.key = later.writer
    JOIN card_allowance AS earlier ON {same} AND earlier.document <> later.document AND earlier.stamp < later.stamp
    LEFT JOIN card_account ON card_account.id = later.account LEFT JOIN person ON person.id = card_account.person
    WHERE later.settled = 0 AND later.day >= ?1"""

_SAME_ROW = _TWICE.format(rank=0, same="earlier.row = later.row AND later.row <> ''")
_SAME_SHEET = _TWICE.format(
    rank=1,
    same="""earlier.sheet = later.sheet AND earlier.account = later.account AND earlier.day = later.day
    AND earlier.writer <> later.writer AND earlier.row <> later.row""",
)
_DOUBLES = f"""SELECT min(rank), document, account, name, amount, label, day, device, code, first_label, first_day,
    first_code FROM ({_SAME_ROW} UNION ALL {_SAME_SHEET}) GROUP BY document, account ORDER BY day, name, document"""  # noqa: S608


def doubles(connection: Connection, since: int) -> list[Double]:
    """Allowances from a day on that were put on a second time, and about which nobody has decided.

    The same: under the same label, whatever the amount; or the same sheet on the same day at two tills, whatever each
    called it.
    """
    return [Double(*row[1:]) for row in connection.run(_DOUBLES, (since,))]
