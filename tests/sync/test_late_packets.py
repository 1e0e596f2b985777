"""A packet that was under way while its till and the province both went back brings what nobody had any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import pack
from koperasi_pos.operations import line_sending, upkeep
from koperasi_pos.operations.line_keys import own_device, signing_key
from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import next_epoch
from koperasi_pos.province.oversight.carried import vouch
from koperasi_pos.sync import enrolment
from tests.conftest import ExpectedLog
from tests.counter import Clock, written
from tests.province.asking import Asker, Serving
from tests.simulation.line_province import OFFICER
from tests.sync.province_process import code_for
from tests.sync.real_line import first_till, rest, sell_bread


@dataclass
class Packet:
    """A signed request as it left its till."""

    address: str
    headers: dict[str, str]
    body: bytes
    lines: tuple[bytes, ...]
    last: int

    def arrives(self) -> requests.Response:
        """However late, and however often."""
        return requests.post(self.address + protocol.ENTRIES, data=self.body, headers=self.headers, timeout=120)


@pytest.fixture
def till(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[Till]:
    """A till whose journal so far is at the province, with a backup beside it."""
    made = first_till(tmp_path / "k1", pool, serving)
    sell_bread(made)
    rest(made)
    upkeep.make_backup(made, tmp_path / "a.backup")
    yield made
    made.close()


def packet_of(till: Till, serving: Serving) -> Packet:
    """What the till is about to send, as it leaves."""
    bundle = line_sending.next_bundle(till, signing_key(till))
    assert bundle is not None
    asker, body = Asker(serving.address, own_device(till), signing_key(till)), pack(bundle)
    return Packet(serving.address, asker.headers("POST", protocol.ENTRIES, body), body, bundle.lines, bundle.last)


def held(pool: Pool) -> list[bytes]:
    with pool.reading() as connection:
        return [bytes(row[0]) for row in connection.execute("SELECT line FROM entry ORDER BY rev").fetchall()]


def lines_of(till: Till) -> list[bytes]:
    return [posted.entry.line for posted in reversed(written(till))]


def forget(pool: Pool, lines: tuple[bytes, ...]) -> None:
    """The tables are those of a backup from before these entries came."""
    with pool.writing() as connection:
        connection.execute("DELETE FROM entry WHERE line = ANY(%s)", (list(lines),))
        connection.execute(
            "UPDATE writer SET (acked, head) = (SELECT seq, hash FROM entry WHERE entry.device = writer.device"
            " AND entry.epoch = writer.epoch ORDER BY seq DESC LIMIT 1)"
        )
        connection.execute("UPDATE shop SET rev = (SELECT max(rev) FROM entry)")
    next_epoch(pool)


def test_what_both_sides_had_lost_is_kept_once_and_reaches_the_till(
    till: Till, pool: Pool, serving: Serving, tmp_path: Path
) -> None:
    for _ in range(3):
        sell_bread(till)
    packet = packet_of(till, serving)
    rest(till)
    till.close()
    again = upkeep.restore(till.home, tmp_path / "a.backup", clock=till.clock)
    try:
        forget(pool, packet.lines)
        number = sell_bread(again)
        rest(again)
        assert not set(packet.lines) & set(held(pool))  # gone everywhere but in that packet
        for _ in range(2):
            assert packet.arrives().json()["acked"] == packet.last
            assert sorted(held(pool)) == sorted({*lines_of(again), *packet.lines})
            rest(again)
            assert sorted(held(pool)) == sorted(lines_of(again))
        assert sell_bread(again) != number
        rest(again)
        assert sorted(held(pool)) == sorted(lines_of(again))
        assert upkeep.check(again).sound
    finally:
        again.close()


def test_the_last_packet_of_a_till_that_was_replaced_waits_for_a_person(
    till: Till, pool: Pool, serving: Serving, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    sell_bread(till)
    packet = packet_of(till, serving)
    device = own_device(till)
    till.close()
    second = enrolment.fetch_shop(
        tmp_path / "k2", serving.address, code_for(pool, "replace", "K1"), clock=Clock(), keyring_allowed=False
    )
    try:
        rest(second)
        before = held(pool)
        for _ in range(2):
            said = packet.arrives()
            assert (said.status_code, said.json()["error"]) == (403, "revoked")
            assert held(pool) == [*before, *packet.lines]
            rest(second)
            assert not set(packet.lines) & set(lines_of(second))
        with pool.writing() as connection:
            assert vouch(connection, OFFICER, device, "dari mesin lama") == len(packet.lines)
        rest(second)
        assert sorted(held(pool)) == sorted(lines_of(second))
        assert upkeep.check(second).sound
        with pool.writing() as connection:
            connection.execute("UPDATE till SET state = 'revoked' WHERE device = %s", (device,))
        assert packet.arrives().json()["error"] == "revoked"
    finally:
        second.close()
