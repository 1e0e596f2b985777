"""A second opinion on goods: plain sums from the lines of journals, without the till's own rules."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

Line = dict[str, Any]


class GoodsLedger:
    """Sums of all that the journals say of goods: per product, per part of the identity, per day, place and debt."""

    def __init__(self) -> None:
        self.moved: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        """Product → (time, thousandths, rupiah)."""
        self.parts: Counter[str] = Counter()
        self.days: Counter[tuple[str, str]] = Counter()
        self.places: Counter[tuple[str, str]] = Counter()
        self.debts: Counter[str] = Counter()
        self.owed: Counter[str] = Counter()
        """Consignor → rupiah for what was sold or lost, less what was paid."""

    def read(self, line: bytes) -> None:
        """Take in one entry."""
        entry = json.loads(line)
        read = getattr(self, f"_{entry['kind']}", None)
        if read is not None:
            read(entry["time"], entry["body"])

    def stock(self, moment: str = "~") -> dict[str, tuple[int, int]]:
        """Product → (thousandths, rupiah) at a moment, without those of which nothing is there."""
        sums = {
            product: (sum(q for at, q, _ in moved if at <= moment), sum(v for at, _, v in moved if at <= moment))
            for product, moved in self.moved.items()
        }
        return {product: both for product, both in sums.items() if both != (0, 0)}

    def _move(self, at: str, part: str, product: str, quantity: int, value: int) -> None:
        self.moved[product].append((at, quantity, value))
        self.parts[part] += value

    def _settle(self, at: str, line: Line) -> None:
        self._move(at, "sold", line["product"], 0, -line.get("settled", 0))

    def _sale(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            if line.get("stocked", True):
                self._move(at, "sold", line["product"], -line.get("base", 1000), -line.get("cost", 0))
            self._owe(at, line, line.get("cost", 0))

    def _refund(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            if line.get("stocked", True):
                base, cost = line.get("base", 1000), line.get("cost", 0)
                self._move(at, "sold", line["product"], base, cost)
                owner = line.get("owner")
                self._owe(at, line, line.get("loss", 0) - cost)
                if not line.get("restock", True):
                    self._move(at, "gone", line["product"], -base, -(line.get("loss", 0) if owner else cost))

    def _owe(self, at: str, line: Line, amount: int) -> None:
        """What an owner gets the shop has bought at that moment."""
        if line.get("owner"):
            self.owed[line["owner"]] += amount
            self._move(at, "bought", line["product"], 0, amount)

    def _lost(self, at: str, owner: str, product: str, quantity: int, due: int) -> None:
        self._owe(at, {"owner": owner, "product": product}, due)
        self._move(at, "gone", product, -quantity, -due)

    def _consignment_moved(self, at: str, body: Line) -> None:
        sign = 1 if body["reason"] == "brought" else -1
        for line in body["lines"]:
            if body["reason"] == "lost":
                self._lost(at, body["consignor"], line["product"], line["quantity"], line.get("due", 0))
            else:
                self._move(at, "bought", line["product"], sign * line["quantity"], 0)

    def _consignment_settled(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            self._move(at, "bought", line["product"], -line.get("back", 0), 0)
            self._lost(at, body["consignor"], line["product"], line.get("gone", 0), line.get("gone_due", 0))
        self.owed[body["consignor"]] -= body.get("paid", 0)

    def _consignor_paid(self, at: str, body: Line) -> None:
        self.owed[body["consignor"]] -= body["amount"]

    def _stock_adjusted(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            part = "bought" if body["reason"] == "opening" else "gone"
            self._move(at, part, line["product"], line["quantity"], line["value"])
            self._settle(at, line)
            if line.get("expiry"):
                self.days[line["product"], line["expiry"]] += line["quantity"]

    def _goods_received(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            self._move(at, "bought", line["product"], line["base"], line["value"])
            self._settle(at, line)
            if line.get("expiry"):
                self.days[line["product"], line["expiry"]] += line["base"]
        self.debts[body["id"]] += body["total"]

    def _goods_returned(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            self._move(at, "bought", line["product"], -line["quantity"], -line["value"])
        if body.get("purchase"):
            self.debts[body["purchase"]] -= body.get("credit", 0)

    def _supplier_paid(self, at: str, body: Line) -> None:
        for part in body["parts"]:
            self.debts[part["purchase"]] -= part["amount"]

    def _stock_turned(self, at: str, body: Line) -> None:
        for line in body["inputs"]:
            self._move(at, "turned", line["product"], -line["quantity"], -line["value"])
        for line in body["outputs"]:
            self._move(at, "turned", line["product"], line["quantity"], line["value"])
            self._settle(at, line)

    def _stock_counted(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            self._move(at, "gone", line["product"], line.get("difference", 0), line.get("value", 0))
            self._settle(at, line)
            self._owe(at, line, line.get("loss", 0))
            if body.get("place"):
                self.places[body["place"], line["product"]] += line.get("difference", 0)

    def _goods_placed(self, at: str, body: Line) -> None:
        for line in body["lines"]:
            quantity, sold = line.get("quantity", 0), line.get("sold", 0)
            if body.get("source"):
                self.places[body["source"], line["product"]] -= quantity + sold
            if body.get("target"):
                self.places[body["target"], line["product"]] += quantity
