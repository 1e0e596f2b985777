"""A second opinion on the province's books of cards: plain sums over raw lines, without a rule of the program."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from koperasi_pos.province.database import Connection


class PlainCardBooks:
    """What a shop's lines say of its cards."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.balances: Counter[str] = Counter()
        self.moved: list[tuple[str, str, int, str]] = []
        self.spent: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.refused: Counter[tuple[str, str]] = Counter()
        self.cards: dict[str, set[str]] = defaultdict(set)
        self.limits: dict[str, tuple[Any, dict[str, Any]]] = {}
        self._sold_on: dict[str, str] = {}
        entries = [json.loads(line) for line in lines]
        for entry in entries:
            if entry["kind"] == "sale":
                self._sold_on[entry["body"]["id"]] = entry["body"]["day"]
        for entry in entries:
            self._read(entry, entry["body"])

    def _move(self, account: str, kind: str, amount: int, goods: str = "") -> None:
        self.balances[account] += amount
        self.moved.append((account, kind, amount, goods))

    def _read(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        kind = entry["kind"]
        if kind in ("sale", "refund"):
            sign = -1 if kind == "sale" else 1
            for paid in body["payments"]:
                if paid.get("account"):
                    names = ", ".join(line["name"] for line in body["lines"])
                    self._move(paid["account"], kind, sign * paid["amount"], names)
                    day = body["day"] if kind == "sale" else self._sold_on[body["sale"]]
                    for part in paid["categories"]:
                        self.spent[paid["account"], day][part["category"]] -= sign * part["amount"]
        elif kind == "topped_up":
            for line in body["lines"]:
                self._move(line["account"], "top_up", line["amount"])
        elif kind == "cashed_out":
            self._move(body["account"], "cash_out", -body["amount"])
        elif kind == "balance_moved":
            self._move(body["account"], "moved", -body["amount"])
            self._move(body["to"], "moved", body["amount"])
        elif kind == "card_issued":
            self.cards[body["card"]].add(body.get("state", "active"))
            if body.get("replaces"):
                self.cards[body["replaces"]].add("lost")
            if body.get("fee"):
                self._move(body["account"], "fee", -body["fee"])
        elif kind == "card_state":
            self.cards[body["card"]].add(body["state"])
        elif kind == "card_refused":
            self.refused[body["account"], body["code"]] += 1
        elif kind == "account_limits":
            mark = (entry["time"], entry["writer"], entry["epoch"], entry["seq"])
            if body["account"] not in self.limits or mark > self.limits[body["account"]][0]:
                self.limits[body["account"]] = (mark, body)

    def books(self) -> dict[str, Any]:
        """All of it in one form."""
        order = ("lost", "active", "inactive")
        return {
            "balances": {account: amount for account, amount in self.balances.items() if amount},
            "moved": sorted(self.moved),
            "spent": {
                key: plain
                for key, sums in self.spent.items()
                if (plain := {name: amount for name, amount in sums.items() if amount})
            },
            "refused": dict(self.refused),
            "cards": {card: next(state for state in order if state in seen) for card, seen in self.cards.items()},
            "limits": {
                account: (
                    [limit["amount"] for limit in body.get("limits", [])], body.get("blocked_categories", [])
                )
                for account, (_mark, body) in self.limits.items()
            },
        }  # fmt: skip


def card_books_of(connection: Connection, shop: str) -> dict[str, Any]:
    """The province's books of the shop's cards in the same form."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, (shop,)).fetchall()

    spent: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for account, counted, kind, categories in rows(
        "SELECT account, counted::text, kind, categories FROM card_movement WHERE shop = %s"
    ):
        for name, amount in categories.items():
            spent[account, counted][name] += amount if kind == "sale" else -amount
    return {
        "balances": dict(rows("SELECT account, balance FROM card_account WHERE shop = %s AND balance <> 0")),
        "moved": sorted(
            (account, kind, amount, ", ".join(one[0] for one in goods))
            for account, kind, amount, goods in rows(
                "SELECT account, kind, amount, goods FROM card_movement WHERE shop = %s"
            )
        ),
        "spent": {
            key: plain
            for key, sums in spent.items()
            if (plain := {name: amount for name, amount in sums.items() if amount})
        },
        "refused": {
            (account, code): count
            for account, code, count in rows(
                "SELECT account, code, count(*) FROM card_refusal WHERE shop = %s GROUP BY 1, 2"
            )
        },
        "cards": dict(rows("SELECT card, state FROM card WHERE shop = %s")),
        "limits": {
            account: ([one["amount"] for one in body.get("limits", [])], body.get("blocked_categories", []))
            for account, body in rows("SELECT account, limits FROM card_account WHERE shop = %s AND limits IS NOT NULL")
        },
    }
