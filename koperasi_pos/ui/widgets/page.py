"""What every page of the till has: a name, actions for the footer, and an ear for scans."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk


class Page(QWidget):
    """One job of the shop. The main window shows one page at a time and its actions in the footer."""

    name = "page"
    """Word by which other pages ask for it: `desk.go.emit("sell")`."""
    icon = "mdi6.circle"
    """QtAwesome name for the side bar."""
    actions_changed = Signal()
    """The footer must be drawn again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def title(self) -> str:
        """The word in the side bar."""
        return self.name

    def page_actions(self) -> Sequence[Action]:
        """What the page can do; keys work while it is shown."""
        return ()

    def shown(self) -> None:
        """The page comes to the front: read what it shows and put the focus where work begins."""

    def left(self) -> None:
        """Another page comes to the front."""

    def scanned(self, text: str) -> bool:
        """A scan while this page is in front; False where the page has no use for it."""
        return False

    def tapped(self, tap: Tap) -> bool:
        """A card while this page is in front; False where the page has no use for it."""
        return False
