"""The secrets of a machine: a file nobody else reads, and a recovery code that people can write down."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import assume, given
from hypothesis import strategies as st

from koperasi_pos.store import keys
from koperasi_pos.store.keys import Secrets
from koperasi_pos.values import Refusal
from tests.counter import Clock


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = keys.make(tmp_path, keyring_allowed=False)
    assert stat.S_IMODE((tmp_path / "kunci").stat().st_mode) == 0o600
    assert keys.find(tmp_path) == made
    assert [file.name for file in tmp_path.iterdir()] == ["kunci"]
    other = keys.make(tmp_path, keyring_allowed=False)
    assert keys.find(tmp_path) == other != made


def test_a_file_that_lay_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "kunci").write_text("old")
    (tmp_path / "kunci").chmod(0o644)
    keys.make(tmp_path, keyring_allowed=False)
    assert stat.S_IMODE((tmp_path / "kunci").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "zz:zz", "00:11", "ab" * 32, f"{'ab' * 32}:{'cd' * 31}"])
def test_damaged_secrets_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "kunci").write_text(text)
    with pytest.raises(Refusal, match="key_damaged"):
        keys.find(tmp_path)


def test_missing_secrets_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="key_missing"):
        keys.find(tmp_path)


@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_code_comes_back(key: bytes) -> None:
    code = keys.recovery_code(Secrets(key, bytes(32)))
    assert len(code.replace("-", "")) == 52
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-")
    # As people type it: small letters, spaces, nought for O and one for I.
    typed = f" {code.lower().replace('-', ' ').replace('o', '0').replace('i', '1')} "
    assert keys.from_recovery_code(code) == keys.from_recovery_code(typed) == key


@given(st.text(max_size=80))
def test_what_is_no_code_is_refused(text: str) -> None:
    assume(len("".join(text.split()).replace("-", "")) != 52)
    with pytest.raises(Refusal, match="recovery_code_wrong"):
        keys.from_recovery_code(text)


def test_a_code_with_a_letter_missing_is_refused() -> None:
    code = keys.recovery_code(Secrets(bytes(range(32)), bytes(32)))
    for wrong in (code[:-1], code[:-4], code + "A", "?" + code[1:]):
        with pytest.raises(Refusal, match="recovery_code_wrong"):
            keys.from_recovery_code(wrong)


def test_a_signature_belongs_to_its_key_and_its_message() -> None:
    mine, other = keys.new_signing_key(), keys.new_signing_key()
    signature = keys.sign(mine, b"head")
    Ed25519PublicKey.from_public_bytes(keys.public_half(mine)).verify(signature, b"head")
    for public, message in ((other, b"head"), (mine, b"tail")):
        with pytest.raises(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(keys.public_half(public)).verify(signature, message)


def test_replaced_secrets_are_kept_aside(tmp_path: Path) -> None:
    moment = Clock().moment
    assert keys.set_aside(tmp_path, now=moment) is None
    made = keys.make(tmp_path, keyring_allowed=False)
    aside = keys.set_aside(tmp_path, now=moment)
    assert aside == tmp_path / "kunci-before-restore-20261124-080000"
    assert Secrets.read(aside.read_text()) == made
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
