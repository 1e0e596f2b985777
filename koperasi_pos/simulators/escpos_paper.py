"""Reads ESC/POS bytes back into what a customer would hold: lines, codes, pictures, cuts and pulses of the drawer.

It is written from the command set, not from our writer, and goes on after whatever it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from koperasi_pos.simulators.escpos_commands import (
    CODECS,
    ESC,
    GS,
    Cursor,
    bit_image_length,
    skip_dle,
    skip_esc,
    skip_fs,
    skip_gs,
)


@dataclass(frozen=True)
class PrintedLine:
    """A line of characters; `columns` is how much of the paper's width it takes."""

    text: str
    align: str = "left"
    bold: bool = False
    tall: bool = False
    columns: int = 0


@dataclass(frozen=True)
class PrintedCode:
    """A bar code, QR code or PDF417: `kind` is `CODE128`, `EAN13`, … `QR`, `PDF417`."""

    kind: str
    content: str
    align: str = "left"


@dataclass(frozen=True)
class PrintedPicture:
    """A raster of `width` × `height` dots; `bits` one bit a dot, rows padded to bytes, empty for other forms."""

    width: int
    height: int
    align: str = "left"
    bits: bytes = b""


@dataclass(frozen=True)
class CutMark:
    """Here the paper was cut, wholly or not."""

    partly: bool


@dataclass(frozen=True)
class Pulse:
    """The drawer was kicked; `at` is the number of bytes before the command."""

    pin: int
    at: int


@dataclass(frozen=True)
class Unknown:
    """Bytes of a command that this reader does not know."""

    command: bytes


Item = PrintedLine | PrintedCode | PrintedPicture | CutMark | Pulse | Unknown


@dataclass
class Paper:
    """Everything that came out of the printer, in order."""

    items: list[Item] = field(default_factory=list)

    @property
    def lines(self) -> list[PrintedLine]:
        """Lines of characters, empty ones included."""
        return [item for item in self.items if isinstance(item, PrintedLine)]

    @property
    def codes(self) -> list[PrintedCode]:
        """Bar codes and QR codes."""
        return [item for item in self.items if isinstance(item, PrintedCode)]

    @property
    def pictures(self) -> list[PrintedPicture]:
        """Pictures, a piece each."""
        return [item for item in self.items if isinstance(item, PrintedPicture)]

    @property
    def cuts(self) -> int:
        """How often the paper was cut."""
        return sum(isinstance(item, CutMark) for item in self.items)

    @property
    def pulses(self) -> list[Pulse]:
        """Every kick of the drawer."""
        return [item for item in self.items if isinstance(item, Pulse)]

    @property
    def unknown(self) -> list[Unknown]:
        """Commands that were not understood."""
        return [item for item in self.items if isinstance(item, Unknown)]

    def text(self, width: int) -> str:
        """The paper as lines of text: codes as their characters (`[QR]` for those without), pictures left out."""
        rows: list[str] = []
        for item in self.items:
            if isinstance(item, PrintedLine):
                rows.append(_placed(item.text, item.align, width))
            elif isinstance(item, PrintedCode):
                shown = item.content if item.kind not in {"QR", "PDF417"} else f"[{item.kind}]"
                rows.append(_placed(shown, item.align, width))
        while rows and not rows[-1]:
            rows.pop()
        return "\n".join(rows)

    def slips(self) -> list[Paper]:
        """The paper in pieces, as the cutter leaves it; what comes after the last cut is the last piece."""
        pieces = [Paper()]
        for item in self.items:
            pieces[-1].items.append(item)
            if isinstance(item, CutMark):
                pieces.append(Paper())
        return pieces if pieces[-1].items else pieces[:-1]


def read_paper(stream: bytes) -> Paper:
    """What these bytes print. Never raises: cut-off commands end the paper, unknown ones are noted and passed over."""
    return _Reader(stream).read()


