"""What is asked of a card on a PC/SC reader: its number, and the signed message of an NTAG 424 DNA."""

from __future__ import annotations

from typing import Protocol

from koperasi_pos.trade.sun_messages import address_in
from koperasi_pos.trade.taps import Tap, canonical_uid, is_drawn_anew
from koperasi_pos.values import Refusal

GET_UID = bytes.fromhex("FFCA000000")
_SELECT_NDEF = bytes.fromhex("00A4040007D276000085010100")
_SELECT_FILE = bytes.fromhex("00A4000C02E104")
_DONE, _SHORTER = 0x9000, 0x6282
_AGAIN = (0x6300, 0x6F00)
"""Readers say so when the field was weak for a moment."""

_TRIES = 3
_PIECE = 0x80
_LONGEST = 1024
"""No message of ours is longer; a card that claims more is not read to the end."""


class Card(Protocol):
    """Something that answers commands."""

    def send(self, command: bytes) -> bytes:
        """The answer, two bytes of status at its end."""
        ...


def read_card(card: Card, reader: str, *, signed: bool) -> Tap:
    """What the card tells; `Refusal` where it tells nothing that can be used."""
    uid = _number(card)
    message = _message(card) if signed else ""
    if is_drawn_anew(uid):
        if not message:
            raise Refusal("card_number_random")
        uid = ""
    return Tap("pcsc", uid=uid, message=message, reader=reader)


def _number(card: Card) -> str:
    status = 0
    for _attempt in range(_TRIES):
        told, status = ask(card, GET_UID)
        if status in (_DONE, _SHORTER) and told:
            return canonical_uid(told)
        if not status:
            raise Refusal("card_too_short")  # cut off: less than a status word came
        if status not in _AGAIN:
            break
    raise Refusal("card_no_number", status=f"{status:04X}")


def ask(card: Card, command: bytes) -> tuple[bytes, int]:
    """(data, status word) with what ISO 7816-4 lays down for 61xx (more waits) and 6Cxx (another length)."""
    data, status = _split(card.send(command))
    if status >> 8 == 0x6C:
        data, status = _split(card.send(command[:4] + bytes([status & 0xFF])))
    rounds = 0
    while status >> 8 == 0x61 and rounds < 8:
        more, status = _split(card.send(bytes([0x00, 0xC0, 0x00, 0x00, status & 0xFF])))
        data += more
        rounds += 1
    return data, status


def _split(answer: bytes) -> tuple[bytes, int]:
    if len(answer) < 2:
        return b"", 0
    return answer[:-2], int.from_bytes(answer[-2:], "big")


def _message(card: Card) -> str:
    """The address in the card's NDEF file (NFC Forum Type 4); empty where it has none."""
    if ask(card, _SELECT_NDEF)[1] != _DONE or ask(card, _SELECT_FILE)[1] != _DONE:
        return ""
    length, status = ask(card, bytes([0x00, 0xB0, 0x00, 0x00, 0x02]))
    if status != _DONE or len(length) != 2:
        return ""
    wanted = min(int.from_bytes(length, "big"), _LONGEST)
    content = b""
    while len(content) < wanted:
        place = 2 + len(content)
        piece = min(_PIECE, wanted - len(content))
        came, status = ask(card, bytes([0x00, 0xB0, place >> 8, place & 0xFF, piece]))
        if status not in (_DONE, _SHORTER) or not came:
            return ""
        content += came
    return address_in(content)
