"""Movements of goods: a row each, but sales, which stand in their own lines and are summed up when a shift closes."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE sale_line ADD COLUMN stocked INTEGER NOT NULL DEFAULT 1 CHECK (stocked IN (0, 1))",
    """CREATE TABLE movement (
        product INTEGER NOT NULL REFERENCES product (key),
        at TEXT NOT NULL,
        position INTEGER NOT NULL,
        n INTEGER NOT NULL CHECK (n >= 0),
        kind TEXT NOT NULL CHECK (kind <> ''),
        quantity INTEGER NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (product, at, position, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE shift_span (
        shift INTEGER PRIMARY KEY,
        first TEXT NOT NULL,
        last TEXT NOT NULL CHECK (last >= first),
        first_position INTEGER NOT NULL,
        last_position INTEGER NOT NULL CHECK (last_position >= first_position)
    ) STRICT""",
    """CREATE TABLE shift_goods (
        product INTEGER NOT NULL REFERENCES product (key),
        shift INTEGER NOT NULL REFERENCES shift_span (shift),
        quantity INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        PRIMARY KEY (product, shift)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the tables; the books are filled from the journal afterwards (`books.VERSION`)."""
    for statement in STATEMENTS:
        op.execute(statement)
