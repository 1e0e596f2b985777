"""Writing a batch of cards: what only adds up goes in one statement a table, everything else in the order it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import Connection

from koperasi_pos.province.books.batch import Batch, CardAct
from koperasi_pos.province.books.card_acts import ACCEPTED, BALANCE, FORCED, HELD, MOVEMENT, OPENED, REFUSED
from koperasi_pos.province.books.sums import CARD_DAY, Contribution

_COLUMNS = (
    ("account", "text"), ("device", "text"), ("epoch", "integer"), ("seq", "bigint"), ("n", "integer"),
    ("kind", "text"), ("way", "text"), ("amount", "bigint"), ("day", "date"), ("at", "timestamptz"),
    ("document", "text"), ("goods", "text"), ("categories", "text"), ("sale", "text"),
    ("sold", "date"), ("reference", "text"),
)  # fmt: skip
_NAMES = ", ".join(name for name, _kind in _COLUMNS)
_ARRAYS = ", ".join(f"%({name})s::{kind}[]" for name, kind in _COLUMNS)
_MOVEMENTS = f"""INSERT INTO card_movement (shop, account, device, epoch, seq, n, kind, way, amount, day, counted, at,
        document, goods, categories, reference)
    SELECT %(shop)s, account, device, epoch, seq, n, kind, way, amount, day,
        CASE WHEN sale = '' THEN day ELSE coalesce(sold, (SELECT min(bought.day) FROM card_movement AS bought
            WHERE bought.shop = %(shop)s AND bought.kind = 'sale' AND bought.document = given.sale), day) END,
        at, document, goods::jsonb, categories::jsonb, reference
    FROM unnest({_ARRAYS}) AS given ({_NAMES})"""  # noqa: S608 - our own words
_BALANCES = """INSERT INTO card_account (shop, account, balance)
    SELECT %(shop)s, given.* FROM unnest(%(accounts)s::text[], %(amounts)s::bigint[]) AS given
    ON CONFLICT (shop, account) DO UPDATE SET balance = card_account.balance + excluded.balance"""
_HOLDERS = """INSERT INTO card_holder (shop, account, device, epoch, net)
    SELECT %(shop)s, given.* FROM unnest(%(accounts)s::text[], %(devices)s::text[], %(epochs)s::integer[],
        %(amounts)s::bigint[]) AS given
    ON CONFLICT (shop, account, device, epoch) DO UPDATE SET net = card_holder.net + excluded.net"""
_FLOAT = """INSERT INTO card_float (shop, device, epoch, net)
    SELECT %(shop)s, given.* FROM unnest(%(devices)s::text[], %(epochs)s::integer[], %(amounts)s::bigint[]) AS given
    ON CONFLICT (shop, device, epoch) DO UPDATE SET net = card_float.net + excluded.net"""
_TAKEN = """WITH given AS (
        SELECT account, device, epoch, sum(CASE WHEN EXISTS (SELECT 1 FROM card_transfer AS known
            WHERE known.shop = %(shop)s AND known.id = given.transfer AND known.forced) THEN 0 ELSE amount END) AS net
        FROM unnest(%(accounts)s::text[], %(devices)s::text[], %(epochs)s::integer[], %(amounts)s::bigint[],
            %(transfers)s::text[]) AS given (account, device, epoch, amount, transfer)
        GROUP BY account, device, epoch
    ), held AS (
        INSERT INTO card_holder (shop, account, device, epoch, net)
        SELECT %(shop)s, account, device, epoch, net FROM given
        ON CONFLICT (shop, account, device, epoch) DO UPDATE SET net = card_holder.net + excluded.net
    ), float AS (
        INSERT INTO card_float (shop, device, epoch, net)
        SELECT %(shop)s, device, epoch, sum(net) FROM given GROUP BY device, epoch
        ON CONFLICT (shop, device, epoch) DO UPDATE SET net = card_float.net + excluded.net
    )
    INSERT INTO card_transfer (shop, id, accepted) SELECT DISTINCT %(shop)s, unnest(%(transfers)s::text[]), true
    ON CONFLICT (shop, id) DO UPDATE SET accepted = true"""
"""What `HELD` and `ACCEPTED` do one by one, where nobody is declared dead in the same batch."""
_STANDING = """INSERT INTO card_standing (shop, accounts, balance)
    SELECT %(shop)s, (SELECT count(DISTINCT given.account) FROM unnest(%(accounts)s::text[]) AS given (account)
        WHERE NOT EXISTS (SELECT 1 FROM card_account AS known WHERE known.shop = %(shop)s
            AND known.account = given.account AND known.opened IS NOT NULL)), %(balance)s
    ON CONFLICT (shop) DO UPDATE SET accounts = card_standing.accounts + excluded.accounts,
        balance = card_standing.balance + excluded.balance"""


def contributions(acts: Iterable[CardAct]) -> list[Contribution]:
    """What the acts of an entry add to the shop's days of cards."""
    found: list[Contribution] = []
    for statement, columns in acts:
        if statement == MOVEMENT:
            found.append((CARD_DAY, (columns["day"], columns["kind"], columns["way"]), (1, columns["amount"])))
        elif statement == REFUSED:
            found.append((CARD_DAY, (columns["day"], "refused", columns["code"]), (1, columns["amount"])))
    return found


