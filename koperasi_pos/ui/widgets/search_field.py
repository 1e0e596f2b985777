"""The one field of the till: a bar code, a shop code, `3*code`, or part of a name with hits below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from koperasi_pos.trade.codes import read_scan
from koperasi_pos.ui.theme.style import colours, icon
from koperasi_pos.ui.widgets.fields import offer_clearing
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ONE, Quantity
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah


class Hit(Protocol):
    """A pack of a product as the list of hits shows it."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def price(self) -> int:
        """Rupiah a unit, for the customer of this basket."""

    @property
    def unit(self) -> str:
        """What is sold: pcs, dus, kg."""

    @property
    def stock_quantity(self) -> int:
        """Thousandths of the unit on hand."""


class SearchField(QLineEdit):
    """Emits `entered` for what was typed and ended with Enter, `picked` for a hit that was chosen.

    `3*` before part of a name asks for three of the hit. Digits alone are a code: their hits wait for an arrow key,
    so that Enter never takes other goods than the code's.
    """

    entered = Signal(str)
    picked = Signal(object, object)
    """(hit, how many: a `Quantity`, or `None` where none was typed)."""

    def __init__(self, find: Callable[[str], Sequence[Hit]], parent: QWidget) -> None:
        super().__init__(parent)
        self._find = find
        self._times: Quantity | None = None
        self._next = ""
        self.key = "F2"
        """What its cap says."""
        self.addAction(icon("mdi6.magnify"), QLineEdit.ActionPosition.LeadingPosition)
        for sign in self.findChildren(QToolButton):
            sign.setAccessibleName(_("Search"))
        self.setProperty("kind", "scan")
        self.setAccessibleName(_("Search or scan"))
        self.setPlaceholderText(_("Scan a bar code, or type a code or part of a name …"))
        offer_clearing(self)
        columns = [
            TableColumn(_("Goods"), lambda hit: str(hit.name)),
            TableColumn(_("Price"), lambda hit: rupiah(hit.price), right=True, width=120),
            TableColumn(_("Stock"), lambda hit: f"{quantity(hit.stock_quantity)} {hit.unit}", right=True, width=130),
        ]
        self.hits = Table(_("Hits"), columns, parent)
        self.hits.setProperty("kind", "hits")
        self.hits.horizontalHeader().hide()
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.hide()
        self.hits.clicked.connect(lambda index: self._pick(self.hits.rows_model.rows[index.row()]))
        self.nothing = QLabel(_("Nothing found. Enter looks for the code."), parent)
        self.nothing.setProperty("kind", "chip-gold")
        self.nothing.hide()
        self.textEdited.connect(self._edited)

    def _edited(self, text: str) -> None:
        words, self._times = _times_and_words(text)
        code = words.isdigit()
        if len(words) < (4 if code else 2):
            self.close_hits()
            return
        found = list(self._find(words))
        self.nothing.setVisible(not found and not code)
        if not found:
            self.hits.hide()
            self._place(self.nothing, 34)
            return
        self.hits.set_rows(found)
        if code:
            self.hits.clearSelection()
            self.hits.setCurrentIndex(self.hits.rootIndex())
        else:
            self.hits.selectRow(0)
        self._place(self.hits, min(8, len(found)) * 44 + 6)
        self.hits.show()

    def _place(self, widget: QWidget, height: int) -> None:
        parent = widget.parentWidget()
        assert parent is not None
        corner = self.mapTo(parent, QPoint(0, self.height() + 4))
        widget.setGeometry(corner.x(), corner.y(), self.width(), height)
        widget.raise_()

    def close_hits(self) -> None:
        """Take the list away."""
        self.hits.hide()
        self.nothing.hide()

    def reset(self) -> None:
        """Empty the field for the next goods."""
        self.clear()
        self._times = None
        self.close_hits()

    def show_times(self, quantity_next: int) -> None:
        """Show at the right that the next goods count so many times (thousandths); one shows the key."""
        self._next = "" if quantity_next == ONE else f"{quantity(quantity_next)} ×"
        self.setAccessibleDescription(self._next)
        self.update()

    @property
    def listing(self) -> bool:
        """Whether hits are shown."""
        return self.hits.isVisible()

    def _pick(self, hit: object) -> None:
        times = self._times
        self.reset()
        self.picked.emit(hit, times)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move in the hits, Enter takes one or enters the text, Escape empties the field."""
        key = event.key()
        if self.listing and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = self.hits.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            self.hits.selectRow(max(0, min(row, len(self.hits.rows_model.rows) - 1)))
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            hit = self.hits.current() if self.listing else None
            if hit is not None:
                self._pick(hit)
            elif self.text().strip():
                text = self.text().strip()
                self.reset()
                self.entered.emit(text)
            return
        if key == Qt.Key.Key_Escape and (self.text() or self.listing):
            self.reset()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The list goes when the field loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.close_hits()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The list would no longer fit under the field."""
        self.close_hits()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The field; while it is empty the cap of its key at the right, or how often the next goods count."""
        super().paintEvent(event)
        if self.text():
            return
        use, word = colours(), self._next or self.key
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(16 if self._next else 11)
        font.setBold(bool(self._next))
        painter.setFont(font)
        width, height = QFontMetrics(font).horizontalAdvance(word) + 14, 30 if self._next else 20
        cap = QRect(self.width() - width - (40 if self._next else 14), (self.height() - height) // 2, width, height)
        painter.setPen(QColor(use.gold if self._next else use.line))
        painter.setBrush(QColor(use.gold_ground if self._next else use.card))
        painter.drawRoundedRect(cap, 6, 6)
        painter.setPen(QColor(use.on_gold_ground if self._next else use.ink2))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, word)
        painter.end()

    def wants_escape(self) -> bool:
        """Whether Escape still has something to do here."""
        return bool(self.text()) or self.listing


def _times_and_words(text: str) -> tuple[str, Quantity | None]:
    """(what to look for, how many): `3*mi` looks for `mi`, three of it."""
    if "*" not in text:
        return text.strip(), None
    scan = read_scan(text)
    if scan.kind != "multiple":
        return text.strip(), None
    return (scan.of.text if scan.of is not None else ""), scan.quantity
