"""Promotions and when they run."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import PromotionSaved
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a promotion counts."""
    promotion = cast(PromotionSaved, entry.document)
    connection.run(
        """INSERT INTO promotion (id, name, active, begins, ends, body, stamp) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, begins = excluded.begins,
            ends = excluded.ends, body = excluded.body, stamp = excluded.stamp
        WHERE excluded.stamp > promotion.stamp""",
        (
            promotion.promotion, promotion.name, int(promotion.active), promotion.begins, promotion.ends,
            promotion.model_dump_json(exclude_defaults=True), stamp(entry),
        ),
    )  # fmt: skip


def running(connection: Connection, day: str) -> list[PromotionSaved]:
    """The promotions that run on a day (`2026-11-24`), by name."""
    rows = connection.run(
        """SELECT body FROM promotion WHERE active = 1 AND begins <= ? AND (ends = '' OR ends >= ?)
        ORDER BY name, id""",
        (day, day),
    )
    return [_read(row[0]) for row in rows]


@lru_cache(maxsize=256)
def _read(body: str) -> PromotionSaved:
    # Asked at every sale; the text is the key, so a change is never missed.
    return PromotionSaved.model_validate_json(body)


def every(connection: Connection) -> list[PromotionSaved]:
    """All promotions, the newest first."""
    rows = connection.run("SELECT body FROM promotion ORDER BY active DESC, begins DESC, name")
    return [_read(row[0]) for row in rows]
