"""The wali's pages over a real socket: codes, PINs, consent, what a child's page says, what a form changes."""

from __future__ import annotations

from tests.card_holders import buy
from tests.province.wali.conftest import WaliWorld


def test_a_wali_begins_with_a_code_and_sees_the_child(world: WaliWorld) -> None:
    buy(world.till, world.santri["Ahmad Fauzi"], (world.goods["Nasi bungkus"], 1), (world.goods["Es teh"], 1))
    world.sync()
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    page = client.get("/wali/children")
    assert page.status_code == 200, page.text
    for words in ("Ahmad Fauzi", "Rp142.400", "Nasi bungkus, Es teh", "−7.600", "+150.000"):
        assert words in page.text, words
