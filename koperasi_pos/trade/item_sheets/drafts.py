"""A draft: what one row of a sheet says of an item, with the reasons that stand in its way or beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from koperasi_pos.trade.baskets import MOST_RUPIAH
from koperasi_pos.trade.codes import has_bad_check_digit
from koperasi_pos.trade.item_sheets.cells import code_from, codes_from, flag, note_text, plain
from koperasi_pos.trade.item_sheets.headers import MONEY_FIELDS, QUANTITY_FIELDS
from koperasi_pos.trade.item_sheets.numbers import money_of, quantity_of
from koperasi_pos.trade.item_sheets.plans import Column, Plan
from koperasi_pos.trade.products import LONGEST_NAME, PILLARS, TAX_CLASSES
from koperasi_pos.values import ONE, Quantity, Rupiah

MOST_FACTOR = Quantity.of(1000)
"""A pack of more base units than this is taken for a bar code or a price in the wrong column."""
_MOST_QUANTITY = 10**12
"""Thousandths; a thousand million of anything is a bar code in the wrong column."""
LONGEST_UNIT = 20
LONGEST_CODE = 60

UNIT_WORDS = frozenset(
    """pcs pc biji buah bh btl botol pak pack pck bks bungkus dus dos kardus kds karton ktn ctn box kotak ktk lusin
    renceng rtg strip str tablet tab kaplet sachet saset sct sac kg kilo kilogram gram gr ons ltr lt liter ml meter
    mtr m lembar lbr set pasang psg roll rol sak zak karung klg kaleng tube tub pot cup gelas ikat ekor porsi toples
    galon jerigen pouch pch bal slop rim gross unit each""".split()
)
"""Words that are units wherever they stand alone: in the column of codes they show that columns were shifted."""

PRICE_FIELDS = ("price", "wholesale", "wholesale2", "member", "santri")
EXEMPT = frozenset({"exempt", "bebas", "bebas pajak", "non bkp", "nonbkp", "non ppn", "nonppn", "tanpa pajak"})
TAXED = frozenset({"taxed", "kena pajak", "bkp", "ppn", "include", "exclude", "kena"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row came out as it did: a code (its sentence stands in `words/item_reasons.py`) and facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class PackDraft:
    """One pack as a row tells it; what the row leaves open is "", `None` or missing."""

    unit: str = ""
    factor: Quantity | None = None
    codes: list[str] = field(default_factory=list)
    prices: dict[str, Rupiah] = field(default_factory=dict)
    steps: dict[str, Quantity] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """One row as it was read. `texts` and `flags` hold only what the row tells."""

    row: int
    name: str = ""
    code: str = ""
    packs: dict[int, PackDraft] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    cost: Rupiah | None = None
    minimum: Quantity | None = None
    stock: Quantity | None = None
    favourite: int | None = None
    empty: bool = True
    refused: bool = False
    reasons: list[Reason] = field(default_factory=list)

    def note(self, code: str, /, **facts: Any) -> None:
        """Something people should know; the row goes on."""
        self.reasons.append(Reason(code, facts))

    def refuse(self, code: str, /, **facts: Any) -> None:
        """The row makes no product; this is why."""
        self.refused = True
        self.reasons.append(Reason(code, facts))

    def pack(self, slot: int) -> PackDraft:
        """The pack of a slot, made when it is first told of."""
        found = self.packs.get(slot)
        if found is None:
            found = self.packs[slot] = PackDraft()
        return found

    @property
    def unit(self) -> str:
        """The base unit, "" where the row tells none."""
        return self.packs[1].unit if 1 in self.packs else ""

    @property
    def codes(self) -> list[str]:
        """All bar codes of the row."""
        if len(self.packs) == 1 and 1 in self.packs:
            return self.packs[1].codes
        return [code for slot in sorted(self.packs) for code in self.packs[slot].codes]


_Read = Callable[[Draft, "Column", str], None]


class DraftReader:
    """Reads rows by a plan, one after the other: the variants of an item lean on the row before them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._groups: dict[str, tuple[str, str]] = {}
        self._barcode_told = any(column.name == "barcode" for column in plan.columns)
        self._numbers = [c for c in plan.columns if c.name in MONEY_FIELDS | QUANTITY_FIELDS]
        reads: dict[str, _Read] = {
            "code": self._code, "barcode": self._barcode, "unit": self._unit, "category": self._category,
            **dict.fromkeys(("by_weight", "open_price", "stocked", "unstocked", "active"), self._flag),
            **dict.fromkeys(("note", "tax", "halal", "pirt", "pillar", "shelf"), self._text),
            "favourite": self._favourite,
        }  # fmt: skip
        words = [c for c in plan.columns if c.name not in MONEY_FIELDS | QUANTITY_FIELDS]
        self._words = [(column, reads.get(column.name)) for column in words]

    def read(self, row: int, cells: Sequence[str]) -> Draft:
        """The draft of one row; `row` counts as people do, from 1."""
        draft = Draft(row)
        size = len(cells)
        told: dict[tuple[str, int], str] = {}
        for column, read in self._words:
            cell = cells[column.index] if column.index < size else ""
            if cell:
                if read is None:
                    told[column.name, column.slot] = cell
                else:
                    read(draft, column, cell)
        self._name(draft, told)
        for column in self._numbers:
            cell = cells[column.index] if column.index < size else ""
            if cell:
                self._number(draft, column, cell)
        draft.empty = draft.empty and not any(cell and plain(cell) for cell in cells)
        if not draft.empty:
            self._look_over(draft)
        return draft

    def _code(self, draft: Draft, column: Column, cell: str) -> None:
        draft.code, reason = code_from(cell)
        if reason:
            self._noted(draft, [reason], cell)

    def _barcode(self, draft: Draft, column: Column, cell: str) -> None:
        codes, reasons = codes_from(cell)
        draft.pack(column.slot).codes.extend(codes)
        self._noted(draft, reasons, cell)

    def _unit(self, draft: Draft, column: Column, cell: str) -> None:
        draft.pack(column.slot).unit = self._named(draft, column, plain(cell))

    def _category(self, draft: Draft, column: Column, cell: str) -> None:
        draft.texts["category"] = self._named(draft, column, plain(cell))

    def _flag(self, draft: Draft, column: Column, cell: str) -> None:
        answer = flag(cell)
        if answer is not None:
            opposite = column.name == "unstocked"
            draft.flags["stocked" if opposite else column.name] = answer != opposite

    def _text(self, draft: Draft, column: Column, cell: str) -> None:
        if column.name == "note":
            draft.texts["note"] = note_text(cell)
        elif column.name == "tax":
            draft.texts["tax_class"] = _tax_class(plain(cell))
        elif column.name != "pillar":
            draft.texts[column.name] = plain(cell)
        elif plain(cell).casefold() in PILLARS:
            draft.texts["pillar"] = plain(cell).casefold()

    def _favourite(self, draft: Draft, column: Column, cell: str) -> None:
        place = plain(cell)
        if place.isascii() and place.isdigit() and len(place) < 5:
            draft.favourite = int(place)

    def _noted(self, draft: Draft, reasons: Sequence[str], cell: str) -> None:
        for reason in reasons:
            draft.note(reason, code=plain(cell)[:LONGEST_CODE])

    def _named(self, draft: Draft, column: Column, text: str) -> str:
        names = self.plan.names.get(column.name)
        if names is None or not text:
            return text
        if text not in names and text.strip("0"):
            draft.note("name_of_code_unknown", code=text, column=column.header)
        return names.get(text, "")

    def _name(self, draft: Draft, told: Mapping[tuple[str, int], str]) -> None:
        """The name with its variant; variants of one group may leave name and category out after the first."""
        name = plain(told.get(("name", 1), ""))
        if len(told) > 1 or not name:
            name = self._varied(draft, name, told)
        draft.name = name
        draft.empty = not name and not draft.code and not draft.codes

    def _varied(self, draft: Draft, name: str, told: Mapping[tuple[str, int], str]) -> str:
        group = plain(told.get(("group", 1), ""))
        if group and name:
            self._groups[group] = (name, draft.texts.get("category", ""))
        elif group:
            name, category = self._groups.get(group, ("", ""))
            if category:
                draft.texts.setdefault("category", category)
        variants = [plain(told.get(("variant", slot), "")) for slot in (1, 2, 3)]
        own = [variant for variant in variants if variant and variant.casefold() not in name.casefold()]
        return " ".join([name, *own]) if name else ""

    def _number(self, draft: Draft, column: Column, cell: str) -> None:
        try:
            if column.name in MONEY_FIELDS:
                read: tuple[Rupiah | Quantity, bool] | None = money_of(
                    cell, column.convention, thousands=column.thousands
                )
            else:
                read = quantity_of(cell, column.convention)
        except ValueError:
            self._no_number(draft, column, plain(cell))
            return
        if read is None:
            return
        size, rounded = read
        if isinstance(size, Rupiah):
            possible = 0 <= int(size) <= MOST_RUPIAH
            if possible:
                self._money(draft, column, size)
            rounded = rounded and (column.name != "cost" or column.slot == 1)
        else:
            possible = -_MOST_QUANTITY <= int(size) <= _MOST_QUANTITY
            if possible:
                self._quantity(draft, column, size)
        if not possible:
            draft.refuse("amount_out_of_range", column=column.header, text=plain(cell)[:40])
        elif rounded:
            draft.note("amount_rounded", column=column.header, text=plain(cell))

    def _money(self, draft: Draft, column: Column, money: Rupiah) -> None:
        if not money:
            return
        if column.name != "cost":
            draft.pack(column.slot).prices[column.name] = money
        elif column.slot == 1:
            draft.cost = money

    def _quantity(self, draft: Draft, column: Column, size: Quantity) -> None:
        name = column.name
        if name == "stock":
            draft.stock = size
        elif name == "minimum":
            draft.minimum = size if size >= 0 else None
        elif name == "factor":
            draft.pack(column.slot).factor = size
        elif size > 0:
            draft.pack(column.slot).steps[name.removesuffix("_from")] = size

    def _no_number(self, draft: Draft, column: Column, text: str) -> None:
        """Text where a number belongs: `variable` prices are typed at the till, anything else is refused."""
        if column.name == "price" and text.casefold() in {"variable", "bebas", "open", "terbuka"}:
            draft.flags["open_price"] = True
        elif column.name in MONEY_FIELDS and column.slot > 1:
            draft.note("not_a_number", column=column.header, text=text[:40])
        else:
            draft.refuse("not_a_number", column=column.header, text=text[:40])

    def _look_over(self, draft: Draft) -> None:
        if not draft.name:
            draft.refuse("name_missing")
        elif len(draft.name) > LONGEST_NAME:
            draft.note("name_cut", most=LONGEST_NAME)
            draft.texts.setdefault("note", draft.name)
            draft.name = draft.name[:LONGEST_NAME].rstrip()
        _check_shift(draft, named="unit" in self.plan.names)
        _check_packs(draft, default_unit=self.plan.default_unit)
        if draft.code.casefold() == draft.name.casefold() and draft.code:
            draft.code = ""
            draft.note("code_is_name")
        if draft.code and not self._barcode_told and _is_product_number(draft.code):
            draft.pack(1).codes.append(draft.code)
            draft.code = ""
        elif not self._barcode_told and has_bad_check_digit(draft.code):
            draft.note("bad_check_digit", code=draft.code)
        _check_codes(draft)
        _check_prices(draft)


