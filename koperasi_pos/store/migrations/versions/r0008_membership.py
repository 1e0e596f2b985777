"""The province's signed word that this machine is a till of its shop, kept for the day on which it has forgotten it."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; it is filled at the next hello."""
    op.execute("ALTER TABLE line ADD COLUMN membership TEXT NOT NULL DEFAULT ''")
