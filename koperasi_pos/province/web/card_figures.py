"""Figures of cards as the pages show them: float, holders, days, ways, spending, what the guarantee bears."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from koperasi_pos.paper import card_tables
from koperasi_pos.paper.reports import Column
from koperasi_pos.province.figures import card_rows
from koperasi_pos.province.web.charts import Point, bar_chart, heights
from koperasi_pos.province.web.listings import Line, Listing, listing_of
from koperasi_pos.province.web.templates import short_rupiah
from koperasi_pos.province.web.times import wib
from koperasi_pos.trade.card_figures import CardWay, Spending
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def floats_listing(found: Sequence[card_rows.ShopFloat]) -> Listing:
    """What each shop owes to its cards."""
    columns = (
        Column("name", _("Shop")),
        Column("kabupaten", _("Kabupaten")),
        Column("accounts", _("Accounts"), "count"),
        Column("balance", _("Owed to cards"), "rupiah"),
        Column("warning", _("Warning from"), "rupiah"),
        Column("stranded", _("Stranded"), "rupiah"),
        Column("guarantee", _("Borne by the guarantee"), "rupiah"),
    )
    lines = [
        Line(
            (one.name, one.kabupaten, one.accounts, one.balance, one.warning, one.stranded, one.guarantee),
            f"/shops/{one.shop}/cards",
            "red" if one.warned else "gold" if one.stranded or one.guarantee else "green",
        )
        for one in found
    ]
    return Listing(_("Float by shop"), columns, lines, empty=_("No shop with cards was found."))


def holders_listing(found: Sequence[card_rows.CardHolder], on_the_way: int) -> Listing:
    """Who may spend how much; what is owed to cards is the sum of it."""
    columns = (
        Column("holder", _("Holder")),
        Column("epoch", _("Life"), "count"),
        Column("state", _("State")),
        Column("last_seen", _("Last heard of"), "moment"),
        Column("accounts", _("Cards"), "count"),
        Column("rights", _("May spend"), "rupiah"),
        Column("guarantee", _("Borne by the guarantee"), "rupiah"),
    )
    lines = [
        Line(
            (
                _holder(one), one.epoch, holder_state(one.state), wib(one.last_seen), one.accounts, one.rights,
                one.short,
            ),
            f"/tills/{one.device}" if one.state != "unknown" and not one.ours else "",
            "red" if one.gone and one.rights > 0 else "gold" if one.short or one.state == "frozen" else "green",
        )
        for one in found
        if one.rights or one.short or one.state in ("active", "frozen")
    ]  # fmt: skip
    if on_the_way:
        lines.append(Line((_("On its way"), None, "", "", None, on_the_way, None)))
    totals = (
        _("Owed to cards"), None, None, None, None, sum(one.rights for one in found) + on_the_way,
        sum(one.short for one in found),
    )  # fmt: skip
    return Listing(_("Float by holder"), columns, lines, totals, _("Nobody holds a right to spend yet."))


def _holder(one: card_rows.CardHolder) -> str:
    if not one.ours:
        return one.till or one.device
    return _("Province, before it was restored") if one.gone else _("Province")


def holder_state(state: str) -> str:
    """How a holder is, in a word."""
    return {
        "active": _("Active"), "past": _("An earlier life"), "unknown": _("Not enrolled"),
        "frozen": _("Two machines use the same number"),
    }.get(state) or term("till_state", state)  # fmt: skip


def card_days_listing(days: Sequence[card_rows.CardDay]) -> Listing:
    """Money on cards by day, the newest first."""
    columns = (
        Column("day", _("Day"), "day"),
        Column("topped_up", _("Put on"), "rupiah"),
        Column("cash_out", _("Paid out"), "rupiah"),
        Column("purchases", _("Purchases"), "count"),
        Column("spent", _("Spent"), "rupiah"),
        Column("fees", _("Fees"), "rupiah"),
        Column("refused", _("Refused"), "count"),
    )
    lines = [
        Line((
            one.day.isoformat(), one.topped_up, one.cash_out, one.purchases, one.spent, one.fees, one.refused,
        ))
        for one in reversed(days)
        if one != card_rows.CardDay(one.day)
    ]  # fmt: skip
    totals = (
        None, sum(one.topped_up for one in days), sum(one.cash_out for one in days),
        sum(one.purchases for one in days), sum(one.spent for one in days), sum(one.fees for one in days),
        sum(one.refused for one in days),
    )  # fmt: skip
    title = _("Top-ups, cash-outs and purchases by day")
    return Listing(title, columns, lines, totals if lines else None, _("Nothing moved on cards in these days."))


def amounts_chart(days: Sequence[card_rows.CardDay], name: str, title: str) -> Markup:
    """One of the sums by day as bars."""
    points = [
        Point(f"{one.day:%d/%m}", getattr(one, name), f"{date_short(one.day)}: {rupiah(getattr(one, name))}")
        for one in days
    ]
    marks = [(height, short_rupiah(height)) for height in heights(max((point.value for point in points), default=0))]
    return bar_chart(points, title, marks, "half")


def ways_listing(found: Sequence[CardWay]) -> Listing:
    """Movements by kind and way."""
    return listing_of(card_tables.turnover(found), _("Nothing moved on cards in these days."), totals=False)


def reasons_listing(found: Sequence[CardWay]) -> Listing:
    """How often cards were refused, by reason."""
    columns = (
        Column("why", _("Why")), Column("count", _("Times"), "count"), Column("amount", _("Amount"), "rupiah"),
    )  # fmt: skip
    lines = [Line((term("card_refusal", one.way), one.count, one.amount)) for one in found if one.kind == "refused"]
    return Listing(_("Refused attempts"), columns, lines, empty=_("Nothing was refused in these days."))


def spending_listing(found: Sequence[Spending], *, classes: bool) -> Listing:
    """What cards bought by category, and by class where that is asked for."""
    return listing_of(card_tables.spending(found, classes=classes), _("Cards bought nothing in these days."))


def by_category(found: Sequence[Spending]) -> list[Spending]:
    """The same without classes, the most spent on first."""
    sums: dict[str, int] = {}
    for one in found:
        sums[one.category] = sums.get(one.category, 0) + one.amount
    ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    return [Spending(category, "", amount) for category, amount in ordered]


def decisions_listing(found: Sequence[card_rows.Decision]) -> Listing:
    """What people decided about holders that are gone, and what the guarantee bears of it."""
    columns = (
        Column("holder", _("Holder")),
        Column("epoch", _("Life"), "count"),
        Column("at", _("Decided"), "moment"),
        Column("accounts", _("Accounts"), "count"),
        Column("amount", _("Taken over"), "rupiah"),
        Column("borne", _("Borne by the guarantee"), "rupiah"),
        Column("reason", _("Reason")),
        Column("by", _("By")),
    )
    lines = [
        Line(
            (
                one.till or one.device, one.epoch, wib(one.at), one.accounts, one.amount, one.borne, one.reason,
                " · ".join(part for part in (one.by_till, *one.approvals) if part),
            ),
            tone="gold" if one.borne else "green",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Guarantee account"), columns, lines, empty=_("No holder was declared dead."))


def refusals_listing(found: Sequence[card_rows.CardRefusal], shop: str) -> Listing:
    """What was refused to whom, and why."""
    columns = (
        Column("name", _("Name")),
        Column("at", _("Time"), "moment"),
        Column("why", _("Why")),
        Column("goods", _("Goods")),
        Column("amount", _("Amount"), "rupiah"),
    )
    lines = [
        Line(
            (
                one.name or _("unknown card"), wib(one.at), term("card_refusal", one.code), ", ".join(one.goods),
                one.amount or None,
            ),
            f"/shops/{shop}/cards/accounts/{one.account}" if one.name else "",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Refused attempts"), columns, lines, empty=_("Nothing was refused in these days."))


def lost_listing(found: Sequence[card_rows.LostCard], shop: str) -> Listing:
    """Cards that were lost."""
    columns = (
        Column("name", _("Name")),
        Column("at", _("Time"), "moment"),
        Column("card", _("Card")),
        Column("medium", _("Kind")),
        Column("now", _("Now")),
    )
    lines = [
        Line(
            (
                one.name, wib(one.at), one.card, term("medium", one.medium) if one.medium else "",
                _("has a new card") if one.new_card else _("without a card"),
            ),
            f"/shops/{shop}/cards/accounts/{one.account}" if one.account else "",
            "" if one.new_card else "gold",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Lost cards"), columns, lines, empty=_("No card was lost in these days."))


def accounts_listing(found: Sequence[card_rows.CardAccount], shop: str) -> Listing:
    """Accounts and what is on them."""
    tones = {"active": "green", "frozen": "gold", "closed": "grey"}
    return listing_of(
        card_tables.balances(found), _("No account was found."), totals=False,
        links=[f"/shops/{shop}/cards/accounts/{one.account}" for one in found],
        tones=[tones.get(one.state, "") for one in found],
    )  # fmt: skip
