"""Rows of allowances: so that the same sheet, read at two tills, is seen to be the same."""

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
)


def upgrade() -> None:
    """Make the table; the books are made again and fill it from the journal."""
    for statement in STATEMENTS:
        op.execute(statement)
