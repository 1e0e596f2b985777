"""Commands of the counter beside selling: refunds, and the shift opened, looked at and closed."""

from __future__ import annotations

from koperasi_pos.cli.receipt_file import read_price, read_quantity
from koperasi_pos.cli.session import Session
from koperasi_pos.operations import refunds, shifts
from koperasi_pos.operations.receipts import receipt_numbered
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

DAMAGED = ":damaged"


def refund(session: Session) -> int:
    """Refund lines (counted from 1) of a receipt."""
    returning = [_returning(text) for text in session.words.line]
    with session.till() as till:
        number = receipt_numbered(till, session.words.number).number
        done = refunds.complete_refund(
            till, number, returning, reason=session.words.reason, id=till.new_id(), by=session.actor(till)
        )
    made = done.value.refund
    back = sum(int(payment.amount) for payment in made.payments)
    session.tell(f"{made.number} {back}", number=made.number, total=int(made.total), paid_back=back)
    return 0


def _returning(text: str) -> Returning:
    """`2=1.5` or `1=3:damaged`."""
    line, equals, amount = text.partition("=")
    if not (equals and line.isdecimal() and int(line) > 0):
        raise Refusal("option_form", text=text)
    return Returning(int(line) - 1, read_quantity(amount.removesuffix(DAMAGED)), restock=not amount.endswith(DAMAGED))


def shift_open(session: Session) -> int:
    """Open a shift with a float."""
    with session.till() as till:
        done = shifts.open_shift(till, float_=read_price(session.words.float), id=till.new_id(), by=session.actor(till))
    session.tell(_("Shift {number} is open.").format(number=done.value.number), shift=done.value.number)
    return 0


def shift_close(session: Session) -> int:
    """Close the shift with a count."""
    with session.till() as till:
        done = shifts.close_shift(
            till, counted=read_price(session.words.counted), note=session.words.note, id=till.new_id(),
            by=session.actor(till),
        )  # fmt: skip
    figures = done.value.figures
    session.tell(
        _("Shift {number} is closed; difference {difference}.").format(
            number=figures.number, difference=rupiah(figures.difference)
        ),
        **figures.model_dump(exclude={"id", "shift"}),
    )
    return 0
