"""How scales speak: bytes in, weights out; and what to send to those that must be asked.

`stream`: ASCII lines that the scale sends by itself, `ST,GS,+  1.234kg` CR LF. `ST` stable, `US` unstable, `OL`
overload; `GS` gross, `NT` net. Sources: CAS CI-600D manual §10-1 and 10-3 (22 bytes with device and lamp byte, 18
bytes "AND"), CAS NT-200 manual §14, A&D EK-L manual §9-2 (`ST,+00012.34  g`, without GS/NT; `QT` is a count of
pieces, no weight).

`ask`: ENQ is answered with ACK, then DC1 with SOH STX, state `S` or `U`, sign (space, `-`, `F` for overflow), six
characters of weight with their point, two of the unit, BCC, ETX, EOT. The BCC is the exclusive or of all between STX
and itself. Sources: CAS SW-II manual p. 15-16 (RS-232C protocol), Ohaus Aviator 7000 service manual §6.1.1.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor
from typing import Protocol

from koperasi_pos.trade.weighing import State, Weighing
from koperasi_pos.values import Quantity
from koperasi_pos.values.money import rounded_ratio

ENQ, ACK, NAK, DC1 = b"\x05", b"\x06", b"\x15", b"\x11"
SOH, STX, ETX, EOT = 0x01, 0x02, 0x03, 0x04

_GRAMS = {"kg": 1000, "g": 1, "t": 1_000_000}
_MOST = 256
"""Bytes that are kept without an end: more are noise."""

_WEIGHT = rb"(?P<sign>[+-])?[ ,]*(?P<weight>[0-9]*\.?[0-9]+)[ ,]*(?P<unit>kg|KG|g|t)?[ ,]*"
_STREAM = re.compile(rb"(?:ST|US)[ ,]*(?:(?:GS|NT)[ ,]*)?" + _WEIGHT)
_CAS_22 = re.compile(rb"(?:ST|US),(?:GS|NT),..,[ ]*" + _WEIGHT, re.DOTALL)
_BELOW = re.compile(rb"-[ ]*[0-9]")


class ScaleProtocol(Protocol):
    """One way to speak. Holds the bytes of an unfinished answer; never raises for what came."""

    def ask(self) -> bytes:
        """What to send to get a weight; empty for scales that send by themselves."""
        ...

    def take(self, came: bytes) -> tuple[list[Weighing], bytes]:
        """(weights that are whole now, what to send back)."""
        ...

    def forget(self) -> None:
        """The answer under way will not come."""
        ...


class StreamProtocol:
    """A scale that sends lines by itself."""

    def __init__(self) -> None:
        self._rest = b""

    def ask(self) -> bytes:
        """Nothing."""
        return b""

    def forget(self) -> None:
        """Begin anew."""
        self._rest = b""

    def take(self, came: bytes) -> tuple[list[Weighing], bytes]:
        """The lines that are whole; half ones wait, what is no weight is passed over."""
        *lines, rest = re.split(rb"[\r\n]+", self._rest + came)
        self._rest = rest if len(rest) <= _MOST else b""
        return [found for line in lines if (found := read_line(line)) is not None], b""


def read_line(line: bytes) -> Weighing | None:
    """The weight in one line; `None` for what is none."""
    line = line.strip(b"\x02\x03 ")
    if line[:2] == b"OL":
        return Weighing("underload" if _BELOW.search(line) else "overload")
    found = _CAS_22.fullmatch(line) or _STREAM.fullmatch(line)
    if found is None:
        return None
    unit = (found["unit"] or b"kg").decode("ascii").lower()
    return _weighing("stable" if line[:2] == b"ST" else "moving", found["sign"] == b"-", found["weight"], unit)


class AskProtocol:
    """A scale that answers ENQ with ACK and DC1 with its weight."""

    def __init__(self) -> None:
        self._rest = b""

    def ask(self) -> bytes:
        """ENQ: is there a weight?"""
        return ENQ

    def forget(self) -> None:
        """Begin anew."""
        self._rest = b""

    def take(self, came: bytes) -> tuple[list[Weighing], bytes]:
        """ACK is answered with DC1; an answer with a wrong check byte counts for nothing."""
        found: list[Weighing] = []
        back = b""
        rest = self._rest + came
        while rest:
            if rest[0] == ACK[0]:
                back, rest = DC1, rest[1:]
                continue
            start = rest.find(STX)
            acked = rest.find(ACK)
            if acked >= 0 and (start < 0 or acked < start):
                rest = rest[acked:]
                continue
            if start < 0:
                rest = b""
                break
            body = rest[start + 1 : start + 1 + _BODY + 2]
            if len(body) < _BODY + 2:
                rest = rest[start:]
                break
            weighing = read_answer(body)
            if weighing is None:
                rest = rest[start + 1 :]  # a byte of noise looked like a start: look on behind it
                continue
            found.append(weighing)
            rest = rest[start + 1 + _BODY + 2 :]
        self._rest = rest if len(rest) <= _MOST else b""
        return found, back


_BODY = 10
"""State, sign, six of weight, two of unit."""


def read_answer(body: bytes) -> Weighing | None:
    """The weight between STX and ETX, with BCC and ETX behind it; `None` where they do not fit."""
    told, check, end = body[:_BODY], body[_BODY], body[_BODY + 1]
    if end != ETX or check != reduce(xor, told, 0):
        return None
    state, sign, weight, unit = told[:1], told[1:2], told[2:8], told[8:10]
    if sign == b"F":
        return Weighing("overload")
    if state not in (b"S", b"U") or sign not in (b" ", b"-"):
        return None
    kind: State = "stable" if state == b"S" else "moving"
    return _weighing(kind, sign == b"-", weight, unit.decode("latin-1").lower().strip())


def _weighing(state: State, negative: bool, digits: bytes, unit: str) -> Weighing | None:
    """Digits with a point as thousandths of a kilogram; finer ones are rounded."""
    text = digits.replace(b" ", b"").decode("latin-1")
    whole, _point, fraction = text.partition(".")
    if unit not in _GRAMS or not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        return None
    grams = rounded_ratio(int(whole + fraction) * _GRAMS[unit], 10 ** len(fraction))
    return Weighing(state, Quantity(-grams if negative else grams))


PROTOCOLS: dict[str, type[StreamProtocol] | type[AskProtocol]] = {"stream": StreamProtocol, "ask": AskProtocol}
"""Name in the settings → how it speaks."""
