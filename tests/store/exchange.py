"""Two tills of one shop for tests: a copy that writes as a second till, and the exchange of their journals."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from koperasi_pos.journal.documents import TillStarted
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from tests.counter import HEAD, Clock

OTHER_DEVICE = "2222222222222222"


def second_till(
    first_home: Path, home: Path, clock: Clock, code: str = "K2", device: str = OTHER_DEVICE, replaces: str = ""
) -> Till:
    """An open till on a copy of a closed shop's folder that writes as another device."""
    shutil.copytree(first_home, home, dirs_exist_ok=True)
    till = open_till(home, clock=clock)
    with till.writing() as connection:
        journal.become(connection, device, 1)
        till.forget_writer()
        till.post(connection, TillStarted(id=till.new_id(), code=code, reason="second", replaces=replaces), by=HEAD)
    return till


def send(source: Till, target: Till) -> int:
    """Bring everything that `source` knows to `target`, in the order in which `source` got it; how many were new."""
    with source.reading() as connection:
        lines = [line for _, line in journal.lines(connection)]
    with target.writing() as connection:
        return sum(journal.receive(connection, line) is not None for line in lines)


_BY_ID = {
    "product": "SELECT id, name, code, category, unit, price, cost, pillar, favourite, stocked, active, body, stamp"
    " FROM product",
    "product_code": "SELECT product_code.code, id, pack FROM product_code JOIN product ON product.key = product",
    "product_entry": "SELECT product.id, hex(journal.id) FROM product_entry JOIN product ON product.key = product"
    " JOIN journal USING (position)",
    "person": "SELECT id, name, number, tier, member, phone, active, body, stamp FROM person",
    "stock": "SELECT id, quantity, value FROM stock JOIN product ON product.key = stock.product",
    "shift": "SELECT id, device, epoch, number, day, opened, staff, cashier, float, closed, expected, counted,"
    " difference FROM shift JOIN writer ON writer.key = shift.writer",
    "sale": "SELECT sale.number, shift.id, sale.day, at, person.id, sale.member, gross, discount, total, tax, rounding,"
    " sedekah, sale.cost FROM sale LEFT JOIN shift ON shift.key = sale.shift LEFT JOIN person ON person.key = person",
    "sale_line": "SELECT sale.number, line, id, quantity, sale_line.discount, sale_line.total, sale_line.cost,"
    " sale_line.stocked FROM sale_line JOIN sale ON sale.position = sale JOIN product ON product.key = product",
    "payment": "SELECT hex(journal.id), n, way, amount FROM payment JOIN journal USING (position)",
    "refund": "SELECT refund.number, sale.number, shift.id, refund.day, refund.at, refund.member, refund.total,"
    " refund.tax, refund.rounding, refund.cost FROM refund JOIN sale ON sale.position = refund.sale"
    " LEFT JOIN shift ON shift.key = refund.shift",
    "refund_line": "SELECT refund.number, n, line, id, quantity, refund_line.total, refund_line.cost, refund_line.tax,"
    " restock FROM refund_line JOIN refund ON refund.position = refund JOIN product ON product.key = product",
    "drawer_event": "SELECT hex(journal.id), shift.id, drawer_event.day, at, purpose, amount, reason"
    " FROM drawer_event JOIN journal USING (position) LEFT JOIN shift ON shift.key = drawer_event.shift",
    "dropped_basket": "SELECT hex(journal.id), dropped_basket.day, total FROM dropped_basket"
    " JOIN journal USING (position)",
    "movement": "SELECT product.id, at, hex(journal.id), n, movement.kind, quantity, value FROM movement"
    " JOIN product ON product.key = product JOIN journal USING (position)",
    "shift_span": "SELECT shift.id, first, last, hex(one.id), hex(other.id) FROM shift_span"
    " JOIN shift ON shift.key = shift_span.shift JOIN journal AS one ON one.position = first_position"
    " JOIN journal AS other ON other.position = last_position",
    "shift_goods": "SELECT product.id, shift.id, quantity, shift_goods.cost FROM shift_goods"
    " JOIN product ON product.key = product JOIN shift ON shift.key = shift_goods.shift",
    "consigned": "SELECT consignor, product.id, day, brought, returned, lost, sold, amount, due, loss, settled_sold,"
    " settled_amount, settled_due, settled_loss FROM consigned JOIN product ON product.key = product",
    "consignment_event": "SELECT hex(journal.id), consignor, day, at, consignment_event.kind, first, last, amount,"
    " owed, paid, way FROM consignment_event JOIN journal USING (position)",
    "purchase": "SELECT id, number, goods_order, supplier, name, day, at, invoice, due, total FROM purchase",
    "purchase_line": "SELECT product.id, line.at, purchase.id, n, quantity, value, line.cost, line.unit, factor,"
    " line.price FROM purchase_line AS line JOIN product ON product.key = line.product"
    " JOIN purchase ON purchase.position = line.purchase",
    "goods_order": "SELECT id, number, supplier, name, day, expected, total FROM goods_order",
    "goods_order_line": "SELECT product.id, goods_order.id, n, quantity FROM goods_order_line AS line"
    " JOIN product ON product.key = line.product JOIN goods_order ON goods_order.position = line.goods_order",
    "debt_paid": "SELECT hex(journal.id), n, purchase, supplier, day, way, amount FROM debt_paid"
    " JOIN journal USING (position)",
    "goods_return": "SELECT number, supplier, day, value, credit FROM goods_return",
    "batch": "SELECT product.id, expiry, quantity FROM batch JOIN product ON product.key = product",
    "place_movement": "SELECT place, product.id, at, hex(journal.id), n, quantity FROM place_movement"
    " JOIN product ON product.key = product JOIN journal USING (position)",
    "stock_count": "SELECT stock_count.id, hex(journal.id), name, place, opened FROM stock_count"
    " JOIN journal USING (position)",
    "stock_tally": "SELECT hex(journal.id), n, stock_count, product.id, quantity, at, staff FROM stock_tally"
    " JOIN product ON product.key = product JOIN journal USING (position)",
    "stock_counted": "SELECT stock_count, hex(journal.id), lines, shortage, surplus FROM stock_counted"
    " JOIN journal USING (position)",
    "card_rights": "SELECT account, device, epoch, rights, allowed, taken, short, edition FROM card_rights"
    " JOIN writer ON writer.key = holder",
    "card_transfer": "SELECT card_transfer.id, account, amount, allowed, home, giver.device, giver.epoch,"
    " card_transfer.device, card_transfer.epoch, sent, accepted, forced, edition FROM card_transfer"
    " LEFT JOIN writer AS giver ON giver.key = giver",
    "card_ask": "SELECT card_ask.id, hex(journal.id), account, writer.device, writer.epoch, card_ask.device,"
    " card_ask.epoch, amount, now, allowed, edition, answered FROM card_ask LEFT JOIN journal USING (position)"
    " LEFT JOIN writer ON writer.key = asker",
    "card_decided": "SELECT dead.device, dead.epoch, heir.device, heir.epoch, stamp FROM card_decided"
    " JOIN writer AS dead ON dead.key = holder JOIN writer AS heir ON heir.key = heir",
    "card_dead": "SELECT device, epoch, amount FROM card_dead JOIN writer ON writer.key = holder",
    "card_movement": "SELECT hex(journal.id), n, account, device, epoch, card_movement.kind, way, amount, day, counted,"
    " at, reference FROM card_movement JOIN journal USING (position) JOIN writer ON writer.key = holder",
    "card_allowance": "SELECT document, account, row, sheet, label, device, epoch, amount, day, stamp, settled"
    " FROM card_allowance LEFT JOIN writer ON writer.key = card_allowance.writer",
    "card_category": "SELECT hex(journal.id), category, account, counted, amount FROM card_category"
    " JOIN journal USING (position)",
    "card_raise": "SELECT sale, account, hex(journal.id) FROM card_raise JOIN journal USING (position)",
    "card_view": "SELECT hex(journal.id), account, what, day, staff FROM card_view JOIN journal USING (position)",
    "card_refusal": "SELECT hex(journal.id), account, code, amount, day, at FROM card_refusal"
    " JOIN journal USING (position)",
    "till": "SELECT device, epoch, code, public_key, started FROM till JOIN writer ON writer.key = till.writer",
    **{
        table: f"SELECT * FROM {table}"
        for table in (
            "promotion",
            "picture",
            "staff",
            "counter",
            "shop",
            "category",
            "supplier",
            "goods_order_close",
            "consignor",
            "recipe",
            "card_rule",
            "card_account",
            "card",
            "card_proof",
        )
    },
}
"""Every book with ids in the place of keys and positions, which are a file's own."""


def books_by_id(till: Till) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every book, sorted, comparable between two files that hold the same entries."""
    with till.reading() as connection:
        return {table: sorted(connection.run(query).fetchall(), key=repr) for table, query in _BY_ID.items()}
