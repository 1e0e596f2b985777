"""The two tills of the goods, where people leave things for sale too: brought, sold, fetched, lost, settled, paid."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import consignment, consignors, stock_moves
from koperasi_pos.operations.consignment import Counted
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import open_till
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from tests.consignors import bring, goods_of, somebody
from tests.counter import HEAD, Clock
from tests.simulation.goods_tills import GoodsTills, goods, make_template, tills, weights
from tests.store.exchange import send

NOTHING_TO_DO = frozenset({"nothing_to_settle", "consigned_more_left"})

owned = st.integers(4, 5)
pieces = st.integers(1, 9)


def make_consigning_template(home: Path) -> list[ProductSaved]:
    """The template of the goods with two consignors: one bears what is lost herself, of the other the shop does."""
    products = make_template(home)
    till = open_till(home / "one", clock=Clock())
    for name, bearer, price, terms in (
        ("Bu Siti", "consignor", 1_777, {"commission": 1_237}), ("Pak Umar", "shop", 5_001, {"margin": 333}),
    ):  # fmt: skip
        owner = somebody(till, name, bears_loss=bearer)
        products.append(goods_of(till, owner, f"Titipan {name}", price, **terms))
        bring(till, owner, (products[-1], 9))
    other = open_till(home / "two", clock=Clock())
    send(till, other)
    for opened in (till, other):
        opened.close()
    return products


class ConsigningTills(GoodsTills):
    """What the plain ledger says of goods left for sale must hold as well."""

    @rule(n=tills, which=owned, quantity=pieces, act=st.sampled_from(["brought", "returned", "lost", "count"]))
    def shelf_of_an_owner(self, n: int, which: int, quantity: int, act: str) -> None:
        """Goods are left, fetched or lost, or somebody counts what lies there."""
        if act == "count":
            self.count(n, which, quantity * 1_000, 2_000)
        else:
            self.bring(n, which, quantity, act)

    @rule(
        n=tills, which=owned, other=goods, quantity=pieces, more=weights, home=st.booleans(),
        act=st.sampled_from(["sale", "settle", "pay", "pay"]),
    )  # fmt: skip
    def deal_with_an_owner(
        self, n: int, which: int, other: int, quantity: int, more: int, home: bool, act: str
    ) -> None:
        """What was left for sale is sold, whether it is there or not; and what is owed for it is settled and paid."""
        till = self.tills[n]
        self.sold(till, (self.products[which], quantity * 1_000), (self.products[other], more))
        self.later("sale of an owner's")
        if act != "sale":
            self.settle(n, which, gone=more % 4, home=home, way="cash" if act == "settle" and more % 2 else "later")
        if act == "pay":
            self.pay_owner(n, which, Rupiah(more))

    def bring(self, n: int, which: int, quantity: int, reason: str) -> None:
        """Goods are left, fetched or lost; more than is there must be refused."""
        till, product = self.tills[n], self.products[which]
        if reason != "brought" and quantity * 1_000 > self.there(till, which):
            with pytest.raises(Refusal, match="consigned_not_there"):
                bring(till, product.owner, (product, quantity), reason=reason)
            # And the shop gives away nothing that is not its own.
            gone = [Moving(product.product, ONE)]
            with pytest.raises(Refusal, match="consigned_elsewhere"):
                stock_moves.write_off(till, "gift", gone, note="Tamu", id=till.new_id(), by=HEAD)
            sold_early = -min(self.there(till, which) // 1_000, 0)
            bring(till, product.owner, (product, 9 + quantity + sold_early))
            self.later("brought")
        bring(till, product.owner, (product, min(quantity, 9)), reason=reason)
        self.later(reason)

    def settle(self, n: int, which: int, *, gone: int, home: bool, way: str) -> None:
        """Shop and owner are even: some pieces are missing, the rest may go home."""
        till, product = self.tills[n], self.products[which]
        left = Quantity(max(self.there(till, which) - gone * 1_000, 0))
        counted = {product.product: Counted(left, home=home)} if gone or home else None
        try:
            consignment.settle(till, product.owner, counted=counted, way=way, id=till.new_id(), by=HEAD)
        except Refusal as refusal:
            if refusal.code not in NOTHING_TO_DO:
                raise
            return
        self.later("settlement")

    def pay_owner(self, n: int, which: int, amount: Rupiah) -> None:
        """Some of what is owed from settlements is paid."""
        till, product = self.tills[n], self.products[which]
        owed = consignors.standing(till, product.owner).balance
        if owed > 0:
            part = Rupiah(min(int(amount), owed))
            consignment.pay_consignor(till, product.owner, amount=part, id=till.new_id(), by=HEAD)
            self.later("owner paid")

    def teardown(self) -> None:
        """What is owed to the owners is what the ledger says, and their goods are worth nothing to the shop."""
        try:
            one, two = self.tills
            send(one, two)
            send(two, one)
            ledger = self.ledger(one)
            for till in self.tills:
                payable = {row.id: row.payable for row in consignors.consignors(till)}
                assert payable == {row: ledger.owed[row] for row in payable}
                owners = {product.product for product in self.products[4:]}
                worth = [one.value for one in self.held(till) if one.product in owners]
                assert not any(worth), worth
        finally:
            super().teardown()
