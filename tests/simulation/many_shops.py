"""Very many shops whose line comes back at once: each says hello, pushes what waited, and reads the feed."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from koperasi_pos.journal import GENESIS, write_entry
from koperasi_pos.journal import protocol as spoken
from koperasi_pos.journal.documents import Document, Payment, SaleCompleted, SaleLine, TillStarted
from koperasi_pos.journal.protocol import bundle, pack, sign, to_sign
from koperasi_pos.store import keys
from koperasi_pos.values import ONE, WIB, Rupiah, short_id, to_iso, uuid7


@dataclass
class Shop:
    """A shop with one till and what waited there, in bundles as they go over the line."""

    id: str
    device: str
    private: bytes
    public: str
    lines: list[bytes]
    bundles: list[bytes]
    acked: int = 0


@dataclass
class Figures:
    """What was measured: seconds of every push, when each shop was done, what was answered."""

    pushes: list[float] = field(default_factory=list)
    done_after: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    bytes_up: int = 0

    def push_at(self, share: float) -> float:
        """Seconds below which so large a share of the pushes stayed."""
        ordered = sorted(self.pushes)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def shop_that_was_cut_off(number: int, sales: int, dice: random.Random) -> Shop:
    """A shop with so many waiting sales of five lines."""
    import hashlib

    private = dice.randbytes(32)
    public = keys.public_half(private)
    device = hashlib.sha256(public).hexdigest()[:16]
    moment = datetime(2026, 11, 24, 7, 0, tzinfo=WIB)
    goods = [(short_id(dice.randbytes(8)), f"Barang {n}", Rupiah(dice.randint(2, 90) * 500)) for n in range(40)]
    lines: list[bytes] = []
    head = GENESIS
    for seq in range(1, sales + 2):
        moment += timedelta(seconds=dice.randint(20, 200))
        id = uuid7(int(moment.timestamp() * 1000), dice.randbytes(10))
        document: Document
        if seq == 1:
            document = TillStarted(id=id, code="K1", public_key=public.hex())
        else:
            document = _sale(id, seq - 1, moment, goods, dice)
        entry = write_entry(
            document, writer=device, epoch=1, seq=seq, time=to_iso(moment), staff="bbbbbbbbbbbbbbbb", prev=head
        )
        lines.append(entry.line)
        head = entry.hash
    most = spoken.MOST_ENTRIES
    bundles = [
        pack(bundle(device, 1, first + 1, lines[first : first + most], private)) for first in range(0, len(lines), most)
    ]
    return Shop(f"shop{number:05}", device, private, public.hex(), lines, bundles)


def _sale(
    id: str, number: int, moment: datetime, goods: list[tuple[str, str, Rupiah]], dice: random.Random
) -> Document:
    lines = [
        SaleLine(product=product, name=name, quantity=ONE, base=ONE, price=price, gross=price, total=price)
        for product, name, price in dice.sample(goods, 5)
    ]
    total = Rupiah(sum(int(line.total) for line in lines))
    return SaleCompleted(
        id=id, number=f"K1-{number:06d}", shift="01a20b111a80715090f1caadecd1ca37", day=f"{moment:%Y-%m-%d}",
        cashier="Kasir", lines=lines, gross=total, total=total,
        payments=[Payment(way="cash", amount=total, received=total)],
    )  # fmt: skip


class Crowd:
    """Shops that come back at once to a server on this machine. `spread` seconds lie between the first and the last;
    waits after a no are `pace` times as long as a till's."""

    def __init__(self, port: int, shops: list[Shop], seed: int, *, spread: float, pace: float) -> None:
        self.port, self.shops, self.spread, self.pace = port, shops, spread, pace
        self.dice = random.Random(seed)
        self.figures = Figures()
        self._began = 0.0

    def come_back(self) -> Figures:
        """Let them all come and wait until each has nothing left to send."""
        asyncio.run(self._all())
        return self.figures

    async def _all(self) -> None:
        self._began = perf_counter()
        waits = [self.dice.uniform(0, self.spread) for _ in self.shops]
        await asyncio.gather(*(self._one(shop, wait) for shop, wait in zip(self.shops, waits, strict=True)))

    async def _one(self, shop: Shop, wait: float) -> None:
        await asyncio.sleep(wait)
        question = spoken.HelloQuestion(epoch=1, seq=len(shop.lines), hash="", waiting=len(shop.lines))
        hello = await self._until_answered(shop, "POST", spoken.HELLO, question.model_dump_json().encode())
        shop.acked = next((one["seq"] for one in hello["held"] if one["epoch"] == 1), 0)
        for packed in shop.bundles:
            answer = await self._until_answered(shop, "POST", spoken.ENTRIES, packed, push=True)
            shop.acked = answer["acked"]
        await self._until_answered(shop, "GET", f"{spoken.FEED}?after=0&limit=500&wait=0&own=0", b"")
        self.figures.done_after.append(perf_counter() - self._began)

    async def _until_answered(
        self, shop: Shop, method: str, target: str, body: bytes, *, push: bool = False
    ) -> dict[str, Any]:
        tries = 0
        while True:
            began = perf_counter()
            try:
                status, wait, said = await self._ask(shop, method, target, body)
            except OSError as error:
                status, wait, said = 0, 0.0, type(error).__name__.encode()
            if push and status == 200:
                self.figures.pushes.append(perf_counter() - began)
                self.figures.bytes_up += len(body)
            self.figures.answers[f"{target.partition('?')[0]} {status or said.decode()}"] += 1
            if status == 200:
                answer: dict[str, Any] = json.loads(said)
                return answer
            if status not in (0, 429, 500, 503):
                raise AssertionError(f"{shop.id} was told {status}: {said[:200]!r}")
            tries += 1
            most = max(wait, min(5.0 * 2**tries, 900.0))
            await asyncio.sleep(self.dice.uniform(wait, max(wait, most)) * self.pace)

    async def _ask(self, shop: Shop, method: str, target: str, body: bytes) -> tuple[int, float, bytes]:
        now = to_iso(datetime.now(UTC).astimezone(WIB))
        nonce = self.dice.randbytes(16).hex()
        signature = sign(shop.private, to_sign(method, target, body, shop.device, now, nonce))
        fields = {
            "Host": "127.0.0.1", "Content-Length": str(len(body)), "Connection": "close",
            "Content-Type": "application/octet-stream" if target == spoken.ENTRIES else "application/json",
            spoken.HEADER_PROTO: str(spoken.PROTO), spoken.HEADER_DEVICE: shop.device, spoken.HEADER_TIME: now,
            spoken.HEADER_NONCE: nonce, spoken.HEADER_SIGNATURE: signature,
        }  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body)
            await writer.drain()
            answer = await reader.read(-1)
        finally:
            writer.close()
        first, _, said = answer.partition(b"\r\n\r\n")
        if not first:
            raise ConnectionResetError
        told = dict(line.lower().split(": ", 1) for line in first.decode().split("\r\n")[1:] if ": " in line)
        return int(first.split(b" ")[1]), float(told.get("retry-after", 0)), said
