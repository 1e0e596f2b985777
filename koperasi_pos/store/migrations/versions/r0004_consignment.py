"""Consignment: consignors, their goods day by day, and what happened between them and the shop."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE consignor (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        sort TEXT NOT NULL,
        phone TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE consigned (
        consignor TEXT NOT NULL CHECK (consignor <> ''),
        product INTEGER NOT NULL REFERENCES product (key),
        day INTEGER NOT NULL,
        brought INTEGER NOT NULL CHECK (brought >= 0),
        returned INTEGER NOT NULL CHECK (returned >= 0),
        lost INTEGER NOT NULL CHECK (lost >= 0),
        sold INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        due INTEGER NOT NULL,
        loss INTEGER NOT NULL CHECK (loss >= 0),
        settled_sold INTEGER NOT NULL,
        settled_amount INTEGER NOT NULL,
        settled_due INTEGER NOT NULL,
        settled_loss INTEGER NOT NULL,
        PRIMARY KEY (consignor, day, product)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX consigned_open ON consigned (consignor, day) WHERE
        (sold <> settled_sold OR amount <> settled_amount OR due <> settled_due OR loss <> settled_loss)""",
    """CREATE TABLE consignment_event (
        position INTEGER PRIMARY KEY,
        consignor TEXT NOT NULL,
        day INTEGER NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('brought', 'returned', 'lost', 'settled', 'paid')),
        first INTEGER NOT NULL,
        last INTEGER NOT NULL CHECK (last >= first),
        amount INTEGER NOT NULL,
        owed INTEGER NOT NULL,
        paid INTEGER NOT NULL CHECK (paid >= 0),
        way TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX consignment_event_by_consignor ON consignment_event (consignor, position)",
    """CREATE INDEX product_by_owner ON product (body ->> '$.owner') WHERE body ->> '$.owner' IS NOT NULL""",
)


def upgrade() -> None:
    """Make the tables; nothing was consigned before."""
    for statement in STATEMENTS:
        op.execute(statement)
