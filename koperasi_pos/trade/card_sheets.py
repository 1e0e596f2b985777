"""Sheets of santri and of allowances: which column is what, and what each row says, with what is wrong about it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from koperasi_pos.values import Refusal, Rupiah

SANTRI_HEADERS: dict[str, tuple[str, ...]] = {
    "nis": ("nis", "nomor induk", "no induk", "nomor induk santri", "nik santri", "id santri", "nomor"),
    "name": ("nama", "nama santri", "nama lengkap", "name"),
    "school_class": ("kelas", "class", "rombel", "tingkat"),
    "room": ("kamar", "asrama", "room", "komplek", "blok"),
    "wali": ("wali", "nama wali", "orang tua", "ayah", "guardian"),
    "wali_phone": ("hp wali", "telepon wali", "no hp wali", "no hp", "hp", "telepon", "wa", "phone"),
    "photo": ("foto", "photo", "file foto", "gambar"),
    "allergens": ("alergi", "pantangan", "allergens", "alergen"),
    "sort": ("jenis", "sort", "status"),
}
"""Field → headers under which sheets carry it."""

ALLOWANCE_HEADERS: dict[str, tuple[str, ...]] = {
    "nis": SANTRI_HEADERS["nis"],
    "name": SANTRI_HEADERS["name"],
    "amount": ("jumlah", "nominal", "uang saku", "saldo", "isi saldo", "setoran", "amount", "rupiah"),
}

_SORTS = {
    "santri": "santri", "santriwati": "santri", "siswa": "santri", "ustadz": "ustadz", "ustadzah": "ustadz",
    "guru": "ustadz", "anggota": "member", "member": "member", "umum": "public", "wali": "wali",
}  # fmt: skip


@dataclass(frozen=True)
class SantriRow:
    """One row of a sheet of people; `line` counts from 1 as spreadsheets do."""

    line: int
    nis: str
    name: str
    school_class: str = ""
    room: str = ""
    wali: str = ""
    wali_phone: str = ""
    photo: str = ""
    allergens: tuple[str, ...] = ()
    sort: str = "santri"


@dataclass(frozen=True)
class AllowanceRow:
    """One row of a sheet of allowances."""

    line: int
    nis: str
    name: str
    amount: Rupiah | None
    """`None` where it cannot be read."""


def santri_rows(rows: Sequence[Sequence[str]]) -> list[SantriRow]:
    """The people of a sheet; rows without number and name are passed over. `Refusal("columns_missing")`."""
    at, columns = _columns(rows, SANTRI_HEADERS, ("nis", "name"))
    found = []
    for line, row in islice(enumerate(rows, 1), at + 1, None):
        told = {field: _cell(row, column) for field, column in columns.items()}
        if not told["nis"] and not told["name"]:
            continue
        allergens = tuple(part for part in re.split(r"\s*[,;/]\s*", told.pop("allergens", "").casefold()) if part)
        sort = _SORTS.get(told.pop("sort", "").casefold(), "santri")
        found.append(SantriRow(line, **told, allergens=allergens, sort=sort))
    return found


def allowance_rows(rows: Sequence[Sequence[str]]) -> list[AllowanceRow]:
    """The allowances of a sheet; `Refusal("columns_missing")` where it has neither NIS nor name, or no amount."""
    at, columns = _columns(rows, ALLOWANCE_HEADERS, ("amount",))
    if not columns.keys() & {"nis", "name"}:
        raise Refusal("columns_missing", columns="NIS")
    found = []
    for line, row in islice(enumerate(rows, 1), at + 1, None):
        nis, name, amount = (_cell(row, columns.get(field, -1)) for field in ("nis", "name", "amount"))
        if not amount or not (nis or name) or nis.casefold().startswith(("total", "jumlah")):
            continue
        found.append(AllowanceRow(line, nis, name, read_sum(amount)))
    return found


def allowance_row(label: str, account: str) -> str:
    """What tells one row of one allowance from all others, at whatever till its sheet is read: what for, and for whom.

    Capital letters, spaces and signs do not matter: `November, minggu 4` is `NOVEMBER MINGGU-4`.
    """
    words = " ".join(re.findall(r"[^\W_]+", label.casefold()))
    return hashlib.sha256(f"allowance/{words}/{account}".encode()).hexdigest()[:32]


def sheet_of(amounts: Iterable[tuple[str, Rupiah]]) -> str:
    """What tells one sheet from another by what it puts on which account, whatever it is called."""
    told = "|".join(f"{account}={int(amount)}" for account, amount in sorted(amounts))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def read_sum(text: str) -> Rupiah | None:
    """`50000`, `50.000`, `Rp 50.000,00`, `50,000`: whole rupiah, or `None` for what is none."""
    clean = re.sub(r"(?i)^rp\.?\s*", "", text.strip()).replace(" ", "")
    clean = re.sub(r"(?:,-|[.,]0{1,2})$", "", clean)
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+|\d+", clean) is None:
        return None
    return Rupiah(int(re.sub(r"[.,]", "", clean)))


def _columns(
    rows: Sequence[Sequence[str]], headers: Mapping[str, tuple[str, ...]], needed: Sequence[str]
) -> tuple[int, dict[str, int]]:
    """(row of the headers, field → column)."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:30]):
        folded = [" ".join(re.sub(r"[._\-:*]", " ", cell).split()).casefold() for cell in row]
        found: dict[str, int] = {}
        for field, words in headers.items():
            for word in words:
                if word in folded and folded.index(word) not in found.values():
                    found[field] = folded.index(word)
                    break
        if len(found) > len(best[1]):
            best = (at, found)
    if missing := [headers[field][0].upper() for field in needed if field not in best[1]]:
        raise Refusal("columns_missing", columns=", ".join(missing))
    return best


def _cell(row: Sequence[str], column: int) -> str:
    text = " ".join(row[column].split()) if 0 <= column < len(row) else ""
    return text.lstrip("'")
