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
_OWN_ASK = """
CREATE TABLE holding_asked (
    shop text NOT NULL,
    id text NOT NULL,
    account text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    PRIMARY KEY (shop, id)
)
"""
# What the province itself asked a till for and was not given yet.

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

_AGREEMENT = """
CREATE TABLE visit_agreement (
    shop text NOT NULL,
    other text NOT NULL,
    one_by text NOT NULL DEFAULT '',
    one_at timestamptz,
    other_by text NOT NULL DEFAULT '',
    other_at timestamptz,
    state text NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'active', 'ended')),
    ended_by text NOT NULL DEFAULT '',
    ended_at timestamptz,
    PRIMARY KEY (shop, other),
    CHECK (shop < other)
)
"""
# `shop` is the one with the lower id. Two shops that take each other's cards: in force once both have confirmed, over
# when either ends it.

_VISIT = """
CREATE TABLE visit (
    shop text NOT NULL,
    id text NOT NULL,
    visitor text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    account text NOT NULL,
    card text NOT NULL,
    name text NOT NULL,
    lease boolean NOT NULL,
    reserved bigint NOT NULL CHECK (reserved > 0),
    allowed bigint NOT NULL CHECK (allowed >= 0),
    paid bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
    returned bigint NOT NULL DEFAULT 0 CHECK (returned >= 0),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    stopped boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (shop, id),
    CHECK (paid + returned <= reserved)
)
"""
# `shop` is the home of the card, `visitor` the shop that it is shown at. What is reserved left the province's pool.

_CLAIM = """
CREATE TABLE visit_claim (
    shop text NOT NULL,
    id text NOT NULL,
    visitor text NOT NULL,
    visit text NOT NULL,
    sale text NOT NULL,
    number text NOT NULL DEFAULT '',
    account text NOT NULL,
    name text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    day date NOT NULL,
    heard date NOT NULL,
    settlement text NOT NULL DEFAULT '',
    PRIMARY KEY (shop, id)
)
"""
# What a card of `shop` paid at `visitor`: so much is owed, until a settlement has netted it.

_UNPAID = """
CREATE TABLE visit_unpaid (
    shop text NOT NULL,
    sale text NOT NULL,
    visit text NOT NULL,
    home text NOT NULL DEFAULT '',
    number text NOT NULL DEFAULT '',
    amount bigint NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (shop, sale)
)
"""
# Sales of `shop` whose reservation was not there any more and could not be had again.

_SETTLEMENT = """
CREATE TABLE visit_settlement (
    shop text NOT NULL,
    other text NOT NULL,
    id text NOT NULL,
    day date NOT NULL,
    one_claims bigint NOT NULL,
    other_claims bigint NOT NULL,
    purchases integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (shop, other, id)
)
"""

STATEMENTS: tuple[str, ...] = (
    *_BOOKS,
    _HOLDING,
    _MAIL,
    _ASK,
    "CREATE INDEX holding_ask_account ON holding_ask (shop, account)",
    _OWN_ASK,
    _DEAD,
    _STRANDED,
    _HEARD,
    _PROOF,
    _AGREEMENT,
    _VISIT,
    "CREATE INDEX visit_visitor ON visit (visitor, id)",
    "CREATE INDEX visit_open ON visit (visitor) WHERE state = 'open' AND lease AND NOT stopped",
    _CLAIM,
    "CREATE INDEX visit_claim_open ON visit_claim (heard) WHERE settlement = ''",
    _UNPAID,
    _SETTLEMENT,
)


def upgrade() -> None:
    """Make the tables; the province never held anything before."""
    for statement in STATEMENTS:
        op.execute(statement)
