"""A process that sells to cards until it is killed: one line on standard output for every sale that it was told of."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from koperasi_pos.operations import accounts, card_money, products, sales
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.tenders import Tender, TenderPart, by_card
from koperasi_pos.values import Quantity, Refusal, Rupiah

BY = Actor("aaaaaaaaaaaaaaaa", "Kepala", "head")


def run(till: Till, chance: random.Random) -> None:
    """Sell, top up and tell, without end. Hasty: tells before it asks, as no till may."""
    hasty = os.environ.get("KOPERASI_HASTY") == "1"
    goods = [row.document for row in products.find_products(till, "")]
    while True:
        view = chance.choice(accounts.find_accounts(till))
        basket = Basket(id=till.new_id(), customer=view.customer)
        for product in chance.sample(goods, chance.randint(1, len(goods))):
            basket = basket.add(product, quantity=Quantity.of(chance.randint(1, 3)))
        total = sum(int(line.quantity) // 1000 * int(line.product.packs[0].prices[0].price) for line in basket.lines)
        by_hand = min(int(view.here), total)
        parts = [by_card(Rupiah(by_hand), view.account, "")] if by_hand else []
        if by_hand < total:
            parts.append(TenderPart(way="cash", received=Rupiah(total - by_hand + 100)))
        if hasty:
            print(f"{basket.id} {total} {by_hand}", flush=True)
        try:
            sale = sales.complete_sale(till, basket, Tender(parts=tuple(parts)), by=BY, print_receipt=False).value.sale
        except Refusal as refusal:
            print(f"refused {refusal}", file=sys.stderr, flush=True)
            raise
        paid = sum(int(payment.amount) for payment in sale.payments if payment.account)
        if not hasty:
            print(f"{basket.id} {int(sale.total)} {paid}", flush=True)
        if view.here < 20_000:
            card_money.top_up(
                till, view.account, Rupiah(30_000), print_slip=False, way="transfer", reference=till.new_id(),
                id=till.new_id(), by=BY,
            )  # fmt: skip


if __name__ == "__main__":
    run(open_till(Path(sys.argv[1])), random.Random(int(sys.argv[2])))
