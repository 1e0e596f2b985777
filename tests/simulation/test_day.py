"""A day through the real windows: everything that happens in a shop is in the books, on paper and in the pictures."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from koperasi_pos.words.numbers import rupiah
from tests.command import done
from tests.source import ROOT

SALES = 57
"""50 plain baskets, two around the one on hold, the member's, two by card, one with a discount, one at the lock."""

TAKEN_OVER_AT = (31, 56)
"""So many sales were made before each change of cashier."""

PICTURES = (
    "masuk", "belum-buka-shift", "buka-shift", "kasir", "bayar", "keranjang-ditahan", "pelanggan", "harga-anggota",
    "sebagian-transfer", "isi-saldo", "rekening", "kartu-di-kasir", "bayar-kartu", "sisa-saldo", "batas-belanja",
    "cek-saldo", "potongan", "persetujuan-potongan", "kode-tidak-dikenal", "kas-keluar", "ganti-kasir",
    "setoran", "laci-dibuka", "terkunci", "keranjang-tetap-ada", "struk", "retur", "persetujuan-retur", "barang",
    "promo", "anggota", "impor", "laporan", "printer", "pengaturan", "shift", "hitung-laci", "laporan-z",
)  # fmt: skip

Entries = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The day as `make run` plays it where there is no screen; its seed is printed."""
    seed = os.environ.get("KOPERASI_SEED") or str(random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={seed}")
    folder = tmp_path_factory.mktemp("day")
    screenless = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    words = ["day", "--out", str(folder), "--seed", seed, "--json"]
    ended = subprocess.run(
        [sys.executable, "-m", "koperasi_pos", *words], check=False, cwd=ROOT, env=screenless, capture_output=True,
        text=True, timeout=240,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.fixture(scope="module")
def entries(day: dict[str, Any]) -> Entries:
    """Bodies of the day's entries by kind, read from the journal."""
    found: Entries = {}
    for line in done(Path(day["home"]), "journal").lines:
        entry = json.loads(line)
        found.setdefault(entry["kind"], []).append(entry["body"])
    return found


def paper(day: dict[str, Any], name: str) -> str:
    """A paper of the day as text."""
    return (Path(day["folder"]) / name).read_text(encoding="utf-8")


def test_nothing_went_wrong(day: dict[str, Any]) -> None:
    assert day["trouble"] == []
    checked = done(Path(day["home"]), "check", "--json").facts()
    assert (checked["sound"], checked["sales"], checked["entries"]) == (True, SALES, day["entries"])


def test_there_is_a_picture_of_every_scene(day: dict[str, Any]) -> None:
    assert [name.partition("-")[2].removesuffix(".png") for name in day["pictures"]] == list(PICTURES)
    for name in day["pictures"]:
        file = Path(day["folder"]) / name
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size > 2_000, f"{name} shows nothing"


def test_what_happened_is_in_the_journal(entries: Entries) -> None:
    kinds = Counter({kind: len(bodies) for kind, bodies in entries.items()})
    for kind, times in (
        ("sale", SALES), ("refund", 1), ("shift_opened", 1), ("cashier_changed", 2), ("cash_moved", 2),
        ("drawer_opened", 1), ("shift_closed", 1),
    ):  # fmt: skip
        assert kinds[kind] == times, kind
    assert [sale["number"] for sale in entries["sale"]] == [f"K1-{number:06d}" for number in range(1, SALES + 1)]
    assert {sale["cashier"] for sale in entries["sale"]} == {"Siti Aminah", "Zidan"}
    quantities = {line.get("quantity", 1000) for sale in entries["sale"] for line in sale["lines"]}
    assert {750, 1000} < quantities, "goods by weight, and a multiple"


