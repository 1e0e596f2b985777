"""A shop for the command line: goods of every sort, no shift, a head and a cashier with their PINs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Pack, Price
from koperasi_pos.operations import staff
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, shop_in, stock_up

COFFEE, NOODLES, RICE, COPIES = "8991234567892", "8992222222226", "BERAS", "FOTOKOPI"
CASHIER_PIN = "246813"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests keep their keys in files, never in the keyring of whoever runs them."""
    monkeypatch.setattr("koperasi_pos.store.keys.into_keyring", lambda home, secret: False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The shop's folder; nobody has it open."""
    folder = tmp_path / "shop"
    till = shop_in(folder)
    stock_up(till, "Kopi sachet", 1_500, codes=(COFFEE,), cost=1_100)
    noodles = [
        Pack(
            unit="pcs", codes=[NOODLES],
            prices=[
                Price(tier="retail", price=Rupiah(3_100)),
                Price(tier="wholesale", price=Rupiah(2_900), from_quantity=Quantity.of(12)),
            ],
        ),
    ]  # fmt: skip
    stock_up(till, "Mi goreng", 3_100, packs=noodles)
    stock_up(till, "Beras", 12_000, code=RICE, unit="kg", by_weight=True)
    stock_up(till, "Fotokopi", 0, code=COPIES, open_price=True, stocked=False)
    staff.save_staff(till, id=till.new_id(), name="Kasir Pagi", role="cashier", pin=CASHIER_PIN, by=HEAD)
    till.close()
    return folder


@pytest.fixture
def till(home: Path) -> Iterator[Till]:
    """The shop's books, to be looked at while nobody has them open for writing."""
    opened = open_till(home, writable=False)
    yield opened
    opened.close()
