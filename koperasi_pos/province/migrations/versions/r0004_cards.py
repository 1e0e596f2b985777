"""Books of cards, made from the journals, and beside them the wali: who they are, what they agreed to and asked for."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTITIONS = 16

_PERSON = """
CREATE TABLE card_person (
    shop text NOT NULL,
    person text NOT NULL,
    name text NOT NULL DEFAULT '',
    nis text NOT NULL DEFAULT '',
    class text NOT NULL DEFAULT '',
    room text NOT NULL DEFAULT '',
    wali text NOT NULL DEFAULT '',
    photo text NOT NULL DEFAULT '',
    allergens text[] NOT NULL DEFAULT '{}',
    stamp text NOT NULL DEFAULT '',
    PRIMARY KEY (shop, person)
)
"""
_ACCOUNT = """
CREATE TABLE card_account (
    shop text NOT NULL,
    account text NOT NULL,
    person text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    sort text NOT NULL DEFAULT '',
    opened timestamptz,
    state text NOT NULL DEFAULT 'active',
    reason text NOT NULL DEFAULT '',
    state_stamp text NOT NULL DEFAULT '',
    wali_frozen boolean NOT NULL DEFAULT false,
    wali_stamp text NOT NULL DEFAULT '',
    limits jsonb,
    limits_stamp text NOT NULL DEFAULT '',
    balance bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, account)
)
"""
# `state`: what the pesantren says; `wali_frozen`: what the wali says. Either of them keeps the card from paying.

_CARD = """
CREATE TABLE card (
    shop text NOT NULL,
    card text NOT NULL,
    account text NOT NULL DEFAULT '',
    medium text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'inactive',
    issued timestamptz,
    PRIMARY KEY (shop, card)
)
"""
_RULE = """
CREATE TABLE card_rule (
    shop text PRIMARY KEY,
    body jsonb NOT NULL,
    stamp text NOT NULL
)
"""
_MOVEMENT = """
CREATE TABLE card_movement (
    shop text NOT NULL,
    account text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    n integer NOT NULL,
    kind text NOT NULL,
    way text NOT NULL DEFAULT '',
    amount bigint NOT NULL,
    day date NOT NULL,
    counted date NOT NULL,
    at timestamptz NOT NULL,
    document text NOT NULL DEFAULT '',
    goods jsonb NOT NULL DEFAULT '[]',
    categories jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (shop, account, device, epoch, seq, n)
)
"""
# `counted`: the day that limits count it for: of a refund the day of its sale.

_REFUSAL = """
CREATE TABLE card_refusal (
    shop text NOT NULL,
    account text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    code text NOT NULL,
    goods text[] NOT NULL DEFAULT '{}',
    amount bigint NOT NULL DEFAULT 0,
    day date NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (shop, account, device, epoch, seq)
)
"""
_HOLDER = """
CREATE TABLE card_holder (
    shop text NOT NULL,
    account text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    net bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, account, device, epoch)
)
"""
# What a holder may still spend. Below nothing: it died, and had spent more than anybody knew when its rights went over
# to another one; that much is the guarantee account's, never the santri's.

_TRANSFER = """
CREATE TABLE card_transfer (
    shop text NOT NULL,
    id text NOT NULL,
    accepted boolean NOT NULL DEFAULT false,
    forced boolean NOT NULL DEFAULT false,
    PRIMARY KEY (shop, id)
)
"""
PARTITIONED = ("card_movement",)

_WALI = """
CREATE TABLE wali (
    shop text NOT NULL,
    id text NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    pin_hash text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT 'id',
    low bigint NOT NULL DEFAULT 20000,
    seen_at timestamptz,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shop, id)
)
"""
# `low`: below so much on a card the wali is told. `seen_at`: up to when the notices were read.

_NUMBER = """
CREATE TABLE wali_number (
    number text PRIMARY KEY,
    shop text NOT NULL,
    wali text NOT NULL
)
"""
# What a wali signs in with: nobody knows the shop of a stranger who shows a number.

_CHILD = """
CREATE TABLE wali_child (
    shop text NOT NULL,
    wali text NOT NULL,
    account text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shop, wali, account)
)
"""
_CODE = """
CREATE TABLE wali_code (
    shop text NOT NULL,
    hash bytea NOT NULL,
    wali text NOT NULL,
    accounts text[] NOT NULL,
    made_by text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (shop, hash)
)
"""
_SESSION = """
CREATE TABLE wali_session (
    hash bytea PRIMARY KEY,
    shop text NOT NULL,
    wali text NOT NULL,
    csrf text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL
)
"""
_CONSENT = """
CREATE TABLE wali_consent (
    shop text NOT NULL,
    wali text NOT NULL,
    given_at timestamptz NOT NULL,
    version text NOT NULL,
    name text NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (shop, wali, given_at)
)
"""
_REQUEST = """
CREATE TABLE wali_request (
    shop text NOT NULL,
    id text NOT NULL,
    wali text NOT NULL,
    account text NOT NULL,
    reason text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL DEFAULT now(),
    answer text NOT NULL DEFAULT '',
    answered_by text NOT NULL DEFAULT '',
    answered_at timestamptz,
    PRIMARY KEY (shop, id)
)
"""
_TOLD = """
CREATE TABLE wali_shop (
    shop text PRIMARY KEY,
    top_up text NOT NULL DEFAULT ''
)
"""
# How money is put on a card, in the pesantren's own words.

STATEMENTS: tuple[str, ...] = (
    _PERSON,
    _ACCOUNT,
    _CARD,
    _RULE,
    _MOVEMENT + "PARTITION BY HASH (shop)",
    _REFUSAL,
    _HOLDER,
    _TRANSFER,
    *(
        f"CREATE TABLE {table}_{number:02} PARTITION OF {table}"
        f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
        for table in PARTITIONED
        for number in range(PARTITIONS)
    ),
    "CREATE INDEX card_movement_at ON card_movement (shop, account, at DESC)",
    "CREATE INDEX card_movement_document ON card_movement (shop, document)",
    "CREATE INDEX card_refusal_at ON card_refusal (shop, account, at DESC)",
    "CREATE INDEX card_account_person ON card_account (shop, person)",
    "CREATE INDEX card_account_card ON card (shop, account)",
    _WALI,
    _NUMBER,
    _CHILD,
    _CODE,
    _SESSION,
    _CONSENT,
    _REQUEST,
    _TOLD,
    "CREATE INDEX wali_session_wali ON wali_session (shop, wali)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
