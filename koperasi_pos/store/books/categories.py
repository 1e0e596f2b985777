"""The rules of categories, by name."""

from __future__ import annotations

from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import CategorySaved
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved rules of a category count."""
    saved = cast(CategorySaved, entry.document)
    connection.run(
        """INSERT INTO category (name, body, stamp) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET body = excluded.body, stamp = excluded.stamp
        WHERE excluded.stamp > category.stamp""",
        (saved.category, saved.model_dump_json(exclude_defaults=True), stamp(entry)),
    )


def rules(connection: Connection) -> dict[str, CategorySaved]:
    """Name → rules of every category that has some."""
    rows = connection.run("SELECT name, body FROM category ORDER BY name")
    return {name: CategorySaved.model_validate_json(body) for name, body in rows}
