"""Figures of cards as tables: float by holder, money in and out, spending, refusals; the wali's statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.card_doubles import FoundDouble
from koperasi_pos.operations.card_reports import AccountBalance, AccountLine, Movement, Refused
from koperasi_pos.operations.card_rights import Held
from koperasi_pos.paper import card_tables
from koperasi_pos.paper.day_reports import span_words
from koperasi_pos.paper.reports import Cell, Column, Report
from koperasi_pos.trade.card_figures import CardWay, Spending
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def float_report(holders: Sequence[Held], on_the_way: int, *, shop_name: str = "") -> Report:
    """Who may spend how much: what is owed to cards is the sum of it."""
    rows: list[tuple[Cell, ...]] = [
        (held.till or _("Province"), held.epoch, _("dead") if held.dead else "", held.rights, held.taken, held.short)
        for held in holders
    ]
    if on_the_way:
        rows.append((_("On its way"), None, "", on_the_way, None, None))
    return Report(
        title=_("Float by holder"),
        columns=(
            Column("holder", _("Holder")),
            Column("epoch", _("Life"), "count"),
            Column("state", _("State")),
            Column("rights", _("May spend"), "rupiah"),
            Column("taken", _("Taken over"), "rupiah"),
            Column("guarantee", _("Borne by the guarantee"), "rupiah"),
        ),
        rows=tuple(rows),
        totals=(
            _("Owed to cards"), None, "", sum(held.rights for held in holders) + on_the_way,
            sum(held.taken for held in holders), sum(held.short for held in holders),
        ),
        subtitle=(shop_name,) if shop_name else (),
    )  # fmt: skip


def balances_report(accounts: Sequence[AccountBalance], *, shop_name: str = "") -> Report:
    """Every account and what is on it."""
    return replace(card_tables.balances(accounts), subtitle=(shop_name,) if shop_name else ())


def statement(view: AccountView, lines: Sequence[AccountLine], *, shop_name: str = "") -> Report:
    """What happened on an account, for the wali; `lines` is the newest first, as it is read."""
    place = " · ".join(part for part in (view.nis, view.school_class, view.room) if part)
    told = [
        card_tables.StatementLine(
            line.movement.at, _what(line.movement), line.goods, line.number, line.movement.amount, line.balance
        )
        for line in reversed(lines)
    ]
    subtitle = tuple(part for part in (shop_name, place) if part)
    return card_tables.statement(view.name, Column("receipt", _("Receipt")), told, int(view.balance), subtitle=subtitle)


def _what(movement: Movement) -> str:
    return card_tables.what_moved(movement.kind, movement.way)


def money_report(moved: Sequence[tuple[Movement, str]], first: str, last: str, *, shop_name: str = "") -> Report:
    """Top-ups, cash-outs, moves and fees of the days."""
    return Report(
        title=_("Money onto cards and out of them"),
        columns=(
            Column("time", _("Time"), "moment"),
            Column("till", _("Till")),
            Column("name", _("Name")),
            Column("what", _("What")),
            Column("amount", _("Amount"), "rupiah"),
        ),
        rows=tuple((one.at, one.till, name, _what(one), one.amount) for one, name in moved),
        totals=("", "", "", _("Total"), sum(one.amount for one, _name in moved)),
        subtitle=_under(shop_name, span_words(first, last)),
    )


def turnover_report(found: Sequence[CardWay], first: str, last: str, *, shop_name: str = "") -> Report:
    """What happened on all cards together, by kind and way."""
    return replace(card_tables.turnover(found), subtitle=_under(shop_name, span_words(first, last)))


def spending_report(found: Sequence[Spending], first: str, last: str, *, shop_name: str = "") -> Report:
    """What cards bought, by category and class."""
    return replace(card_tables.spending(found), subtitle=_under(shop_name, span_words(first, last)))


def refusals_report(refused: Sequence[Refused], first: str, last: str, *, shop_name: str = "") -> Report:
    """What was refused to whom, and why."""
    return Report(
        title=_("Refused attempts"),
        columns=(
            Column("time", _("Time"), "moment"),
            Column("name", _("Name")),
            Column("why", _("Why")),
            Column("goods", _("Goods")),
            Column("amount", _("Amount"), "rupiah"),
        ),
        rows=tuple(
            (
                one.at, one.refused.name, term("card_refusal", one.refused.code), ", ".join(one.refused.goods),
                int(one.refused.amount) or None,
            )
            for one in refused
        ),
        subtitle=_under(shop_name, span_words(first, last)),
    )  # fmt: skip


def doubles_report(found: Sequence[FoundDouble], *, shop_name: str = "") -> Report:
    """Allowances that were put on twice and about which nobody decided."""
    return Report(
        title=_("Allowances put on twice"),
        columns=(
            Column("name", _("Name")),
            Column("label", _("What for")),
            Column("first", _("First")),
            Column("second", _("Second")),
            Column("amount", _("Amount"), "rupiah"),
        ),
        rows=tuple(
            (
                one.double.name, one.double.label, f"{one.double.first_till} {date_short(str(one.double.first_day))}",
                f"{one.double.till} {date_short(str(one.double.day))}", one.double.amount,
            )
            for one in found
        ),
        totals=("", "", "", _("Total"), sum(one.double.amount for one in found)),
        subtitle=(shop_name,) if shop_name else (),
    )  # fmt: skip


def lost_report(lost: Sequence[tuple[str, str, str]], first: str, last: str, *, shop_name: str = "") -> Report:
    """Cards that were lost."""
    return Report(
        title=_("Lost cards"),
        columns=(Column("time", _("Time"), "moment"), Column("name", _("Name")), Column("card", _("Card"))),
        rows=tuple(lost),
        subtitle=_under(shop_name, span_words(first, last)),
    )


def float_words(total: int, warning: int) -> str:
    """What officers read where all balances together are more than the pesantren wants to answer for."""
    return _("All cards together hold {total}; from {warning} on ask for advice on the licence (PBI).").format(
        total=rupiah(total), warning=rupiah(warning)
    )


def _under(shop_name: str, span: str) -> tuple[str, ...]:
    return (shop_name, span) if shop_name else (span,)
