"""Rows of a sheet against the products of a shop: what is made, changed, refused or skipped, and why."""

from __future__ import annotations

import pytest

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.trade.codes import check_digit
from koperasi_pos.trade.item_sheets import Choices, Preview, RowOutcome, preview
from koperasi_pos.trade.item_sheets.own_sheet import own_rows
from koperasi_pos.values import ONE, Quantity, Rupiah

EAN = [f"899100000{n:03d}{check_digit(f'899100000{n:03d}')}" for n in range(6)]


def sheet(text: str) -> list[list[str]]:
    """Rows of a small table; a line each, cells between `;`."""
    return [line.strip().split(";") for line in text.strip().splitlines()]


def look(text: str, *held: ProductSaved, choices: Choices | None = None) -> Preview:
    """The preview of a table against a shop."""
    return preview(sheet(text), choices or Choices(), held)


def only(shown: Preview) -> RowOutcome:
    """The one row there is."""
    assert len(shown.rows) == 1
    return shown.rows[0]


def reasons(row: RowOutcome) -> list[str]:
    """Codes of a row's reasons."""
    return [reason.code for reason in row.reasons]


def made(shown: Preview, row: int = 0) -> ProductSaved:
    """The product of a made or changed row."""
    product = shown.rows[row].product
    assert product is not None
    return product


def held(
    name: str, id: str = "p1", *, unit: str = "pcs", price: int = 2000, code: str = "", codes: tuple[str, ...] = (),
    **fields: object,
) -> ProductSaved:  # fmt: skip
    """A product of the shop."""
    prices = [Price(tier="retail", price=Rupiah(price))] if price else []
    packs = [Pack(unit=unit, codes=list(codes), prices=prices)]
    return ProductSaved.model_validate(
        {"id": "d1", "product": id, "name": name, "code": code, "packs": packs, "active": bool(price), **fields}
    )


def test_a_whole_row_becomes_a_product_with_packs_and_tiers() -> None:
    first = "Kode;Nama;Kategori;Satuan;Barcode;Harga Pokok;Harga Jual;Minimal Grosir;Harga Grosir;Harga Anggota"
    rest = ";Stok;Stok Minimal;Satuan 2;Isi 2;Barcode 2;Harga Jual 2;Pajak;Timbang\n"
    row = f"t-1;Teh  melati;Minuman;kotak;{EAN[0]};5.250;6.500;6;6.000;6.200"
    shown = look(first + rest + row + f";24;5;dus;40;{EAN[1]};240.000;Non BKP;tidak")
    product = made(shown)
    assert only(shown).outcome == "made"
    assert (product.code, product.name, product.category, product.cost) == ("T-1", "Teh melati", "Minuman", 5250)
    assert product.packs == [
        Pack(unit="kotak", codes=[EAN[0]], prices=[
            Price(tier="retail", price=Rupiah(6500)),
            Price(tier="wholesale", price=Rupiah(6000), from_quantity=Quantity(6000)),
            Price(tier="member", price=Rupiah(6200)),
        ]),
        Pack(unit="dus", factor=Quantity(40000), codes=[EAN[1]], prices=[Price(tier="retail", price=Rupiah(240000))]),
    ]  # fmt: skip
    assert (product.tax_class, product.by_weight, product.minimum) == ("exempt", False, Quantity(5000))
    assert only(shown).opening == Quantity(24000)


@pytest.mark.parametrize(
    ("row", "outcome", "reason"),
    [
        (";;1000", "refused", "name_missing"),
        ("\\N;pcs;1000", "refused", "name_missing"),
        (";;", "skipped", "row_empty"),
        ("Nama;Satuan;Harga", "skipped", "header_again"),
        ("Teh;pcs;banyak", "refused", "not_a_number"),
        ("Teh;pcs;-500", "refused", "amount_out_of_range"),
        ("Teh;pcs;999999999999", "refused", "amount_out_of_range"),
        ("Teh;12;1000", "refused", "columns_shifted"),
        ("Teh;satuan yang tidak mungkin ada;1000", "refused", "unit_too_long"),
        ("Teh;pcs;0", "made", "no_price"),
        ("Teh;pcs;", "made", "no_price"),
        ("Teh;pcs;1000", "made", ""),
        ("Teh;;variable", "made", ""),
    ],
)
def test_what_becomes_of_a_row(row: str, outcome: str, reason: str) -> None:
    found = only(look("Nama;Satuan;Harga\n" + row))
    assert (found.outcome, reasons(found)) == (outcome, [reason] if reason else [])


def test_without_a_price_a_product_is_not_on_sale_and_open_prices_are() -> None:
    assert made(look("Nama;Harga\nTeh;0")).active is False
    assert made(look("Nama;Harga\nTeh;variable")).open_price is True
    assert made(look("Nama;Harga;Harga bebas\nTeh;;ya")).active is True
    assert made(look("Nama;Harga;Aktif\nTeh;1000;tidak")).active is False


