"""The way over HTTP past everything that stands in it: login pages, proxies, certificates, answers that break off."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from koperasi_pos.journal.protocol import HelloQuestion
from koperasi_pos.settings import LineSettings
from koperasi_pos.sync.client import Client, NotTheProvince, Refused
from koperasi_pos.sync.transport import HttpTransport, Unreachable, _unreachable, well_formed
from tests.counter import Clock

Talk = Callable[[socket.socket], None]


@contextmanager
def server(talk: Talk, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Somebody who listens on a port of this machine and talks to everybody who comes."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                peer, _address = listening.accept()
            except OSError:
                return
            with peer:
                try:
                    wrapped = context.wrap_socket(peer, server_side=True) if context else peer
                    talk(wrapped)
                    wrapped.close()
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def saying(answer: bytes) -> Talk:
    """Reads a request and says this."""

    def talk(peer: socket.socket) -> None:
        peer.recv(1 << 16)
        peer.sendall(answer)

    return talk


def client(port: int, settings: LineSettings | None = None, scheme: str = "http") -> Client:
    """A till that asks at this port."""
    return Client(
        HttpTransport(f"{scheme}://127.0.0.1:{port}", settings), device="a" * 16, private=b"\x01" * 32,
        clock=Clock(), randomness=bytes,
    )  # fmt: skip


def hello(asking: Client) -> None:
    """Ask something."""
    try:
        asking.hello(HelloQuestion(epoch=1, seq=0, hash=""))
    finally:
        asking.transport.close()


def page(status: str, more: str = "", body: str = "<html>log in</html>") -> bytes:
    """An answer of a web server."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n{body}".encode()


@pytest.mark.parametrize(
    "answer",
    [
        page("200 OK", "Content-Type: text/html\r\n"),
        page("302 Found", "Location: http://wifi.login/\r\n"),
        page("511 Network Authentication Required"),
        page("404 Not Found"),
        page("403 Forbidden"),
        page("200 OK", "X-Koperasi-Provinz: x\r\n", '{"server_epoch": 1}'),
    ],
)
def test_a_login_page_is_never_the_province(answer: bytes) -> None:
    with server(saying(answer)) as port, pytest.raises(NotTheProvince):
        hello(client(port))


def test_another_province_is_not_ours() -> None:
    with server(saying(page("200 OK", "X-Koperasi-Province: jateng\r\n"))) as port:
        asking = client(port)
        asking.province = "jatim"
        with pytest.raises(NotTheProvince, match="jateng"):
            hello(asking)


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 Service Unavailable", "500 Oops", "429 Too Many"])
def test_a_busy_front_is_waited_for(status: str) -> None:
    with server(saying(page(status, "Retry-After: 33\r\n"))) as port, pytest.raises(Refused) as refused:
        hello(client(port))
    assert refused.value.retry_after == 33


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "cut"),
        (b"HTTP/1.1 200 OK\r\nX-Koperasi-Province: x\r\nContent-Length: 900\r\n\r\n{", "cut"),
        (b"HTTP/1.1 200 OK\r\nX-Koperasi-Province: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{", "cut"),
        (page("200 OK", "X-Koperasi-Province: x\r\n", "no json"), "cut"),
        (page("407 Proxy Authentication Required"), "proxy"),
    ],
)
def test_what_breaks_off_is_no_answer(answer: bytes, reason: str) -> None:
    with server(saying(answer)) as port, pytest.raises(Unreachable) as away:
        hello(client(port))
    assert away.value.reason == reason


def test_nobody_there_and_no_such_name() -> None:
    with pytest.raises(Unreachable) as away:
        hello(client(9))
    assert away.value.reason == "offline"
    with pytest.raises(Unreachable) as unknown:
        HttpTransport("http://nowhere.invalid").request("GET", "/", {}, b"", 5)
    assert unknown.value.reason == "name"


def test_silence_is_left_after_a_while() -> None:
    over = threading.Event()

    def silent(peer: socket.socket) -> None:
        over.wait(90)

    with server(silent) as port:
        try:
            with pytest.raises(Unreachable) as away:
                HttpTransport(f"http://127.0.0.1:{port}").request("GET", "/", {}, b"", 1.0)
        finally:
            over.set()
    assert away.value.reason == "timeout"


def test_a_proxy_from_the_settings_is_asked_and_a_bad_one_told() -> None:
    seen: list[bytes] = []

    def proxy(peer: socket.socket) -> None:
        seen.append(peer.recv(1 << 16))
        peer.sendall(page("503 Service Unavailable"))

    with server(proxy) as port:
        settings = LineSettings(proxy=f"http://127.0.0.1:{port}")
        with pytest.raises(Refused):
            hello(Client(
                HttpTransport("http://province.test", settings), device="a" * 16, private=b"\x01" * 32, clock=Clock(),
                randomness=bytes,
            ))  # fmt: skip
        with pytest.raises(Unreachable) as refused:
            HttpTransport("https://province.test", settings).request("GET", "/", {}, b"", 5)
    assert seen[0].startswith(b"POST http://province.test/v1/hello")
    assert refused.value.reason == "proxy"
    with pytest.raises(Unreachable) as gone:
        HttpTransport("https://province.test", LineSettings(proxy="http://127.0.0.1:9")).request("GET", "/", {}, b"", 5)
    assert gone.value.reason == "proxy"


def test_certificates(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    good = certificate(tmp_path, "good", now - timedelta(days=1), now + timedelta(days=1))
    late = certificate(tmp_path, "late", now - timedelta(days=9), now - timedelta(days=1))
    early = certificate(tmp_path, "early", now + timedelta(days=1), now + timedelta(days=9))
    for file, trusted, reason in ((good, "", "tls"), (late, str(late), "expired"), (early, str(early), "clock")):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        with server(saying(page("200 OK")), context) as port, pytest.raises(Unreachable) as away:
            hello(client(port, LineSettings(ca_file=trusted), "https"))
        assert away.value.reason == reason, away.value.detail
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(good)
    with server(saying(page("200 OK")), context) as port, pytest.raises(NotTheProvince):
        hello(client(port, LineSettings(ca_file=str(good)), "https"))


def certificate(folder: Path, name: str, begins: datetime, ends: datetime) -> Path:
    """A self-signed certificate for this machine, with its key."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begins).not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("provinsi.example.id", "https://provinsi.example.id"),
        (" https://a.id/x/ ", "https://a.id/x"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_addresses_as_people_type_them(typed: str, address: str) -> None:
    assert well_formed(typed) == address


@pytest.mark.parametrize("typed", ["", "http://a.id", "ftp://a.id", "https://", "https://a.id?x=1"])
def test_addresses_that_are_none(typed: str) -> None:
    with pytest.raises(ValueError):
        well_formed(typed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("HTTPConnectionPool(host='127.0.0.1', port=40712): Connection refused", "offline"),
        ("Tunnel connection failed: 407 Proxy Authentication Required", "proxy"),
    ],
)
def test_a_proxy_that_wants_a_name_is_told_from_a_port(text: str, reason: str) -> None:
    assert _unreachable(requests.exceptions.ConnectionError(text)).reason == reason
