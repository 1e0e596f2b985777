"""Bar codes on the screen, to be scanned off it or typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from koperasi_pos.trade.lessons import Offer
from koperasi_pos.ui.widgets.cards import clear_layout

BARS, WORDS, QUIET = 30, 17, 10
"""Height of the bars and of a line of words; white at both sides of the bars, in bars."""

MODULE = 2
"""Pixels a bar, so that a scanner can read it off the screen."""


class CodeBox(QWidget):
    """One code on white ground, with the name of the goods above and the digits below."""

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        self._pattern = _pattern(offer.code)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(f"{offer.name} {offer.code}")
        self.setToolTip(f"{offer.name} · {offer.code}")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its bars, or its digits."""
        bars = (len(self._pattern) + 2 * QUIET) * MODULE
        digits = QFontMetrics(self._font()).horizontalAdvance(self.offer.code) + 12
        return QSize(max(bars, digits), WORDS * 2 + (BARS if self._pattern else 0) + 6)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(12)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """White as paper in the dark, too: a scanner needs it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.setPen(QColor("#14211b"))
        painter.setFont(self._font())
        middle = Qt.AlignmentFlag.AlignCenter
        words = QFontMetrics(self._font()).elidedText(
            f"{self.offer.name} · {self.offer.unit}", Qt.TextElideMode.ElideMiddle, self.width() - 8
        )
        painter.drawText(QRect(0, 2, self.width(), WORDS), middle, words)
        left = (self.width() - len(self._pattern) * MODULE) // 2
        for number, bar in enumerate(self._pattern):
            if bar == "1":
                painter.fillRect(left + number * MODULE, WORDS + 3, MODULE, BARS, QColor("#000000"))
        below = WORDS + 3 + (BARS if self._pattern else 0)
        painter.drawText(QRect(0, below, self.width(), WORDS), middle, self.offer.code)
        painter.end()


class CodeBoxes(QWidget):
    """The codes of a lesson, below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QVBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._shown: tuple[Offer, ...] = ()
        self.boxes: list[CodeBox] = []

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show other codes; nothing is painted anew where they stay the same."""
        if tuple(offers) != self._shown:
            self._shown = tuple(offers)
            clear_layout(self._row)
            self.boxes = [CodeBox(offer) for offer in offers]
            for box in self.boxes:
                self._row.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)
        self.setVisible(bool(offers))


def _pattern(code: str) -> str:
    """The bars of a code; none for what no bars can carry."""
    from koperasi_pos.paper.drawing import bars
    from koperasi_pos.paper.labels import bar_code

    block = bar_code(code)
    try:
        return bars(block) if block is not None else ""
    except ValueError:
        return ""
