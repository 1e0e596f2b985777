"""Power that fails at random moments: feeds receipts to a selling process, kills it, says what must be true then."""

from __future__ import annotations

import json
import os
import random
import re
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from koperasi_pos.simulators.escpos_paper import read_paper

HEAD = "receipt,time,code,quantity\n"
PAPER = 32
_NUMBER = re.compile(r"\bK1-[0-9]{6}\b")
_TOTAL = re.compile(r"^TOTAL +Rp([0-9.]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Cut:
    """What a process said before it was killed; a line counts once its end was written."""

    printed: list[str]
    begun: bool
    """Whether it had told a receipt at all."""


@dataclass
class Books:
    """The receipts of a shop's file as they are read from its journal, with everything that is wrong about them.

    `on_paper` are the numbers that came out of the printer, `unsure` those of which the till says that it cannot know.
    """

    totals: dict[str, int] = field(default_factory=dict)
    on_paper: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)
    position: int = 0

    def read_on(self, lines: Iterable[bytes]) -> None:
        """Take in the entries behind the last one read."""
        for line in lines:
            self.position += 1
            entry = json.loads(line)
            if entry["kind"] == "sale":
                self._sale(entry["body"]["number"], entry["body"]["total"])

    def _sale(self, number: str, total: int) -> None:
        serial = int(number.rpartition("-")[2])
        if number in self.totals:
            self.trouble.append(f"{number} was given twice")
        elif serial != len(self.totals) + 1:
            self.trouble.append(f"{number} stands where {len(self.totals) + 1} should")
        self.totals[number] = total

    def hold(self, cut: Cut) -> None:
        """Every receipt that was told must be there, with the same total."""
        for line in cut.printed:
            number, _space, total = line.partition(" ")
            if self.totals.get(number) != int(total):
                self.trouble.append(f"told but not in the store: {line}")

    def hold_paper(self, slips: Iterable[bytes]) -> None:
        """Every number on paper, also on half a slip, must be there with the same total, and on no other slip."""
        for slip in slips:
            paper = read_paper(slip)
            text = paper.text(PAPER)
            numbers = set(_NUMBER.findall(text))
            total = _TOTAL.search(text)
            if len(numbers) > 1 or (paper.cuts and not (numbers and total)):
                self.trouble.append(f"no receipt: {text}")
            for number in numbers:
                if number in self.on_paper:
                    self.trouble.append(f"on paper twice: {number}")
                if number not in self.totals or (total and self.totals[number] != int(total[1].replace(".", ""))):
                    self.trouble.append(f"on paper but not in the store: {number}")
                self.on_paper.add(number)

    def hold_all(self) -> None:
        """Once nothing waits for paper any more: every receipt is on it, or the till knows that it may not be."""
        lost = sorted(set(self.totals) - self.on_paper - self.unsure)
        self.trouble += [f"never printed: {number}" for number in lost]


def receipts(codes: Sequence[str], chance: random.Random, name: str) -> Iterator[str]:
    """Rows of receipts without end; `name` keeps the receipts of one process from those of another."""
    number = 0
    while True:
        number += 1
        for _line in range(chance.randint(1, 5)):
            yield f"{name}-{number},,{chance.choice(codes)},{chance.randint(1, 9)}\n"


def sell_until_cut(command: Sequence[str], rows: Iterator[str], chance: random.Random, *, most_lines: int = 60) -> Cut:
    """Start the process, feed it, and kill it (SIGKILL) after a random number of lines and a random moment more.

    One time in eight it dies before it told anything: while it starts, or within its first sale.
    """
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    feeder = threading.Thread(target=_feed, args=(process, rows), name="feeder")
    feeder.start()
    said = b""
    try:
        said = _read(process, 0 if chance.random() < 0.125 else chance.randint(1, most_lines))
        if said:
            time.sleep(chance.random() * 0.006)
        else:
            time.sleep(chance.random() * 0.6)
    finally:
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read()
        process.wait()
        feeder.join()
        process.stdout.close()
    whole = said.rpartition(b"\n")[0].decode()
    printed = whole.split("\n") if whole else []
    return Cut(printed, bool(printed))


def _read(process: subprocess.Popen[bytes], lines: int) -> bytes:
    """Read until so many lines came; `RuntimeError` where the process ends, or is silent for a minute."""
    assert process.stdout is not None
    said = b""
    while said.count(b"\n") < lines:
        if not select.select([process.stdout], [], [], 60)[0]:
            raise RuntimeError("the selling process is silent")
        piece = os.read(process.stdout.fileno(), 65536)
        if not piece:
            raise RuntimeError(f"the selling process ended by itself with status {process.wait()}")
        said += piece
    return said


def _feed(process: subprocess.Popen[bytes], rows: Iterator[str]) -> None:
    """Write rows until nobody reads them any more."""
    assert process.stdin is not None
    try:
        process.stdin.write(HEAD.encode())
        for row in rows:
            process.stdin.write(row.encode())
    except OSError:
        return
    finally:
        try:
            process.stdin.close()
        except OSError:
            # What was still to be written goes nowhere: the reader was killed, as it should be.
            return
