"""A pole display on a pty: two rows of twenty characters, as its glass would show them."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.simulators.serial_end import SerialEnd

COLUMNS = 20


class SimulatedPole:
    """Understands CD5220's string commands and plain text; `rows` is what people read on it."""

    def __init__(self, link: Path, codec: str = "cp437") -> None:
        self._codec = codec
        self._came = b""
        self._cells = [" "] * (2 * COLUMNS)
        self._place = 0
        self._row: int | None = None
        self._typed = b""
        self.bytes_seen = 0
        self.unknown: list[int] = []
        """Control bytes that it knows nothing of."""
        self.end = SerialEnd(link, self._serve)

    @property
    def rows(self) -> tuple[str, str]:
        """Both rows."""
        text = "".join(self._cells)
        return text[:COLUMNS], text[COLUMNS:]

    def start(self) -> None:
        """Switch it on."""
        self.end.start()

    def stop(self) -> None:
        """Switch it off."""
        self.end.stop()

    def switch_off_and_on(self) -> None:
        """The glass is dark and empty; the cable stays where it is."""
        self._clear()

    def _clear(self) -> None:
        self._cells = [" "] * (2 * COLUMNS)
        self._place, self._row, self._typed = 0, None, b""

    def _serve(self, came: bytes) -> None:
        self.bytes_seen += len(came)
        rest = self._came + came
        while rest:
            if self._row is not None:
                rest = self._string(rest)
            elif rest[0] == 0x1B:
                if len(rest) < 2 or (rest[1] == ord("Q") and len(rest) < 3):
                    break
                rest = self._command(rest)
            else:
                self._plain(rest[0])
                rest = rest[1:]
        self._came = rest

    def _command(self, rest: bytes) -> bytes:
        if rest[1] == ord("@"):
            self._clear()
            return rest[2:]
        if rest[1] == ord("Q") and rest[2] in b"AB":
            self._row, self._typed = rest[2] - ord("A"), b""
            return rest[3:]
        self.unknown.append(rest[1])
        return rest[2:]

    def _string(self, rest: bytes) -> bytes:
        """Characters of one row until the carriage return."""
        assert self._row is not None
        words, end, behind = rest.partition(b"\r")
        self._typed += words
        if end:
            start = self._row * COLUMNS
            text = self._typed.decode(self._codec)[:COLUMNS].ljust(COLUMNS)
            self._cells[start : start + COLUMNS] = list(text)
            self._row = None
        return behind

    def _plain(self, byte: int) -> None:
        if byte == 0x0C:
            self._clear()
        elif byte < 0x20:
            self.unknown.append(byte)
        else:
            self._cells[self._place] = bytes((byte,)).decode(self._codec)
            self._place = (self._place + 1) % (2 * COLUMNS)
