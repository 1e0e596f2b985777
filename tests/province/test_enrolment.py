"""Enrolment: a code is good for one machine, for a day, and its machine may show it again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from koperasi_pos.province.database import Pool
from koperasi_pos.province.enrolment import MadeCode, device_of, make_code
from koperasi_pos.store import keys
from koperasi_pos.values import Refusal
from tests.province.asking import Asker, MovedClock, Serving, asker
from tests.province.shops import ShopTill, add_shop, new_till


def code_for(pool: Pool, clock: MovedClock, purpose: str = "new", **more: Any) -> MadeCode:
    with pool.writing() as connection:
        return make_code(connection, "toko-1", purpose, now=clock(), **more)


def new_machine(address: str) -> tuple[Asker, str]:
    """A machine without a shop: a key and nothing else."""
    signing = keys.new_signing_key()
    public = keys.public_half(signing).hex()
    return Asker(address, device_of(public), signing), public


def test_a_shop_that_sold_alone_becomes_part_of_the_province(serving: Serving, pool: Pool, tmp_path: Path) -> None:
    till = new_till(tmp_path / "k1", "toko-1", code="K7")
    add_shop(pool, "toko-1", name="Koperasi An-Nur")
    code = code_for(pool, MovedClock())
    answer = asker(serving.address, till).enrol(code.code, till.public_key, till_code="K7", program="0.1.0")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["shop"]["id"], said["shop"]["name"]) == ("toko-1", "Koperasi An-Nur")
    assert (said["till_code"], said["purpose"], said["server_epoch"]) == ("K7", "new", 1)
    assert said["province"] == answer.headers["X-Koperasi-Province"]
    till.till.close()


def test_the_code_is_typed_as_people_type_it(serving: Serving, pool: Pool, clock: MovedClock) -> None:
    add_shop(pool, "toko-1")
    code = code_for(pool, clock).code
    assert len(code.replace("-", "")) * 5 >= 64  # bits
    machine, public = new_machine(serving.address)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert machine.enrol(typed, public, program="0.1.0\x00" + "x" * 500).json()["till_code"] == "K1"


def test_the_qr_carries_the_address_and_the_code(pool: Pool, clock: MovedClock) -> None:
    add_shop(pool, "toko-1")
    code = code_for(pool, clock)
    read = urlsplit(code.qr("https://koperasi.example.id:8443/jatim"))
    assert (read.scheme, read.path) == ("koperasi-pos", "enrol")
    assert parse_qs(read.query) == {"server": ["https://koperasi.example.id:8443/jatim"], "code": [code.code]}


def test_a_lost_answer_is_given_again_and_to_nobody_else(serving: Serving, pool: Pool, clock: MovedClock) -> None:
    add_shop(pool, "toko-1")
    code = code_for(pool, clock).code
    machine, public = new_machine(serving.address)
    first, second = machine.enrol(code, public).json(), machine.enrol(code, public).json()
    first.pop("server_time"), second.pop("server_time")
    assert first == second
    other, other_public = new_machine(serving.address)
    refused = other.enrol(code, other_public)
    assert (refused.status_code, refused.json()["error"]) == (409, "code_used")
    clock.by = timedelta(days=30)
    machine.clock = clock
    assert machine.enrol(code, public).status_code == 200, "the answer may have been lost for long"


def test_a_code_ends_after_a_day(serving: Serving, pool: Pool, clock: MovedClock) -> None:
    add_shop(pool, "toko-1")
    code = code_for(pool, clock).code
    machine, public = new_machine(serving.address)
    machine.clock = clock
    clock.by = timedelta(hours=24, seconds=5)
    refused = machine.enrol(code, public)
    assert (refused.status_code, refused.json()["error"]) == (410, "code_expired")


def test_a_code_that_nobody_made_is_unknown(serving: Serving) -> None:
    machine, public = new_machine(serving.address)
    refused = machine.enrol("ABCD-EFGH-JKMN-PQRS", public)
    assert (refused.status_code, refused.json()["error"]) == (404, "code_unknown")


def test_guessing_is_slowed_down(serving: Serving) -> None:
    machine, public = new_machine(serving.address)
    answers = [machine.enrol("ABCD-EFGH-JKMN-PQRS", public)]
    while answers[-1].status_code != 429:  # one more every two seconds: however slow this machine is, it comes
        answers.append(machine.enrol("ABCD-EFGH-JKMN-PQRS", public))
    assert {one.status_code for one in answers[:-1]} == {404}
    assert len(answers) > 20
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_a_key_that_is_not_the_devices_is_not_taken(serving: Serving, pool: Pool, clock: MovedClock) -> None:
    add_shop(pool, "toko-1")
    code = code_for(pool, clock).code
    machine, _public = new_machine(serving.address)
    _other, other_public = new_machine(serving.address)
    assert machine.enrol(code, other_public).status_code == 401
    machine.signing = keys.new_signing_key()
    assert machine.enrol(code, _public).status_code == 401


def test_second_and_replacing_tills_get_codes_of_their_own(
    serving: Serving, pool: Pool, clock: MovedClock, shop_till: ShopTill
) -> None:
    second, second_public = new_machine(serving.address)
    assert second.enrol(code_for(pool, clock, "second").code, second_public).json()["till_code"] == "K2"
    third, third_public = new_machine(serving.address)
    said = third.enrol(code_for(pool, clock, "replace", replaces="k1").code, third_public).json()
    assert (said["till_code"], said["purpose"], said["replaces"]) == ("K1B", "replace", "K1")
    with pool.reading() as connection:
        states = dict(connection.execute("SELECT code, state FROM till WHERE shop = 'toko-1'").fetchall())
    assert states == {"K1": "replaced", "K2": "active", "K1B": "active"}
    fourth, fourth_public = new_machine(serving.address)
    said = fourth.enrol(code_for(pool, clock, "replace", replaces="K1B").code, fourth_public).json()
    assert said["till_code"] == "K1C"


def test_a_till_whose_code_is_taken_is_known_by_the_next_one(
    serving: Serving, pool: Pool, clock: MovedClock, shop_till: ShopTill
) -> None:
    machine, public = new_machine(serving.address)
    said = machine.enrol(code_for(pool, clock, "second").code, public, till_code="K1").json()
    assert said["till_code"] == "K1B"
    assert machine.enrol(code_for(pool, clock, "second").code, public, till_code="K1").json()["till_code"] == "K1B"


def test_codes_are_made_only_for_what_can_be(pool: Pool, clock: MovedClock, shop_till: ShopTill) -> None:
    for purpose, replaces, refused in (
        ("new", "", "shop_has_tills"),
        ("replace", "K9", "till_unknown"),
        ("other", "", "purpose_unknown"),
    ):
        with pytest.raises(Refusal) as caught:
            code_for(pool, clock, purpose, replaces=replaces)
        assert caught.value.code == refused
    add_shop(pool, "toko-2")
    with pool.writing() as connection, pytest.raises(Refusal, match="shop_has_no_till"):
        make_code(connection, "toko-2", "second", now=clock())
    with pool.writing() as connection, pytest.raises(Refusal, match="shop_unknown"):
        make_code(connection, "toko-3", "new", now=clock())
    with pool.reading() as connection:
        kept = connection.execute("SELECT count(*) FROM enrolment_code").fetchone()
    assert kept == (0,)
