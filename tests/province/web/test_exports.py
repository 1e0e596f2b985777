"""Lists as files: CSV and XLSX are read back, hold every row, and no text in them becomes a formula."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.province.web.conftest import WebServer, send
from tests.province.web.samples import ANNUR, HIKMAH

LISTS = (
    "/", "/attention", "/shops", "/tills", "/products", "/enrolment", "/quarantine", "/officers", "/audit",
    f"/shops/{ANNUR}", f"/shops/{ANNUR}/shifts", f"/shops/{ANNUR}/stock", f"/shops/{ANNUR}/products", "/messages",
    "/cards", "/cards/days", *(f"/shops/{ANNUR}/cards{part}" for part in (
        "", "/holders", "/spending", "/guarantee", "/accounts", "/refused", "/lost")),
)  # fmt: skip


@pytest.fixture
def client(filled: WebServer) -> httpx.Client:
    """The province's officer, and names that begin like formulas."""
    with filled.pool.writing() as connection:
        connection.execute("UPDATE shop SET name = '=1+1', pesantren = '+62' WHERE id = %s", (HIKMAH,))
        connection.execute("UPDATE goods SET name = '@SUM(A1)' WHERE name LIKE 'Songkok%'")
        connection.execute("UPDATE shift SET note = '-2+3' WHERE note <> ''")
    filled.add_officer("siti", name="=cmd|' /C calc'!A0")
    signed = filled.signed_in("siti")
    fields = {"to": "all", "title": "=HYPERLINK(1)", "text": "Halo semua"}
    assert send(signed, "/messages/message", fields, on="/messages").status_code == 303
    return signed


def csv_rows(client: httpx.Client, path: str) -> list[list[str]]:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}file=csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet_rows(client: httpx.Client, path: str) -> list[list[object]]:
    answer = client.get(path, params={"file": "xlsx"})
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def test_both_files_hold_the_same(client: httpx.Client) -> None:
    for path in LISTS:
        _same(client, path)


def _same(client: httpx.Client, path: str) -> None:
    head, *rows = csv_rows(client, path)
    assert rows, path
    assert all(len(row) == len(head) for row in rows)
    for row in rows:
        for cell in row:
            assert cell[:1] not in ("=", "+", "@", "\t"), cell
            assert not cell.startswith("-") or cell[1:].isdigit(), cell
    sheet = sheet_rows(client, path)
    begin = next(place for place, row in enumerate(sheet) if len([cell for cell in row if cell != ""]) > 1)
    assert len(sheet) - begin - 1 in (len(rows), len(rows) + 1), "as many rows, perhaps with a total"
    assert all(isinstance(cell, str | int | float) for row in sheet for cell in row)


def test_what_looks_like_a_formula_stays_text(client: httpx.Client) -> None:
    found = {cell for path in ("/shops", "/quarantine", "/officers", "/messages", f"/shops/{ANNUR}/shifts", "/products")
             for row in sheet_rows(client, path) for cell in row}  # fmt: skip
    assert {"=1+1", "+62", "=HYPERLINK(1)", "=cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"} <= found
    plain = {cell for path in ("/shops", "/officers", "/messages") for row in csv_rows(client, path) for cell in row}
    assert {"'=1+1", "'+62", "'=HYPERLINK(1)", "'=cmd|' /C calc'!A0"} <= plain


def test_figures_are_numbers(client: httpx.Client) -> None:
    head, *rows = csv_rows(client, f"/shops/{ANNUR}")
    assert head == ["day", "sales", "net", "refunded", "margin"]
    assert len(rows) == 14
    total = sum(int(row[2]) for row in rows)
    sheet = sheet_rows(client, f"/shops/{ANNUR}")
    assert sheet[-1][2] == total
    stock = csv_rows(client, f"/shops/{ANNUR}/stock")
    assert sum(int(row[-1]) for row in stock[1:]) == sheet_rows(client, f"/shops/{ANNUR}/stock")[-1][-1]


def test_a_file_holds_what_the_page_was_narrowed_to(client: httpx.Client) -> None:
    names = [row[0] for row in csv_rows(client, "/shops?words=nurul")[1:]]
    assert names == ["Koperasi Nurul Huda"]
    assert "words=nurul&amp;file=csv" in client.get("/shops?words=nurul&page=1").text


def test_a_file_holds_more_than_a_page(filled: WebServer) -> None:
    with filled.pool.writing() as connection:
        for number in range(150):
            connection.execute(
                "INSERT INTO shop (id, name, kabupaten) VALUES (%s, %s, '3501')", (f"s{number}", f"Zaman {number:03}")
            )
    filled.add_officer("siti")
    client = filled.signed_in("siti")
    assert len(csv_rows(client, "/shops")) == 155
    first, second = client.get("/shops").text, client.get("/shops?page=2").text
    assert first.count("Zaman") == 96
    assert 'rel="next"' in first
    assert second.count("Zaman") == 54
    assert 'rel="next"' not in second
