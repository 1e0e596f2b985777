"""A dialog: a heading, a body, OK and Cancel with their keys; scans go to it while it is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.training_band import TrainingBand, in_training, keep_clear
from koperasi_pos.words import _

LEAST_WIDTH = 440


class Dialog(QDialog):
    """One question. Fill `body`; override `finish` to check the answer and call `accept`.

    Open it with `open()`: the window behind waits, the program does not.
    """

    def __init__(
        self, title: str, *, ok: str = "", cancel: str = "", explain: str = "", width: int = 440,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.over = False
        """Whether it was answered or closed; its widgets may be gone by then."""
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.addStrut(width)
        if in_training():
            self.setWindowTitle(f"{_('TRAINING')} – {title}")
            layout.addWidget(TrainingBand())
        layout.addWidget(heading(title))
        if explain:
            layout.addWidget(quiet(explain))
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        layout.addLayout(self.body, 1)
        self.wrong = quiet()
        self.wrong.setProperty("kind", "wrong")
        self.wrong.hide()
        layout.addWidget(self.wrong)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        self.cancel_button = SecondaryButton(cancel or _("Cancel"), "Esc", self.reject)
        self.ok_button = PrimaryButton(ok or _("OK"), "Enter", self.finish)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.ok_button)
        for button in (self.cancel_button, self.ok_button):
            button.setMinimumWidth(150)
        layout.addLayout(buttons)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Never smaller than what is in it."""
        self._fit()
        super().showEvent(event)
        if in_training():
            keep_clear(self)

    def event(self, event: QEvent) -> bool:
        """A sentence that comes in makes the dialog grow instead of squeezing the fields."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        least = layout.totalMinimumSize().expandedTo(QSize(LEAST_WIDTH, 0))
        width = max(least.width(), self.width())
        tall = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0
        fitting = least.expandedTo(QSize(0, tall))
        if self.minimumSize() != fitting:
            self.setMinimumSize(fitting)

    def tell_wrong(self, sentence: str) -> None:
        """Say what is wrong with the answer; an empty sentence takes it back."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def finish(self) -> None:
        """The answer is given: check it, then `accept()`."""
        self.accept()

    def done(self, result: int) -> None:
        """Answered, cancelled, or closed because the till was locked."""
        self.over = True
        super().done(result)

    def while_open(self, act: Callable[..., None]) -> Callable[..., None]:
        """`act`, unless the question was closed in the meantime: then its answer is asked for by nobody any more."""
        return lambda *facts: None if self.over else act(*facts)

    def scanned(self, text: str) -> bool:
        """A scan while this dialog is open; False where it has no use for it."""
        return False

    def tapped(self, tap: Tap) -> bool:
        """A card while this dialog is open; False where it has no use for it: then the tap waits until it closes."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses the button that has the focus (no choice among few), else it finishes; Escape cancels."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton) and not focused.isCheckable() and focused is not self.ok_button:
                focused.click()
            elif self.ok_button.isEnabled():
                self.finish()
            return
        super().keyPressEvent(event)
