"""Messages, recommended prices and block lists for the tills: written, listed, lifted, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.database import Connection
from koperasi_pos.province.oversight import messages, places
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import NotTaken, NotThere, Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term, terms

router = page_router()

FIELDS = ("title", "text", "note", "prices", "what", "blocked", "to", "kabupaten", "shop")
_LONGEST = 100_000


@router.get("/messages")
def show(visit: Asked) -> Response:
    """What went out, and the forms."""
    visit.who.check("messages")
    return _shown(visit)


@router.post("/messages/{kind}")
def send(visit: Asked, kind: str) -> Response:
    """Tell the shops something."""
    visit.who.check("messages")
    if kind not in SENDING:
        raise NotThere
    try:
        with visit.pool.writing() as connection:
            to = messages.audience(
                connection, visit.who, visit.typed("to"), visit.typed("kabupaten"), visit.typed("shop")
            )
            SENDING[kind](visit, connection, to)
    except Refusal as refusal:
        return _shown(visit, refusal)
    return visit.go("/messages", "message-sent")


@router.get("/messages/{known}")
def one(visit: Asked, known: str) -> Response:
    """One of them."""
    visit.who.check("messages")
    found = _found(visit, known)
    return _one(visit, found)


@router.post("/messages/{known}/lift")
def lift(visit: Asked, known: str) -> Response:
    """Lift a block list."""
    visit.who.check("messages")
    if visit.typed("sure") != "yes":
        raise NotTaken
    found = _found(visit, known)
    with visit.pool.writing() as connection:
        messages.lift(connection, visit.who, found, visit.web.clock())
    return visit.go("/messages", "message-ended")


@router.post("/messages/{known}/withdraw")
def withdraw(visit: Asked, known: str) -> Response:
    """Withdraw it at every shop that it went to."""
    visit.who.check("messages")
    if visit.typed("sure") != "yes":
        raise NotTaken
    found = _found(visit, known)
    try:
        with visit.pool.writing() as connection:
            messages.withdraw(connection, visit.who, found, visit.typed("reason", most=1000), visit.web.clock())
    except Refusal as refusal:
        return _one(visit, _found(visit, known), refusal)
    return visit.go(f"/messages/{known}", "message-withdrawn")


def _message(visit: Visit, connection: Connection, to: messages.Audience) -> None:
    messages.send_message(
        connection, visit.who, to, visit.typed("title"), visit.typed("text", most=4000), visit.web.clock()
    )


def _prices(visit: Visit, connection: Connection, to: messages.Audience) -> None:
    prices = messages.read_prices(visit.typed("prices", most=_LONGEST))
    messages.send_prices(connection, visit.who, to, prices, visit.typed("note", most=200), visit.web.clock())


def _block(visit: Visit, connection: Connection, to: messages.Audience) -> None:
    blocked = messages.read_blocked(visit.typed("blocked", most=_LONGEST))
    messages.save_block_list(connection, visit.who, to, visit.typed("what"), blocked, visit.web.clock())


SENDING: dict[str, Callable[[Visit, Connection, messages.Audience], None]] = {
    "message": _message,
    "prices": _prices,
    "block": _block,
}


def _one(visit: Visit, found: messages.Announcement, refusal: Refusal | None = None) -> Response:
    return visit.page(
        "message.html", status=409 if refusal else 200, one=found, at=wib(found.at),
        withdrawn=wib(found.withdrawn) if found.withdrawn else None, kind=term("announcement", found.kind),
        own=messages.may_take_back(visit.who, found), trouble=refusal_sentence(refusal) if refusal else "",
    )  # fmt: skip


def _found(visit: Visit, known: str) -> messages.Announcement:
    with visit.pool.reading() as connection:
        found = messages.announcements(connection, visit.who, id=known, limit=1) if known else []
    if not found:
        raise NotThere
    return found[0]


def _shown(visit: Visit, refusal: Refusal | None = None) -> Response:
    limit, offset = visit.room
    kind = visit.asked("kind") if visit.asked("kind") in messages.KINDS else ""
    with visit.pool.reading() as connection:
        found = messages.announcements(connection, visit.who, kind=kind, limit=limit, offset=offset)
        shops = places.shops(connection, visit.who)
        kabupaten = places.kabupaten(connection)
    if visit.form_of_file and refusal is None:
        return visit.file(_listing(found), _("Messages"))
    audiences = [("all", _("all shops") if not visit.who.kabupaten else _("all shops of the kabupaten"))]
    audiences += [("kabupaten", _("one kabupaten"))] if not visit.who.kabupaten else []
    return visit.page(
        "messages.html", status=409 if refusal else 200, table=_listing(found[:PAGE]),
        paging=visit.paging(len(found), by_time=True), audiences=[*audiences, ("shop", _("one shop"))],
        shops=[("", "–"), *shops], kabupaten=[("", "–"), *kabupaten], whats=list(terms("blocked").items()),
        kinds=[("", _("all kinds")), *terms("announcement").items()],
        typed={name: visit.typed(name, most=_LONGEST) for name in FIELDS},
        trouble=refusal_sentence(refusal) if refusal else "",
    )  # fmt: skip


def _listing(found: Sequence[messages.Announcement]) -> Listing:
    columns = (
        Column("title", _("About")),
        Column("kind", _("Kind")),
        Column("audience", _("For")),
        Column("shops", _("Shops"), "count"),
        Column("at", _("Sent"), "moment"),
        Column("officer", _("By")),
        Column("text", _("Content")),
    )
    lines = [
        Line(
            (
                term("blocked", one.title) if one.kind == "block_list" else one.title, term("announcement", one.kind),
                one.audience or _("all shops"), one.shops, wib(one.at), one.officer,
                _("Withdrawn") if one.withdrawn else content(one),
            ),
            f"/messages/{one.id}",
            _tone(one),
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Messages"), columns, lines, empty=_("Nothing was sent yet."))


def _tone(one: messages.Announcement) -> str:
    if one.withdrawn:
        return "grey"
    return "gold" if one.kind == "block_list" and one.current and one.body.get("blocked") else ""


def content(one: messages.Announcement) -> str:
    """What it says, in one line."""
    match one.kind:
        case "message":
            text = str(one.body.get("text", ""))
            return text if len(text) <= 80 else f"{text[:79]}…"
        case "recommended_price":
            prices = one.body.get("prices", [])
            return ", ".join(f"{price['name']} {rupiah(int(price['price']))}" for price in prices[:3])
    blocked = one.body.get("blocked", [])
    return ", ".join(str(part["code"]) for part in blocked[:5]) or _("nothing is blocked")
