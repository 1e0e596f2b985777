"""The ESC/POS command set as lengths: where a command ends, so that a reader stays in step with the bytes."""

from __future__ import annotations

ESC = {
    "reset": ord("@"), "style": ord("!"), "bold": ord("E"), "double_strike": ord("G"), "align": ord("a"),
    "code_page": ord("t"), "feed": ord("d"), "pulse": ord("p"), "cut": ord("i"), "cut_partly": ord("m"),
    "bit_image": ord("*"),
}  # fmt: skip
"""Commands after ESC (0x1B) that change what is on the paper."""

GS = {
    "size": ord("!"), "cut": ord("V"), "raster": ord("v"), "bar_code": ord("k"), "function": ord("("),
    "large_function": ord("8"),
}  # fmt: skip
"""Commands after GS (0x1D) that change what is on the paper."""

CODECS = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 21: "cp874", 32: "cp720", 33: "cp775", 34: "cp855",
    35: "cp861", 36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 44: "cp1125",
    45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258",
}  # fmt: skip
"""Number of a code page after ESC t → Python's codec."""

_ESC_LENGTHS = {
    " ": 1, "$": 2, "%": 1, "-": 1, "2": 0, "3": 1, "=": 1, "?": 1, "A": 1, "B": 2, "C": 1, "J": 1, "K": 1, "L": 0,
    "M": 1, "N": 1, "O": 0, "Q": 1, "R": 1, "S": 0, "T": 1, "U": 1, "V": 1, "W": 8, "\\": 2, "c": 2, "e": 1, "f": 2,
    "q": 0, "r": 1, "u": 1, "v": 0, "{": 1, "<": 0, "4": 0, "5": 0,
}  # fmt: skip

_GS_LENGTHS = {
    "#": 1, "$": 2, "/": 1, ":": 0, "B": 1, "D": 0, "E": 1, "H": 1, "I": 1, "L": 2, "P": 2, "T": 1, "W": 2, "\\": 2,
    "^": 3, "a": 1, "b": 1, "c": 0, "f": 1, "h": 1, "j": 1, "r": 1, "w": 1,
}  # fmt: skip

_FS_LENGTHS = {
    "!": 1, "&": 0, "-": 1, ".": 0, "?": 2, "A": 1, "C": 1, "S": 2, "W": 1, "p": 2, "2": 74, "E": 6, "c": 1, "v": 0,
}  # fmt: skip

_DC4_LENGTHS = {1: 2, 2: 2, 3: 7, 8: 7}


class Cursor:
    """A place in a stream of bytes; past its end there are only zeros and nothing."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self.place = 0

    @property
    def at_end(self) -> bool:
        """Whether every byte was read."""
        return self.place >= len(self._stream)

    def byte(self) -> int:
        """The next byte, 0 past the end."""
        value = self._stream[self.place] if not self.at_end else 0
        self.place += 1
        return value

    def number(self, size: int) -> int:
        """The next `size` bytes as a number, the low one first."""
        return int.from_bytes(self.take(size), "little")

    def take(self, count: int) -> bytes:
        """The next `count` bytes, fewer where the stream ends."""
        taken = self._stream[self.place : self.place + count]
        self.place += count
        return taken

    def until(self, end: int) -> bytes:
        """The bytes before the next `end`, which is passed over."""
        stop = self._stream.find(bytes((end,)), self.place)
        taken = self._stream[self.place :] if stop < 0 else self._stream[self.place : stop]
        self.place += len(taken) + 1
        return taken


def bit_image_length(mode: int, width: int) -> int:
    """Bytes of the columns after ESC * m nL nH."""
    return width * (3 if mode in (32, 33) else 1)


def skip_esc(stream: Cursor, command: int) -> bytes:
    """Pass over the rest of an ESC command; the command where it is unknown, else nothing."""
    name = chr(command)
    if name == "D":
        stream.until(0)
    elif name == "&":
        _user_characters(stream)
    elif name == "(":
        stream.byte()
        stream.take(stream.number(2))
    elif name in _ESC_LENGTHS:
        stream.take(_ESC_LENGTHS[name])
    else:
        return bytes((command,))
    return b""


def skip_gs(stream: Cursor, command: int) -> bytes:
    """Pass over the rest of a GS command; the command where it is unknown, else nothing."""
    name = chr(command)
    if name == "*":
        across, down = stream.byte(), stream.byte()
        stream.take(across * down * 8)
    elif name == "Q":
        stream.take(2)
        across, down = stream.number(2), stream.number(2)
        stream.take(across * down)
    elif name == "C":
        stream.take({ord("0"): 2, ord("1"): 6, ord("2"): 2}.get(stream.byte(), 0))
    elif name == "g":
        stream.take(4)
    elif name == "z":
        stream.take(3)
    elif name in _GS_LENGTHS:
        stream.take(_GS_LENGTHS[name])
    else:
        return bytes((command,))
    return b""


def skip_fs(stream: Cursor) -> bytes:
    """Pass over an FS command (Asian characters, pictures kept in the printer); the command where it is unknown."""
    command = stream.byte()
    name = chr(command)
    if name == "(":
        stream.byte()
        stream.take(stream.number(2))
    elif name == "q":
        for _picture in range(stream.byte()):
            across, down = stream.number(2), stream.number(2)
            stream.take(across * down * 8)
            if stream.at_end:
                break
    elif name == "g":
        _kept_memory(stream)
    elif name in _FS_LENGTHS:
        stream.take(_FS_LENGTHS[name])
    else:
        return bytes((command,))
    return b""


def skip_dle(stream: Cursor) -> bytes:
    """Pass over a real-time command (status, recovery, pulse); the command where it is unknown."""
    command = stream.byte()
    if command == 0x04:
        if stream.byte() in (7, 8, 18):
            stream.byte()
    elif command == 0x05:
        stream.byte()
    elif command == 0x14:
        stream.take(_DC4_LENGTHS.get(stream.byte(), 0))
    else:
        return bytes((command,))
    return b""


def _user_characters(stream: Cursor) -> None:
    """ESC & y c1 c2 and, for each character, x and x × y bytes."""
    down, first, last = stream.byte(), stream.byte(), stream.byte()
    for _letter in range(first, last + 1):
        stream.take(stream.byte() * down)


def _kept_memory(stream: Cursor) -> None:
    """FS g 1 m a1–a4 nL nH data writes into the printer's memory, FS g 2 reads from it."""
    write = stream.byte() == ord("1")
    stream.take(5)
    count = stream.number(2)
    if write:
        stream.take(count)
