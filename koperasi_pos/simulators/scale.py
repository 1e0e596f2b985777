"""A scale that misbehaves, on a pty, from a seed: noise on the line, half lines, silence, garbage."""

from __future__ import annotations

import random
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Literal

from koperasi_pos.simulators.serial_end import SerialEnd

Speaks = Literal["stream", "stream22", "and", "ask"]
"""`stream`: CAS 18 bytes; `stream22`: with device and lamp byte; `and`: A&D in grams; `ask`: ENQ, DC1."""

_GARBAGE = (
    b"\xff\x00\x13ST,G", b"ERR 6\r\n", b"ST,GS,+  9.9.9kg\r\n", b"\x02S  9.999kg\x00\x03", b"US,NT\r\n", b"\x06\x06",
)  # fmt: skip


class SimulatedScale:
    """Put weights on it with `put`; whole grams. `trouble` is how many answers in a hundred go wrong."""

    def __init__(self, link: Path, speaks: Speaks = "stream", *, seed: int = 0, trouble: int = 0) -> None:
        self.speaks, self._trouble = speaks, trouble
        self._chance = random.Random(seed)
        self._grams, self._stable, self._over = 0, True, False
        self.silent = False
        self.end = SerialEnd(link, self._serve)
        self.asked = 0
        """How often a weight was asked for (DC1)."""

    def start(self) -> None:
        """Switch it on."""
        self.end.start()

    def stop(self) -> None:
        """Switch it off."""
        self.end.stop()

    def put(self, grams: int, *, stable: bool = True) -> None:
        """So much lies on it now; `stable` is False while it swings."""
        self._grams, self._stable, self._over = grams, stable, False

    def overload(self) -> None:
        """More lies on it than it can weigh."""
        self._over = True

    def answer(self) -> bytes:
        """What it says about what lies on it."""
        grams = self._grams if self._stable else self._grams + self._chance.randint(-40, 40)
        if self.speaks == "ask":
            return _asked(grams, stable=self._stable, over=self._over)
        head = "OL" if self._over else "ST" if self._stable else "US"
        sign = "-" if grams < 0 else "+"
        if self.speaks == "and":
            return f"{head},{sign}{abs(grams):09.1f}  g\r\n".encode("ascii")
        weight = f"{abs(grams) / 1000:.3f}"
        if self.speaks == "stream22":
            signed = f"{sign if grams < 0 else ''}{weight}"
            return f"{head},GS,1".encode("ascii") + b"\xc4," + f"{signed:>8} kg\r\n".encode("ascii")
        return f"{head},GS,{sign}{weight:>7}kg\r\n".encode("ascii")

    def _serve(self, came: bytes) -> None:
        if self.silent:
            return
        if self.speaks != "ask":
            self._say(self.answer())
            return
        for byte in came:
            if byte == 0x05:
                self._say(b"\x06")
            elif byte == 0x11:
                self.asked += 1
                self._say(self.answer())

    def _say(self, words: bytes) -> None:
        if self._chance.randrange(100) >= self._trouble:
            self.end.send(words)
            return
        match self._chance.choice(("noise", "half", "silence", "garbage", "split")):
            case "noise":
                spoilt = bytearray(words)
                spoilt[self._chance.randrange(len(spoilt))] ^= 1 << self._chance.randrange(8)
                # A stream carries no check: noise in its digits is another weight to anybody, so it hits the frame.
                self.end.send(bytes(spoilt) if self.speaks == "ask" else b"#" + words)
            case "half":
                self.end.send(words[: self._chance.randrange(len(words))])
            case "garbage":
                self.end.send(self._chance.choice(_GARBAGE))
            case "split":
                place = self._chance.randrange(len(words))
                self.end.send(words[:place])
                self.end.send(words[place:])


def _asked(grams: int, *, stable: bool, over: bool) -> bytes:
    sign = "F" if over else "-" if grams < 0 else " "
    body = f"{'S' if stable else 'U'}{sign}{abs(grams) / 1000:06.3f}kg".encode("ascii")
    return b"\x01\x02" + body + bytes((reduce(xor, body),)) + b"\x03\x04"
