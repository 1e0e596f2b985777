"""The server as a process: database, tables, the address, one worker or several, and an end in good order."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from koperasi_pos.province.home import database_of
from koperasi_pos.province.metrics import FOLDER as FIGURES
from koperasi_pos.province.records import facts, log_json
from koperasi_pos.province.settings import FOLDER, ProvinceSettings, to_environment

_log = logging.getLogger(__name__)

Told = Callable[[str], None]

SLOWEST_START = 60
"""Seconds in which a worker must answer the process that started it, else it is started anew."""


def serve(settings: ProvinceSettings, told: Told) -> None:
    """Serve until SIGTERM or Ctrl+C; `told` gets the address once it takes requests."""
    from koperasi_pos.province import schema

    log_json(settings.log_level)
    with _heard_signals() as end, _listening(settings) as listening, database_of(settings) as url:
        schema.upgrade(url)
        settings = settings.model_copy(update={"database": url})
        address = _address(settings, listening)
        _log.info("serving", extra=facts(address=address, workers=settings.workers))
        if settings.workers == 1:
            _one(settings, listening, end, lambda: told(address))
        else:
            _several(settings, listening, end, lambda: told(address))
    _log.info("stopped")


@dataclass
class _End:
    """Whether the server was told to end before what serves took the signals over."""

    wanted: bool = False


def _one(settings: ProvinceSettings, listening: socket.socket, end: _End, begun: Callable[[], None]) -> None:
    import asyncio

    import uvicorn

    from koperasi_pos.province.app import build_app
    from koperasi_pos.province.database import Pool

    app = build_app(settings, Pool(settings.database, settings.connections))
    server = uvicorn.Server(uvicorn.Config(app, **_uvicorn(settings)))

    async def run() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        # From here on the signals are the library's; what came before it took them is handed on.
        server.should_exit = server.should_exit or end.wanted
        if server.started and not server.should_exit:
            begun()
        await serving

    asyncio.run(run())


def _several(settings: ProvinceSettings, listening: socket.socket, end: _End, begun: Callable[[], None]) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    # Every worker writes its figures here, so that each can tell those of all.
    figures = tempfile.mkdtemp(prefix="koperasi-figures-")
    os.environ.update({FIGURES: figures, FOLDER: str(settings.home), **to_environment(settings)})
    try:
        config = uvicorn.Config(
            "koperasi_pos.province.app:worker_app", factory=True, workers=settings.workers,
            timeout_worker_healthcheck=SLOWEST_START, **_uvicorn(settings),
        )  # fmt: skip
        workers = Multiprocess(config, sockets=[listening])
        # It has taken the signals over: whoever knows the address may tell it to end. Before that, there is no address.
        if not end.wanted:
            begun()
            workers.run()
    finally:
        shutil.rmtree(figures, ignore_errors=True)


def _uvicorn(settings: ProvinceSettings) -> dict[str, Any]:
    from koperasi_pos.province.connections import Connection

    return {
        "http": Connection,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": True,
        "forwarded_allow_ips": settings.trusted_proxies,
        "ssl_certfile": settings.tls_cert or None,
        "ssl_keyfile": settings.tls_key or None,
        "timeout_graceful_shutdown": settings.stop_seconds,
        "timeout_keep_alive": 65,
        "backlog": 2048,
        "lifespan": "on",
    }


@contextmanager
def _listening(settings: ProvinceSettings) -> Iterator[socket.socket]:
    """The bound address; `OSError` where somebody else has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, else asyncio leaves Nagle's delay on, and every answer of two writes takes 40 ms longer.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as made:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if os.name != "nt":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.host, settings.port))
        made.listen(2048)
        made.set_inheritable(True)
        yield made


def _address(settings: ProvinceSettings, listening: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if settings.tls else 'http'}://{host}:{listening.getsockname()[1]}"


@contextmanager
def _heard_signals() -> Iterator[_End]:
    """SIGTERM ends the serving and not the process: PostgreSQL is still to be stopped.

    What comes while the database and its tables are made ready is kept until then. The library under us takes the
    signal, ends, and raises it once more for whoever came before.
    """
    end = _End()

    def heard(_number: int, _frame: FrameType | None) -> None:
        end.wanted = True

    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield end
    finally:
        for number, taker in before.items():
            signal.signal(number, taker)
