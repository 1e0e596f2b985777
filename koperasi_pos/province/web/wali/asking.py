"""How a page of the wali says what it answers: it asks for a `WaliVisit` and stands in a router of such pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from koperasi_pos.province.web.wali.route import WaliRoute
from koperasi_pos.province.web.wali.visit import WaliVisit


def visit_of(request: Request) -> WaliVisit:
    """The visit that a page answers."""
    visit: WaliVisit = request.state.visit
    return visit


Asked = Annotated[WaliVisit, Depends(visit_of)]


def wali_router() -> APIRouter:
    """A router for pages of the wali."""
    return APIRouter(prefix="/wali", route_class=WaliRoute, include_in_schema=False)
