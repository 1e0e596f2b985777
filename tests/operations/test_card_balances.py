"""The list of all balances, read at once, says what each account says by itself; looking at it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CardViewed
from koperasi_pos.operations import card_reports, card_rights
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Rupiah
from tests.card_holders import account, view
from tests.counter import HEAD, begin_shift, shop_in, written


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with an open shift."""
    made = shop_in(tmp_path / "toko")
    begin_shift(made)
    yield made
    made.close()


def test_all_at_once_and_one_by_one(till: Till) -> None:
    every = [account(till, f"Santri {n}", nis=f"2024{n:03}", money=10_000 * n, group="7A", room="3") for n in range(4)]
    # On their way, taken over from a dead one, and with nothing on it: every place where money can be.
    for who, device in ((every[2], "7" * 16), (every[3], "9" * 16)):
        card_rights.give_rights(till, who.account, Rupiah(4_000), device=device, epoch=1, id=till.new_id(), by=HEAD)
    card_rights.reclaim_rights(till, "9" * 16, 1, reason="Terbakar", id=till.new_id(), by=HEAD)
    listed = card_reports.balances(till, by=HEAD)
    assert [(one.name, one.balance) for one in listed] == [
        (one.name, int(view(till, one.account).balance)) for one in every
    ]
    assert sum(one.balance for one in listed) == 60_000
    assert {(one.nis[:4], one.school_class, one.room, one.state) for one in listed} == {("2024", "7A", "3", "active")}
    looks = [one.entry.document for one in written(till) if isinstance(one.entry.document, CardViewed)]
    assert [one.what for one in looks] == ["balances"]


def test_a_part_of_the_name_finds_its_own(till: Till) -> None:
    for name in ("Ahmad", "Siti"):
        account(till, name, nis=f"2024{len(name)}", money=5_000)
    assert [one.name for one in card_reports.balances(till, "sit", by=HEAD)] == ["Siti"]