def _tax_class(text: str) -> str:
    word = text.casefold()
    if word in TAX_CLASSES:
        return word
    number = word.rstrip("% ").replace(",", ".")
    if number.replace(".", "", 1).isdigit():
        return "taxed" if number.strip("0.") else "exempt"
    if word in EXEMPT or flag(text) is False:
        return "exempt"
    return "taxed" if word in TAXED or flag(text) else ""


def _is_product_number(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) in (8, 12, 13, 14) and not has_bad_check_digit(code)


def _check_shift(draft: Draft, *, named: bool) -> None:
    """Digits where the unit belongs, or a unit where a code belongs: the columns are shifted, nothing is guessed."""
    codes = [draft.code, *draft.codes]
    unit_among_codes = next((code for code in codes if code.casefold() in UNIT_WORDS), "")
    for slot, pack in draft.packs.items():
        if not pack.unit or named:
            continue
        digits = pack.unit.replace(".", "").replace(",", "").isdigit()
        if digits and (slot == 1 or pack.unit.strip("0") or unit_among_codes):
            draft.refuse("columns_shifted", unit=pack.unit, code=unit_among_codes)
            return
        if len(pack.unit) > LONGEST_UNIT:
            draft.refuse("unit_too_long", unit=pack.unit[:40])
            return
    if unit_among_codes and not draft.unit:
        draft.refuse("columns_shifted", unit="", code=unit_among_codes)


