"""A card that asks for its PIN at another pesantren: proved over the line, counted and locked as at home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CardRulesSaved
from koperasi_pos.operations import accounts, baskets, card_limits, upkeep, visit_pins, visits
from koperasi_pos.operations.visits import TypedPin, VisitView
from koperasi_pos.province.database import Pool
from koperasi_pos.store import journal
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.pin_proofs import challenge_of, fits, proof_of
from koperasi_pos.values import Refusal, Rupiah
from tests.counter import CASHIER, HEAD
from tests.province.asking import Serving
from tests.province.holder import two_shops
from tests.province.holder.two_shops import TwoShops

PIN, WRONG = "314159", "271828"


class PinShops(TwoShops):
    """Ahmad's home asks for the PIN above 6.000."""

    def set_up(self) -> None:
        self.agree()
        self.top_up(50_000)
        rules = CardRulesSaved(id=self.home.new_id(), pin="above", pin_above=Rupiah(6_000))
        card_limits.save_card_rules(self.home, rules, by=HEAD)
        self.rest()

    def set_pin(self, pin: str = PIN) -> None:
        accounts.set_card_pin(self.home, self.santri.account, pin, id=self.home.new_id(), by=HEAD)
        self.rest()

    def ask_pin(self, basket: Basket, pin: str, challenge: str, *, line: bool = True) -> VisitView:
        priced = baskets.counter(self.there).price(basket)
        asked = visits.ask(
            self.there, self.tap(), priced.total, priced, basket.id, by=CASHIER, pin=TypedPin(pin, challenge)
        ).value
        if line:
            self.rest(self.there)
        return visits.look(self.there, asked.id)

    def code(self, view: VisitView) -> str:
        return view.refusal.code if view.refusal is not None else view.state


