"""Very many schedules in slices: played side by side, kept when they are through, gone on with where they stopped."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path

from tests.counter import Clock
from tests.simulation.card_chance import printed_seed
from tests.simulation.card_hub import Hub
from tests.simulation.card_street import Street
from tests.simulation.card_world import World

STEPS = 60


def named(numbers: range) -> tuple[str, range]:
    """The seed, and which schedules of it are played.

    `KOPERASI_SEED=SEED` brings a run back, `SEED/17` its seventeenth schedule alone, `SEED/500-999` so many of it.
    """
    seed, _, only = printed_seed().partition("/")
    first, _, last = only.partition("-")
    if not only:
        return seed, numbers
    return seed, range(int(first), int(last or first) + 1)


def play(street: Street, folder: Path, numbers: range, *, wanted: str = "", steps: int = STEPS) -> Counter[str]:
    """Play schedules by their numbers; what happened in all of them."""
    done: Counter[str] = Counter()
    clock = Clock()
    hub = Hub(clock)
    seed, asked = named(numbers)
    for number in asked:
        world = World(f"{seed}/{number}", hub, street, folder / "home", clock, done, wanted)
        try:
            world.play(steps)
        except BaseException:
            print(f"KOPERASI_SEED={seed}/{number}", world.kind, *world.trace)
            raise
        finally:
            shutil.rmtree(folder / "home", ignore_errors=True)
    return done


def play_or_read(street: Street, folder: Path, numbers: range) -> Counter[str]:
    """The same of a slice, once for a seed: what was played before stands in the folder `KOPERASI_KEEP`, and what
    happened in all that stands there is the answer.
    """
    keep = os.environ.get("KOPERASI_KEEP", "")
    seed, asked = named(numbers)
    if not keep or asked != numbers:
        return play(street, folder, numbers)
    place = Path(keep)
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{seed}-{numbers.start:06d}-{numbers.stop - 1:06d}.json"
    if not file.exists():
        done = play(street, folder, numbers)
        half = file.with_suffix(".half")
        half.write_text(json.dumps(done))
        half.replace(file)
    every = [Counter(json.loads(one.read_text())) for one in sorted(place.glob(f"{seed}-*.json"))]
    return sum(every, Counter[str]())
