"""Which edition of its limits an account has, and what a till was allowed to spend under another one."""

from __future__ import annotations

from koperasi_pos.store.connections import Connection


def mixed(one: str, other: str) -> str:
    """SQL for the exclusive or of two numbers, which SQLite has no sign for."""
    return f"(({one} | {other}) - ({one} & {other}))"


EDITION = f"""CASE WHEN sort = 'opop' THEN edition
    ELSE {mixed("edition", "coalesce((SELECT card_rule.edition FROM card_rule), 0)")} END"""  # noqa: S608 - our own words
"""SQL, of a row of `card_account`: its own changes and those of the rules, which do not hold for adults."""


def limits_came(connection: Connection, after: int) -> bool:
    """Whether limits or rules came into the journal after a position."""
    row = connection.run(
        "SELECT 1 FROM journal WHERE position > ? AND kind IN ('account_limits', 'card_rules') LIMIT 1", (after,)
    ).fetchone()
    return row is not None


def lapsing(connection: Connection, holder: int) -> list[tuple[str, int]]:
    """(account, edition in force) of what a holder was allowed to spend under other limits than are in force here."""
    rows = connection.run(
        f"""SELECT account, now FROM (
            SELECT card_rights.account, card_rights.edition AS given, (SELECT {EDITION} FROM card_account
                WHERE card_account.id = card_rights.account AND opened <> '') AS now
            FROM card_rights WHERE holder = ? AND allowed > 0)
        WHERE now <> given ORDER BY account""",  # noqa: S608 - our own words
        (holder,),
    )
    return [(row[0], row[1]) for row in rows]
