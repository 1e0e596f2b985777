"""The server as a process: it starts with nothing but a folder, and ends without losing what it was told."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psutil
import pytest
import requests

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import HelloQuestion
from koperasi_pos.province import serve
from koperasi_pos.province.home import opened
from koperasi_pos.province.settings import ProvinceSettings, SettingsWrong, read_province_settings
from tests.counter import Clock, begin_shift, one, sell, stock_up
from tests.province.asking import asker, bundle_of
from tests.province.processes import SAME_KEY, ServerProcess, province_home
from tests.province.shops import ShopTill, add_shop, add_till, new_till

FREE = ("--port", "0")


@pytest.fixture
def home() -> Iterator[Path]:
    """The folder of a server that was never started."""
    with province_home() as folder:
        yield folder


@pytest.fixture(scope="module")
def ended() -> Iterator[Path]:
    """The folder of a server that has its tables and was ended in good order; it costs much, so it is copied."""
    with province_home() as folder:
        with opened(ProvinceSettings(home=folder)):
            pass
        yield folder


@pytest.fixture
def till(home: Path, ended: Path, tmp_path: Path) -> Iterator[ShopTill]:
    """A till with a sale, enrolled at the province in `home` before its server starts."""
    made = new_till(tmp_path / "k1", "toko-1", clock=Clock())
    begin_shift(made.till)
    sell(made.till, one(stock_up(made.till, "Sabun", 5_000)))
    # With the owners of the files: PostgreSQL is another user where the tests run as root.
    subprocess.run(["cp", "-a", str(ended), str(home)], check=True)
    with opened(ProvinceSettings(home=home)) as pool:
        add_shop(pool, "toko-1")
        add_till(pool, made)
    yield made
    made.till.close()


def gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def held(home: Path) -> int:
    with opened(ProvinceSettings(home=home)) as pool, pool.reading() as connection:
        row = connection.execute("SELECT count(*) FROM entry").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_folder_is_all_it_needs(home: Path, till: ShopTill, workers: str) -> None:
    server = ServerProcess(home, *FREE, "--workers", workers)
    try:
        assert requests.get(f"{server.address}/healthz", timeout=120).json()["status"] == "ok"
        assert requests.get(f"{server.address}/readyz", timeout=120).json()["status"] == "ready"
        asking, lines = asker(server.address, till), till.lines()
        assert asking.push(bundle_of(till, 1, lines)).json()["acked"] == len(lines)
        assert [line.encode() for line in asking.feed()["lines"]] == lines
        figures = requests.get(f"{server.address}/metrics", timeout=120).text
        # Each worker tells what all of them did.
        assert f'koperasi_entries_total{{outcome="new"}} {len(lines)}.0' in figures
        assert 'koperasi_requests_total{path="/v1/entries",status="200"} 1.0' in figures
        assert "koperasi_tills 1.0" in figures
        postgres = server.postgres_pid
    finally:
        status = server.end()
    assert status == 0
    assert gone(postgres)
    assert held(home) == len(lines)


def test_told_to_stop_it_answers_who_waits_and_finishes_what_it_began(home: Path, till: ShopTill) -> None:
    server = ServerProcess(home, *FREE)
    heard: list[int] = []
    waiting = threading.Thread(target=lambda: heard.append(asker(server.address, till).feed(0, wait=60)["cursor"]))
    waiting.start()
    while "koperasi_waiting 1.0" not in requests.get(f"{server.address}/metrics", timeout=120).text:
        waiting.join(0.02)
    began = datetime.now(UTC)
    status = server.end()
    waiting.join()
    assert (status, heard) == (0, [0])
    assert datetime.now(UTC) - began < timedelta(seconds=55), "it did not wait until the question was over"
    events = [record["event"] for record in server_records(server)]
    assert (events[0], events[-1]) == ("serving", "stopped")


def server_records(server: ServerProcess) -> list[dict[str, object]]:
    import json

    return [json.loads(line) for line in Path(server.log.name).read_text().splitlines()]


def test_killed_with_everything_it_goes_on_where_it_was(home: Path, till: ShopTill) -> None:
    server, lines = ServerProcess(home, *FREE), till.lines()
    asker(server.address, till).push(bundle_of(till, 1, lines[:3]))
    left = server.postgres_pid
    server.end(signal.SIGKILL)
    assert not gone(left), "PostgreSQL outlives a server that was killed"
    server = ServerProcess(home, *FREE)
    assert server.postgres_pid == left, "and is joined by the next one"
    psutil.Process(left).kill()
    # The pool's connections are dead now. The server brings PostgreSQL back; meanwhile it says that it is not ready.
    asking, behind = asker(server.address, till), bundle_of(till, 4, lines[3:])
    answers: list[requests.Response] = []
    while not answers or answers[-1].status_code == 503:
        answers.append(asking.push(behind))
    assert answers[-1].json()["acked"] == len(lines)
    assert requests.get(f"{server.address}/readyz", timeout=120).status_code == 200
    assert server.postgres_pid != left
    assert server.end() == 0
    assert held(home) == len(lines)


def test_two_servers_stand_beside_each_other_on_one_database(
    database_url: str, shop_till: ShopTill, tmp_path: Path
) -> None:
    servers = [
        ServerProcess(tmp_path / name, *FREE, "--database", database_url, environment=SAME_KEY)
        for name in ("one", "other")
    ]
    try:
        lines, heard = shop_till.lines(), list[list[str]]()
        waiting = threading.Thread(
            target=lambda: heard.append(asker(servers[1].address, shop_till).feed(0, wait=60)["lines"])
        )
        waiting.start()
        first = asker(servers[0].address, shop_till).push(bundle_of(shop_till, 1, lines))
        waiting.join()
        again = asker(servers[1].address, shop_till).push(bundle_of(shop_till, 1, lines))
        assert (first.json()["acked"], again.json()["acked"]) == (len(lines), len(lines))
        assert [line.encode() for line in heard[0]] == lines
        assert not (tmp_path / "one" / "postgres").exists()
    finally:
        assert [server.end() for server in servers] == [0, 0]


def test_it_speaks_tls(home: Path, till: ShopTill, tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    words = (*FREE, "--tls-cert", str(certificate), "--tls-key", str(key))
    server = ServerProcess(home, *words, environment={"KOPERASI_PROVINCE_STOP_SECONDS": "600"})
    try:
        assert server.address.startswith("https://")
        answer = requests.get(f"{server.address}/readyz", timeout=120, verify=str(certificate))
        assert answer.json()["status"] == "ready"
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(server.address.replace("https", "http"), timeout=120)
        # A connection that is kept and not read from does not hold up the end: it would for ten minutes here.
        idle = requests.Session()
        assert idle.get(f"{server.address}/healthz", timeout=120, verify=str(certificate)).status_code == 200
    finally:
        assert server.end() == 0
    idle.close()


def test_the_log_says_nothing_about_people(home: Path, till: ShopTill) -> None:
    server = ServerProcess(home, *FREE, "--workers", "1", environment={"KOPERASI_PROVINCE_LOG_LEVEL": "DEBUG"})
    asking = asker(server.address, till)
    asking.push(bundle_of(till, 1, till.lines()))
    asking.post(protocol.HELLO, HelloQuestion(epoch=1, seq=1, hash=""))
    asking.enrol("ABCD-EFGH-JKMN-PQRS", till.public_key)
    assert server.end() == 0
    told = Path(server.log.name).read_text()
    for private in ("Sabun", "Kepala", "ABCD", "An-Nur", "toko-1"):
        assert private not in told
    assert all({"time", "level", "from", "event"} <= record.keys() for record in server_records(server))


def test_an_address_that_is_taken_is_told(home: Path) -> None:
    server = ServerProcess(home, *FREE)
    try:
        port = server.address.rsplit(":", 1)[1]
        second = subprocess.run(
            [sys.executable, "-m", "koperasi_pos", "province", "serve", "--home", str(home), "--port", port],
            capture_output=True, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert second.returncode == 3
        assert b"Nothing was left half done" in second.stderr or "Tidak ada" in second.stderr.decode()
        assert requests.get(f"{server.address}/readyz", timeout=120).status_code == 200
    finally:
        assert server.end() == 0


def test_later_places_of_settings_win(tmp_path: Path) -> None:
    (tmp_path / "province.toml").write_text('port = 9001\nworkers = 2\nname = "Jawa Timur"\n')
    found = read_province_settings(tmp_path, {"port": None}, {"KOPERASI_PROVINCE_WORKERS": "3", "OTHER": "x"})
    assert (found.port, found.workers, found.name) == (9001, 3, "Jawa Timur")
    assert read_province_settings(tmp_path, {"port": 9002}, {}).port == 9002
    for wrong in ("port = 99999", "prot = 1", "port ="):
        (tmp_path / "province.toml").write_text(wrong)
        with pytest.raises(SettingsWrong):
            read_province_settings(tmp_path, {}, {})


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def test_answers_do_not_wait_for_more_to_send(tmp_path: Path) -> None:
    """A connection that is taken up sends at once: an answer of two writes would else take 40 ms longer."""
    settings = ProvinceSettings(home=tmp_path, port=0)
    with serve._listening(settings) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()) as asking, listening.accept()[0] as taken:
            assert asking.fileno() != taken.fileno()
            assert taken.proto == socket.IPPROTO_TCP, "asyncio asks for it by this"
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
