"""Feeding in what a dead machine had not sent: another till of its shop carries it to the province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from koperasi_pos.journal.protocol import Bundle
from koperasi_pos.operations.line import LineRow, enrolled
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.line_left_behind import left_behind
from koperasi_pos.operations.till import Till
from koperasi_pos.sync.client import Client
from koperasi_pos.sync.enrolment import Connect, asked
from koperasi_pos.sync.transport import HttpTransport
from koperasi_pos.values import Refusal


@dataclass(frozen=True)
class FedIn:
    """What became of it: entries that the province took, and those that it holds aside for a person to look at."""

    entries: int
    aside: int = 0


def push_left_behind(
    till: Till, file: Path, *, code: str = "", key_file: Path | None = None, connect: Connect = HttpTransport
) -> FedIn:
    """Carry a dead machine's unsent entries to the province; again changes nothing. Raises a Refusal."""
    row = enrolled(till)
    if row is None:
        raise Refusal("line_not_enrolled")
    client = carrier(till, row, connect)
    taken, aside = 0, 0
    reached: dict[tuple[str, int], int] = {}
    try:
        for bundle in left_behind(till, file, code=code, key_file=key_file):
            key = (bundle.device, bundle.epoch)
            if bundle.last <= reached.get(key, 0):
                continue
            moved = _push(client, bundle, reached)
            taken += moved
            aside += 0 if moved else len(bundle.lines)
    finally:
        client.transport.close()
    return FedIn(taken, aside)


def _push(client: Client, bundle: Bundle, reached: dict[tuple[str, int], int]) -> int:
    """How many entries of the bundle are new there; none where it refuses them or keeps them aside."""
    answer = asked(lambda: client.push(bundle))
    if answer.gap:
        raise Refusal("left_behind_gap", expected=answer.acked + 1, first=bundle.first)
    before = max(reached.get((bundle.device, bundle.epoch), 0), bundle.first - 1)
    reached[bundle.device, bundle.epoch] = answer.acked
    return max(0, min(answer.acked, bundle.last) - before)


def carrier(till: Till, row: LineRow, connect: Connect) -> Client:
    """A client that speaks as this till."""
    settings = till.settings.line
    return Client(
        connect(settings.address or row.address, settings), device=row.device, private=signing_key(till),
        clock=till.clock, randomness=till.randomness, province=row.province, ahead=timedelta(milliseconds=row.skew),
    )  # fmt: skip
