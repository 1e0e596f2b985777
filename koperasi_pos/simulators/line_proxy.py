"""The misbehaving line on a real socket: a proxy on loopback that treats each request as the weather says."""

from __future__ import annotations

import socket
import struct
import threading
from dataclasses import dataclass

from koperasi_pos.simulators.line import Weather

_END = b"\r\n\r\n"
_PIECE = 65536
_PATIENCE = 40.0


@dataclass(frozen=True)
class _Message:
    """One HTTP message as it came: head with its empty line, and body."""

    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body

    @property
    def method(self) -> bytes:
        return self.head.partition(b" ")[0]

    @property
    def target(self) -> bytes:
        return self.head.split(b" ", 2)[1]


class LineProxy:
    """Listens on 127.0.0.1 inside a `with` block and hands requests on to `far` (host, port), or does not.

    `partition()` and `join()` pull the cable and put it back. After `heal()` it hands on everything faithfully,
    and what was under way has arrived once `heal()` returns.
    """

    def __init__(self, far: tuple[str, int], weather: Weather) -> None:
        self.far, self.weather = far, weather
        self.port = 0
        self.bytes_up = 0
        self._guard = threading.Lock()
        self._late: list[tuple[int, bytes]] = []
        self._answers: dict[bytes, bytes] = {}
        self._passed = 0
        self._apart = False
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None

    def __enter__(self) -> LineProxy:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(256)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._start(self._accept, listener)
        return self

    def __exit__(self, *_: object) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._guard:
            lines, threads = list(self._open), list(self._threads)
        for line in lines:
            _cut(line)
        for thread in threads:
            thread.join(10)

    @property
    def address(self) -> str:
        """Where tills find it."""
        return f"http://127.0.0.1:{self.port}"

    def partition(self) -> None:
        """Pull the cable: open connections break, new ones break at once."""
        with self._guard:
            self._apart = True
            lines = list(self._open)
        for line in lines:
            _cut(line)

    def join(self) -> None:
        """Put the cable back."""
        self._apart = False

    def heal(self) -> None:
        """Everything under way arrives; from now on the line is good."""
        with self._guard:
            self.weather.heal()
            self._apart = False
            late, self._late = self._late, []
        for _due, message in late:
            self._let_arrive(message)

    def _start(self, what: object, *args: object) -> None:
        thread = threading.Thread(target=what, args=args, name="line-proxy", daemon=True)  # type: ignore[arg-type]
        with self._guard:
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if self._apart:
                _cut(near)
                continue
            near.settimeout(_PATIENCE)
            with self._guard:
                self._open.add(near)
            self._start(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        try:
            while (message := _read(near)) is not None and self._carry(near, message):
                pass
        except OSError:
            # Somebody hung up, or the cable was pulled; that is what this is for.
            return
        finally:
            with self._guard:
                self._open.discard(near)
            near.close()

    def _carry(self, near: socket.socket, message: _Message) -> bool:
        """Treat one request; whether the connection goes on."""
        with self._guard:
            self._passed += 1
            self.bytes_up += len(message.whole)
            fault = self.weather.next()
            due = [late for late in self._late if late[0] <= self._passed]
            self._late = [late for late in self._late if late[0] > self._passed]
            said = self.weather.said_by_others(fault)
            wait = self.weather.dice.randint(1, 6) if fault == "late" else self.weather.dice.randint(10, 120)
            part = self.weather.part_of(message.body)
        for _due, late in due:
            self._start(self._let_arrive, late)
        if said is not None:
            near.sendall(_as_http(*said))
            return False
        return self._meet(near, message, fault, wait, part)

    def _meet(self, near: socket.socket, message: _Message, fault: str, wait: int, part: bytes) -> bool:
        match fault:
            case "lost":
                _cut(near)
                return False
            case "late" | "very_late" | "twice_late":
                with self._guard:
                    self._late.append((self._passed + wait, message.whole))
                if fault != "twice_late":
                    _cut(near)
                    return False
            case "cut":
                self._let_arrive(message.head + part, whole=False)
                _cut(near)
                return False
            case "stale" if message.method == b"GET" and message.target in self._answers:
                near.sendall(self._answers[message.target])
                return True
            case "twice":
                self._let_arrive(message.whole)
        return self._answer(near, message, fault)

    def _answer(self, near: socket.socket, message: _Message, fault: str) -> bool:
        with socket.create_connection(self.far, timeout=_PATIENCE) as far:
            far.sendall(message.whole)
            answer = _read(far)
        if answer is None or fault == "answer_lost":
            _cut(near)
            return False
        if fault == "answer_cut":
            near.sendall(answer.whole[: len(answer.head) + len(answer.body) // 2])
            _cut(near)
            return False
        if fault == "answer_halved":
            near.sendall(_without_length(answer.head) + answer.body[: len(answer.body) // 2])
            return False
        if message.method == b"GET":
            self._answers[message.target] = answer.whole
        near.sendall(answer.whole)
        return True

    def _let_arrive(self, message: bytes, *, whole: bool = True) -> None:
        """Send a request whose asker is gone; wait for its end, unless it is one that never ends."""
        try:
            with socket.create_connection(self.far, timeout=_PATIENCE) as far:
                far.sendall(message)
                if whole:
                    _read(far)
        except OSError:
            # The province is down just now: what arrives late at nobody is lost.
            with self._guard:
                self.weather.done["arrived nowhere"] += 1
        else:
            with self._guard:
                self.weather.done["arrived late"] += 1


def _read(line: socket.socket) -> _Message | None:
    """The next message on a connection, read whole; `None` where it ended before one."""
    gathered = b""
    while _END not in gathered:
        piece = line.recv(_PIECE)
        if not piece:
            return None
        gathered += piece
    head, _, body = gathered.partition(_END)
    length = _length(head)
    while len(body) < length:
        piece = line.recv(_PIECE)
        if not piece:
            return None
        body += piece
    return _Message(head + _END, body)


def _length(head: bytes) -> int:
    for field in head.split(b"\r\n")[1:]:
        name, _, value = field.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def _without_length(head: bytes) -> bytes:
    """The head of an answer that ends where the connection does, as some proxies hand it on."""
    fields = [field for field in head[: -len(_END)].split(b"\r\n") if not field.lower().startswith(b"content-length")]
    return b"\r\n".join((*fields, b"Connection: close")) + _END


def _as_http(status: int, headers: dict[str, str], body: bytes) -> bytes:
    fields = {**headers, "Content-Length": str(len(body)), "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} As it pleases\r\n{head}\r\n".encode() + body


def _cut(line: socket.socket) -> None:
    """End a connection hard: the other side hears a reset, and whoever reads here wakes."""
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It was gone already.
        line.close()
        return
    line.close()
