"""Tables of cards that a till's reports and the province's pages have in common: columns, words and sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.paper.reports import Cell, Column, Report
from koperasi_pos.trade.card_figures import AccountBalance, CardWay, Spending
from koperasi_pos.words import _
from koperasi_pos.words.terms import term


@dataclass(frozen=True)
class StatementLine:
    """A movement on a statement, and what was on the account after it; `where`: its receipt, or its till."""

    at: str
    what: str
    goods: str
    where: str
    amount: int
    balance: int


def balances(accounts: Sequence[AccountBalance]) -> Report:
    """Accounts and what is on each."""
    columns = (
        Column("name", _("Name")),
        Column("nis", _("NIS")),
        Column("class", _("Class")),
        Column("room", _("Room")),
        Column("state", _("State")),
        Column("balance", _("Balance"), "rupiah"),
    )
    rows = tuple(
        (one.name, one.nis, one.school_class, one.room, term("account_state", one.state), one.balance)
        for one in accounts
    )
    totals = (_("Total"), "", "", "", "", sum(one.balance for one in accounts))
    return Report(_("Balances of cards"), columns, rows, totals)


def turnover(found: Sequence[CardWay]) -> Report:
    """Movements by kind and way; what was refused moved nothing."""
    moved = [one for one in found if one.kind != "refused"]
    columns = (
        Column("what", _("What")), Column("way", _("Way")), Column("count", _("Times"), "count"),
        Column("amount", _("Amount"), "rupiah"),
    )  # fmt: skip
    rows = tuple((term("card_movement", one.kind), _way(one), one.count, one.amount) for one in moved)
    totals = (_("Total"), "", sum(one.count for one in moved), sum(one.amount for one in moved))
    return Report(_("Movements of cards"), columns, rows, totals)


def _way(one: CardWay) -> str:
    if one.kind == "top_up":
        return term("top_up_way", one.way)
    if one.kind == "moved":
        return _("out") if one.way == "out" else _("in")
    return term("way", one.way) if one.kind == "cash_out" else ""


def spending(found: Sequence[Spending], *, classes: bool = True) -> Report:
    """What cards bought by category, and by class where that is asked for."""
    columns = (
        Column("category", _("Category")),
        *((Column("class", _("Class")),) if classes else ()),
        Column("amount", _("Amount"), "rupiah"),
    )
    rows = tuple(
        (one.category or _("No category"), *((one.school_class,) if classes else ()), one.amount) for one in found
    )
    totals = (_("Total"), *(("",) if classes else ()), sum(one.amount for one in found))
    title = _("Spending by category and class") if classes else _("Spending by category")
    return Report(title, columns, rows, totals)


def what_moved(kind: str, way: str) -> str:
    """A movement in a word, with its way where that says more."""
    told = term("card_movement", kind)
    return f"{told}: {term('top_up_way', way)}" if kind == "top_up" else told


def statement(
    name: str,
    where: Column,
    lines: Sequence[StatementLine],
    balance: int,
    *,
    before: int | None = None,
    subtitle: tuple[str, ...] = (),
) -> Report:
    """What happened on an account, for the wali: the oldest first, each with the balance after it.

    `before`: what was on it before the first line, where that is told; `balance`: what is on it after the last.
    """
    rows: list[tuple[Cell, ...]] = [
        (
            one.at, one.what, one.goods, one.where, max(one.amount, 0) or None, max(-one.amount, 0) or None,
            one.balance,
        )
        for one in lines
    ]  # fmt: skip
    if before is not None:
        rows.insert(0, ("", _("Balance before"), "", "", None, None, before))
    return Report(
        title=_("Statement of {name}").format(name=name),
        columns=(
            Column("time", _("Time"), "moment"),
            Column("what", _("What")),
            Column("goods", _("Goods")),
            where,
            Column("in", _("In"), "rupiah"),
            Column("out", _("Out"), "rupiah"),
            Column("balance", _("Balance"), "rupiah"),
        ),
        rows=tuple(rows),
        totals=(
            "", _("Balance"), "", "", sum(max(one.amount, 0) for one in lines),
            sum(max(-one.amount, 0) for one in lines), balance,
        ),
        subtitle=subtitle,
    )  # fmt: skip
