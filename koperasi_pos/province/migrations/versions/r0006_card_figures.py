"""Sums of cards beside their books, what people decided about dead holders, and where pictures lie in the journals."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PARTITIONS = 16

_STANDING = """
CREATE TABLE card_standing (
    shop text PRIMARY KEY,
    accounts bigint NOT NULL DEFAULT 0,
    balance bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 60)
"""
# Of all accounts that were ever opened; `balance` is the sum of theirs.

_FLOAT = """
CREATE TABLE card_float (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    net bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, device, epoch)
) WITH (fillfactor = 60)
"""
# The sum of `card_holder.net`: what a holder may spend of all accounts, less what the guarantee bears for it.

_DAY = """
CREATE TABLE card_day (
    shop text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    way text NOT NULL,
    count bigint NOT NULL DEFAULT 0,
    amount bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, day, kind, way)
) PARTITION BY HASH (shop)
"""
# Movements by kind and way; what was refused stands there as `refused`, its way the code of the refusal.

_SPENT = """
CREATE TABLE card_spent (
    shop text NOT NULL,
    day date NOT NULL,
    category text NOT NULL,
    class text NOT NULL,
    amount bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, day, category, class)
) PARTITION BY HASH (shop)
"""
# `class`: the one that the santri was in when it was booked, for next year it is another one.

_RECLAIM = """
CREATE TABLE card_reclaim (
    shop text NOT NULL,
    by_device text NOT NULL,
    by_epoch integer NOT NULL,
    seq bigint NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    accounts bigint NOT NULL,
    amount bigint NOT NULL,
    reason text NOT NULL,
    staff text NOT NULL DEFAULT '',
    approvals text[] NOT NULL DEFAULT '{}',
    day date NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (shop, by_device, by_epoch, seq)
)
"""
_PICTURE = """
CREATE TABLE picture (
    shop text NOT NULL,
    hash text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (shop, hash)
)
"""
# Where in the journals a picture lies; its bytes are there and nowhere else.

PARTITIONED = ("card_day", "card_spent")
STATEMENTS: tuple[str, ...] = (
    _STANDING,
    _FLOAT,
    _DAY,
    _SPENT,
    _RECLAIM,
    _PICTURE,
    *(
        f"CREATE TABLE {table}_{number:02} PARTITION OF {table}"
        f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
        for table in PARTITIONED
        for number in range(PARTITIONS)
    ),
    "ALTER TABLE card ADD COLUMN lost timestamptz",
    "CREATE INDEX card_lost ON card (shop, lost) WHERE lost IS NOT NULL",
    "CREATE INDEX card_holder_short ON card_holder (shop, device, epoch) WHERE net < 0",
    "CREATE INDEX card_refusal_shop ON card_refusal (shop, at DESC)",
    "ALTER TABLE wali_consent ADD COLUMN photo boolean NOT NULL DEFAULT false",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
