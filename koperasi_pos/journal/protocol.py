"""What a till and the province say to each other: signed requests, bundles of entries, questions and answers."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field

from koperasi_pos.journal.packing import squeeze, unsqueeze

PROTO = 1
"""The version that this program speaks; a province takes this one and all older ones."""
MOST_ENTRIES, MOST_BYTES = 500, 1 << 20
"""A bundle holds at most this many entries and this many bytes of them, unpacked."""
CODE_HOURS = 24

HEADER_PROTO = "X-Koperasi-Proto"
HEADER_DEVICE = "X-Koperasi-Device"
HEADER_TIME = "X-Koperasi-Time"
HEADER_NONCE = "X-Koperasi-Nonce"
HEADER_SIGNATURE = "X-Koperasi-Signature"
HEADER_PROVINCE = "X-Koperasi-Province"
"""Every answer of a province carries its id here; what comes without it is a captive portal or a proxy."""

ENROL = "/v1/enrol"
HELLO = "/v1/hello"
ENTRIES = "/v1/entries"
FEED = "/v1/feed"
COMPARE = "/v1/compare"
ROTATE = "/v1/key"
VISIT_PROOF = "/v1/visit-proof"


class Message(BaseModel):
    """One question or answer; fields are only added, unknown ones are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class EnrolQuestion(Message):
    """A till shows the one-time code of an officer and the public half of its key (64 hex digits)."""

    code: str
    device: str
    epoch: int
    public_key: str
    till_code: str = ""
    """The code (`K1`) that this till already gives out receipts under; empty on an empty machine."""
    program: str = ""


class ShopFacts(Message):
    """The shop as the province knows it."""

    id: str
    name: str
    pesantren: str = ""
    nspp: str = ""
    kabupaten: str = ""


class WriterPoint(Message):
    """How far a writer's journal reaches: number and hash of an entry. `hash` is empty where `seq` is 0."""

    device: str
    epoch: int
    seq: int
    hash: str = ""


class Membership(Message):
    """The province's signed word that a device is a till of a shop, for the day on which it may have forgotten it."""

    shop: str
    device: str
    public_key: str
    """The key that the till signs with now."""
    till_code: str
    purpose: str
    replaces: str = ""
    signature: str = ""
    """Made with the province's key over `membership_to_sign(...)`."""


class EnrolAnswer(Message):
    """Who the till is from now on. The same code from the same device gets the same answer again."""

    shop: ShopFacts
    till_code: str
    purpose: str
    """`new` (its file is the shop's), `second` (pull, then write beside the others) or `replace` (pull, take over)."""
    replaces: str = ""
    """The code of the till that is replaced."""
    province: str
    province_key: str
    """Public half (64 hex digits) of the key that signs the province's own entries and acknowledgements."""
    server_epoch: int
    server_time: str
    membership: Membership | None = None


class HelloQuestion(Message):
    """A till says how it is, before it pushes: its clock, its head, what waits."""

    epoch: int
    seq: int
    hash: str
    program: str = ""
    schema_version: str = ""
    waiting: int = 0
    time: str = ""
    membership_mark: str = ""
    """The beginning of the signature of the membership that this till keeps."""
    membership: Membership | None = None
    """Shown where the province said that it does not know this till."""


class HelloAnswer(Message):
    """What the province durably holds of every epoch of this device."""

    server_epoch: int
    server_time: str
    held: list[WriterPoint] = Field(default_factory=list)
    frozen: bool = False
    """A fork was found in this till's journal; what it sends is kept aside until a person has looked."""
    membership: Membership | None = None
    """Told where it is another one than the till keeps."""


class Flag(Message):
    """An entry that was kept but not booked, and why: `unreadable`, `fork`, `chain`, `carried`."""

    seq: int
    reason: str


class PushAnswer(Message):
    """The province durably holds 1..`acked` of this writer; said only after its commit."""

    server_epoch: int
    server_time: str
    device: str
    epoch: int
    acked: int
    hash: str = ""
    """Hash of entry `acked` as the province holds it."""
    flags: list[Flag] = Field(default_factory=list)
    gap: bool = False
    """The bundle began above `acked + 1`; nothing of it was kept."""
    frozen: bool = False
    signature: str = ""
    """The province's signature of `acknowledgement(...)`; what a USB stick brings back is believed by it."""


