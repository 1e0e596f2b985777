"""From the telephone to the counter and back: a real server, PostgreSQL, a real till on its line, Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from koperasi_pos.values import Refusal
from koperasi_pos.words import speaking
from koperasi_pos.words.refusals import refusal_sentence
from tests.card_holders import buy, view
from tests.province.wali.conftest import WaliWorld
from tests.province.wali.telephones import Telephone, telephone
from tests.province.web.browsing import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    with chromium() as started:
        yield started


def lowers_the_limits(phone: Telephone) -> None:
    """The wali: 10.000 a day, of it 3.000 for snacks, no soft drinks."""
    phone.follow("Ubah")
    phone.page.get_by_label("Semua belanja per hari").fill("10.000")
    phone.page.get_by_role("group", name="Jajan").get_by_label("Paling banyak sehari").fill("3000")
    phone.page.get_by_role("group", name="Minuman bersoda").get_by_label("Cara").select_option(label="Dilarang")
    phone.look("batas")
    phone.press("Simpan")
    phone.page.wait_for_url("**done=wali-limits")
    phone.look("tersimpan")
    assert phone.page.get_by_text("Rp10.000").first.is_visible()


def is_refused_in_words(world: WaliWorld) -> str:
    """The till says no, with the goods and the rule; gives the sentence."""
    ahmad = view(world.till, world.santri["Ahmad Fauzi"].account)
    with pytest.raises(Refusal) as refused:
        buy(world.till, ahmad, (world.goods["Nasi bungkus"], 1))
    assert refused.value.code == "card_limit"
    with speaking("id"):
        sentence = refusal_sentence(refused.value)
    for words in ("Rp10.000", "Rp2.400", "Nasi bungkus"):
        assert words in sentence
    with pytest.raises(Refusal) as blocked:
        buy(world.till, ahmad, (world.goods["Cola kaleng"], 1))
    assert blocked.value.code == "card_blocked_category"
    return sentence


def reads_and_raises(phone: Telephone, account: str) -> None:
    """The wali reads that something was refused, and raises the limit to 25.000."""
    phone.go("/wali/children")
    phone.look("anak-dengan-pemberitahuan")
    phone.page.get_by_role("link", name="Pemberitahuan").click()
    phone.look("pemberitahuan")
    assert phone.page.get_by_text("Ditolak").first.is_visible()
    phone.go(f"/wali/children/{account}/limits")
    phone.page.get_by_label("Semua belanja per hari").fill("25.000")
    phone.press("Simpan")
    phone.page.wait_for_url("**done=wali-limits")
    phone.look("dinaikkan")


def test_the_wali_lowers_the_limit_and_the_till_obeys(world: WaliWorld, browser: Browser, tmp_path: Path) -> None:
    """Lowered on the telephone, heard at the till, refused in words; raised, sold without a line, seen afterwards."""
    till, ahmad = world.till, world.santri["Ahmad Fauzi"]
    rice, tea, chips = (world.goods[name] for name in ("Nasi bungkus", "Es teh", "Keripik"))
    buy(till, ahmad, (rice, 1), (tea, 1))
    world.sync()
    phone = telephone(browser, world.web.address, tmp_path)
    phone.begin(world.hand_over("Ahmad Fauzi"))
    phone.look("anak")
    assert phone.page.get_by_text("Rp142.400").is_visible()
    assert phone.page.get_by_text("Nasi bungkus, Es teh").is_visible()
    world.clock.forward(minutes=5)
    lowers_the_limits(phone)
    world.clock.forward(minutes=1)
    world.sync()  # the till hears
    world.clock.forward(minutes=1)
    (tmp_path / "kata-kasir.txt").write_text(is_refused_in_words(world))
    world.sync()
    world.clock.forward(minutes=5)
    reads_and_raises(phone, ahmad.account)
    world.sync()
    # the line is down: sold all the same, and not seen yet
    world.clock.forward(minutes=30)
    receipt = buy(till, view(till, ahmad.account), (rice, 1), (chips, 1))
    assert receipt.sale.payments[0].left == 134_400
    phone.go("/wali/children")
    phone.look("belum-tampak")
    assert phone.page.get_by_text("Rp142.400").is_visible()
    assert phone.page.get_by_text("Toko terakhir terhubung").is_visible()
    # the line is back
    world.clock.forward(minutes=10)
    world.sync()
    phone.go("/wali/children")
    phone.look("sesudah-tersambung")
    assert phone.page.get_by_text("Rp134.400").is_visible()
    assert phone.page.get_by_text("Nasi bungkus, Keripik").is_visible()
    assert phone.page.get_by_text("Rp15.600").first.is_visible()
    phone.page.context.close()
