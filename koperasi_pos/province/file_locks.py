"""Locks on a file between programs, and between two users of one program: many may share one, or one has it alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import fasteners


class FileLock:
    """A lock on one file; let go by the system where its program is killed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened: IO[bytes] | None = None
        # Windows has no flock; there two users within one program are not told apart.
        self._windows = fasteners.InterProcessReaderWriterLock(file) if sys.platform == "win32" else None

    def share(self) -> None:
        """Wait until nobody has it alone, and share it."""
        if self._windows is not None:
            self._windows.acquire_read_lock()
        else:
            self._flock(alone=False, wait=True)

    def take(self) -> None:
        """Wait until nobody else has it, and have it alone."""
        if self._windows is not None:
            self._windows.acquire_write_lock()
        else:
            self._flock(alone=True, wait=True)

    def take_over(self) -> bool:
        """Have it alone in the place of sharing it, at once or not at all; where not, it is let go."""
        if self._windows is not None:
            self._windows.release_read_lock()
            return bool(self._windows.acquire_write_lock(blocking=False))
        try:
            self._flock(alone=True, wait=False)
        except BlockingIOError:
            self.let_go()
            return False
        return True

    def let_go(self) -> None:
        """Let it go."""
        if self._windows is not None:
            release = self._windows.release_write_lock if self._windows.owner else self._windows.release_read_lock
            release()
        elif self._opened is not None:
            self._opened.close()
            self._opened = None

    def _flock(self, *, alone: bool, wait: bool) -> None:
        if sys.platform != "win32":
            import fcntl

            if self._opened is None:
                self._opened = self._file.open("ab")
            fcntl.flock(self._opened, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
