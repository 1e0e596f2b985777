"""A second opinion on card money: plain sums over raw lines, without a rule of the program.

Every machine has a log of its own, as its disk has it; a disk that was copied or went back makes a branch of it. From
all logs together follows what is true, from the lines of one file what that file's books must say.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Holder = tuple[str, int]
"""Device and epoch."""
IN = {"in": 1, "back": 1, "take": 1, "reclaim": 1}


@dataclass(frozen=True)
class Act:
    """What one entry does to one account at its holder. `kind`: `in`, `off`, `spend`, `back`, `give`, `take`,
    `reclaim`.
    """

    kind: str
    account: str
    amount: int
    id: str = ""
    """Of the document, or of the transfer."""
    to: Holder = ("", 0)
    """Who may take it, or whose rights go over."""
    forced: tuple[tuple[str, int], ...] = ()
    allowed: int = 0
    day: str = ""
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def signed(self) -> int:
        """What it does to the rights of its holder."""
        return IN.get(self.kind, -1) * self.amount


@dataclass(frozen=True)
class Line:
    """An entry as it stands in a file."""

    holder: Holder
    seq: int
    raw: bytes
    id: str
    kind: str
    stamp: str
    body: dict[str, Any]
    acts: tuple[Act, ...]


_READ: dict[bytes, Line] = {}


def read(raw: bytes) -> Line:
    """Read a line, once."""
    found = _READ.get(raw)
    if found is None:
        if len(_READ) > 20_000:
            _READ.clear()
        entry = json.loads(raw)
        body = entry["body"]
        holder = (entry["writer"], entry["epoch"])
        stamp = f"{entry['time']}|{entry['writer']}|{entry['epoch']:06d}|{entry['seq']:012d}"
        found = _READ[raw] = Line(
            holder, entry["seq"], raw, body["id"], entry["kind"], stamp, body, tuple(_acts(entry["kind"], body))
        )
    return found


def _acts(kind: str, body: dict[str, Any]) -> Iterator[Act]:
    match kind:
        case "sale" | "refund":
            for paid in body["payments"]:
                if paid.get("account"):
                    parts = tuple((one["category"], one["amount"]) for one in paid.get("categories", []))
                    yield Act(
                        "spend" if kind == "sale" else "back", paid["account"], paid["amount"], body["id"],
                        day=body["day"] if kind == "sale" else body.get("sale_day", ""), parts=parts,
                    )  # fmt: skip
        case "topped_up":
            for one in body["lines"]:
                yield Act("in", one["account"], one["amount"], body["id"])
        case "cashed_out":
            yield Act("off", body["account"], body["amount"], body["id"])
        case "balance_moved":
            yield Act("off", body["account"], body["amount"], body["id"])
            yield Act("in", body["to"], body["amount"], body["id"])
        case "card_issued":
            yield Act("off", body["account"], body.get("fee", 0), body["id"])
        case "rights_out":
            to = (body["device"], body["epoch"])
            yield Act("give", body["account"], body["amount"], body["id"], to, allowed=body.get("allowed", 0))
        case "rights_in":
            yield Act("take", body["account"], body["amount"], body["transfer"], allowed=body.get("allowed", 0))
        case "rights_reclaimed":
            for one in body["lines"]:
                forced = tuple((part["transfer"], part["amount"]) for part in one.get("transfers", []))
                yield Act("reclaim", one["account"], one["amount"], body["id"], (body["device"], body["epoch"]), forced)


class Broken(AssertionError):
    """An invariant does not hold."""


def must(true: object, sentence: str) -> None:
    """Hold an invariant."""
    if not true:
        raise Broken(sentence)


@dataclass
class Log:
    """What one life of a disk wrote, and what it holds of each account: I1 is held at every entry."""

    holder: Holder
    lines: list[Line] = field(default_factory=list)
    rights: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    """What it began with because the disk it was copied from held it too: nobody paid that in."""

    def write(self, line: Line) -> None:
        """One more entry."""
        must(line.seq == len(self.lines) + 1, f"entry {line.seq} follows {len(self.lines)}")
        self.lines.append(line)
        for act in line.acts:
            self.rights[act.account] += act.signed
            must(self.rights[act.account] >= 0, f"I1: {self.holder} spent what it did not hold: {act}")

    def branch(self, seq: int) -> Log:
        """The log of a disk that holds only so many of these entries and goes on."""
        other = Log(self.holder, self.lines[:seq])
        for line in other.lines:
            for act in line.acts:
                other.rights[act.account] += act.signed
        other.made = Counter(other.rights)
        other.own_from = seq
        return other

    own_from: int = 0
    """Entries above this number were written by this disk alone."""


class Ledger:
    """All logs that ever were, with what must be true of them together."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.at: dict[tuple[Holder, int], set[bytes]] = {}

    def begin(self, log: Log) -> Log:
        """One more life of a disk."""
        self.logs.append(log)
        return log

    def write(self, log: Log, line: Line) -> None:
        """A life wrote an entry."""
        log.write(line)
        self.at.setdefault((line.holder, line.seq), set()).add(line.raw)

    def acts(self) -> Iterator[tuple[Log, Act]]:
        """Everything that was ever done, once."""
        for log in self.logs:
            for line in log.lines[log.own_from :]:
                for act in line.acts:
                    yield log, act

    def hold(self, *, forked: bool) -> int:
        """I2, I3, I7 over all logs; returns what the guarantee account bears. `forked`: a disk lives twice."""
        left: Counter[str] = Counter()
        spent: Counter[str] = Counter()
        held: Counter[tuple[str, Holder]] = Counter()
        gone: dict[str, Act] = {}
        came: dict[str, Holder] = {}
        forced: dict[str, tuple[str, int, Holder]] = {}
        made: Counter[str] = Counter()
        for log in self.logs:
            made.update(log.made)
        for log, act in self.acts():
            held[act.account, log.holder] += act.signed
            if act.kind in ("in", "back", "off", "spend"):
                left[act.account] += act.signed
            if act.kind == "spend":
                spent[act.account] += act.amount
            if act.kind == "give":
                must(forked or act.id not in gone, f"I2: {act.id} was given twice")
                gone[act.id] = act
            if act.kind == "take":
                must(forked or act.id not in came, f"I2: {act.id} was taken twice")
                came[act.id] = log.holder
            if act.kind == "reclaim":
                held[act.account, act.to] -= act.amount
                must(forked or act.to != log.holder, "I7: somebody declared itself dead")
                for transfer, amount in act.forced:
                    forced.setdefault(transfer, (act.account, amount, act.to))
        if forked:
            return self._bounded(left, made, held)
        way: Counter[str] = Counter()
        for id, holder in came.items():
            must(id in gone, f"I2: {id} came from nowhere")
            must(gone[id].to == holder, f"I2: {id} was taken by somebody else")
        for id, act in gone.items():
            if id in came:
                continue
            if id in forced:
                must(forced[id][1] == act.amount, f"I7: {id} was taken over with another sum")
                held[act.account, forced[id][2]] += act.amount
            else:
                way[act.account] += act.amount
        short: Counter[str] = Counter()
        for (account, _holder), sum_ in held.items():
            short[account] += max(0, -sum_)
        for account in left:
            lies = sum(sum_ for (one, _holder), sum_ in held.items() if one == account)
            must(
                lies + way[account] == left[account], f"I2: {account} has {left[account]}, {lies} + {way[account]} lie"
            )
            must(left[account] + short[account] >= 0, f"I3: {account} was overdrawn by {-left[account]}")
        return sum(short.values())

    def _bounded(self, left: Counter[str], made: Counter[str], held: Counter[tuple[str, Holder]]) -> int:
        """A disk that lives twice spends at most what it held when it was copied: the shop bears that, no santri."""
        short: Counter[str] = Counter()
        for (account, _holder), sum_ in held.items():
            short[account] += max(0, -sum_)
        for log in self.logs:
            for account, sum_ in log.rights.items():
                must(sum_ >= 0, f"I1: {log.holder} holds {sum_} of {account}")
        return sum(short.values())


