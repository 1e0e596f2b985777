"""X and Z reports: the Z shows every figure, the X of a blind count shows nothing that would spoil it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import ShiftClosed
from koperasi_pos.paper.layout import WIDTHS
from koperasi_pos.paper.receipts import money
from koperasi_pos.paper.shifts import x_report, z_report
from koperasi_pos.paper.text import preview
from koperasi_pos.words.numbers import rupiah
from tests.paper import samples
from tests.paper.conftest import Golden
from tests.paper.test_receipts import fits, tokens


@given(shift=samples.shifts(), width=st.sampled_from(WIDTHS))
def test_every_figure_of_any_shift_is_on_its_z(shift: ShiftClosed, width: int) -> None:
    layout = z_report(shift, samples.SHOP, samples.on(width))
    wanted = [
        str(shift.number), str(shift.sales), money(shift.gross), money(-shift.discount), rupiah(shift.total),
        money(-shift.refunded), money(shift.tax), money(shift.rounding), money(shift.sedekah), money(shift.float),
        money(shift.cash_in), money(-abs(shift.cash_out)), money(-abs(shift.to_safe)), money(shift.expected),
        money(shift.counted), money(shift.difference), rupiah(shift.grand_total), str(shift.dropped),
        str(shift.no_sale_opens), shift.first_number, shift.last_number,
        *(money(way.amount) for way in shift.ways), *(f"({way.count})" for way in shift.ways),
        *(money(notes.value) for notes in shift.denominations), *(str(notes.count) for notes in shift.denominations),
        *(money(notes.value * notes.count) for notes in shift.denominations),
        *(money(one.total) for one in shift.cashiers), *(money(-one.refunded) for one in shift.cashiers),
        *(str(one.sales) for one in shift.cashiers), *(str(one.refunds) for one in shift.cashiers),
    ]  # fmt: skip
    assert fits(layout)
    assert Counter(wanted) - tokens(layout) == Counter()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_z_report_looks_as_it_did(width: int, golden: Golden) -> None:
    golden(f"z_{width}.txt", preview(z_report(samples.shift_closed(), samples.SHOP, samples.on(width))))


def test_a_z_report_without_a_difference_says_so(golden: Golden) -> None:
    shift = samples.shift_closed()
    even = shift.model_copy(update={"counted": shift.expected, "difference": shift.expected - shift.expected})
    text = preview(z_report(even, samples.SHOP, samples.on()))
    last = next(row for row in text.splitlines() if row.startswith("Selisih"))
    assert last.split() == ["Selisih", "0"]


def test_a_blind_x_report_tells_no_cash(golden: Golden) -> None:
    shift = samples.shift_closed()
    layout = x_report(shift, samples.SHOP, samples.on(42))
    assert fits(layout)
    found = tokens(layout)
    secret = (shift.expected, shift.counted, shift.total, shift.gross, shift.ways[0].amount, shift.grand_total)
    for figure in secret:
        assert money(figure) not in found
        assert rupiah(figure) not in found
    assert found[money(shift.ways[1].amount)] == 1
    golden("x_blind_42.txt", preview(layout))


def test_an_open_x_report_tells_what_should_be_there_but_no_count(golden: Golden) -> None:
    shift = samples.shift_closed()
    layout = x_report(shift, samples.SHOP, samples.on(), blind=False)
    found = tokens(layout)
    assert found[money(shift.expected)] == 1
    assert found[money(shift.counted)] == 0
    assert found[money(shift.difference)] == 0
    golden("x_32.txt", preview(layout))
