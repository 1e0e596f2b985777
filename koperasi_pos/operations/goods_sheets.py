"""Sheets of goods with quantities: an invoice to receive or a counted shelf, from CSV, XLSX, XLS or ODS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from koperasi_pos.operations.item_files import read_sheet
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books.products import ProductRow
from koperasi_pos.trade.codes import lookups
from koperasi_pos.trade.item_sheets import Choices
from koperasi_pos.trade.item_sheets.cells import code_from, plain
from koperasi_pos.trade.item_sheets.numbers import Convention, decide, money_of, quantity_of
from koperasi_pos.trade.receiving import Coming
from koperasi_pos.values import ZERO, Quantity, Refusal, Rupiah
from koperasi_pos.words.dates import parse_day

__all__ = ["Counted", "WrongRow", "read_counted", "read_invoice"]

HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("code", "kode", "kode barang", "barcode", "kode batang", "sku", "plu"),
    "name": ("name", "nama", "nama barang", "barang", "item"),
    "quantity": ("quantity", "qty", "jumlah", "banyak", "banyaknya", "kts"),
    "counted": ("counted", "hitungan", "hasil hitung", "fisik", "stok fisik", "quantity", "qty", "jumlah"),
    "unit": ("unit", "satuan"),
    "factor": ("factor", "isi", "isi satuan", "konversi"),
    "price": ("price", "harga", "harga satuan", "harga beli"),
    "amount": ("amount", "total", "jumlah harga", "subtotal"),
    "free": ("free", "bonus", "gratis"),
    "discount": ("discount", "diskon", "potongan", "disc"),
    "expiry": ("expiry", "kedaluwarsa", "kadaluarsa", "kadaluwarsa", "ed", "exp", "expired"),
    "batch": ("batch", "no batch", "nomor batch"),
}
MONEY = frozenset({"price", "amount", "discount"})
FIGURES = MONEY | {"quantity", "counted", "factor", "free"}
INVOICE = ("code", "quantity", "unit", "factor", "price", "amount", "free", "discount", "expiry", "batch")
COUNT = ("code", "counted")


@dataclass(frozen=True)
class WrongRow:
    """A row that cannot be used, counted from 1 as a spreadsheet does, and why."""

    row: int
    refusal: Refusal


@dataclass(frozen=True)
class Counted:
    """A row of a counted sheet: base units of a product."""

    product: ProductRow
    quantity: Quantity


@dataclass
class _Rows:
    """The cells of the wanted columns, row by row, with how their figures are read."""

    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]
    conventions: dict[str, Convention] = field(default_factory=dict)

    def text(self, row: Sequence[str], name: str) -> str:
        """A cell as text; empty where the sheet has no such column."""
        at = self.columns.get(name)
        return plain(row[at]) if at is not None and at < len(row) else ""

    def raw(self, row: Sequence[str], name: str) -> str:
        """A cell as it was read: a number that a spreadsheet held is told from text."""
        at = self.columns.get(name)
        return row[at] if at is not None and at < len(row) else ""

    def quantity(self, row: Sequence[str], name: str) -> Quantity | None:
        """A quantity; `Refusal("quantity_unreadable")`, also where it is finer than thousandths."""
        try:
            found = quantity_of(self.raw(row, name), self.conventions.get(name, "comma_decimal"))
        except ValueError:
            found = (Quantity(0), True)
        if found is not None and found[1]:
            raise Refusal("quantity_unreadable", text=self.text(row, name))
        return found[0] if found else None

    def money(self, row: Sequence[str], name: str) -> Rupiah | None:
        """Whole rupiah, rounded where the sheet has fractions; `Refusal("price_unreadable")`."""
        try:
            found = money_of(self.raw(row, name), self.conventions.get(name, "comma_decimal"))
        except ValueError:
            raise Refusal("price_unreadable", text=self.text(row, name)) from None
        return found[0] if found else None


def _read(path: Path, wanted: Sequence[str], needed: Sequence[str]) -> _Rows:
    """The rows below the first line that names the needed columns; `columns_missing`, `column_unclear`."""
    sheet = read_sheet(path, Choices())
    heads = [_columns(line, wanted) for line in sheet.rows[:30]]
    at = next((n for n, head in enumerate(heads) if all(name in head for name in needed)), None)
    if at is None:
        raise Refusal("columns_missing", columns=", ".join(HEADERS[name][1] for name in needed))
    columns, line = heads[at], sheet.rows[at]
    below = enumerate(sheet.rows[at + 1 :], at + 2)
    rows = [(number, row) for number, row in below if any(cell.strip() for cell in row)]
    read = _Rows(columns, rows)
    for name in FIGURES & columns.keys():
        found = decide((read.raw(row, name) for _, row in rows), money=name in MONEY)
        if found.question:
            raise Refusal("column_unclear", column=line[columns[name]], examples=list(found.examples))
        read.conventions[name] = found.convention
    return read


def _columns(line: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(line):
        head = " ".join(cell.replace(".", " ").replace("_", " ").split()).casefold()
        for name in wanted:
            if head in HEADERS[name] and name not in found:
                found[name] = column
                break
    return found


class Finder:
    """Goods by bar code or shop code, each asked for once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, list[tuple[ProductRow, int]]] = {}

    def find(self, cell: str) -> tuple[ProductRow, int]:
        """(product, pack the code stands on); `code_unknown`, `code_of_several`."""
        code = code_from(cell)[0] or plain(cell)
        if code not in self._known:
            self._known[code] = product_book.by_code(self._connection, lookups(code)) if code else []
        found = self._known[code]
        if not found:
            raise Refusal("code_unknown", text=plain(cell))
        if len({row.id for row, _ in found}) > 1:
            raise Refusal("code_of_several", text=plain(cell), count=len(found))
        return found[0]