@dataclass
class Expected:
    """What a file's books must say of cards."""

    rights: Counter[tuple[str, Holder]] = field(default_factory=Counter)
    way: Counter[str] = field(default_factory=Counter)
    short: Counter[str] = field(default_factory=Counter)
    open: dict[str, tuple[str, Holder, int]] = field(default_factory=dict)
    """Transfer on its way → account, who may take it, how much."""

    def balance(self, account: str) -> int:
        """What every holder holds, and what is on its way."""
        return sum(n for (one, _holder), n in self.rights.items() if one == account) + self.way[account]


class File:
    """The lines of one file, in the order in which they came, and what follows from them."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.lost: set[str] = set()
        self.limits: dict[str, tuple[tuple[int, str], dict[str, Any]]] = {}
        self.heard: dict[str, frozenset[str]] = {}
        """Every change of an account's limits that was heard of, in force or not."""
        self.frozen: dict[str, tuple[str, str]] = {}
        self.dead: set[Holder] = set()
        self.allowed: Counter[tuple[str, Holder]] = Counter()

    def add(self, line: Line) -> None:
        """One more line."""
        self.lines.append(line)
        body = line.body
        if line.kind == "account_limits":
            account, order = body["account"], (body.get("number", 0), line.stamp)
            self.heard[account] = self.heard.get(account, frozenset()) | {line.id}
            if account not in self.limits or order > self.limits[account][0]:
                self.limits[account] = (order, body)
        if line.kind == "account_state" and line.stamp > self.frozen.get(body["account"], ("",))[0]:
            self.frozen[body["account"]] = (line.stamp, body["state"])
        if line.kind == "card_issued" and body.get("replaces"):
            self.lost.add(body["replaces"])
        if line.kind == "card_state" and body["state"] == "lost":
            self.lost.add(body["card"])
        if line.kind == "rights_reclaimed":
            self.dead.add((body["device"], body["epoch"]))

    def expected(self) -> Expected:
        """Rights of every holder, what is on its way, and what the guarantee account bears, as known here."""
        flow: Counter[tuple[str, Holder]] = Counter()
        gone: dict[str, Act] = {}
        came: set[str] = set()
        forced: dict[str, Act] = {}
        sums: dict[str, int] = {}
        for line in self.lines:
            for act in line.acts:
                flow[act.account, line.holder] += act.signed
                if act.kind == "give":
                    gone[act.id] = act
                elif act.kind == "take":
                    came.add(act.id)
                elif act.kind == "reclaim":
                    flow[act.account, act.to] -= act.amount
                    for transfer, amount in act.forced:
                        forced.setdefault(transfer, act)
                        sums.setdefault(transfer, amount)
        found = Expected()
        for transfer, act in forced.items():
            if transfer not in came:
                flow[act.account, act.to] += sums[transfer]
        for transfer, act in gone.items():
            if transfer not in came and transfer not in forced:
                found.way[act.account] += act.amount
                found.open[transfer] = (act.account, act.to, act.amount)
        for (account, holder), sum_ in flow.items():
            found.rights[account, holder] = max(sum_, 0)
            found.short[account] += max(-sum_, 0)
        return found
