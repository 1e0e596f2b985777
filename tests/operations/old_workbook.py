"""A workbook of the old kind (XLS: BIFF8 records in a compound file), just enough for tests of reading one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_old_workbook(path: Path, sheet: str, rows: Sequence[Sequence[str | float]]) -> None:
    """Write one sheet: text cells as text, numbers as numbers, empty text as no cell."""
    path.write_bytes(_compound_file(_book(sheet, rows)))


def _record(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def _book(sheet: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0)) + _record(0x0042, b"\xb0\x04")
    name = struct.pack("<BB", len(sheet), 0) + sheet.encode("latin-1")
    start = len(head) + len(_record(0x0085, b"\0" * 6, name)) + len(_record(0x000A))
    head += _record(0x0085, struct.pack("<IBB", start, 0, 0), name) + _record(0x000A)
    width = max(len(row) for row in rows)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, str) and cell:
                text = cell.encode("utf-16-le")
                body += _record(0x0204, place, struct.pack("<HB", len(text) // 2, 1), text)
            elif not isinstance(cell, str):
                body += _record(0x0203, place, struct.pack("<d", cell))
    return head + body + _record(0x000A)


def _compound_file(stream: bytes) -> bytes:
    """One stream named Workbook: sector 0 holds the table of sectors, 1 the directory, the rest the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, sectors + 2), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1)
    header += struct.pack("<IIIIIII", 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    fat = struct.pack(f"<{_SECTOR // 4}I", *table, *[_FREE] * (_SECTOR // 4 - len(table)))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    return header + fat + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
