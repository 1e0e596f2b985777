"""The customer's screen as a form: on or off, which screen, what it says while nobody buys."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from koperasi_pos.operations.counter_devices import DeviceState
from koperasi_pos.settings import CustomerScreenSettings
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.customer_window import choose_screen
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.words import _


class CustomerForm(QWidget):
    """Shows which screens there are now; kept by the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card(_("Customer display"))
        self.on = QCheckBox(_("Show the customer what is rung up (Ctrl+Y)"))
        self.screen_name = Choice(_("Screen"), [])
        self.idle = TextField(_("Words while nobody buys"), placeholder=_("Welcome, and happy shopping."))
        self.idle.setMaxLength(120)
        self.card = Choice(
            _("Of the card that pays"),
            [("hidden", _("nothing")), ("left", _("what is left")), ("name", _("name and what is left"))],
        )
        card.body.addWidget(self.on)
        for field in (self.screen_name, self.idle, self.card):
            card.body.addWidget(form_row(field.accessibleName(), field))
        words = _(
            "It shows goods, prices and sums of the basket in front, and the change; of a card what is chosen here."
        )
        card.body.addWidget(quiet(words))
        column.addWidget(card)
        column.addStretch(1)

    def read(self, settings: CustomerScreenSettings) -> None:
        """Show the settings in force and the screens there are."""
        self.on.setChecked(settings.on)
        self.idle.setText(settings.idle)
        self.card.set_value(settings.card)
        names = [screen.name() for screen in QGuiApplication.screens()]
        options = [("", _("the second one, else beside the till"))]
        options += [
            (screen.name(), f"{screen.name()} · {screen.geometry().width()}×{screen.geometry().height()}")
            for screen in QGuiApplication.screens()
        ]
        if settings.screen and settings.screen not in names:
            options.append((settings.screen, _("{screen} (not there now)").format(screen=settings.screen)))
        self.screen_name.set_options(options)
        self.screen_name.set_value(settings.screen)

    def state(self, settings: CustomerScreenSettings) -> DeviceState:
        """`code` says where it stands: `off`, `full`, `beside` or `gone`."""
        if not settings.on:
            return DeviceState("", "off")
        names = [screen.name() for screen in QGuiApplication.screens()]
        placed, name = choose_screen(names, self.window().screen().name(), settings.screen)
        return DeviceState(name or settings.screen, placed)

    def typed(self) -> dict[str, Any]:
        """The fields as settings."""
        return {
            "on": self.on.isChecked(),
            "screen": self.screen_name.value(),
            "idle": self.idle.value(),
            "card": self.card.value(),
        }


def customer_word(state: DeviceState) -> tuple[str, str]:
    """(a word, the colour of its chip)."""
    words = {"off": (_("off"), "gold"), "gone": (_("trouble"), "red")}
    return words.get(state.code, (_("on"), "good"))


def customer_sentence(state: DeviceState) -> str:
    """Where it is, or what to do."""
    sentences = {
        "off": _("Switched off. Ctrl+Y shows it."),
        "full": _("On the screen {screen}."),
        "beside": _("There is one screen only: a window beside the till. Plug in a second screen to fill it."),
        "gone": _("The screen {screen} is not there. Plug it in, or choose another one."),
    }
    return sentences[state.code].format(screen=state.port)