def test_long_names_are_cut_and_kept_in_the_note() -> None:
    name = "Kopi " * 40
    product = made(look(f"Nama;Harga\n{name};1000"))
    assert len(product.name) <= 120
    assert product.note == name.strip()
    assert reasons(only(look(f"Nama;Harga\n{name};1000"))) == ["name_cut"]


def test_shifted_columns_are_reported_and_can_be_mapped_by_people() -> None:
    text = f"""Produk;Harga Pokok;Harga Jual;Stok;Grup Produk;Satuan;Barcode;Kode Produk;Non Stok
    Kecap;9500;11000;12;3;24;{EAN[0]};Botol;1"""
    row = only(look(text))
    assert (row.outcome, reasons(row)) == ("refused", ["columns_shifted"])
    assert dict(row.reasons[0].facts) == {"unit": "24", "code": "BOTOL"}
    mapped = look(text, choices=Choices(mapping={5: "", 7: "unit", 8: ""}))
    assert made(mapped).packs[0].unit == "Botol"
    assert made(mapped).packs[0].codes == [EAN[0]]


def test_codes_that_stand_twice() -> None:
    shown = look(
        f"""Kode;Nama;Satuan;Barcode;Harga
        A;Teh;pcs;{EAN[0]};1000
        A;Kopi;pcs;{EAN[1]};2000
        B;Susu;pcs;{EAN[0]};3000
        A;Teh;pcs;{EAN[0]};1000
        A;Teh;pcs;{EAN[0]};1500"""
    )
    assert [row.outcome for row in shown.rows] == ["made", "made", "made", "skipped", "refused"]
    assert [reasons(row) for row in shown.rows] == [[], ["code_of_row"], ["code_of_row"], ["repeats_row"],
                                                    ["contradicts_row"]]  # fmt: skip
    assert made(shown, 1).code == ""
    assert made(shown, 1).packs[0].codes == [EAN[1]]
    assert made(shown, 2).packs[0].codes == []
    assert shown.rows[4].reasons[0].facts["row"] == 2


def test_bad_check_digits_are_kept_and_told() -> None:
    shown = look("Nama;Barcode;Harga\nTeh;8991000000000;1000")
    assert made(shown).packs[0].codes == ["8991000000000"]
    assert reasons(only(shown)) == ["bad_check_digit"]


def test_a_code_column_alone_holds_bar_codes_too() -> None:
    shown = look(f"Kode;Nama;Harga\n{EAN[0]};Teh;1000\nB-1;Kopi;1000")
    assert (made(shown).code, made(shown).packs[0].codes) == ("", [EAN[0]])
    assert (made(shown, 1).code, made(shown, 1).packs[0].codes) == ("B-1", [])


def test_packs_that_cannot_be_are_left_out() -> None:
    head = "Nama;Satuan;Harga;Satuan 2;Isi 2;Harga 2\n"
    for row, reason in (
        ("Teh;pcs;1000;;12;11000", "pack_without_unit"),
        ("Teh;pcs;1000;dus;;11000", "pack_without_factor"),
        ("Teh;pcs;1000;PCS;12;11000", "pack_same_unit"),
        ("Teh;pcs;1000;dus;8999;", "pack_too_large"),
    ):
        shown = look(head + row)
        assert (reasons(only(shown)), len(made(shown).packs)) == ([reason], 1)
    assert reasons(only(look(head + "Teh;pcs;1000;0;0;0"))) == []
    assert reasons(only(look("Nama;Satuan1;Konversi1;Harga\nTeh;dus;12;1000"))) == ["first_unit_not_base"]


def test_a_wholesale_price_needs_the_quantity_it_begins_at() -> None:
    shown = look("Nama;Harga;Harga Grosir\nTeh;1000;900")
    assert [price.tier for price in made(shown).packs[0].prices] == ["retail"]
    assert reasons(only(shown)) == ["level_left_out"]


def test_cost_above_price_and_stock_below_zero_are_told() -> None:
    row = only(look("Nama;Harga Beli;Harga Jual;Stok\nTeh;2000;1500;-4"))
    assert (row.outcome, reasons(row), row.opening) == ("made", ["cost_above_price", "stock_negative"], 0)


def test_products_without_stock_get_no_opening() -> None:
    row = only(look("Nama;Harga;Stok;Non Stok\nFotokopi;500;7;ya"))
    assert (row.opening, made(look("Nama;Harga;Non Stok\nFotokopi;500;1")).stocked) == (0, False)


