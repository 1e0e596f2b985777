"""An import of items: looked at, done in one transaction, done again without any change, and reported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products
from koperasi_pos.operations.item_imports import (
    import_items,
    preview_items,
    read_names,
    save_items,
    save_report,
)
from koperasi_pos.operations.till import OutcomeUnknown, Till
from koperasi_pos.store import CommitUnknown, Connection, bulk
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.journal import lines
from koperasi_pos.store.rebuild import check
from koperasi_pos.trade.item_sheets import Choices
from koperasi_pos.values import Quantity, Refusal
from koperasi_pos.words import set_language
from tests.counter import CASHIER, HEAD, Clock, product_document, shop_in
from tests.operations.old_workbook import write_old_workbook

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop without products."""
    open_till = shop_in(tmp_path / "shop", Clock())
    yield open_till
    open_till.close()


def catalogue(till: Till) -> list[ProductSaved]:
    """Every product of the shop."""
    with till.reading() as connection:
        return [ProductSaved.model_validate_json(body) for body in product_book.every_body(connection)]


def entries(till: Till) -> list[bytes]:
    """The journal."""
    with till.reading() as connection:
        return [line for _, line in lines(connection)]


def by_name(till: Till, name: str) -> ProductSaved:
    """The one product with this name."""
    (found,) = [product for product in catalogue(till) if product.name == name]
    return found


def test_a_sheet_of_the_shop_is_imported_once(till: Till) -> None:
    heard: list[str] = []
    till.listeners.append(heard.append)
    file = SAMPLES / "items_shop.csv"
    shown = preview_items(till, file)
    assert catalogue(till) == []
    assert (shown.encoding, shown.separator, shown.plan.header_row) == ("utf-8-sig", ";", 3)
    assert shown.counts == {"made": 7, "changed": 0, "unchanged": 0, "refused": 1, "skipped": 2}
    done = import_items(till, file, by=HEAD)
    assert (done.changed, done.value.counts) == (True, shown.counts)
    assert heard == ["products"]
    tea = by_name(till, "Teh celup melati 25 kantong")
    assert (tea.code, tea.cost, tea.packs[0].unit, tea.packs[0].codes) == ("0001", 5250, "kotak", ["8999000000016"])
    assert products.stock_of(till, tea.product) == (24000, 24 * 5250)
    sugar = by_name(till, "Gula pasir curah")
    assert products.stock_of(till, sugar.product) == (12500, 175000)
    assert [match.product.name for match in products.by_code(till, "0001")] == [tea.name]
    assert by_name(till, "Fotokopi").active is False
    assert check(till.database).trouble == []


def test_the_same_file_again_changes_nothing(till: Till) -> None:
    for file in ("items_shop.csv", "items_four_units.csv", "items_loyverse.csv"):
        import_items(till, SAMPLES / file, by=HEAD)
    before = entries(till)
    for file in ("items_four_units.csv", "items_loyverse.csv", "items_shop.csv"):
        again = import_items(till, SAMPLES / file, by=HEAD)
        assert again.changed is False
        assert again.value.counts["made"] == again.value.counts["changed"] == 0
    assert entries(till) == before


