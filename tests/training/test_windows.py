"""The windows of training: marked everywhere, beside the page at every size, and the way there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos import app
from koperasi_pos.operations import lessons
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.operations.training import Trainee
from koperasi_pos.settings import Settings, changed, write_settings
from koperasi_pos.trade.lessons import LESSONS, note_above
from koperasi_pos.ui.dialogs.training_dialog import TrainingDialog
from koperasi_pos.ui.main_window import PAGE_KEYS, PAGES, MainWindow, open_dialog
from koperasi_pos.ui.pages.shift_page import ShiftPage
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.training_band import TrainingBand
from koperasi_pos.words.lessons import HINTS, SAID
from tests.counter import Clock
from tests.training.conftest import CONTROL, Key, Pupil, at_the_till, open_training, siti
from tests.training.test_apart import head_of, prints, still_the_shop
from tests.ui.hands import Hands
from tests.ui.squeezed import squeezed

SIZES = ((1366, 768), (1024, 768))
Asked = tuple[Trainee, bool]
MARK = "LATIHAN – BUKAN BUKTI BAYAR"


def test_window_and_dialogs_say_that_this_is_training(pupil: Pupil) -> None:
    window = pupil.running.window
    assert window.windowTitle().startswith("LATIHAN")
    for page in PAGES:
        pupil.control(Key(ord(PAGE_KEYS[page[0]][-1])))
        bands = [band for band in window.findChildren(TrainingBand) if band.isVisible()]
        assert len(bands) == 1
    pupil.control(Key.Key_1)
    pupil.press(Key.Key_P, CONTROL)
    dialog = pupil.dialog()
    assert dialog.windowTitle().startswith("LATIHAN")
    assert dialog.findChild(TrainingBand) is not None
    pupil.press(Key.Key_Escape)
    pupil.no_dialog()


def test_a_real_till_carries_no_mark(home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot) -> None:
    till = open_till(home, clock=clock)
    running = app.begin(till, qapp, printing=False)
    assert running.window.lessons is None
    assert running.window.findChild(TrainingBand) is None
    assert running.window.windowTitle() == "Koperasi POS"
    end(running, qapp)


def end(running: app.Running, qapp: QApplication) -> None:
    """Close windows and till."""
    qapp.removeEventFilter(running.scans)
    running.stop()
    running.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_paper_on_the_screen_is_marked(pupil: Pupil) -> None:
    pupil.open_shift()
    pupil.sell_page()
    pupil.scan(pupil.coach.offers.pieces[0].code)
    pupil.pay()
    pupil.control(Key.Key_6)
    assert receipts_text(pupil).count(MARK) == 2
    pupil.control(Key.Key_7)
    pupil.press(Key.Key_F7)
    page = pupil.running.window.page("shift")
    assert isinstance(page, ShiftPage)
    assert page.slip.text().count(MARK) == 2
    pupil.count(100_000)
    assert page.slip.text().count(MARK) == 2


def receipts_text(pupil: Pupil) -> str:
    """What the receipts page shows."""
    page = pupil.running.window.page("receipts")
    text: str = page.slip.text()  # type: ignore[attr-defined]
    return text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_and_nothing_covered(
    pupil: Pupil, qapp: QApplication, take_picture: Callable[..., Path], size: tuple[int, int], theme: str
) -> None:
    apply_theme(qapp, theme)
    window = pupil.running.window
    window.resize(*size)
    pupil.wait(lambda: (window.width(), window.height()) == size)
    panel = window.lessons
    assert panel is not None
    pupil.open_shift("90000")
    for lesson in LESSONS:
        pupil.begin(lesson)
        page = {"open": Key.Key_7, "refund": Key.Key_6, "close": Key.Key_7}.get(lesson, Key.Key_1)
        pupil.control(page)
        take_picture(window, f"latihan-{size[0]}-{theme}-{LESSONS.index(lesson) + 1:02d}-{lesson}")
        assert (window.width(), window.height()) == size
        assert squeezed(panel) == []
        assert panel.roll.verticalScrollBar().maximum() == 0, lesson
        assert squeezed(window.stack) == [], lesson
        assert not panel.geometry().intersects(window.foot.geometry())
        inside = window.stack.geometry()
        assert not panel.geometry().intersects(inside), lesson
    pupil.begin("cash")
    pupil.sell_page()
    pupil.scan(pupil.coach.offers.pieces[0].code)
    pupil.press(Key.Key_F9)
    dialog = pupil.dialog()
    QApplication.processEvents()
    assert not dialog.geometry().intersects(on_screen(panel))
    take_picture(dialog, f"latihan-{size[0]}-{theme}-bayar")
    pupil.type(str(int(note_above(pupil.coach.seen.total))))
    pupil.press(Key.Key_Return)
    pupil.no_dialog()
    take_picture(window, f"latihan-{size[0]}-{theme}-jawab")
    assert squeezed(panel) == []


def on_screen(widget: QWidget) -> QRect:
    """Where a widget lies on the screen."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def test_a_lesson_goes_on_another_day(home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot) -> None:
    till = open_training(home, clock)
    at = at_the_till(till, qapp, qtbot)
    pupil = next(at)
    pupil.open_shift()
    pupil.control(Key.Key_J)
    pupil.sell_page()
    first = pupil.coach.offers.pieces
    pupil.scan(first[0].code)
    pupil.scan(first[1].code)
    finish(at)
    till.close()
    clock.moment = clock.moment.replace(day=25)
    till = open_training(home, clock)
    at = at_the_till(till, qapp, qtbot)
    pupil = next(at)
    assert pupil.coach.lesson == "scan"
    assert list(pupil.coach.progress.done) == ["open"]
    pupil.sell_page()
    assert pupil.coach.verdict.facts["count"] == 2
    pupil.scan(pupil.coach.offers.pieces[2].code)
    assert pupil.coach.finished
    finish(at)
    till.close()


