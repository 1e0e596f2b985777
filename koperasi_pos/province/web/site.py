"""Joins the pages to the server: `join_pages(app, settings)` after its other addresses."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Response
from starlette.routing import Match
from starlette.types import Scope

from koperasi_pos.province.limits import Ledger, Limiter
from koperasi_pos.province.web import wali
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.pages import ROUTERS
from koperasi_pos.province.web.route import PageRoute
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.templates import STATIC, static_file
from koperasi_pos.province.web.visit import NotThere


def join_pages(app: FastAPI, settings: WebSettings, ledger: Ledger | None = None) -> None:
    """Add every page; what no address answers is a page that says so. `ledger` counts for all workers together."""
    app.state.web = settings
    app.state.web_pace = Limiter(
        settings.requests_a_minute / 60, settings.requests_a_minute, ledger=ledger, name="page"
    )
    for router in page_routers():
        app.include_router(router)


def page_routers() -> tuple[APIRouter, ...]:
    """Every address of the pages; what no other answers comes last."""
    return (*ROUTERS, *wali.ROUTERS, _rest)


class RestRoute(PageRoute):
    """Answers browsers alone; programs that ask for what is not there get their own kind of answer."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Only pages that a browser asks for."""
        wanted = dict(scope.get("headers", ())).get(b"accept", b"")
        if scope["type"] != "http" or scope["method"] != "GET" or b"text/html" not in wanted:
            return Match.NONE, {}
        return super().matches(scope)


_rest = page_router()


@_rest.get("/static/{name:path}")
def static(visit: Asked, name: str) -> Response:
    """The style sheet, the icon, the letters."""
    if name not in STATIC:
        raise NotThere
    return Response(static_file(name), media_type=STATIC[name][1], headers={"Cache-Control": "public, max-age=86400"})


def nothing(visit: Asked, path: str) -> Response:
    """What no other address answers."""
    raise NotThere


_rest.add_api_route("/{path:path}", nothing, route_class_override=RestRoute, include_in_schema=False)
