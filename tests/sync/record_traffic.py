"""Records what a till and a province said to each other in a version of the protocol; run once a version, never again.

`python -m tests.sync.record_traffic tests/sync/recorded/1` with the seed below writes the same files every time it is
run by the same program. Later programs must read what lies there for ever.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from koperasi_pos.journal import protocol as p
from koperasi_pos.journal.documents import MessageSent
from koperasi_pos.operations import line_sticks
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.line_sending import next_bundle
from koperasi_pos.store import keys
from tests.counter import Clock, begin_shift, one, sell, stock_up, written
from tests.sync.plain_province import PlainProvince
from tests.sync.shop_line import drain, enrolled_till, worker_of


class Recorder(PlainProvince):
    """Keeps every request and answer."""

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Answer and keep."""
        status, found, content = super().request(method, target, headers, body, timeout)
        self.kept.append(
            {
                "method": method, "target": target, "headers": dict(headers), "body": body.hex(), "status": status,
                "answer_headers": dict(found), "answer": content.decode(),
            }
        )  # fmt: skip
        return status, found, content

    @property
    def kept(self) -> list[dict[str, object]]:
        """What was said so far."""
        held: list[dict[str, object]] = self.__dict__.setdefault("_kept", [])
        return held


def record(folder: Path) -> None:
    """Write the recording of today's version."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    province = Recorder(clock)
    with tempfile.TemporaryDirectory() as home:
        till = enrolled_till(Path(home), province, clock)
        bread = stock_up(till, "Roti", 5000, codes=("8991",))
        begin_shift(till)
        for _ in range(4):
            clock.forward(minutes=3)
            sell(till, one(bread))
        province.says(MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas"))
        private = signing_key(till)
        made = next_bundle(till, private)
        assert made is not None
        line_sticks.export_stick(till, folder / "stick-up.kpb")
        drain(worker_of(till, province))
        lines = [posted.entry.line.decode() for posted in reversed(written(till))]
        till.close()
    (folder / "bundle-2.bin").write_bytes(p.pack(made))
    (folder / "bundle-1.bin").write_bytes(first_version(made))
    (folder / "lines.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = {"public_key": keys.public_half(private).hex(), "said": province.kept}
    (folder / "said.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def first_version(one_bundle: p.Bundle) -> bytes:
    """A bundle as version 1 was packed."""
    head = {
        "proto": 1, "device": one_bundle.device, "epoch": one_bundle.epoch, "first": one_bundle.first,
        "count": len(one_bundle.lines), "hash": one_bundle.hash, "signature": one_bundle.signature,
    }  # fmt: skip
    return gzip.compress(b"\n".join((json.dumps(head, separators=(",", ":")).encode(), *one_bundle.lines)), mtime=0)


if __name__ == "__main__":
    record(Path(sys.argv[1]))
