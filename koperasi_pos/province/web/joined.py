"""Joins the pages to the server: `join_pages(app, settings)` after its other addresses."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response

from koperasi_pos.province.web import guard
from koperasi_pos.province.web.route import PageRoute
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.templates import STATIC, static_file
from koperasi_pos.province.web.visit import NotThere, Visit


def visit_of(request: Request) -> Visit:
    """The visit that a page answers."""
    visit: Visit = request.state.visit
    return visit


Asked = Annotated[Visit, Depends(visit_of)]


def page_router() -> APIRouter:
    """A router for pages; they stand in no API description, as they are for people."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


def join_pages(app: FastAPI, settings: WebSettings) -> None:
    """Add every page; what no address answers is a page that says so."""
    from koperasi_pos.province.web.pages import ROUTERS

    app.state.web = settings
    app.state.web_pace = guard.Pace(settings.requests_a_minute, settings.monotonic)
    for router in (*ROUTERS, _rest):
        app.include_router(router)


_rest = page_router()


@_rest.get("/static/{name:path}")
def static(visit: Asked, name: str) -> Response:
    """The style sheet, the icon, the letters."""
    if name not in STATIC:
        raise NotThere
    return Response(static_file(name), media_type=STATIC[name][1], headers={"Cache-Control": "public, max-age=86400"})


@_rest.get("/{path:path}")
def nothing(visit: Asked, path: str) -> Response:
    """What no other address answers."""
    raise NotThere
