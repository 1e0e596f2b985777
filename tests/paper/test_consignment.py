"""Slips of consigned goods on every paper, and what is due as a table."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import (
    Approval,
    ConsignedLine,
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    SettledLine,
)
from koperasi_pos.operations.consignors import Standing
from koperasi_pos.paper.consignment import due_report, moved_slip, payout_slip, settlement_slip
from koperasi_pos.paper.escpos import EscPos
from koperasi_pos.paper.layout import WIDTHS
from koperasi_pos.paper.pdf import receipt_pdf, report_pdf
from koperasi_pos.paper.receipts import money
from koperasi_pos.paper.reports import as_csv, as_json, as_text
from koperasi_pos.paper.sheets import report_xlsx
from koperasi_pos.paper.shifts import x_report, z_report
from koperasi_pos.paper.text import preview
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.words.numbers import rupiah
from tests.paper import samples
from tests.paper.conftest import Golden
from tests.paper.test_receipts import fits, tokens

OWNER = "e" * 16


def brought() -> ConsignmentMoved:
    """Two sorts of goods come in the morning."""
    return ConsignmentMoved(
        id=samples.ID, consignor=OWNER, name="Bu Siti (warung belakang)", reason="brought", day="2026-11-24",
        lines=[
            ConsignedLine(product="a" * 16, name="Nasi bungkus ayam suwir", unit="bks", quantity=Quantity.of(40),
                          price=Rupiah(7_000), share=Rupiah(6_300)),
            ConsignedLine(product="b" * 16, name="Gorengan", quantity=Quantity.of(120), price=Rupiah(1_000),
                          share=Rupiah(850)),
        ],
        note="diantar pukul 06.00",
    )  # fmt: skip


def lost() -> ConsignmentMoved:
    """Some spoiled, and the shop bears it."""
    lines = [
        ConsignedLine(product="a" * 16, name="Nasi bungkus ayam suwir", unit="bks", quantity=Quantity.of(2),
                      price=Rupiah(7_000), due=Rupiah(12_600)),
    ]  # fmt: skip
    yes = Approval(what="consigned_loss", staff="c" * 16, name="Kepala Satu")
    return brought().model_copy(update={"reason": "lost", "lines": lines, "note": "Basi", "approvals": [yes]})


def settled() -> ConsignmentSettled:
    """Everything that can stand on a settlement."""
    return ConsignmentSettled(
        id=samples.ID, consignor=OWNER, name="Bu Siti (warung belakang)", first="2026-11-23", last="2026-11-24",
        day="2026-11-24", shift="1" * 32, cashier="Kasir Satu",
        lines=[
            SettledLine(product="a" * 16, name="Nasi bungkus ayam suwir", unit="bks", brought=Quantity.of(40),
                        sold=Quantity.of(35), amount=Rupiah(245_000), due=Rupiah(220_500), returned=Quantity.of(3),
                        lost=Quantity.of(2), loss=Rupiah(12_600), back=Quantity.of(3)),
            SettledLine(product="b" * 16, name="Gorengan", brought=Quantity.of(120), sold=Quantity.of(100),
                        amount=Rupiah(100_000), due=Rupiah(85_000), left=Quantity.of(20)),
            SettledLine(product="d" * 16, name="Kerudung", sold=Quantity.of(-1), amount=Rupiah(-45_000),
                        due=Rupiah(-40_500), left=Quantity.of(4)),
        ],
        amount=Rupiah(300_000), commission=Rupiah(35_000), due=Rupiah(265_000), loss=Rupiah(12_600),
        before=Rupiah(-4_550), payable=Rupiah(273_050), paid=Rupiah(273_000), way="cash", note="uang pas",
        approvals=[Approval(what="consigned_loss", staff="c" * 16, name="Kepala Satu")],
    )  # fmt: skip


def paid() -> ConsignorPaid:
    """A part of what was owed."""
    return ConsignorPaid(
        id=samples.ID, consignor=OWNER, name="Bu Siti (warung belakang)", day="2026-11-24", shift="1" * 32,
        cashier="Kasir Satu", amount=Rupiah(150_000), way="transfer", reference="TRX 5521", left=Rupiah(23_050),
    )  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_slips_look_as_they_did(width: int, golden: Golden) -> None:
    made = {
        "consigned": moved_slip(brought(), samples.SHOP, samples.on(width)),
        "consigned_lost": moved_slip(lost(), samples.SHOP, samples.on(width)),
        "settlement": settlement_slip(settled(), samples.SHOP, samples.on(width, copy=1)),
        "payout": payout_slip(paid(), samples.SHOP, samples.on(width)),
    }
    for name, layout in made.items():
        assert fits(layout)
        golden(f"{name}_{width}.txt", preview(layout))
        assert read_paper(EscPos().render(layout)).cuts == 1
        assert receipt_pdf(layout).startswith(b"%PDF")


@given(
    name=samples.names, unit=samples.units, amounts=st.lists(st.integers(-(10**11), 10**11), min_size=6, max_size=6),
    width=st.sampled_from(WIDTHS),
)  # fmt: skip
def test_every_figure_of_any_settlement_is_on_its_slip(name: str, unit: str, amounts: list[int], width: int) -> None:
    amount, commission, loss, before, payable, paid_ = map(Rupiah, amounts)
    line = SettledLine(product="a" * 16, name=name, unit=unit, sold=Quantity(1_000), amount=amount)
    made = settled().model_copy(
        update={
            "name": name, "lines": [line], "amount": amount, "commission": commission, "loss": loss, "before": before,
            "payable": payable, "paid": paid_,
        }
    )  # fmt: skip
    layout = settlement_slip(made, samples.SHOP, samples.on(width))
    assert fits(layout)
    found = tokens(layout)
    for figure in (amount, -commission, loss, before, paid_, payable - paid_):
        assert not figure or money(figure) in found
    assert rupiah(payable) in found


def test_money_for_consignors_stands_on_x_and_z() -> None:
    shift = samples.shift_closed().model_copy(update={"to_consignors": Rupiah(273_000)})
    for layout in (
        z_report(shift, samples.SHOP, samples.on()), x_report(shift, samples.SHOP, samples.on(), blind=False),
    ):  # fmt: skip
        assert tokens(layout)[money(-273_000)] == 1
    blind = tokens(x_report(shift, samples.SHOP, samples.on()))
    assert blind[money(-273_000)] == 0


def test_what_is_due_as_a_table() -> None:
    rows = [
        Standing(OWNER, "Bu Siti", "neighbour", "0812", True, 20_000, 300_000, 265_000, 12_600, -4_550, 20261123),
        Standing("f" * 16, "Pak Umar", "umkm", "", True, 0, 0, 0, 0, 23_050, 0),
    ]
    report = due_report(rows, "2026-11-24", shop_name="Koperasi Melati")
    text = as_text(report, width=140)
    assert "273.050" in text
    assert "23/11/2026" in text
    told = json.loads(as_json(report))
    assert told["totals"]["payable"] == 273_050 + 23_050
    assert told["rows"][0]["commission"] + told["rows"][0]["due"] == told["rows"][0]["sold"]
    assert as_csv(report).splitlines()[1].startswith("Bu Siti,")
    assert report_pdf(report).startswith(b"%PDF")
    assert report_xlsx(report).startswith(b"PK")