def _check_packs(draft: Draft, *, default_unit: str) -> None:
    """Leave out packs that cannot be: without a unit or a factor, with the base's unit, unlikely large."""
    base = draft.pack(1)
    if base.factor is not None and base.factor not in (0, ONE):
        draft.refuse("first_unit_not_base", factor=base.factor)
    seen = {(base.unit or default_unit).casefold()}
    for slot in sorted(slot for slot in draft.packs if slot > 1):
        pack = draft.packs[slot]
        told = bool(pack.codes or pack.prices)
        code = ""
        if not pack.unit or not pack.unit.strip("0"):
            code = "pack_without_unit" if told or (pack.factor or 0) > ONE else "nothing"
        elif not pack.factor or pack.factor <= 0:
            code = "pack_without_factor" if told else "nothing"
        elif pack.unit.casefold() in seen:
            code = "pack_same_unit" if told or pack.factor > ONE else "nothing"
        elif pack.factor > MOST_FACTOR:
            code = "pack_too_large"
        elif pack.factor == ONE and not told:
            code = "nothing"
        if code:
            del draft.packs[slot]
            if code != "nothing":
                draft.note(code, unit=pack.unit or f"#{slot}", factor=pack.factor or Quantity(0))
            continue
        seen.add(pack.unit.casefold())


