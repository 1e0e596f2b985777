"""The band that tells a training till from a real one, on the window and on every dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QWidget

from koperasi_pos.words import _

HEIGHT = 28
_MARK = "training"


def show_training(*, on: bool) -> None:
    """From now on the windows of this program belong to a training till, or to a real one again."""
    application = QApplication.instance()
    assert application is not None
    application.setProperty(_MARK, on)


def in_training() -> bool:
    """Whether the windows belong to a training till."""
    application = QApplication.instance()
    return application is not None and bool(application.property(_MARK))


class TrainingBand(QFrame):
    """A strip in a colour that nothing else has, with the words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "training")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        self.words = QLabel(_("TRAINING – nothing here is sold, nothing reaches the shop's books"))
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.words)
        self.setAccessibleName(self.words.text())
