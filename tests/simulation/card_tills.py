"""Two tills where santri pay by card: money comes and goes, rights move, tills are cut off, lost and restored."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from koperasi_pos.journal.documents import LimitsSaved, RightsIn, RightsOut
from koperasi_pos.operations import (
    accounts,
    card_limits,
    card_money,
    card_rights,
    cards,
    refunds,
    shifts,
    upkeep,
)
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import open_till
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import buy
from tests.counter import HEAD, Clock, begin_shift
from tests.simulation import card_shop
from tests.simulation.card_chance import decided_by
from tests.simulation.card_shop import BEGUN, FIRST_LIMITS, GIVEN, PRICES, Template, point_of, settled, sums_of
from tests.simulation.plain_cards import Act, PlainCards
from tests.store.exchange import send

NO_MONEY = ("card_short", "card_rights_elsewhere", "nothing_on_card")

two = someone = st.sampled_from([0, 1])
baskets = st.lists(st.tuples(st.sampled_from([0, 1, 2, 2, 3]), st.integers(1, 3)), min_size=1, max_size=3)
sums = st.integers(1, 12).map(lambda n: n * 1_000)


class CardTills(RuleBasedStateMachine):
    """Acts at two tills that hear of each other now and then; plain lists look over their shoulder."""

    def __init__(self, template: Path, home: Path, made: Template, done: Counter[str]) -> None:
        super().__init__()
        self.home, self.done, self.clock = home, done, Clock()
        self.goods, self.people, given = made
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        self.dice = random.Random(0)
        with decided_by(self.dice):
            self.tills = [open_till(home / name, clock=self.clock) for name in ("one", "two")]
        self.plain = PlainCards()
        self.plain.write(0, *(Act("in", account_id, BEGUN) for account_id in self.people))
        for account_id, transfer in zip(self.people, given, strict=True):
            self.plain.write(0, Act("give", account_id, GIVEN, transfer=transfer))
            self.plain.hear(1, 0)
            self.plain.write(1, Act("take", account_id, GIVEN, transfer=transfer))
        self.sales: list[tuple[int, str, str, str, int, str]] = []
        self.waiting: dict[str, tuple[str, int, int, int]] = {}
        self.limits: list[dict[str, tuple[int, int]]] = [{self.people[0]: FIRST_LIMITS} for _ in (0, 1)]
        self.highest: dict[tuple[str, str, str], int] = {}
        self.blocked: list[set[str]] = [{self.people[0]}, {self.people[0]}]
        self.lost: list[set[str]] = [set(), set()]
        self.saved: list[tuple[Path, dict[tuple[int, int], int]] | None] = [None, None]
        self.restored = False

    @initialize(chance=st.integers(0, 2**32 - 1))
    def begins(self, chance: int) -> None:
        """The ids of a day come from its own chance alone: the same day twice is the same to the byte."""
        self.dice.seed(chance)

    def look(self, till: int, who: int, *, newest: bool = True) -> AccountView:
        """The account as the till knows it, with the newest card it knows of, or the oldest."""
        here = self.tills[till]
        found = accounts.account_view(here, self.people[who])
        card = accounts.cards_of(here, self.people[who])[0 if newest else -1]
        return AccountView(**{**found.__dict__, "card": card.id})

    @rule(till=two, who=someone, picks=baskets)
    def buys(self, till: int, who: int, picks: list[tuple[int, int]]) -> None:
        """A basket is paid by card."""
        self._buy(till, who, picks)

    @rule(till=two, who=someone, picks=st.lists(baskets, min_size=2, max_size=3))
    def buys_again_and_again(self, till: int, who: int, picks: list[list[tuple[int, int]]]) -> None:
        """Several baskets in a row, some at the other till."""
        for number, pick in enumerate(picks):
            self._buy(till ^ (number & 1), who, pick)

    @rule(till=two, who=someone, picks=baskets)
    def buys_with_an_old_card(self, till: int, who: int, picks: list[tuple[int, int]]) -> None:
        """Somebody found the first card of a santri and tries it."""
        self._buy(till, who, picks, newest=False)

    def _buy(self, till: int, who: int, picks: list[tuple[int, int]], *, newest: bool = True) -> None:
        view, day = self.look(till, who, newest=newest), self.tills[till].today()
        counted: Counter[int] = Counter()
        for pick, count in picks:
            counted[pick] += count
        basket = [(self.goods[pick], count) for pick, count in counted.items()]
        names = [product.name for product, _ in basket]
        parts = [(PRICES[product.name][1], PRICES[product.name][0] * count) for product, count in basket]
        amount = sum(part for _kind, part in parts)
        known = self.limits[till].get(view.account)
        for kind, most in (("", known[0]), ("Jajan", known[1])) if known else (("", 10**9), ("Jajan", 10**9)):
            key = (view.account, day, kind)
            self.highest[key] = max(self.highest.get(key, 0), most)
        try:
            receipt = buy(self.tills[till], view, *basket)
        except Refusal as refusal:
            self._refused(refusal.code, till, view, amount, names)
            return
        assert view.card not in self.lost[till], "a card that this till knows to be lost paid"
        assert view.account not in self.blocked[till] or "Rokok" not in names, "what the wali blocked was sold"
        acts = [Act("spend", view.account, part, day, category=kind) for kind, part in parts]
        self.plain.write(till, *acts)
        number = receipt.sale.number
        self.sales += [(till, number, view.account, kind, part, day) for kind, part in parts]
        self.done["bought"] += 1
        self._hold(till)

    def _expect(self, refusal: Refusal, *codes: str) -> None:
        assert refusal.code in codes, f"refused without need: {refusal}"
        self.done[refusal.code] += 1

    def _refused(self, code: str, till: int, view: AccountView, amount: int, names: list[str]) -> None:
        self.done[code] += 1
        held = self.plain.known(till).rights[view.account, self.plain.me(till)]
        if code in NO_MONEY:
            assert amount > held, "refused though this till held enough"
        elif code == "card_lost":
            assert view.card in self.lost[till]
        elif code == "card_blocked_category":
            assert view.account in self.blocked[till]
            assert "Rokok" in names
        else:
            assert code in ("card_limit", "card_limit_category", "card_limit_elsewhere"), code
            assert view.account in self.limits[till], "a limit that nobody set"

    @rule(pick=st.integers(0, 10**6))
    def brings_back(self, pick: int) -> None:
        """A whole line comes back where it was bought."""
        if not self.sales:
            return
        till, number, account_id, kind, amount, day = self.sales.pop(pick % len(self.sales))
        try:
            found = refunds.refundable(self.tills[till], number)
            line = next(n for n, one in enumerate(found.sale.lines) if PRICES[one.name][1] == kind and not
                        found.returned.get(n))  # fmt: skip
            refunds.complete_refund(
                self.tills[till], number, [Returning(line, found.sale.lines[line].quantity)], reason="Tukar", by=HEAD,
                id=self.tills[till].new_id(), print_receipt=False,
            )  # fmt: skip
        except Refusal as refusal:
            self._expect(refusal, "receipt_unknown" if self.restored else "")
            return
        self.plain.write(till, Act("back", account_id, amount, day, category=kind))
        self.done["came back"] += 1
        self._hold(till)

    @rule(till=two, who=someone, amount=sums)
    def puts_on(self, till: int, who: int, amount: int) -> None:
        """Cash is put onto a card."""
        here = self.tills[till]
        card_money.top_up(here, self.people[who], Rupiah(amount), print_slip=False, id=here.new_id(), by=HEAD)
        self.plain.write(till, Act("in", self.people[who], amount))
        self.done["put on"] += 1
        self._hold(till)

    @rule(till=two, who=someone, amount=sums, moves=st.booleans())
    def takes_off(self, till: int, who: int, amount: int, moves: bool) -> None:
        """Money is paid out, or moved to the other santri."""
        here, other = self.tills[till], self.people[1 - who]
        try:
            if moves:
                card_money.move_balance(
                    here, self.people[who], other, Rupiah(amount), word="Wali minta", id=here.new_id(), by=HEAD
                )
            else:
                card_money.cash_out(here, self.people[who], Rupiah(amount), id=here.new_id(), by=HEAD)
        except Refusal as refusal:
            short = amount > self.plain.known(till).rights[self.people[who], self.plain.me(till)]
            self._expect(refusal, *(NO_MONEY if short else ()))
            return
        acts = [Act("off", self.people[who], amount)] + ([Act("in", other, amount)] if moves else [])
        self.plain.write(till, *acts)
        self.done["moved" if moves else "paid out"] += 1
        self._hold(till)

    @rule(till=two, who=someone, amount=sums)
    def gives(self, till: int, who: int, amount: int) -> None:
        """A till gives the other one the right to spend."""
        here = self.tills[till]
        device, epoch = point_of(self.tills[1 - till])
        try:
            made = card_rights.give_rights(
                here, self.people[who], Rupiah(amount), device=device, epoch=epoch, id=here.new_id(), by=HEAD
            ).value
        except Refusal as refusal:
            self._expect(refusal, "rights_not_here", "rights_to_dead")
            return
        self.plain.write(till, Act("give", self.people[who], amount, transfer=made.id))
        self.waiting[made.id] = (self.people[who], amount, 1 - till, epoch)
        self.done["given"] += 1
        self._take(till, made.id)
        self._hold(till)

    @rule(till=two, who=someone, amount=sums)
    def sends_rights(self, till: int, who: int, amount: int) -> None:
        """A till gives, the other one hears of it and takes."""
        self.gives(till, who, amount)
        self.hears(1 - till)
        for id in [id for id, waiting in self.waiting.items() if waiting[2] == 1 - till]:
            self._take(1 - till, id)

    @rule(till=two)
    def settles(self, till: int) -> None:
        """A till does about rights what it does by itself after news: takes, answers, asks, gives back."""
        for document in settled(self.tills[till]):
            if isinstance(document, RightsOut):
                self.plain.write(till, Act("give", document.account, int(document.amount), transfer=document.id))
                self.waiting[document.id] = (document.account, int(document.amount), 1 - till, document.epoch)
            elif isinstance(document, RightsIn):
                self.plain.write(till, Act("take", document.account, int(document.amount), transfer=document.transfer))
            self.done[f"by itself {document.kind}"] += 1
        self._hold(till)

    @rule(till=two, who=someone, picks=baskets)
    def is_refused_and_helped(self, till: int, who: int, picks: list[tuple[int, int]]) -> None:
        """The line works: whoever is refused here pays with what the other till held."""
        self._buy(till, who, picks)
        for one in (1 - till, till):
            self.hears(one)
            self.settles(one)
        self._buy(till, who, picks)

    @rule(till=two, pick=st.integers(0, 10**6))
    def takes(self, till: int, pick: int) -> None:
        """A till takes what was given to it, or tries a second time."""
        if not self.waiting:
            return
        self._take(till, sorted(self.waiting)[pick % len(self.waiting)])

    def _take(self, till: int, id: str) -> None:
        account_id, amount, _addressee, _epoch = self.waiting[id]
        try:
            done = card_rights.take_rights(self.tills[till], id, by=HEAD)
        except Refusal as refusal:
            self._expect(refusal, "transfer_unknown", "transfer_elsewhere", "transfer_taken")
            return
        if done.changed:
            assert (self.waiting[id][2], self.waiting[id][3]) == self.plain.me(till), "somebody else took it"
            self.plain.write(till, Act("take", account_id, amount, transfer=id))
        self.done["taken" if done.changed else "taken again"] += 1
        self._hold(till)

    @rule(till=two, who=someone, most=st.integers(4, 40), snacks=st.integers(2, 10), no_smokes=st.booleans())
    def sets_limits(self, till: int, who: int, most: int, snacks: int, no_smokes: bool) -> None:
        """The wali sets limits at a till; the other one does not know until it hears."""
        here, account_id = self.tills[till], self.people[who]
        self.clock.forward(seconds=1)
        set_to = sums_of(most * 1_000, snacks * 1_000)
        saved = LimitsSaved(id=here.new_id(), account=account_id, name="", limits=set_to,
                            blocked_categories=["Rokok"] if no_smokes else [])  # fmt: skip
        card_limits.save_limits(here, saved, by=HEAD)
        self._learn(till, account_id, (most * 1_000, snacks * 1_000), no_smokes)
        self.done["limits"] += 1

    def _learn(self, till: int, account_id: str, limits: tuple[int, int], no_smokes: bool) -> None:
        self.limits[till][account_id] = limits
        (self.blocked[till].add if no_smokes else self.blocked[till].discard)(account_id)

    def _read_limits(self, till: int) -> None:
        """The limits that a till knows of; which of two is the later one is another test's question."""
        for account_id in self.people:
            found = card_limits.wali_limits(self.tills[till], account_id)
            if found.limits:
                sums = (int(found.limits[0].amount), int(found.limits[1].amount))
                self._learn(till, account_id, sums, bool(found.blocked_categories))

    @rule(till=two, who=someone)
    def loses(self, till: int, who: int) -> None:
        """A card is lost and replaced."""
        here, view = self.tills[till], self.look(till, who)
        self.clock.forward(seconds=1)
        cards.replace_card(here, view.account, id=here.new_id(), by=HEAD)
        self.lost[till].add(view.card)
        self.done["lost"] += 1
        self._buy(till, who, [(0, 1)], newest=False)

    @rule(till=two)
    def hears(self, till: int) -> None:
        """A till hears everything that the other one knows."""
        send(self.tills[1 - till], self.tills[till])
        self.plain.hear(till, 1 - till)
        self.lost[till] |= self.lost[1 - till]
        self._read_limits(till)
        self.done["heard"] += 1
        self._hold(till)

    @rule(hours=st.sampled_from([1, 9, 24]))
    def waits(self, hours: int) -> None:
        """Time goes by."""
        self.clock.forward(hours=hours)

    @rule(till=two)
    def closes(self, till: int) -> None:
        """A shift is closed: what is owed to cards stands on the Z; a backup is taken."""
        here = self.tills[till]
        closed = shifts.close_shift(here, counted=Rupiah(0), id=here.new_id(), by=HEAD).value.figures
        known = self.plain.known(till)
        assert closed.on_cards == sum(known.balance(account_id) for account_id in self.people)
        assert closed.on_cards - closed.guarantee == sum(known.moved.values())
        begin_shift(here, 0)
        self.done["closed"] += 1
        file = self.home / f"{till}-{self.done['closed']}.backup"
        upkeep.make_backup(here, file)
        self.saved[till] = (file, dict(self.plain.heard[till]))

    @rule(till=two, who=someone, picks=baskets, decided=st.booleans())
    def is_restored(self, till: int, who: int, picks: list[tuple[int, int]], decided: bool) -> None:
        """A till is thrown back behind a sale: it holds nothing until a person decides."""
        if self.saved[till] is None:
            self.closes(till)
        self._buy(till, who, picks)
        self.hears(till ^ decided)
        self._restore(till)
        self._buy(till, who, picks)
        if decided:
            self.decides(till, 0)
            self.hears(till)
            self._buy(till, who, picks)

    def _restore(self, till: int) -> None:
        saved = self.saved[till]
        assert saved is not None
        self.tills[till].close()
        with decided_by(self.dice):
            self.tills[till] = upkeep.restore(self.tills[till].home, saved[0], clock=self.clock, keyring_allowed=False)
        self.plain.restore(till, saved[1])
        self.restored, self.lost[till] = True, set()
        self.limits[till], self.blocked[till] = {}, set()
        self._read_limits(till)
        for account_id in self.people:
            held = accounts.cards_of(self.tills[till], account_id)
            self.lost[till] |= {card.id for card in held if card.state == "lost"}
        self.done["restored"] += 1
        self._hold(till)

    @rule(till=two, pick=st.integers(0, 10**6))
    def decides(self, till: int, pick: int) -> None:
        """A person declares an earlier life of the till dead and takes over what it held."""
        here = self.tills[till]
        own = [found for found in card_rights.exposures(here) if found.own]
        if not own:
            return
        one = own[pick % len(own)]
        made = card_rights.reclaim_rights(
            here, one.device, one.epoch, reason="Dipulihkan dari cadangan", id=here.new_id(), by=HEAD
        ).value
        acts = [
            Act("reclaim", line.account, int(line.amount), dead=(till, one.epoch),
                transfers=tuple(part.transfer for part in line.transfers))
            for line in made.lines
        ]  # fmt: skip
        self.plain.write(till, *acts)
        self.done["decided"] += 1
        self._hold(till)

    def _hold(self, till: int) -> None:
        """Everything that must be true after every act."""
        self.plain.hold()
        known, here = self.plain.known(till), self.tills[till]
        for account_id in self.people:
            view = accounts.account_view(here, account_id)
            assert view.here == known.rights[account_id, self.plain.me(till)]
            assert view.balance == known.balance(account_id)
        assert card_money.float_state(here).guarantee == sum(known.short.values())
        if self.restored:
            return
        for (account_id, day, kind), most in self.highest.items():
            spent = self.plain.spent(account_id, day, kind)
            assert spent <= most, f"{spent} was spent on {kind or 'everything'} with a limit of {most}"

    def teardown(self) -> None:
        """All hear everything: the books are the same, and sound."""
        try:
            for till in (0, 1, 0):
                send(self.tills[1 - till], self.tills[till])
                self.plain.hear(till, 1 - till)
            for till in (0, 1):
                self._hold(till)
                assert not upkeep.check(self.tills[till]).trouble
            assert not (found := card_shop.differing(*self.tills)), f"the books differ: {found}"
        finally:
            for opened in self.tills:
                opened.close()
