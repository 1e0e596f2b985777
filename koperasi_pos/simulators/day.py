"""A day in the shop, played through the real windows; leaves pictures, receipts and the Z report."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from koperasi_pos.operations import products, shops, staff, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.simulators.day_card_scenes import (
    a_limit_says_no,
    look_at_the_own_card,
    pay_with_the_card,
    put_money_on,
)
from koperasi_pos.simulators.day_drawer_scenes import (
    close_the_shift,
    open_the_drawer,
    take_over_at_the_lock,
    to_the_safe,
)
from koperasi_pos.simulators.day_papers import write_papers
from koperasi_pos.simulators.day_player import Begin, Clock, DayStuck, Player
from koperasi_pos.simulators.day_scenes import (
    a_basket,
    a_discount,
    a_member,
    a_refund,
    a_wrong_code,
    cash_out,
    change_cashier,
    hold_and_call_back,
    look_around,
    open_the_shift,
)
from koperasi_pos.words import set_language

__all__ = ["BASKETS", "DayStuck", "PlayedDay", "play"]

HEAD_PIN, FIRST_PIN, SECOND_PIN = "135790", "246813", "975310"
BASKETS = 50
QUIET = ("This plugin does not support propagateSizeHints()",)
"""What Qt says of itself where there is no screen, and means nothing."""


@dataclass(frozen=True)
class PlayedDay:
    """What a day left: where it lies, the shop it was played in, and everything that is wrong."""

    folder: Path
    home: Path
    pictures: list[Path]
    papers: list[Path]
    entries: int
    trouble: list[str]


def play(
    folder: Path | None, application: QApplication, begin: Begin, *, seed: int = 1, baskets: int = BASKETS
) -> PlayedDay:
    """Play the day of this seed into a folder (a new one where none is named).

    Raises `DayStuck` where the windows did not come to where the day should go on; a picture of that lies in the
    folder.
    """
    target = folder or Path(tempfile.mkdtemp(prefix="koperasi-hari-"))
    target.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    home = Path(tempfile.mkdtemp(prefix="toko-", dir=target))
    till = sample_shop(home, clock)
    with _complaints() as complaints:
        running = begin(till, application)
        running.window.resize(QSize(1366, 768))
        running.window.show()
        player = Player(application, running, target, clock, random.Random(seed))
        try:
            a_day(player, baskets)
            papers = write_papers(till, target)
            findings = upkeep.check(till)
        finally:
            application.removeEventFilter(running.scans)
            running.stop()
    return PlayedDay(target, home, player.pictures, papers, findings.entries, findings.trouble + complaints)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Keeps what Qt complains of meanwhile, and the errors that Qt would pass over because a signal led to them."""
    found: list[str] = []

    def heard(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and message not in QUIET:
            found.append(f"Qt: {message}")

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        found.append(f"{kind.__name__}: {error}")
        hook(kind, error, trace)

    hook, sys.excepthook = sys.excepthook, caught
    before = qInstallMessageHandler(heard)
    try:
        yield found
    finally:
        qInstallMessageHandler(before)
        sys.excepthook = hook


def sample_shop(home: Path, clock: Callable[[], datetime]) -> Till:
    """The sample shop with a head and two cashiers."""
    from koperasi_pos.operations.samples import fill_with_samples

    set_language("id")
    till = shops.make_shop(
        home, name="Koperasi Pesantren An-Nur", head_name="Ustadz Hadi", head_pin=HEAD_PIN, clock=clock,
        keyring_allowed=False, address="Jl. Pondok 1, Mojokerto", pesantren="An-Nur",
    )  # fmt: skip
    for name, pin in (("Siti Aminah", FIRST_PIN), ("Zidan", SECOND_PIN)):
        staff.save_staff(till, id=till.new_id(), name=name, role="cashier", pin=pin, by=shops.SETUP)
    fill_with_samples(till, by=shops.SETUP)
    return till


def a_day(player: Player, baskets: int) -> None:
    """From the first sign-in to the closed shift: so many plain baskets, and what else happens in a day."""
    player.picture("masuk")
    player.sign_in("Siti Aminah", FIRST_PIN)
    player.picture("belum-buka-shift")
    open_the_shift(player)
    codes = [
        code
        for row in products.find_products(player.running.desk.till, "", limit=200)
        for code in row.document.packs[0].codes
    ]
    half = baskets // 2
    for number in range(half):
        a_basket(player, codes, number)
    hold_and_call_back(player, codes)
    a_member(player)
    put_money_on(player)
    pay_with_the_card(player)
    a_limit_says_no(player)
    look_at_the_own_card(player)
    a_discount(player, HEAD_PIN)
    a_wrong_code(player)
    cash_out(player, HEAD_PIN)
    change_cashier(player, "Zidan", SECOND_PIN)
    for number in range(half, baskets):
        a_basket(player, codes, number)
    to_the_safe(player, HEAD_PIN)
    open_the_drawer(player, HEAD_PIN)
    take_over_at_the_lock(player, codes, "Siti Aminah", FIRST_PIN)
    a_refund(player, "K1-000003", HEAD_PIN)
    look_around(player)
    close_the_shift(player)