class SignedHead(Message):
    """An entry of a writer and its signature (hex) over `head_to_sign`; by the chain it vouches for all before it."""

    device: str
    epoch: int
    seq: int
    hash: str
    signature: str


class FeedAnswer(Message):
    """Entries of the shop above a cursor, oldest first, as exact lines; `cursor` covers what was left out too."""

    server_epoch: int
    cursor: int
    more: bool
    lines: list[str] = Field(default_factory=list)
    heads: list[SignedHead] = Field(default_factory=list)
    """Of every writer of the province that has entries in `lines`: the last of them, signed by the province's key.

    A till believes entries of the province (`province_device`) up to a signed head, and no others.
    """


class WriterSum(Message):
    """What one side holds of one writer up to `seq`: entries, the rupiah of its sales, the hash at `seq`."""

    device: str
    epoch: int
    seq: int
    count: int
    sales: int
    hash: str


class CompareQuestion(Message):
    """Once a day: what the till holds of every writer, from its own journal."""

    day: str
    writers: list[WriterSum]
    cursor: int = 0
    """How far the till has read the feed."""
    heads: list[WriterPoint] = Field(default_factory=list)
    """How far it has the journal of every writer, itself included."""


class CompareAnswer(Message):
    """Where the two sides differ, as the province holds it; empty where they agree."""

    server_epoch: int
    differs: list[WriterSum] = Field(default_factory=list)
    unread: bool = False
    """Something lies in the feed below the till's cursor that it does not have: it reads the feed anew."""


class RotateQuestion(Message):
    """A new public key, signed over with the old one (the request) and by itself (`proof` over the key's bytes)."""

    public_key: str
    proof: str


class VisitProof(Message):
    """Goes ahead of an ask and stands in no journal: the proof of a PIN (`trade/pin_proofs.py`), or a signed tap."""

    visit: str
    proof: str = ""
    token: str = ""  # hash of what stands on the card, as in the ask
    uid: str = ""
    message: str = ""


class Trouble(Message):
    """Every answer that is not 2xx: a code and facts."""

    error: str
    facts: dict[str, str] = Field(default_factory=dict)
    server_time: str = ""


TROUBLES = {
    "unknown_device": 401,
    "bad_signature": 401,
    "nonce_reused": 401,
    "clock_skew": 401,
    "revoked": 403,
    "code_unknown": 404,
    "code_used": 409,
    "code_expired": 410,
    "till_code_taken": 409,
    "too_large": 413,
    "not_understood": 422,
    "protocol_unknown": 426,
    "too_many": 429,
    "not_ready": 503,
}
"""What a province may say no with, and the HTTP status of it. `clock_skew` carries `server_time`."""


def province_device(province: str, shop: str) -> str:
    """The device that the province writes as for a shop; its epoch is `server_epoch`."""
    return hashlib.sha256(f"province/{province}/{shop}".encode()).hexdigest()[:16]


def to_sign(method: str, target: str, body: bytes, device: str, time: str, nonce: str) -> bytes:
    """The bytes a request's signature is made over. `target` is path and query as sent, `time` as entries have it."""
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join(("koperasi-pos request", method.upper(), target, digest, device, time, nonce)).encode()


def head_to_sign(device: str, epoch: int, seq: int, entry_hash: str) -> bytes:
    """The bytes a writer's signature of its head is made over."""
    return f"koperasi-pos head\n{device}\n{epoch}\n{seq}\n{entry_hash}".encode()


def acknowledgement(answer: PushAnswer) -> bytes:
    """The bytes the province's signature of an acknowledgement is made over."""
    parts = (answer.server_epoch, answer.device, answer.epoch, answer.acked, answer.hash)
    return "\n".join(("koperasi-pos acknowledged", *map(str, parts))).encode()


def membership_to_sign(one: Membership) -> bytes:
    """The bytes the province's signature of a membership is made over."""
    parts = (one.shop, one.device, one.public_key, one.till_code, one.purpose, one.replaces)
    return "\n".join(("koperasi-pos membership", *parts)).encode()


