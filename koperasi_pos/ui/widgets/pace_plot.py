"""Sales of a product day by day as bars, what was left as a line, and how long it will last as a dashed one."""

from __future__ import annotations

from datetime import date
from itertools import count, pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from koperasi_pos.operations.stock_list import Pace
from koperasi_pos.ui.theme.style import colours
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import quantity

LINES = 3
FOOT, HEAD = 22, 24
GAP = 0.3
AHEAD = 14
"""So many days to come are drawn, for what is left to run out in."""


class PacePlot(QWidget):
    """Bars are sold goods (scale at the left), the line is what was left (scale at the right)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace: Pace | None = None
        self._unit = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        self.setAccessibleName(_("Sales and stock by day"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide rather than high."""
        return QSize(620, 190)

    def show_pace(self, pace: Pace, unit: str) -> None:
        """Show the days of a product."""
        self._pace, self._unit = pace, unit
        told = [
            _("{day}: sold {sold}, left {left}").format(
                day=date_short(day.day), sold=quantity(day.sold), left=quantity(day.left)
            )
            for day in pace.days
        ]
        self.setAccessibleDescription("; ".join(told))
        self.setToolTip("\n".join(told[-14:]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw scales, bars and lines."""
        pace = self._pace
        if pace is None or not pace.days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        sold = step_of(max(0, *(day.sold for day in pace.days)))
        left = step_of(max(0, *(day.left for day in pace.days)))
        metrics = QFontMetricsF(font)
        at_left = metrics.horizontalAdvance(quantity(sold * LINES)) + 12
        at_right = metrics.horizontalAdvance(quantity(left * LINES)) + 12
        room = QRectF(at_left, HEAD, self.width() - at_left - at_right, self.height() - HEAD - FOOT)
        self._legend(painter, metrics)
        self._scales(painter, room, sold, left)
        self._bars(painter, room, pace, sold * LINES)
        self._left(painter, room, pace, left * LINES)
        painter.end()

    def _legend(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        use, x = colours(), 4.0
        for colour, word in (
            (use.green2, _("sold a day ({unit})").format(unit=self._unit)),
            (use.gold, _("left ({unit})").format(unit=self._unit)),
        ):
            painter.fillRect(QRectF(x, 6, 10, 10), QColor(colour))
            painter.setPen(QColor(use.ink2))
            painter.drawText(QRectF(x + 15, 0, 300, 22), Qt.AlignmentFlag.AlignVCenter, word)
            x += metrics.horizontalAdvance(word) + 36

    def _scales(self, painter: QPainter, room: QRectF, sold: int, left: int) -> None:
        use, middle = colours(), Qt.AlignmentFlag.AlignVCenter
        for line in range(LINES + 1):
            y = room.bottom() - room.height() * line / LINES
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(int(room.left()), int(y), int(room.right()), int(y))
            painter.setPen(QColor(use.ink2))
            place = QRectF(0, y - 9, room.left() - 8, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, quantity(sold * line))
            place = QRectF(room.right() + 8, y - 9, self.width() - room.right() - 8, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | middle, quantity(left * line))

    def _wide(self, room: QRectF, pace: Pace) -> float:
        return room.width() / (len(pace.days) + AHEAD)

    def _bars(self, painter: QPainter, room: QRectF, pace: Pace, most: int) -> None:
        use, wide = colours(), self._wide(room, pace)
        for number, day in enumerate(pace.days):
            x = room.left() + number * wide
            high = room.height() * max(day.sold, 0) / most
            if high:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(use.green2))
                painter.drawRoundedRect(QRectF(x + wide * GAP / 2, room.bottom() - high, wide * (1 - GAP), high), 2, 2)
            when = date.fromisoformat(day.day)
            if when.weekday() == 0 or number == len(pace.days) - 1:
                painter.setPen(QColor(use.ink2))
                place = QRectF(x + wide / 2 - 30, room.bottom() + 3, 60, FOOT - 3)
                near = number < len(pace.days) - 1 and len(pace.days) - 1 - number < 3
                word = "" if near else f"{when:%d/%m}"
                painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, word)

    def _left(self, painter: QPainter, room: QRectF, pace: Pace, most: int) -> None:
        use, wide = colours(), self._wide(room, pace)

        def at(number: int, left: int) -> QPointF:
            # The end of a day is the right side of its bar.
            return QPointF(
                room.left() + (number + 1) * wide, room.bottom() - room.height() * min(max(left, 0), most) / most
            )

        painter.setPen(QPen(QColor(use.gold), 2))
        points = [at(number, day.left) for number, day in enumerate(pace.days)]
        for one, other in pairwise(points):
            painter.drawLine(one, other)
        last = pace.days[-1].left
        if pace.a_day > 0 and last > 0:
            painter.setPen(QPen(QColor(use.gold), 2, Qt.PenStyle.DashLine))
            days = min(AHEAD * 1000, last * 1000 // pace.a_day)
            end = QPointF(points[-1].x() + wide * days / 1000, at(0, last - pace.a_day * days // 1000).y())
            painter.drawLine(points[-1], end)


def step_of(most: int) -> int:
    """A round distance of lines (1, 2 or 5 times a power of ten units) in thousandths so that three hold `most`."""
    steps = (unit * int(10**power) for power in count(3) for unit in (1, 2, 5))
    return next(step for step in steps if step * LINES >= most)
