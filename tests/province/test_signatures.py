"""Signed requests: forged, replayed, late and revoked ones are refused; keys change without a break."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import HelloQuestion, RotateQuestion
from koperasi_pos.province.database import Pool
from koperasi_pos.province.signatures import forget_nonces
from koperasi_pos.store import keys
from tests.province.asking import MovedClock, Serving, asker, bundle_of
from tests.province.shops import ShopTill

HELLO = HelloQuestion(epoch=1, seq=3, hash="", waiting=3, program="0.1.0", schema_version="0006")


def test_a_signed_request_is_answered(serving: Serving, shop_till: ShopTill, pool: Pool) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=9)).isoformat()
    answer = asker(serving.address, shop_till).post(protocol.HELLO, HELLO.model_copy(update={"time": ahead}))
    assert answer.status_code == 200
    assert answer.json()["held"] == []
    with pool.reading() as connection:
        seen = connection.execute("SELECT backlog, program, schema_version, skew_seconds FROM till").fetchone()
    assert seen is not None
    assert seen[:3] == (3, "0.1.0", "0006")
    assert abs(seen[3] - 9 * 3600) < 60


def test_whoever_is_not_enrolled_is_unknown(serving: Serving, shop_till: ShopTill) -> None:
    stranger = asker(serving.address, shop_till)
    stranger.device = "0123456789abcdef"
    refused = stranger.post(protocol.HELLO, HELLO)
    assert (refused.status_code, refused.json()["error"]) == (401, "unknown_device")


@pytest.mark.parametrize("part", ["key", "body", "target", "time", "nonce", "missing"])
def test_a_changed_part_breaks_the_signature(serving: Serving, shop_till: ShopTill, part: str) -> None:
    import requests

    till = asker(serving.address, shop_till)
    body, target = HELLO.model_dump_json().encode(), protocol.HELLO
    if part == "key":
        till.signing = keys.new_signing_key()
    headers = till.headers("POST", target, body)
    match part:
        case "body":
            body = body.replace(b'"seq":3', b'"seq":4')
        case "target":
            target += "?x=1"
        case "time":
            headers[protocol.HEADER_TIME] = datetime.now(UTC).isoformat()
        case "nonce":
            headers[protocol.HEADER_NONCE] = "0" * 32
        case "missing":
            del headers[protocol.HEADER_SIGNATURE]
    refused = requests.post(serving.address + target, data=body, headers=headers, timeout=120)
    assert (refused.status_code, refused.json()["error"]) == (401, "bad_signature")


def test_a_request_is_answered_once(serving: Serving, shop_till: ShopTill) -> None:
    till = asker(serving.address, shop_till)
    assert till.post(protocol.HELLO, HELLO, nonce="abcdefgh01").status_code == 200
    again = till.post(protocol.HELLO, HELLO, nonce="abcdefgh01")
    assert (again.status_code, again.json()["error"]) == (401, "nonce_reused")
    query = f"{protocol.FEED}?after=0"
    assert till.ask("GET", query, nonce="abcdefgh02").status_code == 200
    assert till.ask("GET", query, nonce="abcdefgh02").json()["error"] == "nonce_reused"


@pytest.mark.parametrize("time", ["2024-01-01T00:00:00+07:00", "2099-01-01T00:00:00+07:00", "kemarin", "", "-"])
def test_a_wrong_clock_hears_the_time_and_can_ask_by_it(serving: Serving, shop_till: ShopTill, time: str) -> None:
    till = asker(serving.address, shop_till)
    refused = till.post(protocol.HELLO, HELLO, time=time)
    assert (refused.status_code, refused.json()["error"]) == (401, "clock_skew")
    assert till.post(protocol.HELLO, HELLO, time=refused.json()["server_time"]).status_code == 200


def test_a_push_is_taken_whatever_the_clock_says_and_as_often_as_it_comes(
    serving: Serving, shop_till: ShopTill
) -> None:
    till, lines = asker(serving.address, shop_till), shop_till.lines()
    body = protocol.pack(bundle_of(shop_till, 1, lines))
    for _ in range(2):
        answer = till.ask("POST", protocol.ENTRIES, body, time="2001-01-01T00:00:00+07:00", nonce="abcdefgh03")
        assert answer.json()["acked"] == len(lines)


@pytest.mark.parametrize("state", ["revoked", "lost", "replaced"])
def test_a_till_that_is_out_is_refused(serving: Serving, shop_till: ShopTill, pool: Pool, state: str) -> None:
    till = asker(serving.address, shop_till)
    assert till.post(protocol.HELLO, HELLO).status_code == 200
    with pool.writing() as connection:
        connection.execute("UPDATE till SET state = %s", (state,))
    for refused in (till.post(protocol.HELLO, HELLO), till.push(bundle_of(shop_till, 1, shop_till.lines()))):
        assert (refused.status_code, refused.json()["error"]) == (403, "revoked")
        assert refused.json()["facts"] == {"state": state}
    with pool.reading() as connection:
        flags = connection.execute("SELECT DISTINCT flag FROM entry").fetchall()
    # What one that is no more had under way is kept for a person to look at; of a thief's nothing is.
    assert flags == ([] if state == "revoked" else [("carried",)])


@pytest.mark.parametrize("proto", ["0", "99", "", "x", "²"])
def test_a_protocol_that_is_not_spoken_here_is_named(serving: Serving, shop_till: ShopTill, proto: str) -> None:
    refused = asker(serving.address, shop_till).post(protocol.HELLO, HELLO, proto=proto)
    assert (refused.status_code, refused.json()["error"]) == (426, "protocol_unknown")
    assert refused.json()["facts"] == {"newest": str(protocol.PROTO)}


def test_a_till_changes_its_key(serving: Serving, shop_till: ShopTill) -> None:
    till = asker(serving.address, shop_till)
    before = bundle_of(shop_till, 1, shop_till.lines())
    new = keys.new_signing_key()
    public = keys.public_half(new)
    forged = RotateQuestion(public_key=public.hex(), proof=protocol.sign(till.signing, public))
    assert till.post(protocol.ROTATE, forged).status_code == 422
    rotated = RotateQuestion(public_key=public.hex(), proof=protocol.sign(new, public))
    assert till.post(protocol.ROTATE, rotated).status_code == 200
    assert till.post(protocol.HELLO, HELLO).json()["error"] == "bad_signature"
    till.signing = new
    assert till.post(protocol.HELLO, HELLO).status_code == 200
    # What was signed before, on a stick or in flight, is still the till's own.
    assert till.push(before).json()["acked"] == len(before.lines)


def test_nonces_are_kept_for_as_long_as_they_are_needed(
    serving: Serving, shop_till: ShopTill, pool: Pool, clock: MovedClock
) -> None:
    till = asker(serving.address, shop_till)
    till.post(protocol.HELLO, HELLO, nonce="abcdefgh05")
    with pool.writing() as connection:
        assert forget_nonces(connection, clock() + timedelta(minutes=20)) == 0
        assert forget_nonces(connection, clock() + timedelta(minutes=26)) == 1


def test_a_till_that_runs_wild_is_told_to_wait(serving: Serving, shop_till: ShopTill) -> None:
    from koperasi_pos.province.limits import Limiter

    serving.server.limiter = Limiter(0.5, 2, clock=lambda: 0.0)
    till = asker(serving.address, shop_till)
    answers = [till.post(protocol.HELLO, HELLO) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "2"


def test_a_body_that_is_no_question_is_named(serving: Serving, shop_till: ShopTill) -> None:
    till = asker(serving.address, shop_till)
    for body in (b"", b"{", b"[]", b'{"epoch":1}', b"\xff"):
        refused = till.ask("POST", protocol.HELLO, body)
        assert (refused.status_code, refused.json()["error"]) == (422, "not_understood")
    assert till.ask("POST", protocol.HELLO, b"x" * (1 << 20)).status_code == 413