def sign(private: bytes, message: bytes) -> str:
    """Ed25519 signature, 128 hex digits; `private` has 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message).hex()


def verify(public: str, message: bytes, signature: str) -> bool:
    """Whether the signature (hex) was made by the other half of `public` (64 hex digits); damaged input is no."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


class _Head(Message):
    """Head of a bundle of version 1."""

    proto: int
    device: str
    epoch: int
    first: int
    count: int
    hash: str
    signature: str


@dataclass(frozen=True)
class Bundle:
    """Entries of one writer that follow each other, and its signature (hex) of the last one's hash."""

    device: str
    epoch: int
    first: int
    lines: tuple[bytes, ...]
    hash: str
    signature: str

    @property
    def last(self) -> int:
        """The number of the last entry."""
        return self.first + len(self.lines) - 1

    def signed_by(self, public: str) -> bool:
        """Whether the writer with this public key signed the head of this bundle."""
        return verify(public, head_to_sign(self.device, self.epoch, self.last, self.hash), self.signature)


class NotABundle(ValueError):
    """The bytes are no bundle, are damaged, or hold more than a bundle may."""


def bundle(device: str, epoch: int, first: int, lines: Sequence[bytes], private: bytes) -> Bundle:
    """Bundle entries, signed with the writer's private key (32 bytes)."""
    head = hashlib.sha256(lines[-1]).hexdigest()
    signature = sign(private, head_to_sign(device, epoch, first + len(lines) - 1, head))
    return Bundle(device, epoch, first, tuple(lines), head, signature)


_MARK = b"KPB"
_VERSION = 2
_HEAD = struct.Struct(">3sB8sIQHB32s64s")
"""Mark, version, device, epoch, first number, count, way of packing, hash and signature of the last entry."""
_MOST_UNPACKED = MOST_BYTES + MOST_ENTRIES * 2 + (256 << 10)
"""One entry may be larger than a bundle's measure is left; nothing may be much larger."""


def pack(one: Bundle) -> bytes:
    """The bytes of a bundle as sent and as put on a USB stick (version 2: its entries come back byte for byte)."""
    way, packed = squeeze(one.lines)
    head = _HEAD.pack(
        _MARK, _VERSION, bytes.fromhex(one.device), one.epoch, one.first, len(one.lines), way, bytes.fromhex(one.hash),
        bytes.fromhex(one.signature),
    )  # fmt: skip
    return head + packed


def unpack(packed: bytes) -> Bundle:
    """The opposite of `pack`, of every version there ever was; `NotABundle` where it is none.

    Looks at the hash of the last entry, neither into lines nor at the signature.
    """
    try:
        found = _unpack_2(packed) if packed[:3] == _MARK else _unpack_1(packed)
    except (OSError, EOFError, ValueError, struct.error, zlib.error) as error:
        raise NotABundle(str(error)) from error
    if not found.lines or len(found.lines) > MOST_ENTRIES:
        raise NotABundle("another number of entries than it may hold")
    if hashlib.sha256(found.lines[-1]).hexdigest() != found.hash:
        raise NotABundle("the last entry is not the one that was signed")
    return found


def _unpack_2(packed: bytes) -> Bundle:
    _mark, version, device, epoch, first, count, way, head, signature = _HEAD.unpack_from(packed)
    if version != _VERSION:
        raise NotABundle(f"version {version} is newer than this program")
    lines = unsqueeze(way, packed[_HEAD.size :], most=_MOST_UNPACKED)
    if len(lines) != count:
        raise NotABundle("another number of entries than it says")
    return Bundle(device.hex(), epoch, first, tuple(lines), head.hex(), signature.hex())


def _unpack_1(packed: bytes) -> Bundle:
    """gzip of a head as JSON and the lines as they are."""
    reading = zlib.decompressobj(16 + zlib.MAX_WBITS)
    text = reading.decompress(packed, _MOST_UNPACKED + 1)
    if len(text) > _MOST_UNPACKED or not reading.eof:
        raise NotABundle("too large or cut off")
    head, lines = _Head.model_validate_json(text.split(b"\n")[0]), text.split(b"\n")[1:]
    if len(lines) != head.count:
        raise NotABundle("another number of entries than it says")
    return Bundle(head.device, head.epoch, head.first, tuple(lines), head.hash, head.signature)
