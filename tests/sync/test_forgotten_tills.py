"""A province that went back without a word: tills it forgot are known again, and no two go on under one code."""

from __future__ import annotations

from pathlib import Path

import pytest

from koperasi_pos.journal.protocol import HelloQuestion, Membership
from koperasi_pos.operations import line_sending, shops, upkeep
from koperasi_pos.operations.line_keys import device_of, own_device, signing_key
from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Pool
from koperasi_pos.store import keys
from koperasi_pos.sync import enrolment
from tests.conftest import ExpectedLog
from tests.counter import Clock, begin_shift, written
from tests.province.asking import Asker, Serving
from tests.sync.province_process import code_for
from tests.sync.real_line import rest, sell_bread


@pytest.fixture
def first(first: Till) -> Till:
    """The first till of a shop, and all of it at the province."""
    rest(first)
    return first


def fetched(home: Path, pool: Pool, serving: Serving, purpose: str = "second", replaces: str = "") -> Till:
    """One more till of the shop; its clock begins where it is told."""
    code = code_for(pool, purpose, replaces)
    return enrolment.fetch_shop(home, serving.address, code, clock=Clock(), keyring_allowed=False)


def forget(pool: Pool, till: Till) -> None:
    """As if the tables were those of a backup from before this till was enrolled."""
    device = own_device(till)
    with pool.writing() as connection:
        for table in ("device", "till", "till_key", "writer", "entry", "nonce", "compare", "enrolment_code"):
            connection.execute(f"DELETE FROM {table} WHERE device = %s", (device,))
        connection.execute("UPDATE shop SET rev = (SELECT coalesce(max(rev), 0) FROM entry)")


def tills(pool: Pool) -> dict[str, tuple[str, str]]:
    """Code and state of every till that the province knows, by device."""
    with pool.reading() as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute("SELECT device, code, state FROM till")}


def held(pool: Pool) -> list[bytes]:
    with pool.reading() as connection:
        return sorted(bytes(row[0]) for row in connection.execute("SELECT line FROM entry"))


def lines_of(till: Till) -> list[bytes]:
    return sorted(posted.entry.line for posted in written(till))


def test_a_forgotten_till_is_known_again_without_a_person(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("known again")
    expected_log("less is held than was acknowledged")
    second = fetched(tmp_path / "k2", pool, serving)
    begin_shift(second)
    assert sell_bread(second) == "K2-000001"
    rest(second, first)
    forget(pool, second)
    sell_bread(second)
    assert rest(second, first).state().code == ""
    assert tills(pool)[own_device(second)] == ("K2", "active")
    assert held(pool) == lines_of(second) == lines_of(first)
    with pool.reading() as connection:
        acts = connection.execute("SELECT officer, act, shop, facts FROM audit").fetchall()
    assert acts == [("server", "till_taken_back", "toko-1", {"till": "K2", "device": own_device(second)})]
    second.close()


def test_a_machine_that_never_began_makes_way_for_the_forgotten_till(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("known again")
    expected_log("less is held than was acknowledged")
    second = fetched(tmp_path / "k2", pool, serving)
    begin_shift(second)
    rest(second)
    forget(pool, second)
    third = Asker(serving.address, "", keys.new_signing_key())
    public = keys.public_half(third.signing)
    third.device = device_of(third.signing)
    code = code_for(pool, "second")
    assert third.enrol(code, public.hex()).json()["till_code"] == "K2"
    assert rest(second).state().code == ""
    assert tills(pool)[own_device(second)] == ("K2", "active")
    assert third.enrol(code, public.hex()).json()["till_code"] == "K2B"
    assert sell_bread(second) == "K2-000001"
    second.close()


def test_of_two_tills_that_began_under_one_code_the_later_goes_on_under_the_next(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("known again")
    expected_log("less is held than was acknowledged")
    second = fetched(tmp_path / "k2", pool, serving)
    begin_shift(second)
    sell_bread(second)
    rest(second)  # K1 is cut off and hears nothing of it
    forget(pool, second)
    third = fetched(tmp_path / "k3", pool, serving)
    begin_shift(third)
    assert sell_bread(third) == "K2-000001"  # nobody here could know that there is one already
    rest(third)
    rest(second, third, first, second, third, first)
    codes = {shops.till_code(second), shops.till_code(third)}
    assert codes == {"K2", "K2B"}
    later = second if shops.till_code(second) == "K2B" else third
    assert sell_bread(later) == "K2B-000001"
    rest(second, third, first, second, third, first)
    assert held(pool) == lines_of(first) == lines_of(second) == lines_of(third)
    assert {code for code, _state in tills(pool).values()} == {"K1", "K2", "K2B"}
    for till in (first, second, third):
        assert upkeep.check(till).sound
        assert shops.till_code(till) in {"K1", *codes}
    second.close()
    third.close()


def test_a_till_that_was_replaced_is_not_let_in_beside_the_one_in_its_place(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("known again")
    for word in ("less is held than was acknowledged", "a comparison differs", "holds something else"):
        expected_log(word)
    second = fetched(tmp_path / "k2", pool, serving)
    rest(second, first)
    third = fetched(tmp_path / "k3", pool, serving, "replace", "K2")
    rest(third)
    for order in ((second, third), (third, second)):
        forget(pool, second)
        forget(pool, third)
        rest(*order)
        rest(first, third)
        states = tills(pool)
        assert states[own_device(third)] == ("K2B", "active")
        assert states[own_device(second)] == ("K2", "replaced")
        assert rest(second).state().code == "line_revoked"
    second.close()
    third.close()


def test_only_our_own_word_for_this_key_and_shop_counts(
    first: Till, pool: Pool, serving: Serving, expected_log: ExpectedLog
) -> None:
    expected_log("known again")
    word = line_sending.membership(first)
    assert word is not None
    forget(pool, first)
    asker = Asker(serving.address, own_device(first), signing_key(first))
    stranger = keys.new_signing_key()

    def told(shown: Membership, who: Asker = asker) -> str:
        question = HelloQuestion(epoch=1, seq=0, hash="", membership=shown)
        return str(who.post("/v1/hello", question).json().get("error", ""))

    for changed in ({"shop": "toko-2"}, {"till_code": "K9"}, {"signature": "00" * 64}, {"replaces": "K1"}):
        assert told(word.model_copy(update=changed)) == "unknown_device"
    assert told(word, Asker(serving.address, own_device(first), stranger)) == "unknown_device"
    other = Asker(serving.address, device_of(stranger), stranger)
    assert told(word, other) == "unknown_device"
    public = keys.public_half(stranger).hex()
    assert told(word.model_copy(update={"device": other.device, "public_key": public}), other) == "unknown_device"
    with pool.writing() as connection:
        connection.execute("UPDATE shop SET state = 'closed'")
    assert told(word) == "unknown_device"
    with pool.writing() as connection:
        connection.execute("UPDATE shop SET state = 'active'")
    assert told(word) == ""
