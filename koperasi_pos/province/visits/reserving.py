"""A till asks for money of a card of another pesantren: everything that binds the card at home is looked at here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import RightsAsked, VisitAnswered, VisitAsked
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder import mail
from koperasi_pos.province.holder.holding import Holding
from koperasi_pos.province.visits import pins, taps
from koperasi_pos.province.visits.agreements import partners
from koperasi_pos.province.wali import children
from koperasi_pos.province.wali.children import Child
from koperasi_pos.trade.card_limits import CardGoods, CardLimits, check_purchase, left_in
from koperasi_pos.trade.card_rights import parts
from koperasi_pos.trade.cards import asks_pin, canonical_token, check_amount, check_card, check_state, token_hash
from koperasi_pos.values import WIB, Refusal, Rupiah

MOST_LEASED = Rupiah(200_000)
"""Rupiah of one lease: what a till that nobody hears of can spend of a card."""

_CARD = """SELECT shop, card, account, state, medium FROM card WHERE token = %s AND shop = ANY(%s) AND account <> ''
    ORDER BY (state = 'active') DESC, shop LIMIT 1"""
_HOLDERS = """SELECT h.device, h.epoch, h.net FROM card_holder h JOIN till t ON t.shop = h.shop AND t.device = h.device
    WHERE h.shop = %s AND h.account = %s AND h.net > 0 AND t.state = 'active' ORDER BY h.net DESC, h.device"""
_BLOCKED = """SELECT body FROM announcement WHERE kind = 'block_list' AND body->>'what' = 'cards'
    AND (shop = %s OR (shop = '' AND kabupaten IN ('', (SELECT kabupaten FROM shop WHERE id = %s))))
    ORDER BY at DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that was shown at another pesantren's shop."""

    home: str
    card: str
    account: str
    state: str
    medium: str


def shown(connection: Connection, visitor: str, token_hash: str) -> Shown | None:
    """The card behind a token, among the cards of shops that have agreed with the asking one."""
    row = connection.execute(_CARD, (token_hash, partners(connection, visitor))).fetchone()
    return Shown(*row) if row else None


def answer(holdings: Mapping[str, Holding], visitor: Holding, entry: Entry) -> None:
    """Answer an ask, once: reserve the amount, or say why not. A till of an earlier life is answered nothing.

    What was asked before the province was restored may have been answered and reserved then: it is not reserved again.
    """
    asked = cast(VisitAsked, entry.document)
    what = f"visit-answered/{asked.id}"
    if visitor.was_done(what) or not visitor.is_living(entry.writer, entry.epoch):
        return
    id = visitor.act_id(what)
    if mail.is_from_before(visitor.connection, visitor.shop, visitor.epoch, entry.writer, entry.epoch, entry.seq):
        visitor.write(VisitAnswered(id=id, visit=asked.id, code="visit_restored"))
        return
    found = shown(visitor.connection, visitor.shop, asked.token_hash)
    try:
        if found is None or found.home not in holdings:
            raise Refusal("card_unknown")
        said = _reserved(holdings[found.home], visitor, found, asked, entry, id)
    except Refusal as refusal:
        goods = refusal.facts.get("goods", ())
        named = [goods] if isinstance(goods, str) else [str(one) for one in cast(list[object], goods)]
        said = VisitAnswered(id=id, visit=asked.id, code=refusal.code, goods=named)
        if isinstance(refusal, pins.PinWanted):
            said = said.model_copy(update={"pin_challenge": refusal.challenge, "pin_left": refusal.left})
    visitor.write(said.model_copy(update=_named(visitor, found)))


def _named(visitor: Holding, found: Shown | None) -> dict[str, str]:
    """Who stands there, as far as the other pesantren needs to know: name, class, whose card it is."""
    child = children.of_account(visitor.connection, found.home, found.account) if found else None
    if found is None or child is None:
        return {}
    return {"name": child.name, "group": child.school_class, "home": found.home, "home_name": _home_name(child)}


def _home_name(child: Child) -> str:
    return child.pesantren or child.shop_name


def _reserved(home: Holding, visitor: Holding, found: Shown, asked: VisitAsked, entry: Entry, id: str) -> VisitAnswered:
    connection = home.connection
    child = children.of_account(connection, found.home, found.account)
    if child is None:
        raise Refusal("card_unknown")
    home.check_living()
    check_card(child.name, found.state)
    check_state(child.name, child.state, child.reason)
    _check_block_list(connection, child, found, asked.token_hash)
    proof = pins.take(visitor, asked.id, entry.writer)
    proved = proof.of_card(found.card)
    if found.medium == "sun":
        taps.check(home, found.card, child.name, asked, proved)
    amount = check_amount(asked.amount)
    limits = children.limits_of(connection, child, home.now.astimezone(WIB).date())
    if asks_pin(limits.rules, amount):
        pins.check(home, visitor, found.account, child.name, asked, entry.writer, proof.pin)
    held = home.held(found.account)
    if limits.bounded:
        limits = replace(limits, allowed=home.allowance(found.account))
    try:
        if asked.lease:
            _check_lease(child, limits, held.rights, amount)
        else:
            _check_goods(connection, child, asked)
            goods = [CardGoods("", line.name, line.category, line.total, tuple(line.allergens)) for line in asked.goods]
            check_purchase(limits, goods, amount, home.now)
        if amount > held.rights:
            raise Refusal("card_rights_elsewhere", name=child.name, here=held.rights, balance=child.balance)
    except Refusal as refusal:
        if refusal.code not in ("card_rights_elsewhere", "card_limit_elsewhere"):
            raise
        if amount > child.balance:
            missing = int(amount) - int(child.balance)
            raise Refusal("card_short", name=child.name, balance=child.balance, missing=missing) from None
        ask_home(
            home,
            found.account,
            int(amount) - held.rights,
            int(amount) - home.allowance(found.account),
            limits,
            asked.id,
        )
        raise Refusal("visit_waits") from None
    allowed = int(amount) if limits.bounded else 0
    if found.medium == "sun" and proved is not None:
        taps.use_up(home, found.account, found.card, child.name, asked, proved[1])
    home.give(found.account, int(amount), allowed=allowed, device=entry.writer, epoch=entry.epoch, id=asked.id)
    connection.execute(
        "INSERT INTO visit (shop, id, visitor, device, epoch, account, card, name, lease, reserved, allowed, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            home.shop, asked.id, visitor.shop, entry.writer, entry.epoch, found.account, found.card, child.name,
            asked.lease, int(amount), allowed, home.now,
        ),
    )  # fmt: skip
    said = VisitAnswered(id=id, visit=asked.id, amount=amount, lease=asked.lease)
    return said.model_copy(update=_offline(limits)) if asked.lease else said


