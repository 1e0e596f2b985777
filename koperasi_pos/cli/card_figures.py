"""Commands for the figures of cards, and for the rights to spend what is on them."""

from __future__ import annotations

from koperasi_pos.cli.cards import whose
from koperasi_pos.cli.receipt_file import read_price
from koperasi_pos.cli.session import Session, check_day, write_out
from koperasi_pos.cli.tables import table
from koperasi_pos.operations import (
    card_asks,
    card_doubles,
    card_money,
    card_reclaims,
    card_reports,
    card_rights,
    shops,
    visit_debts,
)
from koperasi_pos.operations.till import Till
from koperasi_pos.paper import card_reports as papers
from koperasi_pos.paper.reports import Report
from koperasi_pos.paper.visit_reports import debts_report
from koperasi_pos.values import ZERO, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

CARD_REPORTS = ("float", "balances", "money", "turnover", "spending", "refused", "lost", "doubles", "between")


def movements(session: Session) -> int:
    """What happened on a card, as a statement for the wali; that it was looked at is written down."""
    words = session.words
    with session.till() as till:
        view = whose(till, words.who)
        card_reports.look_at_account(till, view.account, what="statement", by=session.actor(till))
        lines = card_reports.account_lines(till, view.account, limit=words.limit)
        made = papers.statement(view, lines, shop_name=shops.shop(till).name)
        write_out(table(made, session), words.out)
    return 0


def report(session: Session) -> int:
    """One of the reports of cards."""
    with session.till() as till:
        write_out(table(_report(session, till), session), session.words.out)
    return 0


def _report(session: Session, till: Till) -> Report:
    words = session.words
    first = check_day(words.date) if words.date else till.today()
    last, name = check_day(words.to) if words.to else first, shops.shop(till).name
    match words.kind:
        case "float":
            held = card_money.float_state(till)
            return papers.float_report(card_rights.holders(till), int(held.on_the_way), shop_name=name)
        case "balances":
            return papers.balances_report(card_reports.balances(till, by=session.actor(till)), shop_name=name)
        case "money":
            return papers.money_report(card_reports.money_moved(till, first, last), first, last, shop_name=name)
        case "turnover":
            return papers.turnover_report(card_reports.card_turnover(till, first, last), first, last, shop_name=name)
        case "spending":
            return papers.spending_report(card_reports.card_spending(till, first, last), first, last, shop_name=name)
        case "doubles":
            return papers.doubles_report(card_doubles.allowance_doubles(till), shop_name=name)
        case "between":
            return debts_report(visit_debts.debt_lines(till), shop_name=name)
        case "refused":
            return papers.refusals_report(card_reports.card_refusals(till, first, last), first, last, shop_name=name)
    return papers.lost_report(card_reports.lost_cards(till, first, last), first, last, shop_name=name)


def decide(session: Session) -> int:
    """Decide about the allowances of a person that were put on twice: take the second back, or keep it."""
    words = session.words
    with session.till() as till:
        account, by = whose(till, words.who).account, session.actor(till)
        for found in card_doubles.allowance_doubles(till):
            if found.double.account == account:
                done = card_doubles.settle_double(
                    till, found.double, take_back=not words.keep, word=words.reason, id=till.new_id(), by=by
                ).value
                session.tell(rupiah(done.amount), amount=done.amount, missing=done.missing, account=account)
    return 0


def holders(session: Session) -> int:
    """Who may spend how much: of one account, or of all."""
    with session.till(writable=False) as till:
        who = session.words.who
        found = card_rights.holders_of(till, whose(till, who).account) if who else card_rights.holders(till)
        for held in found:
            session.tell(
                f"{held.till or held.device}/{held.epoch}: {rupiah(held.rights)}",
                till=held.till, device=held.device, epoch=held.epoch, rights=held.rights, allowed=held.allowed,
                taken=held.taken, short=held.short, dead=held.dead,
            )  # fmt: skip
    return 0


