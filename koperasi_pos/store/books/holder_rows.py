"""What a holder holds of an account, changed row by row; what two lives of the province say of the same money."""

from __future__ import annotations

from koperasi_pos.journal.documents import RightsIn
from koperasi_pos.store.connections import Connection

_NEW = """INSERT INTO card_rights (account, holder, rights, allowed, taken, short, edition)
    VALUES (?3, ?4, max(0, ?1), max(0, ?2), ?5, max(0, -?1), coalesce(?6, 0))"""
_CHANGE = """UPDATE card_rights SET rights = max(0, rights - short + ?1), short = max(0, short - rights - ?1),
    allowed = max(0, CASE WHEN edition = coalesce(?6, edition) THEN allowed ELSE 0 END + ?2), taken = taken + ?5,
    edition = coalesce(?6, edition) WHERE account = ?3 AND holder = ?4"""
"""What a holder may still spend is what its own journal says (it is never below nothing), less what was taken from it
when it was declared dead. Where it had spent more than anybody knew, the rest is `short`: the guarantee account's."""


def change(
    connection: Connection,
    account: str,
    holder: int,
    net: int,
    *,
    allowed: int = 0,
    taken: int = 0,
    edition: int | None = None,
) -> None:
    """Add to what a holder holds of an account; the file itself refuses a living holder below nothing.

    Where the holder names another `edition` of the limits than before, what it was allowed until then has lapsed. Only
    its own entries say so: what it is allowed follows from its journal alone, whenever that comes.
    """
    values = (net, allowed, account, holder, taken, edition)
    if not connection.run(_CHANGE, values).rowcount:
        connection.run(_NEW, values)


def holder_key(connection: Connection, device: str, epoch: int) -> int:
    """The key of a writer; made where a holder never wrote anything that came here."""
    row = connection.run("SELECT key FROM writer WHERE device = ? AND epoch = ?", (device, epoch)).fetchone()
    if row is None:
        row = connection.run(
            "INSERT INTO writer (device, epoch) VALUES (?, ?) RETURNING key", (device, epoch)
        ).fetchone()
    assert row is not None
    return int(row[0])


def taken_by_another_life(connection: Connection, writer: int, taken: RightsIn) -> bool:
    """A province that was restored took once more what its earlier life had taken: the later life holds it."""
    row = connection.run(
        """SELECT taker, mine.epoch > other.epoch FROM card_transfer JOIN writer AS other ON other.key = taker
        JOIN writer AS mine ON mine.key = ?1 AND mine.device = other.device AND mine.key <> other.key
        WHERE id = ?2 AND accepted = 1""",
        (writer, taken.transfer),
    ).fetchone()
    if row is None:
        return False
    earlier, later = (row[0], writer) if row[1] else (writer, row[0])
    done_again(connection, taken.account, int(taken.amount), earlier, later, second=writer)
    connection.run("UPDATE card_transfer SET taker = ? WHERE id = ?", (later, taken.transfer))
    return True


def done_again(connection: Connection, account: str, amount: int, earlier: int, later: int, *, second: int) -> None:
    """Two lives of the province say that they got the same money: it goes over to the later one, in whatever order
    the news comes (`second` is whose entry came second). What the earlier one had given away is the guarantee's.
    """
    change(connection, account, second, amount)
    change(connection, account, earlier, -amount, taken=amount)
