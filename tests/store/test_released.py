"""Every released version's file opens today, is sound, and says what it said on the day of its release."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos import __version__
from koperasi_pos.operations import baskets, products, refunds, shifts, stock, upkeep
from koperasi_pos.operations.till import open_till
from koperasi_pos.store import backup, keys
from koperasi_pos.store.rebuild import rebuild
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import WIB, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, Clock
from tests.store.make_released import FOLDER, figures

VERSIONS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def test_this_version_is_among_them() -> None:
    assert __version__ in VERSIONS


def known(told: dict[str, Any], recorded: dict[str, Any]) -> dict[str, Any]:
    """What is told of what was recorded then: reports tell more and more, and never less."""
    return {
        name: {key: part[key] for key in recorded[name]} if isinstance(part, dict) else part
        for name, part in told.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_file_says_what_it_said(tmp_path: Path, version: str) -> None:
    home = tmp_path / "toko"
    shutil.copytree(FOLDER / version, home)
    recorded = json.loads((home / "figures.json").read_text())
    clock = Clock(datetime(2026, 11, 20, 9, 30, tzinfo=WIB))
    till = open_till(home, clock=clock)
    assert upkeep.check(till).trouble == []
    assert known(figures(till), recorded) == recorded
    assert rebuild(till.database) == recorded["entries"]
    assert known(figures(till), recorded) == recorded
    # And the shop goes on with it: the held basket, a refund of an old sale, the close of the open shift.
    basket = baskets.call_back(till, baskets.held(till)[0].id).value
    assert [line.product.name for line in basket.lines] == ["Gula pasir"]
    refunds.complete_refund(till, "K1-000002", [Returning(0)], reason="Basah", id=till.new_id(), by=HEAD)
    noodles = products.by_code(till, "8991234567891")[0].product.document
    assert counter.sell(till, counter.one(noodles)).sale.number == "K1-000007"
    before = shifts.x_report(till).figures
    closed = shifts.close_shift(till, counted=Rupiah(before.expected), id=till.new_id(), by=CASHIER).value.figures
    assert closed.difference == 0
    assert upkeep.check(till).trouble == []
    till.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_file_is_looked_at_without_a_till(tmp_path: Path, version: str) -> None:
    """Somebody asks for figures on the command line before the new program ever opened the till."""
    shutil.copytree(FOLDER / version, tmp_path / "toko")
    watching = open_till(tmp_path / "toko", clock=Clock(), writable=False)
    assert stock.value_proof(watching).difference == 0
    assert stock.stock_at(watching)
    watching.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_file_is_a_backup_too(tmp_path: Path, version: str) -> None:
    shutil.copytree(FOLDER / version, tmp_path / "toko")
    secret = keys.find(tmp_path / "toko")
    backup.verify(tmp_path / "toko" / "toko.db", secret.store)
    back = upkeep.restore(
        tmp_path / "baru", tmp_path / "toko" / "toko.db", code=keys.recovery_code(secret), clock=Clock(),
        keyring_allowed=False,
    )  # fmt: skip
    assert upkeep.check(back).trouble == []
    back.close()
