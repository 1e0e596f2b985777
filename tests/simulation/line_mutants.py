"""Bugs that others had in their lines to a server, switched on one by one; the simulation must see each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import SaleCompleted, UnknownKind
from koperasi_pos.journal.protocol import Bundle, CompareAnswer, CompareQuestion, HelloAnswer
from koperasi_pos.operations import line_receiving, line_sending
from koperasi_pos.operations.till import Till
from koperasi_pos.province import intake
from koperasi_pos.province.database import Connection as Province
from koperasi_pos.province.refused import Refused
from koperasi_pos.store import journal
from koperasi_pos.store import line as line_state
from koperasi_pos.sync.exchange import Exchange
from koperasi_pos.sync.worker import LONGEST, Worker
from tests.counter import CASHIER

Patch = pytest.MonkeyPatch


def the_point_moves_on_send(patch: Patch) -> None:
    """pouchdb#1240: what was sent counts as held, whether an answer comes or not."""
    make = line_sending.next_bundle

    def sent(till: Till, private: bytes, **named: Any) -> Bundle | None:
        made = make(till, private, **named)
        if made is not None:
            with till.writing() as connection:
                one = journal.writer(connection, made.device, made.epoch)
                line_state.set_acked(connection, one.key, made.last)
        return made

    patch.setattr(line_sending, "next_bundle", sent)


def a_new_id_on_retry(patch: Patch) -> None:
    """odoo#40567, stripe-terminal-android#747: what got no answer is written down anew and sent under a new id."""
    failed = Exchange._note_failure

    def again(self: Exchange, error: Any, client: Any) -> None:
        failed(self, error, client)
        with self.till.reading() as connection:
            waiting = line_sending.next_bundle(self.till, self.private) if line_state.find(connection) else None
        if waiting is None:
            return
        document = read_entry(waiting.lines[-1]).document
        if isinstance(document, SaleCompleted):
            with self.till.writing() as connection:
                code, _, serial = document.number.rpartition("-")
                changed = {"id": self.till.new_id(), "number": f"{code}-9{serial[1:]}"}
                if journal.find(connection, document.id) is not None and "-9" not in document.number:
                    self.till.post(connection, document.model_copy(update=changed), by=CASHIER)

    patch.setattr(Exchange, "_note_failure", again)


def nothing_is_sent_again_to_a_restored_province(patch: Patch) -> None:
    """cht-core#8093: what was acknowledged once is never sent again."""
    keep = line_state.set_acked

    def never_down(connection: Any, writer: int, seq: int) -> None:
        keep(connection, writer, max(seq, line_state.acked(connection, writer)))

    patch.setattr(line_state, "set_acked", never_down)


def the_cursor_is_committed_before_its_documents(patch: Patch) -> None:
    """pouchdb#1240: cursor and documents in two transactions."""
    receive = line_receiving.receive

    def apart(till: Till, answer: Any, *rest: Any, **named: Any) -> Any:
        with till.writing() as connection:
            row = line_state.find(connection)
            if row is not None and row.server_epoch == answer.server_epoch:
                line_state.change(connection, cursor=answer.cursor)
        return receive(till, answer, *rest, **named)

    patch.setattr(line_receiving, "receive", apart)


def the_provinces_sums_are_taken_for_our_own(patch: Patch) -> None:
    """actuali#188: the digest is copied from the other side, so both are the same for ever.

    Not among `MUTANTS`: `tests/operations/test_line.py` looks for it with one loss that only a comparison can see.
    """

    def believed(till: Till, asked: CompareQuestion, answer: CompareAnswer, exchanged: Any) -> line_sending.Heard:
        with till.writing() as connection:
            line_state.change(connection, compared=till.now(), differs="")
        return line_sending.Heard()

    patch.setattr(line_sending, "heard_compare", believed)


def a_poisoned_entry_holds_up_the_rest(patch: Patch) -> None:
    """stripe-terminal-ios#355: one entry that cannot be read wedges everything behind it."""

    attempt = line_receiving._try

    def try_(connection: Any, entry: Any, line: bytes) -> str:
        try:
            read_entry(line).document  # noqa: B018 - looked at, that is all
        except (UnknownKind, ValueError):
            return "poison"
        return attempt(connection, entry, line)

    patch.setattr(line_receiving, "_try", try_)


def the_province_refuses_what_it_cannot_read(patch: Patch) -> None:
    """The same on the other side: a 4xx for a poisoned entry, for ever."""
    take = intake.take

    def refuse(connection: Province, caller: Any, bundle: Bundle, **named: Any) -> intake.Taken:
        for line in bundle.lines:
            try:
                read_entry(line).document  # noqa: B018 - looked at, that is all
            except (UnknownKind, ValueError):
                raise Refused("not_understood", field="entry") from None
        return take(connection, caller, bundle, **named)

    _everywhere(patch, intake, "take", refuse)


