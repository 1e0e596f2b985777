"""Shifts: what should be in the drawer, and the figures of a Z report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import Approval, CashierTotal, Denomination, ShiftClosed, WayTotal
from koperasi_pos.values import ZERO, Refusal, Rupiah

DENOMINATIONS = tuple(
    Rupiah(value) for value in (100_000, 75_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)
)
"""Notes and coins in circulation."""

PURPOSES = ("in", "out", "safe")


@dataclass(frozen=True)
class ShiftFigures:
    """What happened in a shift so far; amounts in rupiah, refunds as positive numbers."""

    sales: int
    gross: int
    discount: int
    total: int
    tax: int
    """Of the sales less the refunds."""
    rounding: int
    """Of the sales less the refunds."""
    sedekah: int
    refunds: int
    refunded: int
    ways: list[tuple[str, int, int]]
    """(way, amount, number of payments); refunds count negative."""
    cash_in: int
    cash_out: int
    to_safe: int
    to_consignors: int
    top_ups: int
    """Cash that was put onto cards."""
    card_out: int
    """Cash that was paid out from cards."""
    no_sale_opens: int
    dropped: int
    first_number: str
    last_number: str
    cashiers: list[tuple[str, str, int, int, int, int]]
    """(short id, name, sales, total, refunds, refunded) of everybody who sold or took back."""


@dataclass(frozen=True)
class OnCards:
    """What the shop owes to all cards together, the part that this till may spend, what the guarantee bears."""

    owed: int = 0
    rights: int = 0
    guarantee: int = 0


@dataclass(frozen=True)
class ShiftHead:
    """The shift a report is about."""

    id: str
    number: int
    opened: str
    cashier: str
    float: Rupiah
    till: str = ""
    """Code of the till that opened it."""
    restored: bool = False
    """Whether a backup was put back, or another machine took the till's place, while it was open."""
    cards: OnCards = OnCards()
    unsent: int = 0
    """Entries that wait for the line."""


def expected_cash(float_: Rupiah, figures: ShiftFigures) -> Rupiah:
    """Float + cash from sales less refunds + cash in − cash out − deposits to the safe − what consignors got
    + what was put onto cards − what was paid out from them.
    """
    cash = sum(amount for way, amount, _ in figures.ways if way == "cash")
    moved = figures.cash_in - figures.cash_out - figures.to_safe - figures.to_consignors
    return float_ + cash + moved + figures.top_ups - figures.card_out


def counted_cash(denominations: Sequence[Denomination]) -> Rupiah:
    """What a count by denomination comes to; `Refusal("count_negative")`."""
    if any(part.count < 0 or part.value <= 0 for part in denominations):
        raise Refusal("count_negative")
    return Rupiah(sum(part.value * part.count for part in denominations))


def shift_closed(
    head: ShiftHead,
    figures: ShiftFigures,
    *,
    id: str,
    day: str,
    counted: Rupiah,
    grand_total: Rupiah,
    denominations: Sequence[Denomination] = (),
    blind: bool = True,
    note: str = "",
    approvals: Sequence[Approval] = (),
) -> ShiftClosed:
    """The closing document with its Z figures; the same figures make an X report before closing."""
    if counted < 0:
        raise Refusal("count_negative")
    expected = expected_cash(head.float, figures)
    return ShiftClosed(
        id=id,
        shift=head.id,
        number=head.number,
        day=day,
        cashier=head.cashier,
        opened=head.opened,
        float=head.float,
        sales=figures.sales,
        refunds=figures.refunds,
        gross=Rupiah(figures.gross),
        discount=Rupiah(figures.discount),
        total=Rupiah(figures.total),
        refunded=Rupiah(figures.refunded),
        tax=Rupiah(figures.tax),
        rounding=Rupiah(figures.rounding),
        sedekah=Rupiah(figures.sedekah),
        ways=[WayTotal(way=way, amount=Rupiah(amount), count=count) for way, amount, count in figures.ways],
        cash_in=Rupiah(figures.cash_in),
        cash_out=Rupiah(figures.cash_out),
        to_safe=Rupiah(figures.to_safe),
        to_consignors=Rupiah(figures.to_consignors),
        top_ups=Rupiah(figures.top_ups),
        card_out=Rupiah(figures.card_out),
        on_cards=Rupiah(head.cards.owed),
        card_rights=Rupiah(head.cards.rights),
        guarantee=Rupiah(head.cards.guarantee),
        expected=expected,
        counted=counted,
        difference=counted - expected,
        denominations=[part for part in denominations if part.count],
        blind=blind,
        note=note.strip(),
        first_number=figures.first_number,
        last_number=figures.last_number,
        dropped=figures.dropped,
        no_sale_opens=figures.no_sale_opens,
        grand_total=grand_total,
        approvals=list(approvals),
        till=head.till,
        cashiers=[
            CashierTotal(
                staff=staff, name=name, sales=sales, total=Rupiah(total), refunds=refunds, refunded=Rupiah(refunded)
            )
            for staff, name, sales, total, refunds, refunded in figures.cashiers
        ],
        restored=head.restored,
        unsent=head.unsent,
    )


def check_float(amount: Rupiah) -> Rupiah:
    """Money to begin with; `Refusal("amount_out_of_range")`."""
    if not ZERO <= amount <= 1_000_000_000:
        raise Refusal("amount_out_of_range")
    return amount


def check_reason(reason: str) -> str:
    """Why the drawer is opened or cash moves; `Refusal("reason_missing")`."""
    clean = " ".join(reason.split())
    if len(clean) < 3:
        raise Refusal("reason_missing")
    return clean[:200]
