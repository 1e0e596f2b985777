"""Whatever stands in an entry, reading it raises nothing, and PostgreSQL takes what was read of it."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from koperasi_pos.journal.protocol import bundle
from koperasi_pos.province import intake
from koperasi_pos.province.database import Pool
from koperasi_pos.province.lines import UNREADABLE, read_lines
from koperasi_pos.province.signatures import Caller
from tests.province.shops import ShopTill

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(
        ["Infinity", "", "\x00", "\ud800", "0" * 32, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
         "2026-11-24T08:00:00+07:00", "2026-11-24T24:00:00+07:00", "sale", "till", 10**400, 1 << 62, -(1 << 70)]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
FIELDS = ("writer", "epoch", "seq", "prev", "kind", "version", "time", "staff", "body")
CHANGES = st.dictionaries(st.sampled_from([*FIELDS, "body.id", "body.total", "body.training"]), ODD, max_size=3)


def changed(seq: int, changes: dict[str, Any]) -> bytes:
    """An entry that would be in order but for some fields."""
    entry: dict[str, Any] = {
        "writer": "0" * 16, "epoch": 1, "seq": seq, "prev": "0" * 64, "kind": "sale", "version": 1, "staff": "s",
        "time": "2026-11-24T08:00:00+07:00", "body": {"id": f"{seq:032x}", "total": 5_000},
    }  # fmt: skip
    for name, value in changes.items():
        outer, _, inner = name.partition(".")
        if inner and isinstance(entry[outer], dict):
            entry[outer][inner] = value
        elif not inner:
            entry[outer] = value
    return json.dumps(entry).encode()


@given(line=st.binary(max_size=200) | CHANGES.map(lambda changes: changed(1, changes)))
@example(line=changed(1, {"version": float("inf")}))
@example(line=changed(1, {"version": "1"}))
@example(line=changed(1, {"seq": True}))
@example(line=changed(1, {"body.id": "0" * 31 + " "}))
def test_reading_never_raises(line: bytes) -> None:
    (read,) = read_lines("0" * 16, 1, 1, [line])
    assert read.line == line
    assert read.flag in (None, UNREADABLE)
    assert (read.id is None) == (read.flag == UNREADABLE)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(odd=st.lists(CHANGES, min_size=1, max_size=20))
def test_postgresql_takes_whatever_was_read(odd: list[dict[str, Any]], shop_till: ShopTill, pool: Pool) -> None:
    lines = []
    for seq, changes in enumerate(odd, 1):
        line = changed(seq, changes)
        lines.append(line.replace(b'"' + b"0" * 16 + b'"', f'"{shop_till.device}"'.encode()))
    epoch = secrets.randbelow(1 << 30) + 2  # a writer that was never heard of, every time
    caller = Caller("toko-1", shop_till.device, "K1", shop_till.public_key, "active", 1)
    one = bundle(shop_till.device, epoch, 1, [line.replace(b'"epoch": 1', b'"epoch": %d' % epoch) for line in lines],
                 shop_till.signing)  # fmt: skip
    with pool.writing() as connection:
        if read_lines(shop_till.device, epoch, 1, one.lines)[0].training:
            return
        taken = intake.take(connection, caller, one, now=datetime.now(UTC))
        rows = connection.execute("SELECT line FROM entry WHERE epoch = %s ORDER BY seq", (epoch,)).fetchall()
    assert taken.acked == len(lines)
    assert tuple(bytes(row[0]) for row in rows) == one.lines
