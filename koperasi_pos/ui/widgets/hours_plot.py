"""Bars of turnover by the hour of the day, drawn by hand: no library of plots is needed for one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from koperasi_pos.ui.theme.style import colours
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

FIRST, LAST = 6, 21
"""Hours that are always shown; others join when something was sold in them."""

LINES = 4
FOOT = 24
HEAD = 12
GAP = 0.25
"""The part of an hour's room that stays empty."""


class HoursPlot(QWidget):
    """One bar an hour, lines at round amounts behind them, the sum of an hour above its bar where it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hours: dict[int, tuple[int, int]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide rather than high."""
        return QSize(560, 220)

    def show_hours(self, hours: Sequence[tuple[int, int, int]]) -> None:
        """`hours` as (hour 0–23, sales, rupiah)."""
        self._hours = {hour: (sales, amount) for hour, sales, amount in hours}
        told = [
            _("{hour}.00: {count} sales, {amount}").format(hour=f"{hour:02d}", count=sales, amount=rupiah(amount))
            for hour, (sales, amount) in sorted(self._hours.items())
        ]
        self.setAccessibleName(_("Turnover by the hour"))
        self.setAccessibleDescription("; ".join(told))
        self.setToolTip("\n".join(told))
        self.update()

    def span(self) -> tuple[int, int]:
        """The first and the last hour shown."""
        return min([FIRST, *self._hours]), max([LAST, *self._hours])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw lines, bars and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        step = round_step(max((amount for _sales, amount in self._hours.values()), default=0), LINES)
        left = QFontMetricsF(font).horizontalAdvance(short_amount(step * LINES)) + 12
        room = QRectF(left, HEAD, self.width() - left - 4, self.height() - HEAD - FOOT)
        self._lines(painter, room, step)
        self._bars(painter, room, step * LINES)
        painter.end()

    def _lines(self, painter: QPainter, room: QRectF, step: int) -> None:
        use = colours()
        for line in range(LINES + 1):
            y = room.bottom() - room.height() * line / LINES
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(int(room.left()), int(y), int(room.right()), int(y))
            painter.setPen(QColor(use.ink2))
            place = QRectF(0, y - 9, room.left() - 8, 18)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short_amount(step * line)
            )

    def _bars(self, painter: QPainter, room: QRectF, most: int) -> None:
        use = colours()
        first, last = self.span()
        wide = room.width() / (last - first + 1)
        for number, hour in enumerate(range(first, last + 1)):
            x = room.left() + number * wide
            amount = max(self._hours.get(hour, (0, 0))[1], 0)
            if amount:
                high = room.height() * amount / most
                bar = QRectF(x + wide * GAP / 2, room.bottom() - high, wide * (1 - GAP), high)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(use.green2))
                painter.drawRoundedRect(bar, 3, 3)
            painter.setPen(QColor(use.ink2))
            place = QRectF(x, room.bottom() + 4, wide, FOOT - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, f"{hour:02d}")


def round_step(most: int, lines: int) -> int:
    """A round distance of lines (1, 2 or 5 times a power of ten, at least 100) so that `lines` of them hold `most`."""
    steps = (unit * int(10**power) for power in count(2) for unit in (1, 2, 5))
    return next(step for step in steps if step * lines >= most)


def short_amount(amount: int) -> str:
    """An amount short enough for an axis: `250`, `20 rb`, `1,5 jt`."""
    if amount >= 1_000_000:
        whole, rest = divmod(amount, 1_000_000)
        tenth = f",{rest // 100_000}" if rest >= 100_000 else ""
        return _("{amount} million").format(amount=f"{whole}{tenth}")
    if amount >= 1_000:
        whole, rest = divmod(amount, 1_000)
        tenth = f",{rest // 100}" if rest >= 100 else ""
        return _("{amount} thousand").format(amount=f"{whole}{tenth}")
    return str(amount)
