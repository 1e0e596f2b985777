"""Answers in the words of the protocol: trouble as JSON with its status, the province's id on every answer."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from koperasi_pos.journal.protocol import HEADER_PROVINCE, TROUBLES, Trouble
from koperasi_pos.province import metrics
from koperasi_pos.province.database import NotReady
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.server import server_of

_log = logging.getLogger(__name__)

_WAITS = re.compile(rb"(?:^|&)wait=0*[1-9]")
"""A question that may be answered late on purpose."""
BUG = "bug"
"""The code of a 500: the program is at fault; asking again later is right."""


def trouble(request: Request, error: str, status: int, *, retry_after: int = 0, **facts: str) -> Response:
    """The answer for a code of the protocol."""
    metrics.TROUBLE.labels(error).inc()
    said = Trouble(error=error, facts=facts, server_time=server_of(request).clock().isoformat())
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return JSONResponse(said.model_dump(), status, headers=headers)


def troubles(*codes: str) -> dict[int | str, dict[str, Any]]:
    """What an address may answer besides its answer, for its description."""
    named = {TROUBLES[code] for code in (*codes, "not_ready")}
    return {status: {"model": Trouble, "description": "Trouble"} for status in sorted(named)}


def add_trouble_answers(app: FastAPI) -> None:
    """Turn what may go wrong into answers."""

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return trouble(request, error.error, TROUBLES[error.error], retry_after=error.retry_after, **error.facts)

    @app.exception_handler(NotReady)
    @app.exception_handler(psycopg.OperationalError)
    async def not_ready(request: Request, error: Exception) -> Response:
        _log.warning("the database does not answer")
        return trouble(request, "not_ready", TROUBLES["not_ready"], retry_after=5)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        field = str(error.errors()[0]["loc"][-1])
        return trouble(request, "not_understood", TROUBLES["not_understood"], field=field)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "method_unknown"}.get(error.status_code, "not_understood")
        answer = trouble(request, code, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> Response:
        _log.error("a bug", exc_info=error)
        answer = trouble(request, BUG, 500)
        # This answer is made further out than `EveryAnswer`.
        answer.headers[HEADER_PROVINCE] = server_of(request).province
        return answer


class EveryAnswer:
    """Puts the province's id on every answer, keeps what tills are told out of every cache, and counts it."""

    def __init__(self, app: ASGIApp, province: str, paths: frozenset[str]) -> None:
        self._app = app
        self._header = (HEADER_PROVINCE.lower().encode(), province.encode())
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        path = scope["path"] if scope["path"] in self._paths else "other"

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = [self._header]
                if scope["path"].startswith("/v1/"):
                    # A proxy that answered with an old feed would let a till read the same for ever.
                    told.append((b"cache-control", b"no-store"))
                message["headers"] = [*message.get("headers", []), *told]
                metrics.REQUESTS.labels(path, str(message["status"])).inc()
                if not _WAITS.search(scope["query_string"]):
                    metrics.SECONDS.labels(path).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, answer)
