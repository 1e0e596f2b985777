"""A real server with the province's pages on loopback, officers who are signed in, and a browser where it is needed."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
import uvicorn

from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.officers import passwords, people
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.vault import Vault
from tests.province.conftest import COPIED
from tests.province.web.samples import fill

_numbers = itertools.count(1)

PASSWORD = "kambing makan rumput"
"""The password of every officer of the tests; its hash is made once, as each takes a while."""


@dataclass
class WebClock:
    """The server's clock; moves when told."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        """Now."""
        return self.at

    def forward(self, seconds: int) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@dataclass
class WebServer:
    """A server that answers."""

    address: str
    pool: Pool
    clock: WebClock
    vault: Vault
    secrets: dict[str, str] = field(default_factory=dict)
    clients: list[httpx.Client] = field(default_factory=list)

    def add_officer(self, login: str, role: str = "province", scope: str = "", name: str = "") -> str:
        """An officer who has set everything up; gives the id."""
        with self.pool.writing() as connection:
            officer, _password = people.add(connection, "server", login, name or login.title(), role, scope)
            secret = pyotp.random_base32()
            connection.execute(
                "UPDATE officer SET password_hash = %s, must_change = false, totp_secret = %s WHERE id = %s",
                (password_hash(), self.vault.seal(secret, officer.id), officer.id),
            )
        self.secrets[login] = secret
        return officer.id

    def digits(self, login: str) -> str:
        """What the officer's authenticator shows next: each time another, as they let in once."""
        self.clock.forward(passwords.STEP)
        return pyotp.TOTP(self.secrets[login]).at(self.clock())

    def visitor(self) -> httpx.Client:
        """A browser without windows, nobody signed in."""
        client = httpx.Client(base_url=self.address, headers={"Accept": "text/html", "Origin": self.address})
        self.clients.append(client)
        return client

    def signed_in(self, login: str) -> httpx.Client:
        """A browser without windows in which an officer is signed in."""
        client = self.visitor()
        answer = send(
            client, "/sign-in", {"login": login, "password": PASSWORD, "digits": self.digits(login)}, on="/sign-in"
        )
        assert answer.status_code == 303, answer.text
        return client


_hashes: list[str] = []


def password_hash() -> str:
    """The hash of `PASSWORD`."""
    if not _hashes:
        _hashes.append(passwords.hashed(PASSWORD))
    return _hashes[0]


def token_in(page: str) -> str:
    """The token of the forms of a page."""
    return page.split('name="token" value="', 1)[1].split('"', 1)[0]


def send(client: httpx.Client, path: str, fields: dict[str, str], *, on: str) -> httpx.Response:
    """Send a form that stands on the page `on`."""
    token = token_in(client.get(on).text)
    return client.post(path, data={"token": token, **fields})


@pytest.fixture
def web(pool: Pool, tmp_path: Path) -> Iterator[WebServer]:
    """A server over an empty province on a free port of loopback."""
    yield from _served(pool, tmp_path)


def _served(pool: Pool, home: Path) -> Iterator[WebServer]:
    clock = WebClock()
    app = build_app(ProvinceSettings(home=home), pool, clock=clock)
    with serving(app) as address:
        server = WebServer(address, pool, clock, app.state.web.vault)
        try:
            yield server
        finally:
            for client in server.clients:
                client.close()


class serving:  # noqa: N801 - reads as a word: `with serving(app) as address`
    """Runs an application in a thread on a free port."""

    def __init__(self, app: Callable[..., object]) -> None:
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", ws="none"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> str:
        """Start, and give the address."""
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_raised: object) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="session")
def sample_database(postgres: Postgres, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the province of `samples`; made once, copied for every test that wants one."""
    with connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE sample_province TEMPLATE {template_database} {COPIED}")
    pool = Pool(postgres.url("sample_province"), 2)
    try:
        fill(pool, tmp_path_factory.mktemp("annur"), datetime.now(UTC))
    finally:
        pool.close()
    return "sample_province"


@pytest.fixture
def filled(postgres: Postgres, sample_database: str, tmp_path: Path) -> Iterator[WebServer]:
    """A server over the province of `samples`."""
    name = f"filled_{next(_numbers)}"
    with connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {sample_database} {COPIED}")
    pool = Pool(postgres.url(name), 8)
    try:
        yield from _served(pool, tmp_path)
    finally:
        pool.close()
        with connect(postgres.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
