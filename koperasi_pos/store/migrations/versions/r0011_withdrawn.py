"""What the province withdrew: each list of prices and of blocks is kept, so that the one before is in force again."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DROP TABLE blocked",
    "DROP TABLE block_list",
    "DROP TABLE recommended_price",
    """CREATE TABLE withdrawn (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        sender TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recommended_price (
        goods TEXT NOT NULL,
        document TEXT NOT NULL,
        unit TEXT NOT NULL,
        price INTEGER NOT NULL,
        at TEXT NOT NULL,
        note TEXT NOT NULL,
        sender TEXT NOT NULL,
        stamp TEXT NOT NULL,
        PRIMARY KEY (goods, document)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE block_list (
        id TEXT PRIMARY KEY,
        what TEXT NOT NULL,
        sender TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX block_list_latest ON block_list (what, stamp)",
    """CREATE TABLE blocked (
        list TEXT NOT NULL REFERENCES block_list (id),
        code TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (list, code)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the tables; a new kind of documents is known with them, so the books are made again from the journal."""
    for statement in STATEMENTS:
        op.execute(statement)