@pytest.fixture
def both(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[PinShops]:
    made = PinShops(**vars(two_shops.make(tmp_path, pool, serving.address)))
    made.set_up()
    yield made
    made.rest()
    for till in (made.home, made.there):
        assert not upkeep.check(till).trouble
        till.close()


def test_proved_over_the_line_it_pays_and_nobody_is_told_the_pin(both: PinShops) -> None:
    assert both.code(both.ask(both.basket(1))) == "reserved", "below the sum nobody asks"
    basket = both.basket(2)
    assert both.code(both.ask(basket)) == "visit_pin_unset"
    both.set_pin()
    wanted = both.ask(basket)
    assert (both.code(wanted), wanted.name) == ("visit_pin", "Ahmad")
    assert wanted.pin_challenge.startswith("$argon2id$v=19$m=19456")
    found = both.ask_pin(basket, PIN, wanted.pin_challenge)
    assert (found.state, found.left) == ("reserved", 10_000)
    assert visit_pins.in_hand(both.there) == {}
    both.pay(basket, found.id)
    both.rest()
    assert both.balance() == 40_000
    with both.pool.reading() as connection:
        assert connection.execute("SELECT count(*) FROM visit_pin").fetchone() == (0,)
        told = b"".join(bytes(row[0]) for row in connection.execute("SELECT line FROM entry").fetchall())
    for till in (both.home, both.there):
        with till.reading() as connection:
            told += b"".join(line for _position, line in journal.lines(connection))
    assert PIN.encode() not in told
    with both.home.reading() as connection:
        pin_hash = connection.run("SELECT pin_hash FROM card_account").fetchone()
    assert pin_hash is not None
    secret = pin_hash[0].rsplit("$", 1)[1].encode()
    with both.there.reading() as connection:
        there = b"".join(line for _position, line in journal.lines(connection))
    assert secret not in there, "the hash stays at home and at the province"


def test_wrong_ones_are_counted_locked_at_home_too_and_let_go_on_there(both: PinShops) -> None:
    both.set_pin()
    view = both.ask(both.basket(2))
    for left in (4, 3, 2, 1):
        view = both.ask_pin(both.basket(2), WRONG, view.pin_challenge)
        assert view.refusal is not None
        assert (view.refusal.code, view.refusal.facts["left"]) == ("visit_pin_wrong", left)
    challenge = view.pin_challenge
    assert both.code(both.ask_pin(both.basket(2), WRONG, challenge)) == "visit_pin_locked"
    assert both.code(both.ask_pin(both.basket(2), PIN, challenge)) == "visit_pin_locked"
    assert both.held() == 50_000
    both.rest()
    with pytest.raises(Refusal) as locked:
        accounts.check_card_pin(both.home, both.santri.account, PIN)
    assert locked.value.code == "card_pin_locked", "the home's tills have heard of it"
    accounts.release_card_pin(both.home, both.santri.account, by=HEAD)
    both.rest()
    assert accounts.check_card_pin(both.home, both.santri.account, PIN)
    assert both.code(both.ask_pin(both.basket(2), PIN, challenge)) == "reserved"


def test_a_right_one_forgives_the_wrong_ones_before_it_and_a_new_pin_too(both: PinShops) -> None:
    both.set_pin()
    challenge = both.ask(both.basket(2)).pin_challenge
    for _round in range(2):
        for _wrong in range(4):
            both.ask_pin(both.basket(1 + 1), WRONG, challenge)
        assert both.code(both.ask_pin(both.basket(2), PIN, challenge)) == "reserved"
    views = [both.ask_pin(both.basket(2), WRONG, challenge) for _wrong in range(5)]
    assert both.code(views[-1]) == "visit_pin_locked"
    both.set_pin(WRONG)
    challenge = both.ask(both.basket(2)).pin_challenge
    assert both.code(both.ask_pin(both.basket(2), WRONG, challenge)) == "reserved"


def test_a_proof_fits_one_ask_of_one_till_and_is_sent_once(both: PinShops) -> None:
    both.set_pin()
    basket = both.basket(2)
    challenge = both.ask(basket).pin_challenge
    view = both.ask_pin(basket, PIN, challenge, line=False)
    (kept,) = visit_pins.in_hand(both.there).values()
    visit_pins.forget(both.there, view.id)  # the program was ended before the line had sent it
    both.rest(both.there)
    assert both.code(visits.look(both.there, view.id)) == "visit_pin", "it is typed once more"
    other = both.ask_pin(both.basket(2), WRONG, challenge, line=False)
    visit_pins.keep(both.there, kept.model_copy(update={"visit": other.id}))
    both.rest(both.there)
    assert both.code(visits.look(both.there, other.id)) == "visit_pin_wrong"


def test_a_sum_is_drawn_with_the_pin(both: PinShops) -> None:
    both.set_pin()
    drawn = visits.draw_lease(both.there, both.tap(), Rupiah(20_000), by=HEAD).value
    both.rest(both.there)
    wanted = visits.look(both.there, drawn.id)
    assert both.code(wanted) == "visit_pin"
    pin = TypedPin(PIN, wanted.pin_challenge)
    drawn = visits.draw_lease(both.there, both.tap(), Rupiah(20_000), by=HEAD, pin=pin).value
    both.rest(both.there)
    assert visits.look(both.there, drawn.id).left == 20_000
    assert PIN not in repr(pin)


def test_proofs() -> None:
    from koperasi_pos.operations.pins import hashed, matches

    kept = hashed(PIN)
    assert matches(kept, PIN)
    challenge = challenge_of(kept)
    assert kept.startswith(challenge)
    assert kept.rsplit("$", 1)[1] not in challenge
    proof = proof_of(PIN, challenge, "aa", "v1")
    assert fits(kept, proof, "aa", "v1")
    assert not fits(kept, proof, "ab", "v1")
    assert not fits(kept, proof, "aa", "v2")
    assert not fits(kept, proof_of(WRONG, challenge, "aa", "v1"), "aa", "v1")
    for damaged in ("", "$argon2id$v=19$m=9999999999,t=2,p=1$AAAAAAAAAAAA$x", "$argon2i$v=19$m=8,t=1,p=1$QUJDREVGR0g"):
        assert challenge_of(damaged) == ""
        assert proof_of(PIN, damaged, "aa", "v1") == ""
        assert not fits(damaged, proof, "aa", "v1")
