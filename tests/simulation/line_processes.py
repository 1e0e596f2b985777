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
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

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
    """The server of a province as a process of its own, over a database that is somebody else's."""

    def __init__(self, home: Path, url: str, port: int, *options: str) -> None:
        self.home, self.url, self.port, self.options = home, url, port, options
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (home / "server.log").open("ab")

    def start(self) -> None:
        """Start it and wait until it says where it is."""
        command = [
            sys.executable, "-m", "koperasi_pos", "--home", str(self.home), "province", "serve", "--database", self.url,
            "--port", str(self.port), *self.options,
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, start_new_session=True)
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise AssertionError("the server does not start")
        said = self._process.stdout.readline()
        if b"http" not in said:
            raise AssertionError(f"the server did not start: {said!r}, see {self.home / 'server.log'}")
        self.port = int(said.rstrip().rpartition(b":")[2])

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Kill it (SIGKILL) with all its workers."""
        process, self._process = self._process, None
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


class KilledPostgres:
    """A real PostgreSQL that waits for its disk, as it does in a province; it is killed with all its sessions."""

    def __init__(self, folder: Path) -> None:
        self._postgres = Postgres(folder, settings=("shared_buffers=32MB",))
        self.url = ""

    def start(self) -> str:
        """Start it; how it is reached."""
        self._postgres.start()
        self.url = self._postgres.ensure_database("province")
        return self.url

    def kill(self) -> None:
        """SIGKILL for its whole group: nobody has time to write anything down."""
        os.killpg(self._postgres.pid, signal.SIGKILL)
        self._postgres.stop()

    def stop(self) -> None:
        """Stop it in good order."""
        self._postgres.stop()


def victims(dice: random.Random, kills: int) -> list[str]:
    """Who is killed, one after the other; each of the three at least once where there are enough kills."""
    chosen = ["till", "server", "postgres"][:kills]
    chosen += dice.choices(["till", "server", "postgres"], [5, 3, 2], k=max(0, kills - 3))
    dice.shuffle(chosen)
    return chosen


def counted(victims_: list[str]) -> str:
    """`12 × till, 5 × server`."""
    return ", ".join(f"{times} × {name}" for name, times in Counter(victims_).most_common())
