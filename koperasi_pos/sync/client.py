"""The till's side of the protocol: signs requests, reads answers, tells the province from whatever else may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import (
    Bundle,
    CompareAnswer,
    CompareQuestion,
    EnrolAnswer,
    EnrolQuestion,
    FeedAnswer,
    HelloAnswer,
    HelloQuestion,
    PushAnswer,
    RotateQuestion,
    Trouble,
    VisitProof,
    pack,
    sign,
    to_sign,
)
from koperasi_pos.sync.transport import Transport, Unreachable
from koperasi_pos.values import from_iso, to_iso

TIMEOUT = 60.0
FRAME_OUT, FRAME_IN = 63, 19
"""Bytes around a question (first line, host, program) and an answer (first line), without what TLS adds."""

A = TypeVar("A", bound=BaseModel)

_BUSY = {429: "too_many", 502: "not_ready", 503: "not_ready", 504: "not_ready", 500: "not_ready", 408: "not_ready"}
"""What a web server in front of the province says in its own name; everything else without our header is not ours."""


class NotTheProvince(Exception):
    """Somebody else answered: a login page of the network, a proxy, another server."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


class Refused(Exception):
    """The province said no. `retry_after` is in seconds, 0 where it said nothing about that."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None, retry_after: float = 0) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})
        self.retry_after = retry_after


class Client:
    """Speaks to one province as one device. `ahead` is how far the province's clock is ahead of `clock`."""

    def __init__(
        self,
        transport: Transport,
        *,
        device: str,
        private: bytes,
        clock: Callable[[], datetime],
        randomness: Callable[[int], bytes],
        province: str = "",
        ahead: timedelta = timedelta(0),
    ) -> None:
        self.transport = transport
        self.device = device
        self.private = private
        self.province = province
        self.ahead = ahead
        self.sizes = (0, 0)
        """Bytes of the last request and of its answer, headers included."""
        self._clock = clock
        self._randomness = randomness

    def enrol(self, question: EnrolQuestion) -> EnrolAnswer:
        """Show an officer's code."""
        return self._ask("POST", protocol.ENROL, question, EnrolAnswer)

    def hello(self, question: HelloQuestion) -> HelloAnswer:
        """Say how this till is."""
        return self._ask("POST", protocol.HELLO, question, HelloAnswer)

    def push(self, bundle: Bundle) -> PushAnswer:
        """Send entries."""
        return self._ask("POST", protocol.ENTRIES, pack(bundle), PushAnswer)

    def feed(
        self, after: int, *, limit: int = protocol.MOST_ENTRIES, wait: int = 0, own: bool = False,
        patience: float = TIMEOUT,
    ) -> FeedAnswer:  # fmt: skip
        """Ask for entries above a cursor; with `wait` the answer may come so many seconds late, plus `patience`.

        The till stands in the question: each is told something else, and a proxy that keeps answers must not give one
        of them what another one was told.
        """
        query = urlencode({"after": after, "limit": limit, "wait": wait, "own": int(own), "till": self.device})
        return self._ask("GET", f"{protocol.FEED}?{query}", b"", FeedAnswer, timeout=patience + wait)

    def compare(self, question: CompareQuestion) -> CompareAnswer:
        """Compare what both sides hold."""
        return self._ask("POST", protocol.COMPARE, question, CompareAnswer)

    def rotate(self, question: RotateQuestion) -> None:
        """Give the province a new public key."""
        self._ask("POST", protocol.ROTATE, question, protocol.Message)

    def prove_visit(self, question: VisitProof) -> None:
        """Send the proof of a PIN or a tap ahead of the ask that it belongs to."""
        self._ask("POST", protocol.VISIT_PROOF, question, protocol.Message)

    def _ask(
        self, method: str, target: str, question: BaseModel | bytes, form: type[A], *, timeout: float = TIMEOUT
    ) -> A:
        body = question if isinstance(question, bytes) else question.model_dump_json().encode()
        kind = "application/octet-stream" if isinstance(question, bytes) else "application/json"
        try:
            content = self._once(method, target, body, kind, timeout)
        except Refused as refused:
            # The clock of this machine is wrong: go by the province's and ask once more. Sales keep their own time.
            if refused.code != "clock_skew" or not self._follow(refused.facts.get("server_time", "")):
                raise
            content = self._once(method, target, body, kind, timeout)
        try:
            return form.model_validate_json(content)
        except ValidationError as error:
            raise Unreachable("cut", "the answer is none") from error

    def _follow(self, server_time: str) -> bool:
        try:
            self.ahead = from_iso(server_time) - self._clock()
        except (ValueError, TypeError):
            return False
        return True

    def _once(self, method: str, target: str, body: bytes, kind: str, timeout: float) -> bytes:
        headers = self._headers(method, target, body)
        if body:
            headers["Content-Type"] = kind
        out = FRAME_OUT + len(method) + len(target) + len(body) + _size(headers)
        self.sizes = (out, 0)
        status, found, content = self.transport.request(method, target, headers, body, timeout)
        self.sizes = (out, FRAME_IN + len(content) + _size(found))
        found = {name.lower(): value for name, value in found.items()}
        self._check_province(status, found)
        if 200 <= status < 300:
            return content
        raise _refused(status, content, _retry_after(found))

    def _headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        time = to_iso(self._clock() + self.ahead)
        nonce = self._randomness(16).hex()
        signature = sign(self.private, to_sign(method, target, body, self.device, time, nonce))
        return {
            protocol.HEADER_PROTO: str(protocol.PROTO),
            protocol.HEADER_DEVICE: self.device,
            protocol.HEADER_TIME: time,
            protocol.HEADER_NONCE: nonce,
            protocol.HEADER_SIGNATURE: signature,
            "Accept-Encoding": "gzip",
        }

    def _check_province(self, status: int, headers: Mapping[str, str]) -> None:
        told = headers.get(protocol.HEADER_PROVINCE.lower(), "")
        if not told and status in _BUSY:
            raise Refused(_BUSY[status], retry_after=_retry_after(headers))
        if status == 407:
            raise Unreachable("proxy", "it wants a name and a password")
        if not told:
            raise NotTheProvince(status, headers.get("location", "") or headers.get("content-type", ""))
        if self.province and told != self.province:
            raise NotTheProvince(status, told)


def _refused(status: int, content: bytes, retry_after: float) -> Refused:
    try:
        trouble = Trouble.model_validate_json(content)
    except ValidationError:
        return Refused(_BUSY.get(status, "not_understood"), {"status": str(status)}, retry_after)
    facts = {**trouble.facts, "server_time": trouble.server_time} if trouble.server_time else trouble.facts
    return Refused(trouble.error, facts, retry_after)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait; a date in its place counts as nothing said."""
    text = headers.get("retry-after", "").strip()
    return min(float(text), 3600.0) if text.isdigit() else 0.0


def _size(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items())