def finish(at: Iterator[Pupil]) -> None:
    """End the windows."""
    assert next(at, None) is None


def real_windows(home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot) -> tuple[Hands, list[Asked]]:
    """The real till's windows, and what is asked of the composition root."""
    running = app.begin(open_till(home, clock=clock), qapp, printing=False)
    running.window.resize(1366, 768)
    running.window.show()
    asked: list[Asked] = []
    running.desk.train.disconnect()
    running.desk.train.connect(lambda trainee, afresh: asked.append((trainee, afresh)))
    return Hands(running, qtbot), asked


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_list_of_who_finished_what(
    home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot, take_picture: Callable[..., Path], theme: str
) -> None:
    till = open_training(home, clock)
    lessons.keep_own_progress(till, lessons.finish_lesson(till, lessons.own_progress(till)))
    till.close()
    hands, asked = real_windows(home, clock, qapp, qtbot)
    apply_theme(qapp, theme)
    hands.press(Key.Key_F8)
    dialog = hands.dialog()
    assert isinstance(dialog, TrainingDialog)
    assert squeezed(dialog) == []
    take_picture(dialog, f"latihan-daftar-{theme}")
    cells = {row.name: [column.text(row) for column in dialog.table.rows_model.columns][1:11] for row in rows(dialog)}
    assert cells == {"Kepala": [""] * 10, "Siti Aminah": ["✓", *[""] * 9]}
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    trainee = siti(hands.running.till)
    assert asked == [(trainee, False)]
    hands.press(Key.Key_F8)
    hands.dialog()
    hands.press(Key.Key_Down)
    hands.press(Key.Key_F8)
    hands.wait(lambda: not isinstance(open_dialog(), TrainingDialog))
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert asked[1] == (trainee, True)
    hands.press(Key.Key_F8)
    hands.dialog()
    hands.press(Key.Key_F7)
    hands.wait(lambda: not isinstance(open_dialog(), TrainingDialog))
    hands.type("Budi Baru")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    newcomer, afresh = asked[2]
    assert (newcomer.name, afresh) == ("Budi Baru", False)
    end(hands.running, qapp)


def rows(dialog: TrainingDialog) -> list[lessons.Progress]:
    """Who stands in the list."""
    return list(dialog.table.rows_model.rows)


