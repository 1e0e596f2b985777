"""Under which limits tills were allowed to spend, and who decided about the dead."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE card_account ADD COLUMN edition INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE card_rule ADD COLUMN edition INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE card_rights ADD COLUMN edition INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE card_transfer ADD COLUMN edition INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE card_ask ADD COLUMN edition INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE card_decided (
        holder INTEGER NOT NULL,
        heir INTEGER NOT NULL,
        stamp TEXT NOT NULL,
        PRIMARY KEY (holder, stamp)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX card_rights_allowed ON card_rights (holder) WHERE allowed > 0",
)


def upgrade() -> None:
    """Make the columns; limits that are older than they have the edition 0, and so has what was given under them."""
    for statement in STATEMENTS:
        op.execute(statement)
