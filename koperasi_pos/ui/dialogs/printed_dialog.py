"""What came out of the printer: a person looks at the test page, and the settings follow what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import printing
from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.paper.layout import WIDTHS
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
    """What a person saw: `width` is `fits`, `breaks` or `room`; the others are yes or no."""

    width: str
    letters: bool
    cut: bool

    @property
    def well(self) -> bool:
        """Whether nothing has to be changed."""
        return self.width == "fits" and self.letters


def settings_after(settings: Settings, seen: Seen) -> Settings:
    """The settings that answer what was seen: another width, the next table of letters, no cutter."""
    at = WIDTHS.index(settings.paper_width)
    step = {"breaks": -1, "room": 1}.get(seen.width, 0)
    width = WIDTHS[min(max(at + step, 0), len(WIDTHS) - 1)]
    pages = list(CODE_PAGES)
    page = settings.printer.code_page
    if not seen.letters:
        page = pages[(pages.index(page) + 1) % len(pages)] if page in pages else pages[0]
    return changed(settings, paper_width=width, printer={"code_page": page, "cut": seen.cut})


class PrintedDialog(Dialog):
    """Says how the test print fares, and asks what is on the paper."""

    def __init__(self, desk: Desk, key: int, then: Callable[[Seen], None], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Test page"), ok=_("That is what I see"), cancel=_("Nothing came out"),
            explain=_("Look at the paper that comes out now, and answer three questions."), parent=parent,
        )  # fmt: skip
        self._desk, self._key, self._then = desk, key, then
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
        self.cut_seen.choose("yes" if desk.till.settings.printer.cut else "no")
        self.body.addWidget(form_row(_("The line of digits"), self.width_seen))
        self.body.addWidget(form_row(_("The letters é ñ × ’"), self.letters_seen))
        self.body.addWidget(form_row(_("The paper was"), self.cut_seen))
        desk.changed.connect(self._topic)
        self.finished.connect(lambda _result: desk.changed.disconnect(self._topic))
        self._topic("printing")
        self.width_seen.buttons()[0].setFocus()

    def _topic(self, topic: str) -> None:
        if topic != "printing":
            return
        job = printing.print_job(self._desk.till, self._key)
        if job is None:
            return
        told = term("print", job.state)
        if job.trouble:
            printer = self._desk.till.settings.printer
            told += " · " + refusal_sentence(Refusal(job.trouble, printer=printer.host or printer.path))
        self.state.setText(told)

    def seen(self) -> Seen:
        """The answers."""
        return Seen(self.width_seen.key(), self.letters_seen.key() == "yes", self.cut_seen.key() == "yes")

    def finish(self) -> None:
        """Give the answers on."""
        seen = self.seen()
        self.accept()
        self._then(seen)
