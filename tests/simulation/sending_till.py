"""A till that sells what its standard input says and sends it to the province beside, as the windows do, in a hurry."""

from __future__ import annotations

import sys
from typing import Any

from koperasi_pos.cli.program import main
from koperasi_pos.operations import sales
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.sync import worker
from koperasi_pos.sync.worker import Worker
from koperasi_pos.trade.baskets import Basket

complete = sales.complete_sale
workers: list[Worker] = []


def sent(till: Till, basket: Basket, *rest: Any, **named: Any) -> Done[sales.Receipt]:
    """Sell; the worker of the line runs on a thread of its own from the first sale on."""
    if not workers:
        workers.append(Worker(till))
        workers[0].start()
    return complete(till, basket, *rest, **named)


if __name__ == "__main__":
    # A kill every second: what waits minutes in a shop waits a tenth of a second here.
    worker.GATHER, worker.SHORTEST, worker.LONGEST, worker.SPREAD, worker.EVERY = 0.02, 0.05, 0.5, 0.1, 0.5
    setattr(sales, "complete_sale", sent)  # noqa: B010
    sys.exit(main(sys.argv[1:]))
