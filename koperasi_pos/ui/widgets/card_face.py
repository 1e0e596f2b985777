"""The card at the counter: the face to compare, name and class, what is left today, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.ui.theme.style import colours, icon
from koperasi_pos.ui.widgets.buttons import cap_width, paint_cap
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

HEIGHT = 116
"""Of photo and lines; a word below adds to it."""

MOST_LINES = 4
"""Of a word about what stands in the way; goods and rule must both be read."""

PHOTO = QSize(69, 92)


def pixmap_of(content: bytes | None, size: QSize) -> QPixmap | None:
    """A photo that fills a size; `None` where there is none."""
    image = QPixmap()
    if content is None or not image.loadFromData(content):
        return None
    grown = image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    over = QRect((grown.width() - size.width()) // 2, 0, size.width(), size.height())
    return grown.copy(over)


def paint_photo(painter: QPainter, place: QRect, photo: QPixmap | None) -> None:
    """The photo with round corners; a figure where there is none."""
    use = colours()
    path = QPainterPath()
    path.addRoundedRect(place, 8, 8)
    painter.save()
    painter.setClipPath(path)
    painter.fillRect(place, QColor(use.mint))
    if photo is not None:
        painter.drawPixmap(place, photo)
    else:
        side = min(place.width(), place.height()) - 18
        sign = QRect(0, 0, side, side)
        sign.moveCenter(place.center())
        icon("mdi6.account", use.on_mint).paint(painter, sign)
    painter.restore()


class CardFace(QFrame):
    """Shows a card; with a key it can be touched, to choose another customer."""

    def __init__(self, choose: Callable[[], None] | None = None, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choose, self.key = choose, key
        self._shown: ShownCard | None = None
        self._photo: QPixmap | None = None
        self._warning = ""
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if choose is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A touch does what the key does."""
        if self._choose is not None and self.rect().contains(event.position().toPoint()):
            self._choose()

    def show_card(self, shown: ShownCard | None, warning: str = "") -> None:
        """Show a card, and what stands in the way of this basket."""
        if shown is not None and (self._shown is None or shown.photo != self._shown.photo):
            self._photo = pixmap_of(shown.photo, PHOTO)
        self._shown, self._warning = shown, warning
        self.setAccessibleName(" · ".join(self.words()))
        self._fit()
        self.update()

    def words(self) -> list[str]:
        """Everything that is shown, line by line."""
        if self._shown is None:
            return [_("No card")]
        view = self._shown.view
        where = " · ".join(part for part in (view.school_class, view.room) if part) or view.nis
        found = [view.name, where, self._left(), self._of(), self._said()]
        return [line for line in found if line]

    def _left(self) -> str:
        assert self._shown is not None
        left = rupiah(self._shown.view.left_today)
        if self._shown.day_limit is None:
            return _("Can spend {amount}").format(amount=left)
        return _("Left today {amount}").format(amount=left)

    def _of(self) -> str:
        """The balance where it counts, else the limit of the day."""
        assert self._shown is not None
        if self._shown.balance_matters or self._shown.day_limit is None:
            return _("Balance {amount}").format(amount=rupiah(self._shown.view.balance))
        return _("of {amount} a day").format(amount=rupiah(self._shown.day_limit))

    def _look(self) -> str:
        if self._shown is None or not self._shown.look:
            return ""
        if self._photo is None:
            return _("No photo is kept: ask for name and class")
        return _("Without the card: look at the photo") if self._shown.by_hand else _("Look at the photo")

    def _said(self) -> str:
        return self._warning or self._look()

    def _said_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(13)
        font.setBold(True)
        return font

    def _said_height(self) -> int:
        """What the word below takes in this width."""
        if not self._said():
            return 0
        metrics = QFontMetrics(self._said_font())
        room = QRect(0, 0, max(self.width() - 24, 200), 1000)
        tall = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._said()).height()
        return min(tall, MOST_LINES * metrics.lineSpacing()) + 6

    def _fit(self) -> None:
        """As high as what is on it."""
        tall = HEIGHT + self._said_height()
        if self.minimumHeight() != tall or self.maximumHeight() != tall:
            self.setFixedHeight(tall)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """In another width the word below takes more lines or fewer."""
        self._fit()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the panel lets it."""
        return QSize(260, HEIGHT + self._said_height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground, the photo, the lines, the bar of what is left today, the cap beside the class."""
        super().paintEvent(event)
        if self._shown is None:
            return
        use, view = colours(), self._shown.view
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_photo(painter, QRect(12, 12, PHOTO.width(), PHOTO.height()), self._photo)
        left = 12 + PHOTO.width() + 12
        wide = self.width() - left - 12
        small = " · ".join(part for part in (view.school_class, view.room) if part) or view.nis
        beside = wide - (cap_width(self, self.key) + 8 if self.key else 0)
        self._line(painter, view.name, QRect(left, 8, wide, 22), 16, use.ink, bold=True)
        self._line(painter, small, QRect(left, 30, beside, 18), 13, use.ink2)
        self._line(painter, self._left(), QRect(left, 50, wide, 20), 14, use.ink, bold=True)
        self._bar(painter, QRect(left, 73, wide, 6))
        self._line(painter, self._of(), QRect(left, 83, wide, 18), 13, use.ink2)
        painter.setFont(self._said_font())
        painter.setPen(QColor(use.red if self._warning else use.on_gold_ground))
        place = QRect(12, HEIGHT - 8, self.width() - 24, self._said_height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap), self._said())
        painter.end()
        if self.key:
            paint_cap(self, self.key, 12, top=31)

    def _bar(self, painter: QPainter, bar: QRect) -> None:
        """How much of the day is left."""
        assert self._shown is not None
        most, use = self._shown.day_limit, colours()
        if not most:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(use.line))
        painter.drawRoundedRect(bar, 3, 3)
        wide = bar.width() * min(int(self._shown.view.left_today), int(most)) // int(most)
        painter.setBrush(QColor(use.green2))
        painter.drawRoundedRect(QRect(bar.left(), bar.top(), wide, bar.height()), 3, 3)

    def _line(
        self, painter: QPainter, text: str, place: QRect, size: int, colour: str, *, bold: bool = False
    ) -> None:  # fmt: skip
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        fits = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fits)
