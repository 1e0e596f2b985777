"""The province on the command line: registering, telling, copying and putting back, beside a server that runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from koperasi_pos.journal import GENESIS, link, read_entry
from koperasi_pos.journal.protocol import HELLO, HelloQuestion
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.home import opened
from koperasi_pos.province.settings import ProvinceSettings
from tests.command import run
from tests.counter import Clock, begin_shift, one, sell, stock_up
from tests.province.asking import Serving, asker, bundle_of
from tests.province.processes import province_home
from tests.province.shops import ShopTill, new_till


@pytest.fixture
def home() -> Iterator[Path]:
    """The folder of a server."""
    with province_home() as folder:
        yield folder


@pytest.fixture
def running(home: Path) -> Iterator[Pool]:
    """Its database, in use."""
    with opened(ProvinceSettings(home=home), 8) as pool:
        yield pool


@pytest.fixture
def till(tmp_path: Path) -> Iterator[ShopTill]:
    """A till that sold and knows no province."""
    made = new_till(tmp_path / "k1", "", clock=Clock())
    begin_shift(made.till)
    sell(made.till, one(stock_up(made.till, "Sabun", 5_000)))
    yield made
    made.till.close()


def facts(home: Path, *words: str, text: str = "") -> dict[str, Any]:
    answer = run(home, "--json", "province", *words, text=text)
    assert answer.status == 0, answer.complaint
    found: dict[str, Any] = answer.facts()
    return found


def new_shop(home: Path, name: str = "Koperasi An-Nur") -> str:
    return str(facts(home, "shop", "add", name, "--kabupaten", "3578", "--pesantren", "An-Nur")["shop"])


def enrolled(home: Path, serving: Serving, till: ShopTill) -> str:
    shop = new_shop(home)
    code = str(facts(home, "code", shop)["code"])
    assert asker(serving.address, till).enrol(code, till.public_key, till_code="K1").status_code == 200
    return shop


def test_from_a_shop_to_a_till_that_is_out(home: Path, running: Pool, till: ShopTill, tmp_path: Path) -> None:
    serving = Serving(build_app(ProvinceSettings(home=home), running))
    try:
        shop = new_shop(home)
        made = facts(home, "code", shop, "--address", "https://p.example.id", "--qr", str(tmp_path / "code.svg"))
        assert parse_qs(urlsplit(str(made["qr"])).query)["server"] == ["https://p.example.id"]
        assert "<svg" in (tmp_path / "code.svg").read_text()
        asking = asker(serving.address, till)
        assert asking.enrol(str(made["code"]), till.public_key, till_code="K1").status_code == 200
        assert run(home, "province", "code", shop).status == 1, "its journal is begun already"
        (row,) = facts(home, "tills", shop)["rows"]
        assert (row["code"], row["state"], row["frozen"]) == ("K1", "active", False)
        facts(home, "lost", till.device, "--reason", "terbakar")
        refused = asking.push(bundle_of(till, 1, till.lines()))
        assert refused.json()["facts"] == {"state": "lost"}
        facts(home, "revoke", till.device, "--reason", "dicuri")
        assert run(home, "province", "revoke", till.device, "--reason", "dicuri").status == 1
        assert run(home, "province", "revoke", "0" * 16, "--reason", "dicuri").status == 1
        with running.reading() as connection:
            acts = [row[0] for row in connection.execute("SELECT act FROM audit ORDER BY at").fetchall()]
        assert acts == ["shop_added", "code_made", "till_lost", "till_revoked"]
    finally:
        serving.stop()


def test_an_officer_is_added_and_told_the_password_once(home: Path, running: Pool) -> None:
    made = facts(home, "officer", "add", "dinas", "Bu Dinas")
    assert len(str(made["password"])) >= 12
    (row,) = facts(home, "officer", "list")["rows"]
    assert (row["login"], row["role"], row["state"]) == ("dinas", "province", "active")
    assert run(home, "province", "officer", "add", "dinas", "Pak Dinas").status == 1
    with running.reading() as connection:
        kept = connection.execute("SELECT password_hash FROM officer").fetchone()
    assert kept is not None
    assert kept[0].startswith("$argon2id$")


def test_messages_prices_and_lists_reach_the_till(home: Path, running: Pool, till: ShopTill) -> None:
    serving = Serving(build_app(ProvinceSettings(home=home), running))
    try:
        shop = enrolled(home, serving, till)
        new_shop(home, "Koperasi Lain")
        facts(home, "message", "Rapat", "Besok jam sembilan", "--kabupaten", "3578")
        facts(home, "recommend", "-", "--note", "Harga naik", text="8991; Mie goreng; 3.500; pcs\n; Beras; 14000\n")
        facts(home, "block", "cards", "-", "--shop", shop, text="0042; hilang\n")
        said = asker(serving.address, till).feed()
        entries = [read_entry(line.encode()) for line in said["lines"]]
        assert [entry.kind for entry in entries] == ["message", "recommended_price", "block_list"]
        head = (0, GENESIS)
        for entry in entries:
            head = link(*head, entry)
        assert [one["price"] for one in entries[1].body["prices"]] == [3_500, 14_000]
        assert entries[2].body["blocked"] == [{"code": "0042", "reason": "hilang"}]
        facts(home, "withdraw", entries[0].id, "--reason", "Batal")
        assert run(home, "province", "withdraw", entries[0].id).status == 1, "once is enough"
        assert run(home, "province", "withdraw", "0" * 32).status == 1
        (gone,) = [read_entry(line.encode()) for line in asker(serving.address, till).feed(said["cursor"])["lines"]]
        assert (gone.kind, gone.body["withdraws"], gone.body["title"]) == ("withdrawn", entries[0].id, "Rapat")
        assert run(home, "province", "recommend", "-", text="x").status == 1
        assert run(home, "province", "message", "Rapat", "Besok", "--kabupaten", "0000").status == 1
    finally:
        serving.stop()


def test_a_server_restored_from_an_older_backup_gets_everything_again(
    home: Path, running: Pool, till: ShopTill, tmp_path: Path, expected_log: Any
) -> None:
    expected_log("less is held than was acknowledged")
    lines, copy = till.lines(), tmp_path / "copy.dump"
    serving = Serving(build_app(ProvinceSettings(home=home), running))
    try:
        enrolled(home, serving, till)
        asking = asker(serving.address, till)
        asking.push(bundle_of(till, 1, lines[:4]))
        assert facts(home, "backup", str(copy))["bytes"] == copy.stat().st_size
        assert copy.stat().st_mode & 0o077 == 0, "the province's key is in it"
        assert asking.push(bundle_of(till, 5, lines[4:])).json()["acked"] == len(lines)
    finally:
        serving.stop()
    assert run(home, "province", "restore", str(copy)).status == 1, "entries are there"
    assert facts(home, "restore", str(copy), "--replace")["epoch"] == 2
    with opened(ProvinceSettings(home=home), 8) as pool:
        serving = Serving(build_app(ProvinceSettings(home=home), pool))
        try:
            asking = asker(serving.address, till)
            question = HelloQuestion(epoch=1, seq=len(lines), hash="", waiting=0)
            said = asking.post(HELLO, question).json()
            assert (said["server_epoch"], said["held"][0]["seq"]) == (2, 4)
            answer = asking.push(bundle_of(till, 5, lines[4:])).json()
            assert (answer["server_epoch"], answer["acked"]) == (2, len(lines))
            assert [line.encode() for line in asking.feed()["lines"]] == lines
        finally:
            serving.stop()
    # Put back once more, the epoch rises above the one that is replaced and not only above that of the file.
    assert facts(home, "restore", str(copy), "--replace")["epoch"] == 3
    assert facts(home, "new-epoch")["epoch"] == 4


def test_a_file_that_is_no_backup_changes_nothing(home: Path, running: Pool, tmp_path: Path) -> None:
    (tmp_path / "nothing.dump").write_bytes(b"nothing")
    shop = new_shop(home)
    assert run(home, "province", "restore", str(tmp_path / "nothing.dump")).status == 1
    assert run(home, "province", "restore", str(tmp_path / "absent.dump")).status == 1
    (row,) = facts(home, "shop", "list")["rows"]
    assert row["shop"] == shop


def test_what_was_carried_waits_until_somebody_vouches(
    home: Path, running: Pool, till: ShopTill, tmp_path: Path
) -> None:
    from koperasi_pos.journal.protocol import bundle
    from koperasi_pos.store import keys
    from tests.province.shops import add_till

    serving = Serving(build_app(ProvinceSettings(home=home), running))
    other = new_till(tmp_path / "k2", "", code="K2", clock=Clock())
    try:
        other.shop = enrolled(home, serving, till)
        add_till(running, other, purpose="second")
        facts(home, "lost", till.device, "--reason", "terbakar")
        carrier, lines = asker(serving.address, other), till.lines()
        said = carrier.push(bundle(till.device, 1, 1, lines, keys.new_signing_key())).json()
        assert (said["acked"], {flag["reason"] for flag in said["flags"]}) == (len(lines), {"carried"})
        feed = carrier.feed()
        assert (feed["lines"], feed["cursor"]) == ([], len(lines))
        assert facts(home, "vouch", till.device, "--reason", "dari cakram lama")["entries"] == len(lines)
        assert [line.encode() for line in carrier.feed(feed["cursor"])["lines"]] == lines
        assert run(home, "province", "vouch", till.device, "--reason", "sekali lagi").status == 1
    finally:
        serving.stop()
        other.till.close()


def test_settings_and_databases_that_cannot_be_are_told(home: Path) -> None:
    home.mkdir()
    (home / "province.toml").write_text("port = 'x'")
    assert run(home, "province", "tills").status == 2
    (home / "province.toml").unlink()
    away = "postgresql://nobody@127.0.0.1:1/x?connect_timeout=2"
    answer = run(home, "province", "tills", "--database", away)
    assert (answer.status, json.dumps(answer.text)) == (3, '""')
    assert not (home / "postgres").exists()