def write(connection: Connection[Any], batch: Batch) -> None:
    """Bring the cards of a shop up to a batch."""
    moved: list[Mapping[str, Any]] = []
    balances: Counter[str] = Counter()
    held: Counter[tuple[str, str, int]] = Counter()
    opened: list[str] = []
    taken: list[Mapping[str, Any]] = []
    rest: list[CardAct] = []
    in_order = any(statement == FORCED for statement, _columns in batch.card_acts)
    for statement, columns in batch.card_acts:
        if statement == MOVEMENT:
            moved.append(columns)
        elif statement == BALANCE:
            balances[columns["account"]] += columns["amount"]
        elif statement == HELD and not columns["transfer"]:
            held[columns["account"], columns["device"], columns["epoch"]] += columns["amount"]
        elif statement == HELD and not in_order:
            taken.append(columns)
        elif statement != ACCEPTED or in_order:
            rest.append((statement, columns))
            if statement == OPENED:
                opened.append(columns["account"])
    if balances or opened:
        connection.execute(
            _STANDING, {"shop": batch.shop, "accounts": opened, "balance": sum(balances.values())}
        )  # before they are opened
    _write_movements(connection, batch.shop, moved)
    _write_sums(connection, batch.shop, balances, held)
    if taken:
        arrays = {
            f"{name}s": [one[name] for one in taken] for name in ("account", "device", "epoch", "amount", "transfer")
        }
        connection.execute(_TAKEN, {"shop": batch.shop, **arrays})
    for statement, columns in rest:
        connection.execute(statement, {"shop": batch.shop, **columns})


def _write_movements(connection: Connection[Any], shop: str, moved: Sequence[Mapping[str, Any]]) -> None:
    """Sales before what came back of them, which looks for its sale."""
    for part in ([one for one in moved if not one["sale"]], [one for one in moved if one["sale"]]):
        if part:
            arrays = {name: [one[name] for one in part] for name, _kind in _COLUMNS}
            connection.execute(_MOVEMENTS, {"shop": shop, **arrays})


def _write_sums(
    connection: Connection[Any], shop: str, balances: Mapping[str, int], held: Mapping[tuple[str, str, int], int]
) -> None:
    if balances:
        accounts = sorted(balances)
        amounts = [balances[account] for account in accounts]
        connection.execute(_BALANCES, {"shop": shop, "accounts": accounts, "amounts": amounts})
    if not held:
        return
    keys, by_holder = sorted(held), Counter[tuple[str, int]]()
    for (_account, device, epoch), amount in held.items():
        by_holder[device, epoch] += amount
    connection.execute(
        _HOLDERS,
        {
            "shop": shop, "accounts": [key[0] for key in keys], "devices": [key[1] for key in keys],
            "epochs": [key[2] for key in keys], "amounts": [held[key] for key in keys],
        },
    )  # fmt: skip
    holders = sorted(by_holder)
    connection.execute(
        _FLOAT,
        {
            "shop": shop, "devices": [key[0] for key in holders], "epochs": [key[1] for key in holders],
            "amounts": [by_holder[key] for key in holders],
        },
    )  # fmt: skip
