"""What officers did, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.times import wib
from koperasi_pos.words import _
from koperasi_pos.words.terms import TERMS, term, terms

router = page_router()


@router.get("/audit")
def show(visit: Asked) -> Response:
    """The list, by act and officer."""
    visit.who.check("audit")
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        found = audit.acts(
            connection, visit.who, officer=visit.asked("officer").casefold(), act=visit.asked("act"), limit=limit,
            offset=offset,
        )  # fmt: skip
    if visit.form_of_file:
        return visit.file(listing(found), _("Audit"))
    kinds = [("", _("all acts")), *sorted(terms("officer_act").items(), key=lambda one: one[1])]
    return visit.page(
        "audit.html", table=listing(found[:PAGE]), paging=visit.paging(len(found), by_time=True), kinds=kinds
    )


def acts_of(visit: Asked, officer: Officer) -> Listing:
    """The last acts of one officer."""
    with visit.pool.reading() as connection:
        return listing(audit.acts(connection, visit.who, officer=officer.login, limit=10))


def listing(acts: Sequence[audit.Act]) -> Listing:
    """Acts as a list."""
    columns = (
        Column("at", _("Time"), "moment"),
        Column("officer", _("Officer")),
        Column("act", _("Act")),
        Column("shop", _("Shop")),
        Column("facts", _("Facts")),
    )
    lines = [Line((wib(one.at), one.officer, term("officer_act", one.act), one.shop, told(one.facts))) for one in acts]
    return Listing(_("Audit"), columns, lines, empty=_("No act yet."))


def told(facts: dict[str, object]) -> str:
    """The facts of an act in words: `Reason: stolen · Till: K2`."""
    parts = []
    for name, value in facts.items():
        if value in ("", None):
            continue
        said = term(name, value) if name in TERMS and isinstance(value, str) else str(value)
        parts.append(f"{term('fact', name)}: {term('officer_role', said) if name == 'role' else said}")
    return " · ".join(parts)
