"""Finds what is cut: words, buttons, fields and columns that have less room than they need."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView, QWidget

from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.elided_label import ElidedLabel

LEAST_HEIGHT = 40
"""Of what is touched, without its margin of four pixels."""

LEAST_COLUMN = 48


def squeezed(page: QWidget) -> list[str]:
    """One line for every visible part of `page` that is cut or too small for a finger."""
    return [line for part in page.findChildren(QWidget) if part.isVisible() for line in _of(part)]


def _of(part: QWidget) -> list[str]:
    if isinstance(part, QLabel):
        return _label(part)
    if isinstance(part, CardFace):
        return [_line(part, part.accessibleName())] if part.height() < part.sizeHint().height() else []
    if isinstance(part, QAbstractButton):
        return _button(part) if part.text() else []
    if isinstance(part, QTableView):
        return _table(part)
    if isinstance(part, QLineEdit | QComboBox):
        inner = part.objectName().startswith("qt_") or isinstance(part.parentWidget(), QComboBox)
        return [_line(part, part.accessibleName())] if part.height() < LEAST_HEIGHT and not inner else []
    return []


def _label(label: QLabel) -> list[str]:
    if not label.text() or isinstance(label, ElidedLabel):
        return []
    if label.wordWrap():
        return [_line(label, label.text())] if label.height() < label.heightForWidth(label.width()) - 1 else []
    needed = label.sizeHint()
    cut = label.width() < needed.width() - 1 or label.height() < needed.height() - 1
    return [_line(label, label.text())] if cut else []


def _button(button: QAbstractButton) -> list[str]:
    cut = button.width() < button.sizeHint().width() - 1 or button.height() < LEAST_HEIGHT
    return [_line(button, button.text())] if cut else []


def _table(table: QTableView) -> list[str]:
    model = table.model()
    found = [_line(table, "has to be moved sideways")] if table.horizontalScrollBar().maximum() > 0 else []
    for column in range(model.columnCount()):
        if not table.isColumnHidden(column) and table.columnWidth(column) < LEAST_COLUMN:
            heading = model.headerData(column, Qt.Orientation.Horizontal)
            found.append(_line(table, f"column {heading!r} is {table.columnWidth(column)} wide"))
    return found


def _line(part: QWidget, words: str) -> str:
    needs = part.sizeHint()
    return f"{type(part).__name__} {words!r}: {part.width()}×{part.height()}, needs {needs.width()}×{needs.height()}"
