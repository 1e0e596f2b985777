"""A province server as a process of its own, for tests: started, asked, told to stop, killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.source import ROOT

SAME_KEY = {"KOPERASI_PROVINCE_SECRET_KEY": "0a" * 32}
"""For servers with a folder each on one database: what is secret there opens with one key."""


class ServerProcess:
    """`koperasi-pos province serve` in a folder; `address` is known once it listens."""

    def __init__(
        self,
        home: Path,
        *words: str,
        environment: dict[str, str] | None = None,
        program: Sequence[str] = (sys.executable, "-m", "koperasi_pos"),
    ) -> None:
        self.home = home
        self.log = (home.parent / f"{home.name}.log").open("w+b")
        self.process = subprocess.Popen(
            [*program, "province", "serve", "--home", str(home), "--json", *words],
            stdout=subprocess.PIPE, stderr=self.log, cwd=ROOT, env={**os.environ, **(environment or {})},
        )  # fmt: skip
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        if not first:
            self.end()
            raise AssertionError(Path(self.log.name).read_text(encoding="utf-8"))
        self.address = str(json.loads(first)["address"])

    def told(self) -> str:
        """What the server has logged so far."""
        self.log.flush()
        return Path(self.log.name).read_text(encoding="utf-8")

    def records(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.told().splitlines()]

    @property
    def postgres_pid(self) -> int:
        """The process id of the server's own PostgreSQL."""
        return int((self.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def end(self, with_signal: int = signal.SIGTERM) -> int:
        """Tell it to stop, or kill it; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        status = self.process.wait(120)
        if self.process.stdout is not None:
            self.process.stdout.close()
        if not self.log.closed:
            self.log.close()
        return status


@contextmanager
def province_home() -> Iterator[Path]:
    """A folder for a server; what runs in it still is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="koperasi-serve-"))
    try:
        yield folder / "province"
    finally:
        _stop_postgres(folder / "province" / "postgres" / "postmaster.pid")
        shutil.rmtree(folder, ignore_errors=True)


def _stop_postgres(said: Path) -> None:
    """End the PostgreSQL of a server that was killed."""
    import psutil

    if not said.exists():
        return
    try:
        left = psutil.Process(int(said.read_text().split("\n")[0]))
        if str(said.parent) in left.cmdline():  # the number of one that was killed may be another program's by now
            left.send_signal(signal.SIGINT)
            left.wait(120)
    except psutil.NoSuchProcess:
        return