def read_invoice(till: Till, path: Path) -> tuple[list[Coming], list[WrongRow]]:
    """The lines of an invoice, and the rows that cannot be received; refusals of `read_sheet`, `columns_missing`.

    A quantity without a unit counts in the pack whose code stands in the row.
    """
    read = _read(path, INVOICE, ("code", "quantity"))
    lines: list[Coming] = []
    wrong: list[WrongRow] = []
    today = date.fromisoformat(till.today())
    with till.reading() as connection:
        finder = Finder(connection)
        for number, row in read.rows:
            try:
                lines.append(_coming(read, row, finder, today))
            except Refusal as refusal:
                wrong.append(WrongRow(number, refusal))
    return lines, wrong


def _coming(read: _Rows, row: Sequence[str], finder: Finder, today: date) -> Coming:
    found, pack = finder.find(read.raw(row, "code"))
    product = found.document
    unit = read.text(row, "unit")
    factor = read.quantity(row, "factor")
    if not unit and factor is None:
        unit, factor = product.packs[pack].unit, product.packs[pack].factor
    return Coming(
        product=product,
        quantity=read.quantity(row, "quantity") or Quantity(0),
        unit=unit,
        factor=factor,
        price=read.money(row, "price") or ZERO,
        amount=read.money(row, "amount"),
        free=read.quantity(row, "free") or Quantity(0),
        discount=read.money(row, "discount") or ZERO,
        expiry=_day(read.text(row, "expiry"), today),
        batch=read.text(row, "batch"),
    )


def _day(text: str, today: date) -> str:
    """A day as spreadsheets and people write it, as ISO text; `Refusal("day_form")`."""
    if not text:
        return ""
    try:
        return parse_day(text[:10], today).isoformat()
    except ValueError:
        raise Refusal("day_form", text=text) from None


def read_counted(till: Till, path: Path) -> tuple[list[Counted], list[WrongRow]]:
    """What was counted, and the rows that cannot be used. Rows without a count were not counted; several of one
    product are added up. Refusals of `read_sheet`, `columns_missing`.
    """
    read = _read(path, COUNT, COUNT)
    sums: dict[str, Counted] = {}
    wrong: list[WrongRow] = []
    with till.reading() as connection:
        finder = Finder(connection)
        for number, row in read.rows:
            try:
                quantity = read.quantity(row, "counted")
                if quantity is None:
                    continue
                if quantity < 0:
                    raise Refusal("count_negative")
                found, pack = finder.find(read.raw(row, "code"))
                base = quantity.in_units_of(found.document.packs[pack].factor)
                held = sums.get(found.id)
                sums[found.id] = Counted(found, base + (held.quantity if held else 0))
            except Refusal as refusal:
                wrong.append(WrongRow(number, refusal))
    return list(sums.values()), wrong
