"""The band that tells a training till from a real one, on the window and on every dialog."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QMainWindow, QWidget

from koperasi_pos.words import _

HEIGHT = 28
LESSONS_NAME = "lessons"
"""The object name of the lesson panel, by which dialogs find it."""

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


def keep_clear(dialog: QWidget) -> None:
    """Move a dialog so that the lesson beside or below the page can still be read."""
    behind = dialog.parentWidget()
    while behind is not None and not isinstance(behind.window(), QMainWindow):
        behind = behind.window().parentWidget()
    if behind is None:
        return
    window = behind.window()
    panel = window.findChild(QWidget, LESSONS_NAME)
    if panel is None:
        return
    whole = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    top, left = panel.mapToGlobal(QPoint(0, 0)).y(), panel.mapToGlobal(QPoint(0, 0)).x()
    wide, tall = dialog.width(), dialog.height()
    if panel.height() > panel.width():
        x = whole.left() + max((left - whole.left() - wide) // 2, 0)
        y = whole.top() + max((whole.height() - tall) // 2, 0)
    elif tall <= top - whole.top():
        x = whole.left() + max((whole.width() - wide) // 2, 0)
        y = whole.top() + (top - whole.top() - tall) // 2
    else:  # too tall for that: to the right, where nothing but codes and buttons are behind it
        x = max(whole.right() + 1 - wide, whole.left())
        y = max(whole.bottom() + 1 - tall, whole.top())
    dialog.move(x, y)


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
