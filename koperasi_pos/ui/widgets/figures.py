"""A few figures side by side, each with its name above and a word below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from koperasi_pos.ui.widgets.cards import Card, quiet


class Figures(QWidget):
    """Cards in a row; `show_figures` says what stands on them."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._cards: list[tuple[QLabel, QLabel]] = []
        for name in names:
            card = Card()
            card.body.setSpacing(0)
            head, figure, below = quiet(name), QLabel(), quiet()
            for label in (head, below):
                label.setWordWrap(False)
            figure.setProperty("kind", "figure")
            figure.setAccessibleName(name)
            for widget in (head, figure, below):
                card.body.addWidget(widget)
            self._cards.append((figure, below))
            row.addWidget(card, 1)

    def show_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """(figure, word below) a card, in order."""
        for (figure, below), (text, word) in zip(self._cards, figures, strict=True):
            figure.setText(text)
            below.setText(word)

    def texts(self) -> list[str]:
        """The figures as they are shown."""
        return [figure.text() for figure, _below in self._cards]
