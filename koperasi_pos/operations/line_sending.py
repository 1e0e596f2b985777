"""What goes up: bundles of entries above the acknowledged number, and the acknowledgement that alone moves it."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import TillStarted
from koperasi_pos.journal.protocol import (
    MOST_BYTES,
    MOST_ENTRIES,
    Bundle,
    CompareAnswer,
    CompareQuestion,
    HelloAnswer,
    HelloQuestion,
    PushAnswer,
    WriterPoint,
    WriterSum,
    bundle,
)
from koperasi_pos.operations import upkeep
from koperasi_pos.operations.line import needed, note, senders
from koperasi_pos.operations.shops import SETUP
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, keys
from koperasi_pos.store import line as line_state
from koperasi_pos.store.books import shops
from koperasi_pos.store.line import Exchanged
from koperasi_pos.values import from_iso

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Heard:
    """What a province's answer meant for this till."""

    moved: int = 0
    """By how many entries the acknowledged number rose."""
    code: str = ""
    """Trouble that people must know of, empty where there is none."""
    again: bool = False
    """The province holds less than this till was told: it says hello first, then sends again."""
    new_epoch: bool = False
    lacking: tuple[WriterPoint, ...] = ()
    """How far the province goes of others of whom it holds less than this till."""


def next_bundle(
    till: Till, private: bytes, *, most: int = MOST_ENTRIES, but: Collection[tuple[str, int]] = ()
) -> Bundle | None:
    """The next entries that the province does not hold, oldest epoch first; `None` where it holds them all.

    `but` names writers (device, epoch) that are left out: one that the province has frozen keeps nobody else waiting.
    """
    with till.reading() as connection:
        me = till.writer(connection)
        for one in senders(connection, me):
            if (one.device, one.epoch) in but:
                continue
            acked = line_state.acked(connection, one.key)
            lines = within(line_state.entries_above(connection, one.key, acked, most))
            if lines:
                return bundle(one.device, one.epoch, acked + 1, lines, private)
    return None


def within(lines: Sequence[bytes]) -> list[bytes]:
    """As many from the front as one bundle may hold, at least one."""
    kept: list[bytes] = []
    size = 0
    for line in lines:
        size += len(line)
        if kept and size > MOST_BYTES:
            break
        kept.append(line)
    return kept


def carried_bundle(till: Till, private: bytes, above: WriterPoint, *, most: int = MOST_ENTRIES) -> Bundle | None:
    """The next entries of another writer that the province lacks; the writer's own signature is not in this file."""
    with till.reading() as connection:
        one = journal.writer_of(connection, above.device, above.epoch)
        lines = within(line_state.entries_above(connection, one.key, above.seq, most)) if one is not None else []
    return bundle(above.device, above.epoch, above.seq + 1, lines, private) if lines else None


def hello_question(till: Till, *, program: str, schema: str) -> HelloQuestion:
    """How this till is."""
    with till.reading() as connection:
        me = till.writer(connection)
        seq, entry_hash = journal.head(connection, me.key)
        waits = sum(
            journal.head(connection, one.key)[0] - line_state.acked(connection, one.key)
            for one in senders(connection, me)
        )
    return HelloQuestion(
        epoch=me.epoch, seq=seq, hash=entry_hash if seq else "", program=program, schema_version=schema, waiting=waits,
        time=till.now(),
    )  # fmt: skip


def notice_restore(till: Till) -> bool:
    """Whether this file goes on as another writer than the one the line knew: what was known of the line is void.

    A backup that was put in place brings old points; this till then reads everything again, its own entries too.
    """
    with till.reading() as connection:
        row, me = line_state.find(connection), till.writer(connection)
        if row is None or (row.device, row.epoch) == (me.device, me.epoch):
            return False
    with till.writing() as connection:
        _read_all_again(connection, me)
    return True


def _read_all_again(connection: Connection, me: journal.Writer) -> None:
    line_state.forget_points(connection)
    line_state.change(connection, device=me.device, epoch=me.epoch, cursor=0, own=1, compared="", differs="")


