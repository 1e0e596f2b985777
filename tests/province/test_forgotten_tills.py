"""A province that came back from an old backup: what it forgot others bring, or the till itself once it is known."""

from __future__ import annotations

from pathlib import Path

import psycopg

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import HelloQuestion, bundle
from koperasi_pos.province.database import Pool
from koperasi_pos.province.enrolment import _code_for
from koperasi_pos.store import keys
from tests.counter import Clock
from tests.province.asking import Serving, asker, bundle_of
from tests.province.shops import ShopTill, add_till, new_till


def flags(pool: Pool, device: str) -> list[str | None]:
    """The flags of a till's entries, in order."""
    with pool.reading() as connection:
        rows = connection.execute("SELECT flag FROM entry WHERE device = %s ORDER BY epoch, seq", (device,)).fetchall()
    return [row[0] for row in rows]


def test_a_forgotten_till_is_brought_by_another_and_vouches_for_itself(
    serving: Serving, shop_till: ShopTill, pool: Pool, tmp_path: Path
) -> None:
    """K2 is unknown: K1 brings its journal, flagged; enrolled again, K2 sends it itself, and all hear of it."""
    second = new_till(tmp_path / "k2", "toko-1", code="K2", clock=Clock())
    lines = second.lines()
    carrier = asker(serving.address, shop_till)
    said = carrier.push(bundle(second.device, 1, 1, lines, keys.new_signing_key())).json()
    assert said["acked"] == len(lines)
    assert flags(pool, second.device) == ["carried"] * len(lines)
    assert carrier.feed(0)["lines"] == []
    add_till(pool, second, purpose="second")
    till = asker(serving.address, second)
    question = HelloQuestion(epoch=1, seq=len(lines), hash="")
    assert till.post(protocol.HELLO, question).json()["held"][0]["seq"] == 0
    assert till.push(bundle_of(second, 1, lines)).json()["acked"] == len(lines)
    assert flags(pool, second.device) == [None] * len(lines)
    assert [line.encode() for line in carrier.feed(0)["lines"]] == lines
    assert till.post(protocol.HELLO, question).json()["held"][0]["seq"] == len(lines)
    second.till.close()


def test_what_a_disk_that_went_back_lost_may_be_brought_by_another(
    serving: Serving, shop_till: ShopTill, pool: Pool, tmp_path: Path
) -> None:
    """Nobody may write in the name of a till that lives, but its closed epochs may be filled up by whoever has them."""
    second = new_till(tmp_path / "k2", "toko-1", code="K2", clock=Clock())
    add_till(pool, second, purpose="second")
    lines, carrier = second.lines(), asker(serving.address, shop_till)
    unsigned = bundle(second.device, 1, 1, lines, keys.new_signing_key())
    assert carrier.push(unsigned).json()["error"] == "bad_signature"
    with psycopg.connect(pool.url) as connection:
        connection.execute("INSERT INTO writer (shop, device, epoch) VALUES ('toko-1', %s, 2)", (second.device,))
    assert carrier.push(unsigned).json()["acked"] == len(lines)
    assert set(flags(pool, second.device)) == {"carried"}
    second.till.close()


def test_every_epoch_of_the_province_gives_out_codes_of_its_own() -> None:
    assert _code_for("second", "", {"K1", "K2"}, 1) == "K3"
    assert _code_for("second", "", {"K1"}, 2) == "K21"
    assert _code_for("second", "", {"K1", "K21"}, 2) == "K22"
    assert _code_for("second", "", {"K1"}, 40) == "K91"
