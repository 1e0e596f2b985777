"""Cards of another pesantren at this till: asked for with a line, spent from a lease without one, given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from koperasi_pos.journal.documents import Approval, Payment, VisitAnswered, VisitAsked, VisitEnded, VisitGoods
from koperasi_pos.journal.protocol import VisitProof
from koperasi_pos.operations import visit_pins
from koperasi_pos.operations.line import needed as needed_line
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards, visits
from koperasi_pos.store.books.visits import Partner, SettledDay, Visit
from koperasi_pos.trade.baskets import PricedBasket
from koperasi_pos.trade.card_limits import check_hours
from koperasi_pos.trade.cards import canonical_token, check_amount, shared_allergens, token_hash
from koperasi_pos.trade.pin_proofs import proof_of
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal, Rupiah

__all__ = [
    "Partner",
    "SettledDay",
    "TypedPin",
    "Visit",
    "VisitView",
    "ask",
    "check_visits",
    "draw_lease",
    "end",
    "end_for_sale",
    "give_up",
    "last_asks",
    "lease_for",
    "look",
    "open_visits",
    "partners",
    "settled_days",
]

WAITING, RESERVED, REFUSED, OVER = "waiting", "reserved", "refused", "over"


@dataclass(frozen=True)
class VisitView:
    """How an ask stands: `waiting`, `reserved` (so much may be paid), `refused` (`refusal` says why) or `over`."""

    id: str
    state: str
    left: Rupiah
    name: str = ""
    group: str = ""
    home: str = ""
    lease: bool = False
    sale: str = ""
    refusal: Refusal | None = None
    pin_challenge: str = ""
    """Where the PIN is wanted: how it is to be proved."""


def partners(till: Till) -> list[Partner]:
    """Shops whose cards are taken here; empty as long as nobody agreed."""
    with till.reading() as connection:
        return visits.partners(connection)


def token_of(tap: Tap) -> str:
    """What is told of a card: the hash of what stands on it, never that itself. `Refusal("card_unknown")`."""
    token = canonical_token(tap.token or tap.uid)
    if not token:
        raise Refusal("card_unknown")
    return token_hash(token)


@dataclass(frozen=True)
class TypedPin:
    """A PIN as the santri typed it for an ask that was answered with how to prove it; never shown, never written."""

    pin: str = field(repr=False)
    challenge: str = ""


def ask(
    till: Till, tap: Tap, amount: Rupiah, priced: PricedBasket, sale: str, *, by: Actor, pin: TypedPin | None = None
) -> Done[VisitView]:
    """Ask the province for so much of this card for a basket; the answer comes by the line.

    Asked again for the same basket and amount it is the same ask; for another amount the first one is given back.
    `Refusal`: `visit_none`, `visit_own`, `line_not_enrolled`, `amount_out_of_range`.
    """
    goods = [
        VisitGoods(
            name=line.line.product.name, category=line.line.product.category, total=line.total,
            allergens=list(line.line.product.allergens),
        )
        for line in priced.lines
    ]  # fmt: skip
    return _ask(till, tap, amount, goods, sale, by, pin=pin)


def draw_lease(
    till: Till, tap: Tap, amount: Rupiah, *, by: Actor, approvals: Sequence[Approval] = (), pin: TypedPin | None = None
) -> Done[VisitView]:
    """Ask for a sum to be spent from this card later, without a line; a head says yes to it. `Refusal` as `ask`."""
    require(by, "card_rights", approvals)
    return _ask(till, tap, amount, [], "", by, approvals, pin=pin)


def _ask(
    till: Till, tap: Tap, amount: Rupiah, goods: list[VisitGoods], sale: str, by: Actor,
    approvals: Sequence[Approval] = (), pin: TypedPin | None = None,
) -> Done[VisitView]:  # fmt: skip
    check_amount(amount)
    token = token_of(tap)
    with till.reading() as connection:
        _check_takes(connection, token)
        before = [
            one for one in visits.of_token(connection, token, till.writer(connection).key)
            if one.sale == sale and not one.lease and _is_open(one)
        ] if sale else []  # fmt: skip
    for held in before:
        if held.asked == amount and not (held.answer and held.answer.code):
            return Done(_view(held), changed=False)
        end(till, held.id, reason="asked_anew", by=by)
    id = till.new_id()

    def make(connection: Connection) -> VisitAsked:
        _check_takes(connection, token)
        return VisitAsked(
            id=id, token_hash=token, amount=amount, goods=goods, sale=sale, lease=not sale, cashier=by.name,
            day=till.today(), approvals=list(approvals), pin=pin is not None,
        )  # fmt: skip

    _prove(till, tap, token, id, pin)
    till.post_once(id, make, by=by, topics=("visits",))
    return Done(look(till, id))


def _prove(till: Till, tap: Tap, token: str, visit: str, pin: TypedPin | None) -> None:
    """What proves the ask goes ahead of it by the line: the typed PIN, the message that a signed card made."""
    if pin is None and not tap.message:
        return
    with till.reading() as connection:
        device = till.writer(connection).device
    proof = proof_of(pin.pin, pin.challenge, device, visit) if pin is not None else ""
    visit_pins.keep(till, VisitProof(visit=visit, proof=proof, token=token, uid=tap.uid, message=tap.message))


def _check_takes(connection: Connection, token: str) -> None:
    if not visits.partners(connection):
        raise Refusal("visit_none")
    if cards.by_token(connection, bytes.fromhex(token)):
        raise Refusal("visit_own")
    needed_line(connection)


def _is_open(one: Visit) -> bool:
    return not one.ended and not one.closed and (one.answer is None or one.left > 0)


def look(till: Till, visit_id: str) -> VisitView:
    """How an ask stands now. `Refusal("visit_unknown")`."""
    with till.reading() as connection:
        return _view(_known(connection, visit_id))


def _known(connection: Connection, visit_id: str) -> Visit:
    found = visits.visit(connection, visit_id)
    if found is None or not found.asker:
        raise Refusal("visit_unknown")
    return found


def _view(found: Visit) -> VisitView:
    said = found.answer or VisitAnswered(id="", visit=found.id)
    refusal = None
    if found.answer is None:
        state = OVER if found.ended else WAITING
    elif said.code:
        state, refusal = REFUSED, refused(said)
    else:
        state = RESERVED if found.left else OVER
    return VisitView(
        found.id,
        state,
        Rupiah(found.left),
        said.name,
        said.group,
        said.home_name,
        found.lease,
        found.sale,
        refusal,
        said.pin_challenge,
    )


def refused(said: VisitAnswered) -> Refusal:
    """Why the province reserved nothing, as a refusal with words of its own for another pesantren's till."""
    if said.code in (
        "visit_waits",
        "visit_pin",
        "visit_pin_locked",
        "visit_pin_unset",
        "visit_pin_wrong",
        "visit_signed",
        "visit_signed_lease",
        "visit_tap_again",
        "visit_unproved",
        "visit_limit",
        "visit_lease_most",
        "visit_restored",
        "card_unknown",
    ):
        return Refusal(
            "visit_not_known" if said.code == "card_unknown" else said.code, name=said.name, left=said.pin_left
        )
    return Refusal("visit_refused", name=said.name, home=said.home_name, card_refusal=said.code, goods=list(said.goods))


