"""USB sticks of shops without a line: takes what they carry and writes what goes back, by the same intake and feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal.protocol import (
    MOST_ENTRIES,
    EnrolAnswer,
    HelloQuestion,
    NotABundle,
    PushAnswer,
    acknowledgement,
    unpack,
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
from koperasi_pos.province import enrolment, feed, greeting, intake
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import Identity, identity
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.signatures import Caller
from koperasi_pos.province.signing import Signer
from koperasi_pos.values import Refusal


@dataclass(frozen=True)
class Carried:
    """The bytes that go back to the shop, and what became of what came."""

    stick: bytes
    entries: int
    back: int
    refused: str = ""


def carry(pool: Pool, content: bytes, *, signer: Signer, now: datetime) -> Carried:
    """Take a stick; the same one twice is acknowledged twice and kept once.

    `Refusal`: `stick_form`, `stick_damaged`, `stick_version`, `stick_down`, `stick_unsigned`. What the province says
    no to (a revoked till, a code that ended) is written on the stick that goes back.
    """
    stick = _read(content)
    enrolled: EnrolAnswer | None = None
    with pool.reading() as connection:
        who = identity(connection)
    try:
        if stick.head.enrol is not None:
            if not stick.signed_by(stick.head.enrol.public_key):
                raise Refusal("stick_unsigned")
            with pool.writing() as connection:
                enrolled = enrolment.enrol(connection, stick.head.enrol, who, signer=signer, now=now)
        caller = _caller(pool, stick, who)
    except Refused as no:
        return Carried(_back(stick, who, signer, now, {}, refused=no.error), 0, 0, no.error)
    members: dict[str, bytes] = {}
    entries = _take(pool, caller, stick, who, signer, now, members)
    with pool.writing() as connection:
        question = HelloQuestion(epoch=1, seq=0, hash="", time=now.isoformat())
        hello = greeting.hello(connection, caller, question, signer=signer, now=now)
    back, cursor = _feed(pool, caller, stick, who, signer, members)
    head = {"hello": hello, "enrolled": enrolled, "shop": caller.shop, "cursor": cursor}
    return Carried(_back(stick, who, signer, now, members, **head), entries, back)


def _read(content: bytes) -> Stick:
    try:
        stick = read_stick(content)
    except NotAStick as wrong:
        match wrong.reason:
            case "form":
                raise Refusal("stick_form", file="") from wrong
            case "version":
                raise Refusal("stick_version", file="") from wrong
            case _:
                raise Refusal("stick_damaged", file="", reason="") from wrong
    if stick.head.way != "up":
        raise Refusal("stick_down")
    return stick


def _caller(pool: Pool, stick: Stick, who: Identity) -> Caller:
    """The till that wrote the stick. `Refused`: `unknown_device`, `bad_signature`, `revoked`."""
    with pool.reading() as connection:
        place = connection.execute("SELECT shop FROM device WHERE device = %s", (stick.head.device,)).fetchone()
        if place is None:
            raise Refused("unknown_device", device=stick.head.device)
        row = connection.execute(
            "SELECT code, public_key, state FROM till WHERE shop = %s AND device = %s", (place[0], stick.head.device)
        ).fetchone()
        keys = connection.execute(
            "SELECT public_key FROM till_key WHERE shop = %s AND device = %s", (place[0], stick.head.device)
        ).fetchall()
    # A stick may lie in a drawer for weeks: a key that was changed since vouches for what it signed before.
    if row is None or not any(stick.signed_by(key) for (key,) in keys):
        raise Refused("bad_signature")
    if row[2] != "active":
        raise Refused("revoked", state=row[2])
    return Caller(place[0], stick.head.device, row[0], row[1], row[2], who.server_epoch)


def _take(
    pool: Pool, caller: Caller, stick: Stick, who: Identity, signer: Signer, now: datetime, members: dict[str, bytes]
) -> int:
    """Take every bundle in a transaction of its own; its acknowledgement is written once that is committed."""
    entries = 0
    for number, content in enumerate(stick.all_of(BUNDLES), 1):
        try:
            bundle = unpack(content)
            with pool.writing() as connection:
                taken = intake.take(connection, caller, bundle, now=now)
                connection.execute(
                    "UPDATE till SET last_push = %s WHERE shop = %s AND device = %s", (now, caller.shop, caller.device)
                )
        except (NotABundle, Refused):
            break  # what follows would leave a gap; the till sends it again
        entries += taken.new
        answer = PushAnswer(
            server_epoch=who.server_epoch, server_time=now.isoformat(), device=bundle.device, epoch=bundle.epoch,
            acked=taken.acked, hash=taken.hash, flags=list(taken.flags), gap=taken.gap, frozen=taken.frozen,
        )  # fmt: skip
        signed = answer.model_copy(update={"signature": signer.sign(acknowledgement(answer))})
        members[member(ANSWERS, number)] = signed.model_dump_json().encode()
    return entries


def _feed(
    pool: Pool, caller: Caller, stick: Stick, who: Identity, signer: Signer, members: dict[str, bytes]
) -> tuple[int, int]:
    """Everything above the till's cursor; how many entries, and where it begins."""
    begin = stick.head.cursor if stick.head.server_epoch == who.server_epoch else 0
    after, entries, number = begin, 0, 0
    while True:
        with pool.reading() as connection:
            answer = feed.read_feed(connection, caller, signer, after, MOST_ENTRIES, own=stick.head.own)
        number += 1
        members[member(FEED, number)] = answer.model_dump_json().encode()
        entries += len(answer.lines)
        if not answer.more or answer.cursor <= after:
            return entries, begin
        after = answer.cursor


def _back(
    stick: Stick, who: Identity, signer: Signer, now: datetime, members: dict[str, bytes], **more: object
) -> bytes:
    head = StickHead(
        way="down", shop=stick.head.shop, device=stick.head.device, province=who.id, server_epoch=who.server_epoch,
        time=now.isoformat(),
    )  # fmt: skip
    return write_stick(head.model_copy(update=more), members, signer.sign)
