"""The first province: shops and their tills, what the tills wrote, who may look, and who did what.

Every table that grows has the shop as its first key part, so that it can be spread over machines by shop. Tables
without it are small and are copied to every machine: `province`, `kabupaten`, `device`, `enrolment_code`, `officer`.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PARTITIONS = 16

_PROVINCE = """
CREATE TABLE province (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    id text NOT NULL,
    name text NOT NULL DEFAULT '',
    server_epoch integer NOT NULL DEFAULT 1,
    signing_key bytea NOT NULL,
    public_key text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
)
"""

_KABUPATEN = """
CREATE TABLE kabupaten (
    code text PRIMARY KEY,
    name text NOT NULL UNIQUE
)
"""

_SHOP = """
CREATE TABLE shop (
    id text PRIMARY KEY,
    name text NOT NULL,
    pesantren text NOT NULL DEFAULT '',
    nspp text NOT NULL DEFAULT '',
    kabupaten text NOT NULL DEFAULT '',
    koperasi text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
    rev bigint NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70)
"""
# `rev` is the position of the newest entry in the shop's feed. It is counted up only under this row's lock, so what
# commits later always has the higher number.

_DEVICE = """
CREATE TABLE device (
    device text PRIMARY KEY,
    shop text NOT NULL
)
"""
# A request names its device alone; this says in which shop to look.

_TILL = """
CREATE TABLE till (
    shop text NOT NULL,
    device text NOT NULL,
    code text NOT NULL,
    public_key text NOT NULL,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'revoked', 'lost', 'replaced')),
    purpose text NOT NULL CHECK (purpose IN ('new', 'second', 'replace')),
    replaces text NOT NULL DEFAULT '',
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    state_at timestamptz NOT NULL DEFAULT now(),
    program text NOT NULL DEFAULT '',
    schema_version text NOT NULL DEFAULT '',
    last_seen timestamptz,
    last_push timestamptz,
    backlog bigint NOT NULL DEFAULT 0,
    skew_seconds bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, device)
) WITH (fillfactor = 70)
"""

_TILL_CODE = "CREATE UNIQUE INDEX till_code ON till (shop, code)"

_TILL_KEY = """
CREATE TABLE till_key (
    shop text NOT NULL,
    device text NOT NULL,
    public_key text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    until timestamptz,
    PRIMARY KEY (shop, device, public_key)
)
"""

_WRITER = """
CREATE TABLE writer (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    acked bigint NOT NULL DEFAULT 0,
    head bytea,
    frozen boolean NOT NULL DEFAULT false,
    fork_seq bigint,
    frozen_at timestamptz,
    waived boolean NOT NULL DEFAULT false,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shop, device, epoch)
) WITH (fillfactor = 70)
"""
# `waived`: a person has looked at the fork; the next entry is taken although it does not follow the head.

_ENTRY = """
CREATE TABLE entry (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    rev bigint NOT NULL,
    kind text NOT NULL,
    id uuid,
    time timestamptz,
    received_at timestamptz NOT NULL,
    amount bigint,
    flag text,
    hash bytea NOT NULL,
    line bytea NOT NULL,
    PRIMARY KEY (shop, device, epoch, seq)
) PARTITION BY HASH (shop)
"""
# `line` holds the exact bytes and `hash` their SHA-256. `kind`, `id`, `time` and `amount` (the rupiah of a sale) are
# read from them and are empty where they cannot be read; `flag` then says why.

_ENTRY_REV = "CREATE UNIQUE INDEX entry_rev ON entry (shop, rev)"
_ENTRY_ID = "CREATE INDEX entry_id ON entry (shop, id)"

_QUARANTINE = """
CREATE TABLE quarantine (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    reason text NOT NULL CHECK (reason IN ('unreadable', 'fork', 'chain', 'carried', 'books')),
    detail text NOT NULL DEFAULT '',
    line bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    seen_by text NOT NULL DEFAULT '',
    seen_at timestamptz,
    PRIMARY KEY (shop, device, epoch, seq, hash, reason)
)
"""

_QUARANTINE_NEW = "CREATE INDEX quarantine_new ON quarantine (shop, received_at) WHERE seen_at IS NULL"

_ENROLMENT_CODE = """
CREATE TABLE enrolment_code (
    hash bytea PRIMARY KEY,
    shop text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('new', 'second', 'replace')),
    replaces text NOT NULL DEFAULT '',
    made_by text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    device text
)
"""

_NONCE = """
CREATE TABLE nonce (
    shop text NOT NULL,
    device text NOT NULL,
    nonce text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shop, device, nonce)
)
"""

_NONCE_AT = "CREATE INDEX nonce_at ON nonce (at)"

_OFFICER = """
CREATE TABLE officer (
    id text PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('province', 'kabupaten', 'shop')),
    scope text NOT NULL DEFAULT '',
    password_hash text NOT NULL,
    totp_secret text NOT NULL DEFAULT '',
    totp_last bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'gone')),
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    language text NOT NULL DEFAULT 'id',
    made_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((role = 'province') = (scope = ''))
)
"""
# `scope`: the code of the kabupaten or the id of the shop that the officer sees; empty for the whole province.

_SESSION = """
CREATE TABLE session (
    hash bytea PRIMARY KEY,
    officer text NOT NULL REFERENCES officer ON DELETE CASCADE,
    csrf text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL
)
"""

_AUDIT = """
CREATE TABLE audit (
    shop text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    officer text NOT NULL,
    act text NOT NULL,
    facts jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (shop, at, id)
)
"""
# `shop` is empty where an act was about no shop.

_COMPARE = """
CREATE TABLE compare (
    shop text NOT NULL,
    device text NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    agrees boolean NOT NULL,
    asked jsonb NOT NULL,
    differs jsonb NOT NULL,
    PRIMARY KEY (shop, device, day)
)
"""

STATEMENTS: tuple[str, ...] = (
    _PROVINCE,
    _KABUPATEN,
    _SHOP,
    _DEVICE,
    _TILL,
    _TILL_CODE,
    _TILL_KEY,
    _WRITER,
    _ENTRY,
    *(
        f"CREATE TABLE entry_{number:02} PARTITION OF entry FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
        for number in range(PARTITIONS)
    ),
    _ENTRY_REV,
    _ENTRY_ID,
    _QUARANTINE,
    _QUARANTINE_NEW,
    _ENROLMENT_CODE,
    _NONCE,
    _NONCE_AT,
    _OFFICER,
    _SESSION,
    _AUDIT,
    _COMPARE,
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
