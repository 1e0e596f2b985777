"""`rebuild` makes the books again from the journal; `check` makes them beside and compares."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from koperasi_pos.journal import GENESIS, ChainBroken, Entry, link, read_entry
from koperasi_pos.journal.documents import (
    ConsignmentSettled,
    GoodsReceived,
    RefundCompleted,
    SaleCompleted,
)
from koperasi_pos.store import books, replay
from koperasi_pos.store.books import card_payments, movements, shops
from koperasi_pos.store.connections import Connection
from koperasi_pos.store.database import Database
from koperasi_pos.trade.consignment import broken_settlement
from koperasi_pos.trade.movements import Proof, group_of, movements_of, proof
from koperasi_pos.trade.proofs import broken_identities
from koperasi_pos.trade.receiving import broken_sums
from koperasi_pos.values import Rupiah


@dataclass
class Findings:
    """What `check` looked at and what is wrong; nothing is wrong when `trouble` is empty."""

    entries: int = 0
    sales: int = 0
    rows: int = 0
    trouble: list[str] = field(default_factory=list)
    goods: Proof = field(default_factory=Proof)
    """Bought = sold at cost + written off + left, as the documents say."""

    moved: dict[str, int] = field(default_factory=dict)
    """What each part of it is, in rupiah in (+) and out (−)."""

    unread: list[str] = field(default_factory=list)
    """What of the trouble is only that a document is of a form which this program does not know."""

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.trouble

    @property
    def damage(self) -> list[str]:
        """What was found besides documents that this program does not know: those are as their writer wrote them."""
        return [sentence for sentence in self.trouble if sentence not in self.unread]

    def add_unread(self, sentence: str) -> None:
        """Note an entry whose document this program does not know."""
        self.add(sentence)
        self.unread.append(sentence)

    def add(self, sentence: str) -> None:
        """Note one finding; the first two hundred are enough to act on."""
        if len(self.trouble) < 200:
            self.trouble.append(sentence)


def rebuild(database: Database) -> int:
    """Empty every book and read the journal again, in one transaction. Returns the number of entries."""
    with database.write() as connection:
        return replay.remake(connection)


def check(database: Database) -> Findings:
    """Look at the file, the chain, the figures of every sale and the books; changes nothing."""
    findings = Findings()
    # A fresh connection: the search index of an older one still sees what was merged or rebuilt beside it as broken.
    with database.outside_transaction() as connection:
        _check_file(connection, findings)
    with database.read() as connection:
        _check_journal(connection, findings)
        _check_refunds(connection, findings)
        _check_stock(connection, findings)
        _check_search(connection, findings)
        _check_cards(connection, findings)
    _check_books(database, findings)
    return findings


def _check_file(connection: Connection, findings: Findings) -> None:
    for pragma in ("integrity_check", "cipher_integrity_check"):
        for row in connection.run(f"PRAGMA {pragma}").fetchall():
            if row[0] != "ok":
                findings.add(f"file: {row[0]}")
    for row in connection.run("PRAGMA foreign_key_check").fetchall():
        findings.add(f"file: a row of {row[0]} points at a missing {row[2]}")


@dataclass
class Numbers:
    """The last number of every series of receipts.

    Where two tills number under one code (`line_codes`) until they hear of each other, each leaves out what the other
    one has used by then.
    """

    shared: frozenset[str]
    last: dict[str, int] = field(default_factory=dict)


def _check_journal(connection: Connection, findings: Findings) -> None:
    heads: dict[int, tuple[int, str]] = {}
    numbers = Numbers(frozenset(shops.shared_codes(connection)))
    rows = connection.run("SELECT position, writer, seq, hash, line FROM journal ORDER BY writer, seq")
    for position, writer, seq, held_hash, line in rows:
        findings.entries += 1
        try:
            entry = read_entry(line.encode())
        except ValueError:
            findings.add(f"journal: entry {position} cannot be read")
            heads[writer] = (seq, held_hash.hex())
            continue
        if entry.hash != held_hash.hex() or entry.seq != seq:
            findings.add(f"journal: entry {position} is not what was written")
        try:
            heads[writer] = link(*heads.get(writer, (0, GENESIS)), entry)
        except ChainBroken as broken:
            findings.add(f"journal: {broken}")
            heads[writer] = (entry.seq, entry.hash)
        try:
            _check_figures(entry, numbers, findings)
            _check_goods(entry, findings.moved)
        except replay.UNREADABLE:
            findings.add_unread(f"journal: entry {position} is no {entry.kind}")


def _check_figures(entry: Entry, numbers: Numbers, findings: Findings) -> None:
    if entry.kind == "consignment_settled":
        for sentence in broken_settlement(cast(ConsignmentSettled, entry.document)):
            findings.add(f"settlement with {entry.body['name']}, {entry.body['day']}: {sentence}")
    if entry.kind in ("sale", "refund"):
        _check_number(entry.body["number"], entry.writer, numbers, findings)
        findings.sales += entry.kind == "sale"
        document = cast(SaleCompleted | RefundCompleted, entry.document)
        for sentence in broken_identities(document):
            findings.add(f"{entry.kind} {entry.body['number']}: {sentence}")
    elif entry.kind == "goods_received":
        received = cast(GoodsReceived, entry.document)
        for sentence in broken_sums(received):
            findings.add(f"delivery {received.number}: {sentence}")


def _check_refunds(connection: Connection, findings: Findings) -> None:
    """Over all refunds together no more goods and no more money may have come back than were sold."""
    rows = connection.run(
        """SELECT sale.number, back.line, sum(back.quantity) AS goods, sum(back.total) AS money,
            sold.quantity, sold.total
        FROM refund_line AS back JOIN sale ON sale.position = back.sale
        LEFT JOIN sale_line AS sold ON sold.sale = back.sale AND sold.line = back.line
        GROUP BY back.sale, back.line
        HAVING sold.quantity IS NULL OR goods > sold.quantity OR money > sold.total"""
    )
    for number, line, goods, money, sold, paid in rows:
        findings.add(f"sale {number}: of line {line} came back {goods} for {money}, sold were {sold} for {paid}")


def _check_goods(entry: Entry, sums: dict[str, int]) -> None:
    """Add up what documents say that goods cost, beside the books that say it of their rows."""
    if entry.kind in books.MOVING:
        for moved in movements_of(entry.document):
            group = group_of(moved.kind, int(moved.quantity))
            sums[group] = sums.get(group, 0) + int(moved.value)


def _check_stock(connection: Connection, findings: Findings) -> None:
    """Bought = sold at cost + written off + left, to the rupiah: of each of the goods, and of all documents."""
    for name, quantity, value in movements.unproven(connection):
        findings.add(f"stock: {name} is off by {quantity} thousandths and {value} rupiah from its movements")
    left = connection.run("SELECT coalesce(sum(value), 0) FROM stock").fetchone()
    findings.goods = proof(findings.moved.items(), Rupiah(left[0] if left else 0))
    if findings.goods.difference:
        findings.add(f"stock: bought less sold, written off and left is {int(findings.goods.difference)} rupiah, not 0")


def _check_cards(connection: Connection, findings: Findings) -> None:
    """One rupiah, one holder: what moved on an account is what its holders hold, also at every close of a shift."""
    for account, moved, held in card_payments.uneven(connection):
        findings.add(f"cards: on account {account} moved {moved}, but its holders and transfers hold {held}")
    rows = connection.run(
        """SELECT position, line ->> '$.body.number', coalesce(line ->> '$.body.on_cards', 0),
            coalesce(line ->> '$.body.guarantee', 0)
        FROM journal WHERE kind = 'shift_closed' AND writer = (SELECT writer FROM this_till)"""
    )
    for position, number, owed, short in rows.fetchall():
        moved = card_payments.moved_before(connection, position)
        if owed - short != moved:
            findings.add(f"cards: shift {number} closed with {owed - short} on cards, but {moved} had moved")


def _check_search(connection: Connection, findings: Findings) -> None:
    """Whatever is saved can be looked for, and nothing else is found."""
    for search in books.SEARCH_TABLES:
        table = search.removesuffix("_search")
        keys, found = f"SELECT key FROM {table}", f"SELECT rowid FROM {search}"  # noqa: S608
        for row in connection.run(f"{keys} EXCEPT {found}"):
            findings.add(f"books: {table} {row[0]} is missing in the search")
        for row in connection.run(f"{found} EXCEPT {keys}"):
            findings.add(f"books: the search finds {table} {row[0]}, which is not there")


def _check_number(number: str, device: str, numbers: Numbers, findings: Findings) -> None:
    series, serial = _series(number)
    shared = number.partition("-")[0] in numbers.shared
    whose = f"{series}/{device}" if shared else series
    expected = numbers.last.get(whose, 0) + 1
    if serial < expected or (serial > expected and not shared):
        findings.add(f"journal: receipt {number} stands where {series}{expected:06d} should")
    numbers.last[whose] = serial


def _series(number: str) -> tuple[str, int]:
    """`K1-000012` → (`K1-`, 12); `K1-R000003` → (`K1-R`, 3)."""
    digits = len(number) - len(number.rstrip("0123456789"))
    return number[: len(number) - digits], int(number[len(number) - digits :])


def _check_books(database: Database, findings: Findings) -> None:
    """Make the books in a fresh file beside the shop's and compare table by table, both ways."""
    folder = Path(tempfile.mkdtemp(prefix="check-", dir=database.path.parent))
    try:
        fresh = Database(folder / "fresh.db", database.key)
        try:
            _compare(fresh, database, findings)
        finally:
            fresh.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compare(fresh: Database, held: Database, findings: Findings) -> None:
    # The fresh file has no journal of its own: unqualified names then find the shop's, attached for reading.
    with fresh.outside_transaction() as connection:
        connection.run("PRAGMA foreign_keys = OFF")
        connection.run("PRAGMA synchronous = OFF")
        connection.run(f"ATTACH DATABASE ? AS held KEY \"x'{held.key.hex()}'\"", (str(held.path),))
        connection.run("DROP TABLE main.this_till")
        connection.run("DROP TABLE main.journal")
        connection.run("DROP TABLE main.writer")
        connection.run("BEGIN")
        replay.apply_all(connection, note=findings.add_unread)
        for table in books.TABLES:
            findings.rows += _number_of(connection, f"SELECT count(*) FROM held.{table}")  # noqa: S608
            for here, there, words in (("main", "held", "is missing"), ("held", "main", "should not be there")):
                _differences(connection, table, here, there, words, findings)
        connection.run("ROLLBACK")
        connection.run("DETACH DATABASE held")


def _differences(connection: Connection, table: str, here: str, there: str, words: str, findings: Findings) -> None:
    rows = connection.run(
        f"SELECT * FROM {here}.{table} EXCEPT SELECT * FROM {there}.{table} LIMIT 5"  # noqa: S608
    ).fetchall()
    for row in rows:
        findings.add(f"books: in {table} a row {words}: {tuple(row)[:4]}")


def _number_of(connection: Connection, statement: str, values: tuple[Any, ...] = ()) -> int:
    row = connection.run(statement, values).fetchone()
    return int(row[0]) if row else 0
