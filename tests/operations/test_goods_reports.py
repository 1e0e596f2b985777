"""Reports of goods: every total is that of the movements, and what hardly sells is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import goods_reports, refunds, reports, shifts, stock, stock_moves
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import Till
from koperasi_pos.paper import goods_reports as papers
from koperasi_pos.paper.pdf import report_pdf
from koperasi_pos.paper.reports import Report, as_csv, as_json, as_text
from koperasi_pos.paper.sheets import report_xlsx
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import ONE, Quantity, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up
from tests.goods_day import some_of_every_goods


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """Two days in which something of everything happens."""
    clock = Clock()
    opened = shop_in(tmp_path / "shop", clock)
    begin_shift(opened)
    tea = stock_up(opened, "Teh", 3_000, stock=20, cost=1_000, category="Minuman")
    stock_up(opened, "Sarung", 90_000, stock=2, cost=70_000, category="Pakaian")
    rice = stock_up(opened, "Beras", 14_000, stock=10, cost=11_111, unit="kg", by_weight=True, category="Sembako")
    sell(opened, (tea, 3_000), (rice, 2_345))
    clock.forward(days=1)
    shifts.close_shift(opened, counted=Rupiah(0), id=opened.new_id(), by=CASHIER)
    begin_shift(opened)
    some_of_every_goods(opened, rice)
    sell(opened, (tea, 1_000))
    refunds.complete_refund(
        opened, "K1-000001", [Returning(0, ONE, restock=False)], reason="Bocor", id=opened.new_id(), by=HEAD
    )
    stock_moves.write_off(
        opened, "own_use", [Moving(tea.product, Quantity.of(2))], note="Tamu", id=opened.new_id(), by=HEAD
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "span", [("2026-11-24", "2026-11-24"), ("2026-11-25", "2026-11-25"), ("2026-11-01", "2026-11-30")]
)
def test_movement_runs_from_what_was_there_to_what_is_left(till: Till, span: tuple[str, str]) -> None:
    lines = goods_reports.goods_moved(till, *span)
    assert lines
    for line in lines:
        for part in (0, 1):
            assert line.before[part] + line.came[part] - line.sold[part] - line.gone[part] == line.after[part], line
    after = {
        held.product: (held.quantity, held.value) for held in stock.stock_at(till, goods_reports.end_of_day(span[1]))
    }
    assert {line.product: line.after for line in lines if line.after != (0, 0)} == after


def test_cost_of_the_day_report_is_cost_of_the_movements(till: Till) -> None:
    lines = goods_reports.goods_moved(till, "2026-11-01", "2026-11-30")
    figures = reports.day_figures(till, "2026-11-01", "2026-11-30")
    settled = -sum(
        row.row.value
        for line in lines
        for row in stock.stock_card(till, line.product, limit=500).lines
        if row.row.kind == "settled"
    )
    assert sum(line.sold[1] for line in lines) - settled == figures.cost - figures.refund_cost
    proof = stock.value_proof(till)
    assert (sum(line.after[1] for line in lines), proof.difference) == (proof.left, 0)


def test_losses_by_reason(till: Till) -> None:
    lost = goods_reports.shrinkage(till, "2026-11-01", "2026-11-30")
    assert {(one.name, one.kind) for one in lost} >= {
        ("Teh", "own_use"),
        ("Teh", "refund_damaged"),
        ("Beras", "damaged"),
    }
    assert -sum(one.value for one in lost) == stock.value_proof(till).written_off
    assert goods_reports.shrinkage(till, "2026-11-24", "2026-11-24") == []


def test_what_hardly_sells(till: Till) -> None:
    slow = {one.name: one for one in goods_reports.slow_goods(till, days_back=30)}
    assert (slow["Sarung"].sold, slow["Sarung"].last_sold, slow["Sarung"].cover) == (0, "", None)
    assert "Teh" not in slow
    (tea,) = (one for one in goods_reports.slow_goods(till, days_back=30, cover_days=30) if one.name == "Teh")
    assert tea.last_sold == "2026-11-25"


def every_report(till: Till) -> list[Report]:
    """Each of them."""
    span = ("2026-11-01", "2026-11-30")
    items = reports.item_figures(till, *span)
    return [
        papers.value_report(stock.stock_at(till), shop_name="Toko"),
        papers.margin_report(items, *span, shop_name="Toko"),
        papers.margin_report(items, *span, by_category=True),
        papers.movement_report(goods_reports.goods_moved(till, *span), *span),
        papers.shrinkage_report(goods_reports.shrinkage(till, *span), *span),
        papers.slow_report(goods_reports.slow_goods(till), days_back=60),
    ]


def test_every_report_in_every_form(till: Till) -> None:
    for report in every_report(till):
        assert report.rows, report.title
        assert report.title in as_text(report)
        assert as_json(report).startswith("{")
        assert as_csv(report).count("\r\n") == len(report.rows) + 1
        assert report_pdf(report).startswith(b"%PDF")
        assert report_xlsx(report).startswith(b"PK")


def test_totals_agree(till: Till) -> None:
    value, margin, by_category, movement, *_others = every_report(till)
    held = sum(one.value for one in stock.stock_at(till))
    assert value.totals is not None
    assert movement.totals is not None
    assert value.totals[2] == movement.totals[11] == held
    assert margin.totals is not None
    assert by_category.totals is not None
    assert margin.totals[2:] == by_category.totals[1:]
