"""Cards of another pesantren: who agreed, what was asked and answered, what was settled; paid parts of a transfer."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE card_transfer ADD COLUMN paid INTEGER NOT NULL DEFAULT 0 CHECK (paid >= 0)",
    """CREATE TABLE visit_partner (
        shop TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        pesantren TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visit (
        id TEXT PRIMARY KEY,
        asker INTEGER NOT NULL DEFAULT 0,
        position INTEGER NOT NULL DEFAULT 0,
        token TEXT NOT NULL DEFAULT '',
        asked INTEGER NOT NULL DEFAULT 0,
        sale TEXT NOT NULL DEFAULT '',
        lease INTEGER NOT NULL DEFAULT 0 CHECK (lease IN (0, 1)),
        answer TEXT NOT NULL DEFAULT '',
        reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
        paid INTEGER NOT NULL DEFAULT 0 CHECK (paid >= 0),
        ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
        stopped TEXT NOT NULL DEFAULT '',
        closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX visit_by_token ON visit (token)",
    """CREATE TABLE visit_settled (
        position INTEGER PRIMARY KEY,
        partner TEXT NOT NULL,
        name TEXT NOT NULL,
        day INTEGER NOT NULL,
        claim INTEGER NOT NULL,
        debt INTEGER NOT NULL,
        net INTEGER NOT NULL,
        purchases INTEGER NOT NULL
    ) STRICT""",
)


def upgrade() -> None:
    """Make the tables; no card of another pesantren was ever taken before."""
    for statement in STATEMENTS:
        op.execute(statement)