def end(till: Till, visit_id: str, *, reason: str = "", by: Actor) -> Done[VisitEnded]:
    """Give back what is not paid; what was not answered yet is given back as soon as it is. Safe to ask twice."""
    id = till.new_id()

    def make(connection: Connection) -> VisitEnded:
        found = _known(connection, visit_id)
        if found.ended or found.closed or (found.answer is not None and found.reserved <= found.paid):
            raise Refusal("visit_over")
        return VisitEnded(id=id, visit=visit_id, reason=reason)

    done = till.post_once(id, make, by=by, topics=("visits",))
    return Done(cast(VisitEnded, done.value.entry.document), done.changed)


def give_up(till: Till, ids: Sequence[str], *, by: Actor) -> int:
    """A payment was given up: what was asked for it goes back, a lease stays; how many went."""
    given = 0
    for id in ids:
        with till.reading() as connection:
            found = visits.visit(connection, id)
        if found is not None and not found.lease and _is_open(found):
            given += end(till, id, reason="given_up", by=by).changed
    return given


def end_for_sale(sale: str, till: Till, *, by: Actor) -> int:
    """A basket was let go: everything that was asked for it goes back; how many asks."""
    with till.reading() as connection:
        found = [one for one in visits.open_visits(connection, till.writer(connection).key) if one.sale == sale]
    ended = 0
    for one in found:
        try:
            ended += end(till, one.id, reason="basket_dropped", by=by).changed
        except Refusal:
            continue  # it was over in this very moment
    return ended


def lease_for(till: Till, tap: Tap) -> VisitView | None:
    """What was drawn for this card before and is left, to be spent with or without a line."""
    token = token_of(tap)
    with till.reading() as connection:
        found = visits.of_token(connection, token, till.writer(connection).key)
    return next((_view(one) for one in found if one.lease and one.left), None)


def open_visits(till: Till) -> list[VisitView]:
    """Everything this till asked for that is neither paid nor given back."""
    with till.reading() as connection:
        return [_view(one) for one in visits.open_visits(connection, till.writer(connection).key)]


def last_asks(till: Till) -> list[VisitView]:
    """The newest ask of this till, for a window that waits for its answer."""
    with till.reading() as connection:
        return [_view(one) for one in visits.newest(connection, till.writer(connection).key)]


def settled_days(till: Till) -> list[SettledDay]:
    """What the province netted with other pesantren, the newest first."""
    with till.reading() as connection:
        return visits.settled_days(connection)


def check_visits(
    connection: Connection, till: Till, payments: Sequence[Payment], priced: PricedBasket, sale: str
) -> list[Payment]:
    """The payments of a sale, those by cards of others held against what is reserved for them.

    `Refusal`: `visit_missing`, `visit_unknown`, `visit_over`, `visit_other_basket`, `visit_short`; of a lease those of
    goods that the card never pays.
    """
    return [
        _checked(connection, till, payment, priced, sale) if payment.way == "visit" else payment
        for payment in payments
    ]  # fmt: skip


def _checked(connection: Connection, till: Till, payment: Payment, priced: PricedBasket, sale: str) -> Payment:
    found = _known(connection, payment.reference)
    said = found.answer
    if found.asker != till.writer(connection).key or said is None or not found.left:
        raise Refusal("visit_over")
    if not found.lease and found.sale != sale:
        raise Refusal("visit_other_basket")
    if payment.amount > found.left:
        raise Refusal("visit_short", left=Rupiah(found.left))
    if found.lease:
        _check_lease(said, till, priced, payment.amount)
    return payment.model_copy(update={"holder": said.name})


def _check_lease(said: VisitAnswered, till: Till, priced: PricedBasket, amount: Rupiah) -> None:
    """What binds a lease without a line, as the pesantren at home laid it down when it was drawn."""
    for line in priced.lines:
        product = line.line.product
        if shared := shared_allergens(said.allergens, list(product.allergens)):
            raise Refusal("card_allergen", goods=product.name, allergens=shared)
        if product.category in said.blocked_categories:
            raise Refusal("card_blocked_category", goods=product.name, category=product.category)
    check_hours(said.hours, till.clock())
    if said.most is not None and amount > said.most:
        raise Refusal("visit_short", left=said.most)
