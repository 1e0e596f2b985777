"""Goods below nothing, and what the books know about how that may have come."""

from __future__ import annotations

from typing import NamedTuple

from koperasi_pos.store.connections import Connection


class BelowNothing(NamedTuple):
    """A product of which more went than came: thousandths, rupiah; cause → whether the books speak for it."""

    product: str
    name: str
    category: str
    unit: str
    quantity: int
    value: int
    causes: dict[str, bool]


CAUSES = ("never_received", "on_its_way", "wrong_unit", "code_twice", "never_counted")


def below_nothing(connection: Connection) -> list[BelowNothing]:
    """The most below nothing first."""
    rows = connection.run(
        """SELECT product.id, product.name, product.category, product.unit, stock.quantity, stock.value,
            NOT EXISTS (SELECT 1 FROM movement WHERE movement.product = product.key AND movement.quantity > 0
                AND movement.kind IN ('opening', 'received', 'turned_in', 'counted')),
            EXISTS (SELECT 1 FROM goods_order_line AS line JOIN goods_order ON goods_order.position = line.goods_order
                WHERE line.product = product.key AND NOT EXISTS (
                    SELECT 1 FROM goods_order_close WHERE goods_order_close.goods_order = goods_order.id)
                AND NOT EXISTS (SELECT 1 FROM purchase JOIN purchase_line AS came ON came.purchase = purchase.position
                    WHERE purchase.goods_order = goods_order.id AND came.product = product.key)),
            EXISTS (SELECT 1 FROM purchase_line AS line WHERE line.product = product.key AND line.factor = 1000
                AND line.cost > 2 * product.price AND product.price > 0),
            EXISTS (SELECT 1 FROM product_code AS mine JOIN product_code AS other
                ON other.code = mine.code AND other.product <> mine.product
                JOIN stock AS there ON there.product = other.product AND there.quantity > 0
                WHERE mine.product = product.key),
            NOT EXISTS (SELECT 1 FROM stock_tally WHERE stock_tally.product = product.key)
        FROM stock JOIN product ON product.key = stock.product WHERE stock.quantity < 0
        ORDER BY stock.quantity, product.name, product.id"""
    )
    return [
        BelowNothing._make((*row[:6], {cause: bool(holds) for cause, holds in zip(CAUSES, row[6:], strict=True)}))
        for row in rows
    ]