def test_the_special_receipts_are_what_was_played(entries: Entries) -> None:
    held, first, member, by_card, to_the_limit, discount = entries["sale"][25:31]
    assert held["number"] < first["number"]
    assert [(paid["way"], paid["amount"]) for paid in member["payments"]] == [
        ("cash", member["total"] - 2000), ("transfer", 2000),
    ]  # fmt: skip
    assert [line.get("promo", 0) for line in member["lines"]] == [0, 0, 0, 4500]
    assert member["customer"]["tier"] == "member"
    assert [(paid["way"], paid["left"]) for paid in by_card["payments"]] == [("card", 95_000 - by_card["total"])]
    parts = {paid["way"]: paid["amount"] for paid in to_the_limit["payments"]}
    assert parts["card"] == 15_000 - by_card["total"], "the limit of the day"
    assert parts["card"] + parts["cash"] == to_the_limit["total"]
    assert discount["discount"] * 10 == discount["gross"]
    for body, what in (
        (discount, "discount"), (entries["refund"][0], "refund"), (entries["cash_moved"][0], "cash_out"),
        (entries["cash_moved"][1], "cash_out"), (entries["drawer_opened"][0], "drawer"),
    ):  # fmt: skip
        assert [(one["what"], one["name"]) for one in body["approvals"]] == [(what, "Ustadz Hadi")]


def test_the_z_report_adds_up(entries: Entries, day: dict[str, Any]) -> None:
    (z,) = entries["shift_closed"]
    cash = sum(paid["amount"] for sale in entries["sale"] for paid in sale["payments"] if paid["way"] == "cash")
    back = sum(paid["amount"] for paid in entries["refund"][0]["payments"])
    assert z["total"] == sum(sale["total"] for sale in entries["sale"])
    assert z["expected"] == 200_000 + cash - back - 25_000 - 50_000 + 20_000, "put on a card in cash"
    assert (z["counted"], z["difference"]) == (z["expected"] - 1_000, -1_000)
    assert sum(part["value"] * part["count"] for part in z["denominations"]) == z["counted"]
    assert z.get("blind", True), "nobody looked at what should be there"
    text = paper(day, "laporan-z.txt")
    for figure in (z["total"], z["expected"], z["counted"], -1_000, -25_000, -50_000):
        assert rupiah(figure, symbol=False) in text
    assert done(Path(day["home"]), "report", "day", "--date", z["day"], "--json").facts()["total"] == z["total"]


def test_the_z_report_tells_the_two_cashiers_apart(entries: Entries, day: dict[str, Any]) -> None:
    (z,) = entries["shift_closed"]
    first, second = TAKEN_OVER_AT
    sales = entries["sale"]
    wanted = {"Siti Aminah": [*sales[:first], *sales[second:]], "Zidan": sales[first:second]}
    told = {one["name"]: (one["sales"], one["total"]) for one in z["cashiers"]}
    assert told == {name: (len(made), sum(sale["total"] for sale in made)) for name, made in wanted.items()}
    assert [sale["cashier"] for sale in sales] == ["Siti Aminah"] * first + ["Zidan"] * (second - first) + [
        "Siti Aminah"
    ]
    kept = Path(day["home"]) / "laporan" / "Z-K1-0001.pdf"
    for text in (paper(day, "laporan-z.txt"), PdfReader(kept).pages[0].extract_text()):
        for name, (count, total) in told.items():
            assert name in text
            assert rupiah(total, symbol=False) in text
            assert f"{count} struk" in text
        assert "Laci dibuka tanpa penjualan" in text


def test_who_did_what_is_told_with_receipt_and_approval(entries: Entries, day: dict[str, Any]) -> None:
    moment = entries["shift_closed"][0]["day"]
    told = json.loads(
        done(Path(day["home"]), "report", "activity", "--date", moment, "--format", "json", "--who", "Siti Aminah").text
    )
    rows = {row["what"]: row for row in told["rows"]}
    refund = next(row for what, row in rows.items() if "sobek" in what)
    assert (refund["receipt"], refund["approved"]) == (entries["refund"][0]["number"], "Ustadz Hadi")
    assert not any("Tukar uang" in what for what in rows), "that was Zidan"
    assert done(Path(day["home"]), "receipts", "zidan", "--json").lines


def test_every_receipt_is_on_paper(entries: Entries, day: dict[str, Any]) -> None:
    slips = [paper(day, name) for name in day["papers"] if name.endswith("-receipt.txt")]
    assert len(slips) == SALES
    for sale, slip in zip(entries["sale"], slips, strict=True):
        assert sale["number"] in slip
        assert rupiah(sale["total"]) in slip
    assert any(name.endswith("-refund.txt") for name in day["papers"])


def test_some_papers_are_pdf_too(day: dict[str, Any]) -> None:
    pages = [name for name in day["papers"] if name.endswith(".pdf")]
    assert len(pages) >= 4
    for name in pages:
        assert len(PdfReader(Path(day["folder"]) / name).pages) == 1
