"""The first start: from an empty machine to a shop that sells, in a few questions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.log import log_bug
from koperasi_pos.operations import shops, upkeep
from koperasi_pos.operations.till import wall_clock
from koperasi_pos.paper.printers import Found, found_here
from koperasi_pos.settings import Settings, changed, read_settings, write_settings
from koperasi_pos.ui.dialogs.fetch_dialog import Fetch, FetchDialog
from koperasi_pos.ui.dialogs.file_dialog import ask_file_to_save, write_bytes
from koperasi_pos.ui.dialogs.printed_dialog import Seen, SeenDialog, outcome, settings_after
from koperasi_pos.ui.dialogs.restore_dialog import RestoreDialog
from koperasi_pos.ui.runner import Runner, Sweeper
from koperasi_pos.ui.widgets.buttons import FlatButton, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet, title
from koperasi_pos.ui.widgets.first_questions import (
    GoodsQuestion,
    PaperQuestion,
    PeopleQuestion,
    Question,
    ShopQuestion,
)
from koperasi_pos.ui.widgets.furnishing import furnish
from koperasi_pos.ui.widgets.recovery_sheet import RecoverySheet
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import Refusal, to_iso
from koperasi_pos.words import _, language, set_language
from koperasi_pos.words.refusals import refusal_sentence

logger = logging.getLogger(__name__)

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))
STEPS = 5
WIDEST = 1100


@dataclass(frozen=True)
class Made:
    """The shop is there: its recovery code, and a sentence where something after it went wrong."""

    code: str
    trouble: str = ""


class WelcomeWindow(QWidget):
    """Shop, paper, people, goods; then everything is made at once, and the recovery code shown.

    `finished` tells that the window has done its work; `made` says whether there is a shop, `sheet` which goods are to
    be looked at after the first sign-in.
    """

    finished = Signal()

    def __init__(self, home: Path, *, keyring_allowed: bool = True, fetch: Fetch | None = None) -> None:
        super().__init__()
        self.home, self.made, self._fetch = home, False, fetch
        self._keyring_allowed = keyring_allowed
        self._busy = self._over = False
        self._runner, self._sweeper = Runner(self), Sweeper(self)
        self.setWindowTitle("Koperasi POS")
        self.resize(1024, 700)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._build()

    def _build(self) -> None:
        """Everything in the language that is spoken now."""
        while self._outer.count():
            old: QWidget | None = self._outer.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        whole = QWidget()
        whole.setMaximumWidth(WIDEST)
        self._outer.addWidget(whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(40, 26, 40, 26)
        column.setSpacing(10)
        self.heading, self.explain, self.wrong = title(""), quiet(), quiet()
        self.languages = Segments(LANGUAGES, name=_("Language"))
        self.languages.choose(language())
        self.languages.chosen.connect(self._speak)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.languages)
        column.addLayout(head)
        column.addWidget(self.explain)
        card = Card()
        card.body.setContentsMargins(20, 18, 20, 18)
        card.body.addWidget(self._questions())
        column.addWidget(card, 1)
        self.wrong.setProperty("kind", "told")
        self.wrong.setMinimumHeight(24)
        column.addWidget(self.wrong)
        column.addLayout(self._buttons())
        self._go(0)

    def _questions(self) -> QScrollArea:
        self.shop, self.paper, self.people = ShopQuestion(), PaperQuestion(self.home), PeopleQuestion()
        self.goods = GoodsQuestion()
        self.paper.tried.connect(self.try_printer)
        self.goods.asked.connect(self.choose_sheet)
        self.ready = RecoverySheet(self.print_code, self.save_code)
        self.stack = QStackedWidget()
        for page in (self.shop, self.paper, self.people, self.goods, self.ready):
            self.stack.addWidget(page)
        for question in (self.shop, self.paper, self.people, self.goods):
            question.forget_complaints_when_mended()
        area = QScrollArea()
        area.setWidget(self.stack)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.back_button = SecondaryButton(_("Back"), "Esc", self.back)
        self.restore_button = FlatButton(_("Restore a backup instead"), "F6", self.restore)
        self.fetch_button = FlatButton(_("The shop is already with the province"), "F8", self.fetch)
        self.next_button = PrimaryButton(_("Next"), "Enter", self.next)
        for button in (self.back_button, self.next_button):
            button.setMinimumWidth(190)
        row.addWidget(self.back_button)
        row.addWidget(self.restore_button)
        row.addWidget(self.fetch_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        return row

    @property
    def step(self) -> int:
        """Which page is shown, from 0."""
        return self.stack.currentIndex()

    @property
    def sheet(self) -> Path | None:
        """The sheet of goods that was chosen."""
        return self.goods.sheet if self.goods.from_sheet.isChecked() else None

    def _question(self) -> Question | None:
        page = self.stack.currentWidget()
        return page if isinstance(page, Question) else None

    def _speak(self, code: str) -> None:
        """Go on in another language; what was typed about the shop stays."""
        fields = ("name", "pesantren", "address", "phone")
        typed = [getattr(self.shop, field).text() for field in fields]
        set_language(code)
        self._build()
        for field, text in zip(fields, typed, strict=True):
            getattr(self.shop, field).setText(text)

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        question = self._question()
        words = question.heading() if question else _("The shop is ready. Write this code down.")
        self.heading.setText(f"{step + 1}/{STEPS}  {words}")
        self.explain.setText(
            question.explanation()
            if question
            else _("It opens the backups on another computer. Keep it on paper, locked away from the till.")
        )
        self.languages.setVisible(step == 0)
        self.restore_button.setVisible(step == 0)
        self.fetch_button.setVisible(step == 0 and self._fetch is not None)
        self.back_button.setVisible(0 < step < STEPS - 1)
        self.next_button.setText(
            _("Open the till") if step == STEPS - 1 else _("Make the shop") if step == STEPS - 2 else _("Next")
        )
        self.wrong.clear()
        (question.first if question else self.next_button).setFocus()
        if question is self.paper:
            self._runner.ask(found_here, self._offer, self._refused, lambda error: self.paper.say(log_bug(error)))

    def _offer(self, found: list[Found]) -> None:
        self.paper.offer(found)  # every question may have been made anew meanwhile, in another language

    def back(self) -> None:
        """The question before."""
        if not self._busy and 0 < self.step < STEPS - 1:
            self._go(self.step - 1)

    def next(self) -> None:
        """Check these answers and go on; after the last one make the shop."""
        if self._busy:
            return
        question = self._question()
        if question is None:
            self._end()
        elif self._right(question):
            if self.step < STEPS - 2:
                self._go(self.step + 1)
            else:
                self._work(_("The shop is being made …"))
                self._runner.ask(self._making(), self._begun, self._refused, self._failed)

    def _right(self, question: Question) -> bool:
        found = question.complaints()
        told = {complaint.row: complaint.sentence for complaint in found if complaint.row is not None}
        for row in question.rows():
            row.tell_wrong(told.get(row, ""))
        self.wrong.setText(" ".join(complaint.sentence for complaint in found if complaint.row is None))
        for complaint in found[:1]:
            if complaint.row is not None:
                complaint.row.field.setFocus()
        return not found

    def _work(self, words: str) -> None:
        """Something takes a while; nothing can be pressed meanwhile."""
        self._busy = bool(words)
        self.wrong.setProperty("kind", "quiet" if words else "told")
        self.wrong.style().unpolish(self.wrong)
        self.wrong.style().polish(self.wrong)
        self.wrong.setText(words)
        for button in (
            self.next_button,
            self.back_button,
            self.restore_button,
            self.fetch_button,
            self.paper.try_button,
        ):
            button.setEnabled(not words)

    def _making(self) -> Callable[[], Made]:
        """What makes the shop, away from the windows: every answer is read now."""
        home, keyring_allowed = self.home, self._keyring_allowed
        name, pesantren = self.shop.name.value(), self.shop.pesantren.value()
        address, phone = self.shop.address.value(), self.shop.phone.value()
        people, settings = self.people, self._settings()
        head, head_pin = people.head.value(), people.pin.value()
        cashier, pin = people.cashier.value(), people.cashier_pin.value()
        with_samples = self.goods.samples.isChecked()

        def make() -> Made:
            try:
                write_settings(home, settings)
                till = shops.make_shop(
                    home, name=name, pesantren=pesantren, address=address, phone=phone, head_name=head,
                    head_pin=head_pin, keyring_allowed=keyring_allowed,
                )  # fmt: skip
            except OSError as error:
                raise Refusal("file_not_written", file=home, reason=error.strerror or type(error).__name__) from error
            try:
                trouble = furnish(till, cashier, pin, with_samples=with_samples)
                return Made(upkeep.recovery_code(till, by=shops.SETUP), trouble)
            finally:
                till.close()

        return make

    def _begun(self, made: Made) -> None:
        self.made = True
        self._work("")
        self._go(STEPS - 1)
        self.ready.show_code(made.code, printer=self.paper.kind.value() != "none")
        self.wrong.setText(made.trouble)

    def _refused(self, refusal: Refusal) -> None:
        self._work("")
        self.wrong.setText(refusal_sentence(refusal))

    def _failed(self, error: BaseException) -> None:
        logger.error("the shop was not made", exc_info=error)
        self._work("")
        self.wrong.setText(
            _("The shop could not be made: {kind}. The log says more.").format(kind=type(error).__name__)
        )

    def _settings(self) -> Settings:
        return changed(
            read_settings(self.home).settings, language=language(), paper_width=self.paper.width_chosen(),
            printer=self.paper.printer().model_dump(),
        )  # fmt: skip

    def try_printer(self) -> None:
        """Print a test page on the printer as it is described."""
        if self._busy or not self._right(self.paper):
            return
        from koperasi_pos.paper import trials

        wanted, time, shop = self._settings(), to_iso(wall_clock()), self.shop.name.value()

        def ask() -> None:
            if wanted.printer.kind != "file":
                SeenDialog(wanted, lambda seen: self._seen(wanted, seen), self, drawer=True).open()

        self._printed(lambda: trials.print_sample(wanted, shop, time=time), self.paper.say, ask)

    def _seen(self, printed: Settings, seen: Seen) -> None:
        """The answers follow what was seen."""
        self.paper.learn(settings_after(printed, seen))
        self.paper.say(outcome(seen))

    def print_code(self) -> None:
        """Print the recovery code."""
        if self._busy:
            return
        from koperasi_pos.paper import trials

        settings, width, time = self.paper.printer(), self.paper.width_chosen(), to_iso(wall_clock())
        page = trials.recovery_page(self.shop.name.value(), self._code(), width=width, time=time)
        self._printed(lambda: trials.print_now(settings, page), self.ready.say)

    def _printed(
        self, print_it: Callable[[], str], say: Callable[..., None], then: Callable[[], None] = lambda: None
    ) -> None:
        def done(where: str) -> None:
            self._work("")
            say(_("Printed: {where}").format(where=where))
            then()

        def refused(refusal: Refusal) -> None:
            self._work("")
            say(refusal_sentence(refusal), wrong=True)

        say(_("Printing …"))
        self._work(_("Printing …"))
        self._runner.ask(print_it, done, refused, self._failed)

    def _code(self) -> str:
        return self.ready.code.text().replace("\n", "-")

    def save_code(self) -> None:
        """Keep the recovery code as a text file, best on a stick that lies somewhere else."""

        def save(file: Path) -> None:
            try:
                write_bytes(file, f"{self.shop.name.value()}\n{self._code()}\n".encode())
            except Refusal as refusal:
                self.ready.say(refusal_sentence(refusal), wrong=True)
            else:
                self.ready.say(_("Saved: {file}").format(file=file))

        ask_file_to_save(self, _("Save"), "kode-pemulihan.txt", save)

    def choose_sheet(self) -> None:
        """Ask for a sheet of goods."""
        dialog = QFileDialog(self, _("Choose a sheet"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_("Sheets (*.csv *.tsv *.txt *.xlsx *.xls *.ods)"))
        dialog.fileSelected.connect(lambda file: self.goods.take(Path(file)))
        dialog.open()

    def restore(self) -> None:
        """Bring a shop back from a backup instead of making one."""
        if not self._busy and self.step == 0:
            RestoreDialog(self.home, self._brought, self, keyring_allowed=self._keyring_allowed).open()

    def fetch(self) -> None:
        """Fetch a shop that is already with the province instead of making one."""
        if not self._busy and self.step == 0 and self._fetch is not None:
            FetchDialog(self.home, self._fetch, self._brought, self).open()

    def _brought(self) -> None:
        self.made = True
        self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on (or presses the button that has the focus), Escape goes back; keys of the page shown."""
        focused = self.focusWidget()
        acts = {
            (1, Qt.Key.Key_F7): self.try_printer, (3, Qt.Key.Key_F4): self.choose_sheet,
            (0, Qt.Key.Key_F6): self.restore, (0, Qt.Key.Key_F8): self.fetch,
            (4, Qt.Key.Key_F8): self.save_code, (4, Qt.Key.Key_F7): self.print_code,
        }  # fmt: skip
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            other = isinstance(focused, QPushButton) and focused is not self.next_button
            focused.click() if other and isinstance(focused, QPushButton) else self.next()
        elif event.key() == Qt.Key.Key_Escape:
            self.back()
        elif (act := acts.get((self.step, Qt.Key(event.key())))) is not None:
            act()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closed before the end; not while the shop is being made."""
        if self._busy:
            event.ignore()
            return
        self._runner.stop()
        self._sweeper.stop()
        super().closeEvent(event)
        self._end()

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self.finished.emit()
