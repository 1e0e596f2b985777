"""How long a receipt takes from document to bytes, beside python-escpos printing as many lines by itself."""

from __future__ import annotations

import timeit
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from koperasi_pos.journal.documents import SaleCompleted
from koperasi_pos.paper.escpos import EscPos
from koperasi_pos.paper.receipts import sale_receipt
from koperasi_pos.paper.text import preview
from tests.paper import samples

MOST_TIMES = 2.0
"""The whole way, words and wrapping included, may take so many times what the library needs for the bare text."""

NAMES = ("Mi Goreng 85 g", "Air Minum 600 ml", "Sabun batang kemasan ekonomis isi ulang", "Telur ayam")


@pytest.fixture
def sale() -> SaleCompleted:
    """Twenty lines, some discounted."""
    lines = [samples.line(NAMES[n % 4], "pcs", 2_000, 2_500 + n) for n in range(20)]
    return samples.sale(lines, rounding=100)


def library(text: str) -> Any:
    """The same text through python-escpos alone, its printer object reused as ours is."""
    from escpos.printer import Dummy

    printer = Dummy()
    rows = text.splitlines()

    def run() -> bytes:
        printer.hw("INIT")
        printer.set(align="center", bold=True, double_width=True, double_height=True)
        printer.text(f"{rows[0].strip()}\n")
        printer.set(align="left", bold=False, normal_textsize=True)
        for row in rows[1:]:
            printer.text(f"{row}\n")
        printer._hw_barcode("{BK1-004217", "CODE128", function_type="B")
        printer.cut()
        output: bytes = printer.output
        printer.clear()
        return output

    return run


def test_receipt_to_bytes(benchmark: BenchmarkFixture, sale: SaleCompleted) -> None:
    writer = EscPos()
    shop = samples.SHOP.model_copy(update={"arabic": ""})
    on = samples.on()

    def run() -> bytes:
        return writer.render(sale_receipt(sale, shop, on))

    alone = library(preview(sale_receipt(sale, shop, on)))
    assert len(run()) > 1_000
    assert len(alone()) > 1_000
    # Best of several short rounds, taken in turns: a busy machine slows both.
    rounds = [
        (min(timeit.repeat(run, number=20, repeat=3)), min(timeit.repeat(alone, number=20, repeat=3))) for _ in range(5)
    ]
    ours, theirs = min(one for one, _ in rounds), min(other for _, other in rounds)
    benchmark.extra_info["times the library alone"] = round(ours / theirs, 2)
    benchmark(run)
    assert ours <= MOST_TIMES * theirs


def test_receipt_with_an_arabic_line_to_bytes(benchmark: BenchmarkFixture, sale: SaleCompleted) -> None:
    writer = EscPos()
    on = samples.on()
    assert len(benchmark(lambda: writer.render(sale_receipt(sale, samples.SHOP, on)))) > 2_000
