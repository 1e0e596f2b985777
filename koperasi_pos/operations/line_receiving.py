"""What comes down: entries of the shop's other tills and of the province, posted in small slices beside the selling."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from koperasi_pos.journal import ChainBroken, Entry, read_entry
from koperasi_pos.journal.documents import UnknownKind
from koperasi_pos.journal.protocol import FeedAnswer, head_to_sign, province_device, verify
from koperasi_pos.operations.line import needed, note
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store import line as line_state
from koperasi_pos.store.journal import TooEarly
from koperasi_pos.store.line import Exchanged, LineRow
from koperasi_pos.store.replay import UNFIT

_log = logging.getLogger(__name__)

SLICE_SECONDS = 0.004
"""So long at most may one transaction of entries from others keep a sale waiting (one entry always gets in)."""

TOPICS = {
    "shop": ("shop",),
    "till": ("shop",),
    "staff": ("staff",),
    "product": ("products",),
    "picture": ("products",),
    "category": ("products",),
    "person": ("persons",),
    "promotion": ("promotions",),
    "sale": ("sale", "products"),
    "refund": ("refund", "products"),
    "shift_opened": ("shift",),
    "shift_closed": ("shift",),
    "cashier_changed": ("shift",),
    "cash_moved": ("shift",),
    "supplier": ("suppliers",),
    "supplier_paid": ("suppliers",),
    "goods_returned": ("suppliers", "products"),
    "consignor": ("consignment",),
    "consignment_moved": ("consignment", "products"),
    "consignment_settled": ("consignment", "products"),
    "consignor_paid": ("consignment",),
    "message": ("messages",),
    "recommended_price": ("products",),
    "block_list": ("products",),
    "withdrawn": ("messages", "products"),
    "count_opened": ("counts",),
    "stock_tallied": ("counts",),
    "stock_counted": ("counts", "products"),
    "person_forgotten": ("persons", "cards"),
    "card_rules": ("cards",),
    "account_opened": ("cards",),
    "account_state": ("cards",),
    "account_pin": ("cards",),
    "account_limits": ("cards",),
    "limit_raised": ("cards",),
    "limits_heard": ("cards",),
    "card_issued": ("cards",),
    "card_state": ("cards",),
    "card_viewed": ("cards",),
    "card_refused": ("cards",),
    "topped_up": ("cards", "shift"),
    "cashed_out": ("cards", "shift"),
    "balance_moved": ("cards",),
    "allowance_settled": ("cards",),
    "rights_out": ("cards",),
    "rights_in": ("cards",),
    "rights_asked": ("cards",),
    "rights_reclaimed": ("cards",),
    "reclaim_settled": ("cards",),
    "pin_locked": ("cards",),
    "visits_agreed": ("visits",),
    "visit_asked": ("visits",),
    "visit_answered": ("visits",),
    "visit_ended": ("visits",),
    "visit_stopped": ("visits",),
    "visit_closed": ("visits",),
    "visit_paid": ("cards",),
    "visits_settled": ("visits",),
    "settlement_paid": ("visits",),
    "settlement_withdrawn": ("visits",),
}
"""What pages read again when a document of somebody else was posted; the rest may have moved goods."""


class Forged(Exception):
    """The feed holds entries of the province that it did not sign; nothing of the answer is believed."""


class OtherEpoch(Exception):
    """The answer comes from a province that was restored meanwhile; its cursor means something else."""


@dataclass
class Received:
    """What became of an answer: posted, put off, known before."""

    posted: int = 0
    put_off: int = 0
    known: int = 0


def receive(
    till: Till,
    answer: FeedAnswer,
    exchanged: Exchanged,
    *,
    breathe: Callable[[float], None] = lambda seconds: None,
    slice_seconds: float = SLICE_SECONDS,
) -> Received:
    """Post the entries of an answer; the cursor moves in the transaction of the last of them, never before.

    Between slices `breathe` is called with the seconds the slice took, so that a sale has its turn. What breaks off
    in between is asked for again, and what was posted of it is known then. Raises `Forged`, `OtherEpoch`.
    """
    with till.reading() as connection:
        row = needed(connection)
    if answer.server_epoch != row.server_epoch:
        raise OtherEpoch
    lines = [line.encode() for line in answer.lines]
    _check_province(row, answer, lines)
    done, at, topics = Received(), 0, set[str]()
    while True:
        began = perf_counter()
        with till.writing() as connection:
            at = _slice(till, connection, lines, at, began + slice_seconds, done, topics)
            if at == len(lines):
                now = needed(connection)
                line_state.change(
                    connection, cursor=max(answer.cursor, now.cursor), heard=till.now(),
                    own=int(now.own and answer.more),
                )  # fmt: skip
                if lines or exchanged.code:
                    note(till, connection, exchanged, received=done.posted)
        if at == len(lines):
            break
        breathe(perf_counter() - began)
    if done.posted:
        done.posted += take_up(till, breathe=breathe, slice_seconds=slice_seconds, topics=topics)
    till.tell(*sorted(topics))
    return done


def _slice(
    till: Till, connection: Connection, lines: Sequence[bytes], at: int, until: float, done: Received, topics: set[str]
) -> int:
    """Post lines from `at` on until the time is over; returns where it stopped."""
    me = till.writer(connection)
    while at < len(lines):
        entry = _post(connection, lines[at], me, done)
        if entry is not None:
            topics.update(TOPICS.get(entry.kind, ("products",)))
        at += 1
        if perf_counter() >= until:
            break
    return at


def _post(connection: Connection, line: bytes, me: journal.Writer, done: Received) -> Entry | None:
    """Post one entry, or put it off; the entry where it was new and posted."""
    try:
        entry = read_entry(line)
    except ValueError:
        _put_off(connection, None, line, "unreadable", done)
        return None
    if (entry.writer, entry.epoch) == (me.device, me.epoch) and entry.seq > journal.head(connection, me.key)[0]:
        # Never taken from outside: the next entry of this till would get the same number.
        _put_off(connection, entry, line, "own", done)
        return None
    follows = entry.seq == line_state.reach(connection, entry.writer, entry.epoch) + 1
    if not follows and line_state.is_behind(connection, entry.writer, entry.epoch):
        _put_off(connection, entry, line, "behind", done)
        return None
    reason = _try(connection, entry, line)
    if reason == "known":
        done.known += 1
    elif reason:
        _put_off(connection, entry, line, reason, done)
    else:
        done.posted += 1
        return entry
    return None


def _try(connection: Connection, entry: Entry, line: bytes) -> str:
    """Post an entry; empty where it is new, else `known` or why it has to wait."""
    try:
        return "" if journal.receive(connection, line) is not None else "known"
    except TooEarly:
        return "early"
    except ChainBroken as broken:
        return broken.reason
    except (UnknownKind, *UNFIT) as error:
        # One document that this program does not understand holds up nobody: kept, in the chain, not in the books.
        _log.warning("entry %s/%s/%s is kept unread: %s", entry.writer, entry.epoch, entry.seq, type(error).__name__)
        try:
            journal.keep_unread(connection, line)
        except UNFIT:
            return "unfit"
        return ""


def _put_off(connection: Connection, entry: Entry | None, line: bytes, reason: str, done: Received) -> None:
    done.put_off += 1
    if entry is None:
        line_state.put_off(connection, "", 0, _number_of(line), reason, line)
    else:
        line_state.put_off(connection, entry.writer, entry.epoch, entry.seq, reason, line)


def _number_of(line: bytes) -> int:
    """A number that tells unreadable lines apart."""
    import zlib

    return zlib.crc32(line)


def take_up(
    till: Till,
    *,
    breathe: Callable[[float], None] = lambda seconds: None,
    slice_seconds: float = SLICE_SECONDS,
    topics: set[str] | None = None,
) -> int:
    """Post what was put off and can be posted now; over and over while that brings something. How many."""
    posted = 0
    while True:
        found, after = 0, 0
        stuck: set[tuple[str, int]] = set()
        while True:
            began = perf_counter()
            with till.writing() as connection:
                rows = line_state.put_offs(connection, after)
                for row in rows:
                    after = row.n
                    if row.device and (row.device, row.epoch) not in stuck:
                        found += _take_up(connection, row, stuck, topics)
                    if perf_counter() >= began + slice_seconds:
                        break
            if not rows:
                break
            breathe(perf_counter() - began)
        posted += found
        if not found:
            return posted


def _take_up(
    connection: Connection, row: line_state.WaitingRow, stuck: set[tuple[str, int]], topics: set[str] | None
) -> int:
    entry = read_entry(row.line)
    me = journal.this_till(connection)
    own = me is not None and (entry.writer, entry.epoch) == (me.device, me.epoch)
    reason = "own" if own else _try(connection, entry, row.line)
    if reason and reason != "known":
        stuck.add((row.device, row.epoch))
        return 0
    line_state.taken_up(connection, row.n)
    if reason == "known":
        return 0
    if topics is not None:
        topics.update(TOPICS.get(entry.kind, ("products",)))
    return 1


def _check_province(row: LineRow, answer: FeedAnswer, lines: Iterable[bytes]) -> None:
    """Believe entries in the province's name only where a head signed with its key stands behind them."""
    device = province_device(row.province, row.shop)
    marked = f'"writer":"{device}"'.encode()
    last: dict[int, Entry] = {}
    for line in lines:
        if marked not in line:
            continue
        try:
            entry = read_entry(line)
        except ValueError:
            continue
        if entry.writer != device:
            continue
        before = last.get(entry.epoch)
        if before is not None and (entry.seq, entry.prev) != (before.seq + 1, before.hash):
            raise Forged
        last[entry.epoch] = entry
    for epoch, entry in last.items():
        signed = any(
            (head.device, head.epoch, head.seq, head.hash) == (device, epoch, entry.seq, entry.hash)
            and verify(row.province_key, head_to_sign(device, epoch, head.seq, head.hash), head.signature)
            for head in answer.heads
        )
        if not signed:
            raise Forged
