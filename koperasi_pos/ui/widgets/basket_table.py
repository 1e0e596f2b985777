"""The basket on the counter: one painted row a line, steppers for fingers, never a widget a row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from koperasi_pos.trade.baskets import PricedBasket, PricedLine
from koperasi_pos.ui.theme.style import colours
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term

_Index = QModelIndex | QPersistentModelIndex
NAME, QUANTITY, PRICE, DISCOUNT, SUBTOTAL = range(5)
_WIDTHS = {QUANTITY: 168, PRICE: 104, DISCOUNT: 104, SUBTOTAL: 128}
_NARROW_WIDTHS = {QUANTITY: 150, PRICE: 88, DISCOUNT: 0, SUBTOTAL: 112}
NARROW_TABLE = 700
"""A table narrower than this gives the column of discounts to the names and shows them under the subtotal."""

_SIDE = 10
"""Free at the left and right of a cell, as in the heading."""

STEP = 48
"""Width of − and + for a finger."""


class BasketModel(QAbstractTableModel):
    """The priced lines as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[PricedLine, ...] = ()
        self.stock: dict[str, int] = {}

    def show(self, priced: PricedBasket, stock: dict[str, int]) -> None:
        """Show other lines; only what changed is drawn again."""
        before, now = self.lines, priced.lines
        self.stock = stock
        if len(now) == len(before) + 1 and [line.line.key for line in now[:-1]] == [line.line.key for line in before]:
            self.beginInsertRows(QModelIndex(), len(before), len(before))
            self.lines = now
            self.endInsertRows()
        elif [line.line.key for line in now] != [line.line.key for line in before]:
            self.beginResetModel()
            self.lines = now
            self.endResetModel()
            return
        self.lines = now
        for row, (old, new) in enumerate(zip(before, now, strict=False)):
            if old != new:
                self.dataChanged.emit(self.index(row, 0), self.index(row, SUBTOTAL))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        """One row a line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        """Goods, quantity, price, discount, subtotal."""
        return 0 if parent.isValid() else 5

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; the delegate paints them."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return cell_text(self.lines[index.row()], index.column())

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Goods"), _("Quantity"), _("Price"), _("Discount"), _("Subtotal"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= PRICE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def small_line(self, row: int) -> str:
        """What stands small under the name: promotion, tier and note, else the code; then the stock."""
        priced = self.lines[row]
        product = priced.line.product
        parts = [priced.promo_name] if priced.promo_name else []
        if priced.line.label is not None:
            parts.append(_("sum on the scale's label"))
        if priced.line.overridden:
            parts.append(_("price by hand, was {price}").format(price=rupiah(priced.listed)))
        elif priced.tier != "retail":
            parts.append(_("{tier} price").format(tier=term("tier", priced.tier).lower()))
        if priced.line.note:
            parts.append(priced.line.note)
        if priced.line.code and not parts:
            parts.append(priced.line.code)
        if product.product in self.stock and product.stocked:
            parts.append(_("stock {quantity}").format(quantity=quantity(self.stock[product.product])))
        return " · ".join(parts)


def cell_text(priced: PricedLine, column: int) -> str:
    """The words of a cell."""
    line = priced.line
    if column == NAME:
        return line.product.name
    if column == QUANTITY:
        return f"{quantity(line.quantity)} {line.product.packs[line.pack].unit}"
    if column == PRICE:
        return rupiah(priced.price, symbol=False)
    if column == DISCOUNT:
        off = priced.gross - priced.total
        return rupiah(-off, symbol=False) if off else "–"
    return rupiah(priced.total, symbol=False)


class BasketPainter(QStyledItemDelegate):
    """Paints a line as the design shows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plain, self._small, self._bold = QFont(parent.font()), QFont(parent.font()), QFont(parent.font())
        self._small.setPixelSize(12)
        self._bold.setBold(True)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        """Every row is as high as a finger is wide."""
        return QSize(100, 52)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One cell."""
        model = index.model()
        assert isinstance(model, BasketModel)
        use = colours()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        view = option.widget  # type: ignore[attr-defined]
        selected = isinstance(view, QTableView) and view.currentIndex().row() == index.row()
        painter.save()
        if selected:
            painter.fillRect(rect, QColor(use.mint))
        painter.setPen(QColor(use.line2))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        priced = model.lines[index.row()]
        inner = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        if index.column() == NAME:
            self._paint_name(painter, inner, priced.line.product.name, model.small_line(index.row()))
        elif index.column() == QUANTITY:
            self._paint_quantity(painter, rect, cell_text(priced, QUANTITY))
        else:
            off = priced.gross != priced.total
            narrow = isinstance(view, QTableView) and view.isColumnHidden(DISCOUNT)
            if index.column() == SUBTOTAL and off and narrow:
                self._paint_figure(
                    painter, inner.adjusted(0, 27, 0, -5), cell_text(priced, DISCOUNT), self._small, "red"
                )
                inner = inner.adjusted(0, 7, 0, -24)
            font = self._bold if index.column() == SUBTOTAL else self._plain
            tone = "red" if off and index.column() == DISCOUNT else "ink"
            self._paint_figure(painter, inner, cell_text(priced, index.column()), font, tone)
        painter.restore()

    def _paint_figure(self, painter: QPainter, rect: QRect, text: str, font: QFont, tone: str) -> None:
        use = colours()
        painter.setFont(font)
        painter.setPen(QColor(use.red if tone == "red" else use.ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_name(self, painter: QPainter, rect: QRect, name: str, small: str) -> None:
        use = colours()
        painter.setFont(self._plain)
        painter.setPen(QColor(use.ink))
        top = rect.adjusted(0, 7, 0, -24) if small else rect
        fits = QFontMetrics(self._plain).elidedText(name, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fits)
        if small:
            painter.setFont(self._small)
            painter.setPen(QColor(use.ink2))
            fits = QFontMetrics(self._small).elidedText(small, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect.adjusted(0, 27, 0, -5), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, fits)

    def _paint_quantity(self, painter: QPainter, rect: QRect, text: str) -> None:
        use = colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(_SIDE - 2, 4, 2 - _SIDE, -5)
        painter.setPen(QColor(use.line))
        painter.setBrush(QColor(use.card))
        painter.drawRoundedRect(box, 8, 8)
        painter.setFont(self._plain)
        painter.setPen(QColor(use.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(self._bold)
        painter.setPen(QColor(use.on_mint))
        painter.drawText(QRect(box.left(), box.top(), 34, box.height()), Qt.AlignmentFlag.AlignCenter, "−")
        painter.drawText(QRect(box.right() - 34, box.top(), 34, box.height()), Qt.AlignmentFlag.AlignCenter, "+")


class BasketTable(QTableView):
    """The lines; the arrow keys move, a finger on − and + steps."""

    stepped = Signal(int, int)
    """(key of the line, +1 or −1)."""
    asked_quantity = Signal(int)
    """The quantity of a line (its key) was touched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Basket"))
        self.lines = BasketModel()
        self.setModel(self.lines)
        self.setItemDelegate(BasketPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(52)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in _WIDTHS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._fit(NARROW_TABLE)

    def _fit(self, width: int) -> None:
        narrow = width < NARROW_TABLE
        for column, wide in (_NARROW_WIDTHS if narrow else _WIDTHS).items():
            self.setColumnHidden(column, not wide)
            if wide:
                self.setColumnWidth(column, wide)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Names stay readable on a small screen."""
        if self.isColumnHidden(DISCOUNT) != (self.width() < NARROW_TABLE):
            self._fit(self.width())
        super().resizeEvent(event)

    def show_basket(self, priced: PricedBasket, stock: dict[str, int], key: int | None) -> None:
        """Show the lines and put the cursor on one of them (`None`: where it is)."""
        before = self.currentIndex().row()
        self.lines.show(priced, stock)
        rows = [line.line.key for line in priced.lines]
        if key in rows:
            self.setCurrentIndex(self.lines.index(rows.index(key), 0))
            self.viewport().update()
        elif rows and self.currentIndex().row() < 0:
            self.setCurrentIndex(self.lines.index(min(before, len(rows) - 1) if before >= 0 else len(rows) - 1, 0))

    def current_key(self) -> int | None:
        """The key of the line under the cursor."""
        row = self.currentIndex().row()
        return self.lines.lines[row].line.key if 0 <= row < len(self.lines.lines) else None

    def move_by(self, step: int) -> None:
        """Move the cursor up (−1) or down (+1)."""
        row = self.currentIndex().row() + step
        if 0 <= row < len(self.lines.lines):
            self.setCurrentIndex(self.lines.index(row, 0))
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A finger on − or + steps, on the number asks for one."""
        super().mousePressEvent(event)
        self.viewport().update()
        place = event.position().toPoint()
        index = self.indexAt(place)
        if not index.isValid() or index.column() != QUANTITY:
            return
        key = self.lines.lines[index.row()].line.key
        rect = self.visualRect(index)
        if place.x() < rect.left() + STEP:
            self.stepped.emit(key, -1)
        elif place.x() > rect.right() - STEP:
            self.stepped.emit(key, 1)
        else:
            self.asked_quantity.emit(key)
