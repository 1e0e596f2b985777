"""A slip on the screen as it comes out of the printer: a strip of paper in a typeface of even width."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QPolygon
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from koperasi_pos.paper.layout import Arabic, BarCode, Block, Cut, Feed, Layout, Logo, QrCode, Rule, Text
from koperasi_pos.paper.text import preview
from koperasi_pos.ui.theme.style import font_family

PAPER = QColor("#fffefb")
INK = QColor("#1d1d1b")
EDGE = QColor("#d9d6cc")
LETTER_PIXELS = 13
LINE_PIXELS = 18
MARGIN = 16
TOOTH = 6
ARABIC_PIXELS = 20
LOGO_PIXELS = 64


@cache
def _letters(*, bold: bool = False) -> QFont:
    font = QFont(font_family("NotoSansMono-Bold.ttf" if bold else "NotoSansMono-Regular.ttf"))
    font.setPixelSize(LETTER_PIXELS)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _arabic_letters() -> QFont:
    font = QFont(font_family("NotoNaskhArabic-Regular.ttf"))
    font.setPixelSize(ARABIC_PIXELS)
    return font


class Strip(QWidget):
    """The paper itself; as wide as its columns, as long as the slip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout: Layout | None = None
        self._cell = QFontMetricsF(_letters()).horizontalAdvance("0")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_slip(self, layout: Layout | None) -> None:
        """Show a slip, or bare paper."""
        self._layout = layout
        self.setFixedSize(self._size())
        self.update()

    def _size(self) -> QSize:
        if self._layout is None:
            return QSize(0, 0)
        width = round(self._layout.width * self._cell) + 2 * MARGIN
        height = sum(self._height(block) for block in self._layout.blocks)
        return QSize(width, height + 2 * MARGIN + TOOTH)

    def _height(self, block: Block) -> int:
        match block:
            case Text():
                return round(LINE_PIXELS * (1.6 if block.tall else 1))
            case Feed(lines):
                return LINE_PIXELS * lines
            case BarCode():
                return 44 + LINE_PIXELS
            case QrCode():
                return 116
            case Arabic():
                return ARABIC_PIXELS * 2
            case Logo():
                return LOGO_PIXELS + 6
            case Cut():
                return 0
            case Rule():
                return LINE_PIXELS

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the paper with its torn end, and every block that is in sight."""
        if self._layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paper(painter)
        painter.setPen(INK)
        y = MARGIN
        for block in self._layout.blocks:
            high = self._height(block)
            if high and event.rect().intersects(QRect(0, y, self.width(), high)):
                self._block(painter, block, QRect(MARGIN, y, self.width() - 2 * MARGIN, high))
            y += high
        painter.end()

    def _paper(self, painter: QPainter) -> None:
        right, bottom = self.width() - 1, self.height() - 1
        outline = [QPoint(0, 0), QPoint(right, 0), QPoint(right, bottom - TOOTH)]
        teeth = max(right // (2 * TOOTH), 1)
        for tooth in range(teeth, 0, -1):
            outline.append(QPoint(right * (2 * tooth - 1) // (2 * teeth), bottom))
            outline.append(QPoint(right * (tooth - 1) // teeth, bottom - TOOTH))
        painter.setBrush(PAPER)
        painter.setPen(QPen(EDGE, 1))
        painter.drawPolygon(QPolygon(outline))

    def _block(self, painter: QPainter, block: Block, place: QRect) -> None:
        match block:
            case Text():
                self._text(painter, block, place)
            case Rule(mark):
                painter.setFont(_letters())
                columns = self._layout.width if self._layout else 0
                self._cells(painter, (mark * columns)[:columns], place, 0)
            case BarCode():
                self._bar_code(painter, block, place)
            case QrCode():
                self._qr_code(painter, block, place)
            case Arabic(text, align):
                painter.setFont(_arabic_letters())
                flags = {
                    "left": Qt.AlignmentFlag.AlignLeft,
                    "centre": Qt.AlignmentFlag.AlignHCenter,
                    "right": Qt.AlignmentFlag.AlignRight,
                }
                painter.drawText(place, flags[align] | Qt.AlignmentFlag.AlignVCenter, text)
            case Logo(picture):
                self._logo(painter, picture, place)
            case Feed() | Cut():
                return

    def _text(self, painter: QPainter, text: Text, place: QRect) -> None:
        painter.save()
        painter.setFont(_letters(bold=text.bold))
        wide, tall = (2 if text.wide else 1), (1.6 if text.tall else 1)
        painter.translate(place.left(), place.top())
        painter.scale(wide, tall)
        columns = (self._layout.width if self._layout else 0) // wide
        inner = QRect(0, 0, place.width() // wide, LINE_PIXELS)
        room = max(columns - len(text.left), 0)
        first = {"left": 0, "centre": room / 2 if text.wide else room // 2, "right": room}[text.align]
        self._cells(painter, text.left, inner, 0 if text.right else first)
        if text.right:
            self._cells(painter, text.right, inner, columns - len(text.right))
        painter.restore()

    def _cells(self, painter: QPainter, text: str, place: QRect, first: float) -> None:
        """Letters on the grid of columns, beginning at column `first`."""
        base = place.top() + LINE_PIXELS * 0.74
        x = place.left() + first * self._cell
        if text.isascii():
            painter.drawText(QPointF(x, base), text)
            return
        for number, letter in enumerate(text):
            painter.drawText(QPointF(x + number * self._cell, base), letter)

    def _bar_code(self, painter: QPainter, block: BarCode, place: QRect) -> None:
        from koperasi_pos.paper.drawing import bars

        pattern = bars(block)
        module = max(min(place.width() // (len(pattern) + 10), 2), 1)
        left = place.left() + (place.width() - module * len(pattern)) // 2
        for number, bar in enumerate(pattern):
            if bar == "1":
                painter.fillRect(left + number * module, place.top() + 4, module, 38, INK)
        painter.setFont(_letters())
        columns = self._layout.width if self._layout else 0
        below = QRect(place.left(), place.top() + 44, place.width(), LINE_PIXELS)
        self._cells(painter, block.code, below, max(columns - len(block.code), 0) // 2)

    def _qr_code(self, painter: QPainter, block: QrCode, place: QRect) -> None:
        import segno

        rows = [list(row) for row in segno.make(block.content, error="m").matrix]
        module = max(place.height() // (len(rows) + 4), 1)
        left = place.left() + (place.width() - module * len(rows)) // 2
        top = place.top() + (place.height() - module * len(rows)) // 2
        for down, row in enumerate(rows):
            for across, dot in enumerate(row):
                if dot:
                    painter.fillRect(left + across * module, top + down * module, module, module, INK)

    def _logo(self, painter: QPainter, picture: bytes, place: QRect) -> None:
        found = QPixmap()
        found.loadFromData(picture)
        if found.isNull():
            return
        found = found.scaled(
            place.width(), LOGO_PIXELS, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawPixmap(place.left() + (place.width() - found.width()) // 2, place.top(), found)


class PaperPreview(QScrollArea):
    """Shows one slip at a time on a ground like a desk; scrolls by wheel, touch and Page Up/Down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip = Strip()
        ground = QWidget()
        ground.setObjectName("paperGround")
        rows = QVBoxLayout(ground)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.addWidget(self._strip, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        rows.addStretch(1)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self._layout_shown: Layout | None = None

    def show_slip(self, layout: Layout | None) -> None:
        """Show a slip from its beginning; `None` clears the desk."""
        self._layout_shown = layout
        self._strip.show_slip(layout)
        self.setMinimumWidth(self._strip.width() + 40 if layout is not None else 0)
        self.verticalScrollBar().setValue(0)
        self.setAccessibleName(self.text())

    @property
    def slip(self) -> Layout | None:
        """What is shown."""
        return self._layout_shown

    def text(self) -> str:
        """What is shown as lines of characters, for readers of the screen."""
        return "" if self._layout_shown is None else preview(self._layout_shown)
