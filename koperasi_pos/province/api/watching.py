"""Whether the server lives, whether it can work, and its figures."""

from __future__ import annotations

import hmac
from typing import Any

import psycopg
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from koperasi_pos import __version__
from koperasi_pos.journal.protocol import Trouble
from koperasi_pos.province import metrics, schema
from koperasi_pos.province.database import NotReady
from koperasi_pos.province.server import ProvinceServer, server_of

router = APIRouter(tags=["watching"])

_LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})


class Health(BaseModel):
    """The process answers."""

    status: str
    version: str


class Ready(BaseModel):
    """The database answers, its tables are those of this program, and the province's key is here."""

    status: str
    revision: str


@router.get("/healthz")
async def healthz() -> Health:
    """Whether the process lives; looks at nothing else."""
    return Health(status="ok", version=__version__)


_NOT_READY: dict[int | str, dict[str, Any]] = {503: {"model": Trouble, "description": "Trouble"}}


@router.get("/readyz", responses=_NOT_READY)
async def readyz(request: Request) -> Ready:
    """Whether the server can take entries."""
    return await run_in_threadpool(_ready, server_of(request))


def _ready(server: ProvinceServer) -> Ready:
    try:
        with server.pool.reading() as connection:
            revision = schema.version_of(connection) or ""
    except psycopg.Error as error:
        raise NotReady("the tables cannot be read") from error
    if revision != schema.HEAD:
        raise NotReady("the tables are of another version")
    server.signer.check()
    return Ready(status="ready", revision=revision)


_FIGURES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text form"},
    403: {"model": Trouble, "description": "Trouble"},
    **_NOT_READY,
}


@router.get("/metrics", response_class=PlainTextResponse, responses=_FIGURES)
async def figures(request: Request) -> Response:
    """The figures of this server for Prometheus; from this machine, or for who shows the token."""
    server = server_of(request)
    token = server.settings.metrics_token
    shown = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    near = request.client is not None and request.client.host in _LOOPBACK
    if not (hmac.compare_digest(shown.encode(), token.encode()) if token else near):
        return JSONResponse(Trouble(error="not_allowed").model_dump(), 403)
    made = await run_in_threadpool(metrics.exposition, server.pool)
    return Response(made, media_type="text/plain; version=0.0.4; charset=utf-8")
