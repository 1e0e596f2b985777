"""People whose data was deleted: who they were stands nowhere any more, a token keeps their money apart."""

from __future__ import annotations

from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import PersonForgotten, PersonSaved
from koperasi_pos.store.connections import Connection

FOR_EVER = "~"
"""A stamp behind all others: nothing that is heard later brings a name back."""


def token_of(connection: Connection, id: str) -> str:
    """What stands in the place of the name of this person, or of the holder of this account; empty for others."""
    row = connection.run("SELECT token FROM forgotten WHERE id = ?", (id,)).fetchone()
    return str(row[0]) if row else ""


def tokens(connection: Connection) -> dict[str, str]:
    """Short id of a person or an account → token, of everybody who was forgotten."""
    return {row[0]: row[1] for row in connection.run("SELECT id, token FROM forgotten")}


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Nothing of the person stays in any book, in whatever order the news comes."""
    gone = cast(PersonForgotten, entry.document)
    ids = [(gone.person, gone.token), *((account, gone.token) for account in gone.accounts)]
    connection.run_many("INSERT OR REPLACE INTO forgotten (id, token) VALUES (?, ?)", ids)
    bare = PersonSaved(id="0" * 32, person=gone.person, name=gone.token, active=False)
    held = connection.run("SELECT key FROM person WHERE id = ?", (gone.person,)).fetchone()
    key = position if held is None else held[0]
    connection.run(
        """INSERT INTO person (key, id, name, number, tier, member, phone, active, body, stamp)
        VALUES (?, ?, ?, '', ?, 0, '', 0, ?, ?)
        ON CONFLICT (key) DO UPDATE SET name = excluded.name, number = '', tier = excluded.tier, member = 0, phone = '',
            active = 0, body = excluded.body, stamp = excluded.stamp""",
        (key, gone.person, gone.token, bare.tier, bare.model_dump_json(exclude_defaults=True), FOR_EVER),
    )
    if held is not None:
        connection.run("DELETE FROM person_search WHERE rowid = ?", (key,))
    connection.run("INSERT INTO person_search (rowid, words) VALUES (?, ?)", (key, gone.token.casefold()))
    for account in gone.accounts:
        connection.run(
            "UPDATE card_account SET limits = '', limits_stamp = '', pin_hash = '', pin_stamp = '' WHERE id = ?",
            (account,),
        )
        connection.run(
            """UPDATE drawer_event SET reason = ? WHERE purpose IN ('top_up', 'card_out')
            AND position IN (SELECT position FROM card_movement WHERE account = ?)""",
            (gone.token, account),
        )