def test_a_changed_price_is_one_entry_and_stock_is_left_alone(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("Kode;Nama;Harga;Stok\nT1;Teh;1500;10\nK1;Kopi;2000;5\n", encoding="utf-8")
    import_items(till, file, by=HEAD)
    file.write_text("Kode;Nama;Harga;Stok\nT1;Teh;1750;99\nK1;Kopi;2000;5\n", encoding="utf-8")
    before = entries(till)
    done = import_items(till, file, by=HEAD)
    assert done.value.counts == {"made": 0, "changed": 1, "unchanged": 1, "refused": 0, "skipped": 0}
    assert len(entries(till)) == len(before) + 1
    tea = by_name(till, "Teh")
    assert tea.packs[0].prices[0].price == 1750
    assert products.stock_of(till, tea.product)[0] == 10000
    assert len(products.price_history(till, tea.product)) == 2


def test_one_entry_a_product_and_one_for_the_opening_stock(till: Till) -> None:
    before = len(entries(till))
    done = import_items(till, SAMPLES / "items_four_units.csv", by=HEAD)
    assert done.value.counts["made"] == 2
    assert len(entries(till)) == before + 2 + 1
    assert [line["quantity"] for line in read_entry(entries(till)[-1]).body["lines"]] == [85000]
    noodles = by_name(till, "Mie instan rasa soto")
    assert noodles.note == "Café ½ porsi"
    assert [(pack.unit, pack.factor) for pack in noodles.packs] == [("PCS", 1000), ("DUS", 40000)]
    (match,) = products.by_code(till, "18999000000051")
    assert (match.product.name, match.pack) == (noodles.name, 1)
    assert by_name(till, "Kerupuk putih").tax_class == "exempt"


def test_large_opening_stock_is_split(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    rows = "".join(f"B{at};Barang {at};1000;{at + 1}\n" for at in range(1001))
    file.write_text("Kode;Nama;Harga;Stok\n" + rows, encoding="utf-8")
    before = len(entries(till))
    import_items(till, file, by=HEAD)
    assert len(entries(till)) == before + 1001 + 2
    with till.reading() as connection:
        total = connection.run("SELECT sum(quantity) FROM stock").fetchone()
    assert total is not None
    assert total[0] == sum(range(1, 1002)) * 1000


def test_nothing_is_kept_where_something_fails(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    before = entries(till)
    whole = bulk.post_products

    def half(*args: object, **names: object) -> None:
        whole(*args, **names)  # type: ignore[arg-type]
        raise OSError("the disk is full")

    monkeypatch.setattr(bulk, "post_products", half)
    with pytest.raises(OSError, match="full"):
        import_items(till, SAMPLES / "items_shop.csv", by=HEAD)
    assert entries(till) == before
    assert catalogue(till) == []


def test_a_product_that_appears_meanwhile_is_not_doubled(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another window saves the same product between the look at the file and the transaction."""
    file = SAMPLES / "items_four_units.csv"
    opened = till.database.write
    saved: list[bool] = []

    def write() -> object:
        if not saved:
            saved.append(True)
            import_items(till, file, by=HEAD)
        return opened()

    monkeypatch.setattr(till.database, "write", write)
    done = import_items(till, file, by=HEAD)
    assert (done.changed, done.value.counts["unchanged"]) == (False, 2)
    assert len(catalogue(till)) == 2


@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_that_failed_is_looked_up(till: Till, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    opened = till.database.write
    failures = [True]

    @contextmanager
    def write() -> Iterator[Connection]:
        if not failures:
            with opened() as connection:
                yield connection
            return
        failures.pop()
        with opened() as connection:
            yield connection
            if not kept:
                raise CommitUnknown("disk I/O error")
        raise CommitUnknown("disk I/O error")

    monkeypatch.setattr(till.database, "write", write)
    if kept:
        assert import_items(till, SAMPLES / "items_four_units.csv", by=HEAD).changed
    else:
        with pytest.raises(OutcomeUnknown):
            import_items(till, SAMPLES / "items_four_units.csv", by=HEAD)
    assert len(catalogue(till)) == (2 if kept else 0)


def test_open_questions_and_rights_stand_before_everything(till: Till) -> None:
    file = SAMPLES / "items_foreign.csv"
    before = entries(till)
    with pytest.raises(Refusal, match="import_questions_open"):
        import_items(till, file, by=HEAD)
    with pytest.raises(Refusal, match="needs_approval"):
        import_items(till, SAMPLES / "items_shop.csv", by=CASHIER)
    assert entries(till) == before
    answers = {question.key: "thousands" for question in preview_items(till, file).open_questions}
    import_items(till, file, Choices(answers=answers), by=HEAD)
    pen = by_name(till, "Pena hitam")
    assert (pen.cost, pen.packs[0].prices[0].price, pen.packs[0].codes) == (2100, 3900, ["ITEM001"])


def test_units_by_number_take_their_names_from_a_list(till: Till) -> None:
    file = SAMPLES / "items_coded_units.csv"
    assert [question.key for question in preview_items(till, file).open_questions] == ["names:unit"]
    choices = Choices(names={"unit": read_names(SAMPLES / "units.csv")})
    import_items(till, file, choices, by=HEAD)
    vitamins = by_name(till, "Vitamin C 500 mg")
    assert [pack.unit for pack in vitamins.packs] == ["Tablet", "Strip", "Dus"]
    assert [pack.factor for pack in vitamins.packs] == [1000, 10000, 100000]
    assert by_name(till, "Obat batuk").packs[0].codes == ["8999000000078"]


def test_workbooks_new_and_old_give_the_same_products(till: Till, tmp_path: Path) -> None:
    table: list[list[str | float]] = [
        ["Kode", "Nama barang", "Satuan", "Barcode", "Harga beli", "Harga jual", "Stok"],
        ["0001", "Teh melati", "pcs", 8999000000016.0, 1250.0, 1500.0, 2.5],
        ["0002", "Kopi susu", "pcs", "8999000000023", 1800.0, 2000.0, 12.0],
    ]
    new, old = tmp_path / "items.xlsx", tmp_path / "items.xls"
    book = xlsxwriter.Workbook(str(new))
    sheet = book.add_worksheet("Barang")
    for at, row in enumerate(table):
        sheet.write_row(at, 0, row)
    book.close()
    write_old_workbook(old, "Barang", table)
    first = import_items(till, new, by=HEAD)
    assert first.value.counts["made"] == 2
    tea = by_name(till, "Teh melati")
    assert (tea.code, tea.packs[0].codes, products.stock_of(till, tea.product)) == (
        "0001", ["8999000000016"], (2500, 3125),
    )  # fmt: skip
    assert import_items(till, old, by=HEAD).value.counts["unchanged"] == 2


@pytest.mark.parametrize("name", ["items.csv", "items.xlsx"])
def test_the_own_sheet_goes_out_and_comes_back(till: Till, tmp_path: Path, name: str) -> None:
    choices = Choices(names={"unit": read_names(SAMPLES / "units.csv")})
    for file in ("items_shop.csv", "items_four_units.csv", "items_loyverse.csv", "items_coded_units.csv"):
        import_items(till, SAMPLES / file, choices, by=HEAD)
    everything = catalogue(till)
    assert save_items(till, tmp_path / name, by=HEAD) == len(everything)
    assert import_items(till, tmp_path / name, by=HEAD).value.counts["unchanged"] == len(everything)
    other = shop_in(tmp_path / "other", Clock())
    import_items(other, tmp_path / name, by=HEAD)
    bare = {"id": "", "product": ""}
    assert [product.model_copy(update=bare) for product in catalogue(other)] == [
        product.model_copy(update=bare) for product in everything
    ]
    tea = by_name(other, "Teh celup melati 25 kantong")
    assert products.stock_of(other, tea.product)[0] == Quantity.of(24)
    other.close()


def test_the_report_says_of_every_row_what_became_of_it(till: Till, tmp_path: Path) -> None:
    set_language("en")
    done = import_items(till, SAMPLES / "items_shop.csv", by=HEAD)
    save_report(done.value, tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0] == ["Row", "Outcome", "Name", "Code", "Reasons"]
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(5, 15)]
    told = {row[0]: (row[1], row[4]) for row in rows[1:]}
    assert told["8"] == ("new", "The cost Rp4.500 is above the price Rp4.000.")
    assert told["11"] == ("refused", "The row has no name.")
    assert told["12"] == ("new", "The code 8999000000016 was left out: row 5 has it.")
    assert told["13"] == ("skipped", "The same as row 12.")


def test_the_report_does_not_turn_names_into_formulas(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text('Nama;Harga\n"=1+1";1500\n', encoding="utf-8")
    done = import_items(till, file, by=HEAD)
    save_report(done.value, tmp_path / "report.csv")
    assert ";'=1+1;" in (tmp_path / "report.csv").read_text(encoding="utf-8-sig")


def test_a_shop_code_is_found_however_it_was_typed(till: Till) -> None:
    saved = product_document(till, "Teh", 1500, code=" t-1")
    products.save_product(till, saved, by=HEAD)
    assert [match.product.name for match in products.by_code(till, "T-1")] == ["Teh"]
    assert [match.product.name for match in products.by_code(till, "t-1 ")] == ["Teh"]
