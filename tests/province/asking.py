"""A till's questions for tests of the province: signed as a till signs them, over a real socket."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import uvicorn
from fastapi import FastAPI

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import Bundle, EnrolQuestion, bundle, pack
from koperasi_pos.province.server import ProvinceServer
from tests.province.shops import ShopTill


class MovedClock:
    """The real time, moved by as much as a test says."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Asker:
    """Asks a province at an address as one till."""

    address: str
    device: str
    signing: bytes
    clock: MovedClock = field(default_factory=MovedClock)

    def headers(self, method: str, target: str, body: bytes, **changed: str) -> dict[str, str]:
        """The signed headers of a request; `time=` and `nonce=` of a request that is odd."""
        time = changed.get("time", self.clock().isoformat())
        nonce = changed.get("nonce", secrets.token_hex(16))
        signed = protocol.to_sign(method, target, body, self.device, time, nonce)
        return {
            protocol.HEADER_PROTO: changed.get("proto", str(protocol.PROTO)),
            protocol.HEADER_DEVICE: self.device,
            protocol.HEADER_TIME: time,
            protocol.HEADER_NONCE: nonce,
            protocol.HEADER_SIGNATURE: protocol.sign(self.signing, signed),
        }

    def ask(self, method: str, target: str, body: bytes = b"", **changed: str) -> requests.Response:
        """One signed request."""
        headers = self.headers(method, target, body, **changed)
        return requests.request(method, self.address + target, data=body, headers=headers, timeout=120)

    def post(self, target: str, question: protocol.Message, **changed: str) -> requests.Response:
        """One signed question as JSON."""
        return self.ask("POST", target, question.model_dump_json().encode(), **changed)

    def push(self, one: Bundle) -> requests.Response:
        """One bundle."""
        return self.ask("POST", protocol.ENTRIES, pack(one))

    def feed(self, after: int = 0, **more: int) -> dict[str, Any]:
        """The feed above a cursor."""
        query = "&".join(f"{name}={value}" for name, value in {"after": after, **more}.items())
        answer = self.ask("GET", f"{protocol.FEED}?{query}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def enrol(self, code: str, public_key: str, **more: Any) -> requests.Response:
        """Show a code."""
        question = EnrolQuestion(code=code, device=self.device, epoch=1, public_key=public_key, **more)
        return self.post(protocol.ENROL, question)


def asker(address: str, one: ShopTill) -> Asker:
    """A till that asks."""
    return Asker(address, one.device, one.signing)


def bundle_of(one: ShopTill, first: int, lines: Sequence[bytes]) -> Bundle:
    """Entries of a till as it sends them."""
    return bundle(one.device, one.epoch, first, lines, one.signing)


class Serving:
    """An application that serves on a socket of its own, on a thread of its own."""

    def __init__(self, app: FastAPI) -> None:
        self.server: ProvinceServer = app.state.server
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5)
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        answer = requests.get(f"{self.address}/healthz", timeout=120)  # it is answered once it is begun
        assert answer.status_code == 200

    def stop(self) -> None:
        """End it and wait until it has; once it has ended nothing more happens."""
        if not self._thread.is_alive():
            return
        self.server.watch.release()
        self._uvicorn.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._uvicorn.serve(sockets=[self._socket]))
