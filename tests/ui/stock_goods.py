"""What tests of the pages of goods have in common: a signed-in head at a page, and what its table shows."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table
from tests.counter import HEAD
from tests.ui.hands import Hands
from tests.ui.squeezed import squeezed

Kind = TypeVar("Kind", bound=Page)


def at_page(hands: Hands, name: str, kind: type[Kind]) -> Kind:
    """The head of the shop in front of a page, everything read."""
    if hands.running.desk.actor is None:
        hands.running.desk.sign(HEAD)
    hands.running.window.show_page(name)
    hands.settle()
    page = hands.running.window.page(name)
    assert isinstance(page, kind)
    return page


def shown(table: Table) -> list[list[str]]:
    """Every cell as people read it."""
    model = table.rows_model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def nothing_cut(hands: Hands, part: QWidget | None = None) -> None:
    """Once Qt has laid everything out, which takes it some turns."""

    def look() -> None:
        assert squeezed(part or hands.running.window) == []

    hands.qtbot.waitUntil(look, timeout=90_000)
