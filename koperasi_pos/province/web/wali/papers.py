"""What a wali takes along of a child or looks at: the statement of a month as PDF, the photo."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import Response

from koperasi_pos.province.figures import card_accounts
from koperasi_pos.province.wali import photos
from koperasi_pos.province.web.statements import MOST_MOVES, pdf, statement
from koperasi_pos.province.web.visit import NotThere
from koperasi_pos.province.web.wali.asking import Asked, wali_router

router = wali_router()

MONTHS = 12
"""So many months may be chosen, the one of today among them."""


def months(today: date) -> list[date]:
    """The first days of the months to choose from, the newest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@router.get("/children/{account}/statement.pdf")
def paper(visit: Asked, account: str) -> Response:
    """The statement of a month."""
    found, today = visit.child(account), visit.now.date()
    try:
        first = date.fromisoformat(f"{visit.asked('month', most=7) or today.isoformat()[:7]}-01")
    except ValueError:
        raise NotThere from None
    if first > today:
        raise NotThere
    last = min((first + timedelta(days=32)).replace(day=1) - timedelta(days=1), today)
    with visit.pool.reading() as connection:
        kept = card_accounts.account(connection, found.shop, found.account)
        if kept is None:
            raise NotThere
        moved = card_accounts.moves(connection, found.shop, kept, first, last, limit=MOST_MOVES)
    report = statement(kept, moved, first, last, place=found.pesantren or found.shop_name)
    name = f"kartu-{found.account}-{first:%Y-%m}.pdf"
    return Response(
        pdf(report), media_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.get("/children/{account}/photo")
def photo(visit: Asked, account: str) -> Response:
    """The child's photo, where this wali agreed to see it; nothing on the way keeps it."""
    found = visit.child(account)
    if not visit.who.photo:
        raise NotThere
    with visit.pool.reading() as connection:
        held = photos.photo_of(connection, found)
    if held is None:
        raise NotThere
    return Response(held[0], media_type=held[1])


@router.post("/account/photo")
def want(visit: Asked) -> Response:
    """Show photos on these pages, or no longer."""
    with visit.pool.writing() as connection:
        photos.want_photo(connection, visit.who, wanted=bool(visit.typed("photo")))
    return visit.go("/wali/account", "wali-low")
