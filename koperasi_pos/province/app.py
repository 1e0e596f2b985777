"""The web application of one worker: all addresses, what runs beside them, what every answer carries."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import FrameType

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from koperasi_pos import __version__
from koperasi_pos.province.api import tills, watching
from koperasi_pos.province.api.answers import EveryAnswer, add_trouble_answers
from koperasi_pos.province.books.beside import books_beside
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import ensure_identity
from koperasi_pos.province.sealing import opened_by
from koperasi_pos.province.server import Clock, ProvinceServer, make_server, utc_clock
from koperasi_pos.province.settings import FOLDER, ProvinceSettings, read_province_settings
from koperasi_pos.province.sweeping import sweeping
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.site import join_pages

ROUTERS: tuple[APIRouter, ...] = (watching.router, tills.router)
"""Every address; pages and figures add theirs here."""

Beside = Callable[[ProvinceServer], AbstractAsyncContextManager[None]]
BESIDE: tuple[Beside, ...] = (sweeping, books_beside)
"""What runs beside the answers in every worker (books, sweeping): entered at the start, left at the end."""


def build_app(settings: ProvinceSettings, pool: Pool, *, clock: Clock = utc_clock) -> FastAPI:
    """The application of one worker; the tables are up to date already."""
    who = ensure_identity(pool, settings.name)
    vault, signer = opened_by(settings, pool)
    server = make_server(settings, pool, who.id, signer, clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await server.watch.start()
            stack.push_async_callback(server.watch.stop)
            for beside in BESIDE:
                await stack.enter_async_context(beside(server))
            _release_on_signal(server)
            yield
        pool.close()

    app = FastAPI(title="Koperasi POS: province", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.server = server
    for router in ROUTERS:
        app.include_router(router)
    server.vault = vault
    join_pages(app, WebSettings(pool, settings.name, clock, settings.address, vault=server.vault), server.ledger)
    add_trouble_answers(app)
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    paths = frozenset(route.path for route in routes if "{" not in route.path)
    app.add_middleware(EveryAnswer, province=server.province, paths=paths)
    return app


def worker_app() -> FastAPI:
    """The application as a worker process makes it: everything it needs to know is in the environment."""
    from koperasi_pos.province.records import log_json

    settings = read_province_settings(Path(os.environ[FOLDER]))
    log_json(settings.log_level)
    _end_with_parent()
    return build_app(settings, Pool(settings.database, settings.connections))


def _end_with_parent() -> None:
    """A worker whose parent was killed ends too: nobody else would ever stop it, and it holds the address."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _release_on_signal(server: ProvinceServer) -> None:
    """Tills that wait for news are answered as soon as the server is told to stop: it ends once nobody is answered."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stopping(got: int, frame: FrameType | None, before: object = before) -> None:
            server.watch.release()
            if callable(before):
                before(got, frame)

        signal.signal(number, stopping)
