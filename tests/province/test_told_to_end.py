"""A server may be told to end at any point of its start: it ends, and in good order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.source import ROOT

LATER = 10**9
POINTS = int(os.environ.get("KOPERASI_POINTS", "2"))
"""Random points of the start a run; others every time."""
SPAWNING = 400
"""So many calls are surely made once the address is told: by what starts the workers, by what waits for requests."""


@pytest.fixture
def seed() -> str:
    """Printed; the same seed tells it to end at the same points."""
    found = os.environ.get("KOPERASI_SEED") or str(random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={found}")
    return found


def ended(home: Path, database: str, workers: int, before: int, after: int) -> tuple[str, str]:
    """A server that is told to end there; what it told and what it logged, once it has ended by itself."""
    words = [sys.executable, str(Path(__file__).with_name("ended_server.py")), str(before), str(after)]
    words += ["--home", str(home), "--json", "province", "serve", "--port", "0", "--workers", str(workers)]
    done = subprocess.run(
        [*words, "--database", database], capture_output=True, text=True, timeout=240, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line)["event"] for line in done.stderr.splitlines() if line.startswith("{")]
    assert (events[0], events[-1]) == ("serving", "stopped"), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize("workers", [1, 2])
def test_told_to_end_at_any_point_of_its_start_it_ends(
    database_url: str, tmp_path: Path, workers: int, seed: str
) -> None:
    told, logged = ended(tmp_path, database_url, workers, LATER, 0)
    assert "http" in told, "it was told to end as soon as it said where it is"
    calls = next(int(line.split()[-1]) for line in logged.splitlines() if line.startswith("calls before:"))
    dice = random.Random(f"{seed}/{workers}")
    # The last calls before the word count most: there the signals pass from hand to hand.
    kinds: list[Callable[[], tuple[int, int]]] = [
        lambda: (calls - dice.randrange(30), 0),
        lambda: (dice.randrange(1, calls), 0),
        lambda: (LATER, dice.randrange(1, SPAWNING)),
    ]
    for number in range(POINTS):
        before, after = kinds[(dice.randrange(3) + number) % 3]()
        print(f"{workers} workers, call {before} or {after} after the word")
        ended(tmp_path, database_url, workers, before, after)
