"""The far end of a serial cable, on a pty: can be pulled out and plugged in again under the same name."""

from __future__ import annotations

import os
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path


class SerialEnd:
    """`link` is the port's name for the till. One thread calls `serve(came)` with what arrived, also with nothing."""

    def __init__(self, link: Path, serve: Callable[[bytes], None], *, pace: float = 0.02) -> None:
        self.link = link
        self._serve, self._pace = serve, pace
        self._guard = threading.Lock()
        self._master = self._slave = -1
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="far-end", daemon=True)

    def start(self) -> None:
        """Plug it in and begin to serve."""
        self.plug_in()
        self._thread.start()

    def plug_in(self) -> None:
        """The port appears."""
        with self._guard:
            if self._master >= 0:
                return
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            self.link.unlink(missing_ok=True)
            self.link.symlink_to(os.ttyname(self._slave))

    def pull_out(self) -> None:
        """The port is gone, whoever had it open loses it."""
        with self._guard:
            self.link.unlink(missing_ok=True)
            for end in (self._master, self._slave):
                if end >= 0:
                    os.close(end)
            self._master = self._slave = -1

    def send(self, sent: bytes) -> None:
        """Say something; where nobody listens it is lost, as on a cable."""
        with self._guard:
            if self._master >= 0 and select.select([], [self._master], [], 0)[1]:
                os.write(self._master, sent)

    def _run(self) -> None:
        while not self._stopping.wait(self._pace):
            came = b""
            with self._guard:
                while self._master >= 0 and select.select([self._master], [], [], 0)[0]:
                    came += os.read(self._master, 4096)
            self._serve(came)

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._thread.join()
        self.pull_out()
