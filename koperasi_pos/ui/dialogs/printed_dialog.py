"""What came out of the printer: a person looks at the test page, and the settings follow what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import printing
from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.paper.layout import WIDTHS
from koperasi_pos.paper.printers import address_of
from koperasi_pos.settings import Settings, changed
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import form_row
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


@dataclass(frozen=True)
class Seen:
    """What a person saw: `width` is `fits`, `breaks` or `room`; the others are yes or no.

    `drawer` is `opened`, `shut` or `none`; empty where it was not asked about.
    """

    width: str
    letters: bool
    cut: bool
    drawer: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing has to be changed."""
        return self.width == "fits" and self.letters and self.drawer != "shut"


def settings_after(settings: Settings, seen: Seen) -> Settings:
    """The settings that answer what was seen: another width, the next table of letters, no cutter, another drawer."""
    at = WIDTHS.index(settings.paper_width)
    step = {"breaks": -1, "room": 1}.get(seen.width, 0)
    width = WIDTHS[min(max(at + step, 0), len(WIDTHS) - 1)]
    pages = list(CODE_PAGES)
    page = settings.printer.code_page
    if not seen.letters:
        page = pages[(pages.index(page) + 1) % len(pages)] if page in pages else pages[0]
    seen_settings = changed(settings, paper_width=width, printer={"code_page": page, "cut": seen.cut})
    if seen.drawer == "none":
        return changed(seen_settings, printer={"drawer": "none"})
    return drawer_shut(seen_settings) if seen.drawer == "shut" else seen_settings


def outcome(seen: Seen) -> str:
    """What became of the settings, for people."""
    if seen.well:
        return _("The printer is set up.")
    return _("The settings were changed to what you saw. Print another test page.")


def drawer_shut(settings: Settings) -> Settings:
    """The settings after a drawer stayed shut: the printer's other contact, then by hand."""
    printer = settings.printer
    if printer.drawer == "printer" and printer.drawer_pin == 2:
        return changed(settings, printer={"drawer_pin": 5})
    return changed(settings, printer={"drawer": "none", "drawer_pin": 2})


class SeenDialog(Dialog):
    """Asks what came out of the printer that these settings describe."""

    def __init__(
        self, settings: Settings, then: Callable[[Seen], None], parent: QWidget | None = None, *, drawer: bool = False
    ) -> None:
        super().__init__(
            _("Test page"), ok=_("That is what I see"), cancel=_("Nothing came out"),
            explain=_("Look at the paper that comes out now, and answer what you see."), parent=parent,
        )  # fmt: skip
        self._then = then
        self.state = quiet()
        self.body.addWidget(self.state)
        self.width_seen = Segments(
            [
                ("fits", _("fills the paper")),
                ("breaks", _("breaks into two lines")),
                ("room", _("leaves room at the right")),
            ],
            name=_("The line of digits"),
        )
        self.letters_seen = Segments(
            [("yes", _("as on the screen")), ("no", _("wrong signs"))], name=_("The letters é ñ × ’")
        )
        self.cut_seen = Segments([("yes", _("cut")), ("no", _("not cut"))], name=_("The paper"))
        self.cut_seen.choose("yes" if settings.printer.cut else "no")
        self.drawer_seen: Segments | None = None
        self.body.addWidget(form_row(_("The line of digits"), self.width_seen))
        self.body.addWidget(form_row(_("The letters é ñ × ’"), self.letters_seen))
        self.body.addWidget(form_row(_("The paper was"), self.cut_seen))
        if drawer and settings.printer.drawer != "none":
            self.drawer_seen = Segments(
                [("opened", _("opened")), ("shut", _("stayed shut")), ("none", _("there is none"))],
                name=_("The drawer"),
            )
            self.body.addWidget(form_row(_("The drawer"), self.drawer_seen))
        self.width_seen.buttons()[0].setFocus()

    def seen(self) -> Seen:
        """The answers."""
        return Seen(
            self.width_seen.key(), self.letters_seen.key() == "yes", self.cut_seen.key() == "yes",
            self.drawer_seen.key() if self.drawer_seen is not None else "",
        )  # fmt: skip

    def finish(self) -> None:
        """Give the answers on."""
        seen = self.seen()
        self.accept()
        self._then(seen)


class PrintedDialog(SeenDialog):
    """Says how a test print of the queue fares, and asks what is on the paper."""

    def __init__(self, desk: Desk, key: int, then: Callable[[Seen], None], parent: QWidget | None = None) -> None:
        super().__init__(desk.till.settings, then, parent)
        self._desk, self._key = desk, key
        desk.changed.connect(self._topic)
        self.finished.connect(lambda _result: desk.changed.disconnect(self._topic))
        self._topic("printing")

    def _topic(self, topic: str) -> None:
        if topic != "printing":
            return
        job = printing.print_job(self._desk.till, self._key)
        if job is None:
            return
        told = term("print", job.state)
        if job.trouble:
            told += " · " + refusal_sentence(Refusal(job.trouble, printer=address_of(self._desk.till.settings.printer)))
        self.state.setText(told)
