"""Payments between pesantren; how far a till had written when it first said hello to a life of the province."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PAYMENT = """
CREATE TABLE visit_payment (
    shop text NOT NULL,
    other text NOT NULL,
    payment text NOT NULL,
    payer text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    day date NOT NULL,
    way text NOT NULL,
    proof text NOT NULL,
    note text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('said', 'booked', 'withdrawn')),
    said_by text NOT NULL,
    said_for text NOT NULL DEFAULT '',
    said_at timestamptz NOT NULL,
    booked_by text NOT NULL DEFAULT '',
    booked_at timestamptz,
    withdrawn_by text NOT NULL DEFAULT '',
    withdrawn_at timestamptz,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (shop, other, payment),
    CHECK (shop < other),
    CHECK (payer IN (shop, other))
)
"""
# `shop` is the one with the lower id, as in `visit_agreement`. What the payer alone said waits for the other one.

STATEMENTS = (
    _PAYMENT,
    "ALTER TABLE visit_settlement ADD COLUMN nth integer NOT NULL DEFAULT 0",
    "ALTER TABLE till_heard ADD COLUMN writer_epoch integer NOT NULL DEFAULT 0",
    "ALTER TABLE till_heard ADD COLUMN seq bigint NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    """Make the table and the columns."""
    for statement in STATEMENTS:
        op.execute(statement)
