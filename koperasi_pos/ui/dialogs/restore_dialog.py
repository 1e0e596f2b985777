"""Puts a backup in the place of the shop's file, on this computer or on a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from koperasi_pos.operations import upkeep
from koperasi_pos.operations.till import STORE_FILE
from koperasi_pos.ui.dialogs.waiting_dialog import WaitingDialog
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.words import _


class RestoreDialog(WaitingDialog):
    """Which backup, and the recovery code where this computer does not have the shop's key. Nothing goes before OK.

    `file` is proposed where it is known; the shop's own file may be it, after its key was lost.
    """

    NOT_DONE = "a backup was not restored"

    def __init__(
        self, home: Path, then: Callable[[], None], parent: QWidget | None = None, *, file: Path | None = None,
        keyring_allowed: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(
            _("Restore a backup"), ok=_("Restore"), then=then, parent=parent,
            explain=_(
                "The shop as it was in the backup comes back; the file that is here now is kept beside it. "
                "On another computer the recovery code is needed."
            ),
        )  # fmt: skip
        self._home, self._keyring_allowed = home, keyring_allowed
        self.file = TextField(_("Backup"), str(file) if file else self._newest())
        self.code = TextField(_("Recovery code"), placeholder="ABCD-EFGH-…")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file, 1)
        row.addWidget(SecondaryButton(_("Choose a file"), "F4", self.choose))
        self.body.addWidget(form_row(_("Backup"), line))
        self.code_row = form_row(_("Recovery code"), self.code, hint=_("empty on the computer that made the backup"))
        self.body.addWidget(self.code_row)
        (self.code if file else self.file).setFocus()

    def _newest(self) -> str:
        """The newest automatic backup in the shop's folder."""
        return next((str(file) for file in upkeep.backups_in(self._home)), "")

    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, _("Choose a backup"), str(Path(self.file.value()).parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([_("Backups (*.backup)"), _("All files (*)")])
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()

    def finish(self) -> None:
        """Put it in its place."""
        if self.busy:
            return
        if not self.file.value():
            self.tell_wrong(_("Choose a backup first (F4)."))
            return
        home, file, code = self._home, Path(self.file.value()), self.code.value()
        allowed = self._keyring_allowed
        self.wait_for(
            _("The backup is being looked at and put in its place …"),
            lambda: upkeep.restore(home, file, code=code, keyring_allowed=allowed).close(),
            self._broke_off,
        )

    def _broke_off(self, kind: str) -> str:
        """Whether the file that was there is still there is said as well."""
        kept = _("The shop's file is as it was.") if (self._home / STORE_FILE).exists() else ""
        return _("The backup could not be restored: {kind}. {kept}").format(kind=kind, kept=kept).strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F4 asks for a file."""
        if event.key() == Qt.Key.Key_F4:
            self.choose()
        else:
            super().keyPressEvent(event)
