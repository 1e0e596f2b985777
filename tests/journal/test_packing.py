"""Bundles: exact bytes back whatever the lines are, nothing larger than it may be, damage noticed."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal import packing
from koperasi_pos.journal import protocol as p
from tests.sync.record_traffic import first_version

PRIVATE = b"\x05" * 32


def chained(bodies: list[bytes]) -> list[bytes]:
    """Lines of which each names the hash of the one before."""
    lines: list[bytes] = []
    for body in bodies:
        before = hashlib.sha256(lines[-1]).hexdigest() if lines else "0" * 64
        lines.append(b'{"body":{' + body + b'},"prev":"' + before.encode() + b'","seq":1}')
    return lines


def made(lines: list[bytes]) -> p.Bundle:
    """A bundle of these lines."""
    return p.bundle("a" * 16, 3, 7, lines, PRIVATE)


awkward = st.sampled_from([b"", b'"prev":""', b'"prev":"' + b"0" * 64 + b'"', b"-", b"=", "–é".encode(), b"a" * 5000])


@given(st.lists(st.one_of(awkward, st.binary(max_size=40).map(lambda one: one.replace(b"\n", b""))), min_size=1))
def test_every_line_comes_back(bodies: list[bytes]) -> None:
    for lines in (chained(bodies), [body.replace(b"\n", b"") for body in bodies]):
        lines = lines[: p.MOST_ENTRIES]
        found = p.unpack(p.pack(made(lines)))
        assert list(found.lines) == lines
        assert (found.device, found.epoch, found.first) == ("a" * 16, 3, 7)
        assert p.unpack(first_version(made(lines))) == made(lines)


@given(st.integers(0, 400), st.integers(0, 255))
def test_damage_is_noticed_or_harmless(place: int, byte: int) -> None:
    whole = made(chained([b'"total":%d' % number for number in range(9)]))
    packed = bytearray(p.pack(whole))
    packed[place % len(packed)] = byte
    try:
        found = p.unpack(bytes(packed))
    except p.NotABundle:
        return
    # What the head says may have changed; the signature no longer fits then.
    assert found.lines == whole.lines
    assert found == whole or not found.signed_by(public()) or found.first != whole.first


def public() -> str:
    """The public half of the key of these tests."""
    from koperasi_pos.store import keys

    return keys.public_half(PRIVATE).hex()


@pytest.mark.parametrize("cut", [1, 60, 123, 200])
def test_what_was_cut_off_is_no_bundle(cut: int) -> None:
    packed = p.pack(made(chained([b'"n":%d' % number for number in range(30)])))
    with pytest.raises(p.NotABundle):
        p.unpack(packed[:-cut])


def test_a_bomb_does_not_go_off() -> None:
    zeros = b"=" + b"0" * (64 << 20)
    head = p.pack(made([b"x"]))[: p._HEAD.size]
    lzma_bomb = lzma.compress(zeros, format=lzma.FORMAT_RAW, filters=packing._FILTERS)
    zlib_bomb = zlib.compress(zeros, 9)[2:-4]
    for way, bomb in ((packing.PLAIN_LZMA, lzma_bomb), (packing.PLAIN_ZLIB, zlib_bomb)):
        with pytest.raises(packing.Damaged):
            packing.unsqueeze(way, bomb, most=1 << 20)
    with pytest.raises(p.NotABundle):
        p.unpack(head + lzma_bomb)
    with pytest.raises(p.NotABundle):
        p.unpack(gzip.compress(zeros))


def test_a_newer_bundle_and_another_file_are_told() -> None:
    packed = p.pack(made([b"x"]))
    with pytest.raises(p.NotABundle, match="newer"):
        p.unpack(packed[:3] + b"\x09" + packed[4:])
    for other in (b"", b"KPB", b"\x1f\x8b", b"hello", packed + b"more"):
        with pytest.raises(p.NotABundle):
            p.unpack(other)
