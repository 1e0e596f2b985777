"""Days to look at: a span with one press, or the first and the last day typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short, parse_day

ALL = "all"

_STEPS: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DayField(TextField):
    """A day as `24/11/2026`; `24/11` and `24` are read too, ↑ and ↓ go to the next day and the one before."""

    stepped = Signal()

    def __init__(self, name: str, today: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder=_("day/month/year"), parent=parent)
        self._today = today
        self.setFixedWidth(132)
        self.editingFinished.connect(self._tidy)

    def set_day(self, day: str) -> None:
        """Show an ISO day; empty for none."""
        self.setText(date_short(day) if day else "")
        self.mark(wrong=False)

    def day(self) -> str | None:
        """The ISO day, empty for an empty field, `None` (and the field marked) for what is no day."""
        text = self.value()
        try:
            day = parse_day(text, date.fromisoformat(self._today())).isoformat() if text else ""
        except ValueError:
            self.mark(wrong=True)
            return None
        self.mark(wrong=False)
        return day

    def _tidy(self) -> None:
        day = self.day()
        if day:
            self.set_day(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The arrows step."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        day = date.fromisoformat(self.day() or self._today()) + timedelta(days=step)
        self.set_day(day.isoformat())
        self.stepped.emit()


class SpanBar(QWidget):
    """Tells `changed` when other days are wanted."""

    changed = Signal()

    def __init__(
        self, today: Callable[[], str], spans: Sequence[str], chosen: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.spans = Segments([(span, span_name(span)) for span in spans], name=_("Days"))
        self.spans.choose(chosen)
        self.spans.chosen.connect(self.choose)
        self.first, self.last = DayField(_("From"), today), DayField(_("To"), today)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.spans)
        row.addStretch(1)
        row.addWidget(self.first)
        row.addWidget(QLabel("–"))
        row.addWidget(self.last)
        for field in (self.first, self.last):
            field.returnPressed.connect(self._typed)
            field.stepped.connect(self._typed)
        self._fill(chosen)

    def choose(self, span: str) -> None:
        """Take one of the spans and tell."""
        self.spans.choose(span)
        self._fill(span)
        self.changed.emit()

    def _fill(self, span: str) -> None:
        today = date.fromisoformat(self._today())
        if span == ALL:
            self.first.set_day("")
            self.last.set_day("")
            return
        begin, end = (1, 1) if span == "yesterday" else (int(span), 0)
        self.first.set_day((today - timedelta(days=begin)).isoformat())
        self.last.set_day((today - timedelta(days=end)).isoformat())

    def _typed(self) -> None:
        self.spans.clear()
        self.changed.emit()

    def renew(self) -> None:
        """A new day may have begun: a chosen span moves with it."""
        if self.spans.key():
            self._fill(self.spans.key())

    def days(self) -> tuple[str, str] | None:
        """The first and the last day (ISO, empty where open), in order; `None` where one cannot be read."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            return None
        return (last, first) if first and last and last < first else (first, last)


def span_name(span: str) -> str:
    """What people read for a span: `0` today, `yesterday`, `6` seven days with today, `all`."""
    if span == ALL:
        return _("All")
    if span == "yesterday":
        return _("Yesterday")
    days = int(span) + 1
    return _("Today") if days == 1 else n_("{count} day", "{count} days", days).format(count=days)
