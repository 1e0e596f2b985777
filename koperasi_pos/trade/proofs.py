"""What must be true of every sale and refund, whoever made it: used by `check`, by tests and by the province."""

from __future__ import annotations

from koperasi_pos.journal.documents import RefundCompleted, SaleCompleted


def broken_identities(document: SaleCompleted | RefundCompleted) -> list[str]:
    """The identities a sale or a refund breaks, as short English sentences; none for a sound one."""
    return _of_refund(document) if isinstance(document, RefundCompleted) else _of_sale(document)


def _of_sale(sale: SaleCompleted) -> list[str]:
    broken = []
    for n, line in enumerate(sale.lines):
        if line.gross - line.discount - line.promo - line.share != line.total:
            broken.append(f"line {n}: gross less what was taken off is not the total")
    if sum(line.total for line in sale.lines) != sale.total:
        broken.append("the lines do not add up to the total")
    if sum(line.gross for line in sale.lines) != sale.gross or sale.gross - sale.discount != sale.total:
        broken.append("gross less discount is not the total")
    if sum(line.tax for line in sale.lines) != sale.tax:
        broken.append("the tax of the lines does not add up")
    paid = sum(payment.amount for payment in sale.payments)
    if sale.total + sale.rounding + sale.sedekah != paid:
        broken.append("the payments do not add up to what was due")
    cash = [payment for payment in sale.payments if payment.way == "cash"]
    handed = sum(payment.received for payment in cash) - sum(payment.amount for payment in cash)
    if handed != sale.change:
        broken.append("the change is not what was handed over less what was due")
    if sale.rounding and not cash:
        broken.append("rounding without cash")
    return broken


def _of_refund(refund: RefundCompleted) -> list[str]:
    broken = []
    if any(line.base <= 0 or line.total < 0 for line in refund.lines) or any(p.amount <= 0 for p in refund.payments):
        broken.append("goods or money go the wrong way")
    if sum(line.total for line in refund.lines) != refund.total:
        broken.append("the lines do not add up to the total")
    if sum(line.tax for line in refund.lines) != refund.tax:
        broken.append("the tax of the lines does not add up")
    if refund.total + refund.rounding != sum(payment.amount for payment in refund.payments):
        broken.append("the payments do not add up to what goes back")
    return broken
