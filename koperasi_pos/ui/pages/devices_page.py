"""Devices on the counter: card reader, scanner, scale, customer and pole display; how each is, set-up and tests."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.operations import card_keys, machine
from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.paper.pole_rows import trial_rows
from koperasi_pos.settings import Settings, changed
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.card_reader_form import CardReaderForm, card_word
from koperasi_pos.ui.widgets.cards import Card, Chip, quiet, title
from koperasi_pos.ui.widgets.customer_form import CustomerForm, customer_sentence, customer_word
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.scale_panel import ScalePanel
from koperasi_pos.ui.widgets.scanner_form import ScannerForm
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.serial_form import SerialForm, state_sentence, state_word
from koperasi_pos.words import _

PARTS = ("card", "scanner", "scale", "screen", "pole")
FIRST_KEY = 2
EVERY_MS = 400
"""How often the states are read while the page is in front."""


class DevicesPage(Page):
    """One part in front, the state of all of them above."""

    name = "devices"
    icon = "mdi6.usb"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addWidget(title(_("Devices on the counter")))
        self.words = {
            "card": _("Card reader"), "scanner": _("Scanner"), "scale": _("Scale"),
            "screen": _("Customer display"), "pole": _("Pole display"),
        }  # fmt: skip
        outer.addWidget(self._overview())
        self.parts = Segments([(part, self.words[part]) for part in PARTS], name=_("Device"))
        self.parts.chosen.connect(self.show_part)
        outer.addWidget(self.parts)
        self.stack = QStackedWidget()
        self.card, self.scanner, self.screen_form = CardReaderForm(), ScannerForm(), CustomerForm()
        self.scale, self.pole = self._scale_form(), self._pole_form()
        for form in (self.card, self.scanner, self.scale, self.screen_form, self.pole):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(form)
            self.stack.addWidget(area)
        self.stack.setCurrentIndex(PARTS.index("scanner"))
        outer.addWidget(self.stack, 1)
        outer.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        self.card.kind.currentIndexChanged.connect(lambda place: self.actions_changed.emit())
        self._look = QTimer(self)
        self._look.timeout.connect(self.show_states)
        desk.changed.connect(self._topic)

    def _overview(self) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(2, 1)
        grid.setColumnStretch(5, 1)
        self.states: dict[str, Chip] = {}
        self.sentences: dict[str, QLabel] = {}
        for place, part in enumerate(PARTS):
            chip, sentence = Chip(), quiet()
            chip.setAccessibleDescription(self.words[part])
            self.states[part] = chip
            self.sentences[part] = sentence
            row, column = place // 2, place % 2 * 3
            grid.addWidget(quiet(self.words[part]), row, column)
            grid.addWidget(chip, row, column + 1)
            grid.addWidget(sentence, row, column + 2)
        card.body.addLayout(grid)
        return card

    def _scale_form(self) -> SerialForm:
        kinds = [
            ("none", _("no scale")), ("stream", _("sends by itself (ST,GS,+  1.234kg)")),
            ("ask", _("is asked (CAS: ENQ, DC1)")),
        ]  # fmt: skip
        advice = _(
            "Kind, speed and frame stand in the scale's book, under RS-232. Put something on the scale: its weight is"
            " shown here and in the question for the weight, where F8 takes it."
        )
        frames = [(frame, frame) for frame in ("8N1", "7E1", "7O1", "8E1")]
        form = SerialForm(_("Scale"), kinds, advice, extra="frame", extra_name=_("Frame"), extras=frames)
        self.weigher = ScalePanel(self.desk.devices, "kg")
        self.weigher.take_button.hide()
        self.weigher.tare_button.hide()
        form.card.body.addWidget(self.weigher)
        return form

    def _pole_form(self) -> SerialForm:
        kinds = [
            ("none", _("no pole display")), ("cd5220", _("CD5220 and displays that speak like it")),
            ("plain", _("plain text")),
        ]  # fmt: skip
        advice = _("Two rows of twenty letters. Letters that the display lacks are written with plainer ones.")
        pages = [(page, page) for page in CODE_PAGES]
        form = SerialForm(_("Pole display"), kinds, advice, extra="code_page", extra_name=_("Letters"), extras=pages)
        self.test_button = SecondaryButton(_("Show a test"), "F7", self.test)
        form.card.body.addWidget(self.test_button)
        return form

    def title(self) -> str:
        """The word for this page."""
        return _("Devices")

    @property
    def part(self) -> str:
        """The part in front."""
        return PARTS[self.stack.currentIndex()]

    def page_actions(self) -> Sequence[Action]:
        """F2 to F6 choose a device; F7 tries it, F8 measures or looks for ports, F9 keeps."""
        parts = [
            Action(f"F{number}", self.words[part], lambda part=part: self.show_part(part))  # type: ignore[misc]
            for number, part in enumerate(PARTS, FIRST_KEY)
        ]
        own = {
            "card": (
                Action("F7", _("Test field"), self.card.probe.setFocus), Action("F8", _("Use measured"), self.card.use),
            ) if self.card.kind.value() == "wedge" else (),
            "scanner": (
                Action("F7", _("Test field"), self.scanner.probe.setFocus),
                Action("F8", _("Use measured"), self.scanner.use),
            ),
            "scale": (Action("F8", _("Look for ports"), self.look_for_ports),),
            "screen": (),
            "pole": (
                Action("F7", _("Show a test"), self.test), Action("F8", _("Look for ports"), self.look_for_ports),
            ),
        }  # fmt: skip
        # The button above says it; in a narrow window the footer has no place for all ten.
        save = Action("F9", _("Save"), self.save, footer=False)
        back = Action("Esc", _("Back"), lambda: self.desk.go.emit("settings"))
        return (*parts, *own[self.part], save, back)

    def shown(self) -> None:
        """Read settings, screens and ports."""
        self.read()
        self._look.start(EVERY_MS)
        self.look_for_ports()
        self.show_part(self.part)

    def left(self) -> None:
        """Nobody looks."""
        self._look.stop()

    def _topic(self, topic: str) -> None:
        if topic == "settings" and self.isVisible():
            # What is typed into the other forms stays.
            self.screen_form.read(self.desk.till.settings.customer_screen)
            self.show_states()

    def read(self) -> None:
        """Show the settings in force."""
        settings = self.desk.till.settings
        self.scanner.read(settings)
        scale, pole = settings.scale, settings.pole
        self.card.read(settings.card_reader)
        self.scale.read(scale.kind, scale.port, scale.baud, scale.frame)
        self.pole.read(pole.kind, pole.port, pole.baud, pole.code_page)
        self.screen_form.read(settings.customer_screen)
        till = self.desk.till
        # A keyring may take long to answer.
        self.desk.fetch(lambda: card_keys.keys_of(till) is not None, lambda there: self.card.show_keys(kept=there))
        self.show_states()

    def show_states(self) -> None:
        """How each device is, and what to do."""
        settings, devices = self.desk.till.settings, self.desk.devices
        scanner = _("Waits for scans. Test it under Scanner with F7.")
        screen = self.screen_form.state(settings.customer_screen)
        scale, pole, card = devices.scale_state(), devices.pole_state(), devices.card_state()
        told = {
            "card": (card_word(card), state_sentence(card)),
            "scanner": ((_("ready"), "good"), scanner),
            "scale": (state_word(scale), state_sentence(scale)),
            "screen": (customer_word(screen), customer_sentence(screen)),
            "pole": (state_word(pole), state_sentence(pole)),
        }
        for part, (word, sentence) in told.items():
            chip = self.states[part]
            if chip.text() != word[0]:
                chip.show_state(*word)
            self.sentences[part].setText(sentence)
        self.card.show_readers(devices.card_readers())
        self.weigher.setVisible(scale.code != "device_off")

    def show_part(self, part: str) -> None:
        """Bring a device to the front."""
        self.stack.setCurrentIndex(PARTS.index(part))
        self.parts.choose(part)
        first: dict[str, QWidget] = {
            "card": self.card.kind, "scanner": self.scanner.probe, "scale": self.scale.kind,
            "screen": self.screen_form.on, "pole": self.pole.kind,
        }  # fmt: skip
        first[part].setFocus()
        self.actions_changed.emit()

    def look_for_ports(self) -> None:
        """Which serial ports this machine has; looked for beside the windows."""

        def found(ports: object) -> None:
            assert isinstance(ports, list | tuple)
            for form in (self.scale, self.pole):
                form.show_ports(ports)
            settings = self.desk.till.settings
            if not ports and self.part in ("scale", "pole") and not settings.scale.port and not settings.pole.port:
                self.desk.said.emit(_("This computer has no serial port. Plug the cable in, then F8."), "refused")

        self.desk.fetch(self.desk.devices.ports, found)

    def test(self) -> None:
        """Keep the set-up and show a test on the pole display."""
        wanted = self._typed()
        if wanted is None:
            return
        till, devices = self.desk.till, self.desk.devices
        if wanted.pole.kind == "none" or not wanted.pole.port:
            self.desk.said.emit(_("Choose the kind of the pole display and its port first."), "refused")
            return

        def kept(done: object) -> None:
            devices.show_on_pole(*trial_rows(wanted.pole.code_page))
            self.desk.tell(_("A test was sent. The display shows it until the next goods are rung up."))

        self.desk.do(lambda: machine.save_settings(till, wanted), kept)

    def _typed(self) -> Settings | None:
        """What the forms say; told and `None` where it cannot be."""
        try:
            return changed(
                self.desk.till.settings, card_reader=self.card.typed(), scanner=self.scanner.typed(),
                scale=self.scale.typed(), pole=self.pole.typed(), customer_screen=self.screen_form.typed(),
            )  # fmt: skip
        except ValueError:
            self.desk.said.emit(_("One of the numbers cannot be; please look again."), "refused")
            return None

    def save(self) -> None:
        """Keep what the forms say; it is in force at once."""
        wanted, till = self._typed(), self.desk.till
        if wanted is None:
            return

        keys, by = self.card.keys.value(), self.desk.by

        def keep() -> None:
            if keys:
                card_keys.keep_keys(till, keys, by=by)
            machine.save_settings(till, wanted)

        def kept(done: object) -> None:
            self.read()
            self.desk.tell(_("The settings are saved."))

        self.desk.do(keep, kept)

    def scanned(self, text: str) -> bool:
        """A scan outside the test field is not for the basket while devices are set up."""
        self.desk.said.emit(_("{n} characters came: {text}").format(n=len(text), text=text), "good")
        return True

    def tapped(self, tap: Tap) -> bool:
        """A card is shown and goes nowhere else while devices are set up."""
        self.show_part("card")
        till = self.desk.till
        # Only tried here: nothing is paid, so the counter is not held against an earlier one.
        self.desk.fetch(lambda: card_keys.prove(till, tap), self.card.show_tap)
        return True
