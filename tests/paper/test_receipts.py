"""Receipts: every figure stands on them, no line is wider than the paper, and they look as they did."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Payment, SaleCompleted, ShopSaved
from koperasi_pos.paper.layout import WIDTHS, BarCode, Layout, Text
from koperasi_pos.paper.receipts import money, refund_receipt, sale_receipt
from koperasi_pos.paper.text import preview
from koperasi_pos.values import Rupiah
from koperasi_pos.words import set_language
from koperasi_pos.words.numbers import quantity, rupiah
from tests.paper import samples
from tests.paper.conftest import Golden


def fits(layout: Layout) -> bool:
    """Whether every line of text fits the paper."""
    return all(block.columns <= layout.width for block in layout.blocks if isinstance(block, Text))


def tokens(layout: Layout) -> Counter[str]:
    """The words of a slip."""
    return Counter(preview(layout).split())


def figures(sale: SaleCompleted) -> Counter[str]:
    """Every figure that a receipt has to show."""
    shown: list[str] = [money(sale.gross), rupiah(sale.total)]
    for line in sale.lines:
        shown += [quantity(line.quantity), money(line.price), money(line.gross)]
        shown += [money(-part) for part in (line.promo, line.discount) if part]
        shown += [money(line.old_price)] if line.old_price else []
    share = sum(int(line.share) for line in sale.lines)
    shown += [money(-share)] if share else []
    shown += [money(-sale.discount)] if sale.discount else []
    shown += [money(part) for part in (sale.tax, sale.rounding, sale.sedekah) if part]
    for payment in sale.payments:
        shown += [money(payment.amount), *([money(payment.received)] if payment.received else [])]
    shown += [money(sale.change)] if sale.change else []
    return Counter(shown)


@given(sale=samples.sales(), shop=samples.shops(), width=st.sampled_from(WIDTHS), copy=st.integers(0, 3))
def test_every_figure_of_any_sale_is_printed_within_the_width(
    sale: SaleCompleted, shop: ShopSaved, width: int, copy: int
) -> None:
    layout = sale_receipt(sale, shop, samples.on(width, copy=copy, training=bool(copy)))
    assert fits(layout)
    assert figures(sale) - tokens(layout) == Counter()


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_stand_under_each_other(width: int) -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on(width))
    rows = preview(layout, pictures=False).splitlines()
    ends = {block.right for block in layout.blocks if isinstance(block, Text) and block.right}
    lined_up = [row for row in rows if row.split() and row.split()[-1] in ends]
    assert len(lined_up) > 12
    assert {len(row) for row in lined_up} == {width}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_receipt_looks_as_it_did(width: int, golden: Golden) -> None:
    golden(
        f"receipt_{width}.txt",
        preview(sale_receipt(samples.full_sale(), samples.SHOP, samples.on(width, logo=samples.logo()))),
    )


def test_a_receipt_in_english_looks_as_it_did(golden: Golden) -> None:
    set_language("en")
    golden("receipt_32_en.txt", preview(sale_receipt(samples.full_sale(), samples.SHOP, samples.on())))


def test_a_refund_slip_speaks_of_no_change() -> None:
    """What goes back in cash is handed out, not received."""
    cash = Payment(way="cash", amount=Rupiah(6_100), received=Rupiah(6_100))
    card = Payment(way="edc", amount=Rupiah(7_000), reference="TRX 7")
    paper = preview(
        refund_receipt(samples.refund().model_copy(update={"payments": [card, cash]}), samples.SHOP, samples.on())
    )
    assert "TRX 7" in paper
    assert paper.count("6.100") == 1
    assert "Kembalian" not in paper


def test_a_refund_looks_as_it_did(golden: Golden) -> None:
    layout = refund_receipt(samples.refund(), samples.SHOP, samples.on())
    assert fits(layout)
    golden("refund_32.txt", preview(layout))


def test_a_receipt_carries_its_number_as_bars_and_six_characters_of_the_hash() -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on())
    assert BarCode("K1-004217") in layout.blocks
    text = preview(layout)
    assert "3fa9c1" in text
    assert "3fa9c10" not in text


def test_copies_and_training_are_marked_at_both_ends() -> None:
    set_language("en")
    plain = preview(sale_receipt(samples.full_sale(), samples.SHOP, samples.on()))
    assert "COPY" not in plain
    assert "TRAINING" not in plain
    marked = preview(sale_receipt(samples.full_sale(), samples.SHOP, samples.on(copy=2, training=True))).splitlines()
    for mark in ("COPY 2", "TRAINING", "TRAINING – NO PROOF OF PAYMENT"):
        places = [number for number, row in enumerate(marked) if row.strip() == mark]
        assert len(places) == 2
        assert places[0] < 4
        assert places[1] > len(marked) - 5


def test_npwp_only_where_the_shop_collects_ppn() -> None:
    without = samples.SHOP.model_copy(update={"ppn": False})
    assert "01.234.567.8-901.000" in preview(sale_receipt(samples.full_sale(), samples.SHOP, samples.on()))
    assert "01.234.567.8-901.000" not in preview(sale_receipt(samples.full_sale(), without, samples.on()))


def test_a_plain_sale_has_no_empty_lines_of_sums() -> None:
    set_language("en")
    sale = samples.sale(
        [samples.line("Kopi", "pcs", 1_000, 5_000)], tax=Rupiah(0), change=Rupiah(0),
        payments=[Payment(way="transfer", amount=Rupiah(5_000), reference="X1")],
    )  # fmt: skip
    text = preview(sale_receipt(sale, samples.SHOP, samples.on()))
    for absent in ("Discount", "Rounding", "Sedekah", "PPN included", "Change", "Received", "To pay"):
        assert absent not in text


def test_text_from_a_file_cannot_command_the_printer() -> None:
    sale = samples.sale([samples.line("Kopi\x1b@\x1dV\x00\x1bp\x00\x32\x32", "p\ncs", 1_000, 5_000)])
    text = preview(sale_receipt(sale, samples.SHOP, samples.on()))
    assert all(letter.isprintable() for letter in text.replace("\n", ""))
