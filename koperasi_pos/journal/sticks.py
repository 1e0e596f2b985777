"""What a USB stick carries between a shop without a line and the province: signed bundles up, answers and feed down."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import Field, ValidationError

from koperasi_pos.journal.protocol import EnrolAnswer, EnrolQuestion, HelloAnswer, Message, verify

FORM = "koperasi-pos stick"
VERSION = 1
MOST_STICK = 512 << 20
"""Bytes that all members of a stick may have together, unpacked."""
MOST_MEMBERS = 100_000

HEAD, SIGNATURE = "head.json", "signature"
BUNDLES, ANSWERS, FEED = "bundles/", "answers/", "feed/"


class StickHead(Message):
    """Who wrote a stick, for whom, and what it answers."""

    form: str = FORM
    version: int = VERSION
    way: str
    """`up` from a till to the province, `down` back to it."""
    shop: str = ""
    device: str
    province: str = ""
    server_epoch: int = 0
    cursor: int = 0
    """Up: how far the till has read the feed. Down: the cursor that the first answer of the feed begins behind."""
    own: bool = False
    """Whether the till wants its own entries back too (it was restored)."""
    time: str
    enrol: EnrolQuestion | None = None
    """Up, from a till that was never enrolled."""
    enrolled: EnrolAnswer | None = None
    hello: HelloAnswer | None = None
    """Down: what the province holds of the device's epochs, behind what the stick brought."""
    refused: str = ""
    """Down: why the province took nothing (a code of `TROUBLES`)."""
    members: dict[str, str] = Field(default_factory=dict)
    """Name → SHA-256 of every other member; the signature is over this head."""


class NotAStick(ValueError):
    """`reason`: `form` (another kind of file), `damaged`, `version` (of a newer program) or `signature`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Stick:
    """A stick that was read whole; every member is the one that its head names."""

    head: StickHead
    members: Mapping[str, bytes]
    signed: bytes
    signature: str

    def signed_by(self, public: str) -> bool:
        """Whether the other half of `public` (64 hex digits) signed this stick."""
        return verify(public, _to_sign(self.signed), self.signature)

    def all_of(self, folder: str) -> list[bytes]:
        """The members of a folder, in order."""
        return [self.members[name] for name in sorted(self.members) if name.startswith(folder)]


def _to_sign(head: bytes) -> bytes:
    return b"koperasi-pos stick\n" + hashlib.sha256(head).hexdigest().encode()


def member(folder: str, number: int) -> str:
    """The name of the n-th member of a folder."""
    return f"{folder}{number:06d}"


def write_stick(head: StickHead, members: Mapping[str, bytes], sign: Callable[[bytes], str]) -> bytes:
    """The bytes of a stick, signed by who writes it."""
    named = head.model_copy(
        update={"members": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}}
    )
    told = named.model_dump_json().encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {HEAD: told, **members, SIGNATURE: sign(_to_sign(told)).encode()}.items():
            file.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_stick(content: bytes) -> Stick:
    """Read a stick whole and hold every member against its head; raises `NotAStick`. The signature is not looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            listed = file.infolist()
            if HEAD not in file.namelist():
                raise NotAStick("form")
            if len(listed) > MOST_MEMBERS or sum(one.file_size for one in listed) > MOST_STICK:
                raise NotAStick("damaged")
            members = {one.filename: _member(file, one) for one in listed}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:
        raise NotAStick("form" if content[:2] != b"PK" else "damaged") from error
    told, signature = members.pop(HEAD), members.pop(SIGNATURE, b"").decode("ascii", "replace")
    try:
        head = StickHead.model_validate_json(told)
    except ValidationError as error:
        raise NotAStick("form") from error
    if head.form != FORM:
        raise NotAStick("form")
    if head.version > VERSION:
        raise NotAStick("version")
    if {name: hashlib.sha256(one).hexdigest() for name, one in members.items()} != head.members:
        raise NotAStick("damaged")
    return Stick(head, members, told, signature)


def _member(file: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    with file.open(one) as reading:
        found = reading.read(one.file_size + 1)
    if len(found) > one.file_size:
        raise NotAStick("damaged")
    return found
