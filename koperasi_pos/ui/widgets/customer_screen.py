"""The customer's screen, painted large: the shop, the line just rung up, the list, the total; then paid and change."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.trade.customer_views import CustomerView, ShownLine
from koperasi_pos.ui.theme.style import colours
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity, rupiah

TALL = 768
"""Sizes below are for a screen so tall; on another one everything grows or shrinks with it."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class CustomerScreen(QWidget):
    """Shows a `CustomerView`; takes neither keys nor the cursor from the till."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: CustomerView | None = None
        self.idle = ""
        self._unit = 1.0

    def show_view(self, view: CustomerView) -> None:
        """Show something else."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(self.summary())
            self.update()

    def set_idle(self, words: str) -> None:
        """What it says while nobody buys."""
        self.idle = words
        self.update()

    def summary(self) -> str:
        """The most important of it in words."""
        view = self.view
        if view is None or view.state == "idle":
            return view.shop if view else ""
        if view.state == "paid":
            return f"{_('Change')} {rupiah(view.change)}"
        return f"{_('Total')} {rupiah(view.total)}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """All of it."""
        self._unit = min(self.height() / TALL, self.width() / 1024)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours().ground))
        if self.view is not None:
            body = QRectF(self.rect())
            if self.view.state != "idle":
                self._bar(painter, self.view)
                body.setTop(self._px(72))
            {"idle": self._idle, "selling": self._selling, "paid": self._paid}[self.view.state](painter, body)
        painter.end()

    # -- tools ---------------------------------------------------------------------------------------------------------

    def _px(self, size: float) -> float:
        return size * self._unit

    def _text(
        self, painter: QPainter, box: QRectF, words: str, size: float, colour: str, *,
        bold: bool = False, align: Qt.AlignmentFlag = _LEFT, wrap: bool = False, least: float = 0.7,
    ) -> None:  # fmt: skip
        """Words in a box: smaller where they are too wide, at last with dots at the end."""
        font = QFont(self.font())
        font.setBold(bold)
        pixels = self._px(size)
        while True:
            font.setPixelSize(max(int(pixels), 8))
            metrics = QFontMetricsF(font)
            if wrap:
                flags = int(Qt.TextFlag.TextWordWrap)
                bounds = metrics.boundingRect(QRectF(0, 0, box.width(), 100_000), flags, words)
                fits = bounds.height() <= box.height() and bounds.width() <= box.width()
            else:
                fits = metrics.horizontalAdvance(words) <= box.width()
            if fits or pixels <= self._px(size) * least:
                break
            pixels *= 0.94
        painter.setFont(font)
        painter.setPen(QColor(colour))
        if wrap:
            painter.drawText(box, int(align) | int(Qt.TextFlag.TextWordWrap), words)
        else:
            painter.drawText(box, int(align), metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width()))

    def _box(self, painter: QPainter, box: QRectF, ground: str, line: str = "", *, corner: float = 12) -> None:
        painter.setPen(QColor(line) if line else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, self._px(corner), self._px(corner))

    def _bar(self, painter: QPainter, view: CustomerView) -> None:
        use, tall = colours(), self._px(72)
        painter.fillRect(QRectF(0, 0, self.width(), tall), QColor(use.card))
        painter.fillRect(QRectF(0, tall - 1, self.width(), 1), QColor(use.line))
        room = QRectF(self._px(24), 0, self.width() - self._px(48), tall)
        self._text(painter, room, view.shop, 30, use.ink, bold=True)

    # -- the three states ----------------------------------------------------------------------------------------------

    def _idle(self, painter: QPainter, body: QRectF) -> None:
        assert self.view is not None
        use, edge = colours(), self._px(60)
        middle = body.height() / 2
        self._box(painter, QRectF(self.width() / 2 - self._px(60), middle - self._px(190), self._px(120), self._px(8)),
                  use.green2, corner=4)  # fmt: skip
        name = QRectF(edge, middle - self._px(160), self.width() - 2 * edge, self._px(170))
        self._text(painter, name, self.view.shop, 68, use.ink, bold=True, align=_MIDDLE, wrap=True)
        words = self.idle or _("Welcome, and happy shopping.")
        below = QRectF(edge, middle + self._px(30), self.width() - 2 * edge, self._px(150))
        self._text(painter, below, words, 36, use.on_mint, align=_MIDDLE, wrap=True)

    def _selling(self, painter: QPainter, body: QRectF) -> None:
        edge = self._px(20)
        aside = max(self._px(330), body.width() * 0.36)
        left = QRectF(edge, body.top() + edge, body.width() - aside - 2 * edge, body.height() - 2 * edge)
        right = QRectF(body.width() - aside, body.top() + edge, aside - edge, body.height() - 2 * edge)
        self._latest(painter, QRectF(left.left(), left.top(), left.width(), self._px(124)))
        below = left.adjusted(0, self._px(140), 0, 0)
        self._list(painter, below)
        self._sums(painter, right)

    def _latest(self, painter: QPainter, box: QRectF) -> None:
        """The line just rung up, or the last one."""
        assert self.view is not None
        use, line = colours(), self.view.lines[self.view.latest]
        self._box(painter, box, use.mint, use.green2)
        inner = box.adjusted(self._px(20), self._px(10), -self._px(20), -self._px(10))
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() * 0.55)
        lower = QRectF(inner.left(), upper.bottom(), inner.width(), inner.height() * 0.45)
        self._text(painter, upper, line.name, 36, use.ink, bold=True)
        sum_box = QRectF(lower.right() - lower.width() * 0.42, lower.top(), lower.width() * 0.42, lower.height())
        self._text(painter, sum_box, rupiah(line.total), 36, use.on_mint, bold=True, align=_RIGHT, least=0.3)
        self._text(painter, lower.adjusted(0, 0, -sum_box.width(), 0), _counted(line), 26, use.ink)

    def _list(self, painter: QPainter, box: QRectF) -> None:
        """The lines, the newest last; where they do not all fit, the first ones are counted instead."""
        assert self.view is not None
        use, lines = colours(), self.view.lines
        self._box(painter, box, use.card, use.line)
        tall = self._px(54)
        room = int((box.height() - self._px(12)) // tall)
        hidden = max(0, len(lines) - room)
        if hidden:
            hidden += 1
        top = box.top() + self._px(6)
        sides = self._px(18)
        if hidden:
            words = n_("and {count} line before", "and {count} lines before", hidden).format(count=hidden)
            row = QRectF(box.left() + sides, top, box.width() - 2 * sides, tall)
            self._text(painter, row, words, 22, use.ink2)
            top += tall
        for place, line in enumerate(lines[hidden:], hidden):
            row = QRectF(box.left() + sides, top, box.width() - 2 * sides, tall)
            if place == self.view.latest % len(lines):
                painter.fillRect(row.adjusted(-sides + 2, 0, sides - 2, 0), QColor(use.mint))
            self._row(painter, row, line)
            top += tall

    def _row(self, painter: QPainter, row: QRectF, line: ShownLine) -> None:
        use, wide = colours(), row.width()
        self._text(painter, QRectF(row.left(), row.top(), wide * 0.5, row.height()), line.name, 25, use.ink)
        counted = f"{quantity(line.quantity)} {line.unit}"
        middle = QRectF(row.left() + wide * 0.52, row.top(), wide * 0.2, row.height())
        self._text(painter, middle, counted, 23, use.ink2, align=_RIGHT)
        last = QRectF(row.left() + wide * 0.74, row.top(), wide * 0.26, row.height())
        self._text(painter, last, rupiah(line.total, symbol=False), 26, use.ink, bold=True, align=_RIGHT,
                   least=0.3)  # fmt: skip

    def _sums(self, painter: QPainter, box: QRectF) -> None:
        assert self.view is not None
        use, view, tall = colours(), self.view, self._px(56)
        counted = n_("{count} thing", "{count} things", view.pieces).format(count=view.pieces)
        top = box.top()
        self._text(painter, QRectF(box.left(), top, box.width(), tall), counted, 26, use.ink2)
        top += tall
        if view.saved > 0:
            self._figure(painter, QRectF(box.left(), top, box.width(), tall), _("You save"), rupiah(view.saved),
                         use.gold_ground, use.on_gold_ground)  # fmt: skip
            top += tall + self._px(8)
        if view.left is not None:
            self._figure(painter, QRectF(box.left(), top, box.width(), tall), view.holder or _("Card"),
                         rupiah(view.left), use.card, use.ink)  # fmt: skip
        total = QRectF(box.left(), box.bottom() - self._px(190), box.width(), self._px(190))
        self._box(painter, total, use.green)
        inner = total.adjusted(self._px(20), self._px(14), -self._px(20), -self._px(14))
        upper = QRectF(inner.left(), inner.top(), inner.width(), self._px(44))
        self._text(painter, upper, _("Total"), 30, use.on_green)
        self._text(painter, inner.adjusted(0, self._px(48), 0, 0), rupiah(view.total), 72, use.on_green, bold=True,
                   least=0.3)  # fmt: skip

    def _figure(self, painter: QPainter, box: QRectF, word: str, amount: str, ground: str, ink: str) -> None:
        self._box(painter, box, ground)
        inner = box.adjusted(self._px(16), 0, -self._px(16), 0)
        half = inner.width() * 0.5
        self._text(painter, QRectF(inner.left(), inner.top(), half, inner.height()), word, 26, ink)
        self._text(painter, QRectF(inner.left() + half, inner.top(), half, inner.height()), amount, 28, ink, bold=True,
                   align=_RIGHT, least=0.3)  # fmt: skip

    def _paid(self, painter: QPainter, body: QRectF) -> None:
        assert self.view is not None
        use, view = colours(), self.view
        wide = min(body.width() - self._px(80), self._px(900))
        left, top, tall = (body.width() - wide) / 2, body.top() + self._px(24), self._px(56)
        figures = [(_("Total"), view.total), (_("Rounding (cash)"), view.rounding), (_("Sedekah"), view.sedekah),
                   (_("Paid"), view.paid)]  # fmt: skip
        for word, amount in figures:
            if amount or word in (_("Total"), _("Paid")):
                self._figure(painter, QRectF(left, top, wide, tall), word, rupiah(amount), use.card, use.ink)
                top += tall + self._px(8)
        if view.saved > 0:
            self._figure(painter, QRectF(left, top, wide, tall), _("You save"), rupiah(view.saved), use.gold_ground,
                         use.on_gold_ground)  # fmt: skip
            top += tall + self._px(8)
        if view.left is not None:
            word = _("{name}: balance left").format(name=view.holder) if view.holder else _("Balance left")
            self._figure(painter, QRectF(left, top, wide, tall), word, rupiah(view.left), use.card, use.ink)
            top += tall + self._px(8)
        change = QRectF(left, top + self._px(6), wide, self._px(190))
        self._box(painter, change, use.green)
        inner = change.adjusted(self._px(28), self._px(14), -self._px(28), -self._px(14))
        self._text(painter, QRectF(inner.left(), inner.top(), inner.width(), self._px(44)), _("Change"), 30,
                   use.on_green)  # fmt: skip
        self._text(painter, inner.adjusted(0, self._px(46), 0, 0), rupiah(view.change), 80, use.on_green, bold=True,
                   least=0.3)  # fmt: skip
        words = QRectF(left, change.bottom() + self._px(10), wide, body.bottom() - change.bottom() - self._px(20))
        self._text(painter, words, view.thanks or _("Thank you."), 36, use.on_mint, bold=True, align=_MIDDLE, wrap=True)


def _counted(line: ShownLine) -> str:
    """`2 pcs × Rp3.100`, and what was taken off."""
    words = f"{quantity(line.quantity)} {line.unit} × {rupiah(line.price)}"
    return f"{words}  {rupiah(-line.off)}" if line.off else words
