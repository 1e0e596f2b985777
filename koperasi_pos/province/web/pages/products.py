"""Products by turnover, by pillar of OPOP."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province import figures
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.charts import share
from koperasi_pos.province.web.figures import goods_listing
from koperasi_pos.province.web.listings import PAGE
from koperasi_pos.province.web.spans import choices, span_of
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import TERMS, term, terms

router = page_router()


@router.get("/products")
def show(visit: Asked) -> Response:
    """The ranking."""
    span = span_of(visit, "30")
    asked = visit.asked("pillar", "all")
    pillar = None if asked == "all" else "" if asked == "none" else asked if asked in TERMS["pillar"] else None
    with visit.pool.reading() as connection:
        found = figures.ranking(
            connection, span.first, span.last, visit.who.view, pillar=pillar,
            limit=visit.room[0] if visit.form_of_file else PAGE,
        )  # fmt: skip
        pillars = figures.pillars(connection, found.first, min(found.last, visit.today), visit.who.view)
    table = goods_listing(found.goods, shops=not visit.who.shop)
    if visit.form_of_file:
        return visit.file(table, _("Products"))
    whole = sum(max(one.total, 0) for one in pillars)
    return visit.page(
        "products.html", table=table, found=found, span=span, spans=choices(), pillar=asked,
        pillars=[
            (name := term("pillar", one.pillar), one, share(one.total, whole, f"{name}: {rupiah(one.total)}"))
            for one in pillars
        ],
        kinds=[("all", _("all")), *((key or "none", said) for key, said in terms("pillar").items())],
    )  # fmt: skip
