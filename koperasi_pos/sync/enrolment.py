"""Enrolment over the line: a till that has its shop's file, and an empty machine that fetches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from koperasi_pos import __version__
from koperasi_pos.operations import line_enrolment, line_receiving, line_sending
from koperasi_pos.operations.line import Enrolling, enrolled
from koperasi_pos.operations.line_enrolment import Code, read_code
from koperasi_pos.operations.line_keys import device_of, own_device, signing_key
from koperasi_pos.operations.line_receiving import Forged, OtherEpoch
from koperasi_pos.operations.till import Till, wall_clock
from koperasi_pos.settings import LineSettings, read_settings
from koperasi_pos.store.line import Exchanged
from koperasi_pos.sync.client import Client, NotTheProvince, Refused
from koperasi_pos.sync.exchange import told
from koperasi_pos.sync.transport import HttpTransport, Transport, Unreachable, well_formed
from koperasi_pos.values import Refusal

A = TypeVar("A")
Connect = Callable[[str, LineSettings], Transport]


class LineTrouble(Refusal):
    """Trouble of the line as a refusal, for whoever waits before the screen: codes as `told` gives them."""


WHOLE_SLICE = 0.25
"""On an empty machine nobody sells: slices may be long."""


@dataclass(frozen=True)
class Progress:
    """How far the fetching is."""

    entries: int
    more: bool = True


def enrol_till(till: Till, address: str, text: str, *, connect: Connect = HttpTransport) -> Enrolling:
    """Enrol a till that has its shop's file. Raises a Refusal with what to do; asking again is safe."""
    code = _code(text, address)
    question = line_enrolment.question(till, code.code)
    client = _client(till, code.address, connect)
    try:
        answer = asked(lambda: client.enrol(question))
    finally:
        client.transport.close()
    # A province that came back from an old backup forgot its second tills; such a one has the shop's file already.
    known = enrolled(till)
    forgotten = known is not None and (known.province, known.shop) == (answer.province, answer.shop.id)
    to_replace_itself = answer.purpose == "replace" and question.till_code and _same_device(till)
    if (answer.purpose == "second" and not forgotten) or to_replace_itself:
        raise Refusal("line_code_for_empty")
    return line_enrolment.enrolled_as(till, code.address, code.code, answer)


def _same_device(till: Till) -> bool:
    with till.reading() as connection:
        return till.writer(connection).device == own_device(till)


def fetch_shop(
    home: Path,
    address: str,
    text: str,
    *,
    connect: Connect = HttpTransport,
    clock: Callable[[], datetime] = wall_clock,
    keyring_allowed: bool = True,
    progress: Callable[[Progress], None] = lambda progress: None,
) -> Till:
    """Fetch a shop onto an empty machine, as its second till or in the place of a lost one; returns the open till.

    What breaks off (line, power) is taken up again where it was by asking once more, with the same code or none.
    """
    till = line_enrolment.begin_fetch(home, clock=clock, keyring_allowed=keyring_allowed)
    try:
        row = enrolled(till)
        if row is not None and text.strip() and read_code(text, row.address).code != row.code:
            till.close()  # another code: what was fetched belongs to whoever the first one made of this machine
            till = line_enrolment.begin_fetch(home, clock=clock, keyring_allowed=keyring_allowed, afresh=True)
            row = None
        place = row.address if row is not None else _enrol_empty(till, _code(text, address), connect)
        client = _client(till, place, connect)
        try:
            _fetch_all(till, client, progress)
        finally:
            client.transport.close()
    except BaseException:
        till.close()
        raise
    return line_enrolment.finish_fetch(till)


def fetch_here(home: Path, address: str, text: str, came: Callable[[int], None]) -> None:
    """The same for a window: the file is closed again, `came` hears how many entries there are."""
    fetch_shop(home, address, text, progress=lambda progress: came(progress.entries)).close()


def _enrol_empty(till: Till, code: Code, connect: Connect) -> str:
    question = line_enrolment.question(till, code.code)
    client = _client(till, code.address, connect)
    try:
        answer = asked(lambda: client.enrol(question))
    finally:
        client.transport.close()
    if answer.purpose not in ("second", "replace"):
        raise Refusal("line_code_for_till")
    line_enrolment.enrolled_as(till, code.address, code.code, answer)
    return code.address


def _fetch_all(till: Till, client: Client, progress: Callable[[Progress], None]) -> None:
    """Read the feed to its end. Guarded by progress: a feed that does not get on is left."""
    entries = 0
    while True:
        row = enrolled(till)
        assert row is not None
        after = row.cursor
        answer = asked(lambda: client.feed(after, own=True))  # noqa: B023 - called at once
        exchanged = Exchanged(till.now(), "pull", len(answer.lines), *client.sizes)
        try:
            received = line_receiving.receive(till, answer, exchanged, slice_seconds=WHOLE_SLICE)
        except Forged:
            raise Refusal("line_forged") from None
        except OtherEpoch:
            _greet(till, client)
            continue
        entries += received.posted
        progress(Progress(entries, answer.more))
        if not answer.more:
            return
        if answer.cursor <= after:
            raise Refusal("line_no_progress")


def _greet(till: Till, client: Client) -> None:
    question = line_sending.hello_question(till, program=__version__, schema=line_enrolment.schema_version())
    answer = asked(lambda: client.hello(question))
    line_sending.heard_hello(till, answer, Exchanged(till.now(), "hello", 0, *client.sizes))


def _code(text: str, address: str) -> Code:
    code = read_code(text, address)
    try:
        return Code(code.code, well_formed(code.address))
    except ValueError:
        raise Refusal("line_address_form", text=code.address) from None


def _client(till: Till, address: str, connect: Connect) -> Client:
    settings = read_settings(till.home).settings.line
    private = signing_key(till)
    return Client(
        connect(address, settings), device=device_of(private), private=private, clock=till.clock,
        randomness=till.randomness,
    )  # fmt: skip


def asked(ask: Callable[[], A]) -> A:
    """The answer, or a Refusal for whoever waits before the screen."""
    try:
        return ask()
    except (Unreachable, NotTheProvince, Refused) as error:
        code, facts = told(error)
        raise LineTrouble(code, **facts) from error