def test_matching_by_shop_code_then_bar_code_then_name() -> None:
    shop = (held("Teh", "p1", code="T1"), held("Kopi", "p2", codes=(EAN[0],)), held("Gula", "p3", unit="kg"))
    shown = look(
        f"""Kode;Nama;Satuan;Barcode;Harga
        t1;Teh melati;pcs;;2500
        ;Kopi susu;pcs;{EAN[0]};2000
        ;Gula;KG;;2000
        ;Gula;pcs;;1800""",
        *shop,
    )
    assert [row.outcome for row in shown.rows] == ["changed", "changed", "unchanged", "made"]
    assert [made(shown, row).product for row in range(3)] == ["p1", "p2", "p3"]
    assert made(shown, 0).packs[0].prices[0].price == 2500
    assert made(shown, 1).name == "Kopi susu"
    assert made(shown, 3).product == ""


def test_what_a_sheet_does_not_tell_stays() -> None:
    shop = held("Teh", code="T1", codes=(EAN[0],), category="Minuman", cost=Rupiah(1500), minimum=Quantity(3000),
                favourite=4, halal="ID12345678901")  # fmt: skip
    assert only(look("Kode;Harga;Nama\nT1;2000;Teh", shop)).outcome == "unchanged"
    changed = made(look(f"Kode;Nama;Kategori;Harga;Harga Anggota;Barcode\nT1;Teh;;0;1.900;{EAN[1]}", shop))
    assert (changed.category, changed.cost, changed.favourite) == ("Minuman", 1500, 4)
    assert changed.packs[0].codes == [EAN[0], EAN[1]]
    assert [(price.tier, price.price) for price in changed.packs[0].prices] == [("retail", 2000), ("member", 1900)]


def test_codes_of_other_products_of_the_shop_are_left_out() -> None:
    shop = (held("Teh", "p1", code="T1"), held("Kopi", "p2", codes=(EAN[0],), code="K1"))
    shown = look(f"Kode;Nama;Barcode;Harga\nT1;Teh;{EAN[0]};2000", *shop)
    assert (only(shown).outcome, reasons(only(shown))) == ("unchanged", ["code_of_product"])
    kept = look(f"Kode;Nama;Barcode;Harga\nX9;Kopi;{EAN[0]};2000", *shop)
    assert (only(kept).outcome, reasons(only(kept))) == ("unchanged", ["shop_code_kept"])


def test_rows_that_could_mean_several_products_are_refused() -> None:
    twins = (held("Teh", "p1", code="T1"), held("Teh", "p2", code="T2"))
    assert reasons(only(look("Nama;Harga\nTeh;3000", *twins))) == ["name_of_several"]
    same_code = (held("Teh", "p1", codes=(EAN[0],)), held("Kopi", "p2", codes=(EAN[0],)))
    assert reasons(only(look(f"Nama;Barcode;Harga\nSusu;{EAN[0]};3000", *same_code))) == ["code_of_several"]
    assert made(look(f"Nama;Barcode;Harga\nKopi;{EAN[0]};3000", *same_code)).product == "p2"
    both = look(f"Kode;Nama;Barcode;Harga\nT1;Teh;;3000\n;Kopi;{EAN[1]};3000", held("Teh", code="T1", codes=(EAN[1],)))
    assert reasons(both.rows[1]) == ["same_product_as_row"]


def test_a_base_unit_is_never_changed_by_a_sheet() -> None:
    row = only(look("Kode;Nama;Satuan;Harga\nT1;Teh;dus;24000", held("Teh", code="T1")))
    assert (row.outcome, reasons(row)) == ("refused", ["base_unit_differs"])


def test_packs_are_added_and_changed_by_their_unit() -> None:
    dus = Pack(unit="dus", factor=Quantity(12000), prices=[Price(tier="retail", price=Rupiah(20000))])
    shop = held("Teh", code="T1").model_copy(update={"packs": [*held("Teh").packs, dus]})
    head = "Kode;Nama;Harga;Satuan 2;Isi 2;Harga 2;Satuan 3;Isi 3\n"
    product = made(look(head + "T1;Teh;2000;DUS;24;21000;bal;100", shop))
    assert [(pack.unit, pack.factor) for pack in product.packs] == [("pcs", ONE), ("dus", 24000), ("bal", 100000)]
    assert product.packs[1].prices[0].price == 21000


def test_a_price_that_comes_later_brings_a_product_on_sale() -> None:
    unpriced = held("Teh", code="T1", price=0)
    assert made(look("Kode;Nama;Harga\nT1;Teh;1500", unpriced)).active is True
    off_sale = held("Kopi", code="K1").model_copy(update={"active": False})
    assert made(look("Kode;Nama;Harga\nK1;Kopi;1500", off_sale)).active is False


