"""Files of receipts: rows as they stand, the receipts they make up, and how moments, quantities and prices are read."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from koperasi_pos.cli.session import complain
from koperasi_pos.values import WIB, Quantity, Refusal, Rupiah, uuid7
from koperasi_pos.words import _
from koperasi_pos.words.numbers import parse_rupiah
from koperasi_pos.words.refusals import refusal_sentence

COLUMNS = ("receipt", "time", "code", "quantity")
PRICE = "unit_price"

_DECIMAL = re.compile(r"(?P<minus>-?)(?P<whole>\d{1,9})(?:[.,](?P<rest>\d{1,3})0*)?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A line of the file; `number` is where it stands, the head being line 1."""

    number: int
    receipt: str
    time: str
    code: str
    quantity: str
    unit_price: str = ""


@dataclass
class Rejected:
    """Rows that were not rung up, with the reason in words; each is told at once."""

    rows: list[tuple[Row, str]] = field(default_factory=list)

    def add(self, row: Row, refusal: Refusal) -> None:
        """Keep a row and tell it."""
        reason = refusal_sentence(refusal)
        self.rows.append((row, reason))
        complain(_("row {number}: {reason}").format(number=row.number, reason=reason))

    def save(self, file: Path) -> None:
        """Write the rows and their reasons as CSV; OSError from the disk."""
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["row", *COLUMNS, PRICE, "reason"])
            for row, reason in self.rows:
                writer.writerow([row.number, row.receipt, row.time, row.code, row.quantity, row.unit_price, reason])


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """The file, or standard input for `-`; `Refusal("file_missing")`, `Refusal("file_form")` while it is read."""
    try:
        if name == "-":
            yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
        else:
            with Path(name).open(encoding="utf-8-sig", newline="") as file:
                yield file
    except FileNotFoundError as error:
        raise Refusal("file_missing", file=name) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal("file_form", file=name, reason=str(error)) from error


def receipts(file: TextIO) -> Iterator[list[Row]]:
    """The rows of one receipt after the other; they stand together. `Refusal("columns_missing")`.

    A receipt is known to be whole when a row of the next one, or the end, was read.
    """
    reader = csv.DictReader(file)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Refusal("columns_missing", columns=", ".join(missing))
    held: list[Row] = []
    for fields in reader:
        cells = {name: (fields.get(name) or "").strip() for name in (*COLUMNS, PRICE)}
        row = Row(reader.line_num, **cells)
        if held and row.receipt != held[0].receipt:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def identity(rows: list[Row], moment: datetime) -> str:
    """The id of the sale of a receipt: the same rows at the same moment always have the same one.

    So a file that was broken off by a power cut may be rung up again from its beginning, and nothing sells twice.
    """
    text = "\n".join("\t".join((row.receipt, row.time, row.code, row.quantity, row.unit_price)) for row in rows)
    return uuid7(int(moment.timestamp() * 1000), hashlib.sha256(text.encode()).digest())


def read_moment(text: str) -> datetime | None:
    """The moment of a receipt: without an offset in WIB, `None` where nothing is said. `Refusal("moment_form")`."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("moment_form", text=text) from None
    return found.replace(tzinfo=WIB) if found.tzinfo is None else found


def read_quantity(text: str) -> Quantity:
    """`3`, `0.75`, `0,75`; `Refusal("quantity_unreadable")`, `Refusal("quantity_not_positive")`."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise Refusal("quantity_unreadable", text=text)
    thousandths = int(found["whole"]) * 1000 + int((found["rest"] or "").ljust(3, "0"))
    if found["minus"] or not thousandths:
        raise Refusal("quantity_not_positive")
    return Quantity(thousandths)


def read_price(text: str) -> Rupiah:
    """Whole rupiah as programs (`12500`) or people (`Rp 12.500`) write them; `Refusal("price_unreadable")`."""
    try:
        return Rupiah(int(text) if text.isdecimal() and text.isascii() else parse_rupiah(text))
    except ValueError:
        raise Refusal("price_unreadable", text=text) from None
