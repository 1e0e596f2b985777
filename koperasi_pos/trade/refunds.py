"""Refunds: never more goods or money back than was sold, over all refunds together; money goes the way it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import Payment, RefundLine, SaleCompleted, SaleLine
from koperasi_pos.values import ONE, ZERO, Quantity, Refusal, Rupiah
from koperasi_pos.values.money import rounded_ratio


@dataclass(frozen=True)
class Returning:
    """So much (in the unit that was sold) of one line of the sale comes back; `restock` False is written off."""

    line: int
    quantity: Quantity = ONE
    restock: bool = True


@dataclass(frozen=True)
class Returned:
    """What already came back of a line: base thousandths, rupiah, cost, tax."""

    base: Quantity = Quantity(0)
    total: Rupiah = ZERO
    cost: Rupiah = ZERO
    tax: Rupiah = ZERO


def refund_lines(sale: SaleCompleted, asked: Sequence[Returning], returned: Mapping[int, Returned]) -> list[RefundLine]:
    """The lines of a refund; each takes its share of what is left of the line, the last piece takes the rest."""
    if not asked:
        raise Refusal("refund_empty")
    if len({part.line for part in asked}) != len(asked):
        raise Refusal("refund_line_twice")
    return [_refund_line(sale, part, returned.get(part.line, Returned())) for part in asked]


def _refund_line(sale: SaleCompleted, part: Returning, before: Returned) -> RefundLine:
    if not 0 <= part.line < len(sale.lines):
        raise Refusal("refund_line_unknown")
    line = sale.lines[part.line]
    if part.quantity <= 0:
        raise Refusal("quantity_not_positive")
    if not part.quantity.is_whole and line.quantity.is_whole and not line.by_weight:
        raise Refusal("quantity_not_whole", name=line.name)
    base = Quantity(rounded_ratio(int(part.quantity) * int(line.base), int(line.quantity)))
    if base <= 0:
        # Less than a thousandth of the base unit: nothing that could be weighed, let alone put back.
        raise Refusal("quantity_not_positive")
    left = line.base - before.base
    if base > left:
        most = Quantity(int(left) * int(line.quantity) // int(line.base))
        raise Refusal("refund_more_than_sold", name=line.name, most=most)
    return RefundLine(
        line=part.line,
        product=line.product,
        name=line.name,
        unit=line.unit,
        quantity=part.quantity,
        base=base,
        total=(line.total - before.total).fraction(int(base), int(left)),
        tax=(line.tax - before.tax).fraction(int(base), int(left)),
        cost=(line.cost - before.cost).fraction(int(base), int(left)),
        restock=part.restock,
        stocked=line.stocked,
        owner=line.owner,
        gross=_gross_back(line, before.base, base) if line.owner else ZERO,
    )


def _gross_back(line: SaleLine, before: Quantity, base: Quantity) -> Rupiah:
    """The part of a line's gross that comes back with so much of it; over all refunds together exactly the whole."""
    whole = int(line.base)
    return line.gross.fraction(int(before + base), whole) - line.gross.fraction(int(before), whole)


def money_back(
    sale: SaleCompleted, total: Rupiah, back_before: Mapping[str, int], unit: int, *, everything: bool
) -> tuple[list[Payment], Rupiah]:
    """(payments, rounding): other ways first up to what came that way, the rest in cash, rounded like a sale.

    `everything`: nothing of the sale is left afterwards; then exactly what was paid in cash goes back. Sedekah
    stays given. Cash never exceeds what came in as cash.
    """
    payments: list[Payment] = []
    rest = total
    for way in dict.fromkeys(payment.way for payment in sale.payments if payment.way != "cash"):
        came = sum(payment.amount for payment in sale.payments if payment.way == way) - back_before.get(way, 0)
        part = Rupiah(min(int(rest), int(came)))
        if part > 0:
            paid = next(payment for payment in sale.payments if payment.way == way)
            payments.append(
                Payment(
                    way=way, amount=part, reference=paid.reference, account=paid.account, card=paid.card,
                    holder=paid.holder,
                )
            )  # fmt: skip
            rest -= part
    in_cash = sum(payment.amount for payment in sale.payments if payment.way == "cash")
    left = Rupiah(int(in_cash)) - sale.sedekah - back_before.get("cash", 0)
    rounding = ZERO
    if rest or (everything and left):
        cash = left if everything else Rupiah(min(int(rest.to_nearest(unit)), int(left)))
        rounding = cash - rest
        if cash:
            payments.append(Payment(way="cash", amount=cash, received=cash))
    return payments, rounding
