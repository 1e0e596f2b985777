"""Payments between pesantren; how far a till was when it first said hello to a life of the province; PINs."""

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

_PIN = """
CREATE UNLOGGED TABLE visit_pin (
    shop text NOT NULL,
    visit text NOT NULL,
    device text NOT NULL,
    proof text NOT NULL,
    card text NOT NULL DEFAULT '',
    unproved text NOT NULL DEFAULT '',
    counter bigint NOT NULL DEFAULT 0,
    at timestamptz NOT NULL,
    PRIMARY KEY (shop, visit)
)
"""
# Proof of a PIN and of a signed tap for an ask that comes in a moment: in no log and no backup, gone with the answer.

_TRY = """
CREATE TABLE visit_pin_try (
    shop text NOT NULL,
    account text NOT NULL,
    mark text NOT NULL,
    failures integer NOT NULL,
    PRIMARY KEY (shop, account)
)
"""
# Wrong PINs of a card of `shop` at other shops, since the PIN was set or let go on (`mark`).

_KEY = """
CREATE TABLE visit_card_key (
    shop text PRIMARY KEY,
    sealed text NOT NULL,
    by text NOT NULL,
    at timestamptz NOT NULL
)
"""
# Keys of a shop's signed cards, sealed with the key beside the server, where the shop deposited them.

STATEMENTS = (
    _PAYMENT,
    _KEY,
    "ALTER TABLE card ADD COLUMN counter bigint NOT NULL DEFAULT -1",
    _PIN,
    _TRY,
    "ALTER TABLE card_account ADD COLUMN pin_hash text NOT NULL DEFAULT ''",
    "ALTER TABLE card_account ADD COLUMN pin_stamp text NOT NULL DEFAULT ''",
    "ALTER TABLE card_account ADD COLUMN pin_released integer NOT NULL DEFAULT 0",
    "ALTER TABLE visit_settlement ADD COLUMN nth integer NOT NULL DEFAULT 0",
    "ALTER TABLE till_heard ADD COLUMN writer_epoch integer NOT NULL DEFAULT 0",
    "ALTER TABLE till_heard ADD COLUMN seq bigint NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    """Make the table and the columns."""
    for statement in STATEMENTS:
        op.execute(statement)
