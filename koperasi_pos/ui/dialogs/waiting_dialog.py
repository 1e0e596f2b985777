"""A question whose answer takes a while and is not to be broken off: its buttons wait, and it says what is done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Runner
from koperasi_pos.values import Refusal
from koperasi_pos.words.refusals import refusal_sentence

logger = logging.getLogger(__name__)


class WaitingDialog(Dialog):
    """For the first start, where no shop is open whose thread could do it: it has one of its own."""

    NOT_DONE: ClassVar[str]
    """What the log says about trouble that nobody foresaw."""

    def __init__(self, title: str, *, ok: str, explain: str, then: Callable[[], None], parent: QWidget | None) -> None:
        super().__init__(title, ok=ok, width=600, parent=parent, explain=explain)
        self._then = then
        self._runner = Runner(self)
        self.busy = False
        """Whether something is being done; OK and Cancel wait for it."""

    def wait_for(self, doing: str, work: Callable[[], None], broke_off: Callable[[str], str]) -> None:
        """Do `work` away from the windows; then the dialog is accepted, else it says what stood in the way.

        `broke_off` has the sentence about trouble of a kind that nobody foresaw.
        """
        self._set_busy(True)
        self.tell_wrong(doing)
        self._runner.ask(work, self._worked, self._refused, lambda error: self._failed(error, broke_off))

    def _worked(self, _done: None) -> None:
        self._set_busy(False)
        self.accept()
        self._then()

    def _refused(self, refusal: Refusal) -> None:
        self._set_busy(False)
        self.tell_wrong(refusal_sentence(refusal))

    def _failed(self, error: BaseException, broke_off: Callable[[str], str]) -> None:
        logger.error(self.NOT_DONE, exc_info=error)
        self._set_busy(False)
        self.tell_wrong(broke_off(type(error).__name__))

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.ok_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)

    def reject(self) -> None:
        """Not while something is being done."""
        if not self.busy:
            super().reject()

    def done(self, result: int) -> None:
        """The thread behind the dialog ends with it."""
        self._runner.stop()
        super().done(result)
