"""A search with the rows that fit it: a sentence in their place where there are none, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from koperasi_pos.ui.widgets.cards import Empty, quiet
from koperasi_pos.ui.widgets.fields import TextField, offer_clearing
from koperasi_pos.ui.widgets.tables import Table


class FoundList(QWidget):
    """`wanted` says that something else is looked for; whoever hears it reads the rows and shows them."""

    wanted = Signal()

    def __init__(
        self, search: TextField, table: Table, icon: str, *, between: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.search, self.table = search, table
        offer_clearing(search)
        search.textChanged.connect(lambda text: self.wanted.emit())
        search.returnPressed.connect(table.enter)
        self.nothing = Empty("", icon)
        self.count = quiet()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        for widget in (search, *between):
            self.column.addWidget(widget)
        self.column.addWidget(table, 1)
        self.column.addWidget(self.nothing, 1)
        self.column.addWidget(self.count)

    def to_search(self) -> None:
        """The focus, and what is typed there replaces what stood there."""
        self.search.setFocus()
        self.search.selectAll()

    def show_rows(self, rows: Sequence[Any], *, count: str, nothing: str) -> None:
        """Other rows, without telling (see `Table.show_quietly`)."""
        self.table.show_quietly(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.words.setText(nothing)
        self.count.setText(count)
