"""Commands of the counter: ring up receipts from a file, refund, open and close a shift."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from koperasi_pos.cli.session import REFUSED, Session, complain
from koperasi_pos.operations import baskets, products, refunds, sales, shifts
from koperasi_pos.operations.products import Match
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import WIB, ZERO, Quantity, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import parse_rupiah
from koperasi_pos.words.refusals import refusal_sentence

COLUMNS = ("receipt", "time", "code", "quantity")


@dataclass(frozen=True)
class Row:
    """A line of the file."""

    number: int
    receipt: str
    time: str
    code: str
    quantity: str
    unit_price: str


@dataclass
class Rejected:
    """Rows that were not rung up, with the reason in words."""

    rows: list[tuple[Row, str]]

    def add(self, row: Row, reason: str) -> None:
        """Keep a row and say it at once."""
        self.rows.append((row, reason))
        complain(_("row {number}: {reason}").format(number=row.number, reason=reason))


def sell(session: Session) -> int:
    """Ring up every receipt of the file in cash; one line each when it is committed."""
    words = session.words
    rejected = Rejected([])
    count, begun = 0, time.perf_counter()
    with session.till() as till, _open(words.file) as file:
        ring = _Ringer(till, session.actor(till), rejected)
        for rows in _receipts(file):
            receipt = ring.up(rows)
            if receipt is not None:
                count += 1
                sale = receipt.sale
                session.tell(
                    f"{sale.number} {int(sale.total)}", number=sale.number, total=int(sale.total), of=rows[0].receipt
                )
    seconds = max(time.perf_counter() - begun, 1e-9)
    rate = round(count / seconds)
    session.tell(
        _("{n} receipts, {rate} per second; {rejected} rows not rung up").format(
            n=count, rate=rate, rejected=len(rejected.rows)
        ),
        receipts=count, per_second=rate, rejected=len(rejected.rows),
    )  # fmt: skip
    if words.report:
        _write_report(Path(words.report), rejected)
    return 0 if count or not rejected.rows else REFUSED


def _open(name: str) -> io.TextIOBase:
    if name == "-":
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
    try:
        return open(name, encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise Refusal("file_missing", file=name) from None


def _receipts(file: io.TextIOBase) -> Iterator[list[Row]]:
    """The rows of each receipt; rows of one receipt stand together."""
    reader = csv.DictReader(file)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Refusal("columns_missing", columns=", ".join(missing))
    held: list[Row] = []
    for fields in reader:
        cells = {name: (fields.get(name) or "").strip() for name in (*COLUMNS, "unit_price")}
        row = Row(reader.line_num, **cells)
        if held and row.receipt != held[0].receipt:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


class _Ringer:
    """Rings up receipts of a file with the time of the file, so that days come out as they were."""

    def __init__(self, till: Till, actor: Actor, rejected: Rejected) -> None:
        self._till, self._actor, self._rejected = till, actor, rejected
        self._clock: Callable[[], datetime] = till.clock
        self._known: dict[str, list[Match]] = {}

    def up(self, rows: list[Row]) -> sales.Receipt | None:
        """Sell one receipt; `None` where nothing of it could be rung up."""
        try:
            moment = _moment(rows[0].time)
        except ValueError:
            for row in rows:
                self._rejected.add(row, _("the time {text} cannot be read").format(text=row.time))
            return None
        self._till.clock = (lambda: moment) if moment else self._clock
        self._shift()
        basket = baskets.new_basket(self._till)
        for row in rows:
            try:
                basket = self._put(basket, row)
            except Refusal as refusal:
                self._rejected.add(row, refusal_sentence(refusal))
        if basket.empty:
            return None
        rows_in = rows
        try:
            return self._pay(basket)
        except Refusal as refusal:
            for row in rows_in:
                self._rejected.add(row, refusal_sentence(refusal))
            return None

    def _shift(self) -> None:
        if shifts.current_shift(self._till) is None:
            shifts.open_shift(self._till, float_=ZERO, id=self._till.new_id(), by=self._actor)

    def _put(self, basket: Basket, row: Row) -> Basket:
        quantity = _quantity(row.quantity)
        matches = self._known.get(row.code)
        if matches is None:
            matches = self._known[row.code] = products.by_code(self._till, row.code)
        if not matches:
            raise Refusal("code_unknown", text=row.code)
        if len(matches) > 1:
            raise Refusal("code_of_several", text=row.code, count=len(matches))
        product = matches[0].product.document
        if not row.unit_price:
            return basket.add(product, pack=matches[0].pack, quantity=quantity, code=row.code)
        price = _price(row.unit_price)
        key = basket.next_key
        # A price of its own gets a line of its own; where it is the shelf's price nothing is overridden.
        added = basket.add(product, pack=matches[0].pack, quantity=quantity, code=row.code, price=price)
        priced = baskets.counter(self._till).price(added)
        listed = next(line.listed for line in priced.lines if line.line.key == key)
        if price == listed and not product.open_price:
            return added.with_price(key, None)
        return added

    def _pay(self, basket: Basket) -> sales.Receipt:
        rules = baskets.counter(self._till)
        due = rules.price(basket).total.to_nearest(rules.shop.cash_rounding)
        tender = Tender(parts=(TenderPart(way="cash", received=due),))
        return sales.complete_sale(
            self._till, basket, tender, by=self._actor, print_receipt=False, flags=("imported",)
        ).value


def _moment(text: str) -> datetime | None:
    """The time of a receipt; without an offset it is WIB, empty means now."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=WIB) if found.tzinfo is None else found


