"""What a guardian sees of a child: balance, what is left, purchases with their goods, limits, notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from koperasi_pos.journal.documents import CardRulesSaved, Limit, LimitsSaved
from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.card_accounts import BALANCE
from koperasi_pos.province.wali.people import Wali
from koperasi_pos.trade.card_limits import CardLimits, Spent, left_in, left_today, period_start
from koperasi_pos.values import Refusal, Rupiah


@dataclass(frozen=True)
class Child:
    """An account as its guardian sees it. `state` is what holds: the pesantren's word and the guardian's together."""

    shop: str
    account: str
    name: str
    nis: str
    school_class: str
    room: str
    sort: str
    state: str
    reason: str
    by_wali: bool
    """The guardian's own word keeps the card from paying."""
    balance: int
    card: str
    """State of the card in use: `active`, `inactive`, `lost`, or empty for none."""
    allergens: tuple[str, ...]
    rules: CardRulesSaved
    own: LimitsSaved
    shop_name: str
    pesantren: str
    heard: datetime | None
    """When a till of the shop was last online."""
    photo: str = ""
    """Its hash, where the picture has arrived."""


@dataclass(frozen=True)
class Bound:
    """A limit that is in force, the lower one where pesantren and guardian both laid one down."""

    limit: Limit
    left: int
    own: bool

    @property
    def used(self) -> int:
        """What counts towards it."""
        return max(0, int(self.limit.amount) - self.left)

    @property
    def tenths(self) -> int:
        """How full it is, from 0 to 10."""
        return min(10, self.used * 10 // int(self.limit.amount)) if self.limit.amount else 10


@dataclass(frozen=True)
class Moved:
    """Money that came or went, with the goods."""

    at: datetime
    kind: str
    way: str
    amount: int
    till: str
    goods: list[tuple[str, int, str, int]]
    place: str = ""
    """The other pesantren's shop, where it was not at home."""


@dataclass(frozen=True)
class Notice:
    """What a guardian is to know: a purchase was refused, or little is left."""

    account: str
    name: str
    code: str
    goods: list[str]
    amount: int
    at: datetime
    new: bool


_FACTS = f"""SELECT a.account, coalesce(nullif(p.name, ''), a.name), coalesce(p.nis, ''), coalesce(p.class, ''),
        coalesce(p.room, ''), a.sort, a.state, a.reason, a.wali_frozen,
        {BALANCE},
        coalesce((SELECT state FROM card WHERE card.shop = a.shop AND card.account = a.account
            ORDER BY issued DESC NULLS LAST, card LIMIT 1), ''),
        coalesce(p.allergens, '{{}}'), r.body, a.limits, s.name, coalesce(nullif(b.pesantren, ''), s.pesantren),
        (SELECT max(greatest(last_seen, last_push)) FROM till WHERE till.shop = a.shop),
        coalesce((SELECT hash FROM picture WHERE picture.shop = a.shop AND picture.hash = p.photo), '')"""  # noqa: S608 - our own words
_BESIDE = """JOIN shop s ON s.id = a.shop LEFT JOIN shop_book b ON b.shop = a.shop
    LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person LEFT JOIN card_rule r ON r.shop = a.shop"""
_CHILD = f"""{_FACTS} FROM wali_child c JOIN card_account a ON a.shop = c.shop AND a.account = c.account {_BESIDE}
    WHERE c.shop = %s AND c.wali = %s AND a.opened IS NOT NULL"""
_ACCOUNT = f"""{_FACTS} FROM card_account a {_BESIDE}
    WHERE a.shop = %s AND a.account = %s AND a.opened IS NOT NULL"""


def children(connection: Connection, wali: Wali) -> list[Child]:
    """The guardian's own children, by name."""
    rows = connection.execute(f"{_CHILD} ORDER BY 2, 1", (wali.shop, wali.id))
    return [_child(wali.shop, row) for row in rows]


def child(connection: Connection, wali: Wali, account: str) -> Child | None:
    """One of the guardian's own children; `None` for anybody else's, as for one that does not exist."""
    row = connection.execute(f"{_CHILD} AND a.account = %s", (wali.shop, wali.id, account)).fetchone()
    return _child(wali.shop, row) if row else None


def of_account(connection: Connection, shop: str, account: str) -> Child | None:
    """An account of a shop, whoever its guardian is: not for a guardian's pages."""
    row = connection.execute(_ACCOUNT, (shop, account)).fetchone()
    return _child(shop, row) if row else None


def _child(shop: str, row: Sequence[Any]) -> Child:
    account, name = row[0], row[1]
    state, reason, by_wali = row[6], row[7], row[8]
    if by_wali and state == "active":
        state, reason = "frozen", "wali"
    rules = CardRulesSaved.model_validate({"id": "", **(row[12] or {})})
    own = LimitsSaved.model_validate({"id": "", "account": account, "name": name, **(row[13] or {})})
    return Child(
        shop, account, name, row[2], row[3], row[4], row[5], state, reason, by_wali, row[9], row[10], tuple(row[11]),
        rules, own, row[14], row[15], row[16], row[17],
    )  # fmt: skip


def limits_of(connection: Connection, found: Child, today: date) -> CardLimits:
    """Everything that may stand in the way of a purchase today, as far as the province has heard."""
    limits = CardLimits(found.rules, found.own, found.allergens, applies=found.sort != "opop")
    periods = {limit.period for limit in limits.limits} - {"purchase"}
    if not periods:
        return limits
    firsts = {
        period: date.fromisoformat(period_start(today.isoformat(), period, found.rules.week_start))
        for period in periods
    }
    rows = connection.execute(
        "SELECT counted, kind, amount, categories FROM card_movement WHERE shop = %s AND account = %s"
        " AND kind IN ('sale', 'refund') AND counted >= %s",
        (found.shop, found.account, min(firsts.values())),
    ).fetchall()
    spent = {period: _spent([row for row in rows if row[0] >= first]) for period, first in firsts.items()}
    return CardLimits(found.rules, found.own, found.allergens, spent, applies=limits.applies)


def _spent(rows: Sequence[Sequence[Any]]) -> Spent:
    by_category: Counter[str] = Counter()
    for _counted, kind, _amount, categories in rows:
        for category, amount in categories.items():
            by_category[category] += amount if kind == "sale" else -amount
    return Spent(-sum(row[2] for row in rows), dict(by_category))


def bounds(limits: CardLimits) -> list[Bound]:
    """The limits in force, one for each period and goods."""
    lowest: dict[tuple[str, tuple[str, ...]], Bound] = {}
    for limit in limits.limits:
        key = (limit.period, tuple(sorted(limit.categories)))
        bound = Bound(limit, max(0, left_in(limits, limit)), limit in limits.own.limits)
        if key not in lowest or (bound.left, limit.amount) < (lowest[key].left, lowest[key].limit.amount):
            lowest[key] = bound
    order = {"day": 0, "week": 1, "month": 2, "purchase": 3}
    return sorted(lowest.values(), key=lambda one: (order.get(one.limit.period, 9), bool(one.limit.categories)))


def free_of(limits: CardLimits) -> list[str]:
    """Sorts of goods that count towards none of the sums."""
    sums = [set(limit.free) for limit in limits.limits if not limit.categories]
    return sorted(set.intersection(*sums)) if sums else []


def left(limits: CardLimits, found: Child) -> Rupiah:
    """The most that can be spent right now on goods of every sort."""
    return Rupiah(left_today(limits, max(0, found.balance)))


def movements(connection: Connection, found: Child, *, limit: int, offset: int = 0) -> list[Moved]:
    """What happened to the account, the newest first."""
    rows = connection.execute(
        "SELECT m.at, m.kind, m.way, m.amount, coalesce(t.code, ''), m.goods,"
        " CASE WHEN m.way = 'visit' THEN m.reference ELSE '' END FROM card_movement m LEFT JOIN till_book t"
        " ON t.shop = m.shop AND t.device = m.device AND t.epoch = m.epoch WHERE m.shop = %s AND m.account = %s"
        " ORDER BY m.at DESC, m.seq DESC, m.n LIMIT %s OFFSET %s",
        (found.shop, found.account, limit, offset),
    )
    return [
        Moved(at, kind, way, amount, till, [(one[0], one[1], one[2], one[3]) for one in goods], place)
        for at, kind, way, amount, till, goods, place in rows
    ]


def notices(connection: Connection, wali: Wali, kids: Sequence[Child], limit: int = 50) -> list[Notice]:
    """Refusals of the guardian's children, the newest first; before them whose balance is low."""
    rows = connection.execute(
        "SELECT account, code, goods, amount, at FROM card_refusal WHERE shop = %s AND account = ANY(%s)"
        " ORDER BY at DESC LIMIT %s",
        (wali.shop, [one.account for one in kids], limit),
    ).fetchall()
    names = {one.account: one.name for one in kids}
    refused = [
        Notice(
            account, names[account], code, list(goods), amount, at, new=wali.seen_at is None or at > wali.seen_at
        )
        for account, code, goods, amount, at in rows
    ]  # fmt: skip
    low = []
    for one in kids:
        if one.balance < wali.low and one.state != "closed":
            since = connection.execute(
                "SELECT max(at) FROM card_movement WHERE shop = %s AND account = %s", (one.shop, one.account)
            ).fetchone()
            at = since[0] if since else None
            if at is not None:
                fresh = wali.seen_at is None or at > wali.seen_at
                low.append(Notice(one.account, one.name, "low", [], one.balance, at, fresh))
    return [*low, *refused]


def mark_seen(connection: Connection, wali: Wali, now: datetime) -> None:
    """The notices were read."""
    connection.execute("UPDATE wali SET seen_at = %s WHERE shop = %s AND id = %s", (now, wali.shop, wali.id))


def tell_below(connection: Connection, wali: Wali, amount: int) -> None:
    """Below how much on a card the guardian wants to be told."""
    if not 0 <= amount <= 10_000_000:
        raise Refusal("amount_out_of_range")
    connection.execute("UPDATE wali SET low = %s WHERE shop = %s AND id = %s", (amount, wali.shop, wali.id))


def goods_of(connection: Connection, shop: str, text: str, limit: int = 30) -> list[tuple[str, str, str]]:
    """(product, name, category) of goods whose name contains the text."""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = connection.execute(
        "SELECT product, name, category FROM goods WHERE shop = %s AND active AND name ILIKE %s ORDER BY name LIMIT %s",
        (shop, like, limit),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def names_of(connection: Connection, shop: str, products: Sequence[str]) -> dict[str, str]:
    """Product → name."""
    rows = connection.execute(
        "SELECT product, name FROM goods WHERE shop = %s AND product = ANY(%s)", (shop, list(products))
    )
    return {row[0]: row[1] for row in rows}


def categories_of(connection: Connection, shop: str) -> list[str]:
    """The categories of the shop's goods."""
    rows = connection.execute(
        "SELECT DISTINCT category FROM goods WHERE shop = %s AND category <> '' ORDER BY 1", (shop,)
    )
    return [row[0] for row in rows]