def give(session: Session) -> int:
    """Give another till the right to spend so much of an account."""
    words = session.words
    with session.till() as till:
        named = [found for found in card_rights.tills(till) if found[0] == words.to.upper()]
        if not named:
            raise Refusal("till_unknown", till=words.to)
        made = card_rights.give_rights(
            till, whose(till, words.who).account, read_price(words.amount) if words.amount else ZERO,
            device=named[0][1], epoch=named[0][2], home=words.with_home, id=till.new_id(), by=session.actor(till),
        ).value  # fmt: skip
        session.tell(made.id, transfer=made.id, amount=made.amount, allowed=made.allowed)
    return 0


def take(session: Session) -> int:
    """Take everything that was given to this till."""
    with session.till() as till:
        by = session.actor(till)
        for given in card_rights.rights_waiting(till):
            made = card_rights.take_rights(till, given.id, by=by).value
            session.tell(rupiah(made.amount), transfer=made.transfer, account=made.account, amount=made.amount)
    return 0


def exposure(session: Session) -> int:
    """What holders hold that may be dead: an earlier life of this till, or another till."""
    with session.till(writable=False) as till:
        for found in card_rights.exposures(till):
            session.tell(
                f"{found.till or found.device}/{found.epoch}: {rupiah(found.amount)}",
                till=found.till, device=found.device, epoch=found.epoch, accounts=found.accounts, amount=found.amount,
                own=found.own, province=found.province, allowed=found.allowed, homes=found.homes,
            )  # fmt: skip
    return 0


def asks(session: Session) -> int:
    """What tills asked each other for and nobody has answered; --settle takes, answers and asks at once."""
    with session.till(writable=session.words.settle) as till:
        if session.words.settle:
            done = card_asks.settle_rights(till)
            session.tell(
                _("taken {taken}, answered {answered}, asked {asked}, given back {given_back}").format(
                    taken=done.taken, answered=done.answered, asked=done.asked, given_back=done.given_back
                ),
                taken=done.taken, answered=done.answered, asked=done.asked, given_back=done.given_back,
            )  # fmt: skip
        codes = card_asks.till_codes(till)
        for ask in card_asks.open_asks(till):
            asker, asked = codes.get(ask.asker, ask.asker), codes.get(ask.device, ask.device)
            name = card_asks.name_of(till, ask)
            session.tell(
                f"{asker} → {asked}: {name} {rupiah(ask.amount)} ({rupiah(ask.now)}, {rupiah(ask.allowed)})",
                id=ask.id, account=ask.account, name=name, asker=ask.asker, asker_epoch=ask.asker_epoch,
                device=ask.device, epoch=ask.epoch, amount=ask.amount, now=ask.now, allowed=ask.allowed,
            )  # fmt: skip
    return 0


def reclaimed_twice(session: Session) -> int:
    """Tills that two people declared dead unheard: listed, and with --give-back or --leave decided."""
    words = session.words
    with session.till(writable=bool(words.give_back or words.leave)) as till:
        if words.give_back or words.leave:
            settle = card_reclaims.give_back if words.give_back else card_reclaims.leave_as_it_is
            done = settle(
                till, words.give_back or words.leave, word=words.reason, id=till.new_id(), by=session.actor(till)
            ).value
            session.tell(rupiah(done.amount), amount=done.amount, missing=done.missing)
        for found in card_reclaims.double_reclaims(till):
            session.tell(
                f"{found.document}: {found.dead_till or found.dead_device}, {found.first_till} → {found.till}:"
                f" {rupiah(Rupiah(found.amount))} ({rupiah(Rupiah(found.here))})",
                document=found.document, dead=found.dead_device, epoch=found.dead_epoch, first=found.first_till,
                second=found.till, amount=found.amount, here=found.here, mine=found.mine,
            )  # fmt: skip
    return 0


def reclaim(session: Session) -> int:
    """Declare a holder dead for good and take over its rights, with a reason."""
    words = session.words
    with session.till() as till:
        made = card_rights.reclaim_rights(
            till, words.device, words.epoch, reason=words.reason, id=till.new_id(), by=session.actor(till)
        ).value
        session.tell(rupiah(made.amount), amount=made.amount, accounts=len(made.lines))
    return 0
