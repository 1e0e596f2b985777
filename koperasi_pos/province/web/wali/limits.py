"""Limits and what is not to be sold to a child: the wali's own, within what the pesantren allows."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.journal.documents import Limit
from koperasi_pos.province.wali import children, wishes
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.web.wali.asking import Asked, wali_router
from koperasi_pos.province.web.wali.visit import WaliVisit
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words.numbers import parse_rupiah
from koperasi_pos.words.refusals import refusal_sentence

router = wali_router()

PERIODS = ("day", "week", "month", "purchase")
WAYS = ("counted", "free", "blocked")
"""What a category may be: counted towards the sums, free of them, or not to be sold."""


@router.get("/children/{account}/limits")
def show(visit: Asked, account: str) -> Response:
    """The limits as they are."""
    return _shown(visit, visit.child(account))


@router.post("/children/{account}/limits")
def save(visit: Asked, account: str) -> Response:
    """Lay down what was typed; looking for goods keeps the rest of the form."""
    found = visit.child(account)
    if visit.typed("look"):
        return _shown(visit, found, typed=True)
    try:
        with visit.pool.writing() as connection:
            known = _categories(children.categories_of(connection, found.shop), found)
            limits = _limits(visit, found, known)
            blocked = [name for place, name in enumerate(known) if visit.typed(f"way-{place}") == "blocked"]
            products = [key.removeprefix("product-") for key in visit.form if key.startswith("product-")]
            wishes.save_limits(connection, visit.who, found, limits, blocked, products, visit.web.clock())
    except Refusal as refusal:
        return _shown(visit, found, refusal, typed=True)
    wishes.book_now(visit.pool, found.shop)
    return visit.go(f"/wali/children/{account}", "wali-limits")


def _limits(visit: WaliVisit, found: Child, known: list[str]) -> list[Limit]:
    """The limits of the form; those that the form does not show stay as they are."""
    free = [name for place, name in enumerate(known) if visit.typed(f"way-{place}") == "free"]
    limits = [
        Limit(period=period, amount=amount, free=free)
        for period in PERIODS
        if (amount := _amount(visit, f"sum-{period}")) is not None
    ]
    for place, name in enumerate(known):
        amount = _amount(visit, f"day-{place}")
        if amount is not None and visit.typed(f"way-{place}") != "blocked":
            limits.append(Limit(period="day", amount=amount, categories=[name]))
    return [*limits, *(limit for limit in found.own.limits if not _on_form(limit))]


def _on_form(limit: Limit) -> bool:
    return not limit.categories or (limit.period == "day" and len(limit.categories) == 1)


def _amount(visit: WaliVisit, name: str) -> Rupiah | None:
    text = visit.typed(name, most=20)
    if not text:
        return None
    try:
        return Rupiah(parse_rupiah(text))
    except ValueError:
        raise Refusal("price_unreadable", text=text) from None


def _categories(of_shop: list[str], found: Child) -> list[str]:
    named = {*of_shop, *found.own.blocked_categories}
    for limit in found.own.limits:
        named.update(limit.free)
        named.update(limit.categories if _on_form(limit) else ())
    return sorted(named, key=str.casefold)


def _shown(visit: WaliVisit, found: Child, refusal: Refusal | None = None, *, typed: bool = False) -> Response:
    text = visit.typed("goods", most=60)
    with visit.pool.reading() as connection:
        known = _categories(children.categories_of(connection, found.shop), found)
        named = (
            {key.removeprefix("product-") for key in visit.form if key.startswith("product-")}
            if typed
            else set(found.own.blocked_products)
        )
        blocked = children.names_of(connection, found.shop, sorted(named))
        hits = children.goods_of(connection, found.shop, text) if text else []
    sums = [(one, _sum_of(visit, found, one, typed=typed), _above(found, one, [])) for one in PERIODS]
    categories = [
        (
            place, name, _way_of(visit, found, place, name, typed=typed),
            _day_of(visit, found, place, name, typed=typed), _above(found, "day", [name]),
            name in found.rules.blocked_categories,
        )
        for place, name in enumerate(known)
    ]  # fmt: skip
    return visit.page(
        "limits.html", status=409 if refusal else 200, trouble=refusal_sentence(refusal) if refusal else "",
        child=found, sums=sums, categories=categories, goods=text, hits=[hit for hit in hits if hit[0] not in blocked],
        blocked=sorted(blocked.items(), key=lambda one: one[1]),
        kept=[one for one in found.own.limits if not _on_form(one)],
    )  # fmt: skip


def _above(found: Child, period: str, categories: list[str]) -> int | None:
    """The pesantren's own limit of the same kind."""
    same = [one.amount for one in found.rules.limits if one.period == period and one.categories == categories]
    return int(min(same)) if same else None


def _sum_of(visit: WaliVisit, found: Child, period: str, *, typed: bool) -> str:
    if typed:
        return visit.typed(f"sum-{period}", most=20)
    same = [one.amount for one in found.own.limits if one.period == period and not one.categories]
    return _written(int(min(same))) if same else ""


def _day_of(visit: WaliVisit, found: Child, place: int, name: str, *, typed: bool) -> str:
    if typed:
        return visit.typed(f"day-{place}", most=20)
    same = [one.amount for one in found.own.limits if one.period == "day" and one.categories == [name]]
    return _written(int(min(same))) if same else ""


def _way_of(visit: WaliVisit, found: Child, place: int, name: str, *, typed: bool) -> str:
    if typed:
        way = visit.typed(f"way-{place}")
        return way if way in WAYS else "counted"
    if name in found.own.blocked_categories:
        return "blocked"
    sums = [one for one in found.own.limits if not one.categories] or [
        one for one in found.rules.limits if not one.categories
    ]  # before the wali laid down a sum, what the pesantren leaves free is left free
    return "free" if any(name in one.free for one in sums) else "counted"


def _written(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
