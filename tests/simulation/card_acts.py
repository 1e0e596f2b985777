"""What people do at a till of the simulation of cards, and what they may not be refused or allowed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import accounts, card_limits, card_money, card_rights, cards, refunds, shifts
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import buy
from tests.counter import HEAD, begin_shift
from tests.simulation.card_ledger import Ledger, Log, must
from tests.simulation.card_machines import Machine
from tests.simulation.card_street import limits_of

NO_MONEY = ("card_short", "card_rights_elsewhere", "nothing_on_card")
LIMITS = ("card_limit", "card_limit_category", "card_limit_elsewhere")
SHAPES = (("day", ""), ("day", "Jajan"), ("week", ""))
"""The limits of these simulations: (period, category)."""
Purse = tuple[str, str, str, str]
"""(account, period, its first day, category)."""


def first_day(day: str, period: str) -> str:
    """The first day of a period; weeks begin on Monday here."""
    moment = date.fromisoformat(day)
    return (moment - timedelta(days=moment.weekday() if period == "week" else 0)).isoformat()


@dataclass
class Watch:
    """What people remember: receipts in hand, and how much a limit ever allowed where somebody paid."""

    ledger: Ledger
    done: Counter[str]
    told: list[tuple[Log, str]] = field(default_factory=list)
    highest: dict[Purse, int] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """Ids of the sales, top-ups and decisions that people asked for."""
    loose: Counter[str] = field(default_factory=Counter)
    """What may go beyond a limit because a till is dead that had spent, or let others spend, what nobody knows of."""

    changed: set[str] = field(default_factory=set)
    """Accounts whose limits were changed while tills held what an older limit allowed."""
    living: Callable[[], Sequence[Machine]] = tuple
    """The machines of the shop that sell."""

    def all_know(self, account: str) -> bool:
        """Whether every machine that lives has heard of the same changes of an account's limits."""
        heard = set()
        for machine in self.living():
            machine.look()
            heard.add(machine.file.heard.get(account, frozenset()))
        return len(heard) == 1

    def spent(self, purse: Purse, id: str = "") -> tuple[int, int]:
        """What was truly spent towards a limit, less what came back; and how much of it in the sale `id`."""
        account, period, first, kind = purse
        total = there = 0
        for _log, act in self.ledger.acts():
            if act.account != account or act.kind not in ("spend", "back") or not act.day or act.id in self.raised:
                continue
            if first_day(act.day, period) == first:
                amount = sum(part for name, part in act.parts if kind in ("", name))
                total += amount if act.kind == "spend" else -amount
                there += amount if act.id == id else 0
        return total, there

    def note(self, machine: Machine, account: str, day: str) -> list[Purse]:
        """Remember the limits that this till knows while somebody pays; the purses that they are about."""
        known = machine.file.limits.get(account)
        purses = []
        for n, (period, kind) in enumerate(SHAPES):
            purse = (account, period, first_day(day, period), kind)
            most = int(known[1]["limits"][n]["amount"]) if known else 10**9
            self.highest[purse] = max(self.highest.get(purse, 0), most)
            purses.append(purse)
        return purses

    def lost_with(self, log: Log, known: set[str]) -> None:
        """A life is over: what it spent and let others spend unheard may come on top of limits."""
        for line in log.lines[log.own_from :]:
            if line.id not in known:
                for act in line.acts:
                    if act.kind in ("spend", "give"):
                        home = 10**9 if line.body.get("home") else 0
                        self.loose[act.account] += act.amount if act.kind == "spend" else act.allowed + home

    def declared_dead(self, log: Log) -> None:
        """A person declared a holder dead: nobody counts any more what it may have spent."""
        for line in log.lines:
            for act in line.acts:
                if act.kind in ("spend", "take"):
                    self.loose[act.account] += act.amount if act.kind == "spend" else act.allowed


