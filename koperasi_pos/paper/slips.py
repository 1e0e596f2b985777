"""Which slip a print job is: from its form and its document, or what it carries, to a layout."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    BalanceMoved,
    CashedOut,
    CashMoved,
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    ProductSaved,
    RefundCompleted,
    SaleCompleted,
    ShiftClosed,
    ShopSaved,
    ToppedUp,
)
from koperasi_pos.operations.printing import PrintOrder
from koperasi_pos.operations.reports import DayFigures
from koperasi_pos.paper.cards import balance_slip, card_moved_slip, card_out_slip, top_up_slip
from koperasi_pos.paper.consignment import moved_slip, payout_slip, settlement_slip
from koperasi_pos.paper.day_reports import day_slip
from koperasi_pos.paper.labels import labels_of
from koperasi_pos.paper.labels import slip as label_slip
from koperasi_pos.paper.layout import Arabic, BarCode, Layout, QrCode, Slip
from koperasi_pos.paper.receipts import (
    Print,
    end,
    foot,
    head,
    mark_training,
    money,
    refund_receipt,
    sale_receipt,
    signatures,
)
from koperasi_pos.paper.shifts import x_report, z_report
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

BASMALAH = "بسم الله الرحمن الرحيم"


def slip_of(order: PrintOrder, *, width: int, training: bool = False) -> Layout | None:
    """The slip of a job; `None` for one that only opens the drawer. `ValueError` for a form nobody knows."""
    job = order.job
    if job.form == "drawer":
        return None
    on = Print(
        time=order.entry.time if order.entry else job.made,
        hash=order.entry.hash if order.entry else "",
        width=width, copy=job.copy, training=training, logo=order.logo,
    )  # fmt: skip
    if job.form == "label":
        return _labels(job.content, order.shop, on)
    if job.form == "test":
        return sample_page(order.shop, on)
    if job.form == "day":
        content = json.loads(job.content)
        return day_slip(DayFigures(**content["figures"]), content["first"], content["last"], order.shop, on)
    if job.form == "card_balance":
        return balance_slip(job.content, order.shop, on)
    if job.form == "shift" and order.entry is None:
        content = json.loads(job.content)
        return x_report(ShiftClosed.model_validate(content["figures"]), order.shop, on, blind=content["blind"])
    if order.entry is None or job.form not in _DOCUMENT_SLIPS:
        raise ValueError(f"no slip for a job of the form {job.form!r}")
    return _DOCUMENT_SLIPS[job.form](order.entry, order.shop, on)


_DOCUMENT_SLIPS: dict[str, Callable[[Entry, ShopSaved, Print], Layout]] = {
    "receipt": lambda entry, shop, on: sale_receipt(cast(SaleCompleted, entry.document), shop, on),
    "refund": lambda entry, shop, on: refund_receipt(cast(RefundCompleted, entry.document), shop, on),
    "shift": lambda entry, shop, on: z_report(cast(ShiftClosed, entry.document), shop, on),
    "cash": lambda entry, shop, on: cash_slip(cast(CashMoved, entry.document), shop, on),
    "consigned": lambda entry, shop, on: moved_slip(cast(ConsignmentMoved, entry.document), shop, on),
    "settlement": lambda entry, shop, on: settlement_slip(cast(ConsignmentSettled, entry.document), shop, on),
    "top_up": lambda entry, shop, on: top_up_slip(cast(ToppedUp, entry.document), shop, on),
    "card_out": lambda entry, shop, on: card_out_slip(cast(CashedOut, entry.document), shop, on),
    "card_moved": lambda entry, shop, on: card_moved_slip(cast(BalanceMoved, entry.document), shop, on),
    "payout": lambda entry, shop, on: payout_slip(cast(ConsignorPaid, entry.document), shop, on),
}


def cash_slip(moved: CashMoved, shop: ShopSaved, on: Print) -> Layout:
    """The slip for cash that went into or out of the drawer, to be signed and kept in it."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(term("purpose", moved.purpose))
    slip.pair(_("Time"), moment(on.time))
    if moved.cashier:
        slip.text(_("Cashier: {name}").format(name=moved.cashier))
    slip.pair(_("AMOUNT"), rupiah(abs(moved.amount)), bold=True, tall=True)
    slip.text(_("Reason: {reason}").format(reason=moved.reason))
    for approval in moved.approvals:
        slip.text(_("Approved by {name}").format(name=approval.name))
    signatures(slip, moved.cashier or term("role", "cashier"), *_receiver(moved))
    return foot(slip, "", on)


def _receiver(moved: CashMoved) -> tuple[str, ...]:
    """Money that leaves the drawer is signed for by who takes it."""
    return (_("Received by"),) if moved.amount < 0 else ()


def sample_page(shop: ShopSaved, on: Print) -> Layout:
    """A page that shows what a printer can do: its width, its letters, pictures, codes and its cutter."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("TEST PRINT"))
    slip.text(moment(on.time), align="centre")
    slip.text(_("This line of digits must fill the paper from edge to edge:"))
    slip.text("".join(str(column % 10) for column in range(1, on.width + 1)))
    slip.pair(_("Left"), _("Right"))
    slip.pair("12 pcs × 3.100", money(37_200))
    slip.text("é è ñ ü ½ × − ’ “ ” …")
    slip.pair(_("TALL"), rupiah(12_500), bold=True, tall=True)
    slip.add(Arabic(BASMALAH))
    slip.add(BarCode("K1-000001"))
    slip.add(QrCode("KOPERASI POS"))
    return end(slip, on)


def _labels(content: str, shop: ShopSaved, on: Print) -> Layout:
    wanted = json.loads(content)
    note = _("Price includes PPN") if shop.ppn else ""
    labels = []
    for item in wanted["labels"]:
        product = ProductSaved.model_validate(item["product"])
        labels += labels_of(product, day=wanted["day"], note=note) * item["count"]
    if not on.training:
        return label_slip(labels, on.width)
    edge = Slip(on.width)
    mark_training(edge)
    marks, paper = edge.layout().blocks, label_slip(labels, on.width).blocks
    return Layout(on.width, (*marks, *paper[:-1], *marks, paper[-1]))
