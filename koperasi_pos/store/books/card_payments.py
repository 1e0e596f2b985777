"""What happened to the money of an account, row by row: what sales took, what refunds gave back, and the sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import CategoryPart, Payment
from koperasi_pos.store.books import holder_rows
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.card_figures import CardWay, Spending

_MOVEMENT = """INSERT INTO card_movement (position, n, account, holder, kind, way, amount, day, counted, at,
    reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_CATEGORY = "INSERT INTO card_category (position, category, account, counted, amount) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class When:
    """Where a movement stands: its entry, its day (20261124) and the day that limits count it for."""

    position: int
    at: str
    day: int
    counted: int


@dataclass(frozen=True)
class Movement:
    """A movement on an account, in rupiah in (+) and out (−)."""

    position: int
    kind: str
    """`sale`, `refund`, `top_up`, `cash_out`, `moved`, `fee`."""
    way: str
    amount: int
    day: int
    at: str
    till: str
    account: str


def move(
    connection: Connection,
    when: When,
    n: int,
    account: str,
    holder: int,
    kind: str,
    amount: int,
    *,
    way: str = "",
    reference: str = "",
) -> None:
    """Money comes onto an account (+) or leaves it (−), and with it the holder's right to spend it."""
    take(connection, when, n, account, holder, kind, amount, way=way, reference=reference)
    spent = amount if kind == "sale" else 0
    holder_rows.change(connection, account, holder, amount, allowed=spent)


def take(
    connection: Connection,
    when: When,
    n: int,
    account: str,
    holder: int,
    kind: str,
    amount: int,
    *,
    way: str,
    reference: str,
) -> None:
    """The row alone, where the rights moved by themselves: out of a transfer that is kept for somebody."""
    connection.run(
        _MOVEMENT,
        (when.position, n, account, holder, kind, way, amount, when.day, when.counted, when.at, reference),
    )


def spent_on(connection: Connection, when: When, account: str, parts: Sequence[CategoryPart], sign: int = 1) -> None:
    """What a payment went for, by category."""
    connection.run_many(
        _CATEGORY,
        [
            (when.position, part.category, account, when.counted, sign * int(part.amount))
            for part in parts
            if part.amount
        ],
    )


def paid(connection: Connection, writer: int, when: When, payments: Sequence[Payment], sign: int) -> None:
    """The card's part of a sale (`sign` −1) or of a refund (+1)."""
    for n, payment in enumerate(payments):
        if not payment.account:
            continue
        kind = "sale" if sign < 0 else "refund"
        if payment.proof and sign < 0:
            connection.run(
                """INSERT INTO card_proof (card, counter, used) VALUES (?, 0, ?)
                ON CONFLICT (card) DO UPDATE SET used = max(used, excluded.used)""",
                (payment.card, payment.proof),
            )
        move(connection, when, n, payment.account, writer, kind, sign * int(payment.amount), way=payment.way)
        spent_on(connection, when, payment.account, payment.categories, -sign)


def from_visits(connection: Connection, payments: Sequence[Payment]) -> None:
    """What a sale here took from reservations of cards of another pesantren."""
    for payment in payments:
        if payment.way == "visit" and payment.reference:
            connection.run(
                """INSERT INTO visit (id, paid) VALUES (?, ?)
                ON CONFLICT (id) DO UPDATE SET paid = paid + excluded.paid""",
                (payment.reference, int(payment.amount)),
            )


def is_known(connection: Connection, reference: str) -> bool:
    """Whether a transfer with this reference was booked already."""
    row = connection.run("SELECT 1 FROM card_movement WHERE reference = ?", (reference,)).fetchone()
    return row is not None


def spent_within(connection: Connection, account: str, first: int, last: int) -> int:
    """What was spent on the days from `first` to `last`, less what came back of it.

    Nothing behind `last` counts: a till whose clock ran ahead would else close an account until that day comes.
    """
    row = connection.run(
        """SELECT coalesce(-sum(amount), 0) FROM card_movement
        WHERE account = ? AND counted BETWEEN ? AND ? AND kind IN ('sale', 'refund')""",
        (account, first, last),
    ).fetchone()
    return int(row[0]) if row else 0


def spent_by_category(connection: Connection, account: str, first: int, last: int) -> dict[str, int]:
    """Category → what was spent for its goods on the days from `first` to `last`, less what came back."""
    rows = connection.run(
        """SELECT category, sum(amount) FROM card_category WHERE account = ? AND counted BETWEEN ? AND ?
        GROUP BY category""",
        (account, first, last),
    )
    return {row[0]: row[1] for row in rows}


_ROWS = """SELECT card_movement.position, kind, way, amount, day, at,
    coalesce((SELECT code FROM till WHERE till.writer = holder), ''), account FROM card_movement"""


def movements(connection: Connection, account: str, *, limit: int = 200, purchases: bool = False) -> list[Movement]:
    """What happened to an account, the newest first; with `purchases` what was bought or came back alone."""
    bought = "AND kind IN ('sale', 'refund')" if purchases else ""
    rows = connection.run(
        f"{_ROWS} WHERE account = ? {bought} ORDER BY position DESC, n DESC LIMIT ?", (account, limit)
    )
    return [Movement(*row) for row in rows]


def between(connection: Connection, first: int, last: int, kinds: Sequence[str]) -> list[Movement]:
    """Movements of these kinds on the days, in the order of the journal."""
    marks = ", ".join("?" * len(kinds))
    rows = connection.run(
        f"{_ROWS} WHERE day BETWEEN ? AND ? AND kind IN ({marks}) ORDER BY position, n", (first, last, *kinds)
    )
    return [Movement(*row) for row in rows]


def by_kind(connection: Connection, first: int, last: int) -> list[CardWay]:
    """What moved on the days, by kind and way."""
    rows = connection.run(
        """SELECT kind, way, count(*), sum(amount) FROM card_movement WHERE day BETWEEN ? AND ?
        GROUP BY kind, way ORDER BY kind, way""",
        (first, last),
    )
    return [CardWay(*row) for row in rows]


def by_category(connection: Connection, first: int, last: int) -> list[Spending]:
    """What cards spent on the days, less what came back."""
    rows = connection.run(
        """SELECT category, coalesce(person.body ->> '$.group', ''), sum(amount) FROM card_category
        JOIN card_account ON card_account.id = account LEFT JOIN person ON person.id = card_account.person
        WHERE counted BETWEEN ? AND ? GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1, 2""",
        (first, last),
    )
    return [Spending(*row) for row in rows]


def uneven(connection: Connection) -> list[tuple[str, int, int]]:
    """(account, what its movements say, what its holders and transfers say) where the two differ; none when sound."""
    rows = connection.run(
        """SELECT account, sum(moved), sum(held) FROM (
            SELECT account, amount AS moved, 0 AS held FROM card_movement
            UNION ALL SELECT account, 0, rights - short FROM card_rights
            UNION ALL SELECT account, 0, sent * amount - paid FROM card_transfer WHERE accepted = 0 AND forced = 0)
        GROUP BY account HAVING sum(moved) <> sum(held)"""
    )
    return [(row[0], row[1], row[2]) for row in rows]


def moved_before(connection: Connection, position: int) -> int:
    """Σ of everything that moved on all accounts before a position of the journal."""
    row = connection.run(
        "SELECT coalesce(sum(amount), 0) FROM card_movement WHERE position < ?", (position,)
    ).fetchone()
    return int(row[0]) if row else 0
