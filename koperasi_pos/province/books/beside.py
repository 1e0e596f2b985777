"""The consumer beside the answers of a server: on a thread of its own in every worker, one at a shop at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool

from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.server import ProvinceServer


@asynccontextmanager
async def books_beside(server: ProvinceServer) -> AsyncIterator[None]:
    """Book while the worker answers, unless the settings leave that to `koperasi-pos province book`."""
    if not server.settings.books:
        yield
        return
    consumer = Consumer(server.pool)
    consumer.start()
    try:
        yield
    finally:
        await run_in_threadpool(consumer.stop)
