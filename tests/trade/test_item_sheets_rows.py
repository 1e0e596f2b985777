"""What becomes of any rows whatever: one outcome each, no failure, and the same sheet again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.trade.codes import check_digit
from koperasi_pos.trade.item_sheets import OUTCOMES, Choices, Number, Preview, preview
from koperasi_pos.words.item_reasons import ITEM_REASONS
from koperasi_pos.words.refusals import REFUSALS

HEADER = ["Kode", "Nama Barang", "Kategori", "Satuan", "Barcode", "Harga Pokok", "Harga Jual", "Stok", "Satuan 2",
          "Isi 2", "Barcode 2", "Harga Jual 2", "Minimal Grosir", "Harga Grosir", "Aktif", "Non Stok"]  # fmt: skip

EANS = [f"899{n:09d}{check_digit(f'899{n:09d}')}" for n in range(4)]
few_codes = st.sampled_from(["", "", "A1", "a1 ", "A2", "0003", "A2|C", *EANS, "8991234567890", "8.99E+12"])
names = st.sampled_from(["Teh", "teh ", "Kopi", "Gula  Pasir", "Kopi " * 40, "&amp;", "A1", ""])
units = st.sampled_from(["", "pcs", "Pcs", "dus", "kg"])
amounts = st.sampled_from(["", "0", "1500", "2.000", "Rp 3.000"])
sizes = st.sampled_from(["", "1", "12", "40", "-5"])
bad = st.sampled_from(["-5", "banyak", "1,500.00", "12", "\\N", "botol kaca yang sangat besar", "pcs"])
cells = st.one_of(st.text(max_size=12), amounts, few_codes, bad, st.builds(Number, st.integers(0, 10**16).map(str)))
rows = st.lists(
    st.tuples(few_codes, names, st.sampled_from(["", "Minuman"]), units, few_codes, amounts, amounts, sizes, units,
              sizes, few_codes, amounts, sizes, amounts, st.sampled_from(["", "", "ya", "tidak"]),
              st.sampled_from(["", "1", "0"])).map(list),
    max_size=8,
)  # fmt: skip
wild = st.lists(st.lists(cells, max_size=len(HEADER) + 2), max_size=8)


def saved(shown: Preview, before: Sequence[ProductSaved]) -> list[ProductSaved]:
    """The shop's products after the import of a preview."""
    after = {product.product: product for product in before}
    for row in shown.rows:
        if row.product is not None and row.outcome in ("made", "changed"):
            ids = {"id": f"d{row.row}", "product": row.product.product or f"p{len(after)}"}
            product = row.product.model_copy(update=ids)
            after[product.product] = product
    return list(after.values())


def answered(sheet: list[list[str]], choices: Choices | None = None) -> Choices:
    """Choices with the first option for every question."""
    shown = preview(sheet, choices or Choices(), [])
    return Choices(answers={question.key: question.effective for question in shown.plan.ambiguities})


@given(rows)
@settings(max_examples=300)
def test_the_same_sheet_again_changes_nothing(body: list[list[str]]) -> None:
    sheet = [HEADER, *body]
    choices = answered(sheet)
    first = preview(sheet, choices, [])
    shop = saved(first, [])
    again = preview(sheet, choices, shop)
    assert [row.outcome for row in again.rows if row.outcome in ("made", "changed")] == []
    assert {reason.code for row in first.rows for reason in row.reasons} <= ITEM_REASONS.keys() | REFUSALS.keys()
    assert [row.outcome == "made" for row in first.rows] == [row.outcome == "unchanged" for row in again.rows]


def row(**cells: str) -> list[str]:
    """A row with a few of its cells: `name`, `code`, `bar`, `price`, `dus` (the code of a carton of one)."""
    places = {"code": 0, "name": 1, "bar": 4, "price": 6, "dus": 10}
    filled = [""] * len(HEADER)
    for cell, text in cells.items():
        filled[places[cell]] = text
    if "dus" in cells:
        filled[8:10] = ["dus", "1"]
    return filled


@given(rows, rows)
@example(
    [row(name="Teh", dus="A2"), row(name="A1", dus="A2|C")],
    [row(name="Teh", dus="A2|C"), row(name="A1", price="1500")],
)
@example(
    [row(name="Kopi", dus="A2"), row(code="A1", name="Kopi", bar="A1")],
    [row(name="Teh", bar="A1", dus="A2"), row(code="A1", name="Teh", price="1500")],
)
@settings(max_examples=200)
def test_a_sheet_over_another_settles_after_one_import(before: list[list[str]], after: list[list[str]]) -> None:
    shop = saved(preview([HEADER, *before], answered([HEADER, *before]), []), [])
    sheet = [HEADER, *after]
    shop = saved(preview(sheet, answered(sheet), shop), shop)
    again = preview(sheet, answered(sheet), shop)
    assert again.counts["made"] == again.counts["changed"] == 0


@given(wild)
@settings(max_examples=300)
def test_any_cells_give_one_outcome_a_row(body: list[list[str]]) -> None:
    sheet = [HEADER, *body]
    shown = preview(sheet, answered(sheet), [])
    assert [row.row for row in shown.rows] == list(range(2, len(body) + 2))
    for row in shown.rows:
        assert row.outcome in OUTCOMES
        assert (row.product is not None) == (row.outcome == "made")
        assert row.outcome == "made" or row.reasons
        assert all(reason.code in ITEM_REASONS or reason.code in REFUSALS for reason in row.reasons)


@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=6))
def test_any_table_can_be_looked_at(sheet: list[list[str]]) -> None:
    shown = preview(sheet, Choices(), [])
    assert len(shown.rows) == len(sheet) - shown.plan.first
