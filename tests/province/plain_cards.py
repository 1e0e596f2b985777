"""A second opinion on the province's books of cards: plain sums over raw lines, without a rule of the program."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
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
        self.days: Counter[tuple[str, str, str]] = Counter()
        self.amounts: Counter[tuple[str, str, str]] = Counter()
        self.by_class: Counter[tuple[str, str, str]] = Counter()
        self.opened: dict[str, str] = {}
        self.lost: dict[str, datetime] = {}
        self.reclaimed: list[tuple[str, int, int]] = []
        self.sent: dict[str, int] = {}
        self.arrived: set[str] = set()
        self._classes: dict[str, tuple[Any, str]] = {}
        self._sold_on: dict[str, str] = {}
        entries = [json.loads(line) for line in lines]
        for entry in entries:
            if entry["kind"] == "sale":
                self._sold_on[entry["body"]["id"]] = entry["body"]["day"]
        for entry in entries:
            self._read(entry, entry["body"])

    def _move(self, account: str, kind: str, amount: int, goods: str = "", *, day: str, way: str = "") -> None:
        self.balances[account] += amount
        self.moved.append((account, kind, amount, goods))
        self.days[day, kind, way] += 1
        self.amounts[day, kind, way] += amount

    def _gone(self, card: str, time: str) -> None:
        at = datetime.fromisoformat(time)
        self.lost[card] = min(self.lost.get(card, at), at)

    def _read(self, entry: dict[str, Any], body: dict[str, Any]) -> None:
        kind = entry["kind"]
        if kind in ("sale", "refund"):
            sign = -1 if kind == "sale" else 1
            for paid in body["payments"]:
                if paid.get("account"):
                    names = ", ".join(line["name"] for line in body["lines"])
                    self._move(paid["account"], kind, sign * paid["amount"], names, day=body["day"], way=paid["way"])
                    place = self._classes.get(self.opened.get(paid["account"], ""), (None, ""))[1]
                    day = body["day"] if kind == "sale" else self._sold_on[body["sale"]]
                    for part in paid["categories"]:
                        self.spent[paid["account"], day][part["category"]] -= sign * part["amount"]
                        self.by_class[body["day"], part["category"], place] -= sign * part["amount"]
        elif kind == "topped_up":
            for line in body["lines"]:
                self._move(line["account"], "top_up", line["amount"], day=body["day"], way=body["way"])
        elif kind == "cashed_out":
            self._move(body["account"], "cash_out", -body["amount"], day=body["day"], way=body.get("way", "cash"))
        elif kind == "balance_moved":
            self._move(body["account"], "moved", -body["amount"], day=body["day"], way="out")
            self._move(body["to"], "moved", body["amount"], day=body["day"], way="in")
        elif kind == "card_issued":
            self.cards[body["card"]].add(body.get("state", "active"))
            if body.get("replaces"):
                self.cards[body["replaces"]].add("lost")
                self._gone(body["replaces"], entry["time"])
            if body.get("fee"):
                self._move(body["account"], "fee", -body["fee"], day=body["day"])
        elif kind == "card_state":
            self.cards[body["card"]].add(body["state"])
            if body["state"] == "lost":
                self._gone(body["card"], entry["time"])
        elif kind == "person":
            mark = (entry["time"], entry["writer"], entry["epoch"], entry["seq"])
            if body["person"] not in self._classes or mark > self._classes[body["person"]][0]:
                self._classes[body["person"]] = (mark, body.get("group", ""))
        elif kind == "account_opened":
            self.opened[body["account"]] = body["person"]
        elif kind == "rights_reclaimed":
            self.reclaimed.append((body["device"], body["epoch"], body["amount"]))
            self.arrived |= {one["transfer"] for line in body["lines"] for one in line.get("transfers", ())}
        elif kind == "rights_out":
            self.sent[body["id"]] = body["amount"]
        elif kind == "rights_in":
            self.arrived.add(body["transfer"])
        elif kind == "card_refused":
            self.refused[body["account"], body["code"]] += 1
            self.days[body["day"], "refused", body["code"]] += 1
            self.amounts[body["day"], "refused", body["code"]] += body.get("amount", 0)
        elif kind == "account_limits":
            order = (body.get("number", 0), entry["time"], entry["writer"], entry["epoch"], entry["seq"])
            if body["account"] not in self.limits or order > self.limits[body["account"]][0]:
                self.limits[body["account"]] = (order, body)

    @property
    def held(self) -> int:
        """What all holders together may spend: everything that is on accounts, less what is on its way."""
        way = sum(amount for transfer, amount in self.sent.items() if transfer not in self.arrived)
        return sum(self.balances.values()) - way

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
            "days": {key: (count, self.amounts[key]) for key, count in self.days.items()},
            "by_class": {key: amount for key, amount in self.by_class.items() if amount},
            "standing": (len(self.opened), sum(self.balances.values())),
            "lost": self.lost,
            "reclaimed": sorted(self.reclaimed),
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
        "days": {
            (day, kind, way): (count, amount)
            for day, kind, way, count, amount in rows(
                "SELECT day::text, kind, way, count, amount FROM card_day WHERE shop = %s"
            )
        },
        "by_class": {
            (day, category, place): amount
            for day, category, place, amount in rows(
                "SELECT day::text, category, class, amount FROM card_spent WHERE shop = %s AND amount <> 0"
            )
        },
        "standing": (rows("SELECT accounts, balance FROM card_standing WHERE shop = %s") or [(0, 0)])[0],
        "lost": dict(rows("SELECT card, lost FROM card WHERE shop = %s AND lost IS NOT NULL")),
        "reclaimed": rows("SELECT device, epoch, amount FROM card_reclaim WHERE shop = %s ORDER BY 1, 2, 3"),
    }


def held_and_floating(connection: Connection, shop: str) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What holders may spend, added up from their accounts, and as the sums of the shop say it."""
    return (
        connection.execute(
            "SELECT device, epoch, sum(net)::bigint FROM card_holder WHERE shop = %s GROUP BY 1, 2"
            " HAVING sum(net) <> 0 ORDER BY 1, 2", (shop,),
        ).fetchall(),
        connection.execute(
            "SELECT device, epoch, net FROM card_float WHERE shop = %s AND net <> 0 ORDER BY 1, 2", (shop,)
        ).fetchall(),
    )  # fmt: skip
