"""What a printer says about itself when it is asked (DLE EOT), whatever line the question goes over."""

from __future__ import annotations

from koperasi_pos.devices.printer import Kind

ASK = b"\x10\x04\x02\x10\x04\x04"
"""DLE EOT 2 and 4: why it is offline, and its paper. Answered at once, before anything that waits in the buffer."""

_FIXED_MASK, _FIXED = 0b1001_0011, 0b0001_0010
"""Bits that every such answer has: other bytes are none."""

_COVER_OPEN, _PAPER_STOP, _FAULT = 0b0000_0100, 0b0010_0000, 0b0100_0000
_PAPER_GONE = 0b0110_0000


def answers_in(came: bytes) -> list[int]:
    """The bytes that can be an answer."""
    return [byte for byte in came if byte & _FIXED_MASK == _FIXED]


def hindrance(state: tuple[int, int]) -> Kind | None:
    """What keeps a printer that gave these two answers from printing; `None` where it is well."""
    offline, paper = state
    if paper & _PAPER_GONE == _PAPER_GONE or offline & _PAPER_STOP:
        return "paper_out"
    if offline & _COVER_OPEN:
        return "cover_open"
    return "fault" if offline & _FAULT else None
