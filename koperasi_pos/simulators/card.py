"""A card for the virtual reader (vpcd of vsmartcard) and a pcscd of our own under it; both misbehave on request."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from koperasi_pos.trade.sun_messages import SunKeys, expected_cmac

PCSCD = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")

ATR_STORAGE = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""What PC/SC tells of a MIFARE Classic 1K."""

ATR_ISO_DEP = bytes.fromhex("3B8180018080")
"""What PC/SC tells of an NTAG 424 DNA or a DESFire."""

_OFF, _ON, _RESET, _ATR = 0, 1, 2, 4
_NDEF_APP, _NDEF_FILE = bytes.fromhex("D2760000850101"), bytes.fromhex("E104")


class VirtualCard:
    """Speaks vpcd's protocol: two bytes of length, then a control byte or a command; `say` answers commands."""

    def __init__(self, uid: str, atr: bytes = ATR_STORAGE) -> None:
        self.uid, self.atr = bytes.fromhex(uid), atr
        self.commands: list[bytes] = []
        self.say: Callable[[bytes], bytes | None] = self.answer
        """Answers a command; `None` takes the card away in the middle of it."""
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def answer(self, command: bytes) -> bytes | None:
        """As a good card would."""
        if command[:4] == bytes.fromhex("FFCA0000"):
            return self.uid + b"\x90\x00"
        return b"\x6d\x00"

    def lay_on(self, port: int) -> None:
        """Put the card on the reader that listens there; waits until the reader does."""
        until = time.monotonic() + 30
        while True:
            try:
                self._line = socket.create_connection(("127.0.0.1", port), timeout=30)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        self._line.settimeout(None)
        self._thread = threading.Thread(target=self._serve, args=(self._line,), daemon=True)
        self._thread.start()

    def take_away(self) -> None:
        """Lift it off."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(10)

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                (length,) = struct.unpack(">H", _exactly(line, 2))
                told = _exactly(line, length)
                if length == 1:
                    if told[0] == _ATR:
                        _send(line, self.atr)
                    continue
                self.commands.append(told)
                back = self.say(told)
                if back is None:
                    self.take_away()
                    return
                _send(line, back)


class VirtualNtag(VirtualCard):
    """An NTAG 424 DNA that mirrors its number and read counter into an address, signed with its own key."""

    def __init__(self, uid: str, keys: SunKeys, *, counter: int = 0, random_number: str = "") -> None:
        super().__init__(random_number or uid, ATR_ISO_DEP)
        self._real, self._keys, self.counter = uid, keys, counter
        self._file = b""

    def address(self) -> str:
        """The address of one reading; each counts."""
        self.counter += 1
        picc = picc_data(self._keys.meta, self._real, self.counter)
        cmac = expected_cmac(self._keys.card_key(self._real), self._real, self.counter)
        return f"https://kartu.example/s?e={picc.hex().upper()}&c={cmac.hex().upper()}"

    def answer(self, command: bytes) -> bytes | None:
        """The commands of an NFC Forum Type 4 tag besides the reader's own."""
        if command[:4] == bytes.fromhex("00A40400"):
            return b"\x90\x00" if command[5 : 5 + command[4]] == _NDEF_APP else b"\x6a\x82"
        if command[:4] == bytes.fromhex("00A4000C"):
            if command[5:7] != _NDEF_FILE:
                return b"\x6a\x82"
            text = b"\x04" + self.address().removeprefix("https://").encode()
            record = b"\xd1\x01" + bytes([len(text)]) + b"U" + text
            self._file = len(record).to_bytes(2, "big") + record
            return b"\x90\x00"
        if command[:2] == bytes.fromhex("00B0"):
            place, length = int.from_bytes(command[2:4], "big"), command[4] or 256
            return self._file[place : place + length] + b"\x90\x00"
        return super().answer(command)


def picc_data(meta: bytes, uid: str, counter: int) -> bytes:
    """Number and counter, encrypted as the card does it."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    plain = b"\xc7" + bytes.fromhex(uid) + counter.to_bytes(3, "little") + b"\x5a" * 5
    work = Cipher(algorithms.AES(meta), modes.CBC(bytes(16))).encryptor()
    return work.update(plain) + work.finalize()


class OwnPcscd:
    """A pcscd on a socket of its own with one virtual reader; it does not touch the machine's own."""

    def __init__(self, socket_path: Path, folder: Path) -> None:
        self._path, self._folder = socket_path, folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self._config = folder / "reader.conf"
        self._plug(True)

    @staticmethod
    def hindrance() -> str:
        """Why it cannot run here; empty where it can."""
        if PCSCD is None or not DRIVER.exists():
            return "pcscd or its virtual reader is not installed (Debian: the packages pcscd and vsmartcard-vpcd)"
        return "" if os.geteuid() == 0 else "pcscd of one's own needs root"

    def start(self) -> None:
        """Run it; returns when clients may come."""
        assert PCSCD is not None
        self._path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener, (self._folder / "log").open("ab") as log:
            listener.bind(str(self._path))
            listener.listen(16)
            # As the system's own service manager would start it: the socket is handed over as the third file.
            run = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --foreground --error --config "$1" 3<&0 0</dev/null'
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", run, PCSCD, str(self._config)], stdin=listener.fileno(), stdout=log, stderr=log
            )

    def stop(self) -> None:
        """End it; whoever asks finds nobody."""
        process, self._process = self._process, None
        self._path.unlink(missing_ok=True)
        if process is not None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def pull_out(self) -> None:
        """Run on without the reader: a driver that is no USB one is only looked for at the service's start."""
        self.stop()
        self._plug(False)
        self.start()

    def plug_in(self) -> None:
        """Run on with it."""
        self.stop()
        self._plug(True)
        self.start()

    def _plug(self, there: bool) -> None:
        lines = [
            'FRIENDLYNAME "Virtual PCD"', f"DEVICENAME /dev/null:0x{self.port:X}", f"LIBPATH {DRIVER}",
            f"CHANNELID 0x{self.port:X}",
        ]  # fmt: skip
        self._config.write_text("\n".join(lines) + "\n" if there else "")


def _free_port() -> int:
    """The first of two free ports side by side: the virtual reader has two places for cards."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                two.bind(("127.0.0.1", port + 1))
                return port


def _exactly(line: socket.socket, length: int) -> bytes:
    came = b""
    while len(came) < length:
        # The reader sends length and command apart; without this it waits 40 ms between them.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = line.recv(length - len(came))
        if not piece:
            raise EOFError
        came += piece
    return came


def _send(line: socket.socket, answer: bytes) -> None:
    line.sendall(struct.pack(">H", len(answer)) + answer)
