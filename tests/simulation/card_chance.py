"""Chance that a seed decides: ids, keys and tokens of a shop in a simulation come out the same for the same seed."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from koperasi_pos.operations.till import Till
from koperasi_pos.store import keys


@contextmanager
def decided_by(dice: random.Random) -> Iterator[None]:
    """Whatever till is opened meanwhile makes its ids and its signing key from `dice`, and goes on so."""
    begin = Till.__init__

    def with_dice(till: Till, *given: Any, **named: Any) -> None:
        begin(till, *given, **named)
        till.randomness = dice.randbytes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Till, "__init__", with_dice)
        patch.setattr(keys, "new_signing_key", lambda: dice.randbytes(32))
        yield


KEPT_SEED = "2711"
"""`make test` plays the same days every time, so that it never fails for somebody who changed nothing; `make soak`
always others."""


def printed_seed() -> str:
    """The seed of a run, printed: `KOPERASI_SEED` brings a run back."""
    chance = str(random.SystemRandom().randrange(2**32)) if os.environ.get("KOPERASI_SOAK") else KEPT_SEED
    found = os.environ.get("KOPERASI_SEED") or chance
    print(f"KOPERASI_SEED={found}")
    return found
