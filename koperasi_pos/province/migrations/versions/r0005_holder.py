"""The province as a holder of rights: what it may spend of cards, who asked it for some, transfers with their proof."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BOOKS = (
    "ALTER TABLE card_account ADD COLUMN home text NOT NULL DEFAULT ''",
    "ALTER TABLE card_account ADD COLUMN home_step integer NOT NULL DEFAULT 0",
    "ALTER TABLE card ADD COLUMN token text NOT NULL DEFAULT ''",
    "CREATE INDEX card_by_token ON card (token)",
    "ALTER TABLE card_movement ADD COLUMN reference text NOT NULL DEFAULT ''",
    "CREATE INDEX card_movement_reference ON card_movement (shop, reference) WHERE reference <> ''",
)

_HOLDING = """
CREATE TABLE holding (
    shop text NOT NULL,
    account text NOT NULL,
    epoch integer NOT NULL,
    rights bigint NOT NULL DEFAULT 0 CHECK (rights >= 0),
    allowed bigint NOT NULL DEFAULT 0 CHECK (allowed >= 0),
    PRIMARY KEY (shop, account, epoch)
)
"""
# What the province itself may spend of an account, in the life (epoch) that holds it. Only the life of today spends.

_MAIL = """
CREATE TABLE holding_mail (
    shop text NOT NULL,
    rev bigint NOT NULL,
    PRIMARY KEY (shop, rev)
)
"""
# Entries that the province has to act on, kept in the transaction that took them; gone once it has acted.

_ASK = """
CREATE TABLE holding_ask (
    shop text NOT NULL,
    id text NOT NULL,
    account text NOT NULL,
    asker text NOT NULL,
    epoch integer NOT NULL,
    amount bigint NOT NULL,
    allowed bigint NOT NULL,
    PRIMARY KEY (shop, id)
)
"""
_DEAD = """
CREATE TABLE holding_dead (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    PRIMARY KEY (shop, device, epoch)
)
"""
# Holders that a person declared dead: nothing is given to them any more.

_STRANDED = """
CREATE TABLE holding_stranded (
    shop text NOT NULL,
    id text NOT NULL,
    epoch integer NOT NULL,
    account text NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (shop, id)
)
"""
# Transfers to an earlier life of the province that came when it was over.

_HEARD = """
CREATE TABLE till_heard (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    PRIMARY KEY (shop, device, epoch)
)
"""
# Tills that said hello to a life (epoch) of the province.

_PROOF = """
CREATE TABLE holding_proof (
    shop text NOT NULL,
    reference text NOT NULL,
    id text NOT NULL,
    account text NOT NULL,
    name text NOT NULL,
    amount bigint NOT NULL,
    note text NOT NULL DEFAULT '',
    officer text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (shop, reference)
)
"""
# Money that came by transfer and was put on a card here; the same proof counts once.

STATEMENTS: tuple[str, ...] = (
    *_BOOKS,
    _HOLDING,
    _MAIL,
    _ASK,
    "CREATE INDEX holding_ask_account ON holding_ask (shop, account)",
    _DEAD,
    _STRANDED,
    _HEARD,
    _PROOF,
)


def upgrade() -> None:
    """Make the tables; the province never held anything before."""
    for statement in STATEMENTS:
        op.execute(statement)
