"""A slip as bytes for ESC/POS printers, through python-escpos; text first, pictures small and in pieces."""

from __future__ import annotations

import io
import logging
import shutil
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from koperasi_pos.paper.code_pages import CODE_PAGES, encode
from koperasi_pos.paper.layout import Align, Arabic, BarCode, Block, Cut, Feed, Layout, Logo, QrCode, Rule, Text
from koperasi_pos.paper.text import replaced

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_A_COLUMN = 12
"""Width of font A: 32 columns are 384 dots (58 mm), 48 are 576 (80 mm)."""

ROWS_A_PIECE = 96
"""Cheap printers lose rows of taller pictures."""

LOGO_DOTS = (240, 120)
"""The most a logo may take: a large one keeps the customer waiting."""

FEED_TO_TEAR = 4
"""Lines that bring the last text above the edge to tear at, on printers without a cutter."""

_ALIGN: dict[Align, bytes] = {"left": b"\x1ba\x00", "centre": b"\x1ba\x01", "right": b"\x1ba\x02"}
_PLAIN = 0


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the printer can do. `code_page` is one of `code_pages.CODE_PAGES`."""

    code_page: str = "CP437"
    cut: bool = True
    raster_arabic: bool = True


class EscPos:
    """Turns slips into bytes. Keeps one python-escpos printer for all of them; not for several threads at once.

    The library takes a fifth of a second to import: it is imported for the first slip, not before.
    """

    def __init__(self, abilities: Abilities | None = None) -> None:
        self.abilities = abilities or Abilities()
        self._codec = CODE_PAGES.get(self.abilities.code_page)
        if self._codec is None:
            raise ValueError(f"no code page {self.abilities.code_page!r}: choose one of {', '.join(CODE_PAGES)}")
        self._dummy: Any = None
        self._raw: Any = None
        self._style = _PLAIN
        self._align: Align = "left"

    def render(self, layout: Layout) -> bytes:
        """The bytes of a whole slip, from ESC @ to the cut."""
        self._begin()
        self._dummy.hw("INIT")
        self._style, self._align = _PLAIN, "left"
        self._dummy.magic.encoding = None
        self._dummy.charcode(self.abilities.code_page)
        lines: list[bytes] = []
        for block in layout.blocks:
            if isinstance(block, Text):
                lines.append(self._text(block, layout.width))
                continue
            if lines:
                self._raw(b"".join(lines))
                lines.clear()
            self._block(block, layout.width)
        if lines:
            self._raw(b"".join(lines))
        return self._finished()

    def _begin(self) -> None:
        if self._dummy is None:
            self._dummy = _dummy_printer()
            self._raw = self._dummy._raw

    def _finished(self) -> bytes:
        output: bytes = self._dummy.output
        self._dummy.clear()
        return output

    def _text(self, text: Text, width: int) -> bytes:
        said = text.left.ljust(width - len(text.right)) + text.right if text.right else text.left
        style = (8 if text.bold else 0) | (16 if text.tall else 0) | (32 if text.wide else 0)
        start = b""
        if text.align != self._align:
            self._align = text.align
            start = _ALIGN[text.align]
        if style != self._style:
            self._style = style
            start += b"\x1b!" + bytes((style,))
        return start + encode(said, self.abilities.code_page) + b"\n"

    def _block(self, block: Block, width: int) -> None:
        match block:
            case Rule(mark):
                self._raw(self._text(Text((mark * width)[:width]), width))
            case Feed(lines):
                self._raw(b"\n" * lines)
            case BarCode():
                self._bar_code(block)
            case QrCode(content, size):
                self._put("centre")
                self._dummy.qr(content, size=size, native=True)
            case Arabic():
                self._arabic(block, width)
            case Logo(content):
                self._put("centre")
                self._picture(small_logo(content))
            case Cut() if self.abilities.cut:
                self._dummy.cut("PART")
            case Cut():
                self._dummy.print_and_feed(FEED_TO_TEAR)

    def _put(self, align: Align) -> None:
        if align != self._align:
            self._align = align
            self._raw(_ALIGN[align])

    def _bar_code(self, block: BarCode) -> None:
        self._put("centre")
        code = code_128(block.code) if block.symbology == "CODE128" else block.code
        self._dummy._hw_barcode(  # its public twin prints a line on the screen for every code
            code, block.symbology, height=block.height, width=2, pos="BELOW", font="A", align_ct=False, check=True,
            function_type="B",
        )  # fmt: skip

    def _arabic(self, block: Arabic, width: int) -> None:
        if not self.abilities.raster_arabic:
            for line in replaced(block, width):
                self._raw(self._text(Text(line, align=block.align), width))
            return
        from koperasi_pos.paper import arabic

        self._put("left")
        self._picture(arabic.drawn(block.text, width * DOTS_A_COLUMN, align=block.align))

    def _picture(self, picture: Image) -> None:
        self._dummy.image(picture, impl="bitImageRaster", fragment_height=ROWS_A_PIECE, center=False)


def code_128(code: str) -> str:
    """The code as printers take it: `{C` and a character for every two digits where it is digits, else `{B`."""
    if code.isdecimal() and len(code) % 2 == 0:
        return "{C" + "".join(chr(int(code[at : at + 2])) for at in range(0, len(code), 2))
    return "{B" + code.replace("{", "{{")


@lru_cache(maxsize=4)
def small_logo(content: bytes) -> Image:
    """The logo in black and white, not larger than `LOGO_DOTS`. Raises `OSError` for bytes that are no picture."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as found:
        flat = Image.new("RGB", found.size, "white")
        whole = found.convert("RGBA")
        flat.paste(whole, mask=whole.getchannel("A"))
    flat.thumbnail(LOGO_DOTS)
    return flat.convert("L").convert("1")


def _dummy_printer() -> Any:
    """python-escpos' printer that only collects bytes, of a profile that says how wide pictures may be."""
    _load_library()
    from escpos.capabilities import Profile
    from escpos.printer import Dummy

    class Paper(Profile):  # type: ignore[misc]
        """The default profile, with a width: where it is unknown the library prints a complaint on the screen."""

        profile_data = {  # noqa: RUF012 - the library's own way to give a profile its facts
            **Profile.profile_data,
            "media": {"dpi": 203, "width": {"mm": 80, "pixels": 576}},
        }

    return Dummy(profile=Paper(features=Profile.profile_data["features"]))


def _load_library() -> None:
    """Import python-escpos without what it does on the side: a handler on the root log, a folder that stays behind."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    from escpos import capabilities

    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
