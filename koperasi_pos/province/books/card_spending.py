"""What cards spent by day, category and class: the class that a santri is in when the purchase is booked."""

from __future__ import annotations

import json
from typing import Any

from psycopg import Connection

from koperasi_pos.province.books.batch import Batch
from koperasi_pos.province.books.card_acts import MOVEMENT, OPENED, PERSON
from koperasi_pos.province.books.sums import CARD_SPENT, Contribution

_ACCOUNTS = "SELECT account, person FROM card_account WHERE shop = %s AND account = ANY(%s)"
_PERSONS = "SELECT person, class, stamp FROM card_person WHERE shop = %s AND person = ANY(%s)"


def add(connection: Connection[Any], batch: Batch) -> None:
    """Add what the batch spent; classes go on within it as they do from batch to batch."""
    spent = {columns["account"] for statement, columns in batch.card_acts if _is_spending(statement, columns)}
    if not spent:
        return
    persons = dict(connection.execute(_ACCOUNTS, (batch.shop, list(spent))).fetchall())
    wanted = {*persons.values(), *(columns["person"] for name, columns in batch.card_acts if name == OPENED)}
    rows = connection.execute(_PERSONS, (batch.shop, list(wanted))).fetchall()
    classes = {person: (stamp, name) for person, name, stamp in rows}
    for statement, columns in batch.card_acts:
        if statement == OPENED:
            persons[columns["account"]] = columns["person"]
        elif statement == PERSON and columns["stamp"] > classes.get(columns["person"], ("", ""))[0]:
            classes[columns["person"]] = (columns["stamp"], columns["class"])
        elif _is_spending(statement, columns):
            batch.sums.add(_parts(columns, classes.get(persons.get(columns["account"], ""), ("", ""))[1]))


def _is_spending(statement: str, columns: dict[str, Any]) -> bool:
    return statement == MOVEMENT and columns["kind"] in ("sale", "refund")


def _parts(columns: dict[str, Any], school_class: str) -> list[Contribution]:
    """What was spent (+) or came back (−) by category; what none was named for has none."""
    parts: dict[str, int] = json.loads(columns["categories"])
    sign = 1 if columns["kind"] == "sale" else -1
    rest = abs(columns["amount"]) - sum(parts.values())
    if rest:
        parts = {**parts, "": parts.get("", 0) + rest}
    day = columns["day"]
    return [
        (CARD_SPENT, (day, category, school_class), (sign * amount,)) for category, amount in parts.items() if amount
    ]
