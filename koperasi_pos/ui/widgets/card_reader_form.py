"""The card reader as a form: which kind, how one that types does so, a card to try, and the set-up found from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from koperasi_pos.operations.counter_devices import DeviceState, FoundReader
from koperasi_pos.settings import CardReaderSettings
from koperasi_pos.trade.card_profiles import Finding, find_profile
from koperasi_pos.trade.scan_bursts import Burst
from koperasi_pos.trade.taps import Tap, canonical_uid
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, SuggestField, TextField, form_row
from koperasi_pos.ui.widgets.scan_probe import ScanProbe, visible
from koperasi_pos.ui.widgets.scanner_form import ENDS
from koperasi_pos.ui.widgets.serial_form import state_word
from koperasi_pos.values import Refusal
from koperasi_pos.words import N_, _

_WHY = {
    "none": N_("Press F7 and tap the same card twice."), "again": N_("Tap the same card once more."),
    "differs": N_(
        "Two different numbers came. Tap one card twice; one that gives another number each time cannot be used."
    ),
    "slow": N_("That was too slow for a card reader; was it typed?"),
    "unknown": N_("That is no number of a card: 8, 10 or 14 hexadecimal digits, or 10 or 17 decimal ones, are."),
}  # fmt: skip
_ORDER = {
    "maker": N_("The order of bytes is sure: the number begins with its maker."),
    "compared": N_("The order of bytes is sure: it is the number that the other reader showed."),
    "open": N_("The order of bytes is a guess. Where the shop has another kind of reader, type below what it shows."),
}
_KEPT = 6


class CardReaderForm(QWidget):
    """Fields at the left, the card to try at the right; kept by the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bursts: list[Burst] = []
        self.found = Finding("none")
        halves = QHBoxLayout(self)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(10)
        halves.addWidget(self._fields(), 1)
        halves.addWidget(self._trial(), 1)
        self.kind.currentIndexChanged.connect(self._show_kind)
        self._show_kind()
        self._forget()

    def _fields(self) -> Card:
        card = Card(_("Card reader"))
        kinds = [
            ("none", _("no card reader")), ("pcsc", _("PC/SC (USB, such as ACR122U)")),
            ("wedge", _("types the number like a keyboard")),
        ]  # fmt: skip
        self.kind = Choice(_("Kind"), kinds)
        card.body.addWidget(form_row(self.kind.accessibleName(), self.kind))
        self.reader = SuggestField(_("Reader (empty: all of them)"))
        self.signed = QCheckBox(_("Ask cards for their signed message (NTAG 424 DNA)"))
        self.keys = TextField(_("Keys of the shop's signed cards"), placeholder=_("as the province gave them"))
        self.keys.setEchoMode(QLineEdit.EchoMode.Password)
        self.keys_kept, self.readers = quiet(), quiet()
        bases = [("decimal", _("decimal (0012345678)")), ("hex", _("hexadecimal (04A1B2C3)"))]
        self.base = Choice(_("The number is typed"), bases)
        orders = [("", _("as the card sends it")), ("reversed", _("backwards, the last byte first"))]
        self.order = Choice(_("Order of bytes"), orders)
        self.prefix, self.suffix = TextField(_("Before the number")), TextField(_("Behind the number"))
        self.ends = Choice(_("A number ends with"), [(end, _(word)) for end, word in ENDS.items()])
        self.gap = TextField(_("Longest pause, ms"))
        self._pcsc, self._wedge = QWidget(), QWidget()
        grid = QGridLayout(self._pcsc)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(form_row(self.reader.accessibleName(), self.reader), 0, 0)
        grid.addWidget(self.signed, 1, 0)
        self._keys = QWidget()
        column = QVBoxLayout(self._keys)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form_row(self.keys.accessibleName(), self.keys))
        column.addWidget(self.keys_kept)
        self.signed.toggled.connect(self._keys.setVisible)
        grid.addWidget(self._keys, 2, 0)
        grid.addWidget(self.readers, 3, 0)
        grid = QGridLayout(self._wedge)
        grid.setContentsMargins(0, 0, 0, 0)
        fields: tuple[QWidget, ...] = (self.base, self.order, self.prefix, self.suffix, self.ends, self.gap)
        for place, field in enumerate(fields):
            grid.addWidget(form_row(field.accessibleName(), field), place // 2, place % 2)
        card.body.addWidget(self._pcsc)
        card.body.addWidget(self._wedge)
        card.body.addWidget(
            quiet(_("Codes printed on cards are read by the bar-code scanner; they need nothing here."))
        )
        card.body.addStretch(1)
        return card

    def _trial(self) -> Card:
        card = Card(_("Try a card"))
        self.probe = ScanProbe()
        self.probe.setAccessibleName(_("Test field for the card reader"))
        self.probe.setPlaceholderText(_("F7, then tap the same card twice"))
        self.probe.came.connect(self.show_burst)
        self.told, self.trust, self.measured, self.certainty = quiet(), quiet(), quiet(), quiet()
        self.known = TextField(_("Number that another reader shows"), placeholder="04A1B2C3")
        self.known.textChanged.connect(lambda text: self._measure())
        self._compare = form_row(self.known.accessibleName(), self.known)
        self.use_button = SecondaryButton(_("Use the measured settings"), "F8", self.use)
        for widget in (
            self.probe, self.told, self.trust, self.measured, self.certainty, self._compare, self.use_button,
        ):  # fmt: skip
            card.body.addWidget(widget)
        card.body.addStretch(1)
        return card

    def _show_kind(self) -> None:
        kind = self.kind.value()
        self._pcsc.setVisible(kind == "pcsc")
        self._wedge.setVisible(kind == "wedge")
        for widget in (self.probe, self.measured, self.certainty, self._compare, self.use_button):
            widget.setVisible(kind == "wedge")
        self._forget()

    def read(self, settings: CardReaderSettings) -> None:
        """Show the settings in force."""
        self.kind.set_value(settings.kind)
        self.reader.setCurrentText(settings.reader)
        self.signed.setChecked(settings.signed)
        self._keys.setVisible(settings.signed)
        self.keys.clear()
        self.base.set_value(settings.base)
        self.order.set_value("reversed" if settings.reversed_bytes else "")
        self.prefix.setText(settings.prefix)
        self.suffix.setText(settings.suffix)
        self.ends.set_value(settings.ends_with)
        self.gap.setText(str(settings.gap_ms))
        self._show_kind()

    def typed(self) -> dict[str, Any]:
        """The fields as settings; `ValueError` for a number that is none."""
        return {
            "kind": self.kind.value(), "reader": self.reader.value().strip(), "signed": self.signed.isChecked(),
            "base": self.base.value(), "reversed_bytes": self.order.value() == "reversed",
            "prefix": self.prefix.text(), "suffix": self.suffix.text(), "ends_with": self.ends.value(),
            "gap_ms": int(self.gap.value()),
        }  # fmt: skip

    def show_readers(self, readers: Sequence[FoundReader]) -> None:
        """The readers that are plugged in now, and on which one a card lies."""
        names = [reader.name for reader in readers]
        if names and [self.reader.itemText(place) for place in range(self.reader.count())] != names:
            self.reader.set_options(names)
        lying, free = _("a card lies on it"), _("nothing on it")
        lines = [f"{reader.name} · {lying if reader.card else free}" for reader in readers]
        self.readers.setText("\n".join(lines) or _("No reader has been found."))

    def show_keys(self, *, kept: bool) -> None:
        """Whether this machine has keys; they are never shown."""
        there = _("The keys are kept on this computer. Type new ones only where they changed.")
        self.keys_kept.setText(there if kept else _("No keys yet: signed messages are not checked."))

    def show_tap(self, tap: Tap) -> None:
        """A card that came on its usual way."""
        if tap.token:
            self.told.setText(_("Printed code {code}.").format(code=tap.token))
        elif tap.uid:
            self.told.setText(_("Card {number}.").format(number=tap.uid))
        else:
            self.told.setText(_("A card that hides its number."))
        if tap.verified:
            self.trust.setText(_("Proved: a card of this shop, read {n} times so far.").format(n=tap.counter))
        elif tap.message:
            self.trust.setText(_("It signs its taps (NTAG 424 DNA), but this computer has no keys to prove it."))
        else:
            self.trust.setText(_("A number alone can be copied: the cashier is asked to look at the photo."))

    def show_burst(self, burst: Burst) -> None:
        """What a reader typed into the test field."""
        self.bursts.append(burst)
        del self.bursts[:-_KEPT]
        self.told.setText(_("{n} characters came: {text}").format(n=len(burst.text), text=visible(burst.text)))
        self._measure()

    def _measure(self) -> None:
        known: list[str] = []
        try:
            known = [canonical_uid(self.known.value())] if self.known.value() else []
            self.known.mark(wrong=False)
        except Refusal:
            self.known.mark(wrong=True)
        self.found = find_profile(self.bursts, known=known)
        self.use_button.setEnabled(self.found.profile is not None)
        if self.found.profile is None:
            self.measured.setText(_(_WHY[self.found.why]))
            self.certainty.setText("")
            return
        base = _("decimal") if self.found.profile.base == "decimal" else _("hexadecimal")
        words = _("Found: {base}, card {number}, pause {gap} ms, ends with {end}.")
        self.measured.setText(
            words.format(base=base, number=self.found.uid, gap=self.found.gap_ms, end=_(ENDS[self.found.ends_with]))
        )
        self.certainty.setText(_(_ORDER[self.found.order]))

    def _forget(self) -> None:
        self.bursts = []
        self.probe.clear()
        wedge = self.kind.value() == "wedge"
        self.told.setText("" if wedge else _("Save with F9, then lay a card on the reader."))
        self.trust.setText("")
        self.known.clear()
        self._measure()

    def use(self) -> None:
        """F8: put what was found into the fields; F9 keeps them."""
        profile = self.found.profile
        if profile is None:
            return
        self.base.set_value(profile.base)
        self.order.set_value("reversed" if profile.reversed_bytes else "")
        self.prefix.setText(profile.prefix)
        self.suffix.setText(profile.suffix)
        self.ends.set_value(self.found.ends_with)
        self.gap.setText(str(self.found.gap_ms))


def card_word(state: DeviceState) -> tuple[str, str]:
    """(a word, the colour of its chip)."""
    if state.code == "card_wedge":
        return _("ready"), "good"
    return (_("waiting"), "gold") if state.code == "card_looking" else state_word(state)
