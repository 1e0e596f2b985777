"""Where to keep a file: asks for the place, makes the content beside the counter's work, and writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import Refusal
from koperasi_pos.words import _


def documents_folder() -> Path:
    """The user's folder for documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def ask_file_to_save(
    parent: QWidget, title: str, name: str, then: Callable[[Path], None], *, folder: Path | None = None,
    others: Sequence[str] = (),
) -> QFileDialog:  # fmt: skip
    """Ask where to write a file that may be called `name`; `then` gets the place. `others` are further endings."""
    dialog = QFileDialog(parent, title, str((folder or documents_folder()) / name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters([f"*{ending}" for ending in (Path(name).suffix, *others)])
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.removeprefix("*.")))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.open()
    return dialog


def save_content(
    desk: Desk, parent: QWidget, name: str, make: Callable[[], bytes], then: Callable[[Path], None] | None = None
) -> QFileDialog:
    """Ask for a place, then make and write the bytes; says where they are, or why they could not be written."""

    def written(file: Path) -> None:
        desk.tell(_("Saved: {file}").format(file=file))
        if then is not None:
            then(file)

    def begin(file: Path) -> None:
        desk.fetch(lambda: write_bytes(file, make()), lambda _done: written(file))

    return ask_file_to_save(parent, _("Save"), name, begin)


def write_bytes(file: Path, content: bytes) -> None:
    """Write a file, with its folder where that is missing; `Refusal("file_not_written")` with the disk's reason."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise Refusal("file_not_written", file=file, reason=error.strerror or type(error).__name__) from error