def test_the_head_finds_it_among_the_people(home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot) -> None:
    hands, asked = real_windows(home, clock, qapp, qtbot)
    hands.stand_in("Kepala")
    hands.press(Key.Key_0, CONTROL)
    hands.press(Key.Key_F4)
    hands.press(Key.Key_F10)
    assert isinstance(hands.dialog(), TrainingDialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert len(asked) == 1
    end(hands.running, qapp)


class Visitor:
    """Walks through a whole run of the program: from the real till to training and back, as hands would."""

    def __init__(self, home: Path, qtbot: QtBot) -> None:
        self.home, self.qtbot = home, qtbot
        self.seen: list[str] = []
        self.failed: list[BaseException] = []
        self.during: tuple[dict[str, str], tuple[int, str]] | None = None
        self._begin = app.begin
        self._turn = 0

    def begin(self, till: Till, application: QApplication, *, printing: bool = True) -> app.Running:
        """In place of the composition root's: the same, and then hands."""
        running = self._begin(till, application, printing=False)
        turn = (self._real, self._training, self._back)[self._turn]
        self._turn += 1

        def act() -> None:
            try:
                turn(Hands(running, self.qtbot))
            except BaseException as error:  # noqa: BLE001 - told by the test, once the windows are closed
                self.failed.append(error)
                running.window.close()

        QTimer.singleShot(0, running.window, act)
        return running

    def _real(self, hands: Hands) -> None:
        hands.stand_in("Siti Aminah")
        hands.wait(hands.running.window.isVisible)
        hands.press(Key.Key_L, CONTROL)
        hands.press(Key.Key_F8)
        hands.dialog()
        hands.press(Key.Key_Down)
        self.seen.append("real")
        hands.press(Key.Key_Return)

    def _training(self, hands: Hands) -> None:
        pupil = Pupil(hands.running, self.qtbot)
        assert hands.running.till.training
        self.during = prints(self.home), head_of(self.home)
        pupil.log_in()
        pupil.open_shift()
        pupil.control(Key.Key_J)
        pupil.sell_page()
        pupil.scan(pupil.coach.offers.pieces[0].code)
        pupil.pay()
        pupil.count(100_000)
        assert self.during == (prints(self.home), head_of(self.home))
        self.seen.append("training")
        pupil.press(Key.Key_Q, CONTROL)

    def _back(self, hands: Hands) -> None:
        window: MainWindow = hands.running.window
        assert not hands.running.till.training
        assert hands.running.desk.actor is None
        current = window.current()
        assert current is not None
        assert current.name == "sign_in"
        assert window.findChild(TrainingBand) is None
        self.seen.append("back")
        window.close()


def test_there_and_back_through_the_whole_program(
    home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(home, changed(Settings(), theme="light"))
    visitor = Visitor(home, qtbot)
    monkeypatch.setattr(app, "begin", visitor.begin)
    status = app.run(home)
    assert visitor.failed == []
    assert (status, visitor.seen) == (0, ["real", "training", "back"])
    assert visitor.during is not None
    assert head_of(home) == visitor.during[1]
    still_the_shop(home, clock)


def test_trouble_with_the_training_till_is_told_at_the_real_one(
    home: Path, clock: Clock, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(home, changed(Settings(), theme="light"))
    other = open_training(home, clock)
    said: list[str] = []
    begin = app.begin

    def look(till: Till, application: QApplication, *, printing: bool = True) -> app.Running:
        running = begin(till, application, printing=False)

        def act() -> None:
            said.append(running.window.strip.words.text())
            running.window.close()

        QTimer.singleShot(0, running.window, act)
        return running

    monkeypatch.setattr(app, "begin", look)
    assert app.run(home, trainee="Siti Aminah") == 0
    assert len(said) == 1
    assert "latihan" in said[0]
    other.close()


def test_the_lessons_name_the_keys_of_the_pages() -> None:
    told = {"open": "shift", "scan": "sell", "refund": "receipts", "close": "shift"}
    for lesson, page in told.items():
        assert HINTS[lesson].startswith(f"{PAGE_KEYS[page]} ")
    assert PAGE_KEYS["shift"] in SAID["no_shift"]
    assert PAGE_KEYS["shift"] in SAID["shift_was_open"]
    assert PAGE_KEYS["receipts"] in SAID["change_again"]
