"""Fetches a shop that is already with the province onto an empty machine: a second till, or in a lost one's place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.enrol_dialog import CodeFields
from koperasi_pos.ui.runner import Runner
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.refusals import refusal_sentence

logger = logging.getLogger(__name__)

Fetch = Callable[[Path, str, str, Callable[[int], None]], None]
"""(home, address, code, told how many entries came): fetches the shop; raises a Refusal."""


class FetchDialog(Dialog):
    """What breaks off is taken up again where it was, also after a power cut."""

    came = Signal(int)

    def __init__(self, home: Path, fetch: Fetch, then: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Fetch the shop from the province"), ok=_("Fetch"), width=600, parent=parent,
            explain=_(
                "For a second till of the shop, or a new computer in the place of a lost one. The officer makes a code "
                "for it: scan the picture, or type code and address. Everything the shop ever wrote is fetched."
            ),
        )  # fmt: skip
        self._home, self._fetch, self._then = home, fetch, then
        self._runner = Runner(self)
        self._busy = False
        self.fields = CodeFields(hint=_("empty to go on with one that broke off"))
        self.body.addWidget(self.fields)
        self.came.connect(self._count)
        self.fields.code.setFocus()

    def scanned(self, text: str) -> bool:
        """The picture on the officer's page."""
        self.fields.take(text)
        return True

    def finish(self) -> None:
        """Fetch it, away from the windows."""
        if self._busy:
            return
        if self.fields.code.value().lower().startswith("koperasi-pos:"):
            self.fields.take(self.fields.code.value())
        home, address, code = self._home, self.fields.address.value(), self.fields.code.value()
        fetch, came = self._fetch, self.came.emit
        self._set_busy(True)
        self.tell_wrong(_("The province is asked …"))
        self._runner.ask(lambda: fetch(home, address, code, came), self._fetched, self._refused, self._failed)

    def _count(self, entries: int) -> None:
        if self._busy:
            self.tell_wrong(n_("{n} entry came …", "{n} entries came …", entries).format(n=entries))

    def _fetched(self, _done: None) -> None:
        self._set_busy(False)
        self.accept()
        self._then()

    def _refused(self, refusal: Refusal) -> None:
        self._set_busy(False)
        self.tell_wrong(refusal_sentence(refusal))

    def _failed(self, error: BaseException) -> None:
        logger.error("the shop was not fetched", exc_info=error)
        self._set_busy(False)
        self.tell_wrong(_("The shop could not be fetched: {kind}. Try again; it goes on where it was.").format(
            kind=type(error).__name__
        ))  # fmt: skip

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.ok_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)

    def reject(self) -> None:
        """Not while something is being fetched."""
        if not self._busy:
            super().reject()

    def done(self, result: int) -> None:
        """The thread behind the dialog ends with it."""
        self._runner.stop()
        super().done(result)
