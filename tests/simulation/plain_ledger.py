"""A second opinion on a till: sums of plain numbers from the lines of its journal, without the till's own rules."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

ONE_UNIT = 1000


@dataclass
class SoldLine:
    """A line of a sale, and what came back of it; thousandths in the unit sold and in the base unit, rupiah."""

    quantity: int
    base: int
    total: int
    back_base: int = 0
    back_total: int = 0

    @property
    def left(self) -> int:
        """How much is not yet back, in the unit that was sold."""
        return (self.base - self.back_base) * self.quantity // self.base


@dataclass
class Sold:
    """A sale as its line in the journal says, and what came back of it."""

    number: str
    writer: str
    lines: list[SoldLine]
    total: int
    rounding: int
    sedekah: int
    ways: Counter[str]
    back_total: int = 0
    back_rounding: int = 0
    back_ways: Counter[str] = field(default_factory=Counter)

    @property
    def everything_back(self) -> bool:
        """Whether nothing of it is left with the customer."""
        return all(line.base == line.back_base for line in self.lines)


class Ledger:
    """Sums of all that the journals say; `trouble` names whatever cannot be."""

    def __init__(self) -> None:
        self.sales: dict[str, Sold] = {}
        self.shifts: dict[str, Counter[str]] = {}
        self.ways: dict[str, Counter[str]] = defaultdict(Counter)
        self.grand: Counter[str] = Counter()
        self.stock: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.trouble: list[str] = []

    def read(self, line: bytes) -> None:
        """Take in one entry."""
        entry = json.loads(line)
        read = getattr(self, f"_{entry['kind']}", None)
        if read is not None:
            read(entry, entry["body"])

    def drawer(self, shift: str) -> int:
        """What must be in the drawer: float + cash in − cash out, whatever cash it was."""
        sums = self.shifts[shift]
        return sums["float"] + self.ways[shift]["cash"] + sums["in"] + sums["out"] + sums["safe"]

    def _must(self, true: bool, sentence: str) -> None:
        if not true:
            self.trouble.append(sentence)

    def _move(self, line: dict[str, Any], sign: int, quantity: int, value: int) -> None:
        if line.get("stocked", True) and line.get("restock", True):
            on_hand = self.stock[line["product"]]
            on_hand[0] += sign * quantity
            on_hand[1] += sign * value

    def _stock_adjusted(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        for line in body["lines"]:
            self._move(line, 1, line["quantity"], line["value"])

    def _shift_opened(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        self.shifts[body["id"]] = Counter(float=body["float"])

    def _cash_moved(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        self.shifts[body["shift"]][body["purpose"]] += body["amount"]

    def _sale(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        lines = [
            SoldLine(line.get("quantity", ONE_UNIT), line.get("base", ONE_UNIT), line["total"])
            for line in body["lines"]
        ]  # fmt: skip
        ways: Counter[str] = Counter()
        for payment in body["payments"]:
            ways[payment["way"]] += payment["amount"]
            self.ways[body["shift"]][payment["way"]] += payment["amount"]
        sale = Sold(
            body["number"], entry["writer"], lines, body["total"], body.get("rounding", 0), body.get("sedekah", 0), ways
        )
        self.sales[body["id"]] = sale
        self._must(sum(ways.values()) == sale.total + sale.rounding + sale.sedekah, f"{sale.number}: paid otherwise")
        for line in body["lines"]:
            self._move(line, -1, line.get("base", ONE_UNIT), line.get("cost", 0))
        self._must(sum(line.total for line in lines) == sale.total, f"{sale.number}: lines otherwise")
        self._must(sale.total >= 0 and min(ways.values()) >= 0, f"{sale.number}: below zero")
        sums = self.shifts[body["shift"]]
        sums["sales"] += 1
        for name in ("gross", "discount", "total", "tax", "rounding", "sedekah"):
            sums[name] += body.get(name, 0)
        self.grand[entry["writer"]] += body["total"]

    def _refund(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        sale, number = self.sales[body["sale"]], body["number"]
        self._must(sale.writer == entry["writer"], f"{number}: sold at another till")
        for line in body["lines"]:
            sold = sale.lines[line["line"]]
            self._move(line, 1, line.get("base", ONE_UNIT), line.get("cost", 0))
            sold.back_base += line.get("base", ONE_UNIT)
            sold.back_total += line["total"]
            self._must(line.get("base", ONE_UNIT) > 0 and line["total"] >= 0, f"{number}: the wrong sign")
            self._must(sold.back_base <= sold.base, f"{number}: more goods back than sold")
            self._must(sold.back_total <= sold.total, f"{number}: more money back for a line than it cost")
            self._must(
                sold.back_base < sold.base or sold.back_total == sold.total, f"{number}: the rest is not the rest"
            )
        paid = 0
        for payment in body["payments"]:
            way, amount = payment["way"], payment["amount"]
            paid += amount
            sale.back_ways[way] += amount
            self.ways[body["shift"]][way] -= amount
            given = sale.sedekah if way == "cash" else 0
            self._must(amount > 0, f"{number}: no money goes back by {way}")
            self._must(sale.back_ways[way] <= sale.ways[way] - given, f"{number}: more back by {way} than came")
        self._must(paid == body["total"] + body.get("rounding", 0), f"{number}: the payments are not the total")
        sale.back_total += body["total"]
        sale.back_rounding += body.get("rounding", 0)
        if sale.everything_back:
            self._must(sale.back_total == sale.total, f"{number}: all goods back, but not all money")
            self._must(sale.back_rounding == sale.rounding, f"{number}: rounded otherwise than the sale")
        sums = self.shifts[body["shift"]]
        sums["refunds"] += 1
        sums["refunded"] += body["total"]
        sums["rounding"] -= body.get("rounding", 0)
        sums["tax"] -= body.get("tax", 0)

    def _shift_closed(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        shift, sums = body["shift"], self.shifts[body["shift"]]
        for name in (
            "sales", "refunds", "gross", "discount", "total", "refunded", "tax", "rounding", "sedekah", "float",
        ):  # fmt: skip
            self._must(body.get(name, 0) == sums[name], f"Z {body['number']}: {name} is not the sum of the documents")
        for name, purpose, sign in (("cash_in", "in", 1), ("cash_out", "out", -1), ("to_safe", "safe", -1)):
            self._must(body.get(name, 0) == sign * sums[purpose], f"Z {body['number']}: {name}")
        ways = Counter({way["way"]: way["amount"] for way in body.get("ways", [])})
        self._must(+ways == +self.ways[shift] and -ways == -self.ways[shift], f"Z {body['number']}: ways to pay")
        self._must(body["expected"] == self.drawer(shift), f"Z {body['number']}: expected in the drawer")
        self._must(body["counted"] - body["expected"] == body["difference"], f"Z {body['number']}: difference")
        self._must(body["grand_total"] == self.grand[entry["writer"]], f"Z {body['number']}: running total")
