"""Cards beside a lesson, to be tapped by touch, key or scan; and the face of the santri who stands at the counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from koperasi_pos.trade.lessons import Holder
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.theme.style import colours
from koperasi_pos.ui.widgets.buttons import cap_width, paint_cap
from koperasi_pos.ui.widgets.card_face import paint_photo, pixmap_of
from koperasi_pos.ui.widgets.cards import clear_layout
from koperasi_pos.words import _

TALL = 100
FACE = QSize(78, TALL)
KEYS = ("Ctrl+W", "Ctrl+E")
"""The key that taps the first card, and the second one."""

_MODULE = 2


class LessonCard(QWidget):
    """One card as it lies on the counter: its QR, no name and no face; those the till shows."""

    tapped = Signal()

    def __init__(self, token: str, name: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import segno

        self.token, self._name, self._key = token, name, key
        self._rows = [bytes(row) for row in segno.make_qr(token, error="m").matrix]
        side = (len(self._rows) + 4) * _MODULE
        self.setFixedSize(QSize(max(side, cap_width(self, key)) + 26, TALL))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Tap {card}").format(card=name))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A touch lays it on the reader."""
        if self.rect().contains(event.position().toPoint()):
            self.tapped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A card with its number, the QR on white ground, the key below."""
        use = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(use.line))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#14211b"))
        painter.drawText(QRect(0, 3, self.width(), 17), Qt.AlignmentFlag.AlignCenter, self._name)
        side = len(self._rows) * _MODULE
        left = (self.width() - side) // 2
        for down, row in enumerate(self._rows):
            for across, dark in enumerate(row):
                if dark:
                    painter.fillRect(left + across * _MODULE, 22 + down * _MODULE, _MODULE, _MODULE, QColor("#000000"))
        painter.end()
        paint_cap(self, self._key, (self.width() - cap_width(self, self._key)) // 2, top=TALL - 24)


class LessonCards(QWidget):
    """The cards in a row, the face before them; `tap` gets what the reader would tell."""

    def __init__(self, tap: Callable[[Tap], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tap = tap
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._shown: tuple[tuple[str, ...], bytes] = ((), b"")
        self.boxes: list[LessonCard] = []

    def show_cards(self, holders: Sequence[Holder], face: bytes) -> None:
        """Show other cards; nothing is made anew where they stay the same."""
        wanted = (tuple(holder.token for holder in holders), face)
        if wanted != self._shown:
            self._shown = wanted
            clear_layout(self._row)
            if face:
                self._row.addWidget(_Face(pixmap_of(face, FACE)))
            names = [_("Card {number}").format(number=place) for place in range(1, len(holders) + 1)]
            self.boxes = [
                LessonCard(holder.token, name, key)
                for holder, name, key in zip(holders, names, KEYS[: len(holders)], strict=True)
            ]
            for box in self.boxes:
                box.tapped.connect(partial(self._lay_down, box.token))
                self._row.addWidget(box)
        self.setVisible(bool(holders))

    def keys(self) -> dict[str, Callable[[], None]]:
        """The keys of the cards that are shown."""
        return {key: partial(self._lay_down, box.token) for key, box in zip(KEYS, self.boxes, strict=False)}

    def _lay_down(self, token: str) -> None:
        self._tap(Tap("scan", token=token))


class _Face(QWidget):
    """Who stands at the counter."""

    def __init__(self, photo: QPixmap | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo = photo
        self.setFixedSize(FACE)
        self.setAccessibleName(_("The santri at the counter"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The face, with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_photo(painter, self.rect(), self._photo)
        painter.end()
