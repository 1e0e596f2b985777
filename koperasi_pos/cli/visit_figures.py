"""Commands about cards of other pesantren: what is reserved here, netted, paid, left."""

from __future__ import annotations

from koperasi_pos.cli.session import Session
from koperasi_pos.operations import visit_debts, visits
from koperasi_pos.operations.till import Till
from koperasi_pos.trade import clearing
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


def other_pesantren(session: Session) -> int:
    """Whose cards are taken here, what is reserved at this till, and what the province netted; --end gives back."""
    with session.till(writable=bool(session.words.end)) as till:
        if session.words.end:
            visits.end(till, session.words.end, reason="given_back", by=session.actor(till))
        for partner in visits.partners(till):
            session.tell(
                f"{partner.name} ({partner.pesantren or partner.shop})", partner=partner.shop, name=partner.name
            )
        for one in visits.open_visits(till):
            session.tell(
                f"{one.id}: {one.name or '…'} {rupiah(one.left)} {one.state}", visit=one.id, name=one.name,
                home=one.home, left=one.left, state=one.state, lease=one.lease,
            )  # fmt: skip
        for day in visits.settled_days(till):
            session.tell(
                f"{day.day} {day.name}: {rupiah(Rupiah(day.net))}", day=day.day, partner=day.partner, claim=day.claim,
                debt=day.debt, net=day.net, purchases=day.purchases,
            )  # fmt: skip
        _tell_debts(session, till)
    return 0


def _tell_debts(session: Session, till: Till) -> None:
    for paid in visit_debts.payments_between(till):
        session.tell(
            f"{paid.day} {paid.name}: {rupiah(Rupiah(paid.amount))} {paid.proof} {paid.withdrawn}".rstrip(),
            payment=paid.id, partner=paid.partner, day=paid.day, amount=paid.amount, way=paid.way, proof=paid.proof,
            said=paid.said, withdrawn=paid.withdrawn,
        )  # fmt: skip
    booked = clearing.sums(visit_debts.ledger_of(till))
    for debt in visit_debts.partner_debts(till):
        session.tell(
            _("{name}: netted {settled}, paid {paid}, left {rest}").format(
                name=debt.name, settled=rupiah(Rupiah(debt.settled)), paid=rupiah(Rupiah(debt.paid)),
                rest=rupiah(Rupiah(debt.rest)),
            ),
            partner=debt.partner, settled=debt.settled, paid=debt.paid, rest=debt.rest,
            receivable=booked.get((clearing.RECEIVABLE, debt.partner), 0),
            payable=-booked.get((clearing.PAYABLE, debt.partner), 0),
        )  # fmt: skip
