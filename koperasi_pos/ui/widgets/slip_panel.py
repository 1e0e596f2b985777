"""A slip to look at, with what can be done with it below: print, keep as PDF, keep as picture to send on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from koperasi_pos.paper.layout import Layout
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty
from koperasi_pos.ui.widgets.paper_preview import PaperPreview


@dataclass(frozen=True)
class SlipButton:
    """A button under the slip."""

    text: str
    key: str
    act: Callable[[], None]


class SlipPanel(Card):
    """The strip of paper, or a sentence where there is none to see."""

    def __init__(self, empty: str, buttons: Sequence[SlipButton], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.preview = PaperPreview()
        self._empty = Empty(empty, "mdi6.receipt-text-outline")
        ground = QWidget()
        self._stack = QStackedLayout(ground)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.preview)
        self.above = QVBoxLayout()
        self.body.addLayout(self.above)
        self.body.addWidget(ground, 1)
        self.buttons = [SecondaryButton(button.text, button.key, button.act) for button in buttons]
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, button in enumerate(self.buttons):
            alone = number == len(self.buttons) - 1 and number % 2 == 0
            grid.addWidget(button, number // 2, number % 2, 1, 2 if alone else 1)
        self.body.addLayout(grid)
        self.setMinimumWidth(330)
        self.show_slip(None)

    def show_slip(self, layout: Layout | None) -> None:
        """Show a slip; `None` shows the sentence and takes the buttons away."""
        self.preview.show_slip(layout)
        self._stack.setCurrentIndex(0 if layout is None else 1)
        for button in self.buttons:
            button.setEnabled(layout is not None)

    @property
    def slip(self) -> Layout | None:
        """What is shown."""
        return self.preview.slip

    def text(self) -> str:
        """What is shown, as lines of characters."""
        return self.preview.text()
