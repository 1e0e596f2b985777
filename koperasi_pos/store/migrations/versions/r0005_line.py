"""The line to the province: who this till is there, what was acknowledged, how far it has read, what happened."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE line (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        address TEXT NOT NULL,
        code TEXT NOT NULL,
        shop TEXT NOT NULL,
        shop_name TEXT NOT NULL,
        till_code TEXT NOT NULL,
        purpose TEXT NOT NULL CHECK (purpose IN ('new', 'second', 'replace')),
        replaces TEXT NOT NULL,
        province TEXT NOT NULL,
        province_key TEXT NOT NULL,
        enrolled TEXT NOT NULL,
        device TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        server_epoch INTEGER NOT NULL,
        cursor INTEGER NOT NULL CHECK (cursor >= 0),
        own INTEGER NOT NULL CHECK (own IN (0, 1)),
        skew INTEGER NOT NULL,
        heard TEXT NOT NULL,
        compared TEXT NOT NULL,
        differs TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE line_acked (
        writer INTEGER PRIMARY KEY REFERENCES writer (key),
        seq INTEGER NOT NULL CHECK (seq >= 0)
    ) STRICT""",
    """CREATE TABLE line_waiting (
        n INTEGER PRIMARY KEY,
        device TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        reason TEXT NOT NULL,
        line TEXT NOT NULL,
        UNIQUE (device, epoch, seq)
    ) STRICT""",
    """CREATE TABLE line_exchange (
        n INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        entries INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL,
        bytes_in INTEGER NOT NULL,
        code TEXT NOT NULL,
        facts TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE line_day (
        day TEXT PRIMARY KEY,
        sent INTEGER NOT NULL,
        received INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL,
        bytes_in INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE message_read (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        staff TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE message (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        at TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        sender TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE recommended_price (
        goods TEXT PRIMARY KEY,
        unit TEXT NOT NULL,
        price INTEGER NOT NULL,
        at TEXT NOT NULL,
        note TEXT NOT NULL,
        sender TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE block_list (
        what TEXT PRIMARY KEY,
        sender TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE blocked (
        what TEXT NOT NULL REFERENCES block_list (what),
        code TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (what, code)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
