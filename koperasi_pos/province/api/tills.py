"""What tills ask: enrol, hello, entries, feed, compare, key. Each answer is given after the commit, never before."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import (
    MOST_BYTES,
    MOST_ENTRIES,
    CompareAnswer,
    CompareQuestion,
    EnrolAnswer,
    EnrolQuestion,
    FeedAnswer,
    HelloAnswer,
    HelloQuestion,
    NotABundle,
    PushAnswer,
    RotateQuestion,
    VisitProof,
    acknowledgement,
    unpack,
)
from koperasi_pos.province import enrolment, feed, greeting, intake, metrics, turns
from koperasi_pos.province.api.answers import troubles
from koperasi_pos.province.database import Connection
from koperasi_pos.province.forgotten_tills import take_back
from koperasi_pos.province.holder import mail
from koperasi_pos.province.identity import identity
from koperasi_pos.province.records import facts
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.server import ProvinceServer, server_of
from koperasi_pos.province.signatures import CLOSED, Asked, Caller, caller_of, check_once, is_device, read_request
from koperasi_pos.province.visits import paying, pins

_log = logging.getLogger(__name__)

router = APIRouter(tags=["tills"])

MOST_PACKED = MOST_BYTES + (256 << 10)
"""Bytes of a bundle as it comes; packed ones are smaller, and even those that cannot be packed stay below."""
MOST_ASKED = 512 << 10
LONGEST_WAIT = 25
_WORTH_PACKING = 1000

_SIGNED = ("protocol_unknown", "unknown_device", "revoked", "too_many", "not_understood", "too_large")
_HEADERS = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in (
        protocol.HEADER_PROTO,
        protocol.HEADER_DEVICE,
        protocol.HEADER_TIME,
        protocol.HEADER_NONCE,
        protocol.HEADER_SIGNATURE,
    )
]

Q = TypeVar("Q", bound=BaseModel)
A = TypeVar("A")


def _described(question: type[BaseModel] | None) -> dict[str, Any]:
    """Headers and body of an address for its description: both are read by hand, for the bytes are signed."""
    described: dict[str, Any] = {"parameters": _HEADERS}
    if question is not None:
        content = {"application/json": {"schema": question.model_json_schema()}}
        described["requestBody"] = {"required": True, "content": content}
    return described


@router.post(
    protocol.ENROL,
    responses=troubles(*_SIGNED, "code_unknown", "code_used", "code_expired"),
    openapi_extra=_described(EnrolQuestion),
)
async def enrol(request: Request) -> EnrolAnswer:
    """A machine shows an officer's code and becomes a till; signed by the key that it shows."""
    server = server_of(request)
    _slow_down(await run_in_threadpool(server.enrol_limiter.wait, request.client.host if request.client else ""))
    asked = await _asked(request, server, MOST_ASKED)
    question = _question(EnrolQuestion, asked.body)
    if question.device != asked.device or not is_device(question.device):
        raise Refused("bad_signature")
    if not asked.signed_by(question.public_key):
        raise Refused("bad_signature")

    def work() -> EnrolAnswer:
        now = server.clock()
        with server.pool.writing() as connection:
            check_once(connection, asked, "", now)
            return enrolment.enrol(connection, question, identity(connection), signer=server.signer, now=now)

    return await run_in_threadpool(work)


@router.post(protocol.HELLO, responses=troubles(*_SIGNED), openapi_extra=_described(HelloQuestion))
async def hello(request: Request) -> HelloAnswer:
    """A till says how it is and hears what is held of it; one that was forgotten is known again by our own word."""
    server = server_of(request)
    asked = await _asked(request, server, MOST_ASKED)
    question = _question(HelloQuestion, asked.body)
    if question.membership is not None:
        _slow_down(await run_in_threadpool(server.enrol_limiter.wait, request.client.host if request.client else ""))

    def greet() -> HelloAnswer:
        with server.pool.writing() as connection:
            caller = _checked(connection, server, asked)
            return greeting.hello(connection, caller, question, signer=server.signer, now=server.clock())

    def work() -> HelloAnswer:
        try:
            return greet()
        except Refused as no:
            if no.error != "unknown_device":
                raise
            # In a transaction of its own: one that was replaced is known again too, and then told that it is out.
            with server.pool.writing() as connection:
                if not take_back(connection, asked, question, now=server.clock()):
                    raise
            return greet()

    return await run_in_threadpool(work)


