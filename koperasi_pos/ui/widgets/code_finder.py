"""What a scan means where goods are counted or unpacked: one product and its pack, or a question which is meant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import products
from koperasi_pos.operations.products import Match
from koperasi_pos.trade.codes import Scan, read_scan
from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import ONE, Quantity
from koperasi_pos.words import _

Taken = Callable[[Match, Quantity, Scan], None]
Ask = Callable[[str, list[Match], Callable[[Match], None]], None]


class CodeFinder:
    """`taken` gets product, how many and the scan; several products are asked about, none is told."""

    def __init__(self, desk: Desk, parent: QWidget, taken: Taken, ask: Ask, unknown: Callable[[str], None]) -> None:
        self._desk, self._parent = desk, parent
        self._taken, self._ask, self._unknown = taken, ask, unknown

    def enter(self, text: str) -> None:
        """A code that was scanned or typed, `3*` before it counts three; or part of a name that only one has."""
        scan, times = read_scan(text), ONE
        if scan.kind == "multiple":
            times = scan.quantity or ONE
            if scan.of is None:
                self._desk.said.emit(_("After the star comes the code of the goods, such as 12*89910101."), "refused")
                return
            scan = scan.of
        found, times = self._found(scan, times)
        if len(found) == 1:
            self._taken(found[0], times, scan)
        elif found:
            self._ask(scan.code or scan.text, found, lambda match: self._taken(match, times, scan))
        else:
            self._unknown(scan.code or scan.text)

    def _found(self, scan: Scan, times: Quantity) -> tuple[list[Match], Quantity]:
        till = self._desk.till
        found = products.by_code(till, scan.code or scan.text)
        for form in scan.item_forms if not found else ():
            found = products.by_code(till, form)
            if found:
                return found, scan.quantity or times
        if found and scan.kind == "gs1" and scan.quantity is not None:
            return found, scan.quantity
        if not found and scan.kind == "text":
            rows = products.find_products(till, scan.text, limit=2)
            found = [Match(row, 0) for row in rows] if len(rows) == 1 else []
        return found, times
