"""Makes the shop's file of a released version, once, when it is released: `python tests/store/make_released.py`.

What is in `released/` is never made again: it stands for the files that lie in shops.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from koperasi_pos import __version__  # noqa: E402 - found only now where this runs as a script
from koperasi_pos.journal.documents import Pack, PersonSaved, Price, PromotionSaved  # noqa: E402
from koperasi_pos.operations import baskets, persons, promotions, refunds, reports, sales, shifts, upkeep  # noqa: E402
from koperasi_pos.operations.till import STORE_FILE, Till  # noqa: E402
from koperasi_pos.trade.refunds import Returning  # noqa: E402
from koperasi_pos.trade.tenders import Tender, TenderPart, cash  # noqa: E402
from koperasi_pos.values import WIB, Quantity, Rupiah  # noqa: E402
from tests import counter  # noqa: E402
from tests.counter import CASHIER, HEAD, Clock, shop_in  # noqa: E402

FOLDER = Path(__file__).parent / "released"
DAY = "2026-11-20"


def made_up_day(till: Till, clock: Clock) -> None:
    """Goods, a member, a promotion, a closed shift with five sales and two refunds, and an open one with a sale."""
    packs = [
        Pack(unit="pcs", codes=["8991234567891"], prices=[Price(tier="retail", price=Rupiah(3_500))]),
        Pack(unit="dus", factor=Quantity.of(40), prices=[Price(tier="retail", price=Rupiah(125_000))]),
    ]
    noodles = counter.stock_up(till, "Mi rebus", 0, packs=packs, cost=2_900, category="Makanan")
    sugar = counter.stock_up(till, "Gula pasir", 17_250, unit="kg", by_weight=True, cost=15_400, tax_class="exempt")
    copies = counter.stock_up(till, "Fotokopi", 250, stock=0, stocked=False)
    member = PersonSaved(
        id=till.new_id(), person=till.new_short_id(), name="Anggota Satu", number="0001", tier="member", member=True
    )
    persons.save_person(till, member, by=HEAD)
    promotion = PromotionSaved(
        id=till.new_id(), promotion=till.new_short_id(), name="Beli 3 bayar 2", form="n_for_m",
        products=[noodles.product], take=3, pay=2,
    )  # fmt: skip
    promotions.save_promotion(till, promotion, by=HEAD)
    counter.begin_shift(till, 150_000)
    clock.forward(minutes=10)
    first = counter.sell(till, (noodles, 3_000), (copies, 13_000))
    counter.sell(till, (sugar, 1_375), tender=cash(Rupiah(25_000)))
    split = Tender(
        parts=(
            TenderPart(way="transfer", amount=Rupiah(20_000), reference="TRF-1"),
            TenderPart(way="cash", received=Rupiah(5_000)),
        ),
        give_rounding=True,
    )
    clock.forward(minutes=50)
    basket = baskets.new_basket(till).add(sugar, quantity=Quantity(1_210)).with_discount(points=300)
    second = sales.complete_sale(till, basket, split, by=CASHIER).value
    boxed = baskets.new_basket(till).add(noodles, pack=1)
    boxed = boxed.with_customer(persons.as_customer(persons.person(till, member.person)))
    by_card = Tender(parts=(TenderPart(way="edc", amount=Rupiah(84_375), reference="EDC-9"),))
    sales.complete_sale(till, boxed, by_card, by=CASHIER)
    clock.forward(minutes=20)
    back = [Returning(0, Quantity.of(1)), Returning(1, Quantity.of(3), restock=False)]
    refunds.complete_refund(till, first.sale.number, back, reason="Salah ambil", id=till.new_id(), by=HEAD)
    refunds.complete_refund(
        till, second.sale.number, [Returning(0, Quantity(1_210), restock=False)], reason="Basah", id=till.new_id(),
        by=HEAD,
    )  # fmt: skip
    shifts.move_cash(till, purpose="in", amount=Rupiah(20_000), reason="Uang kecil", id=till.new_id(), by=CASHIER)
    shifts.move_cash(till, purpose="out", amount=Rupiah(7_500), reason="Beli es batu", id=till.new_id(), by=HEAD)
    shifts.open_drawer(till, reason="Tukar uang", id=till.new_id(), by=HEAD)
    baskets.drop_basket(till, baskets.new_basket(till).add(noodles), reason="Batal", id=till.new_id(), by=CASHIER)
    counter.sell(till, (copies, 4_000), tender=cash(Rupiah(1_000)))
    shifts.close_shift(till, counted=Rupiah(190_000), id=till.new_id(), by=CASHIER)
    counter.begin_shift(till, 100_000)
    counter.sell(till, counter.one(noodles))
    held = baskets.new_basket(till).add(sugar, quantity=Quantity(500))
    baskets.hold_basket(till, held, label="Ibu kantin", total=8_625, by=CASHIER)


def figures(till: Till) -> dict[str, Any]:
    """What the reports say, as plain JSON."""
    told = {
        "day": asdict(reports.day_figures(till, DAY)),
        "items": [asdict(row) for row in reports.item_figures(till, DAY)],
        "z": shifts.z_report(till).figures.model_dump(),
        "x": shifts.x_report(till).figures.model_dump(),
        "standing": asdict(reports.standing(till)),
        "held": [[held.label, held.total] for held in baskets.held(till)],
        "entries": upkeep.check(till).entries,
    }
    plain: dict[str, Any] = json.loads(json.dumps(told))
    return plain


def make(version: str) -> Path:
    """Make the file of a version; refuses to make one again."""
    home = FOLDER / version
    if home.exists():
        raise SystemExit(f"{home} is there already and stays as it was released")
    clock = Clock(datetime(2026, 11, 20, 7, 30, tzinfo=WIB))
    work = Path(tempfile.mkdtemp())
    till = shop_in(work, clock)
    made_up_day(till, clock)
    told = figures(till)
    till.close()
    home.mkdir(parents=True)
    for name in (STORE_FILE, "kunci"):
        shutil.copyfile(work / name, home / name)
    shutil.rmtree(work)
    (home / "figures.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")
    return home


if __name__ == "__main__":
    print(make(__version__))
