"""Sign in: choose your name, type your PIN; the till is locked until then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.operations import shifts, staff
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import Card, quiet, title
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.person_tile import HEIGHT, PersonTile
from koperasi_pos.ui.widgets.pin_pad import PinPad
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

ONE_COLUMN = 5
"""So many people stand below each other; more of them stand in two columns."""

GAP = 8


class SignInPage(Page):
    """Tiles of the people at the left, the PIN pad at the right."""

    name = "sign_in"
    icon = "mdi6.account-key-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tiles: list[PersonTile] = []
        self._columns = 1
        self._waits: Refusal | None = None
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count_down)
        card = Card()
        card.setFixedWidth(880)
        card.body.setContentsMargins(28, 24, 28, 24)
        card.body.addWidget(title(_("Who works at the till?")))
        card.body.addWidget(quiet(_("Choose your name with the arrow keys or a finger, then type your PIN.")))
        self.running_shift = quiet()
        card.body.addWidget(self.running_shift)
        card.body.addSpacing(8)
        halves = QHBoxLayout()
        halves.setSpacing(28)
        halves.addWidget(self._people(), 1)
        halves.addLayout(self._pin())
        card.body.addLayout(halves)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        desk.changed.connect(self._changed)

    def _people(self) -> QScrollArea:
        box = QWidget()
        self._grid = QGridLayout(box)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(GAP)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.roll = QScrollArea()
        self.roll.setWidget(box)
        self.roll.setWidgetResizable(True)
        self.roll.setFrameShape(QFrame.Shape.NoFrame)
        self.roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.roll.setMinimumHeight(ONE_COLUMN * (HEIGHT + GAP) - GAP)
        return self.roll

    def _pin(self) -> QVBoxLayout:
        self.pad = PinPad()
        self.pad.typed.connect(self._typed)
        self.said = QLabel()
        self.said.setProperty("kind", "told")
        self.said.setWordWrap(True)
        self.said.setFixedWidth(300)
        self.said.setMinimumHeight(44)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        right = QVBoxLayout()
        right.addWidget(self.pad)
        right.addWidget(self.said)
        right.addStretch(1)
        return right

    def title(self) -> str:
        """The word in the side bar."""
        return _("Sign in")

    def page_actions(self) -> Sequence[Action]:
        """The arrows choose a person."""
        return (
            Action("Up", _("Previous name"), lambda: self._step(-self._columns)),
            Action("Down", _("Next name"), lambda: self._step(self._columns)),
            Action("Left", _("Previous name"), lambda: self._step(-1), footer=False),
            Action("Right", _("Next name"), lambda: self._step(1), footer=False),
            *(() if self.desk.till.training else (Action("F8", _("Training"), self.train),)),
            Action("0–9", _("PIN"), lambda: self.pad.setFocus(Qt.FocusReason.OtherFocusReason)),
        )

    def train(self) -> None:
        """F8: to the training till; nobody signs in for it."""
        from koperasi_pos.ui.dialogs.training_dialog import TrainingDialog

        TrainingDialog(self.desk, self._chosen(), self).open()

    def shown(self) -> None:
        """Read the people and the shift anew; the last one stays chosen, after a start who has the shift."""
        shift = shifts.current_shift(self.desk.till)
        self.running_shift.setVisible(shift is not None)
        if shift is not None:
            self.running_shift.setText(
                _("{name} has a shift open. Another cashier who signs in takes it over; the basket stays.").format(
                    name=shift.cashier
                )
            )
        self._fill(self._chosen() or (shift.staff if shift is not None else ""))
        self._say("")
        self._ready()

    def left(self) -> None:
        """Somebody signed in: nothing of the typing stays."""
        self.pad.clear()
        self._say("")

    def scanned(self, text: str) -> bool:
        """A scan is no PIN."""
        self._say(_("Sign in first; then scan."))
        return True

    def _fill(self, chosen: str) -> None:
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        people = staff.people(self.desk.till)
        self._columns = 1 if len(people) <= ONE_COLUMN else 2
        self.tiles = [PersonTile(one.id, one.name, term("role", one.role)) for one in people]
        for number, tile in enumerate(self.tiles):
            tile.clicked.connect(lambda checked=False, tile=tile: self._choose(tile))
            self._grid.addWidget(tile, number // self._columns, number % self._columns)
        known = [tile for tile in self.tiles if tile.staff == chosen]
        for tile in (known or self.tiles)[:1]:
            tile.setChecked(True)

    def _chosen(self) -> str:
        return next((tile.staff for tile in self.tiles if tile.isChecked()), "")

    def _choose(self, wanted: PersonTile) -> None:
        """Another person's turn; what was typed before is forgotten."""
        for tile in self.tiles:
            tile.setChecked(tile is wanted)
        self.roll.ensureWidgetVisible(wanted)
        self._say("")
        self._ready()

    def choose(self, name: str) -> None:
        """Choose the person with this name."""
        for tile in self.tiles:
            if tile.name == name:
                self._choose(tile)

    def _step(self, by: int) -> None:
        now = next((place for place, tile in enumerate(self.tiles) if tile.isChecked()), 0)
        if self.pad.isEnabled() and 0 <= now + by < len(self.tiles):
            self._choose(self.tiles[now + by])

    def _changed(self, topic: str) -> None:
        if topic == "staff" and self.isVisible():
            self._fill(self._chosen())

    def _typed(self, pin: str) -> None:
        person = self._chosen()
        self._busy(True)
        self._say(_("Checking …"))
        self.desk.do(lambda: staff.sign_in(self.desk.till, person, pin), self._signed_in, self._refused, self._ready)

    def _busy(self, busy: bool) -> None:
        self.pad.setEnabled(not busy)
        for tile in self.tiles:
            tile.setEnabled(not busy)

    def _ready(self) -> None:
        """Digits are awaited."""
        self._busy(False)
        self.pad.clear()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _signed_in(self, actor: Actor) -> None:
        """A cashier goes on with the shift that is open, also with that of another one."""
        till = self.desk.till
        take_up = till.new_id()
        self.desk.do(
            lambda: shifts.take_up(till, id=take_up, by=actor), lambda done: self._begins(actor, done.changed),
            self._refused, self._ready,
        )  # fmt: skip

    def _begins(self, actor: Actor, took_over: bool) -> None:
        self._busy(False)
        self._say("")
        self.desk.sign(actor)
        if took_over:
            self.desk.tell(_("{name} works at the till now.").format(name=actor.name))

    def _refused(self, refusal: Refusal) -> None:
        self._ready()
        self._say(refusal_sentence(refusal))
        if refusal.code == "pin_wait":
            self._waits = Refusal("pin_wait", seconds=refusal.facts["seconds"])
            self._second.start()

    def _say(self, sentence: str) -> None:
        self._second.stop()
        self._waits = None
        self.said.setText(sentence)

    def _count_down(self) -> None:
        """The seconds that are left to wait."""
        if self._waits is None or self._waits.facts["seconds"] <= 1:
            self._say("")
            return
        self._waits.facts["seconds"] -= 1
        self.said.setText(refusal_sentence(self._waits))
