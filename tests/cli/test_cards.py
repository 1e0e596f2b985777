"""Cards from the command line: import, allowances, tap, pay, limits, figures, rights; every word of it once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from koperasi_pos.operations import card_keys
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.store import card_keys as place
from koperasi_pos.trade.sun_messages import shop_keys
from tests.cli.conftest import COFFEE, NOODLES
from tests.command import done, run

SHEET = """NIS;Nama Santri;Kelas;Kamar;Wali;No HP Wali;Alergi
2024001;Ahmad Fauzi;7A;Al-Farabi 3;Bu Aminah;081234;kacang, susu
2024002;Budi Santoso;7B;Al-Farabi 4;Pak Rahmat;081235;
;Tanpa NIS;7B;;;;
"""


@pytest.fixture
def carded(home: Path, tmp_path: Path) -> Path:
    """Two santri from a sheet, one with a photo; each has a card and Rp50.000."""
    (tmp_path / "santri.csv").write_text(SHEET, encoding="utf-8")
    photos = tmp_path / "foto"
    photos.mkdir()
    out = io.BytesIO()
    Image.effect_noise((900, 700), 60).convert("RGB").save(out, "JPEG")
    (photos / "2024001.JPG").write_bytes(out.getvalue())
    words = ("card", "import", str(tmp_path / "santri.csv"), "--photos", str(photos), "--json")
    assert done(home, *words, "--dry-run").facts() == {"new": 2, "changed": 0, "same": 0, "wrong": 1, "photos": 1}
    assert done(home, *words).facts()["new"] == 2
    assert done(home, *words).facts() == {"new": 0, "changed": 0, "same": 2, "wrong": 1, "photos": 1}
    (tmp_path / "saku.csv").write_text("nis,nama,jumlah\n2024001,,50.000\n,Budi Santoso,Rp 50.000\n", encoding="utf-8")
    allow = ("card", "allow", str(tmp_path / "saku.csv"), "--label", "November 2026", "--json")
    assert done(home, *allow, "--dry-run").facts() == {"cards": 2, "total": 100_000, "changed": False}
    assert done(home, *allow).facts()["changed"]
    assert not done(home, *allow).facts()["changed"]
    for who in ("2024001", "Budi Santoso"):
        done(home, "card", "issue", who)
    done(home, "shift", "open", "--float", "100000")
    return home


def token(home: Path, who: str = "2024001") -> str:
    """What stands on a new card."""
    return str(done(home, "card", "replace", who, "--free", "--json").facts()["token"])


def test_tap_pay_and_statement(carded: Path) -> None:
    card = token(carded)
    assert run(carded, "card", "is-scan", card).status == 0
    assert run(carded, "card", "is-scan", COFFEE).status == 1
    seen = done(carded, "card", "tap", card, "--json").facts()
    assert (seen["name"], seen["school_class"], seen["room"], seen["balance"]) == (
        "Ahmad Fauzi", "7A", "Al-Farabi 3", 50_000,
    )  # fmt: skip
    assert done(carded, "card", "pay", card, f"{COFFEE}=2", "--dry-run", "--json").facts()["amount"] == 3_000
    paid = done(carded, "card", "pay", card, f"{COFFEE}=2", NOODLES, "--json").facts()
    assert (paid["total"], paid["left"]) == (6_100, 43_900)
    split = done(carded, "card", "pay", "2024001", COFFEE, "--by-hand", "--amount", "500", "--cash", "2000", "--json")
    assert split.facts()["left"] == 43_400
    rows = done(carded, "card", "statement", "2024001", "--json").facts()["rows"]
    assert [row["balance"] for row in rows] == [50_000, 43_900, 43_400]
    assert rows[1]["goods"] == "Kopi sachet, Mi goreng"
    assert done(carded, "card", "statement", "2024001", "--format", "pdf").raw.startswith(b"%PDF")
    assert done(carded, "card", "print", "--out", "-").raw.startswith(b"%PDF")
    assert done(carded, "card", "print", "2024001", "--single").raw.startswith(b"%PDF")
    assert done(carded, "check").complaint == ""


def test_limits_rules_and_a_refusal_in_words(carded: Path) -> None:
    done(carded, "card", "rules", "--limits", "--day", "10000", "--week-start", "4", "--replacement-fee", "5.000")
    assert run(carded, "card", "limits", "2024001", "--set", "--day", "12000").status == 1
    done(carded, "card", "limits", "2024001", "--set", "--day", "4000", "--no-buy", NOODLES, "--wali", "Bu Aminah")
    assert "Mi goreng" in done(carded, "card", "limits", "2024001").text
    card = token(carded)
    answer = run(carded, "card", "pay", card, f"{COFFEE}=3")
    assert answer.status == 1
    assert "Kopi sachet" in answer.complaint
    assert run(carded, "card", "pay", card, NOODLES).status == 1
    done(carded, "card", "pay", card, f"{COFFEE}=3", "--beyond", "Sakit, perlu lebih")
    (refused, other) = done(carded, "card", "report", "refused", "--json").facts()["rows"]
    assert (refused["name"], other["goods"]) == ("Ahmad Fauzi", "Mi goreng")


def test_money_pins_states_and_reports(carded: Path) -> None:
    assert done(carded, "card", "top-up", "2024002", "25.000", "--json").facts()["balance"] == 75_000
    proof = ("card", "top-up", "2024002", "5000", "--way", "transfer", "--reference", "BRI 1")
    done(carded, *proof)
    assert run(carded, *proof).status == 1
    assert done(carded, "card", "pay-out", "2024002", "10000", "--purpose", "holiday", "--json").facts()["balance"] == (
        70_000
    )
    moved = done(carded, "card", "move", "2024002", "2024001", "20000", "--word", "Wali: kakak adik", "--json").facts()
    assert (moved["balance"], moved["to_balance"]) == (50_000, 70_000)
    done(carded, "card", "pin", "2024001", "246813")
    assert run(carded, "card", "pin", "2024001", "135799", "--check").status == 1
    done(carded, "card", "pin", "2024001", "--release")
    done(carded, "card", "state", "2024001", "frozen", "--reason", "leave")
    assert run(carded, "card", "tap", "2024001", "--by-hand").status == 1
    done(carded, "card", "state", "2024001", "active")
    done(carded, "card", "lost", "2024001", "--reason", "Jatuh di kali")
    done(carded, "card", "slip", "2024001")
    for kind in ("float", "balances", "money", "turnover", "spending", "refused", "lost"):
        assert done(carded, "card", "report", kind, "--format", "csv").lines
    assert len(done(carded, "card", "report", "money", "--json").facts()["rows"]) == 7
    closing = done(carded, "card", "pay-out", "2024001", "--purpose", "closing", "--json").facts()
    assert (closing["balance"], closing["closed"]) == (0, True)
    assert run(carded, "card", "open", "2024001").status == 0
    z = done(carded, "report", "shift", "--json").facts()
    assert (z["top_ups"], z["card_out"], z["on_cards"]) == (25_000, 80_000, 50_000)
    assert done(carded, "check").complaint == ""


def test_rights_and_chips(carded: Path) -> None:
    done(carded, "card", "replace", "2024001", "--uid", "04:A2:2B:9C:11:22:33")
    assert done(carded, "card", "tap", "04a22b9c112233", "--json").facts()["name"] == "Ahmad Fauzi"
    assert run(carded, "card", "replace", "2024002", "--uid", "04A22B9C112233").status == 1
    assert run(carded, "card", "replace", "2024002", "--uid", "08A1B2C3").status == 1
    held = done(carded, "card", "holders", "--json").facts()
    assert held["rights"] == 100_000
    assert done(carded, "card", "holders", "2024001", "--json").facts()["rights"] == 50_000
    assert run(carded, "card", "give", "2024001", "K9", "1000").status == 1
    assert done(carded, "card", "take").text == ""
    assert done(carded, "card", "exposure").text == ""
    assert done(carded, "card", "asks").text == ""
    assert done(carded, "card", "asks", "--settle", "--json").facts()["answered"] == 0
    assert run(carded, "card", "reclaim", "ab" * 8, "1", "--reason", "Rusak").status == 1
    assert done(carded, "card", "find", "farabi").lines[0].startswith("Ahmad")
    done(carded, "card", "photo", "2024001", "--out", "-")


def test_a_signed_card_from_the_command_line(carded: Path) -> None:
    keys, uid = shop_keys(bytes(range(16)), "an-nur"), "04A1B2C3D4E5F6"
    chip = VirtualNtag(uid, keys)
    words = ("card", "replace", "2024001", "--free", "--uid", uid, "--message")
    assert "belum punya kuncinya" in run(carded, *words, chip.address()).complaint
    place.keep(carded, keys)
    card_keys._found.clear()  # every command is a program of its own, but here they share one
    assert run(carded, *words, "https://pesantren.example/").status != 0
    done(carded, *words, chip.address())
    assert "harus membuktikan dirinya" in run(carded, "card", "tap", uid).complaint
    assert "harus membuktikan dirinya" in run(carded, "card", "pay", uid, COFFEE).complaint
    shown = chip.address()
    assert done(carded, "card", "tap", uid, "--message", shown, "--json").facts()["name"] == "Ahmad Fauzi"
    assert "pernah ditunjukkan" in run(carded, "card", "pay", uid, COFFEE, "--message", shown).complaint
    paid = done(carded, "card", "pay", uid, COFFEE, "--message", chip.address(), "--json").facts()
    assert paid["left"] == 48_500
    done(carded, "rebuild")
    assert "pernah ditunjukkan" in run(carded, "card", "tap", uid, "--message", shown).complaint
    assert done(carded, "check").complaint == ""


def test_a_photo_taken_out_is_written_down(carded: Path, tmp_path: Path) -> None:
    done(carded, "card", "photo", "2024001", "--out", str(tmp_path / "ahmad.jpg"))
    assert (tmp_path / "ahmad.jpg").stat().st_size > 1_000
    told = [row["what"] for row in done(carded, "report", "activity", "--json").facts()["rows"]]
    assert "Melihat foto Ahmad Fauzi" in told


def test_a_search_that_tells_balances_is_written_down_once_a_day(carded: Path) -> None:
    for _time in range(2):
        assert "50.000" in done(carded, "card", "find", "farabi").text
    told = [row["what"] for row in done(carded, "report", "activity", "--json").facts()["rows"]]
    assert [one for one in told if one.startswith("Melihat") and "Ahmad Fauzi" in one] == [
        "Melihat rekening Ahmad Fauzi"
    ]


def test_a_person_is_forgotten_once_the_account_is_closed(carded: Path) -> None:
    assert "belum ditutup" in run(carded, "card", "forget", "2024001", "--reason", "Permintaan wali").complaint
    done(carded, "card", "pay-out", "2024001", "--purpose", "closing")
    token = done(carded, "card", "forget", "2024001", "--reason", "Permintaan wali", "--json").facts()["token"]
    assert token.startswith("#")
    assert "Ahmad Fauzi" not in done(carded, "report", "activity").text
    assert done(carded, "check").complaint == ""
