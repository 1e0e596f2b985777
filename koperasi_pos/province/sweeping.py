"""What a server does now and then: old nonces and codes are swept away, days between shops are netted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import psycopg
from starlette.concurrency import run_in_threadpool

from koperasi_pos.province.database import NotReady, Pool
from koperasi_pos.province.server import ProvinceServer
from koperasi_pos.province.signatures import forget_nonces
from koperasi_pos.province.visits.settling import settle_due

_log = logging.getLogger(__name__)

EVERY = 60.0
CODES_KEPT = timedelta(days=90)
_LOCK = 0x6B737770
"""Number of the advisory lock: of several servers one sweeps."""


def sweep(pool: Pool, now: datetime) -> int:
    """Sweep once; how many rows went, 0 where another server is at it."""
    with pool.writing() as connection:
        row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,)).fetchone()
        if row is None or not row[0]:
            return 0
        gone = forget_nonces(connection, now)
        return (
            gone
            + connection.execute(
                "DELETE FROM enrolment_code WHERE used_at IS NULL AND ends_at < %s", (now - CODES_KEPT,)
            ).rowcount
            + connection.execute("DELETE FROM wali_code WHERE ends_at < %s", (now - CODES_KEPT,)).rowcount
        )


@asynccontextmanager
async def sweeping(server: ProvinceServer) -> AsyncIterator[None]:
    """Sweeps every minute while the server runs."""
    task = asyncio.create_task(_sweep_on(server))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep_on(server: ProvinceServer) -> None:
    while True:
        await asyncio.sleep(EVERY)
        try:
            await run_in_threadpool(sweep, server.pool, server.clock())
            await run_in_threadpool(settle_due, server.pool, server.clock())
        except (NotReady, psycopg.Error):
            _log.info("nothing could be swept; trying again")
