"""Under which limits the province was allowed to spend: where others are in force, that lapses."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE card_account ADD COLUMN edition bigint NOT NULL DEFAULT 0",
    "ALTER TABLE card_rule ADD COLUMN edition bigint NOT NULL DEFAULT 0",
    "ALTER TABLE holding ADD COLUMN edition bigint NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    """Make the columns; limits that are older than they have the edition 0, and so has what was given under them."""
    for statement in STATEMENTS:
        op.execute(statement)
