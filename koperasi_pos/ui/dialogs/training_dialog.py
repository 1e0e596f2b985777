"""Who practises: everybody with the lessons they finished, and the way to the training till."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from koperasi_pos.operations import lessons
from koperasi_pos.operations.lessons import Progress
from koperasi_pos.operations.training import Trainee
from koperasi_pos.trade.lessons import LESSONS
from koperasi_pos.ui.dialogs.ask_dialog import ask_text, ask_yes
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words import lessons as words
from koperasi_pos.words.dates import date_short

SEVENTH = "pack"
"""The title that stands for the seventh lesson, whose goods follow the shop."""


class TrainingDialog(Dialog):
    """Enter goes to the training till of the person under the cursor."""

    def __init__(self, desk: Desk, chosen: str, parent: QWidget) -> None:
        super().__init__(
            _("Training"), ok=_("Begin training"), width=860, parent=parent,
            explain=_("A till of its own to practise at. This till is closed meanwhile; its shift and its baskets stay "
                      "as they are."),
        )  # fmt: skip
        self._desk = desk
        columns = [
            TableColumn(_("Name"), lambda found: found.name),
            *(
                TableColumn(str(number), partial(_sign, lesson), width=48, tone=partial(_tone, lesson))
                for number, lesson in enumerate(LESSONS, 1)
            ),
            TableColumn(_("Last time"), lambda found: date_short(found.last[:10]) if found.last else "–", width=110),
        ]
        self.table = Table(_("Who practises"), columns)
        self.table.setMinimumHeight(260)
        self.table.activated_row.connect(lambda found: self.finish())
        self.body.addWidget(self.table, 1)
        titles = " · ".join(f"{number} {words.title(_title(lesson))}" for number, lesson in enumerate(LESSONS, 1))
        self.body.addWidget(quiet(titles))
        row = QHBoxLayout()
        row.addWidget(SecondaryButton(_("Somebody new"), "F7", self.somebody_new))
        row.addWidget(SecondaryButton(_("With a fresh till"), "F8", self.afresh))
        row.addStretch(1)
        self.body.addLayout(row)
        QShortcut(QKeySequence("F7"), self, self.somebody_new)
        QShortcut(QKeySequence("F8"), self, self.afresh)
        rows = lessons.everybody(desk.till)
        self.table.set_rows(rows)
        if not self.table.point_at(lambda found: found.key == chosen) and rows:
            self.table.selectRow(0)
        self.table.setFocus()

    def _chosen(self) -> Trainee | None:
        found: Progress | None = self.table.current()
        return Trainee(found.key, found.name) if found is not None else None

    def finish(self) -> None:
        """To the training till of the person under the cursor, where it was left."""
        self._go(self._chosen(), afresh=False)

    def afresh(self) -> None:
        """To a new training till; what the person has finished stays known."""
        chosen = self._chosen()
        if chosen is not None:
            ask_yes(
                self, _("With a fresh till"),
                _("The training till of {name} is made anew. What {name} has finished stays known.").format(
                    name=chosen.name
                ),
                lambda: self._go(chosen, afresh=True), yes=_("Begin training"), no=_("Cancel"),
            )  # fmt: skip

    def somebody_new(self) -> None:
        """Somebody who is not in the list of people yet."""
        ask_text(
            self, _("Somebody new"), _("Name"), self._named, least=2,
            explain=_("Who is not in the list yet may practise, too. It gives no access to the real till."),
        )  # fmt: skip

    def _named(self, name: str) -> None:
        self._go(lessons.trainee_named(self._desk.till, name), afresh=False)

    def _go(self, trainee: Trainee | None, *, afresh: bool) -> None:
        if trainee is None:
            self.tell_wrong(_("Choose who practises, or F7 for somebody new."))
            return
        self.accept()
        self._desk.train.emit(trainee, afresh)


def _title(lesson: str) -> str:
    return SEVENTH if lesson == "special" else lesson


def _sign(lesson: str, found: Progress) -> str:
    if lesson in found.done:
        return "✓"
    return "–" if lesson in found.skipped else ""


def _tone(lesson: str, found: Progress) -> str:
    return "green" if lesson in found.done else "quiet"
