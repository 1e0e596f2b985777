"""Rows of allowances, seen to be the same at two tills; people who were forgotten, and a journal bare of them."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE card_allowance (
        document TEXT NOT NULL,
        account TEXT NOT NULL,
        row TEXT NOT NULL DEFAULT '',
        sheet TEXT NOT NULL DEFAULT '',
        label TEXT NOT NULL DEFAULT '',
        writer INTEGER NOT NULL DEFAULT 0,
        amount INTEGER NOT NULL DEFAULT 0,
        day INTEGER NOT NULL DEFAULT 0,
        stamp TEXT NOT NULL DEFAULT '',
        settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
        PRIMARY KEY (document, account)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX card_allowance_by_row ON card_allowance (row)",
    "CREATE INDEX card_allowance_by_sheet ON card_allowance (sheet, account)",
    "CREATE INDEX card_allowance_by_day ON card_allowance (day)",
    "CREATE TABLE forgotten (id TEXT PRIMARY KEY, token TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "ALTER TABLE card_proof ADD COLUMN basket TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE card_proof ADD COLUMN used INTEGER NOT NULL DEFAULT 0",
    "DROP TRIGGER journal_is_never_edited",
    """CREATE TRIGGER journal_is_never_edited BEFORE UPDATE ON journal WHEN NOT (
            OLD.kind IN ('person', 'picture') AND NEW.kind = OLD.kind AND NEW.position = OLD.position
            AND NEW.writer = OLD.writer AND NEW.seq = OLD.seq AND NEW.id = OLD.id AND NEW.hash = OLD.hash
            AND json_valid(NEW.line) AND coalesce(NEW.line ->> '$.was', '') = lower(hex(OLD.hash)))
        BEGIN SELECT RAISE(ABORT, 'the journal is never edited'); END""",
)


def upgrade() -> None:
    """Make the tables; the books are made again and fill it from the journal."""
    for statement in STATEMENTS:
        op.execute(statement)
