"""A slip as a drawing: words, bars, dots and strokes with their places in points, for PDF and for pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from koperasi_pos.paper import arabic
from koperasi_pos.paper.fonts import in_font, length
from koperasi_pos.paper.layout import Align, Arabic, BarCode, Block, Cut, Feed, Layout, Logo, QrCode, Rule, Text

POINTS_A_MM = 72 / 25.4

NARROW_MM = 58
WIDE_MM = 80
MARGIN_MM = 4

LINE = 1.32
"""Distance of lines, against the size of the letters."""

TALL = 1.3
WIDE = 1.35
LOGO_MM = (30, 15)


@dataclass(frozen=True, slots=True)
class Words:
    """A text whose first letter begins at `x` on the base line `y`."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    arabic: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar code: `pattern` of 1 and 0, each `module` wide, hanging down from `y`."""

    x: float
    y: float
    module: float
    height: float
    pattern: str


@dataclass(frozen=True, slots=True)
class Dots:
    """A QR code: rows of 1 and 0, each dot `module` wide and high."""

    x: float
    y: float
    module: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG, its upper left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    content: bytes


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line across."""

    x: float
    y: float
    length: float
    dashed: bool = True


Mark = Words | Bars | Dots | Picture | Stroke


@dataclass
class Drawing:
    """Marks on a page of `width` × `height` points; y grows downwards."""

    width: float
    height: float = 0
    marks: list[Mark] = field(default_factory=list)

    def words(
        self, text: str, y: float, size: float, *, bold: bool = False, align: Align = "left", left: float = 0,
        right: float | None = None,
    ) -> None:  # fmt: skip
        """A line of text between two edges; letters shrink where it would not fit."""
        room = (self.width if right is None else right) - left
        shown = in_font(text)
        wanted = length(shown, size, bold=bold)
        if wanted > room > 0:
            size, wanted = size * room / wanted, room
        x = left + {"left": 0.0, "centre": (room - wanted) / 2, "right": room - wanted}[align]
        self.marks.append(Words(x, y, shown, size, bold))

    def arabic_words(
        self, text: str, y: float, size: float, *, align: Align = "centre", left: float = 0, right: float | None = None
    ) -> float:
        """Lines in Arabic script below `y`; returns the height they take."""
        room = (self.width if right is None else right) - left
        rows = arabic.lines(text, room, size)
        for number, pieces in enumerate(rows):
            spare = max(room - arabic.line_length(pieces, size), 0)
            x = left + {"left": 0.0, "centre": spare / 2, "right": spare}[align]
            for piece in pieces:
                base = y + (number + 0.75) * size * 1.6
                self.marks.append(Words(x, base, piece[0], size if piece[1] else size * arabic.LATIN, arabic=piece[1]))
                x += arabic.piece_length(piece, size)
        return len(rows) * size * 1.6

    def bar_code(self, block: BarCode, y: float, *, height: float, left: float = 0, right: float | None = None) -> None:
        """A bar code in the middle between two edges, its modules at most a third of a millimetre."""
        pattern = bars(block)
        room = (self.width if right is None else right) - left
        quiet = 20
        module = min(0.33 * POINTS_A_MM, room / (len(pattern) + quiet))
        x = left + (room - module * len(pattern)) / 2
        self.marks.append(Bars(x, y, module, height, pattern))


def bars(block: BarCode) -> str:
    """The bars of a code as 1 and 0. Raises `ValueError` for what its symbology cannot carry."""
    import barcode
    from barcode.errors import BarcodeError

    try:
        code = barcode.get_barcode_class(block.symbology.lower())(block.code)
        pattern: str = code.build()[0]
    except BarcodeError as error:
        raise ValueError(f"{block.symbology} cannot carry {block.code!r}") from error
    if code.get_fullcode() != block.code:
        # The library mends a wrong check digit: the bars would say another code than the shop's.
        raise ValueError(f"{block.symbology} cannot carry {block.code!r}")
    return pattern


def draw(layout: Layout) -> Drawing:
    """Place every block of a slip on a page as wide as the paper (58 or 80 mm) and as long as it takes."""
    paper_mm = NARROW_MM if layout.width <= 32 else WIDE_MM
    drawing = Drawing(paper_mm * POINTS_A_MM)
    margin = MARGIN_MM * POINTS_A_MM
    size = (drawing.width - 2 * margin) / layout.width * 1.7
    y = margin
    for block in layout.blocks:
        y += _place(drawing, block, y, size, margin)
    drawing.height = y + margin
    return drawing


def _place(drawing: Drawing, block: Block, y: float, size: float, margin: float) -> float:
    """Draw a block below `y`; returns the height it takes."""
    left, right = margin, drawing.width - margin
    match block:
        case Text():
            return _text(drawing, block, y, size, left, right)
        case Rule():
            drawing.marks.append(Stroke(left, y + size * 0.6, right - left))
            return size * 1.2
        case Feed(lines):
            return lines * size * LINE
        case BarCode(code):
            high = block.height / 8 * POINTS_A_MM
            drawing.bar_code(block, y + 2, height=high, left=left, right=right)
            drawing.words(code, y + high + 2 + size, size, align="centre", left=left, right=right)
            return high + size * LINE + 4
        case QrCode():
            return _qr(drawing, block, y)
        case Arabic(text, align):
            return drawing.arabic_words(text, y, size * 1.6, align=align, left=left, right=right)
        case Logo(content):
            return _logo(drawing, content, y)
        case Cut():
            return 0


def _text(drawing: Drawing, text: Text, y: float, size: float, left: float, right: float) -> float:
    size *= (TALL if text.tall else 1) * (WIDE if text.wide else 1)
    base = y + size
    inner = left + (len(text.left) - len(text.left.lstrip())) * size * 0.5
    if not text.right:
        drawing.words(text.left.strip(), base, size, bold=text.bold, align=text.align, left=inner, right=right)
        return size * LINE
    figure = in_font(text.right)
    edge = right - length(figure, size, bold=text.bold)
    drawing.words(figure, base, size, bold=text.bold, align="right", left=left, right=right)
    if text.left.strip():
        drawing.words(text.left.strip(), base, size, bold=text.bold, left=inner, right=edge - size * 0.4)
    return size * LINE


def _qr(drawing: Drawing, block: QrCode, y: float) -> float:
    import segno

    rows = tuple("".join("1" if dot else "0" for dot in row) for row in segno.make_qr(block.content, error="m").matrix)
    module = block.size / 8 * POINTS_A_MM
    side = module * len(rows)
    drawing.marks.append(Dots((drawing.width - side) / 2, y + 4 * module, module, rows))
    return side + 8 * module


def _logo(drawing: Drawing, content: bytes, y: float) -> float:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as found:
        across, down = found.size
    scale = min(LOGO_MM[0] * POINTS_A_MM / across, LOGO_MM[1] * POINTS_A_MM / down)
    width, height = across * scale, down * scale
    drawing.marks.append(Picture((drawing.width - width) / 2, y, width, height, content))
    return height + 4
