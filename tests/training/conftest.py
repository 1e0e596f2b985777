"""A shop with a held basket and an open shift, and the training till of one of its cashiers with its windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos import app
from koperasi_pos.operations import baskets, staff, training
from koperasi_pos.operations.till import Till
from koperasi_pos.operations.training import HEAD_PIN, PIN, Trainee
from koperasi_pos.trade.lessons import LESSONS
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.widgets.lesson_coach import LessonCoach
from koperasi_pos.ui.widgets.training_band import show_training
from tests import counter
from tests.counter import CASHIER, HEAD, Clock
from tests.pictures import wanted
from tests.ui.conftest import fill
from tests.ui.hands import Hands

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Path:
    """The folder of a closed shop: goods and people, a shift open, a basket on hold and one on the counter."""
    till = counter.shop_in(tmp_path / "shop", clock)
    staff.save_staff(till, id=till.new_id(), name="Siti Aminah", role="cashier", pin="246813", by=HEAD)
    goods = fill(till)
    for number, name in enumerate(("Teh celup", "Gula pasir 1 kg"), 1):
        counter.stock_up(till, name, 5_000 + number * 1_000, codes=(f"899000000010{number}",))
    counter.begin_shift(till)
    counter.sell(till, counter.one(goods["water"]))
    baskets.hold_basket(till, baskets.new_basket(till).add(goods["soap"]), label="Bu Nur", total=4_500, by=CASHIER)
    baskets.remember_basket(till, baskets.new_basket(till).add(goods["kitab"]), 18_000)
    till.close()
    return tmp_path / "shop"


def siti(till: Till) -> Trainee:
    """The cashier who practises."""
    (member,) = [member for member in staff.people(till) if member.name == "Siti Aminah"]
    return Trainee(member.id, member.name)


def open_training(home: Path, clock: Clock, *, afresh: bool = False) -> Till:
    """The training till of Siti, filled from the shop, which is closed again."""
    from koperasi_pos.operations.till import open_till

    real = open_till(home, clock=clock)
    try:
        trainee, stock = siti(real), training.look_at_shop(real)
    finally:
        real.close()
    return training.open_training(home, trainee, stock, afresh=afresh, clock=clock)


class Pupil(Hands):
    """Hands at the training till, with the coach to look at."""

    @property
    def coach(self) -> LessonCoach:
        """Who follows what the hands do."""
        panel = self.running.window.lessons
        assert panel is not None
        return panel.coach

    @property
    def till(self) -> Till:
        """The training till."""
        return self.running.till

    def control(self, key: Qt.Key) -> None:
        """Ctrl and a key."""
        self.press(key, CONTROL)
        self.settle()

    def log_in(self) -> None:
        """The name is chosen already; the PIN from the card."""
        self.sign_in("Siti Aminah", PIN)

    def begin(self, lesson: str) -> None:
        """Ctrl+J until the lesson stands in front."""
        for _step in LESSONS:
            if self.coach.lesson == lesson:
                break
            self.control(Key.Key_J)
        assert self.coach.lesson == lesson

    def open_shift(self, amount: str = "100000") -> None:
        """Ctrl+6, the float, Enter."""
        self.control(Key.Key_7)
        page = self.running.window.page("shift")
        field = next(field for field in page.findChildren(QLineEdit) if field.isVisible())
        field.setFocus()
        field.selectAll()
        self.type(amount)
        self.press(Key.Key_Return)
        self.settle()

    def pay(self, amount: str = "") -> None:
        """F9, what was handed over, Enter."""
        self.press(Key.Key_F9)
        self.dialog()
        self.type(amount)
        self.press(Key.Key_Return)
        self.no_dialog()

    def approve(self) -> None:
        """The head of the training shop types the PIN of the card."""
        self.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
        dialog = open_dialog()
        self.type(HEAD_PIN)
        self.wait(lambda: open_dialog() is not dialog)
        self.settle()

    def count(self, amount: int) -> None:
        """Close the shift with one sum."""
        from koperasi_pos.ui.dialogs.close_shift_dialog import CloseShiftDialog

        self.control(Key.Key_7)
        self.press(Key.Key_F9)
        dialog = self.dialog()
        assert isinstance(dialog, CloseShiftDialog)
        dialog.mode.choose("sum", tell=True)
        dialog.sum.setFocus()
        self.type(str(amount))
        self.press(Key.Key_Return)
        self.no_dialog()

    def answer(self, amount: int) -> None:
        """Ctrl+O, what was read, Enter."""
        self.press(Key.Key_O, CONTROL)
        self.type(str(amount))
        self.press(Key.Key_Return)
        self.settle()

    def sell_page(self) -> SellPage:
        """Ctrl+1."""
        self.control(Key.Key_1)
        page = self.running.window.page("sell")
        assert isinstance(page, SellPage)
        return page


@pytest.fixture
def training_till(home: Path, clock: Clock) -> Iterator[Till]:
    """Siti's training till."""
    till = open_training(home, clock)
    yield till
    till.close()


@pytest.fixture
def pupil(training_till: Till, qapp: QApplication, qtbot: QtBot) -> Iterator[Pupil]:
    """Siti at her training till, signed in, 1366×768."""
    yield from at_the_till(training_till, qapp, qtbot)


def at_the_till(till: Till, qapp: QApplication, qtbot: QtBot) -> Iterator[Pupil]:
    """The windows on a training till, and hands that signed in."""
    running = app.begin(till, qapp, printing=False)
    running.window.resize(1366, 768)
    running.window.show()
    pupil = Pupil(running, qtbot)
    pupil.log_in()
    yield pupil
    qapp.removeEventFilter(running.scans)
    running.stop()
    running.window.deleteLater()
    show_training(on=False)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def take_picture(tmp_path: Path) -> Callable[..., Path]:
    """Paint a widget at a size; the picture is kept where KOPERASI_PICTURES names a folder. Says where it would lie."""

    def take(widget: QWidget, name: str, size: tuple[int, int] | None = None) -> Path:
        if size is not None:
            widget.resize(QSize(*size))
        QApplication.processEvents()
        painted, file = widget.grab(), wanted(name)
        assert not painted.isNull()
        assert file is None or painted.save(str(file))
        return file or tmp_path / f"{name}.png"

    return take
