"""Sales, refunds and baskets that were let go: what they add to a shop's days, hours, goods, payments and stock."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from koperasi_pos.journal.documents import BasketDropped, RefundCompleted, SaleCompleted
from koperasi_pos.province.books.batch import At, Batch, day_of
from koperasi_pos.province.books.stock import stock_of
from koperasi_pos.province.books.sums import (
    PAYMENT_DAY,
    SALE_DAY,
    SALE_GOODS,
    SALE_HOUR,
    Contribution,
    day_figures,
)
from koperasi_pos.values import WIB


def gather_sale(batch: Batch, at: At) -> None:
    """A sale counts on the business day that its till gave it, whatever the clock said."""
    sale = cast(SaleCompleted, at.entry.document)
    day = day_of(sale.day)
    member = bool(sale.customer and sale.customer.member)
    total, skewed = int(sale.total), at.skewed or "clock_back" in sale.flags
    figures = day_figures(
        sales=1, gross=int(sale.gross), discount=int(sale.discount), total=total, tax=int(sale.tax),
        rounding=int(sale.rounding), sedekah=int(sale.sedekah), cost=sum(int(line.cost) for line in sale.lines),
        member_total=total if member else 0, removed=len(sale.removed),
        removed_total=sum(int(line.total) for line in sale.removed), skewed=int(skewed),
    )  # fmt: skip
    given: list[Contribution] = [(SALE_DAY, (day,), figures), (SALE_HOUR, (day, at.hour), (1, total))]
    given += [
        (SALE_GOODS, (day, line.product), (1, int(line.base), int(line.total), int(line.cost))) for line in sale.lines
    ]
    given += [(PAYMENT_DAY, (day, paid.way), (int(paid.amount), 1)) for paid in sale.payments]
    batch.sums.add([*given, *stock_of(sale)])
    for line in sale.lines:
        batch.seen.setdefault(line.product, (line.name, line.unit))
    till = batch.till(at.entry)
    till.sales += 1
    till.total += total
    till.last_number = sale.number
    till.skewed += int(skewed and not at.skewed)
    if day <= at.received_at.astimezone(WIB).date() + timedelta(days=1):
        batch.last_day = max(batch.last_day or day, day)


def gather_refund(batch: Batch, at: At) -> None:
    """Goods come back and money goes the way it came, on the day of the refund."""
    refund = cast(RefundCompleted, at.entry.document)
    day = day_of(refund.day)
    figures = day_figures(
        refunds=1, refunded=int(refund.total), refund_tax=int(refund.tax), refund_rounding=int(refund.rounding),
        refund_cost=sum(int(line.cost) for line in refund.lines), skewed=int(at.skewed),
    )  # fmt: skip
    given: list[Contribution] = [(SALE_DAY, (day,), figures)]
    given += [
        (SALE_GOODS, (day, line.product), (0, -int(line.base), -int(line.total), -int(line.cost)))
        for line in refund.lines
    ]
    given += [(PAYMENT_DAY, (day, paid.way), (-int(paid.amount), 1)) for paid in refund.payments]
    batch.sums.add([*given, *stock_of(refund)])
    for line in refund.lines:
        batch.seen.setdefault(line.product, (line.name, line.unit))
    batch.refunds.append(
        {
            "id": refund.id, "device": at.entry.writer, "day": day, "at": at.moment, "number": refund.number,
            "sale_number": refund.sale_number, "total": int(refund.total), "reason": refund.reason,
            "written_off": sum(
                int(line.loss if line.owner else line.cost) for line in refund.lines if not line.restock
            ),
        }
    )  # fmt: skip


def gather_dropped(batch: Batch, at: At) -> None:
    """A basket that was let go before payment."""
    dropped = cast(BasketDropped, at.entry.document)
    figures = day_figures(dropped=1, dropped_total=int(dropped.total))
    batch.sums.add([(SALE_DAY, (day_of(dropped.day),), figures)])