def _placed(text: str, align: str, width: int) -> str:
    spare = max(0, width - len(text))
    return {"left": 0, "centre": spare // 2, "right": spare}[align] * " " + text


_ALIGNS = {0: "left", 1: "centre", 2: "right", 48: "left", 49: "centre", 50: "right"}

_BAR_CODES = {
    0: "UPC-A", 1: "UPC-E", 2: "EAN13", 3: "EAN8", 4: "CODE39", 5: "ITF", 6: "CODABAR",
    65: "UPC-A", 66: "UPC-E", 67: "EAN13", 68: "EAN8", 69: "CODE39", 70: "ITF", 71: "CODABAR", 72: "CODE93",
    73: "CODE128", 74: "GS1-128",
}  # fmt: skip


class _Reader:
    """The state of a printer while it reads: style, place, the line that is being filled."""

    def __init__(self, stream: bytes) -> None:
        self._bytes = Cursor(stream)
        self._paper = Paper()
        self._pending = bytearray()
        self._columns = 0
        self._stored_codes: dict[int, str] = {}
        self._stored_picture: PrintedPicture | None = None
        self._reset()

    def _reset(self) -> None:
        self._align, self._bold, self._tall, self._wide, self._codec = "left", False, False, 1, "cp437"
        self._line: list[str] = []
        self._line_bold = self._line_tall = False

    def read(self) -> Paper:
        """Until the bytes end."""
        while not self._bytes.at_end:
            self._one()
        if self._line or self._pending:
            self._end_line()
        return self._paper

    def _one(self) -> None:
        byte = self._bytes.byte()
        if byte >= 0x20:
            self._pending.append(byte)
            self._columns += self._wide
            self._line_bold |= self._bold
            self._line_tall |= self._tall
        elif byte == 0x0A:
            self._end_line()
        elif byte == 0x1B:
            self._esc()
        elif byte == 0x1D:
            self._gs()
        elif byte == 0x1C:
            self._note(b"\x1c", skip_fs(self._bytes))
        elif byte == 0x10:
            self._note(b"\x10", skip_dle(self._bytes))
        elif byte == 0x09:
            self._pending.append(0x20)
            self._columns += self._wide
        elif byte == 0x0C and (self._line or self._pending):
            self._end_line()

    def _note(self, lead: bytes, unknown: bytes) -> None:
        if unknown:
            self._paper.items.append(Unknown(lead + unknown))

    def _flush(self) -> None:
        if self._pending:
            self._line.append(bytes(self._pending).decode(self._codec, "replace"))
            self._pending.clear()

    def _end_line(self) -> None:
        self._flush()
        text = "".join(self._line).rstrip()
        line = PrintedLine(text, self._align, self._line_bold, self._line_tall, self._columns)
        self._paper.items.append(line if text else PrintedLine(""))
        self._line, self._columns, self._line_bold, self._line_tall = [], 0, False, False

    def _break(self) -> None:
        """A picture or a code begins: what stands in the line so far is printed before it."""
        if self._line or self._pending:
            self._end_line()

    def _esc(self) -> None:
        command = self._bytes.byte()
        if command == ESC["reset"]:
            self._pending.clear()  # a line that was not printed yet is lost: so a printer forgets half a slip
            self._columns = 0
            self._reset()
        elif command == ESC["style"]:
            style = self._bytes.byte()
            self._bold, self._tall, self._wide = bool(style & 8), bool(style & 16), 2 if style & 32 else 1
        elif command in (ESC["bold"], ESC["double_strike"]):
            self._bold = bool(self._bytes.byte() & 1)
        elif command == ESC["align"]:
            self._align = _ALIGNS.get(self._bytes.byte(), self._align)
        elif command == ESC["code_page"]:
            self._flush()
            self._codec = CODECS.get(self._bytes.byte(), "latin-1")
        elif command == ESC["feed"]:
            self._feed(self._bytes.byte())
        elif command == ESC["pulse"]:
            pin, _on, _off = self._bytes.byte(), self._bytes.byte(), self._bytes.byte()
            self._paper.items.append(Pulse(5 if pin & 1 else 2, self._bytes.place - 5))
        elif command in (ESC["cut"], ESC["cut_partly"]):
            self._cut(partly=command == ESC["cut_partly"])
        elif command == ESC["bit_image"]:
            mode, width = self._bytes.byte(), self._bytes.number(2)
            self._bytes.take(bit_image_length(mode, width))
            self._flush()
            self._paper.items.append(PrintedPicture(width, 24 if mode >= 32 else 8, self._align))
        else:
            self._note(b"\x1b", skip_esc(self._bytes, command))

    def _feed(self, lines: int) -> None:
        if self._line or self._pending:
            self._end_line()
            lines -= 1
        self._paper.items.extend(PrintedLine("") for _ in range(lines))

    def _cut(self, *, partly: bool) -> None:
        self._break()
        self._paper.items.append(CutMark(partly))

    def _gs(self) -> None:
        command = self._bytes.byte()
        if command == GS["size"]:
            size = self._bytes.byte()
            self._wide, self._tall = (size >> 4 & 7) + 1, bool(size & 7)
        elif command == GS["cut"]:
            mode = self._bytes.byte()
            if mode in (65, 66, 97, 98, 103, 104):
                self._bytes.byte()
            self._cut(partly=mode in (1, 49, 66, 98, 104))
        elif command == GS["raster"]:
            self._raster()
        elif command == GS["bar_code"]:
            self._bar_code()
        elif command == GS["function"]:
            self._function()
        elif command == GS["large_function"]:
            self._bytes.byte()
            self._graphics(self._bytes.take(self._bytes.number(4)))
        else:
            self._note(b"\x1d", skip_gs(self._bytes, command))

    def _raster(self) -> None:
        self._bytes.take(2)
        across, rows = self._bytes.number(2), self._bytes.number(2)
        bits = self._bytes.take(across * rows)
        self._break()
        self._paper.items.append(PrintedPicture(across * 8, rows, self._align, bits))

    def _bar_code(self) -> None:
        kind = self._bytes.byte()
        content = self._bytes.take(self._bytes.byte()) if kind >= 65 else self._bytes.until(0)
        shown = content.decode("latin-1")
        if kind == 73 and shown[:2] in ("{A", "{B"):
            shown = shown[2:]
        elif kind == 73 and shown[:2] == "{C":
            shown = "".join(f"{pair:02d}" for pair in content[2:])
        self._break()
        self._paper.items.append(PrintedCode(_BAR_CODES.get(kind, str(kind)), shown, self._align))

    def _function(self) -> None:
        group = self._bytes.byte()
        content = self._bytes.take(self._bytes.number(2))
        if group == ord("k") and len(content) >= 2:
            self._two_dimensional(content)
        elif group == ord("L"):
            self._graphics(content)

    def _two_dimensional(self, content: bytes) -> None:
        kind, function = content[0], content[1]
        if function == 80:
            self._stored_codes[kind] = content[3:].decode("utf-8", "replace")
        elif function == 81:
            self._break()
            name = {48: "PDF417", 49: "QR"}.get(kind, str(kind))
            self._paper.items.append(PrintedCode(name, self._stored_codes.get(kind, ""), self._align))

    def _graphics(self, content: bytes) -> None:
        if len(content) >= 10 and content[1] == 112:
            width, height = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
            self._stored_picture = PrintedPicture(width, height, self._align, content[10:])
        elif len(content) >= 2 and content[1] in (2, 50) and self._stored_picture is not None:
            self._break()
            self._paper.items.append(self._stored_picture)
