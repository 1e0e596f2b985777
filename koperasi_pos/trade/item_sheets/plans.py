"""The plan for a sheet: where its header is, what each column means, and what people must say before it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from koperasi_pos.trade.item_sheets.cells import plain
from koperasi_pos.trade.item_sheets.headers import (
    FIELDS,
    MONEY_FIELDS,
    QUANTITY_FIELDS,
    find_mapping,
    header_row,
    holds_identifiers,
    overridden,
    split_field,
)
from koperasi_pos.trade.item_sheets.numbers import Convention, Reading, decide

Rows = Sequence[Sequence[str]]

DEFAULT_UNIT = "pcs"
KEEP, LEAVE_OUT = "keep", "leave_out"

QuestionKind = Literal["name_column", "convention", "decimals", "names"]


@dataclass(frozen=True)
class Choices:
    """What people chose for a file; everything has a default, so `Choices()` is the first look.

    `header_row` counts from 0 (−1: the sheet has no header); `mapping` changes columns (column → field, "" leaves
    one out); `answers` answers questions by their key; `names` gives the names behind numbers or codes
    (field → code → name, for `unit` and `category`).
    """

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header_row: int | None = None
    mapping: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    default_unit: str = DEFAULT_UNIT


@dataclass(frozen=True)
class Ambiguity:
    """A question to people. `default` holds without an answer; "" must be answered before anything is imported."""

    key: str
    kind: QuestionKind
    options: tuple[str, ...]
    default: str = ""
    column: int = -1
    header: str = ""
    examples: tuple[str, ...] = ()
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the import waits for this."""
        return not self.answer and not self.default

    @property
    def effective(self) -> str:
        """The answer, the default, or for the time being the first option."""
        return self.answer or self.default or (self.options[0] if self.options else "")


@dataclass(frozen=True)
class Column:
    """One column that is read: `name` of the field, pack `slot` (1 is the base unit), how its numbers are meant."""

    index: int
    name: str
    slot: int
    header: str
    convention: Convention = "comma_decimal"
    thousands: bool = False


@dataclass(frozen=True)
class Plan:
    """How a sheet is read: `mapping` is column → field; rows before `first` are no items."""

    header: tuple[str, ...]
    header_row: int
    first: int
    mapping: Mapping[int, str]
    columns: tuple[Column, ...]
    ambiguities: tuple[Ambiguity, ...]
    names: Mapping[str, Mapping[str, str]]
    default_unit: str

    @property
    def has(self) -> frozenset[str]:
        """The fields that the sheet tells, with their slots."""
        return frozenset(self.mapping.values())


def plan(rows: Rows, choices: Choices) -> Plan:
    """Find header and columns, and read the columns of amounts through to see how they are written."""
    found = choices.header_row if choices.header_row is not None else header_row(rows)
    at = -1 if found is None else found
    header = tuple(" ".join(str(cell).split()) for cell in rows[at]) if 0 <= at < len(rows) else ()
    width = max((len(row) for row in rows[:200]), default=0)
    header += ("",) * (width - len(header))
    body = rows[at + 1 :]
    chosen = {column: name for column, name in choices.mapping.items() if name == "" or name in FIELDS}
    mapping = overridden(find_mapping(header, _filled(body, len(header))) if at >= 0 else {}, chosen)
    asked: list[Ambiguity] = []
    if "name" not in mapping.values():
        asked.append(Ambiguity("name_column", "name_column", (), examples=tuple(cell for cell in header if cell)[:8]))
    columns: list[Column] = []
    for index, name in mapping.items():
        columns.append(_column(index, name, header[index] if index < len(header) else "", body, choices, asked))
    names = _names(columns, body, choices, asked)
    return Plan(
        header, at, at + 1, mapping, tuple(columns), tuple(asked), names, plain(choices.default_unit) or DEFAULT_UNIT
    )


def _filled(body: Rows, width: int) -> list[bool]:
    seen = [False] * width
    missing = width
    for row in body:
        for column, cell in enumerate(row[:width]):
            if cell and not seen[column] and cell.strip():
                seen[column] = True
                missing -= 1
        if not missing:
            break
    return seen


def _column(index: int, name: str, header: str, body: Rows, choices: Choices, asked: list[Ambiguity]) -> Column:
    field_name, slot = split_field(name)
    if field_name not in MONEY_FIELDS | QUANTITY_FIELDS:
        return Column(index, field_name, slot, header)
    money = field_name in MONEY_FIELDS
    cells = [row[index] for row in body if index < len(row) and row[index]]
    if all(cell.isascii() and cell.isdigit() for cell in cells):
        return Column(index, field_name, slot, header)
    reading = decide(cells, money=money)
    convention = reading.convention
    if reading.question == "convention":
        question = _ask(f"convention:{index}", "convention", ("comma_decimal", "dot_decimal"), index, header, reading,
                        choices)  # fmt: skip
        asked.append(question)
        convention = "dot_decimal" if question.effective == "dot_decimal" else "comma_decimal"
        if question.is_open or not money:
            return Column(index, field_name, slot, header, convention)
        reading = decide(cells, money=True, convention=convention)
    thousands = False
    if reading.question == "decimals":
        question = _ask(f"decimals:{index}", "decimals", ("round", "thousands"), index, header, reading, choices)
        asked.append(question)
        thousands = question.answer == "thousands"
    return Column(index, field_name, slot, header, convention, thousands)


def _ask(
    key: str, kind: QuestionKind, options: tuple[str, ...], column: int, header: str, reading: Reading, choices: Choices
) -> Ambiguity:
    answer = choices.answers.get(key, "")
    return Ambiguity(
        key, kind, options, column=column, header=header, examples=reading.examples,
        answer=answer if answer in options else "",
    )  # fmt: skip


def _names(
    columns: Sequence[Column], body: Rows, choices: Choices, asked: list[Ambiguity]
) -> dict[str, Mapping[str, str]]:
    """Names behind numbers or codes. Unit numbers without names must be answered; categories fall back by themselves:
    bare numbers are left out, codes such as `J0001` are kept."""
    known: dict[str, Mapping[str, str]] = {}
    for name in ("unit", "category"):
        of_field = [column for column in columns if column.name == name and holds_identifiers(column.header)]
        if not of_field:
            continue
        if name in choices.names:
            known[name] = {plain(code): plain(text) for code, text in choices.names[name].items()}
            continue
        values = _distinct(of_field, body)
        numbers = bool(values) and all(value.isdigit() for value in values)
        if not values or (name == "unit" and not numbers):
            continue
        key = f"names:{name}"
        default = "" if name == "unit" else LEAVE_OUT if numbers else KEEP
        answer = choices.answers.get(key, "")
        question = Ambiguity(
            key, "names", (KEEP, LEAVE_OUT), default, of_field[0].index, of_field[0].header, tuple(values[:6]),
            answer if answer in (KEEP, LEAVE_OUT) else "",
        )  # fmt: skip
        asked.append(question)
        known[name] = {value: value if question.effective == KEEP else "" for value in values}
    return known


def _distinct(columns: Sequence[Column], body: Rows) -> list[str]:
    seen: dict[str, None] = {}
    for column in columns:
        for row in body:
            if column.index < len(row):
                seen.setdefault(row[column.index])
    return [text for text in dict.fromkeys(plain(cell) for cell in seen) if text]
