"""A card that signs its taps at another pesantren: proved at the province by sealed keys, each tap for one basket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import baskets, card_keys, cards, upkeep, visit_pins, visits
from koperasi_pos.operations.visits import VisitView
from koperasi_pos.province import sealing
from koperasi_pos.province.database import Pool
from koperasi_pos.province.vault import Vault
from koperasi_pos.province.visits import taps
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.store import journal
from koperasi_pos.store.books import cards as book
from koperasi_pos.trade.sun_messages import shop_keys
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import CHIP, SIGNING
from tests.counter import CASHIER, HEAD
from tests.province.asking import Serving
from tests.province.holder import two_shops
from tests.province.holder.two_shops import HOME, THERE, TwoShops, owner

OTHERS = shop_keys(bytes(range(1, 17)), "lain")


class SignedShops(TwoShops):
    """Ahmad's card signs its taps."""

    serving: Serving
    chip: VirtualNtag

    def set_up(self, serving: Serving) -> None:
        self.serving, self.chip = serving, VirtualNtag(CHIP, SIGNING)
        card_keys.keep_keys(self.home, SIGNING.text(), by=HEAD)
        cards.replace_card(
            self.home, self.santri.account, uid=CHIP, message=self.chip.address(), id=self.home.new_id(), by=HEAD
        )
        self.agree()
        self.top_up(50_000)
        self.rest()

    def deposit(self) -> None:
        with self.pool.writing() as connection:
            taps.deposit(
                connection, self.serving.server.vault, owner(HOME), HOME, SIGNING.text(), now=self.clock()
            )  # fmt: skip

    def ask_signed(self, message: str, *, uid: str = CHIP, count: int = 1) -> VisitView:
        basket = self.basket(count)
        priced = baskets.counter(self.there).price(basket)
        tap = Tap("pcsc", uid=uid, message=message)
        asked = visits.ask(self.there, tap, priced.total, priced, basket.id, by=CASHIER).value
        self.rest(self.there)
        return visits.look(self.there, asked.id)

    def counter_at_home(self) -> int | None:
        with self.home.reading() as connection:
            rows = connection.run("SELECT id FROM card WHERE medium = 'sun'").fetchall()
            return book.counter(connection, rows[0][0])


def code(view: VisitView) -> str:
    return view.refusal.code if view.refusal is not None else view.state


@pytest.fixture
def both(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[SignedShops]:
    made = SignedShops(**vars(two_shops.make(tmp_path, pool, serving.address)))
    made.set_up(serving)
    yield made
    made.rest()
    for till in (made.home, made.there):
        assert not upkeep.check(till).trouble
        till.close()


def test_without_keys_it_is_refused_in_words_and_with_them_a_tap_pays_once(both: SignedShops) -> None:
    view = both.ask_signed(both.chip.address())
    assert (code(view), view.name) == ("visit_signed", "Ahmad")
    both.deposit()
    message = both.chip.address()
    view = both.ask_signed(message)
    assert (code(view), view.left) == ("reserved", 5_000)
    assert code(both.ask_signed(message)) == "visit_tap_again", "one tap pays one basket"
    assert code(both.ask_signed(both.chip.address())) == "reserved"
    both.rest()
    assert both.held() == 40_000
    assert both.counter_at_home() == both.chip.counter
    with pytest.raises(Refusal) as copied:
        cards.tapped(both.home, Tap("pcsc", uid=CHIP, message=message))
    assert copied.value.code == "card_copied", "home has heard of it"
    assert visit_pins.in_hand(both.there) == {}


def test_a_copy_a_number_and_a_foreign_key_open_nothing(both: SignedShops) -> None:
    both.deposit()
    old = both.chip.address()
    cards.tapped(both.home, Tap("pcsc", uid=CHIP, message=both.chip.address()))
    both.rest()
    assert code(both.ask_signed(old)) == "visit_tap_again", "home saw a later one"
    assert code(both.ask_signed("")) == "visit_unproved"
    assert code(both.ask_signed(VirtualNtag(CHIP, OTHERS, counter=90).address())) == "visit_unproved"
    other = VirtualNtag("04AABBCCDDEE80", SIGNING, counter=90)
    assert code(both.ask_signed(other.address())) == "visit_unproved", "a message of another card"
    assert code(both.ask_signed("https://kartu.example/s?e=00&c=11")) == "visit_unproved"
    assert both.held() == 50_000


def test_no_sum_is_drawn_for_a_card_that_signs(both: SignedShops) -> None:
    both.deposit()
    drawn = visits.draw_lease(
        both.there, Tap("pcsc", uid=CHIP, message=both.chip.address()), Rupiah(20_000), by=HEAD
    ).value  # fmt: skip
    both.rest(both.there)
    assert code(visits.look(both.there, drawn.id)) == "visit_signed_lease"


def test_keys_lie_sealed_reach_nobody_and_may_be_forgotten(both: SignedShops) -> None:
    both.deposit()
    with pytest.raises(Refusal) as stranger, both.pool.writing() as connection:
        taps.deposit(
            connection, both.serving.server.vault, owner(THERE), HOME, SIGNING.text(), now=both.clock()
        )  # fmt: skip
    assert stranger.value.code == "officer_may_not"
    with pytest.raises(Refusal) as slip, both.pool.writing() as connection:
        taps.deposit(
            connection, both.serving.server.vault, owner(HOME), HOME, SIGNING.text()[:-1] + "0", now=both.clock()
        )  # fmt: skip
    assert slip.value.code == "card_keys_wrong"
    both.ask_signed(both.chip.address())
    both.rest()
    with both.pool.reading() as connection:
        (row,) = connection.execute("SELECT sealed, by FROM visit_card_key").fetchall()
        told = b"".join(bytes(line[0]) for line in connection.execute("SELECT line FROM entry").fetchall())
    secrets = (SIGNING.text().encode(), SIGNING.file.hex().encode(), SIGNING.meta.hex().upper().encode())
    for till in (both.there,):
        with till.reading() as connection:
            told += b"".join(line for _position, line in journal.lines(connection))
    for secret in secrets:
        assert secret not in told
        assert secret.decode() not in row[0]
    assert both.chip.address()[:30].encode() not in told, "the message stands in no journal"
    with pytest.raises(Refusal):
        Vault(bytes(32)).read(row[0], taps.owner_of(HOME))
    with pytest.raises(Refusal):
        both.serving.server.vault.read(row[0], taps.owner_of(THERE))
    with both.pool.writing() as connection:
        taps.take_away(connection, owner(HOME), HOME)
    assert code(both.ask_signed(both.chip.address())) == "visit_signed"


def test_a_new_key_of_the_server_seals_them_anew(both: SignedShops) -> None:
    both.deposit()
    settings = both.serving.server.settings
    assert sealing.renew(settings, both.pool) == sealing.Renewed(0, 0, False)
    vault = sealing.open_vault(settings, both.pool)
    with both.pool.reading() as connection:
        row = connection.execute("SELECT sealed FROM visit_card_key").fetchone()
    assert row is not None
    assert vault.read(row[0], taps.owner_of(HOME)) == SIGNING.text()
    assert code(both.ask_signed(both.chip.address())) == "visit_signed", "a server with the old key says so in words"
