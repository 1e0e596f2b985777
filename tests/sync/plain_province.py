"""A province of plain lists for tests of the till's side: the protocol by the letter, no database, no thread.

The real one is tried with the till in `test_end_to_end.py`; this one also misbehaves in ways that one never would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from koperasi_pos.journal import GENESIS, read_entry, write_entry
from koperasi_pos.journal import protocol as p
from koperasi_pos.journal.documents import Document
from koperasi_pos.store import keys
from koperasi_pos.sync.transport import Unreachable
from koperasi_pos.values import from_iso, to_iso

Key = tuple[str, int]


@dataclass
class PlainProvince:
    """One shop's province. `meddle` sees (method, path) before and may raise or answer in its place."""

    clock: Callable[[], datetime]
    province: str = "jatim"
    shop: p.ShopFacts = field(default_factory=lambda: p.ShopFacts(id="s1", name="Koperasi An-Nur"))
    server_epoch: int = 1
    private: bytes = b"\x07" * 32
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Code → (purpose, till code, replaces)."""
    enrolled: dict[str, str] = field(default_factory=dict)
    """Device → public key."""
    used: dict[str, str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    held: dict[Key, list[bytes]] = field(default_factory=dict)
    feed: list[tuple[Key, bytes]] = field(default_factory=list)
    aside: list[bytes] = field(default_factory=list)
    frozen: set[Key] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    meddle: Callable[[str, str], tuple[int, Mapping[str, str], bytes] | None] = lambda method, path: None
    lose_answer: int = 0
    """So many answers to pushes get lost on their way back."""
    page: int = 500
    signed: bool = True

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Answer a request."""
        path = urlsplit(target).path
        self.asked.append(path)
        instead = self.meddle(method, path)
        if instead is not None:
            return instead
        try:
            answer = self._answer(method, target, headers, body)
        except _No as no:
            trouble = p.Trouble(error=no.code, server_time=to_iso(self.clock()))
            return p.TROUBLES[no.code], self._headers(), trouble.model_dump_json().encode()
        if path == p.ENTRIES and self.lose_answer:
            self.lose_answer -= 1
            raise Unreachable("cut", "lost on the way back")
        return 200, self._headers(), answer.model_dump_json().encode()

    def close(self) -> None:
        """Nothing is open."""

    def _headers(self) -> dict[str, str]:
        return {p.HEADER_PROVINCE.lower(): self.province}

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> p.Message:
        parts = urlsplit(target)
        device, time, nonce = (headers[name] for name in (p.HEADER_DEVICE, p.HEADER_TIME, p.HEADER_NONCE))
        message = p.to_sign(method, target, body, device, time, nonce)
        if parts.path == p.ENROL:
            return self._enrol(p.EnrolQuestion.model_validate_json(body), message, headers[p.HEADER_SIGNATURE])
        if device not in self.enrolled:
            raise _No("unknown_device")
        if not p.verify(self.enrolled[device], message, headers[p.HEADER_SIGNATURE]):
            raise _No("bad_signature")
        if device in self.revoked:
            raise _No("revoked")
        if parts.path != p.ENTRIES and abs(from_iso(time) - self.clock()) > timedelta(minutes=10):
            raise _No("clock_skew")
        if parts.path == p.HELLO:
            return self._hello(device)
        if parts.path == p.ENTRIES:
            return self._push(p.unpack(body))
        if parts.path == p.FEED:
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            assert asked.pop("till") == device
            return self._feed(device, {name: int(value) for name, value in asked.items()})
        if parts.path == p.COMPARE:
            return self._compare(p.CompareQuestion.model_validate_json(body))
        if parts.path == p.ROTATE:
            question = p.RotateQuestion.model_validate_json(body)
            assert p.verify(question.public_key, bytes.fromhex(question.public_key), question.proof)
            self.enrolled[device] = question.public_key
            return p.Message()
        raise AssertionError(parts.path)

    def _enrol(self, question: p.EnrolQuestion, message: bytes, signature: str) -> p.EnrolAnswer:
        assert p.verify(question.public_key, message, signature)
        assert hashlib.sha256(bytes.fromhex(question.public_key)).hexdigest()[:16] == question.device
        if question.code not in self.codes:
            raise _No("code_unknown")
        if self.used.setdefault(question.code, question.device) != question.device:
            raise _No("code_used")
        purpose, till_code, replaces = self.codes[question.code]
        self.enrolled[question.device] = question.public_key
        return p.EnrolAnswer(
            shop=self.shop, till_code=till_code or question.till_code, purpose=purpose, replaces=replaces,
            province=self.province, province_key=keys.public_half(self.private).hex(), server_epoch=self.server_epoch,
            server_time=to_iso(self.clock()),
        )  # fmt: skip

    def _hello(self, device: str) -> p.HelloAnswer:
        points = [self._point(key) for key in self.held if key[0] == device]
        return p.HelloAnswer(
            server_epoch=self.server_epoch, server_time=to_iso(self.clock()), held=points,
            frozen=any(key[0] == device for key in self.frozen),
        )  # fmt: skip

    def _point(self, key: Key) -> p.WriterPoint:
        lines = self.held.get(key, [])
        return p.WriterPoint(
            device=key[0], epoch=key[1], seq=len(lines), hash=hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        )

    def _push(self, bundle: p.Bundle) -> p.PushAnswer:
        key = (bundle.device, bundle.epoch)
        lines = self.held.setdefault(key, [])
        gap = bundle.first > len(lines) + 1
        for at, line in enumerate(bundle.lines, bundle.first):
            if gap:
                break
            if at <= len(lines):
                if lines[at - 1] != line:
                    self.frozen.add(key)
            elif key not in self.frozen:
                lines.append(line)
                self.feed.append((key, line))
                continue
            if key in self.frozen:
                self.aside.append(line)
        point = self._point(key)
        answer = p.PushAnswer(
            server_epoch=self.server_epoch, server_time=to_iso(self.clock()), device=key[0], epoch=key[1],
            acked=point.seq, hash=point.hash, gap=gap, frozen=key in self.frozen,
        )  # fmt: skip
        return answer.model_copy(update={"signature": p.sign(self.private, p.acknowledgement(answer))})

    def _feed(self, device: str, query: dict[str, int]) -> p.FeedAnswer:
        after, limit = query["after"], min(query["limit"], self.page)
        found = self.feed[after : after + limit]
        cursor = after + len(found)
        if not query["own"]:
            found = [(key, line) for key, line in found if key[0] != device]
        last: dict[Key, p.SignedHead] = {}
        for key, line in found:
            if key[0] == p.province_device(self.province, self.shop.id):
                last[key] = self._signed(line)
        return p.FeedAnswer(
            server_epoch=self.server_epoch, cursor=cursor, more=cursor < len(self.feed),
            lines=[line.decode() for _key, line in found], heads=list(last.values()) if self.signed else [],
        )  # fmt: skip

    def _signed(self, line: bytes) -> p.SignedHead:
        entry = read_entry(line)
        message = p.head_to_sign(entry.writer, entry.epoch, entry.seq, entry.hash)
        return p.SignedHead(
            device=entry.writer, epoch=entry.epoch, seq=entry.seq, hash=entry.hash,
            signature=p.sign(self.private, message),
        )  # fmt: skip

    def _compare(self, question: p.CompareQuestion) -> p.CompareAnswer:
        differs = []
        for one in question.writers:
            lines = self.held.get((one.device, one.epoch), [])[: one.seq]
            entries = [read_entry(line) for line in lines]
            ours = p.WriterSum(
                device=one.device, epoch=one.epoch, seq=len(lines), count=len(lines),
                sales=sum(int(entry.body["total"]) for entry in entries if entry.kind == "sale"),
                hash=entries[-1].hash if entries else "",
            )  # fmt: skip
            if ours != one:
                differs.append(ours)
        return p.CompareAnswer(server_epoch=self.server_epoch, differs=differs)

    def says(self, document: Document) -> None:
        """The province writes a document for the shop."""
        key = (p.province_device(self.province, self.shop.id), self.server_epoch)
        lines = self.held.setdefault(key, [])
        entry = write_entry(
            document, writer=key[0], epoch=key[1], seq=len(lines) + 1, time=to_iso(self.clock()), staff="province",
            prev=hashlib.sha256(lines[-1]).hexdigest() if lines else GENESIS,
        )  # fmt: skip
        lines.append(entry.line)
        self.feed.append((key, entry.line))

    def forget(self, device: str, keep: int) -> None:
        """A restore of the province from a backup that knew only so many entries of a device."""
        self.server_epoch += 1
        for key in list(self.held):
            if key[0] == device:
                del self.held[key][keep:]
        kept = {id(line) for lines in self.held.values() for line in lines}
        self.feed = [(key, line) for key, line in self.feed if id(line) in kept]


class _No(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
