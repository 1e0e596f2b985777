"""The line to the province: how it is and what to do, what waits, went and came, and what the province says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.operations import line, line_sticks, machine, messages
from koperasi_pos.operations.line import OFFLINE, QUIET, TROUBLE, Enrolling, Exchanged, LineState, Overview
from koperasi_pos.operations.messages import MessageRow
from koperasi_pos.settings import changed
from koperasi_pos.ui.dialogs.enrol_dialog import EnrolDialog
from koperasi_pos.ui.dialogs.file_dialog import ask_file_to_save
from koperasi_pos.ui.dialogs.network_dialog import NetworkDialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Chip, Empty, heading, quiet, row_of
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import from_iso
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short, time_short
from koperasi_pos.words.line import bytes_words, chip_words, exchange_words, state_words

EVERY_MS = 1_000
"""How often the state is read while the page is in front."""


class LinePage(Page):
    """State above, the log of exchanges on the left, messages of the province on the right."""

    name = "line"
    icon = "mdi6.cloud-sync-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._overview: Overview | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 10)
        outer.setSpacing(10)
        outer.addWidget(self._state_card())
        self.figures = Figures([_("Waiting"), _("Sent today"), _("Came today"), _("Bytes today"), _("Compared")])
        outer.addWidget(self.figures)
        lists = QHBoxLayout()
        lists.setSpacing(10)
        lists.addWidget(self._exchanges(), 3)
        lists.addWidget(self._messages(), 2)
        outer.addLayout(lists, 1)
        self._look = QTimer(self)
        self._look.timeout.connect(self.show_state)
        desk.changed.connect(self._topic)

    def _state_card(self) -> Card:
        card = Card()
        self.chip, self.who, self.sentence = Chip(), QLabel(), quiet()
        self.chip.setAccessibleDescription(_("Line to the province"))
        self.who.setProperty("kind", "head")
        top = row_of(self.chip, self.who)
        top.setStretch(1, 1)
        self.metered = KeyBox(_("Every byte is paid for"), "F9")
        self.metered.clicked.connect(lambda _on: self.switch_metered())
        top.addWidget(self.metered)
        card.body.addLayout(top)
        card.body.addWidget(self.sentence)
        self.now_button = PrimaryButton(_("Send now"), "F5", self.send_now)
        self.enrol_button = SecondaryButton(_("Enrol"), "F6", self.enrol)
        self.export_button = SecondaryButton(_("To a USB stick"), "F7", self.to_stick)
        self.import_button = SecondaryButton(_("From a USB stick"), "F8", self.from_stick)
        self.log_button = SecondaryButton(_("Save the log"), "F10", self.save_log)
        card.body.addLayout(
            row_of(self.now_button, self.enrol_button, self.export_button, self.import_button, self.log_button)
        )
        return card

    def _exchanges(self) -> QWidget:
        columns = [
            TableColumn(_("Time"), _when, width=110),
            TableColumn(_("What happened"), _what, tone=lambda one: "red" if one.code else ""),
            TableColumn(_("Entries"), lambda one: str(one.entries or "–"), right=True, width=90),
            TableColumn(_("Bytes"), lambda one: bytes_words(one.bytes_out + one.bytes_in), right=True, width=110),
        ]
        self.table = Table(_("Exchanges with the province"), columns)
        return self.table

    def _messages(self) -> QWidget:
        side = Card(_("Messages of the province"))
        columns = [
            TableColumn(
                _("Message"), lambda one: one.title, small=lambda one: f"{date_short(from_iso(one.at))} · {one.sender}",
                tone=lambda one: "quiet" if one.read else "",
            ),
            TableColumn("", lambda one: "" if one.read else _("new"), width=60, tone=lambda one: "green"),
        ]  # fmt: skip
        self.inbox = Table(_("Messages of the province"), columns)
        self.inbox.activated_row.connect(lambda one: self.read_message())
        self.inbox.selectionModel().currentRowChanged.connect(lambda now, before: self._show_text())
        self.subject, self.text = heading(""), quiet()
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.read_button = SecondaryButton(_("I have read it"), "F4", self.read_message)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.inbox, 2)
        self.subject.setWordWrap(True)
        column.addWidget(self.subject)
        column.addWidget(self.text, 1)
        column.addWidget(self.read_button)
        self.post = QStackedWidget()
        self.post.addWidget(full)
        self.post.addWidget(Empty(_("The province has not written yet."), "mdi6.email-outline"))
        side.body.addWidget(self.post, 1)
        return side

    def title(self) -> str:
        """The word for this page."""
        return _("Province")

    def page_actions(self) -> Sequence[Action]:
        """F3 to the network, F4 reads a message, F5 sends, F6 enrols, F7 and F8 go by USB stick."""
        return (
            Action("F3", _("Network"), self.network),
            Action("F4", _("Read"), self.read_message),
            Action("F5", _("Send now"), self.send_now),
            Action("F6", _("Enrol"), self.enrol),
            Action("F7", _("To a USB stick"), self.to_stick),
            Action("F8", _("From a USB stick"), self.from_stick),
            Action("F9", _("Metered"), self.metered.click),
            Action("F10", _("Save the log"), self.save_log),
        )

    def shown(self) -> None:
        """Read everything anew, and look at the state from time to time."""
        self.read()
        self._look.start(EVERY_MS)
        unread = next((row for row in self._mail if not row.read), None)
        if unread is not None:
            self.inbox.point_at(lambda row: row.id == unread.id)
            self.inbox.setFocus()
        else:
            self.now_button.setFocus()

    def left(self) -> None:
        """Nobody looks."""
        self._look.stop()

    def _topic(self, topic: str) -> None:
        if topic in ("line", "messages", "settings", "sale") and self.isVisible():
            self.read()

    def read(self) -> None:
        """What waits, went and came, and the messages."""
        till = self.desk.till
        now = self._overview = line.overview(till)
        self._mail: list[MessageRow] = messages.latest(till)
        self.metered.setChecked(till.settings.line.metered)
        enrolled = now.row is not None
        self.who.setText(
            _("Till {till} of {shop}").format(till=now.row.till_code, shop=now.row.shop_name)
            if now.row is not None
            else _("Not with the province yet")
        )
        for button in (self.now_button, self.export_button):
            button.setEnabled(enrolled)
        self.table.set_rows(now.exchanges)
        self.inbox.set_rows(self._mail, keep=lambda row: row.id)
        self.post.setCurrentIndex(0 if self._mail else 1)
        self._show_figures(now)
        self._show_text()
        self.show_state()

    def _show_figures(self, now: Overview) -> None:
        row, today = now.row, now.today
        compared = _moment(row.compared) if row is not None else "–"
        same = _("the same") if row is not None and row.compared and not row.differs else ""
        self.figures.show_figures(
            [
                (str(now.waiting), n_("{n} put off", "{n} put off", now.put_off).format(n=now.put_off)
                 if now.put_off else _("entries")),
                (str(today.sent), _("entries")),
                (str(today.received), _("entries")),
                (bytes_words(today.bytes_out + today.bytes_in),
                 _("{out} out, {into} in").format(out=bytes_words(today.bytes_out), into=bytes_words(today.bytes_in))),
                (compared, _("differs") if row is not None and row.differs else same),
            ]
        )  # fmt: skip

    def show_state(self) -> None:
        """How the line is right now, and what to do."""
        state = self._state()
        word = chip_words(state) or _("Not enrolled")
        kind = "red" if state.mood == TROUBLE else "gold" if state.mood in (OFFLINE, QUIET) else "good"
        if self.chip.text() != word:
            self.chip.show_state(word, kind)
        self.sentence.setText(
            state_words(state)
            if state.mood != QUIET
            else _("Ask the officer of the province for a code, then enrol this till (F6). Selling needs no line.")
        )

    def _state(self) -> LineState:
        state = self.desk.line.state()
        if state.mood == QUIET and self._overview is not None and self._overview.row is not None:
            return LineState(OFFLINE, self._overview.waiting, "")  # the worker has not begun yet
        return state

    def send_now(self) -> None:
        """Do not wait for the timer."""
        if self._overview is not None and self._overview.row is not None:
            self.desk.line.send_now()
            self.desk.tell(_("The province is asked now."))

    def enrol(self) -> None:
        """Ask for the officer's code; whoever may change the shop may enrol it."""

        def done(enrolled: Enrolling) -> None:
            self.desk.tell(
                _("This till is {till} of {shop} at the province.").format(till=enrolled.till_code, shop=enrolled.shop)
            )
            self.read()

        row = self._overview.row if self._overview is not None else None
        address = row.address if row is not None else ""

        def ask(approvals: object) -> None:
            EnrolDialog(self.desk, done, address=address, parent=self).open()

        when_allowed(self.desk, "shop", self, ask)

    def network(self) -> None:
        """Ask for proxy, certificates and another address."""
        when_allowed(self.desk, "shop", self, lambda approvals: NetworkDialog(self.desk, self).open())

    def switch_metered(self) -> None:
        """Send and ask seldom, or as things happen."""
        till = self.desk.till
        wanted = changed(till.settings, line={"metered": not till.settings.line.metered})
        words = (
            _("Entries are gathered for some minutes before they are sent.")
            if wanted.line.metered
            else _("Entries are sent as they are written.")
        )
        self.desk.do(lambda: machine.save_settings(till, wanted), lambda done: self.desk.tell(words))

    def to_stick(self) -> None:
        """Put what waits into a file that somebody carries to the province."""
        if self._overview is None or self._overview.row is None:
            return
        till = self.desk.till
        name = f"ke-provinsi-{self._overview.row.till_code}-{till.today()}.kpb"

        def write(file: Path) -> None:
            self.desk.fetch(
                lambda: line_sticks.export_stick(till, file),
                lambda done: self.desk.tell(
                    n_("{n} entry is on the stick.", "{n} entries are on the stick.", done.value.entries).format(
                        n=done.value.entries
                    )
                ),
            )

        ask_file_to_save(self, _("To a USB stick"), name, write)

    def from_stick(self) -> None:
        """Take what somebody brought back from the province."""
        dialog = QFileDialog(self, _("From a USB stick"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([_("Files of the province (*.kpb)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda file: self.take_stick(Path(file)))
        dialog.open()

    def take_stick(self, file: Path) -> None:
        """Take the province's answer from a file."""
        till = self.desk.till
        self.desk.fetch(
            lambda: line_sticks.import_stick(till, file),
            lambda done: self.desk.tell(
                _("The province has {n} more entries of this till; {m} of others came.").format(
                    n=done.value.entries, m=done.value.received
                )
            ),
        )

    def save_log(self) -> None:
        """Write the log for whoever helps."""
        till = self.desk.till

        def write(file: Path) -> None:
            self.desk.fetch(
                lambda: line.support_log(till, file),
                lambda done: self.desk.tell(_("Saved: {file}").format(file=file)),
            )

        ask_file_to_save(self, _("Save the log"), f"saluran-{till.today()}.txt", write)

    def _show_text(self) -> None:
        row = self.inbox.current()
        self.subject.setText(row.title if row is not None else "")
        self.text.setText(row.text if row is not None else "")
        self.read_button.setEnabled(row is not None and not row.read)

    def read_message(self) -> None:
        """The message in front has been read."""
        row = self.inbox.current()
        if row is not None and not row.read:
            till, by = self.desk.till, self.desk.by
            self.desk.do(lambda: messages.read_message(till, row.id, by=by))

    def scanned(self, text: str) -> bool:
        """The picture on the officer's page opens the question for the code."""
        if not text.lower().startswith("koperasi-pos:"):
            return False
        self.enrol()
        return True


def _when(one: Exchanged) -> str:
    return _moment(one.at)


def _moment(text: str) -> str:
    if not text:
        return "–"
    moment = from_iso(text)
    return f"{date_short(moment)[:5]} {time_short(moment)}"


def _what(one: Exchanged) -> str:
    return exchange_words(one.what, one.code)
