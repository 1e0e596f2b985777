"""Suppliers, orders, deliveries, debts, batches, places, counts and the rules of categories."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE category (
        name TEXT PRIMARY KEY CHECK (name <> ''),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE supplier (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE goods_order (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL,
        supplier TEXT NOT NULL,
        name TEXT NOT NULL,
        day INTEGER NOT NULL,
        expected TEXT NOT NULL,
        total INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE goods_order_line (
        product INTEGER NOT NULL REFERENCES product (key),
        goods_order INTEGER NOT NULL REFERENCES goods_order (position),
        n INTEGER NOT NULL,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        PRIMARY KEY (goods_order, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE goods_order_close (
        goods_order TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE purchase (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL,
        goods_order TEXT NOT NULL,
        supplier TEXT NOT NULL,
        name TEXT NOT NULL,
        day INTEGER NOT NULL,
        at TEXT NOT NULL,
        invoice TEXT NOT NULL,
        due TEXT NOT NULL,
        total INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX purchase_by_order ON purchase (goods_order) WHERE goods_order <> ''",
    "CREATE INDEX purchase_by_supplier ON purchase (supplier, invoice)",
    """CREATE TABLE purchase_line (
        product INTEGER NOT NULL REFERENCES product (key),
        at TEXT NOT NULL,
        purchase INTEGER NOT NULL REFERENCES purchase (position),
        n INTEGER NOT NULL,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        value INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        unit TEXT NOT NULL,
        factor INTEGER NOT NULL CHECK (factor > 0),
        price INTEGER NOT NULL,
        PRIMARY KEY (product, at, purchase, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE debt_paid (
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        purchase TEXT NOT NULL,
        supplier TEXT NOT NULL,
        day INTEGER NOT NULL,
        way TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (position, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX debt_paid_by_purchase ON debt_paid (purchase)",
    """CREATE TABLE goods_return (
        position INTEGER PRIMARY KEY,
        number TEXT NOT NULL,
        supplier TEXT NOT NULL,
        day INTEGER NOT NULL,
        value INTEGER NOT NULL,
        credit INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE batch (
        product INTEGER NOT NULL REFERENCES product (key),
        expiry TEXT NOT NULL CHECK (expiry <> ''),
        quantity INTEGER NOT NULL,
        PRIMARY KEY (product, expiry)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE place_movement (
        place TEXT NOT NULL CHECK (place <> ''),
        product INTEGER NOT NULL REFERENCES product (key),
        at TEXT NOT NULL,
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (place, product, at, position, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recipe (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        body TEXT NOT NULL,
        stamp TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stock_count (
        id TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        place TEXT NOT NULL,
        opened TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stock_tally (
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        stock_count TEXT NOT NULL,
        product INTEGER NOT NULL REFERENCES product (key),
        quantity INTEGER NOT NULL,
        at TEXT NOT NULL,
        staff TEXT NOT NULL,
        PRIMARY KEY (stock_count, product, position, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stock_counted (
        stock_count TEXT NOT NULL,
        position INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        shortage INTEGER NOT NULL CHECK (shortage <= 0),
        surplus INTEGER NOT NULL CHECK (surplus >= 0),
        PRIMARY KEY (stock_count, position)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the tables; the books are filled from the journal afterwards (`books.VERSION`)."""
    for statement in STATEMENTS:
        op.execute(statement)
