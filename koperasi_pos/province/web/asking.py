"""How a page says what it answers: it asks for a `Visit` and stands in a router of pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from koperasi_pos.province.web.route import PageRoute
from koperasi_pos.province.web.visit import Visit


def visit_of(request: Request) -> Visit:
    """The visit that a page answers."""
    visit: Visit = request.state.visit
    return visit


Asked = Annotated[Visit, Depends(visit_of)]


def page_router() -> APIRouter:
    """A router for pages; they stand in no API description, as they are for people."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)
