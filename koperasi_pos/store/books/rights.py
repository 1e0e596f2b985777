"""Who may spend what is on a card: one rupiah has one holder, a till or the province, and nobody else spends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry, read_entry
from koperasi_pos.journal.documents import (
    LimitsHeard,
    RightsAsked,
    RightsIn,
    RightsOut,
    RightsReclaimed,
)
from koperasi_pos.store.books import card_asks, reclaims
from koperasi_pos.store.books.holder_rows import change, holder_key, taken_by_another_life
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection

_UNDER_WAY = "sent = 1 AND accepted = 0 AND forced = 0"
_LEFT = "sum(sent * amount - paid)"
"""What is on its way of transfers that nobody has taken: less what cards paid out of one at another pesantren, also
where news of the transfer itself has not come."""
_OPEN = "accepted = 0 AND forced = 0"


@dataclass(frozen=True)
class Held:
    """What one holder holds of one account, in rupiah."""

    holder: int
    device: str
    epoch: int
    till: str
    """Code of the till, empty for the province."""
    dead: bool
    rights: int
    allowed: int
    taken: int
    short: int
    edition: int = 0
    """Of the limits that it was allowed under; nothing of it counts where others are in force and it knows."""


@dataclass(frozen=True)
class Transfer:
    """Rights that are on their way."""

    id: str
    account: str
    amount: int
    allowed: int
    home: int
    giver: int
    device: str
    epoch: int
    edition: int


def apply_out(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Rights leave their holder and are on their way."""
    out = cast(RightsOut, entry.document)
    change(connection, out.account, writer, -int(out.amount), allowed=-int(out.allowed), edition=out.edition)
    connection.run(
        """INSERT INTO card_transfer (id, account, amount, allowed, home, giver, device, epoch, edition, sent)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT (id) DO UPDATE SET sent = sent + 1, amount = excluded.amount, giver = excluded.giver,
            device = excluded.device, epoch = excluded.epoch, allowed = excluded.allowed, home = excluded.home,
            edition = excluded.edition""",
        (
            out.id, out.account, int(out.amount), int(out.allowed), out.home, writer, out.device, out.epoch,
            out.edition,
        ),
    )  # fmt: skip
    if out.home:
        _move_home(connection, out.account, "", out.home)
    if out.ask:
        card_asks.answered(connection, out.ask)


