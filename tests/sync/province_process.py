"""A province's server as a process of its own, and codes from its officers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from koperasi_pos.province.database import Pool
from koperasi_pos.province.enrolment import make_code
from tests.source import ROOT


def code_for(pool: Pool, purpose: str, replaces: str = "") -> str:
    """An officer's code for the shop `toko-1`."""
    with pool.writing() as connection:
        return make_code(connection, "toko-1", purpose, now=datetime.now(UTC), replaces=replaces).code


def serve(home: Path, database: str, port: int = 0, *, nice: int = 0) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server over a database; the process and its address."""
    words = [*(("nice", "-n", str(nice)) if nice else ()), sys.executable, "-m", "koperasi_pos", "--home", str(home)]
    process = subprocess.Popen(
        [*words, "--json", "province", "serve", "--database", database, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "KOPERASI_PROVINCE_REQUESTS_PER_SECOND": "1000"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    assert told, "the server did not start"
    return process, json.loads(told)["address"]


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
    """End it and wait; its exit status."""
    process.send_signal(how)
    status = process.wait(timeout=120)
    if process.stdout is not None:
        process.stdout.close()
    return status


@contextmanager
def serving_at(home: Path, database: str, *, nice: int = 0) -> Iterator[str]:
    """A server for a while; its address. `nice` keeps it out of the till's way, as if it stood elsewhere."""
    process, address = serve(home, database, nice=nice)
    try:
        yield address
    finally:
        end(process)
