"""The last page of the first start: the shop is there, and the code that opens its backups must be kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.ui.theme.style import font_family
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.words import _

GROUPS_IN_A_LINE = 5


class RecoverySheet(QWidget):
    """Shows the code in groups; it can be printed, or kept as a file."""

    def __init__(self, print_code: Callable[[], None], save_code: Callable[[], None]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.code = QLabel()
        font = QFont(font_family("NotoSansMono-Regular.ttf"))
        font.setPixelSize(20)
        self.code.setFont(font)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName(_("Recovery code"))
        column.addWidget(self.code)
        column.addWidget(quiet(_("It can be seen again under Settings → Backup and check, with the PIN of the head.")))
        row = QHBoxLayout()
        self.print_button = SecondaryButton(_("Print the code"), "F7", print_code)
        self.save_button = SecondaryButton(_("Save it as a file"), "F8", save_code)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column.addLayout(row)
        self.said = quiet()
        column.addWidget(self.said)
        column.addStretch(1)

    def show_code(self, code: str, *, printer: bool) -> None:
        """Show the code; without a printer it cannot be printed."""
        groups = code.split("-")
        lines = [groups[start : start + GROUPS_IN_A_LINE] for start in range(0, len(groups), GROUPS_IN_A_LINE)]
        self.code.setText("\n".join("-".join(line) for line in lines))
        self.print_button.setVisible(printer)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """What became of printing or saving it."""
        self.said.setProperty("kind", "wrong" if wrong else "quiet")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(sentence)
