"""Asks for rights: what a till wants of another one to spend from a card, and whether that one answered."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE card_ask (
        id TEXT PRIMARY KEY,
        position INTEGER NOT NULL DEFAULT 0,
        account TEXT NOT NULL DEFAULT '',
        asker INTEGER NOT NULL DEFAULT 0,
        device TEXT NOT NULL DEFAULT '',
        epoch INTEGER NOT NULL DEFAULT 0,
        amount INTEGER NOT NULL DEFAULT 0 CHECK (amount >= 0),
        now INTEGER NOT NULL DEFAULT 0 CHECK (now >= 0),
        allowed INTEGER NOT NULL DEFAULT 0 CHECK (allowed >= 0),
        answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX card_ask_open ON card_ask (device, epoch) WHERE answered = 0",
    "CREATE INDEX card_ask_by_account ON card_ask (account, asker)",
)


def upgrade() -> None:
    """Make the table; no till ever asked before."""
    for statement in STATEMENTS:
        op.execute(statement)
