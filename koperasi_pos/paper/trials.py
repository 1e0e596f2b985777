"""Prints outside the queue, before there is a shop: the test page and the recovery code of the first start."""

from __future__ import annotations

from koperasi_pos.devices.drivers import drawer_of, printer_of
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.journal.documents import ShopSaved
from koperasi_pos.paper.escpos import Abilities, EscPos
from koperasi_pos.paper.layout import Layout, Slip
from koperasi_pos.paper.receipts import Print, head
from koperasi_pos.paper.slips import sample_page
from koperasi_pos.settings import PrinterSettings, Settings
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment

GROUPS_IN_A_LINE = 4


def print_sample(settings: Settings, shop: str, *, time: str) -> str:
    """Print the test page of a shop with this name and open the drawer; where it was printed, for people.

    There is no money in the drawer yet and no shift to write it down in. `Refusal` as `print_now`, and
    `printer_drawer_port`.
    """
    drawer = drawer_of(settings.printer)
    try:
        drawer.open_apart()
    except PrinterTrouble as trouble:
        raise Refusal(trouble.code, **trouble.facts) from trouble
    page = sample_page(ShopSaved(id="", name=shop), Print(time, "", settings.paper_width))
    return print_now(settings.printer, page, first=drawer.pulse())


def recovery_page(shop: str, code: str, *, width: int, time: str) -> Layout:
    """The recovery code in groups to be kept under lock, with what it is for."""
    slip = Slip(width)
    head(slip, ShopSaved(id="", name=shop), Print(time, "", width))
    slip.heading(_("RECOVERY CODE"))
    slip.text(moment(time), align="centre")
    groups = code.split("-")
    for start in range(0, len(groups), GROUPS_IN_A_LINE):
        slip.text("-".join(groups[start : start + GROUPS_IN_A_LINE]), align="centre", bold=True)
    slip.text(_("This code opens the backups of this shop on another computer. Keep it locked away from the till."))
    return slip.end()


def print_now(settings: PrinterSettings, layout: Layout, *, first: bytes = b"") -> str:
    """Print one page and wait for it; where it was printed, for people.

    `Refusal` with what to do: `printer_none`, `printer_address`, `printer_refused`, `printer_paper_out` …
    """
    printer = printer_of(settings)
    if printer is None:
        raise Refusal("printer_none")
    paper = EscPos(Abilities(settings.code_page, cut=settings.cut, raster_arabic=settings.raster_arabic))
    try:
        printer.send(paper.render(layout), first=first)
    except PrinterTrouble as trouble:
        raise Refusal(trouble.code, **trouble.facts) from trouble
    return printer.name