@router.post(protocol.COMPARE, responses=troubles(*_SIGNED), openapi_extra=_described(CompareQuestion))
async def compare(request: Request) -> CompareAnswer:
    """Once a day both sides compare what they hold."""
    return await _once(request, CompareQuestion, greeting.compare)


@router.post(protocol.ROTATE, responses=troubles(*_SIGNED), openapi_extra=_described(RotateQuestion))
async def rotate(request: Request) -> protocol.Message:
    """A till changes its key; the request is signed with the old one."""
    await _once(request, RotateQuestion, greeting.rotate)
    return protocol.Message()


@router.post(protocol.VISIT_PROOF, responses=troubles(*_SIGNED), openapi_extra=_described(VisitProof))
async def visit_proof(request: Request) -> protocol.Message:
    """What goes ahead of an ask for a card of another pesantren: the proof of a PIN, the message of a signed card."""
    vault = server_of(request).vault

    def keep(connection: Connection, caller: Caller, question: VisitProof, *, now: datetime) -> None:
        pins.keep(connection, vault, caller, question)

    await _once(request, VisitProof, keep)
    return protocol.Message()


_BUNDLE = {
    **_described(None),
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
}


@router.post(protocol.ENTRIES, responses=troubles(*_SIGNED), openapi_extra=_BUNDLE)
async def entries(request: Request) -> PushAnswer:
    """A bundle of entries. What is acknowledged is committed; the same bundle again is acknowledged again."""
    server = server_of(request)
    asked = await _asked(request, server, MOST_PACKED)
    return await run_in_threadpool(_push, server, asked)


def _push(server: ProvinceServer, asked: Asked) -> PushAnswer:
    """Take a bundle. One of a till that is no more was under way for long: it is kept too, and its till hears no."""
    now = server.clock()
    with server.pool.writing() as connection:
        caller = caller_of(connection, asked, closed=True)
        _slow_down(server.limiter.wait(caller.device))
        try:
            bundle = unpack(asked.body)
        except NotABundle as error:
            raise Refused("not_understood", field="bundle") from error
        taken = intake.take(connection, caller, bundle, now=now)
        connection.execute(
            "UPDATE till SET last_seen = %s, last_push = %s WHERE shop = %s AND device = %s",
            (now, now, caller.shop, caller.device),
        )
        who = identity(connection)
    # Committed: from here on the till may forget what it sent.
    if taken.calls:
        _act(server, caller.shop)
    if taken.new:
        server.watch.grown(caller.shop)
    _note_taken(taken, bundle, len(asked.body))
    if caller.state in CLOSED:
        raise Refused("revoked", state=caller.state)
    answer = PushAnswer(
        server_epoch=who.server_epoch, server_time=now.isoformat(), device=bundle.device, epoch=bundle.epoch,
        acked=taken.acked, hash=taken.hash, flags=list(taken.flags), gap=taken.gap, frozen=taken.frozen,
    )  # fmt: skip
    return answer.model_copy(update={"signature": server.signer.sign(acknowledgement(answer))})


def _act(server: ProvinceServer, shop: str) -> None:
    """The province's turn as a holder of rights, once for every entry; what fails waits for the next question."""
    try:
        if turns.act(server.pool, shop, server.clock()):
            server.watch.grown(shop)
    except Exception:  # noqa: BLE001 - what was taken is acknowledged whatever becomes of the province's own acts
        _log.exception("the province could not act in a shop")


def _note_taken(taken: intake.Taken, bundle: protocol.Bundle, size: int) -> None:
    metrics.LINE_BYTES.inc(size)
    metrics.ENTRIES.labels("new").inc(taken.new)
    metrics.ENTRIES.labels("flagged").inc(len(taken.flags))
    if taken.gap:
        metrics.ENTRIES.labels("gap").inc(len(bundle.lines))
    elif not taken.flags:
        metrics.ENTRIES.labels("known").inc(len(bundle.lines) - taken.new)
    if taken.forked:
        metrics.FORKS.inc()
        _log.warning("two machines write as one", extra=facts(device=bundle.device, epoch=bundle.epoch))


