"""Cards, chips, headings and the words of an empty page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from koperasi_pos.ui.theme.style import icon


class Card(QFrame):
    """A white field with round corners; put widgets into `body`."""

    def __init__(self, title: str = "", *, kind: str = "card", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(8)
        if title:
            self.body.addWidget(heading(title))


class Chip(QLabel):
    """A short word about a state; `kind` is `good`, `gold` or `red`."""

    def __init__(self, text: str = "", kind: str = "good", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setMaximumHeight(30)
        self.show_state(text, kind)

    def show_state(self, text: str, kind: str = "good") -> None:
        """Say another state; an empty word hides the chip."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("kind", "chip" if kind == "good" else f"chip-{kind}")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(text))


class Empty(QWidget):
    """What an empty list says instead of nothing."""

    def __init__(self, sentence: str, icon_name: str = "mdi6.tray", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        picture = QLabel()
        picture.setPixmap(icon(icon_name).pixmap(48, 48))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(picture)
        self.words = QLabel(sentence)
        self.words.setProperty("kind", "empty")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        layout.addWidget(self.words)
        layout.addStretch(1)


def heading(text: str) -> QLabel:
    """A heading within a page."""
    label = QLabel(text)
    label.setProperty("kind", "head")
    return label


def title(text: str) -> QLabel:
    """The heading of a page."""
    label = QLabel(text)
    label.setProperty("kind", "title")
    return label


def quiet(text: str = "") -> QLabel:
    """Small, quiet words that may wrap."""
    label = QLabel(text)
    label.setProperty("kind", "quiet")
    label.setWordWrap(True)
    return label


def row_of(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Widgets beside each other."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def clear_layout(layout: QLayout) -> None:
    """Take every widget out of a layout; they are gone once the event is over."""
    while layout.count():
        widget: QWidget | None = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
