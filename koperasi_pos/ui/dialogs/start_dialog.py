"""Why the till does not open, and the way out: type the recovery code, put a backup in place, or close."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations.till import STORE_FILE
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Sweeper
from koperasi_pos.words import _


class WayOut(Enum):
    """What may help: nothing here, the recovery code for the file that is there, or a backup."""

    NONE = "none"
    CODE = "code"
    BACKUP = "backup"


def opening_trouble(kind: str, *, newer: bool) -> str:
    """Why the file did not open, where no `Refusal` says it: a newer program wrote it, or trouble of this kind."""
    if newer:
        return _("The shop's file was written by a newer program. Please update this one; nothing was changed.")
    return _("The shop's file could not be opened: {kind}. Nothing was changed; the log says more.").format(kind=kind)


class StartDialog(Dialog):
    """One sentence and a way out. `restored` tells that it is worth trying again."""

    def __init__(self, home: Path, sentence: str, way: WayOut, parent: QWidget | None = None) -> None:
        super().__init__(
            _("The till does not open"), explain=sentence, cancel=_("Close"), width=560, parent=parent,
            ok=_("Type the recovery code") if way is WayOut.CODE else _("Restore a backup"),
        )  # fmt: skip
        self._home, self._way = home, way
        self._sweeper = Sweeper(self)
        self.restored = False
        self.ok_button.setVisible(way is not WayOut.NONE)
        self.ok_button.setEnabled(way is not WayOut.NONE)
        self.cancel_button.setFocus()

    def finish(self) -> None:
        """Ask for the code, or for a backup."""
        from koperasi_pos.ui.dialogs.restore_dialog import RestoreDialog

        own = self._home / STORE_FILE if self._way is WayOut.CODE else None
        RestoreDialog(self._home, self._restored, self, file=own).open()

    def _restored(self) -> None:
        self.restored = True
        self.accept()

    def done(self, result: int) -> None:
        """The windows that follow sweep for themselves."""
        self._sweeper.stop()
        super().done(result)