def heard_hello(till: Till, answer: HelloAnswer, exchanged: Exchanged, *, by_stick: bool = False) -> Heard:
    """Set every point to what the province says it holds, and notice a disk that went back in time.

    Where it holds entries of this till that this file does not have, or others under the same numbers, the file is an
    old image: the till goes on as a new epoch at once, under the next code, so that nothing is numbered twice.
    """
    with till.writing() as connection:
        row, me = needed(connection), till.writer(connection)
        other = answer.server_epoch != row.server_epoch
        if other:
            # Compared anew at once: what the province forgot of others, and of itself, is offered to it.
            line_state.change(connection, server_epoch=answer.server_epoch, cursor=0, compared="")
        held = {(point.device, point.epoch): point for point in answer.held}
        moved = 0
        for one in senders(connection, me):
            if one.device != me.device:
                # Of a device that this till took the place of the province tells only when it is sent to.
                line_state.set_acked(connection, one.key, 0 if other else line_state.acked(connection, one.key))
                continue
            point = held.get((one.device, one.epoch), WriterPoint(device=one.device, epoch=one.epoch, seq=0))
            seq = _agreed(connection, one, point)
            if by_stick and not other:
                seq = max(seq, line_state.acked(connection, one.key))  # it may have lain in a drawer
            moved += max(0, seq - line_state.acked(connection, one.key))
            line_state.set_acked(connection, one.key, seq)
        if not by_stick:
            skew = int((from_iso(answer.server_time) - till.clock()).total_seconds() * 1000)
            line_state.change(connection, heard=till.now(), skew=skew)
        newest = max((point.epoch for point in answer.held if point.device == me.device), default=0)
        old_image = newest > me.epoch or _is_beyond(connection, me, held.get((me.device, me.epoch)))
        note(till, connection, exchanged)
        if old_image:
            _go_on_anew(till, connection, me, newest)
    if old_image:
        till.tell("shop", "line")
        _log.warning("this file is older than what the province holds of it: it goes on as a new epoch")
    code = "line_frozen" if answer.frozen and not old_image else ""
    return Heard(moved, "line_restored" if old_image else code, new_epoch=old_image)


def _agreed(connection: Connection, one: journal.Writer, point: WriterPoint) -> int:
    """The number up to which both surely hold the same of a writer; what is above it is sent.

    Where more is held there than here, or something else under that number, this file may have gone on from an old
    image: then only what was acknowledged before it is sure, and the province is shown all the rest.
    """
    head, before = journal.head(connection, one.key)[0], line_state.acked(connection, one.key)
    if point.seq > head:
        return min(before, head)
    if point.seq and line_state.hash_at(connection, one.key, point.seq) != point.hash:
        return before if before < point.seq else 0
    return point.seq


def _is_beyond(connection: Connection, me: journal.Writer, point: WriterPoint | None) -> bool:
    if point is None or not point.seq:
        return False
    return line_state.hash_at(connection, me.key, point.seq) != point.hash


def _go_on_anew(till: Till, connection: Connection, me: journal.Writer, newest: int) -> None:
    epoch = max(newest, me.epoch) + 1
    old = shops.till_code(connection, me.key)
    code = old
    for _step in range(epoch - me.epoch):  # epochs that this file never saw had codes too
        code = upkeep.free_code(code, shops.codes(connection))
    public = keys.public_half(keys.find(till.home).signing).hex()
    fresh = journal.become(connection, me.device, epoch)
    till.forget_writer()
    till.post(
        connection,
        TillStarted(id=till.new_id(), code=code, public_key=public, reason="restored", replaces=old), by=SETUP,
    )  # fmt: skip
    points = [(one, line_state.acked(connection, one.key)) for one in line_state.own_writers(connection, me.device)]
    _read_all_again(connection, fresh)
    for one, seq in points:
        line_state.set_acked(connection, one.key, seq)


