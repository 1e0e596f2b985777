"""The message strip: what was done or why not, in a colour of its own; it moves nothing and takes no focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from koperasi_pos.ui.theme.style import TOUCH, colours, icon
from koperasi_pos.ui.widgets.buttons import FlatButton
from koperasi_pos.words import _

SECONDS = {"good": 4, "refused": 8, "trouble": 0}
"""How long a message stays; trouble stays until it is closed."""

SIGNS = {"good": "mdi6.check-circle-outline", "refused": "mdi6.alert-outline", "trouble": "mdi6.close-octagon-outline"}

MARGIN = 6


class MessageStrip(QFrame):
    """One message at a time, the newest; it lies over the foot of its window, so that nothing on a page moves.

    Trouble is closed with Esc; what goes by itself leaves that key to the page. A trouble that was covered
    by a newer message comes back when that one goes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trouble = ""
        self.kind = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 4, 2)
        row.setSpacing(10)
        self.sign = QLabel()
        row.addWidget(self.sign)
        self.words = QLabel()
        self.words.setWordWrap(True)
        row.addWidget(self.words, 1)
        self.close_button = FlatButton(_("Close"), "Esc", self.close_message)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.close_button)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.timeout.connect(self._over)
        if parent is not None:
            parent.installEventFilter(self)
        self.hide()

    @property
    def stays(self) -> bool:
        """Whether a message waits to be closed by a person."""
        return not self.isHidden() and self.kind == "trouble"

    def say(self, sentence: str, kind: str) -> None:
        """Show a sentence; `kind` is `good`, `refused` or `trouble`."""
        self.kind = kind if kind in SECONDS else "refused"
        if self.kind == "trouble":
            self._trouble = sentence
        self.setProperty("kind", f"said-{self.kind}")
        self.style().unpolish(self)
        self.style().polish(self)
        use = colours()
        colour = {"good": use.on_mint, "refused": use.on_gold_ground, "trouble": use.red}[self.kind]
        self.close_button.set_key("Esc" if self.kind == "trouble" else "")
        self.sign.setPixmap(icon(SIGNS[self.kind], colour).pixmap(22, 22))
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        seconds = SECONDS[self.kind]
        if seconds:
            self._gone.start(seconds * 1000)
        else:
            self._gone.stop()

    def close_message(self) -> None:
        """It was read."""
        if self.kind == "trouble":
            self._trouble = ""
        self._over()

    def _over(self) -> None:
        self._gone.stop()
        if self._trouble:
            self.say(self._trouble, "trouble")
        else:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The window behind changed its size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        behind = self.parentWidget()
        if behind is None:
            return
        width = behind.width() - 2 * MARGIN
        layout = self.layout()
        height = max(TOUCH + 4, layout.totalHeightForWidth(width) if layout is not None else 0)
        self.setGeometry(QRect(MARGIN, behind.height() - height - MARGIN // 2, width, height))
