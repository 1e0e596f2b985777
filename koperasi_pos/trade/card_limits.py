"""Limits of a card: by purchase, day, week and month, by category; blocks, hours, allergens; a no names the goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from koperasi_pos.journal.documents import CardRulesSaved, CategoryPart, Hours, Limit, LimitsSaved
from koperasi_pos.trade.cards import PERIODS, PIN_RULES, shared_allergens
from koperasi_pos.values import WIB, ZERO, Refusal, Rupiah, share_out


@dataclass(frozen=True)
class CardGoods:
    """One line of a basket as the limits see it."""

    product: str
    name: str
    category: str
    total: Rupiah
    allergens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spent:
    """What an account spent in a period: everything, and by category."""

    total: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CardLimits:
    """Everything that may stand in the way of a purchase.

    `spent` gives day, week and month; `outstanding` is what other tills may spend without asking; `allowed` is what
    this till may spend without asking, `None` at the home of the limits, which answers for them.
    """

    rules: CardRulesSaved
    own: LimitsSaved
    allergens: Sequence[str] = ()
    spent: Mapping[str, Spent] = field(default_factory=dict)
    outstanding: int = 0
    allowed: int | None = None
    applies: bool = True
    """False for accounts without limits (adults): blocks and allergens of their own still hold."""

    @property
    def limits(self) -> list[Limit]:
        """Those of the pesantren and those of the wali: every one of them must hold."""
        return [*self.rules.limits, *self.own.limits] if self.applies else list(self.own.limits)

    @property
    def bounded(self) -> bool:
        """Whether what other tills sell counts here: a limit of a single purchase holds anywhere by itself."""
        return any(limit.period != "purchase" for limit in self.limits)


def period_start(day: str, period: str, week_start: int) -> str:
    """The first day (ISO) of the day, week or month that a day lies in."""
    begun = date.fromisoformat(day)
    if period == "week":
        begun -= timedelta(days=(begun.weekday() - week_start) % 7)
    elif period == "month":
        begun = begun.replace(day=1)
    return begun.isoformat()


def categories_of(goods: Sequence[CardGoods], amount: Rupiah) -> list[CategoryPart]:
    """What an amount paid by card was for: shared over the categories of the basket, no rupiah lost."""
    sums: dict[str, int] = {}
    for line in goods:
        sums[line.category] = sums.get(line.category, 0) + int(line.total)
    parts = share_out(amount, list(sums.values()))
    return [CategoryPart(category=name, amount=part) for name, part in zip(sums, parts, strict=True)]


def check_purchase(
    limits: CardLimits, goods: Sequence[CardGoods], amount: Rupiah, moment: datetime, *, raised: bool = False
) -> list[CategoryPart]:
    """May this basket be paid with so much from the card? What the amount is for, or a `Refusal` that names the goods.

    `raised`: somebody who may said yes to going beyond the sums this once. Allergens, blocks and hours stay.
    """
    check_goods(limits, goods)
    check_hours(limits.rules.hours if limits.applies else [], moment)
    parts = categories_of(goods, amount)
    if not raised:
        for limit in limits.limits:
            _check_limit(limits, limit, goods, parts, amount)
        if limits.allowed is not None and limits.bounded and amount > limits.allowed:
            raise Refusal("card_limit_elsewhere", most=Rupiah(limits.allowed))
    return parts


def check_goods(limits: CardLimits, goods: Sequence[CardGoods]) -> None:
    """`Refusal` for goods that this card never pays: allergens first, then what wali or pesantren blocked."""
    check_never(limits.allergens, limits.own.blocked_products, goods)
    blocked = {*limits.own.blocked_categories, *(limits.rules.blocked_categories if limits.applies else ())}
    for line in goods:
        if line.category in blocked:
            raise Refusal("card_blocked_category", goods=line.name, category=line.category)


def check_never(allergens: Sequence[str], unwanted: Sequence[str], goods: Sequence[CardGoods]) -> None:
    """`Refusal` for goods that this person never gets, whatever pays: allergens, then the no-buy list of the wali."""
    for line in goods:
        if found := shared_allergens(allergens, line.allergens):
            raise Refusal("card_allergen", goods=line.name, allergens=found)
    for line in goods:
        if line.product in unwanted:
            raise Refusal("card_no_buy", goods=line.name)


def check_hours(hours: Sequence[Hours], moment: datetime) -> None:
    """`Refusal("card_hours")` outside the hours in which cards are taken."""
    local = moment.astimezone(WIB)
    clock, today = local.strftime("%H:%M"), local.weekday()
    for span in hours:
        if (not span.days or today in span.days) and span.begins <= clock < span.ends:
            return
    if hours:
        open_today = [span for span in hours if not span.days or today in span.days]
        told = [f"{span.begins}–{span.ends}" for span in open_today or hours]
        raise Refusal("card_hours", hours=told)


def left_in(limits: CardLimits, limit: Limit) -> int:
    """What is left of a limit, in rupiah; at its home less what other tills may still spend."""
    if limit.period == "purchase":
        return int(limit.amount)
    spent = limits.spent.get(limit.period, Spent())
    elsewhere = limits.outstanding if limits.allowed is None else 0
    return int(limit.amount) - _towards(limit, spent.total, spent.categories) - elsewhere


def left_today(limits: CardLimits, rights: int) -> int:
    """The most that can be spent right now on goods of every sort."""
    lefts = [left_in(limits, limit) for limit in limits.limits if not limit.categories]
    if limits.allowed is not None and limits.bounded:
        lefts.append(limits.allowed)
    return max(0, min([rights, *lefts]))


def may_allow(limits: CardLimits, amount: int) -> int:
    """Of an amount, what the home may let another till spend without asking: what fits into every limit."""
    lefts = [left_in(limits, limit) for limit in limits.limits if limit.period != "purchase"]
    return max(0, min([amount, *lefts]))


def _towards(limit: Limit, total: int, categories: Mapping[str, int]) -> int:
    """The part of a sum that counts towards a limit."""
    if limit.categories:
        return sum(categories.get(name, 0) for name in limit.categories)
    return total - sum(categories.get(name, 0) for name in limit.free)


def _check_limit(
    limits: CardLimits, limit: Limit, goods: Sequence[CardGoods], parts: Sequence[CategoryPart], amount: Rupiah
) -> None:
    asked = _towards(limit, int(amount), {part.category: int(part.amount) for part in parts})
    over = asked - max(left_in(limits, limit), 0)
    if asked <= 0 or over <= 0:
        return
    counted = [
        line for line in goods
        if (line.category in limit.categories if limit.categories else line.category not in limit.free)
    ]  # fmt: skip
    raise Refusal(
        "card_limit_category" if limit.categories else "card_limit", period=limit.period, most=limit.amount,
        left=Rupiah(max(left_in(limits, limit), 0)), over=Rupiah(over), category=limit.categories,
        goods=goods_to_leave(counted, over),
    )  # fmt: skip


def goods_to_leave(goods: Sequence[CardGoods], over: int) -> list[str]:
    """The fewest goods that would have to stay here: the cheapest single one that is enough, else the dearest first."""
    enough = sorted((line for line in goods if line.total >= over), key=lambda line: line.total)
    if enough:
        return [enough[0].name]
    named, left = [], over
    for line in sorted(goods, key=lambda line: -line.total):
        if left > 0:
            named.append(line.name)
            left -= int(line.total)
    return named


def check_limits(limits: Sequence[Limit]) -> None:
    """`Refusal` for limits that cannot be."""
    for limit in limits:
        if limit.period not in PERIODS:
            raise Refusal("limit_period", period=limit.period)
        if not ZERO <= limit.amount <= 1_000_000_000:
            raise Refusal("amount_out_of_range")
        if limit.categories and limit.free:
            raise Refusal("limit_categories")


def check_below(own: Sequence[Limit], rules: CardRulesSaved) -> None:
    """The wali may only go below what the pesantren allows; `Refusal("limit_above_rules")`."""
    for limit in own:
        for above in rules.limits:
            same = (limit.period, sorted(limit.categories)) == (above.period, sorted(above.categories))
            if same and limit.amount > above.amount:
                raise Refusal("limit_above_rules", period=limit.period, most=above.amount)


def check_rules(rules: CardRulesSaved) -> None:
    """`Refusal` for rules of the pesantren that cannot be."""
    check_limits(rules.limits)
    if not 0 <= rules.week_start <= 6:
        raise Refusal("week_start_form")
    if rules.pin not in PIN_RULES:
        raise Refusal("pin_rule_unknown", pin_rule=rules.pin)
    if rules.ceiling <= 0 or rules.replacement_fee < 0 or rules.pin_above < 0 or rules.float_warning < 0:
        raise Refusal("amount_out_of_range")
    for span in rules.hours:
        _check_hours_form(span)


def _check_hours_form(span: Hours) -> None:
    for text in (span.begins, span.ends):
        hour, _colon, minute = text.partition(":")
        well = len(text) == 5 and hour.isdecimal() and minute.isdecimal() and text.isascii()
        if not well or not (int(hour) < 24 or text == "24:00") or int(minute) > 59:
            raise Refusal("hours_form", text=text)
    if span.begins >= span.ends or any(not 0 <= day <= 6 for day in span.days):
        raise Refusal("hours_form", text=f"{span.begins}-{span.ends}")