def a_disk_that_went_back_goes_on(patch: Patch) -> None:
    """A till rolled back to an old image numbers on as if nothing were."""
    patch.setattr(line_sending, "_go_on_anew", lambda *_: None)


def too_many_tries_and_it_gives_up(patch: Patch) -> None:
    """actual#8816: a guard by count instead of by progress."""
    step = Worker.step

    def counted(self: Worker) -> float:
        if self.failures >= 4:
            return LONGEST
        return step(self)

    patch.setattr(Worker, "step", counted)


def the_province_accepts_gaps(patch: Patch) -> None:
    """What begins above the next number is taken all the same."""
    lock = intake._lock_writer

    def lenient(connection: Province, shop: str, bundle: Bundle, now: Any) -> Any:
        writer = lock(connection, shop, bundle, now)
        if bundle.first > writer.acked + 1:
            writer.acked, writer.waived = bundle.first - 1, True
        return writer

    patch.setattr(intake, "_lock_writer", lenient)


def a_duplicate_is_trouble(patch: Patch) -> None:
    """odoo PR#258304: what is there already, sent once more, counts as a clash."""

    def clash(connection: Province, writer: Any, held: Sequence[Any]) -> list[Any]:
        return list(held)

    patch.setattr(intake, "_differing", clash)


def the_province_acknowledges_before_it_commits(patch: Patch) -> None:
    """What is told to be held is not on the disk yet; a crash in between loses it. Here: it is told, then rolled back
    now and then."""
    take = intake.take
    calls = [0]

    def hasty(connection: Province, caller: Any, bundle: Bundle, **named: Any) -> intake.Taken:
        taken = take(connection, caller, bundle, **named)
        calls[0] += 1
        if calls[0] % 7 == 0:
            connection.rollback()
        return taken

    _everywhere(patch, intake, "take", hasty)


def another_entry_under_the_same_number_is_dropped(patch: Patch) -> None:
    """odoo#71455: same number, other content: the second is silently dropped."""

    def blind(connection: Province, writer: Any, held: Sequence[Any]) -> list[Any]:
        return []

    patch.setattr(intake, "_differing", blind)


def hello_is_not_listened_to(patch: Patch) -> None:
    """The till goes by what it was told once, not by what the province says that it holds."""

    def deaf(till: Till, answer: HelloAnswer, *rest: Any, **named: Any) -> line_sending.Heard:
        with till.writing() as connection:
            line_state.change(connection, server_epoch=answer.server_epoch)
        return line_sending.Heard()

    patch.setattr(line_sending, "heard_hello", deaf)


def _everywhere(patch: Patch, module: Any, name: str, new: Any) -> None:
    """Replace a function also where it was imported by name."""
    import sys

    old = getattr(module, name)
    for other in list(sys.modules.values()):
        if getattr(other, "__name__", "").startswith("koperasi_pos") and getattr(other, name, None) is old:
            patch.setattr(other, name, new)


@dataclass(frozen=True)
class Mutant:
    """A bug, and the steps that come more or less often while it is looked for."""

    switch: Callable[[Patch], None]
    often: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it does."""
        return self.switch.__name__


OLD = {"province_backup": 6, "province_comes_back_old": 6}
POISON = {"poison": 10, "second": 8}

MUTANTS = (
    Mutant(the_point_moves_on_send),
    Mutant(a_new_id_on_retry),
    Mutant(nothing_is_sent_again_to_a_restored_province, OLD),
    Mutant(the_cursor_is_committed_before_its_documents, {"second": 12, "power_fails_sending": 30}),
    Mutant(a_poisoned_entry_holds_up_the_rest, POISON),
    Mutant(the_province_refuses_what_it_cannot_read, POISON),
    Mutant(a_disk_that_went_back_goes_on, {"image": 8, "disk_goes_back": 8, "province_comes_back_old": 0}),
    Mutant(too_many_tries_and_it_gives_up, {"province_down": 6, "partition": 8}),
    Mutant(the_province_accepts_gaps, OLD),
    Mutant(a_duplicate_is_trouble),
    Mutant(the_province_acknowledges_before_it_commits),
    Mutant(
        another_entry_under_the_same_number_is_dropped,
        {"image": 8, "disk_goes_back": 8, "province_comes_back_old": 0},
    ),
    Mutant(hello_is_not_listened_to, OLD),
)