def test_questions_wait_until_they_are_answered() -> None:
    text = "Nama;Cost Price;Unit Price\nPena;2.10;3.90"
    shown = look(text)
    assert [(question.key, question.options) for question in shown.open_questions] == [
        ("decimals:1", ("round", "thousands")), ("decimals:2", ("round", "thousands")),
    ]  # fmt: skip
    answered = look(text, choices=Choices(answers={"decimals:1": "thousands", "decimals:2": "round"}))
    assert answered.open_questions == ()
    assert (made(answered).cost, made(answered).packs[0].prices[0].price) == (2100, 4)
    assert sorted(reasons(only(answered))) == ["amount_rounded", "cost_above_price"]
    nonsense = look(text, choices=Choices(answers={"decimals:1": "maybe"}))
    assert len(nonsense.open_questions) == 2


def test_the_convention_is_asked_where_a_column_holds_both() -> None:
    text = "Nama;Harga\nTeh;12.500\nKopi;1,500"
    assert [question.key for question in look(text).open_questions] == ["convention:1"]
    comma = look(text, choices=Choices(answers={"convention:1": "comma_decimal", "decimals:1": "round"}))
    assert [made(comma, row).packs[0].prices[0].price for row in (0, 1)] == [12500, 2]
    dot = look(text, choices=Choices(answers={"convention:1": "dot_decimal"}))
    assert made(dot, 1).packs[0].prices[0].price == 1500


def test_numbers_for_units_and_categories_want_names() -> None:
    head = "Nama;satuan_id;satuan_id_2;satuan_isi_2;kategori_id;Harga;harga_s2\n"
    text = head + "Teh;3;5;12;7;1000;11000\nKopi;9;0;0;7;1;0"
    shown = look(text)
    assert [(question.key, question.is_open) for question in shown.plan.ambiguities] == [
        ("names:unit", True), ("names:category", False),
    ]  # fmt: skip
    assert made(shown).category == ""
    names = {"unit": {"3": "pcs", "5": "dus"}, "category": {"7": "Minuman"}}
    named = look(text, choices=Choices(names=names))
    assert named.open_questions == ()
    assert [pack.unit for pack in made(named).packs] == ["pcs", "dus"]
    assert made(named).category == "Minuman"
    assert (made(named, 1).packs[0].unit, reasons(named.rows[1])) == ("pcs", ["name_of_code_unknown"])
    kept = look(text, choices=Choices(answers={"names:unit": "keep", "names:category": "keep"}))
    assert (made(kept).packs[0].unit, made(kept).category) == ("3", "7")


def test_variants_lean_on_the_row_before() -> None:
    shown = look("Handle;Name;Category;Option 1 value;Price\nkopi;Kopi;Minuman;Kecil;8000\nkopi;;;Besar;11000")
    assert [(made(shown, row).name, made(shown, row).category) for row in (0, 1)] == [
        ("Kopi Kecil", "Minuman"), ("Kopi Besar", "Minuman"),
    ]  # fmt: skip


def test_the_own_sheet_reads_back_to_the_same_products() -> None:
    steps = [Price(tier="wholesale", price=Rupiah(price), from_quantity=Quantity(size))
             for price, size in ((1900, 6000), (1800, 12500), (1700, 24000))]  # fmt: skip
    told = {"cost": Rupiah(1500), "category": "Minuman", "by_weight": True, "tax_class": "luxury",
            "pillar": "sociopreneur", "note": "Enak & segar", "shelf": "Rak A1", "minimum": Quantity(1250)}  # fmt: skip
    first = held('Teh; "melati"', "p1", code="007", codes=(EAN[0], "LAMA 1"), **told)  # type: ignore[arg-type]
    base = first.packs[0].model_copy(update={"prices": [*first.packs[0].prices, *steps]})
    first = first.model_copy(update={"packs": [base, Pack(unit="dus", factor=Quantity(2500), codes=[EAN[1]])]})
    service = held("Jasa", "p2", price=0, open_price=True, stocked=False).model_copy(update={"active": True})
    shop = [first, service, held("Kosong", "p3", price=0)]
    rows = own_rows(shop, {"p1": Quantity(-1250), "p2": Quantity(0)})
    again = preview(rows, Choices(), shop)
    assert again.plan.ambiguities == ()
    assert [row.outcome for row in again.rows] == ["unchanged"] * 3
    fresh = preview(rows, Choices(), [])
    assert [made(fresh, row).name for row in range(3)] == [product.name for product in shop]
    kept = first.packs[0].model_copy(update={"prices": first.packs[0].prices[:3]})
    assert made(fresh, 0).packs == [kept, first.packs[1]]
    assert made(fresh, 0).model_copy(update={"id": "d1", "product": "p1", "packs": []}) == first.model_copy(
        update={"packs": []}
    )