@dataclass
class Acts:
    """What somebody does at a machine, drawn from the dice."""

    goods: list[ProductSaved]
    people: list[str]
    dice: random.Random
    watch: Watch
    sales: list[tuple[Machine, Log, str]] = field(default_factory=list)

    def _someone(self) -> str:
        return self.dice.choice(self.people)

    def _view(self, machine: Machine, account: str) -> AccountView:
        found = accounts.account_view(machine.till, account)
        held = accounts.cards_of(machine.till, account)
        card = held[0] if self.dice.random() < 0.8 else held[-1]
        return AccountView(**{**found.__dict__, "card": card.id})

    def _shift(self, machine: Machine) -> None:
        if shifts.current_shift(machine.till) is None:
            begin_shift(machine.till, 5_000_000)

    def _held(self, machine: Machine, account: str) -> int:
        return machine.file.expected().rights[account, machine.me]

    def _refused(self, refusal: Refusal, machine: Machine, account: str, amount: int, *also: str) -> None:
        """Nobody is refused without need."""
        code, file = refusal.code, machine.file
        self.watch.done[code] += 1
        if code in NO_MONEY:
            must(machine.is_dead or amount > self._held(machine, account), f"{code} though enough is held: {refusal}")
        elif code in LIMITS:
            must(account in file.limits, f"{code} though nobody laid down limits")
        elif code == "till_is_dead":
            must(machine.is_dead, "a till that lives was refused as dead")
        elif code == "account_frozen":
            must(file.frozen.get(account, ("", ""))[1] == "frozen", "an account that is active was refused as frozen")
        elif code == "card_blocked_category":
            must(account in file.limits and file.limits[account][1].get("blocked_categories"), "nothing is blocked")
        else:
            must(code in also, f"refused without need: {refusal}")

    def buys(self, machine: Machine, account: str = "") -> bool:
        """Somebody pays a basket by card; whether it was sold."""
        self._shift(machine)
        account = account or self._someone()
        picks = Counter(self.dice.choices(range(4), (4, 2, 3, 2), k=self.dice.randint(1, 3)))
        basket = [(self.goods[pick], self.dice.randint(1, 2)) for pick in picks]
        return self.sell(machine, self._view(machine, account), basket)

    def sell(self, machine: Machine, view: AccountView, basket: list[tuple[ProductSaved, int]]) -> bool:
        """Sell a basket to somebody with a card; whether it was sold."""
        machine.look()
        till, account = machine.till, view.account
        names = [product.name for product, _count in basket]
        amount = sum(int(product.packs[0].prices[0].price) * count for product, count in basket)
        purses, id = self.watch.note(machine, account, till.today()), till.new_id()
        if machine.file.limits.get(account) and self.dice.random() < 0.05:
            card_limits.raise_limit(till, account, id, reason="Sakit", id=till.new_id(), by=HEAD)
            self.watch.raised.add(id)
            self.watch.done["raised"] += 1
        self.watch.asked.add(id)
        dead, file = machine.is_dead, machine.file
        try:
            receipt = buy(till, view, *basket, by=HEAD, basket_id=id)
        except Refusal as refusal:
            self._refused(refusal, machine, account, amount, *(["card_lost"] if view.card in file.lost else []))
            return False
        must(not dead, "I7: a till that knows it is dead sold to a card")
        must(view.card not in file.lost, "I6: a card that this till knows to be lost paid")
        must(file.frozen.get(account, ("", ""))[1] != "frozen", "I6: a frozen account paid")
        blocked = file.limits[account][1].get("blocked_categories", []) if account in file.limits else []
        must("Rokok" not in names or "Rokok" not in blocked, "I6: what the wali blocked was sold")
        machine.look()
        self.watch.told.append((machine.log, receipt.sale.id))
        self.sales.append((machine, machine.log, receipt.sale.number))
        self.watch.done["bought"] += 1
        if id not in self.watch.raised:
            self._hold_limits(machine, purses, id)
        return True

    def _hold_limits(self, machine: Machine, purses: list[Purse], id: str) -> None:
        """I5: at most the largest limit in force at any holder that spent in the period; and once all have heard of
        the same changes, whoever sells keeps all of them together within the limits that are in force.
        """
        for n, purse in enumerate(purses):
            most, loose = self.watch.highest[purse], self.watch.loose[purse[0]]
            if most >= 10**9:
                continue
            spent, there = self.watch.spent(purse, id)
            self.watch.done["limit held" if not loose else "limit held loosely"] += 1
            must(spent <= most + loose, f"I5: {spent} was spent, the limit is {most} (+ {loose}): {purse}")
            known = machine.file.limits.get(purse[0])
            if there and known and self.watch.all_know(purse[0]):
                now = int(known[1]["limits"][n]["amount"])
                if purse[0] in self.watch.changed and not loose:
                    self.watch.done["changed limit held"] += 1
                must(spent <= now + loose, f"I5: all know {now} (+ {loose}), {spent} was spent: {purse}")

    def brings_back(self, machine: Machine) -> None:
        """A line comes back where it was bought."""
        mine = [sale for sale in self.sales if sale[0] is machine and sale[1] is machine.log]
        if not mine:
            return
        self._shift(machine)
        sale = self.dice.choice(mine)
        self.sales.remove(sale)
        till = machine.till
        found = refunds.refundable(till, sale[2])
        account = next(payment.account for payment in found.sale.payments if payment.account)
        try:
            refunds.complete_refund(
                till, sale[2], [Returning(0, found.sale.lines[0].quantity)], reason="Tukar", by=HEAD, id=till.new_id(),
                print_receipt=False,
            )  # fmt: skip
        except Refusal as refusal:
            self._refused(refusal, machine, account, 0)
            return
        self.watch.done["came back"] += 1

    def puts_on(self, machine: Machine) -> None:
        """Cash is put onto a card."""
        self._shift(machine)
        till, account = machine.till, self._someone()
        amount = Rupiah(self.dice.randint(1, 12) * 1_000)
        id = till.new_id()
        self.watch.asked.add(id)
        try:
            done = card_money.top_up(till, account, amount, print_slip=False, id=id, by=HEAD).value
            if self.dice.random() < 0.2:  # somebody presses twice
                done = card_money.top_up(till, account, amount, print_slip=False, id=id, by=HEAD).value
        except Refusal as refusal:
            self._refused(refusal, machine, account, 0)
            return
        must(not machine.is_dead, "I7: money was put on at a till that knows it is dead")
        machine.look()
        self.watch.told.append((machine.log, done.id))
        self.watch.done["put on"] += 1

    def takes_off(self, machine: Machine) -> None:
        """Money is paid out, or moved to somebody else."""
        self._shift(machine)
        till, account, other = machine.till, *self.dice.sample(self.people, 2)
        machine.look()
        amount, moves = Rupiah(self.dice.randint(1, 12) * 1_000), self.dice.random() < 0.5
        try:
            if moves:
                card_money.move_balance(till, account, other, amount, word="Wali minta", id=till.new_id(), by=HEAD)
            else:
                card_money.cash_out(till, account, amount, id=till.new_id(), by=HEAD)
        except Refusal as refusal:
            self._refused(refusal, machine, account, amount)
            return
        self.watch.done["moved" if moves else "paid out"] += 1

    def counts_drawer(self, machine: Machine) -> None:
        """The drawer is counted: the shift is over."""
        if shifts.current_shift(machine.till) is None:
            return
        shifts.close_shift(machine.till, counted=Rupiah(0), id=machine.till.new_id(), by=HEAD)
        self.watch.done["drawer counted"] += 1

    def wants_all(self, machine: Machine, account: str) -> None:
        """Somebody wants all that is on a card, as it is known here; whoever holds some of it is asked."""
        self._shift(machine)
        machine.look()
        balance = accounts.account_view(machine.till, account).balance
        if balance:
            try:
                card_money.cash_out(machine.till, account, balance, id=machine.till.new_id(), by=HEAD)
            except Refusal as refusal:
                self._refused(refusal, machine, account, int(balance))
                return
            self.watch.done["paid out"] += 1

    def gives(self, machine: Machine, other: Machine, account: str = "") -> None:
        """A till gives another one the right to spend."""
        if other is machine or other.me == machine.me:
            return
        machine.look()
        till, account = machine.till, account or self._someone()
        device, epoch = other.me
        amount = Rupiah(self.dice.randint(1, 30) * 1_000)
        try:
            card_rights.give_rights(till, account, amount, device=device, epoch=epoch, id=till.new_id(), by=HEAD)
        except Refusal as refusal:
            short = amount > self._held(machine, account)
            self._refused(refusal, machine, account, amount, *(["rights_not_here"] if short else []), "rights_to_dead")
            return
        self.watch.done["given"] += 1

    def tries_for_another(self, machine: Machine) -> None:
        """A till is told to take what was given to somebody else: it may not."""
        machine.look()
        lines = machine.file.lines
        came = {act.id for line in lines for act in line.acts if act.kind == "take"}
        way = [act for line in lines for act in line.acts if act.kind == "give" and act.id not in came]
        for act in way:
            if act.to != machine.me:
                try:
                    card_rights.take_rights(machine.till, act.id, by=HEAD)
                except Refusal:
                    self.watch.done["not for this till"] += 1

    def sets_limits(self, machine: Machine, account: str = "", day: tuple[int, int] = (4, 40)) -> None:
        """The wali sets limits at a till, of a day between these thousands; others do not know until they hear."""
        account, dice = account or self._someone(), self.dice
        sums = (dice.randint(*day) * 1_000, dice.randint(2, 10) * 1_000, dice.randint(20, 90) * 1_000)
        saved = limits_of(machine.till, account, sums, smokes=dice.random() < 0.5)
        card_limits.save_limits(machine.till, saved, by=HEAD)
        self.watch.changed.add(account)
        self.watch.done["limits"] += 1

    def loses_card(self, machine: Machine) -> None:
        """A card is lost and replaced."""
        cards.replace_card(machine.till, self._someone(), id=machine.till.new_id(), by=HEAD)
        self.watch.done["lost"] += 1

    def freezes(self, machine: Machine) -> None:
        """The pengasuh freezes an account, or lets it go on."""
        account = self._someone()
        frozen = machine.file.frozen.get(account, ("", ""))[1] == "frozen"
        accounts.save_account_state(
            machine.till, account, "active" if frozen else "frozen", reason="" if frozen else "punishment",
            id=machine.till.new_id(), by=HEAD,
        )  # fmt: skip
        self.watch.done["let go on" if frozen else "frozen"] += 1