_FEED = {**_described(None)}


@router.get(protocol.FEED, responses=troubles(*_SIGNED), response_model=FeedAnswer, openapi_extra=_FEED)
async def feed_above(
    request: Request,
    after: int = Query(0, ge=0, lt=1 << 62),
    limit: int = Query(MOST_ENTRIES, ge=1, le=MOST_ENTRIES),
    wait: int = Query(0, ge=0, le=60),
    own: int = Query(1, ge=0, le=1),
    till: str = Query("", max_length=40, description="the asking device, so that no cache mixes answers up"),
) -> Response:
    """Entries of the shop above a cursor; with `wait` the answer comes when there are some, or when the time is up."""
    server = server_of(request)
    asked = await _asked(request, server, 0)

    def first() -> tuple[Caller, FeedAnswer]:
        caller, answer, waits = ask()
        if waits:
            _act(server, caller.shop)
            with server.pool.reading() as connection:
                answer = feed.read_feed(connection, caller, server.signer, after, limit, own=bool(own))
        return caller, answer

    def ask() -> tuple[Caller, FeedAnswer, bool]:
        with server.pool.writing() as connection:
            # Nothing is lost where the note of a nonce is: the answer to a question that was stolen says nothing new.
            connection.execute("SET LOCAL synchronous_commit = off")
            caller = caller_of(connection, asked)
            _slow_down(server.limiter.wait(caller.device))
            check_once(connection, asked, caller.shop, server.clock())
            connection.execute(
                "UPDATE till SET last_seen = %s WHERE shop = %s AND device = %s",
                (server.clock(), caller.shop, caller.device),
            )
            waits = mail.waits(connection, caller.shop) or bool(paying.to_stop(connection, caller.shop))
            return caller, feed.read_feed(connection, caller, server.signer, after, limit, own=bool(own)), waits

    def again() -> FeedAnswer:
        with server.pool.reading() as connection:
            return feed.read_feed(connection, caller, server.signer, answer.cursor, limit, own=bool(own))

    caller, answer = await run_in_threadpool(first)
    if not answer.lines and not answer.more and wait:
        seconds = float(min(wait, LONGEST_WAIT))
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while not answer.lines and (left := ends - loop.time()) > 0:
            if not await server.watch.wait(caller.shop, answer.cursor, left):
                break
            answer = await run_in_threadpool(again)
    return _packed(request, answer)


def _packed(request: Request, answer: FeedAnswer) -> Response:
    """The answer, packed where that is worth it and the till understands it: shops pay for their bytes."""
    content = answer.model_dump_json().encode()
    headers = {"Vary": "Accept-Encoding"}
    if len(content) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, 6)
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type="application/json", headers=headers)


async def _once(request: Request, form: type[Q], act: Callable[..., A]) -> A:
    """Ask what may be asked once only: signature, time, nonce, then the act, all in one transaction."""
    server = server_of(request)
    asked = await _asked(request, server, MOST_ASKED)

    def work() -> A:
        now = server.clock()
        with server.pool.writing() as connection:
            caller = _checked(connection, server, asked)
            return act(connection, caller, _question(form, asked.body), now=now)

    return await run_in_threadpool(work)


def _checked(connection: Connection, server: ProvinceServer, asked: Asked) -> Caller:
    caller = caller_of(connection, asked)
    _slow_down(server.limiter.wait(caller.device))
    check_once(connection, asked, caller.shop, server.clock())
    return caller


def _slow_down(seconds: int) -> None:
    if seconds:
        raise Refused("too_many", retry_after=seconds)


def _question(form: type[Q], body: bytes) -> Q:
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"])) or "body"
        raise Refused("not_understood", field=field) from error


async def _asked(request: Request, server: ProvinceServer, most: int) -> Asked:
    """The signed parts of a request; its body is read no further than it may be long."""
    server.signer.check()
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Refused("too_large", most=str(most))
        parts.append(part)
    scope = request.scope
    path = scope.get("raw_path") or scope["path"].encode()
    return read_request(
        request.method,
        path.decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        request.headers,
        b"".join(parts),
        prefix=server.settings.path_prefix,
    )
