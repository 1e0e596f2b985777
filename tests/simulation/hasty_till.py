"""A till that tells a receipt before it is committed: the simulation of power cuts must catch it."""

from __future__ import annotations

import os
import sys
from typing import Any

from koperasi_pos.cli.program import main
from koperasi_pos.cli.session import Session
from koperasi_pos.operations import baskets, sales
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.baskets import Basket

complete = sales.complete_sale
last: list[int] = []


def hasty(till: Till, basket: Basket, *rest: Any, **named: Any) -> Done[sales.Receipt]:
    """Say the number that will come, then sell."""
    if not last:
        newest = find_receipts(till, limit=1)
        last.append(int(newest[0].number.rpartition("-")[2]) if newest else 0)
    last[0] += 1
    print(f"K1-{last[0]:06d} {int(baskets.counter(till).price(basket).total)}", flush=True)
    return complete(till, basket, *rest, **named)


def silent(session: Session, sentence: str, **facts: object) -> None:
    """What was told early is not told again."""


if __name__ == "__main__":
    if os.environ.get("KOPERASI_HASTY") == "1":
        setattr(sales, "complete_sale", hasty)  # noqa: B010
        setattr(Session, "tell", silent)  # noqa: B010
    sys.exit(main(sys.argv[1:]))
