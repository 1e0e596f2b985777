"""Commands that look back: reports, receipts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import cast

from koperasi_pos.cli.session import Session, check_day, member_named, write_out
from koperasi_pos.cli.tables import table
from koperasi_pos.journal.documents import ShiftClosed
from koperasi_pos.operations import printing, reports, shifts, shops, staff
from koperasi_pos.operations import receipts as found_receipts
from koperasi_pos.operations.shifts import ShiftReport
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.receipts import Print
from koperasi_pos.paper.reports import Report
from koperasi_pos.values import Refusal
from koperasi_pos.words.numbers import rupiah


def report(session: Session) -> int:
    """Figures of a day or a span, of a shift or of goods, or who did what."""
    words = session.words
    with session.till(writable=False) as till:
        if words.what in ("day", "items", "activity", "shift"):
            content = _shift(session, till) if words.what == "shift" else _figures(session, till)
        else:
            from koperasi_pos.cli.goods_reports import goods_report

            content = goods_report(session, till)
    write_out(content, words.out)
    return 0


def _figures(session: Session, till: Till) -> bytes:
    from koperasi_pos.paper import day_reports

    words = session.words
    first = check_day(words.date) if words.date else till.today()
    last = check_day(words.to) if words.to else first
    name = shops.shop(till).name
    if words.what == "day":
        figures = reports.day_figures(till, first, last)
        if words.format == "json" or session.as_json:
            return _line({"first": first, "last": last, **asdict(figures)})
        made = day_reports.day_report(figures, first, last, shop_name=name)
    elif words.what == "activity":
        made = _activity(till, first, last, words.who)
    else:
        made = day_reports.items_report(reports.item_figures(till, first, last), first, last, shop_name=name)
    return table(made, session)


def _activity(till: Till, first: str, last: str, name: str) -> Report:
    """Who did what on the days, all or one person."""
    from koperasi_pos.paper.activity import activity_report

    person = member_named(till, name, active_only=False).id if name else ""
    acts = reports.activity_of_days(till, first, last, staff=person, limit=-1)
    names = {member.id: member.name for member in staff.people(till, active_only=False)}
    return activity_report([posted.entry for posted in acts], names, shop_name=shops.shop(till).name)


def _line(facts: object) -> bytes:
    return (json.dumps(facts, ensure_ascii=False) + "\n").encode()


def _shift(session: Session, till: Till) -> bytes:
    """The Z of a shift by number, of all shifts of a day, or of the last one; the X of one that is open."""
    words = session.words
    if words.date:
        found = _of_day(till, check_day(words.date))
    elif words.shift is None and shifts.current_shift(till) is not None:
        found = [shifts.x_report(till)]
    else:
        found = [shifts.z_report(till, words.shift)]
    facts = [_facts(report) for report in found]
    if words.format == "json" or session.as_json:
        return _line(facts if words.date else facts[0])
    if words.format == "csv":
        out = io.StringIO()
        plain = [{key: value for key, value in row.items() if not isinstance(value, list)} for row in facts]
        sheet = csv.DictWriter(out, list(plain[0]))
        sheet.writeheader()
        sheet.writerows(plain)
        return out.getvalue().encode()
    return _slips([_shift_slip(report, till) for report in found], words.format)


def _facts(found: ShiftReport) -> dict[str, object]:
    """The figures of a shift; of one that is open nothing that only a count can tell."""
    counted = set() if found.entry else {"counted", "difference", "denominations", "blind"}
    return found.figures.model_dump(exclude={"id", "shift"} | counted)


def _of_day(till: Till, day: str) -> list[ShiftReport]:
    """The shifts that were opened on a day and closed, in the order of their opening; `Refusal("no_shift_on")`."""
    wanted = int(day.replace("-", ""))
    found = []
    for row in reversed(shifts.latest_shifts(till, limit=100_000)):
        if row.day == wanted and row.close_position is not None:
            entry = printing.order_at(till, row.close_position).entry
            assert entry is not None
            found.append(ShiftReport(cast(ShiftClosed, entry.document), entry, row.close_position))
    if not found:
        raise Refusal("no_shift_on", day=day)
    return found


def shift_x(session: Session) -> int:
    """The figures of the open shift so far; nothing is closed."""
    with session.till(writable=False) as till:
        found = shifts.x_report(till)
        write_out(_line(_facts(found)) if session.as_json else _slips([_shift_slip(found, till)], "text"), "-")
    return 0


def _shift_slip(found: ShiftReport, till: Till) -> Layout:
    from koperasi_pos.paper.shifts import x_report, z_report

    on = Print(
        time=found.entry.time if found.entry else till.now(), hash=found.entry.hash if found.entry else "",
        width=till.settings.paper_width, training=till.training,
    )  # fmt: skip
    shop = shops.shop(till)
    return z_report(found.figures, shop, on) if found.entry else x_report(found.figures, shop, on, blind=False)


def _slips(layouts: list[Layout], form: str) -> bytes:
    if form == "pdf":
        from koperasi_pos.paper.drawing import draw
        from koperasi_pos.paper.pdf import drawings_pdf

        return drawings_pdf([draw(layout) for layout in layouts])
    from koperasi_pos.paper.text import preview

    return "".join(preview(layout) + "\n" for layout in layouts).encode()


def receipt(session: Session) -> int:
    """A receipt or refund slip as text, printer bytes, PDF or picture; marked as a copy."""
    from koperasi_pos.paper.slips import slip_of

    words = session.words
    with session.till(writable=False) as till:
        position = found_receipts.receipt_numbered(till, words.number).position
        if session.as_json:
            entry = printing.order_at(till, position).entry
            assert entry is not None
            write_out(entry.line + b"\n", words.out)
            return 0
        order = printing.order_at(till, position, copy=1)
        layout = slip_of(order, width=words.width or till.settings.paper_width, training=till.training)
        if layout is None:
            raise Refusal("not_printable")
        write_out(paper(layout, words.format, till), words.out)
    return 0


def paper(layout: Layout, form: str, till: Till) -> bytes:
    """A slip as text, printer bytes, PDF or picture."""
    if form == "escpos":
        from koperasi_pos.paper.escpos import Abilities, EscPos

        printer = till.settings.printer
        abilities = Abilities(printer.code_page, cut=printer.cut, raster_arabic=printer.raster_arabic)
        return EscPos(abilities).render(layout)
    if form == "png":
        from koperasi_pos.paper.picture import receipt_png

        return receipt_png(layout)
    return _slips([layout], form)


def receipts(session: Session) -> int:
    """Find receipts."""
    words = session.words
    day = check_day(words.date) if words.date else ""
    with session.till(writable=False) as till:
        for row in found_receipts.find_receipts(till, words.text, first_day=day, last_day=day):
            session.tell(
                f"{row.number} {row.at[:16]} {rupiah(row.total)} {row.cashier}".rstrip(),
                number=row.number, at=row.at, total=row.total, cashier=row.cashier,
            )  # fmt: skip
    return 0
