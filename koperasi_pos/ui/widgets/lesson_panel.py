"""The lesson panel: what to do, the codes for it, what was wrong, how far one is; beside the page or below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.trade.lessons import LESSONS
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.code_boxes import CodeBoxes
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.fields import MoneyField
from koperasi_pos.ui.widgets.lesson_cards import LessonCards
from koperasi_pos.ui.widgets.lesson_coach import LessonCoach
from koperasi_pos.ui.widgets.training_band import LESSONS_NAME
from koperasi_pos.words import _

WIDTH, HEIGHT = 344, 118
"""How wide the panel is beside the page, how tall below it."""


class LessonPanel(QFrame):
    """Shows what the coach says; its keys work on every page."""

    leave = Signal()
    WIDTH = WIDTH

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(LESSONS_NAME)
        self.coach = LessonCoach(desk, self)
        self._asked = False
        self._below: bool | None = None
        self._build()
        self.coach.changed.connect(self.show_lesson)
        desk.actor_changed.connect(self.show_lesson)
        self.place(below=False)

    def _build(self) -> None:
        self.place_words, self.dots = ElidedLabel(least=120), quiet()
        self.place_words.setProperty("kind", "quiet")
        self.dots.setWordWrap(False)
        self.title = heading("")
        self.task = QLabel()
        self.said = QLabel()
        self.hint = quiet()
        self.drawer = heading("")
        for label in (self.task, self.said, self.drawer):
            label.setWordWrap(True)
        self.codes = CodeBoxes()
        self.cards = LessonCards(self.coach.desk.tapped.emit)
        self.answer = MoneyField(_("Your answer"))
        self.answer.setPlaceholderText(_("Your answer in rupiah (Ctrl+O)"))
        self.answer.returnPressed.connect(self._answered)
        self._words = QVBoxLayout()
        self._words.setSpacing(3)
        line = QHBoxLayout()
        line.addWidget(self.place_words, 1)
        line.addWidget(self.dots)
        self._words.addLayout(line)
        for widget in (self.title, self.task, self.drawer, self.said, self.answer, self.hint):
            self._words.addWidget(widget)
        self._middle = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(10)
        self._middle.addLayout(self._words)
        self._middle.addWidget(self.codes, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._middle.addWidget(self.cards, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._middle)
        whole.addStretch(1)
        self.roll = QScrollArea()
        self.roll.setWidgetResizable(True)
        self.roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.roll.setWidget(inner)
        self.next_button = PrimaryButton(_("Skip"), "Ctrl+J", self.coach.next)
        self.hint_button = SecondaryButton(_("Hint"), "Ctrl+H", self.coach.show_hint)
        self.back_button = SecondaryButton(_("Before"), "Ctrl+R", self.coach.back)
        self.again_button = SecondaryButton(_("Again"), "Ctrl+B", self.coach.restart)
        self.leave_button = SecondaryButton(_("Leave"), "Ctrl+Q", self.leave.emit)
        for button in self._buttons():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self._outer = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._outer.setContentsMargins(12, 5, 10, 7)
        self._outer.setSpacing(8)
        self._outer.addWidget(self.roll, 1)
        self._outer.addLayout(self._grid)

    def _buttons(self) -> tuple[PrimaryButton | SecondaryButton, ...]:
        return (self.next_button, self.hint_button, self.again_button, self.back_button, self.leave_button)

    def keys(self) -> dict[str, Callable[[], None]]:
        """Keys that work on every page of the training till."""
        return self.cards.keys() | {
            "Ctrl+J": self.coach.next, "Ctrl+H": self.coach.show_hint, "Ctrl+R": self.coach.back,
            "Ctrl+B": self.coach.restart, "Ctrl+Q": self.leave.emit, "Ctrl+O": self._go_to_answer,
        }  # fmt: skip

    def place(self, *, below: bool) -> None:
        """Stand beside the page, or below it where the window is narrow."""
        if below == self._below:
            return
        self._below = below
        self.setProperty("kind", "lesson-below" if below else "lesson")
        for widget in (self, *self.findChildren(QLabel)):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._outer.setDirection(across if below else down)
        self._middle.setDirection(across if below else down)
        largest = 16_777_215
        self.setMinimumSize(0 if below else WIDTH, HEIGHT if below else 0)
        self.setMaximumSize(largest if below else WIDTH, HEIGHT if below else largest)
        for button in self._buttons():
            self._grid.removeWidget(button)
        across_next = 1 if below else 2
        places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)] if below else [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)]
        for button, (row, column) in zip(self._buttons(), places, strict=True):
            self._grid.addWidget(button, row, column, 1, across_next if button is self.next_button else 1)
        self._middle.setStretch(0, 1 if below else 0)
        self.show_lesson()

    def show_lesson(self) -> None:
        """Show how the lesson stands."""
        coach = self.coach
        count = len(LESSONS)
        place = _("Lesson {number} of {count}").format(number=coach.number, count=count)
        self.place_words.setText(f"{place} · {coach.title()}" if self._below else place)
        self.dots.setText(self._progress())
        self._show(self.title, "" if self._below else coach.title())
        self.task.setText(coach.task())
        self._show(self.drawer, coach.drawer())
        sentence, kind = coach.said()
        self.said.setProperty("kind", kind)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self._show(self.said, sentence)
        self._show(self.hint, coach.hint() if coach.hint_shown else "")
        asks = coach.verdict.state == "ask" and not coach.finished and coach.desk.actor is not None
        if asks and not self._asked:
            self.answer.clear()
            QTimer.singleShot(0, self._go_to_answer)
        self._asked = asks
        self.answer.setVisible(asks)
        self.task.setVisible(not (asks or coach.finished or (self._below and coach.hint_shown)))
        codes = [] if coach.finished or asks else coach.codes()
        # Where there is little room, the code that is needed next, large enough to be scanned off the screen.
        self.codes.show_offers(coach.wanted_next(codes) if self._below else codes)
        face = coach.lesson == "card" and not coach.finished
        # Goods come first: where there is little room the cards wait until these are in the basket.
        held = () if self._below and codes else coach.cards()
        self.dots.setVisible(not (self._below and (codes or held)))
        self.cards.show_cards(held, coach.holders[0].face if face and coach.holders else b"")
        self.next_button.setText(_("Go on") if coach.finished else _("Skip"))
        if coach.finished and coach.all_done:
            self.said.setText(_("All lessons are done. You may go on practising, or leave."))

    def _progress(self) -> str:
        """A sign a lesson: done, in front, skipped, to come."""
        progress = self.coach.progress
        signs = []
        for lesson in LESSONS:
            if lesson in progress.done:
                signs.append("✓")
            elif lesson == progress.lesson:
                signs.append("●")
            else:
                signs.append("–" if lesson in progress.skipped else "○")
        return " ".join(signs)

    def _show(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _go_to_answer(self) -> None:
        if self.answer.isVisible():
            self.answer.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _answered(self) -> None:
        self.coach.answer(self.answer.rupiah())
        self.answer.clear()
