"""Headers of many programs: which column is what, which row is the header, and how people change the mapping."""

from __future__ import annotations

import pytest

from koperasi_pos.trade.item_sheets import FIELDS, Choices, preview
from koperasi_pos.trade.item_sheets.headers import (
    WORDS,
    find_mapping,
    header_row,
    holds_identifiers,
    overridden,
)
from koperasi_pos.trade.item_sheets.plans import plan


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Kode;Nama Barang;Kategori;Satuan;Barcode;Harga Beli;Harga Jual;Stok",
         "code;name;category;unit;barcode;cost;price;stock"),
        ("KODEITEM;NAMAITEM;SATUAN1;SATUAN2;BARCODESATUAN2;KONVERSI2;HARGAPOKOK1;HARGAJUAL1;HARGAJUAL2;STOKMINIMAL",
         "code;name;unit;unit 2;barcode 2;factor 2;cost;price;price 2;minimum"),
        ("kd_barang;barcode;nm_barang;kd_jenis;satuan_beli;beli_isi;satuan_jual;harga_beli;harga_jual;harga_member",
         "code;barcode;name;category;unit 2;factor 2;unit;cost;price;member"),
        ("item_category_id ;item_unit_id;item_name;item_code;item_default_quantity;item_unit_price;unit_name",
         "category;;name;code;factor;price;unit"),
        ("item_name;unit_name;item_unit_id_2;item_default_quantity_2;item_unit_price_2;item_unit_price_3",
         "name;unit;unit 2;factor 2;price 2;price 3"),
        ("barang_nama;barang_harga;barang_harga_grosir_2;barang_harga_s2;barang_harga_grosir_1_s2;barang_satuan_id",
         "name;price;wholesale2;price 2;wholesale 2;unit"),
        ("barang_satuan_id;satuan_id;satuan_id_2;satuan_isi_2;barang_nama", ";unit;unit 2;factor 2;name"),
        ("Handle;REF;Nombre;Categoria;Vendido por peso;Opción 1 valor;Coste;Codigo de barras;Seguir el Inventario",
         "group;code;name;category;by_weight;variant;cost;barcode;stocked"),
        ("Disponibles para la venta [Tienda];Precio [Tienda];En inventario [Tienda];Existencias bajas [Tienda]",
         "active;price;stock;minimum"),
        ("Id;Barcode;Item Name;Category;Cost Price;Unit Price;Tax 1 Percent;Reorder Level;Description",
         ";barcode;name;category;cost;price;tax;minimum;note"),
        ("Category;SKU;Items Name (Do Not Edit);Brand Name;Variant name;Basic - Price",
         "category;code;name;;variant;price"),
        ("Produk;Harga Pokok;Harga Jual;Stok;Grup Produk;Satuan;Barcode;Kode Produk;Non Stok",
         "name;cost;price;stock;category;unit;barcode;code;unstocked"),
        ("Harga Grosir 2;Minimal Grosir 2;Nama", "wholesale 2;wholesale_from 2;name"),
        ("HARGA;Harga Eceran;NAMA", ";price;name"),
    ],
)  # fmt: skip
def test_headers_of_other_programs(header: str, fields: str) -> None:
    columns, expected = header.split(";"), fields.split(";")
    mapping = find_mapping(columns)
    assert [mapping.get(column, "") for column in range(len(columns))] == expected


def test_every_word_leads_to_its_field_and_to_no_other() -> None:
    seen: dict[str, str] = {}
    for field, words in WORDS.items():
        for word in words:
            assert seen.setdefault(word, field) == field
            assert find_mapping([word]) == {0: field}
            assert field in FIELDS


def test_an_empty_column_gives_way_to_a_filled_one() -> None:
    headers = ["Nama", "Harga Jual [Pusat]", "Harga Jual [Cabang]"]
    assert find_mapping(headers) == {0: "name", 1: "price"}
    assert find_mapping(headers, [True, False, True]) == {0: "name", 2: "price"}


def test_the_header_stands_below_titles() -> None:
    rows = [["Daftar barang"], [], ["Nama toko", "An-Nur"], ["No", "Nama", "Harga"], ["1", "Teh", "500"]]
    assert header_row(rows) == 3
    assert header_row([["Teh", "500"], ["Kopi", "700"]]) is None
    assert header_row([["Nama"], ["Teh"]]) == 0


def test_people_change_the_mapping() -> None:
    found = {0: "name", 1: "code", 2: "price"}
    assert overridden(found, {3: "code"}) == {0: "name", 2: "price", 3: "code"}
    assert overridden(found, {1: "barcode", 2: ""}) == {0: "name", 1: "barcode"}
    assert overridden(found, {0: "price", 2: "name"}) == {0: "price", 1: "code", 2: "name"}


def test_a_sheet_without_a_header_is_read_by_the_mapping_people_give() -> None:
    rows = [["T1", "Teh", "1500"], ["K1", "Kopi", "2000"]]
    first = preview(rows, Choices(), [])
    assert [question.kind for question in first.open_questions] == ["name_column"]
    shown = preview(rows, Choices(header_row=-1, mapping={0: "code", 1: "name", 2: "price"}), [])
    assert not shown.open_questions
    assert [(row.row, row.outcome, row.name) for row in shown.rows] == [(1, "made", "Teh"), (2, "made", "Kopi")]


def test_an_unknown_field_in_the_mapping_is_left_out() -> None:
    rows = [["Nama", "Harga"], ["Teh", "1500"]]
    assert plan(rows, Choices(mapping={1: "colour"})).mapping == {0: "name", 1: "price"}


@pytest.mark.parametrize(
    ("header", "codes"),
    [("satuan_id", True), ("kd_jenis", True), ("kategoriId", True), ("item_unit_id", True), ("satuan", False),
     ("unit_name", False), ("Kategori", False)],
)  # fmt: skip
def test_headers_that_tell_of_codes(header: str, codes: bool) -> None:
    assert holds_identifiers(header) is codes
