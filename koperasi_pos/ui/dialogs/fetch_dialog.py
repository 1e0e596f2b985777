"""Fetches a shop that is already with the province onto an empty machine: a second till, or in a lost one's place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.ui.dialogs.enrol_dialog import CodeFields
from koperasi_pos.ui.dialogs.waiting_dialog import WaitingDialog
from koperasi_pos.words import _, n_

Fetch = Callable[[Path, str, str, Callable[[int], None]], None]
"""(home, address, code, told how many entries came): fetches the shop; raises a Refusal."""


class FetchDialog(WaitingDialog):
    """What breaks off is taken up again where it was, also after a power cut."""

    NOT_DONE = "the shop was not fetched"
    came = Signal(int)

    def __init__(self, home: Path, fetch: Fetch, then: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Fetch the shop from the province"), ok=_("Fetch"), then=then, parent=parent,
            explain=_(
                "For a second till of the shop, or a new computer in the place of a lost one. The officer makes a code "
                "for it: scan the picture, or type code and address. Everything the shop ever wrote is fetched."
            ),
        )  # fmt: skip
        self._home, self._fetch = home, fetch
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
        if self.busy:
            return
        if self.fields.code.value().lower().startswith("koperasi-pos:"):
            self.fields.take(self.fields.code.value())
        home, address, code = self._home, self.fields.address.value(), self.fields.code.value()
        fetch, came = self._fetch, self.came.emit
        self.wait_for(_("The province is asked …"), lambda: fetch(home, address, code, came), self._broke_off)

    def _count(self, entries: int) -> None:
        if self.busy:
            self.tell_wrong(n_("{n} entry came …", "{n} entries came …", entries).format(n=entries))

    def _broke_off(self, kind: str) -> str:
        """What came stays; the next try goes on behind it."""
        return _("The shop could not be fetched: {kind}. Try again; it goes on where it was.").format(kind=kind)
