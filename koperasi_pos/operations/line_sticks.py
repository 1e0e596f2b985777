"""A shop without any line: what waits is put on a USB stick, and what the province answers is taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from koperasi_pos.journal.protocol import (
    MOST_ENTRIES,
    Bundle,
    FeedAnswer,
    PushAnswer,
    acknowledgement,
    bundle,
    pack,
    sign,
    verify,
)
from koperasi_pos.journal.sticks import (
    ANSWERS,
    BUNDLES,
    FEED,
    NotAStick,
    Stick,
    StickHead,
    member,
    read_stick,
    write_stick,
)
from koperasi_pos.operations import line_sending
from koperasi_pos.operations.line import enrolled, needed, note, senders
from koperasi_pos.operations.line_enrolment import enrolled_as, question, read_code
from koperasi_pos.operations.line_keys import own_device, signing_key
from koperasi_pos.operations.line_receiving import Forged, OtherEpoch, receive
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import line as line_state
from koperasi_pos.store.keys import write_durably
from koperasi_pos.store.line import Exchanged, LineRow
from koperasi_pos.values import Refusal


@dataclass(frozen=True)
class Carried:
    """What a stick took along or brought: entries sent or acknowledged, entries from others."""

    entries: int = 0
    received: int = 0


def export_stick(till: Till, file: Path, *, code: str = "") -> Done[Carried]:
    """Put everything that waits on a stick; `code` enrols a till that never was.

    Exporting again, or sending over a line meanwhile, doubles nothing. `Refusal`: `line_not_enrolled`,
    `file_not_written`, `line_code_form`, `line_training`.
    """
    row = enrolled(till)
    if row is None and not code:
        raise Refusal("line_not_enrolled")
    if row is not None:
        line_sending.notice_restore(till)
        row = enrolled(till)
    private = signing_key(till)
    head = StickHead(way="up", device=own_device(till), time=till.now())
    if row is not None:
        head = head.model_copy(
            update={
                "shop": row.shop, "device": row.device, "province": row.province, "server_epoch": row.server_epoch,
                "cursor": row.cursor, "own": row.own,
            }
        )  # fmt: skip
    if row is None or code:
        head = head.model_copy(update={"enrol": question(till, read_code(code).code)})
    members: dict[str, bytes] = {}
    entries = 0
    for made in _all_waiting(till, private):
        members[member(BUNDLES, len(members) + 1)] = pack(made)
        entries += len(made.lines)
    _write(file, write_stick(head, members, lambda said: sign(private, said)))
    return Done(Carried(entries))


def _write(file: Path, content: bytes) -> None:
    """A stick is pulled out early: only a whole file gets the name."""
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(content)
        write_durably(part)
        part.replace(file)
        write_durably(file.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal("file_not_written", file=file, reason=error.strerror or str(error)) from error


def import_stick(till: Till, file: Path) -> Done[Carried]:
    """Take the province's answer from a stick; the same stick twice changes nothing the second time.

    `Refusal`: `file_missing`, `stick_form`, `stick_damaged`, `stick_version`, `stick_signature`, `stick_up`,
    `stick_other_till`, `stick_old`, `stick_refused`.
    """
    stick = _read(file)
    row = enrolled(till)
    head = stick.head
    if head.way != "down":
        raise Refusal("stick_up")
    if head.device not in (row.device if row is not None else "", own_device(till)):
        raise Refusal("stick_other_till")
    key = row.province_key if row is not None else head.enrolled.province_key if head.enrolled is not None else ""
    if not stick.signed_by(key):
        raise Refusal("stick_signature")
    if head.refused:
        raise Refusal("stick_refused", reason=head.refused)
    if head.enrolled is not None and row is None:
        enrolled_as(till, "", "", head.enrolled)
        row = enrolled(till)
    if row is None or (row.shop, row.province) != (head.shop, head.province):
        raise Refusal("stick_other_till")
    before = _points(till)
    if head.hello is not None:
        line_sending.heard_hello(till, head.hello, Exchanged(till.now(), "stick", 0, 0, 0), by_stick=True)
    _acknowledged(till, stick, row)
    received = _feed(till, stick)
    acked = max(0, _points(till) - before)
    return Done(Carried(acked, received), changed=bool(acked or received))


def _read(file: Path) -> Stick:
    try:
        return read_stick(file.read_bytes())
    except FileNotFoundError:
        raise Refusal("file_missing", file=file) from None
    except OSError as error:
        raise Refusal("stick_damaged", file=file, reason=error.strerror or str(error)) from error
    except NotAStick as wrong:
        raise not_a_stick(wrong, file) from wrong


def not_a_stick(wrong: NotAStick, file: Path) -> Refusal:
    """The sentence for a file that is no whole stick."""
    match wrong.reason:
        case "form":
            return Refusal("stick_form", file=file)
        case "version":
            return Refusal("stick_version", file=file)
        case _:
            return Refusal("stick_damaged", file=file, reason="")


def _points(till: Till) -> int:
    """How many entries of this till the province holds, as far as it was told."""
    with till.reading() as connection:
        return sum(line_state.acked(connection, one.key) for one in senders(connection, till.writer(connection)))


def _acknowledged(till: Till, stick: Stick, row: LineRow) -> None:
    for content in stick.all_of(ANSWERS):
        try:
            answer = PushAnswer.model_validate_json(content)
        except ValidationError:
            raise Refusal("stick_damaged", file="", reason="") from None
        if not verify(row.province_key, acknowledgement(answer), answer.signature):
            raise Refusal("stick_signature")
        _heard_stick(till, answer, Exchanged(till.now(), "stick", 0, 0, len(content)))


def _feed(till: Till, stick: Stick) -> int:
    received, after = 0, stick.head.cursor
    for content in stick.all_of(FEED):
        try:
            answer = FeedAnswer.model_validate_json(content)
        except ValidationError:
            raise Refusal("stick_damaged", file="", reason="") from None
        row = enrolled(till)
        assert row is not None
        if after > row.cursor:
            raise Refusal("stick_old")  # what lies between was never on a stick
        try:
            done = receive(till, answer, Exchanged(till.now(), "stick", len(answer.lines), 0, len(content)))
        except OtherEpoch:
            raise Refusal("stick_old") from None
        except Forged:
            raise Refusal("stick_signature") from None
        received += done.posted
        after = answer.cursor
    return received


def _all_waiting(till: Till, private: bytes) -> Iterator[Bundle]:
    """Everything that the province does not hold, as far as this till was told, bundle by bundle."""
    with till.reading() as connection:
        starts = [(one, line_state.acked(connection, one.key)) for one in senders(connection, till.writer(connection))]
    for one, after in starts:
        while True:
            with till.reading() as connection:
                lines = line_sending.within(line_state.entries_above(connection, one.key, after, MOST_ENTRIES))
            if not lines:
                break
            yield bundle(one.device, one.epoch, after + 1, lines, private)
            after += len(lines)


def _heard_stick(till: Till, answer: PushAnswer, exchanged: Exchanged) -> None:
    """An acknowledgement that a stick brought back: it may be old, so it only ever raises a point."""
    with till.writing() as connection:
        row = needed(connection)
        for one in senders(connection, till.writer(connection)):
            if (one.device, one.epoch) != (answer.device, answer.epoch) or answer.server_epoch != row.server_epoch:
                continue
            before = line_state.acked(connection, one.key)
            same = line_state.hash_at(connection, one.key, answer.acked) == answer.hash
            if answer.acked > before and same:
                line_state.set_acked(connection, one.key, answer.acked)
                note(till, connection, exchanged, sent=answer.acked - before)
