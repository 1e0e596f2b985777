"""The training till stands apart: filled from the shop, and nothing of it ever reaches the shop's file."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import PersonSaved, PromotionSaved, TillStarted
from koperasi_pos.operations import (
    baskets,
    lesson_goods,
    lessons,
    persons,
    products,
    promotions,
    receipts,
    shifts,
    shops,
    staff,
    training,
    upkeep,
)
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.operations.training import HEAD_PIN, PIN, Stock, Trainee
from koperasi_pos.settings import Settings, changed, read_settings, write_settings
from koperasi_pos.store import journal
from koperasi_pos.trade.lessons import LESSONS
from koperasi_pos.values import Refusal, Rupiah
from tests import counter
from tests.counter import HEAD, Clock
from tests.source import ROOT
from tests.training.conftest import open_training, siti


def prints(home: Path) -> dict[str, str]:
    """Every file of the shop with the hash of its bytes; the training tills and the log aside."""
    return {
        str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(home.rglob("*"))
        if file.is_file() and file.relative_to(home).parts[0] not in ("latihan", "log")
    }


def head_of(home: Path) -> tuple[int, str]:
    """Number and hash of the last entry."""
    till = open_till(home, writable=False)
    try:
        with till.reading() as connection:
            return journal.head(connection, till.writer(connection).key)
    finally:
        till.close()


def test_it_holds_the_goods_the_people_and_the_promotions_of_the_shop(home: Path, clock: Clock) -> None:
    real = open_till(home, clock=clock)
    person = PersonSaved(id=real.new_id(), person=real.new_short_id(), name="Bu Nur", number="A-1", tier="member")
    persons.save_person(real, person, by=HEAD)
    promo = PromotionSaved(
        id=real.new_id(), promotion=real.new_short_id(), name="Hemat", form="percent", categories=["Kitab"],
        basis_points=1_000, begins="2026-01-01",
    )  # fmt: skip
    promotions.save_promotion(real, promo, by=HEAD)
    wanted = {row.name: (row.price, row.stock_quantity) for row in products.find_products(real, "", limit=100)}
    name = shops.shop(real).name
    real.close()
    till = open_training(home, clock)
    try:
        found = {row.name: (row.price, row.stock_quantity) for row in products.find_products(till, "", limit=100)}
        assert found == wanted
        assert [row.name for row in persons.find_persons(till, "")] == ["Bu Nur"]
        assert [one.name for one in promotions.every_promotion(till)] == ["Hemat"]
        assert shops.shop(till).name == name
        assert shops.till_code(till) == "LAT"
        assert {(one.name, one.role) for one in staff.people(till)} == {
            ("Siti Aminah", "cashier"), ("Kepala Latihan", "head"),
        }  # fmt: skip
        assert upkeep.check(till).trouble == []
    finally:
        till.close()


def test_its_journal_says_what_it_is_also_after_the_file_was_moved(home: Path, clock: Clock, tmp_path: Path) -> None:
    till = open_training(home, clock)
    assert till.training
    place = till.home
    till.close()
    moved = place.rename(tmp_path / "elsewhere")
    again = open_till(moved, clock=clock)
    with again.reading() as connection:
        first = journal.at(connection, 1).entry.document
    assert isinstance(first, TillStarted)
    assert first.training
    assert again.training
    again.close()
    real = open_till(home, clock=clock)
    assert not real.training
    real.close()


def test_nobodys_own_pin_opens_it(training_till: Till) -> None:
    ids = {one.name: one.id for one in staff.people(training_till)}
    with pytest.raises(Refusal, match="pin_wrong"):
        staff.sign_in(training_till, ids["Siti Aminah"], "246813")
    assert staff.sign_in(training_till, ids["Siti Aminah"], PIN).role == "cashier"
    assert staff.sign_in(training_till, ids["Kepala Latihan"], HEAD_PIN).role == "head"


def test_a_second_time_only_what_changed_is_filled_in(home: Path, clock: Clock) -> None:
    till = open_training(home, clock)
    with till.reading() as connection:
        before = journal.latest(connection, 1)[0].position
    till.close()
    till = open_training(home, clock)
    with till.reading() as connection:
        assert journal.latest(connection, 1)[0].position == before
    till.close()
    real = open_till(home, clock=clock)
    soap = next(row.document for row in products.find_products(real, "Sabun"))
    price = soap.packs[0].prices[0].model_copy(update={"price": Rupiah(4_900)})
    pack = soap.packs[0].model_copy(update={"prices": [price]})
    products.save_product(real, soap.model_copy(update={"id": real.new_id(), "packs": [pack]}), by=HEAD)
    real.close()
    clock.moment = clock.moment.replace(hour=9)
    till = open_training(home, clock)
    with till.reading() as connection:
        assert journal.latest(connection, 1)[0].position == before + 1
    (row,) = products.find_products(till, "Sabun")
    assert (row.price, row.stock_quantity) == (4_900, 100_000)
    till.close()


def test_a_fresh_till_forgets_its_sales_and_keeps_what_was_learnt(home: Path, clock: Clock) -> None:
    till = open_training(home, clock)
    lessons.keep_own_progress(till, lessons.finish_lesson(till, lessons.own_progress(till)))
    counter.begin_shift(till)
    with pytest.raises(Refusal, match="till_in_use"):
        open_training(home, clock, afresh=True)
    till.close()
    till = open_training(home, clock, afresh=True)
    assert shifts.current_shift(till) is None
    assert list(lessons.own_progress(till).done) == ["open"]
    till.close()


def test_a_shop_with_few_goods_lends_some_from_the_sample_shop(tmp_path: Path, clock: Clock) -> None:
    till = training.open_training(tmp_path, Trainee("0123456789abcdef", "Budi"), Stock(), clock=clock)
    goods = lesson_goods.offers(till)
    assert goods is not None
    assert len({offer.code for offer in (*goods.pieces, goods.special)}) == 5
    assert shops.shop(till).name == "Toko Latihan"
    till.close()


def test_printer_and_look_come_along_the_drawer_does_not(home: Path, clock: Clock) -> None:
    real = changed(
        Settings(), theme="dark", paper_width=48, printer={"kind": "file", "path": "/x", "drawer": "printer"}
    )
    write_settings(home, real)
    till = open_training(home, clock)
    assert (till.settings.theme, till.settings.paper_width) == ("dark", 48)
    assert (till.settings.printer.kind, till.settings.printer.drawer) == ("file", "none")
    assert read_settings(home).settings == real
    till.close()


def test_a_discount_stays_that_needs_approval(home: Path, clock: Clock) -> None:
    from koperasi_pos.journal.documents import DiscountCap

    real = open_till(home, clock=clock)
    caps = [DiscountCap(role="cashier", basis_points=10_000)]
    changed_shop = shops.shop(real).model_copy(update={"id": real.new_id(), "discount_caps": caps})
    shops.save_shop(real, changed_shop, by=HEAD)
    real.close()
    till = open_training(home, clock)
    assert [(cap.role, cap.basis_points) for cap in shops.shop(till).discount_caps] == [("cashier", 500)]
    till.close()


def test_who_finished_what_is_told_at_the_real_till(home: Path, clock: Clock) -> None:
    till = open_training(home, clock)
    lessons.keep_own_progress(till, lessons.finish_lesson(till, lessons.own_progress(till)))
    till.close()
    real = open_till(home, clock=clock)
    try:
        guest = lessons.trainee_named(real, "  Santri   Baru ")
        lessons.keep_progress(home, lessons.read_progress(home, guest))
        told = {found.name: list(found.done) for found in lessons.everybody(real)}
        assert told == {"Kepala": [], "Siti Aminah": ["open"], "Santri Baru": []}
        assert lessons.trainee_named(real, "santri baru") == guest
        assert lessons.trainee_named(real, "siti aminah") == siti(real)
    finally:
        real.close()


def test_progress_that_cannot_be_understood_is_put_aside(home: Path, clock: Clock) -> None:
    trainee = Trainee("0123456789abcdef", "Budi")
    file = lessons.progress_file(home, trainee.key)
    file.parent.mkdir(parents=True, exist_ok=True)
    for content in ("{", "[]", '{"done": 3}', '{"since": "x"}'):
        file.write_text(content)
        found = lessons.read_progress(home, trainee)
        assert (found.done, found.lesson) == ({}, LESSONS[0])
        assert not file.exists()
        assert file.with_suffix(".broken").read_text() == content


def test_a_whole_training_changes_no_byte_of_the_shop(home: Path, clock: Clock) -> None:
    before, head = prints(home), head_of(home)
    till = open_training(home, clock)
    counter.begin_shift(till)
    for row in products.find_products(till, "")[:3]:
        if not row.document.open_price and not row.document.by_weight:
            counter.sell(till, counter.one(row.document))
    shifts.close_shift(till, counted=Rupiah(1), id=till.new_id(), by=HEAD)
    till.close()
    assert prints(home) == before
    assert head_of(home) == head
    still_the_shop(home, clock)


def still_the_shop(home: Path, clock: Clock) -> None:
    """Its shift is open, its baskets wait, its one receipt is the newest, and its books are right."""
    real = open_till(home, clock=clock)
    try:
        assert not real.training
        assert shifts.current_shift(real) is not None
        assert [basket.label for basket in baskets.held(real)] == ["Bu Nur"]
        remembered = baskets.remembered_basket(real)
        assert remembered is not None
        assert [line.product.name for line in remembered.lines] == ["Kitab Safinah"]
        assert [row.number for row in receipts.find_receipts(real)] == ["K1-000001"]
        assert upkeep.check(real).trouble == []
    finally:
        real.close()


SELLING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, Signal
from koperasi_pos import app
from koperasi_pos.operations import products
from tests import counter

begin = app.begin

def begin_and_sell(till, application, **more):
    running = begin(till, application, **more)
    assert till.training
    counter.begin_shift(till)
    goods = [row.document for row in products.find_products(till, "") if not row.document.open_price]
    timer = QTimer(running.window)

    def sell():
        print(counter.sell(till, counter.one(goods[0])).sale.number, flush=True)

    timer.timeout.connect(sell)
    timer.start(5)
    return running

app.begin = begin_and_sell
sys.exit(app.run(Path(sys.argv[1]), trainee="Siti Aminah"))
"""


