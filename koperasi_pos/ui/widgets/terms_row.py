"""What the shop keeps of consigned goods: a percentage of the price, or an amount a piece."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from koperasi_pos.trade.consignment import Terms
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, QuantityField
from koperasi_pos.values import ZERO, Rupiah
from koperasi_pos.words import _


class TermsRow(QWidget):
    """A choice of percent or amount, and the figure."""

    def __init__(self, terms: Terms, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way = Choice(
            _("What the shop keeps"),
            [("percent", _("Percent of the price")), ("margin", _("Rupiah a piece"))],
            "margin" if terms.margin else "percent",
        )
        self.percent = QuantityField(_("Percent"), terms.commission * 10)
        self.margin = MoneyField(_("Rupiah a piece"), int(terms.margin) or None)
        self.figure = QStackedWidget()
        self.figure.addWidget(self.percent)
        self.figure.addWidget(self.margin)
        self.figure.setMaximumHeight(self.percent.minimumHeight())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.way, 3)
        row.addWidget(self.figure, 2)
        self.way.chosen.connect(lambda way: self._show())
        self._show()

    def _show(self) -> None:
        self.figure.setCurrentIndex(1 if self.way.value() == "margin" else 0)

    def terms(self) -> Terms | None:
        """What was typed; `None` where it cannot be read."""
        if self.way.value() == "margin":
            margin = self.margin.rupiah()
            return Terms(margin=Rupiah(int(margin))) if margin is not None and margin > 0 else None
        points = self.percent.quantity()
        if points is None or int(points) % 10 or not 0 <= points <= 100_000:
            self.percent.mark(wrong=True)
            return None
        return Terms(int(points) // 10, ZERO)
