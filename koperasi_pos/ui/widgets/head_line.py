"""The head line: shop, till and cashier, shift, what hangs, the time."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from koperasi_pos.operations import messages, printing, shifts, shops
from koperasi_pos.operations.line import QUIET
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import Chip
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.line_chip import LineChip
from koperasi_pos.values import business_day, from_iso
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short, time_short

EVERY_MS = 5_000
"""How often the clock is read."""


class HeadLine(QFrame):
    """Reads what it shows when a topic changed; the time every few seconds.

    `training` says whether this is a till to practise at.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("kind", "bar")
        self.setFixedHeight(52)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 18, 0)
        row.setSpacing(14)
        self.shop = ElidedLabel(least=160)
        self.shop.setProperty("kind", "head")
        self.who = ElidedLabel(least=110)
        self.who.setProperty("kind", "who")
        self.shift = Chip()
        self.training = Chip(_("TRAINING") if desk.till.training else "", "gold")
        self.line = LineChip()
        self.line.pressed.connect(lambda: desk.go.emit("line"))
        self.paper = Chip()
        self.wrong_clock = Chip()
        self.time = QLabel()
        self.time.setProperty("kind", "head")
        for widget in (self.shop, self.who, self.shift, self.training):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.line)
        row.addWidget(self.paper)
        row.addWidget(self.wrong_clock)
        row.addWidget(self.time)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(EVERY_MS)
        desk.changed.connect(self._changed)
        self.refresh()

    def _changed(self, topic: str) -> None:
        if topic in ("shop", "shift", "staff", "settings"):
            self.refresh()
        elif topic in ("print", "printing"):
            self._show_paper()
        elif topic in ("line", "messages", "sale"):
            self._show_line()

    def refresh(self) -> None:
        """Read everything anew."""
        self.shop.setText(shops.shop(self.desk.till).name)
        actor = self.desk.actor
        code = shops.till_code(self.desk.till)
        self.who.setText(
            _("Till {code} · {name}").format(code=code, name=actor.name)
            if actor
            else _("Till {code}").format(code=code)
        )
        self._show_shift()
        self._show_paper()
        self._show_line()
        self._tick()

    def _show_line(self) -> None:
        state = self.desk.line.state()
        self.line.show_line(state, messages.unread(self.desk.till) if state.mood != QUIET else 0)

    def _show_shift(self) -> None:
        row = shifts.current_shift(self.desk.till)
        if row is None:
            self.shift.show_state(_("No shift open"), "gold")
            return
        opened = from_iso(row.opened)
        if business_day(opened).isoformat() == self.desk.till.today():
            self.shift.show_state(_("Shift open {time}").format(time=time_short(opened)))
        else:
            since = f"{date_short(opened)[:5]} {time_short(opened)}"
            self.shift.show_state(_("Shift open {time}").format(time=since), "gold")

    def _show_paper(self) -> None:
        jobs = printing.print_jobs(self.desk.till)
        hanging = sum(1 for job in jobs if job.state in ("stuck", "unsure"))
        if hanging:
            self.paper.show_state(n_("{n} print hangs", "{n} prints hang", hanging).format(n=hanging), "red")
        elif len(jobs) > 3:
            self.paper.show_state(n_("{n} print waits", "{n} prints wait", len(jobs)).format(n=len(jobs)), "gold")
        else:
            self.paper.show_state("")

    def _tick(self) -> None:
        self.time.setText(time_short(from_iso(self.desk.till.now())))
        self.wrong_clock.show_state(_("Check the clock") if self.desk.till.clock_is_back() else "", "red")