def test_a_killed_training_leaves_the_shop_as_it_was(home: Path, clock: Clock) -> None:
    write_settings(home, Settings())
    before, head = prints(home), head_of(home)
    with subprocess.Popen(
        [sys.executable, "-c", SELLING, str(home)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        sold = [process.stdout.readline().strip() for _step in range(5)]
        process.send_signal(signal.SIGKILL)
        more = process.communicate()[0].split()
    assert process.returncode == -signal.SIGKILL
    assert sold[0] == "LAT-000001"
    assert prints(home) == before
    assert head_of(home) == head
    still_the_shop(home, clock)
    till = open_training(home, clock)
    try:
        numbers = {row.number for row in receipts.find_receipts(till, limit=10_000)}
        assert {*sold, *(number for number in more if len(number) == 10)} <= numbers
        assert upkeep.check(till).trouble == []
    finally:
        till.close()


def test_the_command_opens_the_windows_of_training(home: Path, tmp_path: Path) -> None:
    before = prints(home)
    for place in (home, tmp_path / "nothing-yet"):
        done = subprocess.run(
            [sys.executable, "-m", "koperasi_pos", "--home", str(place), "train", "Budi", "--smoke"], cwd=ROOT,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        (file,) = (place / "latihan").glob("*/" + STORE_FILE)
        till = open_till(file.parent)
        assert till.training
        till.close()
    assert not (tmp_path / "nothing-yet" / STORE_FILE).exists()
    assert prints(home) == before
