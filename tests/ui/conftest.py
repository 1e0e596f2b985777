"""A till with its windows for tests: a real file, real operations, no screen and no printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos import app
from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.operations import persons, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.main_window import MainWindow
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up
from tests.pictures import wanted
from tests.ui.hands import Hands

CASHIER_PIN = "246813"


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A shop with a head (PIN 135790) and a cashier (PIN 246813), a few goods and people, no shift."""
    till = shop_in(tmp_path / "shop", clock)
    staff.save_staff(till, id=till.new_id(), name="Siti Aminah", role="cashier", pin=CASHIER_PIN, by=HEAD)
    fill(till)
    yield till
    till.close()


def fill(till: Till) -> dict[str, ProductSaved]:
    """Goods of every sort: pieces and dus, weighed, open price, tiers, a favourite."""

    def prices(*rows: tuple[str, int, int]) -> list[Price]:
        return [Price(tier=tier, price=Rupiah(price), from_quantity=Quantity.of(start)) for tier, price, start in rows]

    noodles = [
        Pack(
            unit="pcs", codes=["8998866200301"],
            prices=prices(("retail", 3100, 1), ("wholesale", 2900, 12), ("member", 3000, 1)),
        ),
        Pack(unit="dus", factor=Quantity.of(40), codes=["8998866200318"], prices=prices(("retail", 115_000, 1))),
    ]  # fmt: skip
    return {
        "noodles": stock_up(till, "Mi Goreng Sedap 85 g", 3100, code="B001", cost=2500, packs=noodles, stock=214),
        "water": stock_up(
            till, "Air Minum Santri 600 ml", 2500, codes=("8990000000014",), cost=1500, favourite=1,
            pillar="santripreneur",
        ),
        "eggs": stock_up(till, "Telur ayam", 28_000, code="00017", cost=24_000, unit="kg", by_weight=True),
        "soap": stock_up(till, "Sabun mandi 110 g", 4500, codes=("8990000000021",), cost=3600, favourite=2),
        "copy": stock_up(till, "Fotokopi", 250, code="FC", open_price=True, stocked=False, favourite=3),
        "kitab": stock_up(till, "Kitab Safinah", 18_000, codes=("8990000000038",), cost=14_000, category="Kitab"),
    }  # fmt: skip


@pytest.fixture
def goods(till: Till) -> dict[str, ProductSaved]:
    """The goods of the shop by short names."""
    from koperasi_pos.operations import products

    by_name = {row.name: row.document for row in products.find_products(till, "")}
    names = {
        "noodles": "Mi Goreng Sedap 85 g", "water": "Air Minum Santri 600 ml", "eggs": "Telur ayam",
        "soap": "Sabun mandi 110 g", "copy": "Fotokopi", "kitab": "Kitab Safinah",
    }  # fmt: skip
    return {short: by_name[name] for short, name in names.items()}


@pytest.fixture
def member(till: Till) -> str:
    """A member of the co-operative; returns the short id."""
    from koperasi_pos.journal.documents import PersonSaved

    saved = PersonSaved(
        id=till.new_id(), person=till.new_short_id(), name="Ustadz Contoh", number="A-007", tier="member", member=True
    )
    return persons.save_person(till, saved, by=HEAD).value.person


@pytest.fixture
def desk(till: Till, qapp: QApplication) -> Iterator[Desk]:
    """A desk with the head of the shop at it and an open shift; for tests of a single page."""
    apply_theme(qapp, "light")
    begin_shift(till, by=HEAD)
    desk = Desk(till)
    desk.actor = HEAD
    yield desk
    desk.close()


@pytest.fixture
def cashier_desk(till: Till, qapp: QApplication) -> Iterator[Desk]:
    """A desk with a cashier at it and an open shift."""
    apply_theme(qapp, "light")
    begin_shift(till)
    desk = Desk(till)
    desk.actor = CASHIER
    yield desk
    desk.close()


@pytest.fixture
def running(till: Till, qapp: QApplication) -> Iterator[app.Running]:
    """The whole application, locked, 1366×768, without a printer's thread."""
    running = app.begin(till, qapp, printing=False)
    running.window.resize(1366, 768)
    running.window.show()
    yield running
    qapp.removeEventFilter(running.scans)
    running.stop()
    # A window that stays behind is styled again with every theme: tests would grow slower one by one.
    running.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(running: app.Running) -> MainWindow:
    """The main window, locked."""
    return running.window


@pytest.fixture
def idle(qtbot: QtBot) -> Callable[[Desk], None]:
    """Wait until every act that was asked for came back."""

    def wait(desk: Desk) -> None:
        qtbot.waitUntil(lambda: not desk.runner.busy, timeout=90_000)
        QApplication.processEvents()

    return wait


@pytest.fixture
def take_picture(tmp_path: Path, qapp: QApplication) -> Callable[..., Path]:
    """Paint a widget at a size; the picture is kept where KOPERASI_PICTURES names a folder. Says where it would lie."""

    def take(widget: QWidget, name: str, size: tuple[int, int] | None = None) -> Path:
        if size is not None:
            widget.resize(QSize(*size))
        if not widget.isVisible():
            widget.show()
        QApplication.processEvents()
        painted, file = widget.grab(), wanted(name)
        assert not painted.isNull()
        assert file is None or painted.save(str(file))
        return file or tmp_path / f"{name}.png"

    return take


@pytest.fixture
def hands(running: app.Running, qtbot: QtBot) -> Hands:
    """Hands at the locked till."""
    return Hands(running, qtbot)


@pytest.fixture
def sell(till: Till, hands: Hands) -> SellPage:
    """A cashier at the till page with an open shift."""
    begin_shift(till)
    hands.stand_in("Siti Aminah")
    page = hands.running.window.page("sell")
    assert isinstance(page, SellPage)
    return page
