"""Entries that were kept but not booked: the list, one as it came, and the mark that somebody looked at it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.oversight import quarantine
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import NotThere, Visit
from koperasi_pos.words import _
from koperasi_pos.words.terms import term, terms

router = page_router()

_MOST_READ = 20_000
"""More characters of an entry than this nobody reads on a page."""


@router.get("/quarantine")
def show(visit: Asked) -> Response:
    """The list: what nobody has looked at yet, or all."""
    visit.who.check("quarantine")
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        found = quarantine.kept(
            connection, visit.who, reason=visit.asked("reason"), device=visit.asked("device"),
            seen={"seen": True, "all": None}.get(visit.asked("state"), False), limit=limit, offset=offset,
        )  # fmt: skip
    if visit.form_of_file:
        return visit.file(_listing(found), _("Quarantine"))
    return visit.page(
        "quarantine.html", table=_listing(found[:PAGE]), paging=visit.paging(len(found), by_time=True),
        reasons=[("", _("all reasons")), *terms("quarantine_reason").items()],
        states=[("", _("not looked at")), ("seen", _("looked at")), ("all", _("all"))],
    )  # fmt: skip


@router.get("/quarantine/{device}/{epoch}/{seq}/{digest}/{reason}")
def one(visit: Asked, device: str, epoch: str, seq: str, digest: str, reason: str) -> Response:
    """One entry, exactly as it came."""
    visit.who.check("quarantine")
    entry, line = _found(visit, device, epoch, seq, digest, reason)
    with visit.pool.reading() as connection:
        beside = quarantine.booked_beside(connection, entry)
    return visit.page(
        "kept.html", entry=entry, raw=_text(line), read=_read(line), beside=_text(beside) if beside else "",
        received=wib(entry.received_at), seen=wib(entry.seen_at),
    )  # fmt: skip


@router.post("/quarantine/{device}/{epoch}/{seq}/{digest}/{reason}")
def mark(visit: Asked, device: str, epoch: str, seq: str, digest: str, reason: str) -> Response:
    """Mark it as looked at."""
    visit.who.check("quarantine")
    entry, _line = _found(visit, device, epoch, seq, digest, reason)
    with visit.pool.writing() as connection:
        quarantine.mark(connection, visit.who, entry)
    return visit.go("/quarantine", "looked-at")


def _found(visit: Visit, device: str, epoch: str, seq: str, digest: str, reason: str) -> tuple[quarantine.Kept, bytes]:
    try:
        key = (int(epoch[:9]), int(seq[:18]), bytes.fromhex(digest))
    except ValueError:
        raise NotThere from None
    with visit.pool.reading() as connection:
        found = quarantine.one(connection, visit.who, device, *key, reason)
    if found is None:
        raise NotThere
    return found


def _listing(found: Sequence[quarantine.Kept]) -> Listing:
    columns = (
        Column("reason", _("Reason")),
        Column("shop", _("Shop")),
        Column("till", _("Till")),
        Column("entry", _("Entry"), "count"),
        Column("received", _("Received"), "moment"),
        Column("detail", _("What was found")),
        Column("seen", _("Looked at by")),
    )
    lines = [
        Line(
            (
                term("quarantine_reason", one.reason), one.shop_name, one.till or one.device, one.seq,
                wib(one.received_at), one.detail, one.seen_by,
            ),
            f"/quarantine/{one.key}",
            "grey" if one.seen_at else "red" if one.reason == "fork" else "gold",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Quarantine"), columns, lines, empty=_("Nothing is kept aside. Every entry was booked."))


def _text(line: bytes) -> str:
    """The bytes as text; what is no text is shown as its number."""
    text = line.decode("utf-8", errors="backslashreplace")
    return text if len(text) <= _MOST_READ else f"{text[:_MOST_READ]}…"


def _read(line: bytes) -> str:
    """The entry spread out for reading, empty where it is no JSON."""
    try:
        found = json.loads(line)
    except ValueError:
        return ""
    text = json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True)
    return text if len(text) <= _MOST_READ else f"{text[:_MOST_READ]}…"
