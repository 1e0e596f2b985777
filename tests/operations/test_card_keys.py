"""Keys of signed cards on this machine, and taps proved with them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from koperasi_pos.operations import card_keys
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.store import card_keys as place
from koperasi_pos.trade.sun_messages import SunKeys, shop_keys
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal
from tests.counter import CASHIER, HEAD, shop_in

UID = "04A1B2C3D4E5F6"
KEYS = shop_keys(bytes(range(16)), "an-nur")


def test_keys_are_typed_once_and_lie_where_nobody_else_reads(tmp_path: Path) -> None:
    till = shop_in(tmp_path / "shop")
    assert card_keys.keys_of(till) is None
    assert card_keys.keep_keys(till, KEYS.text().lower().replace("-", " "), by=HEAD).changed
    assert not card_keys.keep_keys(till, KEYS.text(), by=HEAD).changed
    assert card_keys.keys_of(till) == place.find(till.home) == KEYS
    file = till.home / "kunci-kartu"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    till.close()


def test_only_the_head_keeps_keys_and_no_slip_passes(tmp_path: Path) -> None:
    till = shop_in(tmp_path / "shop")
    with pytest.raises(Refusal) as refused:
        card_keys.keep_keys(till, KEYS.text(), by=CASHIER)
    assert refused.value.code == "needs_approval"
    text = KEYS.text()
    for wrong in ("", "KS", text[:-5], text.replace(text[0], "G"), ("1" if text[0] != "1" else "2") + text[1:]):
        with pytest.raises(Refusal) as refused:
            card_keys.keep_keys(till, wrong, by=HEAD)
        assert refused.value.code == "card_keys_wrong"
    assert card_keys.keys_of(till) is None
    till.close()


def test_damaged_keys_are_none(tmp_path: Path) -> None:
    (tmp_path / "kunci").write_text("x")
    place.keep(tmp_path, KEYS)
    assert place.find(tmp_path) == KEYS
    (tmp_path / "kunci-kartu").write_bytes(b"\xff\x00 no keys")
    assert place.find(tmp_path) is None


def test_a_tap_is_proved_where_there_are_keys(tmp_path: Path) -> None:
    till = shop_in(tmp_path / "shop")
    signed = Tap("pcsc", UID, message=VirtualNtag(UID, KEYS).address())
    plain, other = Tap("pcsc", UID), Tap("pcsc", UID, message="https://pesantren.example/")
    assert card_keys.prove(till, signed, lambda uid: None) == signed
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    proved = card_keys.prove(till, signed, lambda uid: None)
    assert (proved.verified, proved.counter) == (True, 1)
    assert card_keys.prove(till, plain, lambda uid: None) == plain
    assert card_keys.prove(till, other, lambda uid: None) == plain
    for tap, last, code in (
        (signed, 1, "card_copied"),
        (Tap("pcsc", UID, message=VirtualNtag(UID, SunKeys(bytes(16), bytes(16))).address()), None, "card_foreign"),
        (Tap("pcsc", message="https://pesantren.example/"), None, "card_message_wrong"),
    ):
        with pytest.raises(Refusal) as refused:
            card_keys.prove(till, tap, lambda uid, last=last: last)  # type: ignore[misc]
        assert refused.value.code == code
    till.close()
