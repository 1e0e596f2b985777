"""With what the province signs lies sealed: at the start, in a copy, under another key, and where the key is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from koperasi_pos.journal.documents import MessageSent
from koperasi_pos.journal.protocol import PushAnswer, acknowledgement, verify
from koperasi_pos.operations import messages
from koperasi_pos.operations.till import Till
from koperasi_pos.province.announcements import announce, new_id
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import identity
from koperasi_pos.province.sealing import fits, opened_by, renew
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.signing import KEY_BYTES
from koperasi_pos.province.vault import FILE
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.transport import HttpTransport
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import Refusal
from tests.command import run
from tests.conftest import ExpectedLog
from tests.counter import Clock, shop_in
from tests.province.asking import Serving, asker, bundle_of
from tests.province.shops import ShopTill, add_shop
from tests.sync.province_process import code_for
from tests.sync.shop_line import drain


@contextmanager
def serving_from(home: Path, pool: Pool) -> Iterator[str]:
    """A server in a folder; its address."""
    made = Serving(build_app(ProvinceSettings(home=home), pool))
    try:
        yield made.address
    finally:
        made.stop()


def kept(pool: Pool) -> tuple[bytes, str]:
    """What lies in the tables of the private key, and the public one."""
    with pool.reading() as connection:
        row = connection.execute("SELECT signing_key, public_key FROM province").fetchone()
    assert row is not None
    return bytes(row[0]), row[1]


def private_key(pool: Pool) -> bytes:
    """As an older program, and every province before its first start, keeps it: plain."""
    plain, public = kept(pool)
    assert len(plain) == KEY_BYTES
    assert Ed25519PrivateKey.from_private_bytes(plain).public_key().public_bytes_raw().hex() == public
    return plain


def acknowledged(address: str, till: ShopTill, public: str) -> bool:
    """Whether the province takes what the till has, and signs that with this key."""
    answer = PushAnswer.model_validate(asker(address, till).push(bundle_of(till, 1, till.lines())).json())
    return answer.acked == len(till.lines()) and verify(public, acknowledgement(answer), answer.signature)


def test_it_is_sealed_at_the_first_start_and_goes_on_signing(pool: Pool, tmp_path: Path, shop_till: ShopTill) -> None:
    plain, public = private_key(pool), kept(pool)[1]
    for _start in range(2):
        with serving_from(tmp_path / "province", pool) as address:
            assert plain not in kept(pool)[0]
            assert plain.hex().encode() not in kept(pool)[0]
            assert acknowledged(address, shop_till, public)
    with pool.writing() as connection:  # a copy that an older program made is put back
        connection.execute("UPDATE province SET signing_key = %s", (plain,))
    with serving_from(tmp_path / "province", pool) as address:
        assert len(kept(pool)[0]) > KEY_BYTES
        assert acknowledged(address, shop_till, public)


def test_a_server_without_the_key_takes_nothing_that_it_could_not_acknowledge(
    pool: Pool, tmp_path: Path, shop_till: ShopTill, expected_log: ExpectedLog
) -> None:
    expected_log("the key of the secrets is missing")
    with serving_from(tmp_path / "one", pool):
        public = kept(pool)[1]
    with serving_from(tmp_path / "other", pool) as address:
        till = asker(address, shop_till)
        answer = till.push(bundle_of(shop_till, 1, shop_till.lines()))
        assert (answer.status_code, answer.json()["error"]) == (503, "not_ready")
        assert int(answer.headers["Retry-After"]) > 0
        ready = requests.get(f"{address}/readyz", timeout=30)
        assert (ready.status_code, ready.json()["error"]) == (503, "not_ready")
        assert not (tmp_path / "other" / FILE).exists(), "no second key is made"
    with pool.reading() as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)
    (tmp_path / "other").mkdir(exist_ok=True)
    shutil.copy(tmp_path / "one" / FILE, tmp_path / "other" / FILE)
    with serving_from(tmp_path / "other", pool) as address:
        assert requests.get(f"{address}/readyz", timeout=30).status_code == 200
        assert acknowledged(address, shop_till, public)


def test_another_key_seals_the_same_signature(
    pool: Pool, database_url: str, tmp_path: Path, shop_till: ShopTill
) -> None:
    home = tmp_path / "province"
    with serving_from(home, pool):
        sealed, public = kept(pool)
    told = run(home, "--json", "province", "new-key", "--database", database_url).facts()
    assert told["new_signing_key"] is False
    assert kept(pool)[0] != sealed
    assert kept(pool)[1] == public
    with serving_from(home, pool) as address:
        assert acknowledged(address, shop_till, public)


def test_what_a_copy_holds_opens_with_the_key_alone(
    pool: Pool, database_url: str, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    home, file, plain = tmp_path / "province", tmp_path / "copy.dump", private_key(pool)
    with serving_from(home, pool):
        public = kept(pool)[1]
    told = run(home, "--json", "province", "backup", str(file), "--database", database_url).facts()
    assert told["key"] == str(home / FILE)
    pool.close()
    away = run(tmp_path / "away", "--json", "province", "restore", str(file), "--database", database_url)
    assert away.facts()["key_fits"] is False
    assert FILE in away.complaint
    again = Pool(database_url, 4)
    try:
        assert plain not in kept(again)[0]
        assert not fits(ProvinceSettings(home=tmp_path / "away"), again)
        expected_log("the key of the secrets is missing")
        assert not opened_by(ProvinceSettings(home=tmp_path / "away"), again)[1].opens
        stick = run(tmp_path / "away", "province", "carry", str(file), str(file), "--database", database_url)
        assert stick.status == 1
        _vault, signer = opened_by(ProvinceSettings(home=home), again)
        assert verify(public, b"here", signer.sign(b"here"))
    finally:
        again.close()


def test_where_the_key_is_lost_another_signature_begins_and_tills_enrol_again(
    pool: Pool, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("the key of the secrets is missing")
    home = tmp_path / "province"
    settings = ProvinceSettings(home=home)
    add_shop(pool, "toko-1")
    with serving_from(home, pool) as address:
        till = shop_in(tmp_path / "k1", Clock())
        enrolment.enrol_till(till, address, code_for(pool, "new"))
        tell(pool, "Rapat")
        assert heard(till, address) == ["Rapat"]
    (home / FILE).unlink()
    before = kept(pool)
    with pytest.raises(Refusal, match="signing_key_shut"):
        renew(settings, pool)
    assert kept(pool) == before
    assert not (home / FILE).exists()
    assert renew(settings, pool, new_signing_key=True).new_signing_key
    assert kept(pool)[1] != before[1]
    assert not renew(settings, pool, new_signing_key=True).new_signing_key, "what can be read is not given up"
    with serving_from(home, pool) as address:
        tell(pool, "Libur")
        assert heard(till, address) == ["Rapat"], "a till believes the key that it was enrolled with"
        enrolment.enrol_till(till, address, code_for(pool, "second"))
        assert heard(till, address) == ["Libur", "Rapat"]
    with pool.reading() as connection:
        assert identity(connection).public_key == kept(pool)[1]
    till.close()


def tell(pool: Pool, title: str) -> None:
    """A message of the province to the shop."""
    now = datetime.now(UTC)
    with pool.writing() as connection:
        announce(connection, "toko-1", MessageSent(id=new_id(now), title=title, text=".", sender="Dinas"), now=now)


def heard(till: Till, address: str) -> list[str]:
    """The messages that the till believes after it asked at this address."""
    worker = Worker(till, connect=lambda _kept, settings: HttpTransport(address, settings))
    worker.send_now()
    drain(worker)
    worker.stop()
    return sorted(row.title for row in messages.latest(till))
