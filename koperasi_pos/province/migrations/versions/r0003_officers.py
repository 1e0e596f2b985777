"""Tries to sign in, passwords to be changed, authenticators not confirmed, announcements; East Java's kabupaten."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ATTEMPT = """
CREATE TABLE attempt (
    subject bytea PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    last_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL DEFAULT now()
)
"""
# `subject`: SHA-256 of a login or an address. A row of its own, so that logins that do not exist are counted alike.

_OFFICER = """
ALTER TABLE officer
    ADD COLUMN must_change boolean NOT NULL DEFAULT true,
    ADD COLUMN totp_waiting text NOT NULL DEFAULT '',
    DROP COLUMN failures,
    DROP COLUMN locked_until
"""
# Tries are counted in `attempt`.

_ANNOUNCEMENT = """
CREATE TABLE announcement (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('message', 'recommended_price', 'block_list')),
    at timestamptz NOT NULL DEFAULT now(),
    officer text NOT NULL,
    kabupaten text NOT NULL DEFAULT '',
    shop text NOT NULL DEFAULT '',
    shops integer NOT NULL,
    title text NOT NULL,
    body jsonb NOT NULL
)
"""
# What officers told the shops, once for all shops that it went to: the list that officers read. The documents
# themselves are entries of each shop's journal.

_SESSION_OFFICER = "CREATE INDEX session_officer ON session (officer)"
_AUDIT_AT = "CREATE INDEX audit_at ON audit (at DESC)"

KABUPATEN = (
    "3501 Pacitan, 3502 Ponorogo, 3503 Trenggalek, 3504 Tulungagung, 3505 Blitar, 3506 Kediri, 3507 Malang,"
    " 3508 Lumajang, 3509 Jember, 3510 Banyuwangi, 3511 Bondowoso, 3512 Situbondo, 3513 Probolinggo, 3514 Pasuruan,"
    " 3515 Sidoarjo, 3516 Mojokerto, 3517 Jombang, 3518 Nganjuk, 3519 Madiun, 3520 Magetan, 3521 Ngawi,"
    " 3522 Bojonegoro, 3523 Tuban, 3524 Lamongan, 3525 Gresik, 3526 Bangkalan, 3527 Sampang, 3528 Pamekasan,"
    " 3529 Sumenep, 3571 Kota Kediri, 3572 Kota Blitar, 3573 Kota Malang, 3574 Kota Probolinggo, 3575 Kota Pasuruan,"
    " 3576 Kota Mojokerto, 3577 Kota Madiun, 3578 Kota Surabaya, 3579 Kota Batu"
)
"""Codes and names as the statistics office (BPS) numbers them."""


def upgrade() -> None:
    """Make the tables and the list."""
    for statement in (_ATTEMPT, _OFFICER, _ANNOUNCEMENT, _SESSION_OFFICER, _AUDIT_AT):
        op.execute(statement)
    for one in KABUPATEN.split(", "):
        code, name = one.split(" ", 1)
        op.execute(f"INSERT INTO kabupaten (code, name) VALUES ('{code}', '{name}') ON CONFLICT DO NOTHING")  # noqa: S608
