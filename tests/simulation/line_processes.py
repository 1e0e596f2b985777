"""Till, server and PostgreSQL as real processes that are killed at random moments, a misbehaving line between them."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil

from koperasi_pos.province.postgres import Postgres
from koperasi_pos.simulators.power import HEAD as CSV_HEAD

PATIENCE = 90.0


class SellingTill:
    """A till's process that sells what it is fed and sends it beside; a receipt counts once its line is out."""

    def __init__(self, command: list[str], rows: Iterator[str]) -> None:
        self.command, self._rows = command, rows
        self.told: list[str] = []
        """`K1-000004 12000`, of all the processes there were."""
        self._process: subprocess.Popen[bytes] | None = None
        self._feeder: threading.Thread | None = None
        self._half = b""
        self._may_feed = threading.Semaphore(0)

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def start(self) -> None:
        """Start a process; it sells nothing until it is asked to."""
        self._process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._half = b""
        self._may_feed = threading.Semaphore(0)
        self._feeder = threading.Thread(target=self._feed, args=(self._process, self._may_feed), name="feeder")
        self._feeder.start()
        self._say(CSV_HEAD)

    def _say(self, row: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(row.encode())
            self._process.stdin.flush()
        except OSError:
            # It was killed: what was still to be written goes nowhere, as it should be.
            return

    def _feed(self, process: subprocess.Popen[bytes], may: threading.Semaphore) -> None:
        while may.acquire() and process.poll() is None and self._process is process:
            self._say(next(self._rows))

    def sell(self, receipts: int) -> None:
        """Feed until so many more receipts were told."""
        goal = len(self.told) + receipts
        ends = time.monotonic() + PATIENCE
        while len(self.told) < goal:
            self._may_feed.release()
            self.listen(0.02)
            if time.monotonic() > ends:
                raise AssertionError("the till does not sell")

    def listen(self, seconds: float) -> None:
        """Take in what it tells meanwhile; `AssertionError` where it ended by itself."""
        assert self._process is not None
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return
        piece = os.read(self._process.stdout.fileno(), 65536)
        if not piece:
            raise AssertionError(f"the till ended by itself with status {self._process.wait()}")
        self._take_in(piece)

    def _take_in(self, piece: bytes) -> None:
        *whole, self._half = (self._half + piece).split(b"\n")
        self.told += [line.decode() for line in whole if line]

    def kill(self) -> None:
        """Pull its power (SIGKILL); what it had told counts."""
        process, feeder, self._process = self._process, self._feeder, None
        if process is None or feeder is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.send_signal(signal.SIGKILL)
        self._take_in(process.stdout.read())
        process.wait()
        self._may_feed.release()
        feeder.join()
        process.stdout.close()
        try:
            process.stdin.close()
        except OSError:
            # What was still to be written goes nowhere.
            return


class ServerProcess:
    """The server of a province as a process of its own; without `url` it has a PostgreSQL of its own too.

    It takes a free port whenever it starts: one that was free before may belong to somebody else by then.
    """

    def __init__(self, home: Path, url: str, *options: str) -> None:
        self.home, self.url, self.options = home, url, options
        self.port = 0
        """Where it listens; 0, where nobody ever does, while it is down."""
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (home / "server.log").open("ab")

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of now."""
        return "127.0.0.1", self.port

    def start(self) -> None:
        """Start it and wait until it says where it is."""
        command = [
            sys.executable, "-m", "koperasi_pos", "--home", str(self.home), "province", "serve", "--port", "0",
            *(("--database", self.url) if self.url else ()), *self.options,
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, start_new_session=True)
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise AssertionError(f"the server does not start within {PATIENCE:g} s{self._logs()}")
        said = self._process.stdout.readline()
        if b"http" not in said:
            status = self._process.wait(PATIENCE)
            raise AssertionError(f"the server did not start, status {status}: {said!r}{self._logs()}")
        self.port = int(said.rstrip().rpartition(b":")[2])

    def _logs(self) -> str:
        """The last words of the server and of its PostgreSQL."""
        files = (self.home / "server.log", self.home / "postgres" / "server.log")
        return "".join(f"\n{file}:\n{file.read_text(errors='replace')[-4000:]}" for file in files if file.exists())

    @property
    def alive(self) -> bool:
        """Whether there is a process; `AssertionError` where it ended and nobody had killed it."""
        if self._process is not None and (status := self._process.poll()) is not None:
            raise AssertionError(f"the server ended by itself with status {status}{self._logs()}")
        return self._process is not None

    def kill(self) -> None:
        """Kill it (SIGKILL) with all its workers."""
        process, self._process, self.port = self._process, None, 0
        if process is None:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            # It ended by itself before.
            process.wait()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()

    def close(self) -> None:
        """Kill it and close its log."""
        self.kill()
        self._log.close()


class PatientPostgres:
    """A real PostgreSQL that waits for its disk, as it does in a province."""

    def __init__(self, folder: Path) -> None:
        self._postgres = Postgres(folder)
        self.url = ""

    def start(self) -> str:
        """Start it; how it is reached."""
        self._postgres.start()
        self.url = self._postgres.ensure_database("province")
        return self.url

    def stop(self) -> None:
        """Stop it in good order."""
        self._postgres.stop()


class ServersPostgres:
    """The PostgreSQL that a server keeps in its folder, as seen from outside: which process it is, and its end."""

    def __init__(self, folder: Path) -> None:
        self._said = folder / "postmaster.pid"

    def _words(self) -> list[str]:
        """What it wrote about itself once it took connections; waits for that."""
        for _ in range(600):
            words = [word.strip() for word in self._said.read_text().split("\n")] if self._said.exists() else []
            if len(words) > 7 and words[7] == "ready" and _lives(int(words[0])):
                return words
            threading.Event().wait(0.1)
        raise AssertionError("PostgreSQL does not come back")

    @property
    def url(self) -> str:
        """How its database is reached."""
        return f"postgresql://postgres@/province?host={quote(self._words()[4], safe='')}"

    def kill(self) -> None:
        """SIGKILL; whoever keeps it starts it again."""
        os.kill(int(self._words()[0]), signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order, once its server is gone."""
        words = self._said.read_text().split("\n") if self._said.exists() else []
        try:
            left = psutil.Process(int(words[0])) if words else None
            if left is not None and str(self._said.parent) in left.cmdline():  # else the number is another's by now
                left.send_signal(signal.SIGINT)
                left.wait(120)
        except psutil.NoSuchProcess:
            return


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def victims(dice: random.Random, kills: int) -> list[str]:
    """Who is killed, one after the other; each of the three at least once where there are enough kills."""
    chosen = ["till", "server", "postgres"][:kills]
    chosen += dice.choices(["till", "server", "postgres"], [5, 3, 2], k=max(0, kills - 3))
    dice.shuffle(chosen)
    return chosen
