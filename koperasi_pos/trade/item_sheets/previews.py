"""The preview: what becomes of every row of a sheet, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.trade.item_sheets.cells import plain
from koperasi_pos.trade.item_sheets.drafts import Draft, DraftReader, Reason
from koperasi_pos.trade.item_sheets.matching import Matcher, Shelf, same_content
from koperasi_pos.trade.item_sheets.plans import Ambiguity, Choices, Plan, Rows, plan
from koperasi_pos.trade.item_sheets.products import changed_product, new_product
from koperasi_pos.values import Quantity, Refusal

Outcome = Literal["made", "changed", "unchanged", "refused", "skipped"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class RowOutcome(NamedTuple):
    """What becomes of one row. `row` counts from 1 as people do; `product` is what will be saved (made, changed) or
    is there already (unchanged); `opening` is first stock in thousandths, for made rows only."""

    row: int
    outcome: Outcome
    name: str = ""
    code: str = ""
    reasons: tuple[Reason, ...] = ()
    product: ProductSaved | None = None
    opening: Quantity = Quantity(0)


@dataclass(frozen=True)
class Preview:
    """Every row below the header with its outcome, and how the sheet was read."""

    plan: Plan
    rows: tuple[RowOutcome, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """Outcome → number of rows; every outcome is there."""
        return count_outcomes(self.rows)

    @property
    def reasons(self) -> dict[str, int]:
        """Reason → number of rows that carry it, the most frequent first."""
        return count_reasons(self.rows)

    @property
    def open_questions(self) -> tuple[Ambiguity, ...]:
        """What must be answered before the rows may be imported."""
        return tuple(question for question in self.plan.ambiguities if question.is_open)


def count_outcomes(rows: Iterable[RowOutcome]) -> dict[str, int]:
    """Outcome → number of rows; every outcome is there."""
    found = Counter(row.outcome for row in rows)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def count_reasons(rows: Iterable[RowOutcome]) -> dict[str, int]:
    """Reason → number of rows that carry it, the most frequent first."""
    found = Counter(code for row in rows for code in dict.fromkeys(reason.code for reason in row.reasons))
    return dict(found.most_common())


def preview(rows: Rows, choices: Choices, products: Iterable[ProductSaved]) -> Preview:
    """Decide on every row of a sheet against the products of the shop; pure, the same rows give the same preview."""
    how = plan(rows, choices)
    return Preview(how, tuple(decide_rows(rows, how, products)))


Identify = Callable[[], tuple[str, str]]
"""Gives a new document's id and the short id of a new product."""


def _nameless() -> tuple[str, str]:
    return "", ""


def decide_rows(
    rows: Rows, how: Plan, products: Iterable[ProductSaved], identify: Identify = _nameless
) -> Iterator[RowOutcome]:
    """The outcomes of the rows below the header, one after the other: who keeps none needs little memory.

    `identify` names the documents that are made or changed; a mere look leaves new ones nameless.
    """
    drafts = _drafts(rows, how)
    unit = how.default_unit if "unit" in how.has else ""
    matcher = Matcher([draft for draft in drafts if isinstance(draft, Draft)], Shelf.of(products), default_unit=unit)
    for draft in drafts:
        yield _decide(draft, matcher, how, identify) if isinstance(draft, Draft) else draft


def _drafts(rows: Rows, how: Plan) -> list[Draft | RowOutcome]:
    reader = DraftReader(how)
    header = tuple(cell.casefold() for cell in how.header)
    read: list[Draft | RowOutcome] = []
    for index in range(how.first, len(rows)):
        number, cells = index + 1, rows[index]
        if how.header_row >= 0 and _is_header_again(cells, header):
            read.append(RowOutcome(number, "skipped", reasons=(Reason("header_again"),)))
            continue
        draft = reader.read(number, cells)
        read.append(RowOutcome(number, "skipped", reasons=(Reason("row_empty"),)) if draft.empty else draft)
    return read


def _is_header_again(cells: Sequence[str], header: tuple[str, ...]) -> bool:
    if not cells or cells[0].strip().casefold() != header[0]:
        return False
    told = [(plain(cell).casefold(), name) for cell, name in zip(cells, header, strict=False) if name]
    return len(told) > 1 and all(cell == plain(name).casefold() for cell, name in told)


def _decide(draft: Draft, matcher: Matcher, how: Plan, identify: Identify) -> RowOutcome:
    code = draft.code or next(iter(draft.codes), "")
    name = draft.name
    outcome: Outcome = "refused"
    product: ProductSaved | None = None
    if not draft.refused:
        outcome, product = _product(draft, matcher, how, identify)
    opening = Quantity(0)
    if outcome == "made" and product is not None and product.stocked and draft.stock:
        opening = draft.stock
    return RowOutcome(draft.row, outcome, name, code, tuple(draft.reasons), product, opening)


def _product(draft: Draft, matcher: Matcher, how: Plan, identify: Identify) -> tuple[Outcome, ProductSaved | None]:
    earlier = matcher.repeated(draft)
    if earlier is not None:
        same = same_content(draft, earlier)
        draft.note("repeats_row" if same else "contradicts_row", row=earlier.row)
        return ("skipped" if same else "refused"), None
    match = matcher.find(draft)
    if match.refusal:
        draft.note(match.refusal, other=match.other)
        return "refused", None
    matcher.grant_codes(draft, match.product)
    try:
        if match.product is None:
            id, product = identify()
            return "made", new_product(draft, default_unit=how.default_unit, id=id, product=product)
        changed = changed_product(match.product, draft)
    except Refusal as refusal:
        draft.note(refusal.code, **refusal.facts)
        return "refused", None
    if changed.model_copy(update={"id": match.product.id}) == match.product:
        return "unchanged", match.product
    return "changed", changed.model_copy(update={"id": identify()[0]})
