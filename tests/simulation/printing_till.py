"""A till that sells what its standard input says and prints every receipt, as the windows do: sale, queue, printer."""

from __future__ import annotations

import os
import sys
from typing import Any

from koperasi_pos.cli.program import main
from koperasi_pos.devices.drivers import printer_of
from koperasi_pos.operations import baskets, sales
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.escpos import EscPos
from koperasi_pos.paper.layout import BarCode, Slip
from koperasi_pos.paper.queue import PrintQueue, queue_of
from koperasi_pos.trade.baskets import Basket

complete = sales.complete_sale


queues: list[PrintQueue] = []


def printed(till: Till, basket: Basket, *rest: Any, **named: Any) -> Done[sales.Receipt]:
    """Sell with a print job in the same transaction; the queue runs beside, as fast as paper comes."""
    if not queues:
        queues.append(queue_of(till))
        queues[0].start()
    return complete(till, basket, *rest, **{**named, "print_receipt": True})


def hasty(till: Till, basket: Basket, *rest: Any, **named: Any) -> Done[sales.Receipt]:
    """Print what will be sold, then sell: what must be caught."""
    newest = find_receipts(till, limit=1)
    number = f"K1-{int(newest[0].number.rpartition('-')[2]) + 1 if newest else 1:06d}"
    slip = Slip(32)
    slip.pair("TOTAL", f"Rp{int(baskets.counter(till).price(basket).total)}")
    slip.add(BarCode(number))
    printer = printer_of(till.settings.printer)
    assert printer is not None
    printer.send(EscPos().render(slip.end()))
    return complete(till, basket, *rest, **named)


if __name__ == "__main__":
    setattr(sales, "complete_sale", hasty if os.environ.get("KOPERASI_HASTY") == "1" else printed)  # noqa: B010
    sys.exit(main(sys.argv[1:]))
