"""What is done seldom: a list of acts, each with its key; the dialog closes before the act begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.words import _


class MenuDialog(Dialog):
    """(key, word, act) for every act that can be chosen."""

    def __init__(
        self, title: str, acts: Sequence[tuple[str, str, Callable[[], None]]], parent: QWidget, *, explain: str = ""
    ) -> None:
        super().__init__(title, cancel=_("Close"), explain=explain, width=640, parent=parent)
        self.ok_button.hide()
        grid = QGridLayout()
        grid.setSpacing(8)
        self.buttons = [SecondaryButton(word, key, partial(self._choose, act)) for key, word, act in acts]
        rows = (len(self.buttons) + 1) // 2
        for place, button in enumerate(self.buttons):
            grid.addWidget(button, place % rows, place // rows)
        press_by_keys(self, self.buttons)
        self.body.addLayout(grid)
        self.buttons[0].setFocus()

    def _choose(self, act: Callable[[], None]) -> None:
        self.accept()
        act()

    def finish(self) -> None:
        """Enter without a choice does nothing."""
