"""The message strip: what was done or why not, in a colour of its own; it goes by itself and takes no focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from koperasi_pos.ui.widgets.buttons import FlatButton
from koperasi_pos.words import _

SECONDS = {"good": 4, "refused": 8, "trouble": 0}
"""How long a message stays; trouble stays until it is closed."""


class MessageStrip(QFrame):
    """One message at a time, the newest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 6, 4)
        self.words = QLabel()
        self.words.setWordWrap(True)
        row.addWidget(self.words, 1)
        close = FlatButton(_("Close"), act=self.hide)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(close)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str, kind: str) -> None:
        """Show a sentence; `kind` is `good`, `refused` or `trouble`."""
        self.setProperty("kind", f"said-{kind}")
        self.style().unpolish(self)
        self.style().polish(self)
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        seconds = SECONDS.get(kind, 8)
        if seconds:
            self._gone.start(seconds * 1000)
        else:
            self._gone.stop()
