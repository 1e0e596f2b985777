"""Commands that look back: reports, receipts."""

from __future__ import annotations

import json

from koperasi_pos.cli.session import Session, check_day, write_out
from koperasi_pos.operations import printing, refunds, reports, sales, shifts, shops
from koperasi_pos.operations import receipts as found_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.receipts import Print
from koperasi_pos.values import Refusal
from koperasi_pos.words.numbers import rupiah


def report(session: Session) -> int:
    """Figures of a day or a span, of a shift, or of goods."""
    words = session.words
    with session.till(writable=False) as till:
        content = _shift(session, till) if words.what == "shift" else _figures(session, till)
    write_out(content, words.out)
    return 0


def _figures(session: Session, till: Till) -> bytes:
    from koperasi_pos.paper import day_reports
    from koperasi_pos.paper import reports as tables

    words = session.words
    first = check_day(words.date) if words.date else till.today()
    last = check_day(words.to) if words.to else first
    name = shops.shop(till).name
    if words.what == "day":
        made = day_reports.day_report(reports.day_figures(till, first, last), first, last, shop_name=name)
    else:
        made = day_reports.items_report(reports.item_figures(till, first, last), first, last, shop_name=name)
    if words.format == "json" or session.as_json:
        if words.what == "day":
            from dataclasses import asdict

            facts = {"first": first, "last": last, **asdict(reports.day_figures(till, first, last))}
            return (json.dumps(facts, ensure_ascii=False) + "\n").encode()
        return (tables.as_json(made) + "\n").encode()
    if words.format == "csv":
        return tables.as_csv(made).encode()
    if words.format == "pdf":
        from koperasi_pos.paper.pdf import report_pdf

        return report_pdf(made)
    return (tables.as_text(made) + "\n").encode()


def _shift(session: Session, till: Till) -> bytes:
    """The Z of a closed shift, or the X of the open one where no number was given and one is open."""
    words = session.words
    number = words.shift
    if number is None and shifts.current_shift(till) is not None:
        found = shifts.x_report(till)
    else:
        found = shifts.z_report(till, number)
    if words.format in ("json", "csv") or session.as_json:
        facts = found.figures.model_dump(exclude={"id", "shift"})
        if words.format == "csv" and not session.as_json:
            plain = {key: value for key, value in facts.items() if not isinstance(value, list)}
            return (",".join(plain) + "\n" + ",".join(str(value) for value in plain.values()) + "\n").encode()
        return (json.dumps(facts, ensure_ascii=False) + "\n").encode()
    from koperasi_pos.paper.shifts import x_report, z_report

    on = Print(
        time=found.entry.time if found.entry else till.now(), hash=found.entry.hash if found.entry else "",
        width=till.settings.paper_width,
    )  # fmt: skip
    shop = shops.shop(till)
    layout = z_report(found.figures, shop, on) if found.entry else x_report(found.figures, shop, on, blind=False)
    if words.format == "pdf":
        from koperasi_pos.paper.pdf import receipt_pdf

        return receipt_pdf(layout)
    from koperasi_pos.paper.text import preview

    return (preview(layout) + "\n").encode()


def receipt(session: Session) -> int:
    """A receipt or refund slip as text, printer bytes, PDF or picture; marked as a copy."""
    from koperasi_pos.paper.slips import slip_of

    words = session.words
    with session.till(writable=False) as till:
        number = words.number.strip().upper()
        position = refunds.refund(till, number).position if "-R" in number else sales.receipt(till, number).position
        if session.as_json:
            entry = printing.order_at(till, position).entry
            assert entry is not None
            write_out(entry.line + b"\n", words.out)
            return 0
        layout = slip_of(printing.order_at(till, position, copy=1), width=words.width or till.settings.paper_width)
        if layout is None:
            raise Refusal("not_printable")
        write_out(_paper(layout, words.format, till), words.out)
    return 0


def _paper(layout: object, form: str, till: Till) -> bytes:
    from koperasi_pos.paper.layout import Layout

    assert isinstance(layout, Layout)
    if form == "escpos":
        from koperasi_pos.paper.escpos import EscPos

        return EscPos().render(layout)
    if form == "pdf":
        from koperasi_pos.paper.pdf import receipt_pdf

        return receipt_pdf(layout)
    if form == "png":
        from koperasi_pos.paper.picture import receipt_png

        return receipt_png(layout)
    from koperasi_pos.paper.text import preview

    return (preview(layout) + "\n").encode()


def receipts(session: Session) -> int:
    """Find receipts."""
    words = session.words
    day = check_day(words.date) if words.date else ""
    with session.till(writable=False) as till:
        for row in found_receipts.find_receipts(till, words.text, first_day=day, last_day=day):
            session.tell(
                f"{row.number} {row.at[:16]} {rupiah(row.total)}", number=row.number, at=row.at, total=row.total
            )
    return 0
