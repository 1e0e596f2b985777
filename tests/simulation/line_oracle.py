"""A second opinion on till and province: plain numbers, from what customers were told and the bytes both sides hold."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

NOTHING = "0" * 64
Writer = tuple[str, int]
"""Device and epoch."""


@dataclass(frozen=True)
class Told:
    """A sale as its customer heard of it: number, total in rupiah and thousandths of every product."""

    id: str
    number: str
    total: int
    goods: tuple[tuple[str, int], ...]


@dataclass
class Memory:
    """What people know of a shop without any computer: receipts in hand, other acts that were said to be done.

    `gone` are ids of documents that went with a machine that burnt before anybody else had them.
    """

    tried: set[str] = field(default_factory=set)
    """Every sale that somebody began to pay, whether it came to an end or not."""
    receipts: dict[str, Told] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    twice: bool = False
    """Whether a province that nobody knew to be an old one may have given away a code that it had forgotten: two
    machines may then have used one number, until they heard of each other."""

    def tell(self, told: Told) -> None:
        """A customer leaves with a receipt."""
        self.tried.add(told.id)
        self.receipts[told.id] = told


def writers_of(lines: Iterable[bytes]) -> dict[Writer, list[bytes]]:
    """Lines by who wrote them, by number."""
    found: dict[Writer, list[tuple[int, bytes]]] = defaultdict(list)
    for line in lines:
        entry = json.loads(line)
        found[entry["writer"], entry["epoch"]].append((entry["seq"], line))
    return {writer: [line for _, line in sorted(numbered)] for writer, numbered in found.items()}


def chain_trouble(lines: Iterable[bytes], where: str) -> list[str]:
    """What is wrong with numbers and hashes: a gap, something twice, something that does not follow."""
    trouble = []
    for (device, epoch), own in writers_of(lines).items():
        head = NOTHING
        for place, line in enumerate(own, 1):
            entry = json.loads(line)
            if entry["seq"] != place:
                trouble.append(f"{where}: {device}/{epoch} has {entry['seq']} where {place} should be")
                break
            if entry["prev"] != head:
                trouble.append(f"{where}: {device}/{epoch}/{place} does not follow")
                break
            head = hashlib.sha256(line).hexdigest()
    return trouble


def sold_trouble(booked: Iterable[bytes], aside: Iterable[bytes], memory: Memory) -> list[str]:
    """What was told but is not at the province, is there twice, or is there otherwise than it was told."""
    sales: dict[str, Told] = {}
    documents: Counter[str] = Counter()
    numbers: Counter[tuple[str, str]] = Counter()
    for place, lines in enumerate((booked, aside)):
        for line in lines:
            entry = json.loads(line)
            body = entry["body"]
            documents[body["id"]] += 1 - place
            if entry["kind"] == "sale" and "number" in body:
                goods = tuple((one["product"], int(one.get("quantity", 1000))) for one in body["lines"])
                sales[body["id"]] = Told(body["id"], body["number"], int(body["total"]), goods)
                numbers[body["number"], entry["writer"] if memory.twice else ""] += 1 - place
    trouble = [f"document {id} stands there {times} times" for id, times in documents.items() if times > 1]
    trouble += [f"{number} stands there {times} times" for (number, _), times in numbers.items() if times > 1]
    trouble += [f"{one.number} is a sale that nobody made" for id, one in sales.items() if id not in memory.tried]
    for id, told in memory.receipts.items():
        if id not in sales and id not in memory.gone:
            trouble.append(f"{told.number} is lost")
        elif id in sales and sales[id] != told:
            trouble.append(f"{told.number} is not what its customer was told")
    return trouble + [f"act {id} is lost" for id in sorted(memory.acts - memory.gone - set(documents))]


def plain_stock(lines: Iterable[bytes]) -> dict[str, int]:
    """Thousandths on hand of each product: what was put on the shelf less what was sold."""
    stock: Counter[str] = Counter()
    for line in lines:
        entry: dict[str, Any] = json.loads(line)
        body = entry["body"]
        if entry["kind"] == "stock_adjusted":
            for moved in body["lines"]:
                stock[moved["product"]] += int(moved["quantity"])
        elif entry["kind"] == "sale":
            for sold in body.get("lines", ()):
                stock[sold["product"]] -= int(sold.get("base", sold.get("quantity", 1000)))
    return dict(stock)


def same_lines(province: Iterable[bytes], till: Iterable[bytes], name: str, but: Collection[Writer]) -> list[str]:
    """Where the bytes of the two sides differ, writer by writer, some left out."""
    theirs, ours = writers_of(province), writers_of(till)
    trouble = []
    for writer in sorted((theirs.keys() | ours.keys()) - set(but)):
        held, own = theirs.get(writer, []), ours.get(writer, [])
        if held != own:
            same = next(
                (n for n, (a, b) in enumerate(zip(held, own, strict=False)) if a != b), min(len(held), len(own))
            )
            trouble.append(
                f"{name} and the province differ at {writer[0]}/{writer[1]}/{same + 1}: it holds {len(own)}, "
                f"the province {len(held)}"
            )
    return trouble


def trouble_of(booked: list[bytes], aside: list[bytes], tills: Mapping[str, list[bytes]], memory: Memory) -> list[str]:
    """Everything that is wrong once the line has healed and every queue is empty.

    `booked` are the entries of the province, `aside` those that it keeps for a person to look at. Every till must
    hold what the province holds, byte for byte, and nothing that anybody was told may lack. Of writers with two
    different entries under one number, which a person has to look at, a till may hold the other one.
    """
    held = set(booked)
    forked = writers_of(line for line in aside if line not in held)
    trouble = chain_trouble(booked, "province")
    trouble += sold_trouble(booked, [line for line in aside if line not in held], memory)
    for name, lines in tills.items():
        trouble += chain_trouble(lines, name) + same_lines(booked, lines, name, forked)
    return trouble