def _quantity(text: str) -> Quantity:
    whole, _point, rest = text.replace(",", ".").partition(".")
    sign = -1 if whole.startswith("-") else 1
    digits = whole.lstrip("-")
    if not (digits.isdigit() and (not rest or rest.isdigit()) and len(rest.rstrip("0")) <= 3):
        raise Refusal("quantity_unreadable", text=text)
    found = Quantity(sign * (int(digits) * 1000 + int((rest + "000")[:3])))
    if found <= 0:
        raise Refusal("quantity_not_positive")
    return found


def _price(text: str) -> Rupiah:
    try:
        return Rupiah(int(text) if text.isdigit() else parse_rupiah(text))
    except ValueError:
        raise Refusal("price_unreadable", text=text) from None


def _write_report(file: Path, rejected: Rejected) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["row", *COLUMNS, "unit_price", "reason"])
        for row, reason in rejected.rows:
            writer.writerow([row.number, row.receipt, row.time, row.code, row.quantity, row.unit_price, reason])


def refund(session: Session) -> int:
    """Refund lines (counted from 1) of a receipt."""
    returning = []
    for text in session.words.line:
        line, equals, amount = text.partition("=")
        damaged = amount.endswith(":damaged")
        if not (equals and line.isdigit() and int(line) > 0):
            raise Refusal("option_form", text=text)
        returning.append(Returning(int(line) - 1, _quantity(amount.removesuffix(":damaged")), restock=not damaged))
    with session.till() as till:
        done = refunds.complete_refund(
            till, session.words.number, returning, reason=session.words.reason, id=till.new_id(),
            by=session.actor(till),
        )  # fmt: skip
    made = done.value.refund
    back = sum(int(payment.amount) for payment in made.payments)
    session.tell(f"{made.number} {back}", number=made.number, total=int(made.total), paid_back=back)
    return 0


def shift_open(session: Session) -> int:
    """Open a shift."""
    with session.till() as till:
        done = shifts.open_shift(till, float_=_price(session.words.float), id=till.new_id(), by=session.actor(till))
    session.tell(_("Shift {number} is open.").format(number=done.value.number), shift=done.value.number)
    return 0


def shift_close(session: Session) -> int:
    """Close the shift with a count."""
    with session.till() as till:
        done = shifts.close_shift(till, counted=_price(session.words.counted), id=till.new_id(), by=session.actor(till))
    figures = done.value.figures
    session.tell(
        _("Shift {number} is closed; difference {difference}.").format(
            number=figures.number, difference=int(figures.difference)
        ),
        **figures.model_dump(exclude={"id", "shift"}),
    )
    return 0
