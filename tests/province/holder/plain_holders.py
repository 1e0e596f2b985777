"""A second opinion on who holds what: plain sums over the raw lines of a shop, without a rule of the program.

It knows four acts of a holder, and what a person's word about a dead one means: nothing else may move money.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

Holder = tuple[str, int]


class PlainHolders:
    """What the lines of one shop say, in the order in which they are given; `wrong` names every broken promise."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.credits = 0
        self.spends = 0
        self.rights: Counter[tuple[str, Holder]] = Counter()
        self.kept: dict[str, tuple[str, int]] = {}
        """Transfer → (account, what is on its way of it)."""
        self.taken: set[str] = set()
        self.wrong: list[str] = []
        for line in lines:
            entry = json.loads(line)
            self._read(entry, entry["body"], (entry["writer"], entry["epoch"]))

    @property
    def balance(self) -> int:
        """Σ rights + Σ on the way."""
        return sum(self.rights.values()) + sum(amount for _account, amount in self.kept.values())

    def _spend(self, account: str, who: Holder, amount: int) -> None:
        self.spends += amount
        self._less(account, who, amount)

    def _less(self, account: str, who: Holder, amount: int) -> None:
        self.rights[account, who] -= amount
        if self.rights[account, who] < 0:
            self.wrong.append(f"I1: {who} is below nothing at {account}")

    def _read(self, entry: dict[str, Any], body: dict[str, Any], who: Holder) -> None:
        match entry["kind"]:
            case "topped_up":
                for line in body["lines"]:
                    self.credits += line["amount"]
                    self.rights[line["account"], who] += line["amount"]
            case "cashed_out":
                self._spend(body["account"], who, body["amount"])
            case "sale":
                for paid in body["payments"]:
                    if paid.get("account"):
                        self._spend(paid["account"], who, paid["amount"])
            case "rights_out":
                self._less(body["account"], who, body["amount"])
                if body["id"] in self.kept:
                    self.wrong.append(f"I2: {body['id']} was given twice")
                self.kept[body["id"]] = (body["account"], body["amount"])
            case "rights_in":
                if body["transfer"] in self.taken:
                    self.wrong.append(f"I2: {body['transfer']} was taken twice")
                self.taken.add(body["transfer"])
                account, left = self.kept.get(body["transfer"], ("", -1))
                if left != body["amount"]:
                    self.wrong.append(f"I2: {body['transfer']} brought {body['amount']} of {left}")
                self.kept[body["transfer"]] = (account, 0)
                self.rights[body["account"], who] += body["amount"]
            case "visit_paid":
                self.spends += body["amount"]
                account, left = self.kept.get(body["transfer"], ("", -1))
                if left < body["amount"]:
                    self.wrong.append(f"I2: {body['transfer']} paid {body['amount']} of {left}")
                self.kept[body["transfer"]] = (account, left - body["amount"])

    def check(self) -> None:
        """I1 to I3 over everything that was read."""
        assert not self.wrong, self.wrong
        assert self.spends <= self.credits, "I3: more was spent than was put on"
        assert self.balance == self.credits - self.spends, "I2: rights and what is on its way are not the balance"
