"""Customers and members, found by name, number or telephone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.store.books import forgotten
from koperasi_pos.store.books.products import search_parts
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection

_SHORT_WORDS = """person.name || ' ' || person.number || ' ' || coalesce(person.body ->> '$.group', '')
    || ' ' || coalesce(person.body ->> '$.nis', '') || ' ' || coalesce(person.body ->> '$.room', '')"""
"""Where parts of one or two letters are looked for, which the trigram index cannot see."""

_COLUMNS = "person.key, person.id, person.name, person.number, person.tier, person.member, person.active, person.body"


@dataclass(frozen=True)
class PersonRow:
    """A person as lists show it; `document` opens the rest."""

    key: int
    id: str
    name: str
    number: str
    tier: str
    member: bool
    active: bool
    body: str

    @cached_property
    def document(self) -> PersonSaved:
        """The whole person."""
        return PersonSaved.model_validate_json(self.body)


def _row(values: Any) -> PersonRow:
    key, id, name, number, tier, member, active, body = values
    return PersonRow(key, id, name, number, tier, bool(member), bool(active), body)


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a person counts."""
    person = cast(PersonSaved, entry.document)
    if forgotten.token_of(connection, person.person):
        return
    mark = stamp(entry)
    held = connection.run("SELECT key, stamp FROM person WHERE id = ?", (person.person,)).fetchone()
    if held is not None and mark <= held[1]:
        return
    key = position if held is None else held[0]
    connection.run(
        """INSERT INTO person (key, id, name, number, tier, member, phone, active, body, stamp)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET name = excluded.name, number = excluded.number, tier = excluded.tier,
            member = excluded.member, phone = excluded.phone, active = excluded.active, body = excluded.body,
            stamp = excluded.stamp""",
        (
            key, person.person, person.name, person.number, person.tier, int(person.member), person.phone,
            int(person.active), person.model_dump_json(exclude_defaults=True), mark,
        ),
    )  # fmt: skip
    if held is not None:
        connection.run("DELETE FROM person_search WHERE rowid = ?", (key,))
    words = " ".join((person.name, person.number, person.nis, person.phone, person.group, person.room)).casefold()
    connection.run("INSERT INTO person_search (rowid, words) VALUES (?, ?)", (key, words))


def search(connection: Connection, text: str, *, limit: int = 50, active_only: bool = True) -> list[PersonRow]:
    """People whose words contain every part of `text`; by name for an empty text."""
    parts = search_parts(text)
    long = [part for part in parts if len(part) >= 3]
    short = [part for part in parts if len(part) < 3]
    values: list[Any] = []
    conditions = ""
    for part in short:
        conditions += f" AND ({_SHORT_WORDS}) LIKE ? ESCAPE '\\'"
        values.append("%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    if long:
        values.insert(0, " ".join('"' + part.replace('"', '""') + '"' for part in long))
        source = "person_search JOIN person ON person.key = person_search.rowid WHERE person_search MATCH ? AND"
    else:
        source = "person WHERE"
    active = "person.active = 1" if active_only else "1"
    rows = connection.run(
        f"SELECT {_COLUMNS} FROM {source} {active} {conditions} ORDER BY person.name LIMIT ?",  # noqa: S608
        (*values, limit),
    )
    return [_row(row) for row in rows]


def person(connection: Connection, person_id: str) -> PersonRow | None:
    """The person with this short id."""
    row = connection.run(f"SELECT {_COLUMNS} FROM person WHERE id = ?", (person_id,)).fetchone()  # noqa: S608
    return _row(row) if row else None


def by_number(connection: Connection, number: str) -> list[PersonRow]:
    """Active people with this member number, then those with this NIS."""
    rows = connection.run(
        f"SELECT {_COLUMNS} FROM person WHERE number = ? AND number <> '' AND active = 1",  # noqa: S608
        (number,),
    )
    found = [_row(row) for row in rows]
    known = {row.key for row in found}
    others = connection.run(
        f"SELECT {_COLUMNS} FROM person WHERE person.body ->> '$.nis' = ? AND active = 1",  # noqa: S608
        (number,),
    )
    return found + [row for row in map(_row, others) if row.key not in known]


def everybody(connection: Connection) -> list[PersonRow]:
    """All active people."""
    return [_row(row) for row in connection.run(f"SELECT {_COLUMNS} FROM person WHERE active = 1")]  # noqa: S608


def by_nis(connection: Connection) -> dict[str, PersonRow]:
    """NIS → the active person who has it; where several have, the one saved first."""
    rows = connection.run(
        f"""SELECT {_COLUMNS} FROM person WHERE active = 1 AND person.body ->> '$.nis' IS NOT NULL
        ORDER BY person.key DESC"""  # noqa: S608
    )
    found = [_row(row) for row in rows]
    return {row.document.nis: row for row in found}