def heard_push(till: Till, sent: Bundle, answer: PushAnswer, exchanged: Exchanged) -> Heard:
    """Move the point of a writer by an acknowledgement, in one transaction; only upwards, unless the province lost.

    An answer that speaks of another writer, or of an entry that is another one here, moves nothing.
    """
    with till.writing() as connection:
        row = needed(connection)
        one = journal.writer(connection, sent.device, sent.epoch)
        before = line_state.acked(connection, one.key)
        code, again, after = "", False, before
        if answer.server_epoch != row.server_epoch:
            again = True
        elif (answer.device, answer.epoch) != (sent.device, sent.epoch):
            code = "line_answer"
        elif _is_another_journal(connection, one, answer):
            again = True  # hello finds out whether this file is an old image
            if any(flag.reason == "fork" for flag in answer.flags):
                code = "line_forked"
            elif not answer.gap:
                after = max(before, sent.last)  # so far both hold the same; what differs comes behind it
        elif answer.gap and answer.acked < before:
            after, again = answer.acked, True
        else:
            after = max(before, answer.acked)
        if after != before:
            line_state.set_acked(connection, one.key, after)
        line_state.change(connection, heard=till.now())
        moved = max(0, after - before)
        note(till, connection, exchanged, sent=moved)
    if answer.frozen:
        code = code or "line_frozen"
    return Heard(moved, code, again)


def _is_another_journal(connection: Connection, one: journal.Writer, answer: PushAnswer) -> bool:
    """Whether the province holds more than this file, or another entry under the acknowledged number."""
    if answer.acked > journal.head(connection, one.key)[0]:
        return True
    return bool(answer.acked) and line_state.hash_at(connection, one.key, answer.acked) != answer.hash


def failed(till: Till, what: str, code: str, facts: Mapping[str, str], *, sizes: tuple[int, int]) -> None:
    """Write an exchange that did not go well into the log."""
    with till.writing() as connection:
        note(till, connection, Exchanged(till.now(), what, 0, *sizes, code, dict(facts)))


def compare_question(till: Till) -> CompareQuestion:
    """What this file holds of every writer, added up from its own journal; of its own only what was acknowledged."""
    sums: list[WriterSum] = []
    with till.reading() as connection:
        mine = {one.key for one in senders(connection, till.writer(connection))}
        for one in line_state.all_writers(connection):
            seq = line_state.acked(connection, one.key) if one.key in mine else journal.head(connection, one.key)[0]
            if seq:
                count, sales = line_state.sum_of(connection, one.key, 1, seq)
                sums.append(
                    WriterSum(
                        device=one.device, epoch=one.epoch, seq=seq, count=count, sales=sales,
                        hash=line_state.hash_at(connection, one.key, seq),
                    )
                )  # fmt: skip
    return CompareQuestion(day=till.today(), writers=sums)


def heard_compare(till: Till, asked: CompareQuestion, answer: CompareAnswer, exchanged: Exchanged) -> Heard:
    """Note where both sides differ: what the province lacks is sent again, what this till lacks is read again.

    What it lacks of others is offered to it: they may have no machine any more (it came back from an old backup).
    """
    told = {(one.device, one.epoch): one for one in asked.writers}
    with till.writing() as connection:
        mine = {(one.device, one.epoch): one for one in senders(connection, till.writer(connection))}
        lacking: list[WriterPoint] = []
        again = line_state.has_hole(connection)
        if again:  # the feed went on past what this till never got: read all of it again
            line_state.change(connection, cursor=0)
        for theirs in answer.differs:
            ours = told.get((theirs.device, theirs.epoch))
            own = mine.get((theirs.device, theirs.epoch))
            if ours is None:
                continue
            again = True
            if own is not None:
                line_state.set_acked(connection, own.key, min(theirs.seq, ours.seq - 1))
            else:
                line_state.change(connection, cursor=0)
                if theirs.seq < ours.seq:
                    lacking.append(WriterPoint(device=theirs.device, epoch=theirs.epoch, seq=theirs.seq))
        differs = json.dumps([one.model_dump() for one in answer.differs]) if answer.differs else ""
        line_state.change(connection, compared=till.now(), differs=differs)
        note(till, connection, exchanged)
    if answer.differs:
        _log.warning("the province holds something else of %d writers", len(answer.differs))
    return Heard(code="line_differs" if answer.differs else "", again=again, lacking=tuple(lacking))
