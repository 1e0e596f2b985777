"""Payments between pesantren, who took a transfer, decisions about dead holders row by row, locked PINs."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DROP TABLE visit_settled",
    """CREATE TABLE visit_settled (
        partner TEXT NOT NULL,
        day INTEGER NOT NULL,
        nth INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        claim INTEGER NOT NULL,
        debt INTEGER NOT NULL,
        net INTEGER NOT NULL,
        purchases INTEGER NOT NULL,
        PRIMARY KEY (partner, day, nth)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visit_act (
        what TEXT PRIMARY KEY,
        writer INTEGER NOT NULL,
        epoch INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visit_payment (
        id TEXT PRIMARY KEY,
        partner TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL DEFAULT '',
        day INTEGER NOT NULL DEFAULT 0,
        amount INTEGER NOT NULL DEFAULT 0,
        way TEXT NOT NULL DEFAULT '',
        proof TEXT NOT NULL DEFAULT '',
        said TEXT NOT NULL DEFAULT '',
        withdrawn TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    "ALTER TABLE card_transfer ADD COLUMN taker INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE card_reclaim (
        document TEXT NOT NULL,
        account TEXT NOT NULL,
        holder INTEGER NOT NULL DEFAULT 0,
        writer INTEGER NOT NULL DEFAULT 0,
        amount INTEGER NOT NULL DEFAULT 0,
        transfers TEXT NOT NULL DEFAULT '[]',
        before TEXT NOT NULL DEFAULT '[]',
        day INTEGER NOT NULL DEFAULT 0,
        stamp TEXT NOT NULL DEFAULT '',
        given INTEGER NOT NULL DEFAULT 0,
        settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
        PRIMARY KEY (document, account)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE card_pin_lock (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL DEFAULT '',
        released INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the tables; new kinds of documents come with them, so the books are made again from the journal."""
    for statement in STATEMENTS:
        op.execute(statement)
