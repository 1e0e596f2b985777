"""The card at the counter: the face to compare, name and class, what is left today, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.ui.theme.style import colours, icon
from koperasi_pos.ui.widgets.buttons import KeyButton
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

HEIGHT = 128
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


class CardFace(KeyButton):
    """Shows a card; as a button with a key it lets another customer be chosen."""

    def __init__(self, choose: Callable[[], None] | None = None, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", key, choose, parent=parent)
        self._shown: ShownCard | None = None
        self._photo: QPixmap | None = None
        self._warning = ""
        self.setFixedHeight(HEIGHT)
        if choose is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setEnabled(True)

    def show_card(self, shown: ShownCard | None, warning: str = "") -> None:
        """Show a card, and what stands in the way of this basket."""
        if shown is not None and (self._shown is None or shown.photo != self._shown.photo):
            self._photo = pixmap_of(shown.photo, PHOTO)
        self._shown, self._warning = shown, warning
        self.setAccessibleName(" · ".join(self.words()))
        self.update()

    def words(self) -> list[str]:
        """Everything that is shown, line by line."""
        if self._shown is None:
            return [_("No card")]
        view = self._shown.view
        where = " · ".join(part for part in (view.school_class, view.room) if part) or view.nis
        found = [view.name, where, self._left()]
        if self._shown.balance_matters:
            found.append(_("Balance {amount}").format(amount=rupiah(view.balance)))
        found.append(self._warning or self._look())
        return [line for line in found if line]

    def _left(self) -> str:
        assert self._shown is not None
        left, most = self._shown.view.left_today, self._shown.day_limit
        if most is None:
            return _("Can spend {amount}").format(amount=rupiah(left))
        return _("Left today {amount} of {most}").format(amount=rupiah(left), most=rupiah(most, symbol=False))

    def _look(self) -> str:
        if self._shown is None or not self._shown.look:
            return ""
        return _("Without the card: look at the photo") if self._shown.by_hand else _("Look at the photo")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the panel lets it."""
        return QSize(260, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button with its cap, the photo, the lines, the bar of what is left today."""
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
        beside = wide - (self._cap_width() + 12 if self.key else 0)
        self._line(painter, view.name, QRect(left, 8, wide, 22), 16, use.ink, bold=True)
        self._line(painter, small, QRect(left, 30, wide, 18), 13, use.ink2)
        self._line(painter, self._left(), QRect(left, 50, beside, 20), 14, use.ink, bold=True)
        bar = QRect(left, 73, beside, 6)
        if self._shown.day_limit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(use.line))
            painter.drawRoundedRect(bar, 3, 3)
            part = min(int(view.left_today), int(self._shown.day_limit)) / max(int(self._shown.day_limit), 1)
            painter.setBrush(QColor(use.green2))
            painter.drawRoundedRect(QRect(bar.left(), bar.top(), int(bar.width() * part), bar.height()), 3, 3)
        if self._shown.balance_matters:
            told = _("Balance {amount}").format(amount=rupiah(view.balance))
            self._line(painter, told, QRect(left, 83, wide, 18), 13, use.ink2)
        said, colour = (self._warning, use.red) if self._warning else (self._look(), use.on_gold_ground)
        self._line(painter, said, QRect(12, 106, self.width() - 24, 18), 13, colour, bold=True)
        painter.end()

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
