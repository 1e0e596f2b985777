"""Sign in: choose your name, type your PIN; the till is locked until then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.operations import staff
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyButton
from koperasi_pos.ui.widgets.cards import Card, quiet, title
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.pin_pad import PinPad
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

MOST_TILES = 12


class SignInPage(Page):
    """Tiles of the people at the left, the PIN pad at the right."""

    name = "sign_in"
    icon = "mdi6.account-key-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        card = Card()
        card.setMaximumWidth(860)
        card.setMinimumWidth(700)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(card)
        column.addStretch(1)
        outer.addLayout(column, 10)
        outer.addStretch(1)
        card.body.setContentsMargins(28, 24, 28, 24)
        card.body.addWidget(title(_("Who works at the till?")))
        card.body.addWidget(quiet(_("Choose your name with the arrow keys or a finger, then type your PIN.")))
        halves = QHBoxLayout()
        halves.setSpacing(28)
        self.tiles = QGridLayout()
        self.tiles.setSpacing(8)
        left = QVBoxLayout()
        left.addLayout(self.tiles)
        left.addStretch(1)
        halves.addLayout(left, 1)
        self.pad = PinPad()
        self.pad.typed.connect(self._typed)
        right = QVBoxLayout()
        right.addWidget(self.pad)
        self.said = QLabel()
        self.said.setProperty("kind", "wrong")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(40)
        right.addWidget(self.said)
        right.addStretch(1)
        halves.addLayout(right)
        card.body.addLayout(halves)
        self.group = QButtonGroup(self)
        self.group.setExclusive(True)
        desk.changed.connect(self._changed)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Sign in")

    def page_actions(self) -> Sequence[Action]:
        """Up and down choose a person."""
        return (
            Action("Up", _("Previous name"), lambda: self._step(-1)),
            Action("Down", _("Next name"), lambda: self._step(1)),
            Action("0–9", _("PIN"), self.pad.setFocus),
        )

    def shown(self) -> None:
        """Read the people anew; the last one stays chosen."""
        chosen = self._chosen()
        self._fill(chosen)
        self.pad.clear()
        self.said.clear()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def scanned(self, text: str) -> bool:
        """A scan is no PIN."""
        self.said.setText(_("Sign in first; then scan."))
        return True

    def _fill(self, chosen: str) -> None:
        for button in self.group.buttons():
            self.group.removeButton(button)
            self.tiles.removeWidget(button)
            button.deleteLater()
        people = staff.people(self.desk.till)
        for number, member in enumerate(people[:MOST_TILES]):
            button = KeyButton(f"{member.name}\n{term('role', member.role)}", kind="person")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("staff", member.id)
            button.clicked.connect(self.pad.setFocus)
            self.group.addButton(button)
            self.tiles.addWidget(
                button, number // 2 if len(people) > 6 else number, number % 2 if len(people) > 6 else 0
            )
            if member.id == chosen or (not chosen and number == 0):
                button.setChecked(True)

    def _chosen(self) -> str:
        button = self.group.checkedButton()
        return str(button.property("staff")) if button is not None else ""

    def choose(self, name: str) -> None:
        """Choose the person with this name."""
        for button in self.group.buttons():
            if button.text().partition("\n")[0] == name:
                button.setChecked(True)

    def _step(self, by: int) -> None:
        buttons = self.group.buttons()
        if buttons:
            now = next((place for place, button in enumerate(buttons) if button.isChecked()), 0)
            buttons[(now + by) % len(buttons)].setChecked(True)
            self.pad.clear()

    def _changed(self, topic: str) -> None:
        if topic == "staff" and self.isVisible():
            self._fill(self._chosen())

    def _typed(self, pin: str) -> None:
        person = self._chosen()
        self.pad.setEnabled(False)
        self.said.setText(_("Checking …"))
        self.desk.do(lambda: staff.sign_in(self.desk.till, person, pin), self._signed_in, self._refused)

    def _signed_in(self, actor: Actor) -> None:
        self.pad.setEnabled(True)
        self.said.clear()
        self.desk.sign(actor)

    def _refused(self, refusal: Refusal) -> None:
        self.pad.setEnabled(True)
        self.pad.clear()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self.said.setText(refusal_sentence(refusal))
