"""Tills of a bench that send to a province in a process of its own, and the wait until its books are made."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import bundle, pack
from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool
from koperasi_pos.province.postgres import Postgres
from tests.province.asking import Asker
from tests.province.many_sales import BusyShop
from tests.province.shops import add_shop

AT_ONCE = 500
"""Entries in a bundle."""


@contextmanager
def province(postgres: Postgres, name: str) -> Iterator[Pool]:
    """A fresh province."""
    url = postgres.ensure_database(name)
    schema.upgrade(url)
    pool = Pool(url, 4)
    try:
        yield pool
    finally:
        pool.close()


@dataclass
class Till:
    """A till of a shop of its own, with bundles that are ready to go."""

    shop: str
    busy: BusyShop
    signing: bytes
    lines: list[bytes]
    code: str = "K1"

    @classmethod
    def make(cls, n: int, sales: int) -> Till:
        """A till that has sold."""
        busy = BusyShop(n, products=50)
        return cls(f"toko-{n}", busy, secrets.token_bytes(32), [*busy.beginning(), *busy.sales(sales)])

    def enrol(self, pool: Pool, *, new_shop: bool = True) -> None:
        """As the tables hold a till that was enrolled, with its shop or in one that is there."""
        public = Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw().hex()
        if new_shop:
            add_shop(pool, self.shop)
        with pool.writing() as connection:
            connection.execute("INSERT INTO device (device, shop) VALUES (%s, %s)", (self.busy.device, self.shop))
            connection.execute(
                "INSERT INTO till (shop, device, code, public_key, purpose) VALUES (%s, %s, %s, %s, 'new')",
                (self.shop, self.busy.device, self.code, public),
            )
            connection.execute(
                "INSERT INTO till_key (shop, device, public_key) VALUES (%s, %s, %s)",
                (self.shop, self.busy.device, public),
            )

    def bundles(self) -> list[bytes]:
        """What it will send."""
        return [
            pack(bundle(self.busy.device, 1, first + 1, self.lines[first : first + AT_ONCE], self.signing))
            for first in range(0, len(self.lines), AT_ONCE)
        ]


@contextmanager
def server(url: str, home: Path, *, books: bool) -> Iterator[str]:
    """`koperasi-pos province serve` as a process, with a worker for each of two cores; its address."""
    words = [sys.executable, "-m", "koperasi_pos", "--home", str(home), "province", "serve", "--json"]
    process = subprocess.Popen(
        [*words, "--database", url, "--port", "0", "--workers", "2"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "KOPERASI_PROVINCE_BOOKS": str(books)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        for _ in range(20):  # both workers have begun and hold a connection
            assert requests.get(f"{address}/readyz", timeout=120).status_code == 200
        yield address
    finally:
        process.terminate()
        process.wait(120)
        assert process.stdout is not None
        process.stdout.close()


def push_all(address: str, tills: Sequence[Till], ready: Sequence[list[bytes]]) -> float:
    """All tills send everything they have at the same time; how many seconds until the last was acknowledged."""
    refused: list[str] = []

    def push(till: Till, packed: list[bytes]) -> None:
        asker = Asker(address, till.busy.device, till.signing)
        with requests.Session() as line:
            for body in packed:
                headers = asker.headers("POST", protocol.ENTRIES, body)
                answer = line.post(address + protocol.ENTRIES, data=body, headers=headers, timeout=120)
                if answer.status_code != 200:
                    refused.append(answer.text)

    threads = [threading.Thread(target=push, args=pair) for pair in zip(tills, ready, strict=True)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [], refused[:2]
    return time.perf_counter() - began


def drained(pool: Pool) -> float:
    """Seconds until the server's own consumers have booked everything."""
    began = time.perf_counter()
    while True:
        with pool.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM shop LEFT JOIN shop_book ON shop_book.shop = shop.id"
                " WHERE shop.rev > coalesce(shop_book.rev, 0)"
            ).fetchone()
        if row == (0,):
            return time.perf_counter() - began
        time.sleep(0.1)
