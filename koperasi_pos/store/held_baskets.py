"""Baskets on hold: this machine's memory, not the journal's; they survive a crash."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.store.connections import Connection


@dataclass(frozen=True)
class HeldBasket:
    """A basket put aside; `body` is the basket as JSON, `total` in rupiah."""

    id: str
    label: str
    held_at: str
    total: int
    body: str


def keep(connection: Connection, basket: HeldBasket) -> None:
    """Put a basket aside, or replace it where it already is."""
    connection.run(
        "INSERT OR REPLACE INTO held_basket (id, label, held_at, total, body) VALUES (?, ?, ?, ?, ?)",
        (basket.id, basket.label, basket.held_at, basket.total, basket.body),
    )


def every(connection: Connection) -> list[HeldBasket]:
    """All baskets on hold, the oldest first."""
    rows = connection.run("SELECT id, label, held_at, total, body FROM held_basket ORDER BY held_at, id")
    return [HeldBasket(*row) for row in rows]


def take(connection: Connection, basket_id: str) -> HeldBasket | None:
    """Take a basket back; `None` where it is not there (any more)."""
    row = connection.run(
        "DELETE FROM held_basket WHERE id = ? RETURNING id, label, held_at, total, body", (basket_id,)
    ).fetchone()
    return HeldBasket(*row) if row else None


def drop(connection: Connection, basket_id: str) -> None:
    """A basket is not kept any longer, without a look at what was in it: it was sold."""
    connection.run("DELETE FROM held_basket WHERE id = ?", (basket_id,))
