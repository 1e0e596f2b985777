"""How much is asked for, counted for all servers; what secrets are sealed with; announcements that were withdrawn."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PACE = """
CREATE UNLOGGED TABLE pace (
    subject bytea PRIMARY KEY,
    spent_until timestamptz NOT NULL
) WITH (fillfactor = 50)
"""
# `subject`: SHA-256 of a device or an address. Lost in a crash and of no worth after it, so it is in no log.

_SEALED_WITH = "ALTER TABLE province ADD COLUMN sealed_with text NOT NULL DEFAULT ''"
# What tells the key that secrets are sealed with from another one, empty before there was one. Never the key itself.

_WITHDRAWN = """
ALTER TABLE announcement
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_by text NOT NULL DEFAULT '',
    ADD COLUMN withdrawn_for text NOT NULL DEFAULT ''
"""
# When, by whom and why it was withdrawn.


def upgrade() -> None:
    """Make the table and the columns."""
    for statement in (_PACE, _SEALED_WITH, _WITHDRAWN):
        op.execute(statement)
