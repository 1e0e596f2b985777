"""What a scanner typed: characters with the pauses between them, what they count as, and the settings that fit them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from koperasi_pos.trade.codes import Kind, read_scan

End = Literal["enter", "tab", "none"]

AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""An AIM symbology identifier (ISO/IEC 15424): a bracket, the letter of the symbology, its modifier."""

SYMBOLOGIES = {
    "]E0": "EAN-13", "]E3": "EAN-13", "]E4": "EAN-8", "]C0": "Code 128", "]C1": "GS1-128", "]e0": "GS1 DataBar",
    "]A0": "Code 39", "]I0": "ITF", "]I1": "ITF-14", "]Q0": "QR", "]Q1": "QR", "]Q3": "GS1 QR", "]d1": "Data Matrix",
    "]d2": "GS1 Data Matrix", "]F0": "Codabar", "]G0": "Code 93",
}  # fmt: skip

SLOWEST_SCANNER_MS = 120
"""No keyboard scanner pauses longer; a person hardly types faster for a whole code."""

SCANS_NEEDED = 3
_LEAST_GAP_MS, _MOST_GAP_MS = 20, 150


@dataclass(frozen=True)
class Burst:
    """Characters as they came, `gaps[i]` milliseconds before character `i` (0 before the first), and their end."""

    text: str
    gaps: tuple[int, ...]
    end: End = "enter"
    end_gap: int = 0

    @property
    def longest_gap(self) -> int:
        """Milliseconds of the longest pause within, the one before the ending key too."""
        return max((*self.gaps[1:], self.end_gap if self.end != "none" else 0), default=0)


@dataclass(frozen=True)
class Rules:
    """How scans are told from typing; the values of this machine's settings."""

    gap_ms: int
    minimum: int
    prefix: str = ""
    suffix: str = ""
    ends_with: End = "enter"
    aim: Literal["read", "drop"] = "read"
    separator: str = ""


@dataclass(frozen=True)
class Judgement:
    """Whether a burst counts as a scan under the rules; `why` is empty, `slow`, `short` or `end`."""

    why: Literal["", "slow", "short", "end"]
    code: str
    """What is left without prefix and suffix."""
    symbology: str
    """By its AIM identifier; empty where it has none that is known."""
    kind: Kind

    @property
    def counts(self) -> bool:
        """It is a scan."""
        return not self.why


def code_of(text: str, rules: Rules) -> str:
    """What the scanner read, without what it is set to send around the code."""
    if rules.prefix and text.startswith(rules.prefix):
        text = text[len(rules.prefix) :]
    if rules.suffix and text.endswith(rules.suffix):
        text = text[: -len(rules.suffix)]
    if rules.separator:
        text = text.replace(rules.separator, "\x1d")
    if rules.aim == "drop" and AIM.match(text):
        text = text[3:]
    return text


def judge(burst: Burst, rules: Rules) -> Judgement:
    """What a burst counts as."""
    code = code_of(burst.text, rules)
    aim = SYMBOLOGIES.get(code[:3], "") if AIM.match(code) else ""
    why: Literal["", "slow", "short", "end"] = ""
    if len(burst.text) < rules.minimum:
        why = "short"
    elif burst.longest_gap > rules.gap_ms:
        why = "slow"
    elif burst.end != rules.ends_with and rules.ends_with != "none":
        why = "end"
    return Judgement(why, code, aim, read_scan(code).kind)


def propose(bursts: Sequence[Burst], before: Rules) -> Rules | None:
    """Settings measured from three scans of one code; `None` where they do not agree or were typed by hand.

    The pause is the longest one seen and half as much again, so that a busy computer does not part a scan. What the
    three have before and behind a valid bar code is prefix and suffix. The separator stays as it was.
    """
    last = list(bursts)[-SCANS_NEEDED:]
    if len(last) < SCANS_NEEDED or any(one.text != two.text or one.end != two.end for one, two in pairwise(last)):
        return None
    text, slowest = last[0].text, max(burst.longest_gap for burst in last)
    if len(text) < 2 or slowest > SLOWEST_SCANNER_MS:
        return None
    prefix, suffix = _around(text)
    fewest = min(before.minimum, len(text))
    return Rules(gap_for(slowest), max(2, fewest), prefix, suffix, last[0].end, before.aim, before.separator)


def gap_for(slowest: int) -> int:
    """The pause to set up for a device whose longest pause is known, ms."""
    return min(max(slowest + (slowest + 1) // 2, _LEAST_GAP_MS), _MOST_GAP_MS)


def _around(text: str) -> tuple[str, str]:
    """(prefix, suffix) around the one GTIN in the text; an AIM identifier is no prefix. Empty where none is clear."""
    start = AIM.match(text)
    begin = start.end() if start else 0
    for found in re.finditer(r"[0-9]+", text[begin:]):
        digits = found[0]
        if read_scan(digits).kind in ("gtin", "weighed"):
            before, behind = text[begin : begin + found.start()], text[begin + found.end() :]
            if "\x1d" not in text and not (before and start):
                return before, behind
    return "", ""