def _check_block_list(connection: Connection, child: Child, found: Shown, token: str) -> None:
    """`Refusal("card_blocked")` for a card on the list of the province that is in force at home."""
    row = connection.execute(_BLOCKED, (found.home, found.home)).fetchone()
    for listed in row[0].get("blocked", []) if row else []:
        code = str(listed.get("code", "")).strip()
        known = canonical_token(code)
        if code == found.card or (known and token_hash(known) == token):
            raise Refusal("card_blocked", name=child.name, reason=str(listed.get("reason", "")) or code)


def _check_goods(connection: Connection, child: Child, asked: VisitAsked) -> None:
    """Goods that the wali does not want: known at home by their id, here by their name."""
    names = {name.casefold() for name in children.names_of(connection, child.shop, child.own.blocked_products).values()}
    for line in asked.goods:
        if line.name.casefold() in names:
            raise Refusal("card_no_buy", goods=line.name)


def _check_lease(child: Child, limits: CardLimits, rights: int, amount: Rupiah) -> None:
    """A lease is held against every limit as if it were spent at once."""
    if amount > MOST_LEASED:
        raise Refusal("visit_lease_most", name=child.name, most=MOST_LEASED)
    if amount > rights:
        raise Refusal("card_rights_elsewhere", name=child.name, here=rights, balance=child.balance)
    if limits.allowed is not None and limits.bounded and amount > limits.allowed:
        raise Refusal("card_limit_elsewhere", most=Rupiah(limits.allowed))
    for limit in limits.limits:
        if limit.period != "purchase" and not limit.categories and amount > left_in(limits, limit):
            raise Refusal("visit_limit", name=child.name)


def _offline(limits: CardLimits) -> dict[str, object]:
    """What a till holds a lease against without a line. Goods with a limit of their own are left out altogether."""
    limited = {name for limit in limits.limits for name in limit.categories}
    blocked = {*limits.own.blocked_categories, *(limits.rules.blocked_categories if limits.applies else ()), *limited}
    most = [limit.amount for limit in limits.limits if limit.period == "purchase" and not limit.categories]
    return {
        "blocked_categories": sorted(blocked), "allergens": list(limits.allergens),
        "hours": list(limits.rules.hours) if limits.applies else [], "most": min(most, default=None),
    }  # fmt: skip


def ask_home(home: Holding, account: str, short: int, may_short: int, limits: CardLimits, ask: str) -> None:
    """Ask the tills at home for what the province lacks: whoever holds most first, and the home of the limits."""
    connection = home.connection
    rows = connection.execute(_HOLDERS, (home.shop, account)).fetchall()
    living = [(net, (device, epoch)) for device, epoch, net in rows if home.is_living(device, epoch)]
    wanted = {point: [part, 0] for point, part in parts(max(0, short), living)}
    if limits.bounded and may_short > 0:
        row = connection.execute(
            "SELECT a.home, (SELECT max(epoch) FROM writer w WHERE w.shop = a.shop AND w.device = a.home)"
            " FROM card_account a WHERE a.shop = %s AND a.account = %s",
            (home.shop, account),
        ).fetchone()
        if row is not None and row[1] is not None and home.is_living(row[0], row[1]):
            wanted.setdefault((row[0], row[1]), [0, 0])[1] = may_short
    for (device, epoch), (amount, allowed) in sorted(wanted.items()):
        key = (home.shop, account, device, epoch)
        if connection.execute(
            "SELECT 1 FROM holding_asked WHERE shop = %s AND account = %s AND device = %s AND epoch = %s", key
        ).fetchone():
            continue
        id = home.act_id(f"visit-need/{ask}/{device}")
        connection.execute(
            "INSERT INTO holding_asked (shop, id, account, device, epoch) VALUES (%s, %s, %s, %s, %s)",
            (home.shop, id, account, device, epoch),
        )
        home.write(
            RightsAsked(
                id=id, account=account, amount=Rupiah(amount), now=Rupiah(amount), allowed=Rupiah(allowed),
                device=device, epoch=epoch, edition=home.edition_of(account),
            )
        )  # fmt: skip