def _check_codes(draft: Draft) -> None:
    if len(draft.code) > LONGEST_CODE:
        draft.note("code_too_long", code=draft.code[:LONGEST_CODE])
        draft.code = ""
    seen: set[str] = set()
    for slot in sorted(draft.packs):
        pack = draft.packs[slot]
        kept: list[str] = []
        for code in pack.codes:
            if len(code) > LONGEST_CODE:
                draft.note("code_too_long", code=code[:LONGEST_CODE])
            elif code not in seen:
                kept.append(code)
                seen.add(code)
                if has_bad_check_digit(code):
                    draft.note("bad_check_digit", code=code)
        pack.codes = kept


def _check_prices(draft: Draft) -> None:
    base = draft.packs[1]
    retail = base.prices.get("price")
    if retail and draft.cost and draft.cost > retail:
        draft.note("cost_above_price", cost=draft.cost, price=retail)
    for pack in draft.packs.values():
        for level in ("wholesale", "wholesale2"):
            # Without a quantity from which it counts, a wholesale price would be everybody's price.
            if level in pack.prices and pack.steps.get(level, ONE) <= ONE:
                draft.note("level_left_out", price=pack.prices.pop(level), unit=pack.unit)
    if draft.stock is not None and draft.stock < 0:
        draft.note("stock_negative", stock=draft.stock)
        draft.stock = None
