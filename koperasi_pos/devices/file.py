"""A printer that is a file: slips are appended to it, or each gets its own file in a folder."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from koperasi_pos.devices.printer import PrinterTrouble

_NUMBERED = re.compile(r"struk-(\d{6,})\.bin")


class FilePrinter:
    """Prints to `path`: a folder takes one file a slip (`struk-000001.bin` …), anything else is appended to.

    A slip is there whole or not at all, also after a power cut.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The path."""
        return str(self._path)

    def check(self) -> None:
        """Whether the place for it is there and may be written to."""
        place = self._path if self._path.is_dir() else self._path.parent
        if not place.is_dir() or (self._path.exists() and not (self._path.is_file() or self._path.is_dir())):
            raise PrinterTrouble("unreachable", printer=self.name)
        target = self._path if self._path.exists() else place
        if not os.access(target, os.W_OK):
            raise PrinterTrouble("disk", printer=self.name)

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """Keep one slip; see `Printer.send`."""
        self.check()
        if begins is not None:
            begins()
        try:
            if self._path.is_dir():
                self._own_file(first + data)
            else:
                self._append(first + data)
        except OSError as error:
            raise PrinterTrouble("disk", printer=self.name) from error

    def _append(self, slip: bytes) -> None:
        """Behind what is there; where the disk fails half-way the half is taken away again."""
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        try:
            before = os.fstat(handle).st_size
            try:
                rest = memoryview(slip)
                while rest:
                    rest = rest[os.write(handle, rest) :]
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)

    def _own_file(self, slip: bytes) -> None:
        taken = (_NUMBERED.fullmatch(entry.name) for entry in self._path.iterdir())
        number = max((int(found[1]) for found in taken if found), default=0) + 1
        handle, name = tempfile.mkstemp(dir=self._path, prefix=".struk-")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(slip)
                out.flush()
                os.fsync(out.fileno())
            part.rename(self._path / f"struk-{number:06d}.bin")
        except BaseException:
            part.unlink(missing_ok=True)
            raise
