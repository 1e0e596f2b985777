"""The head of the shift page: how to open the till, or what the running shift is and what can be done in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.operations.shifts import ShiftRow
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Chip, heading, quiet
from koperasi_pos.ui.widgets.fields import MoneyField, form_row
from koperasi_pos.values import from_iso
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short, moment, time_short
from koperasi_pos.words.numbers import rupiah

COLUMNS = 3


def difference_words(difference: int) -> str:
    """`Selisih kurang Rp1.100`, `Selisih lebih Rp500`, `Pas, tidak ada selisih`."""
    if difference < 0:
        return _("{amount} missing").format(amount=rupiah(-difference))
    if difference > 0:
        return _("{amount} too much").format(amount=rupiah(difference))
    return _("No difference")


class OpeningPanel(Card):
    """The till is closed: the float in the drawer, and the button that opens it."""

    opened = Signal(object)
    """Asked for with this float (`Rupiah`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addWidget(heading(_("The till is closed")))
        self.last = quiet()
        self.chip = Chip()
        line = QHBoxLayout()
        line.addWidget(self.last, 1)
        line.addWidget(self.chip)
        self.body.addLayout(line)
        self.float_ = MoneyField(_("Float in the drawer"), 0)
        self.float_.returnPressed.connect(self._ask)
        self.row = form_row(_("Float in the drawer"), self.float_, hint=_("Money to give change with"))
        self.button = PrimaryButton(_("Open the till"), "F9", self._ask)
        asked = QHBoxLayout()
        asked.addWidget(self.row, 1)
        below = QVBoxLayout()
        below.addSpacing(24)
        below.addWidget(self.button)
        below.addStretch(1)
        asked.addLayout(below, 1)
        self.body.addLayout(asked)

    def show_last(self, shift: ShiftRow | None) -> None:
        """Tell how the last shift of this till ended."""
        if shift is None or shift.closed is None:
            self.last.setText(_("This will be the first shift of this till."))
            self.chip.show_state("")
            return
        told = _("Shift {number} of {cashier} was closed {time}; {counted} counted.")
        self.last.setText(
            told.format(
                number=shift.number,
                cashier=shift.cashier,
                time=moment(shift.closed),
                counted=rupiah(shift.counted or 0),
            )
        )
        self.chip.show_state(difference_words(shift.difference or 0), "gold" if shift.difference else "good")

    def begin(self) -> None:
        """Put the focus where work begins."""
        self.float_.setFocus()
        self.float_.selectAll()

    def ask(self) -> None:
        """As if the button was pressed."""
        self._ask()

    def _ask(self) -> None:
        amount = self.float_.rupiah()
        if amount is None or amount < 0:
            self.row.tell_wrong(_("Please type an amount in rupiah."))
            return
        self.row.tell_wrong("")
        self.opened.emit(amount)


class RunningPanel(Card):
    """The shift that runs: its figures that spoil no blind count, and its verbs."""

    def __init__(
        self, verbs: Sequence[tuple[str, str, Callable[[], None]]], close: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent=parent)
        head = QHBoxLayout()
        self.title = heading("")
        self.chip = Chip()
        head.addWidget(self.title)
        head.addWidget(self.chip)
        head.addStretch(1)
        self.body.addLayout(head)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(22)
        self._figures = {name: self._fact() for name in ("cashier", "opened", "float", "sales")}
        self._facts.addStretch(1)
        self.body.addLayout(self._facts)
        self.restored = quiet(
            _("This till was restored or replaced during this shift. Count the drawer and close it; the difference "
              "tells what is missing.")
        )  # fmt: skip
        self.restored.setProperty("kind", "wrong")
        self.body.addWidget(self.restored)
        grid = QGridLayout()
        grid.setSpacing(8)
        self.buttons: dict[str, SecondaryButton] = {}
        for number, (text, key, act) in enumerate(verbs):
            button = SecondaryButton(text, key, act)
            self.buttons[key] = button
            grid.addWidget(button, number // COLUMNS, number % COLUMNS)
        self.close_button = PrimaryButton(_("Close the shift"), "F9", close)
        grid.addWidget(self.close_button, len(verbs) // COLUMNS, 0, 1, COLUMNS)
        self.body.addLayout(grid)

    def _fact(self) -> tuple[QLabel, QLabel]:
        name, figure = quiet(), QLabel()
        name.setWordWrap(False)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(figure)
        self._facts.addLayout(column)
        return name, figure

    def show_shift(self, shift: ShiftRow, sales: int, today: str, *, restored: bool = False) -> None:
        """Tell the shift; `sales` is how many there were so far, `today` the business day (ISO)."""
        self.title.setText(_("Shift {number}").format(number=shift.number))
        self.restored.setVisible(restored)
        began = from_iso(shift.opened)
        old = began.date().isoformat() != today
        opened = _("Open since {day}").format(day=date_short(began.date()))
        self.chip.show_state(opened if old else _("Open"), "gold" if old else "good")
        facts = {
            "cashier": (_("Cashier"), shift.cashier),
            "opened": (_("Opened"), time_short(began)),
            "float": (_("Float"), rupiah(shift.float)),
            "sales": (_("Sales"), n_("{count} receipt", "{count} receipts", sales).format(count=sales)),
        }
        for name, (title, figure) in facts.items():
            labels = self._figures[name]
            labels[0].setText(title)
            labels[1].setText(figure)
