"""The shop's file beside others: other processes, watching tills, newer and older programs, a failed upgrade."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.store import Database, backup, connections, keys, schema
from koperasi_pos.values import Refusal
from tests import counter
from tests.counter import shop_in

KEY = bytes(range(32))
NOW, LATER = schema.HEAD, "9998"


def quick_shop(home: Path) -> Path:
    """A shop with a product, closed again; returns its file."""
    till = shop_in(home)
    counter.stock_up(till, "Sarung Mangga", 85_000)
    till.close()
    return home / STORE_FILE


def test_a_till_for_watching_writes_nothing(tmp_path: Path) -> None:
    shop_in(tmp_path).close()
    watching = open_till(tmp_path, writable=False)
    with pytest.raises(RuntimeError, match="reading only"), watching.database.write():
        pytest.fail("a till for reading wrote")
    watching.close()


def test_a_wrong_key_is_refused(tmp_path: Path) -> None:
    file = quick_shop(tmp_path)
    with pytest.raises(Refusal, match="wrong_key"):
        Database(file, KEY)
    Database(file, keys.find(tmp_path).store).close()


def test_a_shop_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no_shop_here"):
        open_till(tmp_path)
    with pytest.raises(Refusal, match="no_shop_here"):
        Database(tmp_path / "none.db", KEY, writable=False)
    assert list(tmp_path.iterdir()) == []


def test_one_process_holds_the_file(tmp_path: Path) -> None:
    quick_shop(tmp_path)
    first = open_till(tmp_path)
    with pytest.raises(Refusal, match="till_in_use"):
        open_till(tmp_path)
    asking = (
        "import sys; from pathlib import Path; from koperasi_pos.operations.till import open_till;"
        "from koperasi_pos.values import Refusal\n"
        "try: open_till(Path(sys.argv[1])).close(); print('open')\n"
        "except Refusal as refusal: print(refusal.code)"
    )
    root = Path(__file__).parents[2]

    def other_process() -> str:
        told = subprocess.run(
            [sys.executable, "-c", asking, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True,
            timeout=120,
        )  # fmt: skip
        return told.stdout.strip()

    assert other_process() == "till_in_use"
    watching = open_till(tmp_path, writable=False)
    watching.close()
    first.close()
    assert other_process() == "open"


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    till = shop_in(tmp_path)
    with pytest.raises(sqlcipher3.OperationalError, match="no such table"):
        _write_half(till)
    with till.database.write() as connection:
        assert connection.run("SELECT count(*) FROM counter WHERE till = 'K9'").fetchone() == (0,)
    till.close()


def _write_half(till: Till) -> None:
    with till.database.write() as connection:
        connection.run("INSERT INTO counter (till) VALUES ('K9')")
        connection.run("INSERT INTO nowhere (till) VALUES ('K9')")


@pytest.mark.parametrize("writable", [True, False])
def test_a_newer_file_is_left_as_it_is(tmp_path: Path, writable: bool) -> None:
    file = quick_shop(tmp_path)
    key = keys.find(tmp_path).store
    connection = connections.connect(file, key)
    connection.run("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(schema.NewerFile, match="9999"):
        Database(file, key, writable=writable)
    assert file.read_bytes() == before
    assert not list(tmp_path.glob("*before-upgrade*"))
    with pytest.raises(schema.NewerFile):
        backup.verify(file, key)


def test_an_older_file_is_kept_and_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "toko"
    file = quick_shop(home)
    key = keys.find(home).store
    scripts = tmp_path / "scripts"
    shutil.copytree(schema.scripts_folder(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r9998_later.py").write_text(
        f"from alembic import op\nrevision = '{LATER}'\ndown_revision = '{NOW}'\nbranch_labels = depends_on = None\n"
        "def upgrade():\n    op.execute('CREATE TABLE later (n INTEGER) STRICT')\n"
    )
    monkeypatch.setattr(schema, "HEAD", LATER)
    monkeypatch.setattr(schema, "scripts_folder", lambda: scripts)
    for _ in range(2):
        upgraded = Database(file, key)
        with upgraded.read() as connection:
            assert schema.version_of(connection) == LATER
            assert connection.run("SELECT count(*) FROM later").fetchone() == (0,)
            assert connection.run("SELECT name FROM product").fetchall() == [("Sarung Mangga",)]
        upgraded.close()
    (kept,) = home.glob("*before-upgrade*")
    backup.verify(kept, key)
    old = connections.connect(kept, key, query_only=True)
    assert schema.version_of(old) == NOW
    old.close()


def test_a_failed_upgrade_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "toko"
    file = quick_shop(home)
    key = keys.find(home).store
    scripts = tmp_path / "scripts"
    shutil.copytree(schema.scripts_folder(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r9998_broken.py").write_text(
        f"from alembic import op\nrevision = '{LATER}'\ndown_revision = '{NOW}'\nbranch_labels = depends_on = None\n"
        "def upgrade():\n    op.execute('CREATE TABLE later (n INTEGER) STRICT')\n    raise ArithmeticError('power')\n"
    )
    with monkeypatch.context() as patched:
        patched.setattr(schema, "HEAD", LATER)
        patched.setattr(schema, "scripts_folder", lambda: scripts)
        with pytest.raises(ArithmeticError, match="power"):
            Database(file, key)
    held = Database(file, key)
    with held.read() as connection:
        assert schema.version_of(connection) == NOW
        assert connection.run("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)
    held.close()


def test_an_unsafe_sqlite_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connections.assert_sqlite()
    monkeypatch.setattr(sqlcipher3, "sqlite_version", "3.51.2")
    with pytest.raises(RuntimeError, match=r"3\.51\.2"):
        Database(tmp_path / "toko.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_every_table_is_strict(tmp_path: Path) -> None:
    """Money and goods as text or as a float are refused by the file itself."""
    till = shop_in(tmp_path)
    with till.reading() as connection:
        loose = connection.run(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND NOT strict"
        ).fetchall()
        kept = {name for (name,) in loose if not name.startswith("sqlite_")}
    till.close()
    assert kept == {"alembic_version", "person_search", "product_search"}


def test_every_connection_is_as_safe_as_it_can_be(tmp_path: Path) -> None:
    till = shop_in(tmp_path)
    wanted = {
        "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000, "journal_mode": "wal",
        "cell_size_check": 1, "mmap_size": 0, "recursive_triggers": 1,
    }  # fmt: skip
    with till.reading() as reader, till.database.outside_transaction() as writer:
        for connection in (reader, writer):
            for pragma, value in wanted.items():
                row = connection.run(f"PRAGMA {pragma}").fetchone()
                assert row == (value,), pragma
    till.close()
