"""Entries made small for the line, and their exact bytes back: what the receiver can work out itself is left out."""

from __future__ import annotations

import hashlib
import lzma
import zlib
from collections.abc import Sequence

PLAIN_ZLIB, PLAIN_LZMA = 1, 2
"""How a block is compressed: deflate primed with `_WORDS_1` (a few entries), or LZMA2 (many)."""

_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6, "lc": 3, "lp": 0, "pb": 0, "dict_size": 1 << 21, "nice_len": 128}]
FEW, MANY = 4, 32
"""Below so many entries deflate is always smaller; above so many it never is, and trying it takes its time."""

# Never changed: what was packed with it could not be read any more. Other words would get a number of their own.
_WORDS_1 = (
    b'{"body":{"active":false,"category":"Makanan","cost":3000,"id":"01a20b0","name":"Roti","packs":[{"codes":["899"],'
    b'"prices":[{"price":5000,"tier":"retail"},{"minimum":3000,"price":4500,"tier":"wholesale"}],"unit":"pcs"}],'
    b'"pillar":"produk","product":"","stocked":false},"epoch":1,"kind":"product",'
    b'{"body":{"amount":50000,"id":"01a20b0","purpose":"deposit","reason":"","shift":""},"kind":"cash_moved",'
    b'{"body":{"cashier":"Kasir","day":"2026-11-24","float":100000,"id":"01","number":1},"kind":"shift_opened",'
    b'{"body":{"counted":0,"difference":0,"expected":0,"id":"01","number":1,"ways":[{"amount":0,"way":"cash"},'
    b'{"amount":0,"way":"qris"}]},"kind":"shift_closed",'
    b'{"body":{"id":"01","lines":[{"cost":0,"quantity":1000,"product":""}],"reason":"found"},"kind":"stock_adjusted",'
    b'{"body":{"cashier":"Kasir","day":"2026-11-24","id":"01a20b1","lines":[{"cost":3000,"gross":5000,"line":1,'
    b'"name":"Roti","price":5000,"product":"","quantity":1000,"restock":true,"tax":0,"total":5000}],'
    b'"number":"K1-R000001","payments":[{"amount":5000,"way":"cash"}],"reason":"","sale":"","shift":""},"kind":"refund",'
    b'{"body":{"cashier":"Kasir","change":7500,"customer":{"id":"","member":true,"name":"Ahmad","tier":"member"},'
    b'"day":"2026-11-24","discount":500,"flags":["below_zero"],"gross":338500,"id":"01a20b1ae2687cabb","lines":['
    b'{"base":2000,"code":"8997700418827","cost":15200,"discount":0,"gross":19000,"name":"Sabun","price":9500,'
    b'"product":"ce87f664e6199da4","quantity":2000,"total":19000,"unit":"pak"},{"base":3000,"code":"8997700254432",'
    b'"cost":6600,"gross":10500,"name":"Kopi sachet","price":3500,"product":"68856ebb330e2e60","quantity":3000,'
    b'"total":10500},{"code":"8997700322926","cost":9500,"gross":13000,"name":"Mie goreng 250 g","price":13000,'
    b'"product":"4c48243b51ad5ea8","total":13000}],"number":"K1-000004","payments":[{"amount":338500,'
    b'"received":350000,"way":"cash"}],"rounding":0,"sedekah":0,"shift":"01a20b111a807025ab4b77fd05a6d6ad",'
    b'"tax":0,"total":338500},"epoch":1,"kind":"sale","prev":"","seq":154,"staff":"","time":"2026-11-24T08:10:41.000'
    b'+07:00","version":1,"writer":""}'
)

_AS_IS, _SHORT = b"=", b"-"


class Damaged(ValueError):
    """The block does not come back as it was packed, or is larger than it may be."""


def squeeze(lines: Sequence[bytes]) -> tuple[int, bytes]:
    """The way of packing and the packed bytes, whichever is smaller."""
    block = b"\n".join(_without_hashes(lines))
    if len(lines) > MANY:
        return PLAIN_LZMA, lzma.compress(block, format=lzma.FORMAT_RAW, filters=_FILTERS)
    primed = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS_1)
    deflated = primed.compress(block) + primed.flush()
    if len(lines) < FEW:
        return PLAIN_ZLIB, deflated
    dense = lzma.compress(block, format=lzma.FORMAT_RAW, filters=_FILTERS)
    return (PLAIN_LZMA, dense) if len(dense) < len(deflated) else (PLAIN_ZLIB, deflated)


def unsqueeze(way: int, packed: bytes, *, most: int) -> list[bytes]:
    """The opposite of `squeeze`; never holds more than `most` bytes of it. Raises `Damaged`."""
    try:
        block = _inflated(packed, most) if way == PLAIN_ZLIB else _expanded(way, packed, most)
    except (zlib.error, lzma.LZMAError, EOFError) as error:
        raise Damaged(str(error)) from error
    return _with_hashes(block.split(b"\n"))


def _inflated(packed: bytes, most: int) -> bytes:
    reading = zlib.decompressobj(-15, _WORDS_1)
    block = reading.decompress(packed, most + 1)
    if len(block) > most or not reading.eof or reading.unused_data:
        raise Damaged("too large, cut off or with something behind it")
    return block


def _expanded(way: int, packed: bytes, most: int) -> bytes:
    if way != PLAIN_LZMA:
        raise Damaged(f"packed in a way that this program does not know ({way})")
    reading = lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=_FILTERS)
    block = reading.decompress(packed, most + 1)
    if len(block) > most or not reading.eof or reading.unused_data:
        raise Damaged("too large, cut off or with something behind it")
    return block


def _without_hashes(lines: Sequence[bytes]) -> list[bytes]:
    """Leave out of every line the hash of the one before it, where that can be put back without a doubt."""
    made: list[bytes] = []
    before = b""
    for line in lines:
        full, short = _previous(before)
        shorter = line.replace(full, short) if before and line.count(full) == 1 and short not in line else line
        made.append((_SHORT if shorter is not line else _AS_IS) + shorter)
        before = line
    return made


def _with_hashes(made: Sequence[bytes]) -> list[bytes]:
    lines: list[bytes] = []
    for one in made:
        mark, line = one[:1], one[1:]
        if mark == _SHORT and lines:
            full, short = _previous(lines[-1])
            line = line.replace(short, full)
        elif mark != _AS_IS:
            raise Damaged("a line without its mark")
        lines.append(line)
    return lines


def _previous(line: bytes) -> tuple[bytes, bytes]:
    return b'"prev":"' + hashlib.sha256(line).hexdigest().encode() + b'"', b'"prev":""'
