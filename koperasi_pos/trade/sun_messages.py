"""Signed messages of NTAG 424 DNA cards (SUN, NXP AN12196), proved without a line; keys by NXP AN10922.

The card answers each tap with an address that carries its number and its read counter, encrypted, and a truncated
AES-CMAC over them. A copy of the address proves nothing at the next tap: the counter must have risen.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from koperasi_pos.trade.taps import Tap, canonical_uid
from koperasi_pos.values import Refusal

KEY_BYTES = 16
_PICC_NAMES = ("picc_data", "picc", "e", "p", "d")
_CMAC_NAMES = ("cmac", "mac", "c", "m", "s")
_UID_AND_COUNTER = 0xC7
"""PICCDataTag of a card that mirrors a number of seven bytes and the counter."""

_DIVERSIFY = 0x01
_SESSION_MAC = bytes.fromhex("3CC300010080")
_SYSTEM = b"Koperasi POS"
_URI_BEGINNINGS = ("", "http://www.", "https://www.", "http://", "https://")


@dataclass(frozen=True)
class SunKeys:
    """What a till keeps: keys of its own shop only. `meta` opens the number, `file` makes each card's own key."""

    meta: bytes
    file: bytes

    def __post_init__(self) -> None:
        if len(self.meta) != KEY_BYTES or len(self.file) != KEY_BYTES:
            raise ValueError("keys of cards have 16 bytes")

    def __repr__(self) -> str:
        return "SunKeys(…)"

    def text(self) -> str:
        """Both as one line to hand over on paper: seventeen groups of four hex digits, the last one checks them."""
        whole = self.meta + self.file
        digits = (whole + hashlib.sha256(whole).digest()[:2]).hex().upper()
        return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))

    @classmethod
    def read(cls, text: str) -> SunKeys:
        """The opposite of `text`; `Refusal("card_keys_wrong")` where there is a slip in it."""
        digits = re.sub(r"[\s-]", "", text)
        if not re.fullmatch(r"[0-9A-Fa-f]{68}", digits):
            raise Refusal("card_keys_wrong")
        raw = bytes.fromhex(digits)
        if hashlib.sha256(raw[:32]).digest()[:2] != raw[32:]:
            raise Refusal("card_keys_wrong")
        return cls(raw[:16], raw[16:32])

    def card_key(self, uid: str) -> bytes:
        """The key that signs the messages of one card (SDMFileReadKey)."""
        return diversified(self.file, bytes.fromhex(uid) + _SYSTEM)


@dataclass(frozen=True)
class Message:
    """The two mirrored values of an address."""

    picc: bytes
    cmac: bytes


def diversified(key: bytes, what: bytes) -> bytes:
    """AES-128 key made of a key and 1 to 31 bytes that name the card or the shop (AN10922)."""
    if len(key) != KEY_BYTES or not 1 <= len(what) <= 31:
        raise ValueError("a key of 16 bytes is diversified by 1 to 31 bytes")
    # AN10922 pads to two blocks before the subkey is chosen; so K2 is used also where CMAC alone would pad to one.
    return _cmac_two_blocks(key, bytes([_DIVERSIFY]) + what)


def shop_keys(master: bytes, shop: str) -> SunKeys:
    """The keys of one shop from the province's master key, which never leaves the province."""
    name = shop.encode()[:24]
    return SunKeys(diversified(master, b"meta/" + name), diversified(master, b"file/" + name))


def message_in(address: str) -> Message:
    """The mirrored values of an address; `Refusal("card_message_wrong")` where it carries none."""
    fields = {name.lower(): value for name, value in parse_qsl(urlsplit(address).query)}
    picc = next((fields[name] for name in _PICC_NAMES if name in fields), "")
    cmac = next((fields[name] for name in _CMAC_NAMES if name in fields), "")
    if not re.fullmatch(r"[0-9A-Fa-f]{32}", picc) or not re.fullmatch(r"[0-9A-Fa-f]{16}", cmac):
        raise Refusal("card_message_wrong")
    return Message(bytes.fromhex(picc), bytes.fromhex(cmac))


def who(message: Message, meta: bytes) -> tuple[str, int]:
    """(number, read counter) of the card that made a message; not proved yet."""
    plain = _decrypted(meta, message.picc)
    if plain[0] != _UID_AND_COUNTER:
        raise Refusal("card_foreign")
    return canonical_uid(plain[1:8]), int.from_bytes(plain[8:11], "little")


def expected_cmac(card_key: bytes, uid: str, counter: int) -> bytes:
    """The truncated CMAC that a card with this key sends."""
    session = _cmac(card_key, _SESSION_MAC + bytes.fromhex(uid) + counter.to_bytes(3, "little"))
    return _cmac(session, b"")[1::2]


def verify(tap: Tap, keys: SunKeys, last_counter: Callable[[str], int | None]) -> Tap:
    """The tap as a proved one (`ntag`, `verified`, `counter`), or a `Refusal`.

    `last_counter` gives the highest counter seen of a card so far; the caller keeps the new one in the transaction of
    what the tap was for. `card_message_wrong`: no message; `card_foreign`: made with other keys, of another shop or
    none; `card_mixed`: the message is of another card than the one on the reader; `card_copied`: it was shown before.
    """
    message = message_in(tap.message)
    uid, counter = who(message, keys.meta)
    if not hmac.compare_digest(expected_cmac(keys.card_key(uid), uid, counter), message.cmac):
        raise Refusal("card_foreign")
    if tap.uid and tap.uid != uid:
        raise Refusal("card_mixed")
    last = last_counter(uid)
    if last is not None and counter <= last:
        raise Refusal("card_copied", counter=counter, last=last)
    return replace(tap, source="ntag", uid=uid, verified=True, counter=counter)


def address_in(content: bytes) -> str:
    """The address in an NDEF message: its first record, if that is a URI in short form; empty for anything else."""
    if len(content) < 5 or content[0] & 0b0001_0111 != 0b0001_0001 or content[1] != 1 or content[3:4] != b"U":
        return ""
    length = content[2]
    payload = content[4 : 4 + length]
    if len(payload) != length or not payload or payload[0] >= len(_URI_BEGINNINGS):
        return ""
    return _URI_BEGINNINGS[payload[0]] + payload[1:].decode("utf-8", "replace")


def _cmac(key: bytes, message: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.cmac import CMAC

    code = CMAC(AES(key))
    code.update(message)
    return code.finalize()


def _cmac_two_blocks(key: bytes, message: bytes) -> bytes:
    if len(message) > KEY_BYTES:
        return _cmac(key, message)
    block = _encrypted(key, bytes(KEY_BYTES))
    second = _doubled(_doubled(block))
    padded = (message + b"\x80").ljust(2 * KEY_BYTES, b"\x00")
    tail = bytes(one ^ two for one, two in zip(padded[KEY_BYTES:], second, strict=True))
    first = _encrypted(key, padded[:KEY_BYTES])
    return _encrypted(key, bytes(one ^ two for one, two in zip(first, tail, strict=True)))


def _doubled(block: bytes) -> bytes:
    number = int.from_bytes(block, "big") << 1
    carried = number >> 128
    return ((number & ((1 << 128) - 1)) ^ (0x87 if carried else 0)).to_bytes(KEY_BYTES, "big")


def _encrypted(key: bytes, block: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    # One block alone: AN10922 builds its chain by hand.
    work = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    return work.update(block) + work.finalize()


def _decrypted(key: bytes, block: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    work = Cipher(algorithms.AES(key), modes.CBC(bytes(KEY_BYTES))).decryptor()
    return work.update(block) + work.finalize()
