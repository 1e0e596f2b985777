"""Pages that belong together, side by side above the page in front, each with its key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from koperasi_pos.ui.theme.style import TOUCH, colours
from koperasi_pos.ui.widgets.cards import clear_layout

WIDE, NARROW = 15, 7
"""Free pixels at each side of a word: where there is room, and where there is little."""


class TabButton(QPushButton):
    """A word with the digit of its key; underlined while its page is in front."""

    def __init__(self, word: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word, self.key, self.margin = word, key, WIDE
        self.setProperty("kind", "tab")
        self.setCheckable(True)
        self.setFixedHeight(TOUCH)
        self.setAccessibleName(f"{word} ({key})")
        self.setToolTip(key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _sized(self, pixels: int, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def _word_width(self) -> int:
        return QFontMetrics(self._sized(14, bold=True)).horizontalAdvance(self.word) + 2

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the bold word and its digit."""
        return QSize(self._word_width() + 14 + 2 * self.margin, TOUCH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never cut."""
        return QSize(self._word_width() + 14 + 2 * NARROW, TOUCH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of the style sheet, the word, the digit, the line below the page in front."""
        super().paintEvent(event)
        use, width = colours(), self._word_width()
        left = (self.width() - width - 14) // 2
        colour = QColor(use.on_mint if self.isChecked() else use.ink2)
        painter = QPainter(self)
        painter.setPen(colour)
        painter.setFont(self._sized(14, bold=self.isChecked()))
        painter.drawText(QRect(left, 0, width, self.height()), Qt.AlignmentFlag.AlignCenter, self.word)
        painter.setFont(self._sized(11, bold=False))
        corner = QRect(left + width + 3, 6, 14, 16)
        painter.drawText(corner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.key[-1])
        if self.isChecked():
            painter.fillRect(QRect(left - 4, self.height() - 4, width + 22, 3), QColor(use.green2))
        painter.end()


class PageTabs(QFrame):
    """`wanted` tells the name of the page that is asked for; nothing is shown for a page that stands alone."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self.setFixedHeight(TOUCH + 1)
        self.buttons: dict[str, TabButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(0)
        self.hide()

    def show_pages(self, pages: Sequence[tuple[str, str]], front: str) -> None:
        """Show (name, word) of the pages that belong to the one in front; fewer than two are no choice."""
        if [name for name, _word in pages] != list(self.buttons):
            self._fill(pages)
        for name, button in self.buttons.items():
            button.setChecked(name == front)
        self.setVisible(bool(self.buttons))

    def _fill(self, pages: Sequence[tuple[str, str]]) -> None:
        clear_layout(self._row)
        self.buttons = {}
        for number, (name, word) in enumerate(pages if len(pages) > 1 else [], 1):
            button = TabButton(word, f"Alt+{number}")
            button.clicked.connect(lambda checked=False, name=name: self.wanted.emit(name))
            self.buttons[name] = button
            self._row.addWidget(button)
        self._row.addStretch(1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The tabs never make the window wider."""
        return QSize(0, TOUCH + 1)
