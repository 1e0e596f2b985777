"""Identifiers: UUIDv7 for documents, 64-bit short ids for things that documents name often."""

from __future__ import annotations


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """A UUIDv7 (RFC 9562 §5.7) as 32 hex digits: sorts by time, made once, before the first try to commit.

    `milliseconds` since 1970, `randomness` at least 10 bytes.
    """
    if len(randomness) < 10:
        raise ValueError("a UUIDv7 takes 10 random bytes")
    tail = int.from_bytes(randomness[:10], "big")
    first = (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | (tail >> 62 & 0x0FFF)
    second = 0x8000_0000_0000_0000 | tail & 0x3FFF_FFFF_FFFF_FFFF
    return f"{first:016x}{second:016x}"


def short_id(randomness: bytes) -> str:
    """16 hex digits of `randomness` (8 bytes): unique within one shop, short enough for every line of a sale."""
    if len(randomness) < 8:
        raise ValueError("a short id takes 8 random bytes")
    return randomness[:8].hex()
