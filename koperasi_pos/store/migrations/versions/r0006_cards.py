"""Cards: accounts, the cards that open them, limits, rights and transfers, money in and out; supervisors."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STAFF = (
    """CREATE TABLE staff_of_0006 (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('cashier', 'head', 'treasurer', 'supervisor')),
        pin_hash TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "INSERT INTO staff_of_0006 SELECT id, name, role, pin_hash, active, stamp FROM staff",
    "DROP TABLE staff",
    "ALTER TABLE staff_of_0006 RENAME TO staff",
)

ACCOUNTS = (
    """CREATE TABLE card_rule (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE card_account (
        id TEXT PRIMARY KEY,
        person TEXT NOT NULL DEFAULT '',
        sort TEXT NOT NULL DEFAULT '',
        home TEXT NOT NULL DEFAULT '',
        home_step INTEGER NOT NULL DEFAULT 0,
        opened TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'frozen', 'closed')),
        reason TEXT NOT NULL DEFAULT '',
        said TEXT NOT NULL DEFAULT 'active',
        said_reason TEXT NOT NULL DEFAULT '',
        state_stamp TEXT NOT NULL DEFAULT '',
        wali_frozen INTEGER NOT NULL DEFAULT 0 CHECK (wali_frozen IN (0, 1)),
        wali_stamp TEXT NOT NULL DEFAULT '',
        pin_hash TEXT NOT NULL DEFAULT '',
        pin_stamp TEXT NOT NULL DEFAULT '',
        limits TEXT NOT NULL DEFAULT '',
        limits_stamp TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX card_account_by_person ON card_account (person)",
    """CREATE TABLE card (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL DEFAULT '',
        token BLOB NOT NULL DEFAULT x'',
        medium TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'inactive' CHECK (state IN ('inactive', 'active', 'lost')),
        issued TEXT NOT NULL DEFAULT '',
        changed TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX card_by_token ON card (token)",
    "CREATE INDEX card_by_account ON card (account)",
    """CREATE TABLE card_proof (
        card TEXT PRIMARY KEY,
        counter INTEGER NOT NULL CHECK (counter >= 0)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE card_raise (
        sale TEXT NOT NULL,
        account TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (sale, account)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE card_view (
        position INTEGER PRIMARY KEY,
        account TEXT NOT NULL,
        what TEXT NOT NULL,
        day INTEGER NOT NULL,
        staff TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX card_view_by_day ON card_view (day, account)",
    """CREATE TABLE card_refusal (
        position INTEGER PRIMARY KEY,
        account TEXT NOT NULL,
        code TEXT NOT NULL,
        amount INTEGER NOT NULL,
        day INTEGER NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX card_refusal_by_day ON card_refusal (day)",
)

PEOPLE = ("CREATE INDEX person_by_nis ON person (body ->> '$.nis') WHERE body ->> '$.nis' IS NOT NULL",)

MONEY = (
    """CREATE TABLE card_rights (
        account TEXT NOT NULL,
        holder INTEGER NOT NULL REFERENCES writer (key),
        rights INTEGER NOT NULL CHECK (rights >= 0),
        allowed INTEGER NOT NULL CHECK (allowed >= 0),
        taken INTEGER NOT NULL CHECK (taken >= 0),
        short INTEGER NOT NULL CHECK (short BETWEEN 0 AND taken),
        PRIMARY KEY (account, holder),
        CHECK (rights = 0 OR short = 0)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE card_transfer (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL,
        amount INTEGER NOT NULL CHECK (amount >= 0),
        allowed INTEGER NOT NULL DEFAULT 0 CHECK (allowed >= 0),
        home INTEGER NOT NULL DEFAULT 0,
        giver INTEGER NOT NULL DEFAULT 0,
        device TEXT NOT NULL DEFAULT '',
        epoch INTEGER NOT NULL DEFAULT 0,
        sent INTEGER NOT NULL DEFAULT 0 CHECK (sent BETWEEN 0 AND 1),
        accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted BETWEEN 0 AND 1),
        forced INTEGER NOT NULL DEFAULT 0 CHECK (forced BETWEEN 0 AND 1)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX card_transfer_under_way ON card_transfer (account)
        WHERE sent = 1 AND accepted = 0 AND forced = 0""",
    """CREATE TABLE card_dead (
        holder INTEGER PRIMARY KEY,
        position INTEGER NOT NULL,
        amount INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE card_movement (
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        account TEXT NOT NULL,
        holder INTEGER NOT NULL,
        kind TEXT NOT NULL,
        way TEXT NOT NULL,
        amount INTEGER NOT NULL,
        day INTEGER NOT NULL,
        counted INTEGER NOT NULL,
        at TEXT NOT NULL,
        reference TEXT NOT NULL,
        PRIMARY KEY (position, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX card_movement_by_reference ON card_movement (reference) WHERE reference <> ''",
    "CREATE INDEX card_movement_by_account ON card_movement (account, counted)",
    "CREATE INDEX card_movement_by_day ON card_movement (day)",
    """CREATE TABLE card_category (
        position INTEGER NOT NULL,
        category TEXT NOT NULL,
        account TEXT NOT NULL,
        counted INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (account, counted, position, category)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the tables; no card was ever paid with before."""
    for statement in (*STAFF, *PEOPLE, *ACCOUNTS, *MONEY):
        op.execute(statement)