def apply_in(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Rights arrive, each transfer once; those of a dead holder went on already when it was declared dead."""
    taken = cast(RightsIn, entry.document)
    if taken_by_another_life(connection, writer, taken):
        return
    forced = _forced(connection, taken.transfer)
    connection.run(
        """INSERT INTO card_transfer (id, account, amount, accepted, taker) VALUES (?, ?, ?, 1, ?)
        ON CONFLICT (id) DO UPDATE SET accepted = accepted + 1, taker = excluded.taker""",
        (taken.transfer, taken.account, int(taken.amount), writer),
    )
    net = 0 if forced else int(taken.amount)
    change(connection, taken.account, writer, net, allowed=int(taken.allowed), edition=taken.edition)
    if taken.home:
        _move_home(connection, taken.account, entry.writer, taken.home)


def apply_heard(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A holder heard of other limits: what it was allowed under older ones lapses."""
    for one in cast(LimitsHeard, entry.document).accounts:
        _lapse(connection, one.account, writer, one.edition)


def apply_asked(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Somebody asks, and says so under which limits."""
    card_asks.apply_asked(connection, writer, position, entry)
    asked = cast(RightsAsked, entry.document)
    _lapse(connection, asked.account, writer, asked.edition)


def _lapse(connection: Connection, account: str, holder: int, edition: int) -> None:
    connection.run(
        "UPDATE card_rights SET allowed = 0, edition = ?3 WHERE account = ?1 AND holder = ?2 AND edition <> ?3",
        (account, holder, edition),
    )


def apply_reclaimed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A holder is dead, its rights go over to the writer by a person's decision."""
    done = cast(RightsReclaimed, entry.document)
    dead = holder_key(connection, done.device, done.epoch)
    for line in done.lines:
        for part in line.transfers:
            row = connection.run(
                "SELECT accepted + forced FROM card_transfer WHERE id = ?", (part.transfer,)
            ).fetchone()
            connection.run(
                """INSERT INTO card_transfer (id, account, amount, forced) VALUES (?, ?, ?, 1)
                ON CONFLICT (id) DO UPDATE SET forced = 1""",
                (part.transfer, line.account, int(part.amount)),
            )
            if not (row and row[0]):
                change(connection, line.account, dead, int(part.amount))
            if part.home:
                _move_home(connection, line.account, entry.writer, part.home)
        change(connection, line.account, dead, -int(line.amount), taken=int(line.amount))
        change(connection, line.account, writer, int(line.amount))
    reclaims.keep(connection, writer, dead, entry, done)
    connection.run(
        """INSERT INTO card_dead (holder, position, amount) VALUES (?, ?, ?)
        ON CONFLICT (holder) DO UPDATE SET amount = amount + excluded.amount""",
        (dead, position, int(done.amount)),
    )
    connection.run(
        "INSERT OR IGNORE INTO card_decided (holder, heir, stamp) VALUES (?, ?, ?)", (dead, writer, stamp(entry))
    )
    # Two people may have decided without hearing of each other: the first of them counts, in every file.
    row = connection.run(
        "SELECT line FROM card_dead JOIN journal USING (position) WHERE holder = ?", (dead,)
    ).fetchone()
    if row is not None and stamp(entry) < stamp(read_entry(row[0].encode())):
        connection.run("UPDATE card_dead SET position = ? WHERE holder = ?", (position, dead))


def pay_from(connection: Connection, transfer: str, account: str, amount: int) -> None:
    """A card paid out of a transfer that the province keeps for another pesantren's shop."""
    connection.run(
        """INSERT INTO card_transfer (id, account, amount, paid) VALUES (?, ?, 0, ?)
        ON CONFLICT (id) DO UPDATE SET paid = paid + excluded.paid, allowed = max(0, allowed - excluded.paid)""",
        (transfer, account, amount),
    )


def _move_home(connection: Connection, account: str, device: str, step: int) -> None:
    connection.run(
        """INSERT INTO card_account (id, home, home_step) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET home = excluded.home, home_step = excluded.home_step
        WHERE (excluded.home_step, excluded.home) > (home_step, home)""",
        (account, device, step),
    )


_DEAD = """SELECT card_dead.position FROM writer JOIN card_dead ON card_dead.holder = writer.key
    WHERE writer.device = ?1 AND epoch = (SELECT max(epoch) FROM writer WHERE device = ?1)"""
_DECIDED = "SELECT device FROM journal JOIN writer ON writer.key = journal.writer WHERE position = ?"


_LATER = """SELECT heir.device FROM card_decided JOIN writer AS dead ON dead.key = holder
    JOIN writer AS heir ON heir.key = heir WHERE dead.device = ? AND heir NOT IN (SELECT holder FROM card_dead)
    ORDER BY stamp LIMIT 1"""


def home_of(connection: Connection, device: str) -> str:
    """Who answers for limits whose home is a device: itself while it lives, else whoever took over its rights.

    Where people declared one another's tills dead, it is who decided about one of them and lives; a dead one is named
    where nobody did yet.
    """
    seen = set[str]()
    while device not in seen:
        seen.add(device)
        row = connection.run(_DEAD, (device,)).fetchone()
        heir = connection.run(_DECIDED, row).fetchone() if row is not None else None
        if heir is None:
            return device
        device = str(heir[0])
    found = sorted({str(row[0]) for one in seen for row in connection.run(_LATER, (one,)) if row[0] not in seen})
    return found[0] if found else device


def answering(connection: Connection) -> list[tuple[str, int, int]]:
    """(device, its newest life, of how many accounts) of everybody who answers for limits today."""
    counts: dict[str, int] = {}
    for home, count in connection.run(
        "SELECT home, count(*) FROM card_account WHERE opened <> '' AND home <> '' AND state <> 'closed' GROUP BY home"
    ).fetchall():
        now = home_of(connection, home)
        counts[now] = counts.get(now, 0) + count
    found = []
    for device, count in sorted(counts.items()):
        row = connection.run("SELECT max(epoch) FROM writer WHERE device = ?", (device,)).fetchone()
        found.append((device, row[0] if row and row[0] else 1, count))
    return found


def _forced(connection: Connection, transfer: str) -> bool:
    row = connection.run("SELECT forced FROM card_transfer WHERE id = ?", (transfer,)).fetchone()
    return bool(row and row[0])


def of_holder(connection: Connection, account: str, holder: int) -> tuple[int, int]:
    """(rights, allowed) of one holder."""
    row = connection.run(
        "SELECT rights, allowed FROM card_rights WHERE account = ? AND holder = ?", (account, holder)
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def allowance(connection: Connection, account: str, holder: int, edition: int) -> int:
    """What a holder may spend without asking the home of the limits, where the limits of this edition are in force."""
    row = connection.run(
        "SELECT allowed FROM card_rights WHERE account = ? AND holder = ? AND edition = ?", (account, holder, edition)
    ).fetchone()
    return int(row[0]) if row else 0


def balance(connection: Connection, account: str) -> int:
    """What is on an account: what every holder holds, and what is on its way."""
    row = connection.run(
        f"""SELECT (SELECT coalesce(sum(rights), 0) FROM card_rights WHERE account = ?1)
            + (SELECT coalesce({_LEFT}, 0) FROM card_transfer WHERE account = ?1 AND {_OPEN})""",  # noqa: S608
        (account,),
    ).fetchone()
    return int(row[0]) if row else 0


def balances(connection: Connection) -> dict[str, int]:
    """What is on every account that has something, in one reading: the same as `balance` says one by one."""
    rows = connection.run(
        f"""SELECT account, sum(amount) FROM (SELECT account, rights AS amount FROM card_rights
            UNION ALL SELECT account, {_LEFT} FROM card_transfer WHERE {_OPEN} GROUP BY account)
            GROUP BY account"""  # noqa: S608
    )
    return {account: int(amount) for account, amount in rows}


def outstanding(connection: Connection, account: str, home: str) -> int:
    """What others than the home of the limits may still spend without asking it, as far as is known here."""
    row = connection.run(
        f"""SELECT (SELECT coalesce(sum(allowed), 0) FROM card_rights JOIN writer ON writer.key = holder
                WHERE account = ?1 AND device <> ?2 AND holder NOT IN (SELECT holder FROM card_dead))
            + (SELECT coalesce(sum(allowed), 0) FROM card_transfer
                WHERE account = ?1 AND {_UNDER_WAY} AND device <> ?2)""",  # noqa: S608 - our own words
        (account, home),
    ).fetchone()
    return int(row[0]) if row else 0


def unheard(connection: Connection, account: str, device: str, edition: int) -> int:
    """What others than a device were allowed under other limits than these, as far as they have not said they heard."""
    row = connection.run(
        f"""SELECT (SELECT coalesce(sum(min(rights, allowed)), 0) FROM card_rights JOIN writer ON writer.key = holder
                WHERE account = ?1 AND device <> ?2 AND edition <> ?3 AND holder NOT IN (SELECT holder FROM card_dead))
            + (SELECT coalesce(sum(min(amount, allowed)), 0) FROM card_transfer
                WHERE account = ?1 AND {_UNDER_WAY} AND device <> ?2 AND edition <> ?3)""",  # noqa: S608
        (account, device, edition),
    ).fetchone()
    return int(row[0]) if row else 0


_HELD = """SELECT holder, device, epoch, coalesce((SELECT code FROM till WHERE till.writer = holder), ''),
    holder IN (SELECT holder FROM card_dead), {sums} FROM card_rights JOIN writer ON writer.key = holder"""


def holders_of(connection: Connection, account: str) -> list[Held]:
    """Who holds how much of an account."""
    rows = connection.run(
        _HELD.format(sums="rights, allowed, taken, short, card_rights.edition") + " WHERE account = ? ORDER BY holder",
        (account,),
    )
    return [Held(row[0], row[1], row[2], row[3], bool(row[4]), *row[5:]) for row in rows]


def holders(connection: Connection) -> list[Held]:
    """Who holds how much of all accounts together."""
    rows = connection.run(
        _HELD.format(sums="sum(rights), sum(allowed), sum(taken), sum(short)") + " GROUP BY holder ORDER BY holder"
    )
    return [Held(row[0], row[1], row[2], row[3], bool(row[4]), *row[5:]) for row in rows]


def totals(connection: Connection, holder: int) -> tuple[int, int, int, int]:
    """(rights of this holder, of all holders, on their way, short) of all accounts together."""
    row = connection.run(
        f"""SELECT coalesce(sum(rights) FILTER (WHERE holder = ?), 0), coalesce(sum(rights), 0),
            (SELECT coalesce({_LEFT}, 0) FROM card_transfer WHERE {_OPEN}), coalesce(sum(short), 0)
        FROM card_rights""",  # noqa: S608
        (holder,),
    ).fetchone()
    return (row[0], row[1], row[2], row[3]) if row else (0, 0, 0, 0)


_TRANSFER = "SELECT id, account, amount - paid, allowed, home, giver, device, epoch, edition FROM card_transfer"


def under_way(connection: Connection, device: str = "", epoch: int = 0) -> list[Transfer]:
    """Transfers that nobody has taken yet, to one holder where it is named."""
    rows = connection.run(
        f"{_TRANSFER} WHERE {_UNDER_WAY} AND (amount = 0 OR amount > paid)"
        " AND (?1 = '' OR (device = ?1 AND epoch = ?2)) ORDER BY id",
        (device, epoch),
    )
    return [Transfer(*row) for row in rows]


def transfer(connection: Connection, transfer_id: str) -> tuple[Transfer, bool] | None:
    """(a transfer, whether it was taken already)."""
    row = connection.run(
        "SELECT id, account, amount, allowed, home, giver, device, epoch, edition, accepted + forced, sent"
        " FROM card_transfer WHERE id = ?", (transfer_id,),
    ).fetchone()  # fmt: skip
    return (Transfer(*row[:9]), bool(row[9])) if row and row[10] else None


def held_by(connection: Connection, device: str, epoch: int) -> list[tuple[str, int]]:
    """(account, rights) of everything that one holder holds, or was allowed while nobody declared it dead."""
    rows = connection.run(
        """SELECT account, rights FROM card_rights JOIN writer ON writer.key = holder WHERE device = ? AND epoch = ?
            AND (rights > 0 OR (allowed > 0 AND holder NOT IN (SELECT holder FROM card_dead))) ORDER BY account""",
        (device, epoch),
    )
    return [(row[0], row[1]) for row in rows]


def is_dead_holder(connection: Connection, holder: int) -> bool:
    """Whether a person declared this writer dead."""
    return connection.run("SELECT 1 FROM card_dead WHERE holder = ?", (holder,)).fetchone() is not None


def is_dead(connection: Connection, device: str, epoch: int) -> bool:
    """Whether a person declared this holder dead."""
    row = connection.run(
        "SELECT 1 FROM card_dead JOIN writer ON writer.key = holder WHERE device = ? AND epoch = ?", (device, epoch)
    ).fetchone()
    return row is not None
