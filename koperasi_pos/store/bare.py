"""What the journal tells of people who were forgotten: taken out of its bytes, or veiled where the law keeps them.

Entries of a person and of a photo are made bare: the chain still holds, `was` stands in the place of their hash. What
moved money stays as it was written; whoever reads it gets the token in the place of the name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from koperasi_pos.journal import Entry, read_entry
from koperasi_pos.journal.entry import bare_line
from koperasi_pos.store.books import forgotten
from koperasi_pos.store.connections import Connection

KINDS = frozenset({"person_forgotten", "person"})
"""Kinds of entries after which something may have to be made bare."""

_NAMES = {"person": ("name",), "account": ("name", "holder"), "to": ("to_name",)}
"""Field that holds an id → fields beside it that hold the name."""

_WORDS = ("wali", "note", "number")
"""What else is told of a person beside the id."""


def make_bare(connection: Connection, entry: Entry) -> None:
    """Take a forgotten person out of the bytes of the journal: all that was kept, or what came late."""
    person = str(entry.body["person"])
    token = forgotten.token_of(connection, person)
    if not token:
        return
    connection.run("PRAGMA secure_delete = ON")
    photos = set()
    rows = connection.run(
        "SELECT position, line FROM journal WHERE kind = 'person' AND line ->> '$.body.person' = ?", (person,)
    ).fetchall()
    for position, line in rows:
        kept = read_entry(line.encode())
        photos.add(str(kept.body.get("photo", "")))
        _keep(connection, position, kept, token)
    for photo in photos - {""}:
        used = connection.run("SELECT 1 FROM person WHERE body ->> '$.photo' = ?", (photo,)).fetchone()
        if used is None:
            _drop_photo(connection, photo, token)
    connection.run("INSERT INTO person_search (person_search) VALUES ('optimize')")


def _drop_photo(connection: Connection, photo: str, token: str) -> None:
    connection.run("DELETE FROM picture WHERE hash = ?", (photo,))
    rows = connection.run(
        "SELECT position, line FROM journal WHERE kind = 'picture' AND line ->> '$.body.hash' = ?", (photo,)
    ).fetchall()
    for position, line in rows:
        _keep(connection, position, read_entry(line.encode()), token)


def _keep(connection: Connection, position: int, entry: Entry, token: str) -> None:
    line = bare_line(entry, token)
    if line != entry.line:
        connection.run("UPDATE journal SET line = ? WHERE position = ?", (line.decode(), position))


def veiled(connection: Connection, entries: list[Entry]) -> list[Entry]:
    """The entries as people may read them: the token in the place of a name that was forgotten."""
    gone = forgotten.tokens(connection)
    return [_veil(entry, gone) for entry in entries] if gone else entries


def _veil(entry: Entry, gone: dict[str, str]) -> Entry:
    body = _without(entry.body, gone)
    return entry if body == entry.body else replace(entry, body=body)


def _without(part: Any, gone: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_without(one, gone) for one in part]
    if not isinstance(part, dict):
        return part
    made = {name: _without(value, gone) for name, value in part.items()}
    for id_field, names in _NAMES.items():
        token = gone.get(made[id_field]) if isinstance(made.get(id_field), str) else None
        if token:
            made |= {name: token for name in names if name in made}
            made |= {name: "" for name in _WORDS if name in made and ("person" in made or name != "number")}
    return made
