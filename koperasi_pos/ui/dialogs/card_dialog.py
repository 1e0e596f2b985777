"""What questions about cards have in common: a face on top, one act behind the windows, its refusal at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.values import Refusal
from koperasi_pos.words.refusals import refusal_sentence

T = TypeVar("T")


class CardDialog(Dialog):
    """A question about one account."""

    def __init__(
        self, desk: Desk, shown: ShownCard, title: str, *, ok: str = "", explain: str = "", width: int = 520,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, ok=ok, explain=explain, width=width, parent=parent)
        self._desk, self.shown = desk, shown
        self.face = CardFace()
        self.face.show_card(shown)
        self.body.addWidget(self.face)

    def send(self, act: Callable[[], T], then: Callable[[T], None]) -> None:
        """Act once; a refusal is told here and the answer may be changed."""
        self.ok_button.setEnabled(False)

        def done(value: T) -> None:
            if not self.over:
                self.accept()
            then(value)

        def refused(refusal: Refusal) -> None:
            if self.over:
                self._desk.tell_refusal(refusal)
                return
            self._ready()
            self.tell_wrong(refusal_sentence(refusal))

        self._desk.do(act, done, refused, self.while_open(self._ready))

    def _ready(self) -> None:
        self.ok_button.setEnabled(True)

    def when_allowed(self, right: str, then: Callable[[Sequence[Approval]], None]) -> None:
        """Go on where the role may, else after a second person approved."""
        when_allowed(self._desk, right, self, then)


def beside(*widgets: QWidget) -> QHBoxLayout:
    """Fields side by side, each as wide as the others."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
