"""The bar-code scanner as a form: how it sends, a test field that shows what came, and settings measured from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from koperasi_pos.settings import Settings
from koperasi_pos.trade.scan_bursts import SCANS_NEEDED, Burst, Rules, judge, propose
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.ui.widgets.scan_probe import ScanProbe, visible
from koperasi_pos.words import N_, _

ENDS = {"enter": "Enter", "tab": "Tab", "none": N_("nothing (a pause)")}
_KINDS = {
    "gtin": N_("bar code of goods (EAN, UPC)"), "gs1": N_("GS1 code with more in it"),
    "weighed": N_("label of the shop's scale"), "multiple": N_("a number and a star"), "text": N_("other code"),
}  # fmt: skip
_WHY = {
    "": N_("It counts as a scan."),
    "slow": N_("It does not count: the longest pause of {longest} ms is above the limit."),
    "short": N_("It does not count: too few characters."),
    "end": N_("It does not count: another key ended it than the one set up."),
}


class ScannerForm(QWidget):
    """Fields at the left, the test at the right; kept by the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = Rules(35, 4)
        self.bursts: list[Burst] = []
        self.proposed: Rules | None = None
        halves = QHBoxLayout(self)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(10)
        card = Card(_("Bar-code scanner"))
        self.gap = TextField(_("Longest pause, ms"))
        self.minimum = TextField(_("Fewest characters"))
        self.ends = Choice(_("A scan ends with"), [(end, _(word)) for end, word in ENDS.items()])
        self.prefix, self.suffix = TextField(_("Before the code")), TextField(_("Behind the code"))
        self.separator = TextField(_("Sign for the GS1 separator"), placeholder=_("empty: as it is"))
        self.separator.setMaxLength(1)
        aims = [("read", _("it says which code follows")), ("drop", _("take it off"))]
        self.aim = Choice(_("AIM identifier, such as ]C1"), aims)
        grid = QGridLayout()
        fields: tuple[QWidget, ...] = (
            self.gap, self.minimum, self.ends, self.prefix, self.suffix, self.separator, self.aim,
        )  # fmt: skip
        for place, field in enumerate(fields):
            grid.addWidget(form_row(field.accessibleName(), field), place // 2, place % 2)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        halves.addWidget(card, 1)
        test = Card(_("Test field"))
        self.probe = ScanProbe()
        self.probe.came.connect(self.show_burst)
        self.what, self.gaps, self.verdict, self.measured = quiet(), quiet(), quiet(), quiet()
        self.use_button = SecondaryButton(_("Use the measured settings"), "F8", self.use)
        test.body.addWidget(self.probe)
        for label in (self.what, self.gaps, self.verdict, self.measured):
            test.body.addWidget(label)
        test.body.addWidget(self.use_button)
        test.body.addStretch(1)
        halves.addWidget(test, 1)
        self._forget()

    def read(self, settings: Settings) -> None:
        """Show the settings in force."""
        scanner = settings.scanner
        self._rules = Rules(
            scanner.gap_ms, scanner.minimum, scanner.prefix, scanner.suffix, scanner.ends_with, scanner.aim,
            scanner.separator,
        )  # fmt: skip
        self._show(self._rules)
        self._forget()

    def _show(self, rules: Rules) -> None:
        self.gap.setText(str(rules.gap_ms))
        self.minimum.setText(str(rules.minimum))
        self.ends.set_value(rules.ends_with)
        self.prefix.setText(rules.prefix)
        self.suffix.setText(rules.suffix)
        self.aim.set_value(rules.aim)
        self.separator.setText(rules.separator)

    def _forget(self) -> None:
        self.bursts, self.proposed = [], None
        self.probe.clear()
        self.what.setText(_("Nothing has been scanned yet."))
        for label in (self.gaps, self.verdict, self.measured):
            label.setText("")
        self.use_button.setEnabled(False)

    def typed(self) -> dict[str, Any]:
        """The fields as settings; `ValueError` for numbers that are none."""
        return {
            "gap_ms": int(self.gap.value()), "minimum": int(self.minimum.value()), "prefix": self.prefix.text(),
            "suffix": self.suffix.text(), "ends_with": self.ends.value(), "aim": self.aim.value(),
            "separator": self.separator.text(),
        }  # fmt: skip

    def show_burst(self, burst: Burst) -> None:
        """What came, how fast, what it is, and whether it counts under the settings in force."""
        self.bursts.append(burst)
        del self.bursts[:-SCANS_NEEDED]
        found = judge(burst, self._rules)
        kind = _(_KINDS[found.kind])
        self.what.setText(
            _("{n} characters came: {text} · ended with {end} · {kind}").format(
                n=len(burst.text), text=visible(burst.text), end=_(ENDS[burst.end]),
                kind=f"{found.symbology}, {kind}" if found.symbology else kind,
            )
        )  # fmt: skip
        gaps = " ".join(map(str, burst.gaps[1:])) or "–"
        self.gaps.setText(_("Pauses in ms: {gaps}; before the end {last}").format(gaps=gaps, last=burst.end_gap))
        verdict = _(_WHY[found.why]).format(longest=burst.longest_gap)
        if found.counts:
            verdict += " " + _("The code is {code}.").format(code=visible(found.code))
        self.verdict.setText(verdict)
        self._measure()

    def _measure(self) -> None:
        self.proposed = propose(self.bursts, self._rules)
        self.use_button.setEnabled(self.proposed is not None)
        if self.proposed is not None:
            best = self.proposed
            words = _("Measured: pause {gap} ms, ends with {end}, before the code “{prefix}”, behind it “{suffix}”.")
            self.measured.setText(
                words.format(gap=best.gap_ms, end=_(ENDS[best.ends_with]), prefix=best.prefix, suffix=best.suffix)
            )
            return
        same = 0
        for burst in reversed(self.bursts):
            if (burst.text, burst.end) != (self.bursts[-1].text, self.bursts[-1].end):
                break
            same += 1
        if same < SCANS_NEEDED:
            left = SCANS_NEEDED - same
            self.measured.setText(_("Scan the same code again to measure: {left} to go.").format(left=left))
        else:
            self.measured.setText(_("That was too slow for a scanner; was it typed?"))

    def use(self) -> None:
        """F8: put the measured settings into the fields; F9 keeps them."""
        if self.proposed is not None:
            self._show(replace(self.proposed))
