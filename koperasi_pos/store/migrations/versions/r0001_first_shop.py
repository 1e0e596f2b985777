"""The first shop: journal, books of the counter, and what belongs to this machine alone."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JOURNAL = (
    """CREATE TABLE writer (
        key INTEGER PRIMARY KEY,
        device TEXT NOT NULL,
        epoch INTEGER NOT NULL CHECK (epoch > 0),
        UNIQUE (device, epoch)
    ) STRICT""",
    """CREATE TABLE journal (
        position INTEGER PRIMARY KEY,
        writer INTEGER NOT NULL REFERENCES writer (key),
        seq INTEGER NOT NULL CHECK (seq > 0),
        kind TEXT NOT NULL,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        line TEXT NOT NULL,
        UNIQUE (writer, seq)
    ) STRICT""",
    """CREATE TRIGGER journal_is_never_edited BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is never edited'); END""",
    """CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is never cut'); END""",
)

MASTER_DATA = (
    """CREATE TABLE shop (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        name TEXT NOT NULL,
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE counter (
        till TEXT PRIMARY KEY,
        last_sale INTEGER NOT NULL DEFAULT 0,
        last_refund INTEGER NOT NULL DEFAULT 0,
        last_shift INTEGER NOT NULL DEFAULT 0,
        grand_total INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE till (
        writer INTEGER PRIMARY KEY REFERENCES writer (key),
        code TEXT NOT NULL,
        public_key TEXT NOT NULL,
        started TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE staff (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('cashier', 'head', 'treasurer')),
        pin_hash TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE product (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        code TEXT NOT NULL,
        category TEXT NOT NULL,
        unit TEXT NOT NULL,
        price INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        pillar TEXT NOT NULL,
        favourite INTEGER NOT NULL,
        stocked INTEGER NOT NULL CHECK (stocked IN (0, 1)),
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX product_by_code ON product (code) WHERE code <> ''",
    "CREATE INDEX product_by_favourite ON product (favourite) WHERE favourite > 0",
    """CREATE TABLE product_code (
        code TEXT NOT NULL,
        product INTEGER NOT NULL REFERENCES product (key),
        pack INTEGER NOT NULL,
        PRIMARY KEY (code, product, pack)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE product_entry (
        product INTEGER NOT NULL REFERENCES product (key),
        position INTEGER NOT NULL REFERENCES journal (position),
        PRIMARY KEY (product, position)
    ) STRICT, WITHOUT ROWID""",
    """CREATE VIRTUAL TABLE product_search USING fts5(
        words, content='', contentless_delete=1, tokenize='trigram')""",
    """CREATE TABLE picture (
        hash TEXT PRIMARY KEY,
        data BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE person (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        number TEXT NOT NULL,
        tier TEXT NOT NULL,
        member INTEGER NOT NULL CHECK (member IN (0, 1)),
        phone TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX person_by_number ON person (number) WHERE number <> ''",
    """CREATE VIRTUAL TABLE person_search USING fts5(
        words, content='', contentless_delete=1, tokenize='trigram')""",
    """CREATE TABLE promotion (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        begins TEXT NOT NULL,
        ends TEXT NOT NULL,
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

BOOKS = (
    """CREATE TABLE stock (
        product INTEGER PRIMARY KEY REFERENCES product (key),
        quantity INTEGER NOT NULL,
        value INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE shift (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        writer INTEGER NOT NULL REFERENCES writer (key),
        number INTEGER NOT NULL,
        day INTEGER NOT NULL,
        opened TEXT NOT NULL,
        staff TEXT NOT NULL,
        cashier TEXT NOT NULL,
        float INTEGER NOT NULL CHECK (float >= 0),
        closed TEXT,
        close_position INTEGER,
        expected INTEGER,
        counted INTEGER,
        difference INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX one_open_shift_a_till ON shift (writer) WHERE closed IS NULL",
    "CREATE INDEX shift_by_day ON shift (day)",
    """CREATE TABLE sale (
        position INTEGER PRIMARY KEY,
        number TEXT NOT NULL,
        shift INTEGER NOT NULL,
        day INTEGER NOT NULL,
        at TEXT NOT NULL,
        person INTEGER,
        member INTEGER NOT NULL CHECK (member IN (0, 1)),
        gross INTEGER NOT NULL,
        discount INTEGER NOT NULL,
        total INTEGER NOT NULL,
        tax INTEGER NOT NULL,
        rounding INTEGER NOT NULL,
        sedekah INTEGER NOT NULL,
        cost INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX sale_by_number ON sale (number)",
    "CREATE INDEX sale_by_day ON sale (day, total)",
    """CREATE TABLE sale_line (
        sale INTEGER NOT NULL REFERENCES sale (position),
        line INTEGER NOT NULL,
        product INTEGER NOT NULL REFERENCES product (key),
        quantity INTEGER NOT NULL,
        discount INTEGER NOT NULL,
        total INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        PRIMARY KEY (sale, line)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE payment (
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        way TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (position, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE refund (
        position INTEGER PRIMARY KEY,
        number TEXT NOT NULL,
        sale INTEGER NOT NULL REFERENCES sale (position),
        shift INTEGER NOT NULL,
        day INTEGER NOT NULL,
        at TEXT NOT NULL,
        member INTEGER NOT NULL CHECK (member IN (0, 1)),
        total INTEGER NOT NULL CHECK (total >= 0),
        tax INTEGER NOT NULL,
        rounding INTEGER NOT NULL,
        cost INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX refund_by_number ON refund (number)",
    "CREATE INDEX refund_by_day ON refund (day, total)",
    "CREATE INDEX refund_by_sale ON refund (sale)",
    """CREATE TABLE refund_line (
        refund INTEGER NOT NULL REFERENCES refund (position),
        n INTEGER NOT NULL,
        sale INTEGER NOT NULL,
        line INTEGER NOT NULL,
        product INTEGER NOT NULL REFERENCES product (key),
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        total INTEGER NOT NULL CHECK (total >= 0),
        cost INTEGER NOT NULL,
        tax INTEGER NOT NULL,
        restock INTEGER NOT NULL CHECK (restock IN (0, 1)),
        PRIMARY KEY (refund, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX refund_line_by_sale ON refund_line (sale, line)",
    """CREATE TABLE drawer_event (
        position INTEGER PRIMARY KEY,
        shift INTEGER NOT NULL,
        day INTEGER NOT NULL,
        at TEXT NOT NULL,
        purpose TEXT NOT NULL,
        amount INTEGER NOT NULL,
        reason TEXT NOT NULL,
        staff TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE dropped_basket (
        position INTEGER PRIMARY KEY,
        shift INTEGER NOT NULL,
        day INTEGER NOT NULL,
        total INTEGER NOT NULL
    ) STRICT""",
)

THIS_MACHINE = (
    """CREATE TABLE this_till (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        writer INTEGER NOT NULL REFERENCES writer (key)
    ) STRICT""",
    """CREATE TABLE held_basket (
        id TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        held_at TEXT NOT NULL,
        total INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE pin_attempt (
        staff TEXT PRIMARY KEY,
        failures INTEGER NOT NULL,
        last TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE print_job (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        form TEXT NOT NULL,
        document INTEGER,
        copy INTEGER NOT NULL DEFAULT 0,
        content TEXT NOT NULL DEFAULT '',
        kick INTEGER NOT NULL DEFAULT 0 CHECK (kick IN (0, 1)),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'stuck', 'unsure', 'dropped')),
        tries INTEGER NOT NULL DEFAULT 0,
        trouble TEXT NOT NULL DEFAULT '',
        made TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX print_job_open ON print_job (key) WHERE state NOT IN ('done', 'dropped')",
    "CREATE UNIQUE INDEX print_job_once ON print_job (document, form, copy) WHERE document IS NOT NULL",
)


def upgrade() -> None:
    """Make every table of the first version."""
    for statement in (*JOURNAL, *MASTER_DATA, *BOOKS, *THIS_MACHINE):
        op.execute(statement)
