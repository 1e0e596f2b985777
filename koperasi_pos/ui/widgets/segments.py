"""A row of words of which one is chosen: the parts of a page, or a choice of few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget


class Segments(QWidget):
    """Buttons side by side; `chosen` tells the key of the one that is pressed. Arrow keys move along the row."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.setProperty("kind", "segments")
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        for key, words in choices:
            button = QPushButton(words)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setMinimumHeight(44)
            button.setAccessibleName(words)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        if choices:
            self._buttons[choices[0][0]].setChecked(True)

    def buttons(self) -> list[QPushButton]:
        """The buttons in their order."""
        return list(self._buttons.values())

    def key(self) -> str:
        """Which one is chosen."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, key: str, *, tell: bool = False) -> None:
        """Choose one; `tell` also emits `chosen`. An unknown key changes nothing."""
        if key not in self._buttons:
            return
        self._buttons[key].setChecked(True)
        if tell:
            self.chosen.emit(key)

    def clear(self) -> None:
        """None of them is chosen."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def step(self, by: int) -> None:
        """Go on to a neighbour, around the end, and tell."""
        keys = list(self._buttons)
        at = keys.index(self.key()) if self.key() else 0
        self.choose(keys[(at + by) % len(keys)], tell=True)
