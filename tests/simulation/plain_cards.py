"""What every holder of card money did, as plain lists: from them follows what each till must know, and what is true."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

Holder = tuple[int, int]
"""(till, life): a restored till lives on as another holder."""


@dataclass(frozen=True)
class Act:
    """One act in a holder's log. `kind`: `in`, `spend`, `back`, `off`, `give`, `take`, `reclaim`."""

    kind: str
    account: str
    amount: int
    day: str = ""
    transfer: str = ""
    dead: Holder = (0, 0)
    transfers: tuple[str, ...] = ()
    category: str = ""


@dataclass
class Known:
    """What follows from the acts that one till has heard of."""

    rights: Counter[tuple[str, Holder]] = field(default_factory=Counter)
    on_the_way: Counter[str] = field(default_factory=Counter)
    short: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)

    def balance(self, account: str) -> int:
        """What every holder holds, and what is on its way."""
        return sum(n for (one, _holder), n in self.rights.items() if one == account) + self.on_the_way[account]


class PlainCards:
    """The true logs of every holder, and how far each till has heard of them."""

    def __init__(self) -> None:
        self.logs: dict[Holder, list[Act]] = {(0, 1): [], (1, 1): []}
        self.lives = [1, 1]
        self.heard: list[dict[Holder, int]] = [{}, {}]

    def me(self, till: int) -> Holder:
        """The holder that a till writes as now."""
        return (till, self.lives[till])

    def write(self, till: int, *acts: Act) -> None:
        """A till did something; it knows of it at once."""
        self.logs[self.me(till)] += acts
        self.heard[till][self.me(till)] = len(self.logs[self.me(till)])

    def hear(self, till: int, source: int) -> None:
        """A till hears everything that another one knows."""
        for holder, count in self.heard[source].items():
            self.heard[till][holder] = max(self.heard[till].get(holder, 0), count)

    def restore(self, till: int, heard: dict[Holder, int]) -> None:
        """A till is thrown back to what it knew, and lives on as another holder."""
        self.heard[till] = dict(heard)
        self.lives[till] += 1
        self.logs[self.me(till)] = []
        self.heard[till][self.me(till)] = 0

    def acts(self, till: int | None) -> list[tuple[Holder, Act]]:
        """What a till has heard of; without a till what truly happened."""
        return [
            (holder, act)
            for holder, log in self.logs.items()
            for act in (log if till is None else log[: self.heard[till].get(holder, 0)])
        ]

    def known(self, till: int) -> Known:
        """What a till must find in its books."""
        flow: Counter[tuple[str, Holder]] = Counter()
        taken: Counter[tuple[str, Holder]] = Counter()
        sent: dict[str, tuple[str, int]] = {}
        arrived: set[str] = set()
        forced: dict[str, tuple[str, int, Holder]] = {}
        found = Known()
        acts = self.acts(till)
        for holder, act in acts:
            sign = {"in": 1, "back": 1, "take": 1, "reclaim": 1}.get(act.kind, -1)
            flow[act.account, holder] += sign * act.amount
            if act.kind in ("in", "back", "spend", "off"):
                found.moved[act.account] += sign * act.amount
            if act.kind == "give":
                sent[act.transfer] = (act.account, act.amount)
            if act.kind == "take":
                arrived.add(act.transfer)
            if act.kind == "reclaim":
                taken[act.account, act.dead] += act.amount
                for transfer in act.transfers:
                    forced[transfer] = (act.account, 0, act.dead)
        for transfer, (account, _amount, dead) in forced.items():
            if transfer not in arrived:
                flow[account, dead] += self.given(transfer)
        for transfer, (account, amount) in sent.items():
            if transfer not in arrived and transfer not in forced:
                found.on_the_way[account] += amount
        for key in {*flow, *taken}:
            left = flow[key] - taken[key]
            found.rights[key] = max(left, 0)
            found.short[key[0]] += max(-left, 0)
        return found

    def given(self, transfer: str) -> int:
        """The sum of a transfer."""
        return next(
            act.amount for log in self.logs.values() for act in log if (act.kind, act.transfer) == ("give", transfer)
        )

    def hold(self) -> None:
        """I1, I2, I3 of what truly happened: no holder below nothing, no rupiah made or lost, nothing overdrawn."""
        sums: Counter[str] = Counter()
        reclaimed: Counter[str] = Counter()
        ways: dict[str, list[str]] = defaultdict(list)
        for log in self.logs.values():
            running: Counter[str] = Counter()
            for act in log:
                sign = {"in": 1, "back": 1, "take": 1, "reclaim": 1}.get(act.kind, -1)
                running[act.account] += sign * act.amount
                assert running[act.account] >= 0, f"a holder spent what it did not hold: {act}"
                if act.kind in ("in", "back", "spend", "off"):
                    sums[act.account] += sign * act.amount
                if act.kind == "reclaim":
                    reclaimed[act.account] += act.amount
                if act.kind in ("give", "take"):
                    ways[act.transfer].append(act.kind)
        for account, left in sums.items():
            assert left + reclaimed[account] >= 0, f"{account} was overdrawn by {-left - reclaimed[account]}"
        for transfer, done in ways.items():
            assert done.count("give") == 1, transfer
            assert done.count("take") <= 1, f"{transfer} was taken {done.count('take')} times"

    def spent(self, account: str, day: str, category: str = "") -> int:
        """What was truly spent of an account on a day, less what came back of it, of one category or of all."""
        total = 0
        for _holder, act in self.acts(None):
            counted = act.kind in ("spend", "back") and (act.account, act.day) == (account, day)
            if counted and category in ("", act.category):
                total += act.amount if act.kind == "spend" else -act.amount
        return total
