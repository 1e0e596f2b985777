"""A consignor is paid onto a card: what leaves the debt is on the account, in one act, and only once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import consignment, consignors, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, view
from tests.consignors import bring, goods_of, somebody
from tests.counter import HEAD, Clock, begin_shift, one, sell, shop_in


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop where goods of Ahmad were sold for Rp5.000."""
    till = shop_in(tmp_path, Clock())
    begin_shift(till)
    yield till
    assert not upkeep.check(till).trouble
    till.close()


def test_a_settlement_goes_onto_the_card(till: Till) -> None:
    owner, who = somebody(till, "Ahmad", sort="santri"), account(till)
    rice = goods_of(till, owner, commission=1_000)
    bring(till, owner, (rice, 5))
    sell(till, one(rice))
    id = till.new_id()
    with pytest.raises(Refusal) as found:
        consignment.settle(till, owner, way="card", reference="99", id=id, by=HEAD)
    assert found.value.code == "person_unknown"
    for changed in (True, False):
        done = consignment.settle(till, owner, way="card", reference="2024001", id=id, by=HEAD)
        assert (done.changed, done.value.settlement.paid) == (changed, 4_500)
    assert view(till, who.account).balance == 4_500
    sell(till, one(rice))
    consignment.settle(till, owner, id=till.new_id(), by=HEAD)
    paid = consignment.pay_consignor(
        till, owner, amount=Rupiah(3_000), way="card", reference="2024001", id=till.new_id(), by=HEAD
    ).value
    assert (paid.left, view(till, who.account).balance) == (1_500, 7_500)
    assert consignors.consignors(till)[0].payable == 1_500
