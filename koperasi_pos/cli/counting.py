"""Commands of stock opname."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.cli.buying import file_id, told_wrong
from koperasi_pos.cli.moving import moving_of
from koperasi_pos.cli.session import Session, write_out
from koperasi_pos.cli.stock import moment_of
from koperasi_pos.cli.tables import table
from koperasi_pos.journal.documents import CountedLine
from koperasi_pos.operations import counts, goods_sheets, shops, stock
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


def count(session: Session) -> int:
    """Take in a counted sheet and show the differences; `--post` books them, `counting post` does so later."""
    words = session.words
    file = Path(words.file)
    with session.till() as till:
        found, wrong = goods_sheets.read_counted(till, file)
        if wrong:
            return told_wrong(wrong)
        if not found:
            raise Refusal("goods_missing")
        by = session.actor(till)
        products = [one.product.id for one in found]
        # The same sheet of the same moment is the same count: broken off by a power cut it may be taken in again.
        at = moment_of(words.at) if words.at else ""
        name = words.name or file.stem
        own = file_id(file, at[:10] or till.today(), "count", name, at)
        opened = counts.open_count(till, name, id=own, by=by, products=products).value
        if not counts.find_count(till, opened.id).tallied:
            found_now = {one.product.id: one.quantity for one in found}
            counts.tally(till, opened.id, found_now, id=till.new_id(), by=by, at=at)
        if not words.post:
            _tell(session, till, opened.id, opened.name, counts.count_differences(till, opened.id))
            return 0
        _posted(session, till, opened.id, opened.name, by)
    return 0


def _posted(session: Session, till: Till, count_id: str, name: str, by: Actor) -> None:
    words = session.words
    reasons = {}
    for text in words.reason:
        code, equals, reason = text.partition("=")
        if not equals:
            raise Refusal("option_form", text=text)
        reasons[stock.product_coded(till, code).id] = reason
    done = counts.post_count(
        till, count_id, id=till.new_id(), by=by, reasons=reasons, note=words.note,
        complete=getattr(words, "complete", False),
    )  # fmt: skip
    _tell(session, till, count_id, name, done.value)


def _tell(session: Session, till: Till, count_id: str, name: str, lines: list[CountedLine]) -> None:
    from koperasi_pos.paper.count_papers import differences_report

    if session.as_json:
        session.tell(
            "", count=count_id, name=name, lines=len(lines), different=sum(1 for line in lines if line.difference),
            value=sum(int(line.value) for line in lines),
            differences={line.name: line.difference.plain() for line in lines if line.difference},
        )  # fmt: skip
    else:
        made = differences_report(name, lines, shop_name=shops.shop(till).name, only_different=True)
        write_out(table(made, session) + count_id.encode() + b"\n", session.words.out)


def counting_open(session: Session) -> int:
    """Begin a count."""
    words = session.words
    with session.till() as till:
        products = [stock.product_coded(till, code).id for code in words.goods]
        done = counts.open_count(
            till, words.name, id=till.new_id(), by=session.actor(till), place=words.place, categories=words.category,
            products=products, turn=words.next,
        )  # fmt: skip
    session.tell(done.value.id, count=done.value.id, name=done.value.name)
    return 0


def counting_next(session: Session) -> int:
    """Goods whose turn it is to be counted."""
    from koperasi_pos.paper.count_papers import turn_report

    words = session.words
    with session.till(writable=False) as till:
        found = counts.next_to_count(till, limit=words.limit, categories=[words.category] if words.category else [])
        write_out(table(turn_report(found, shop_name=shops.shop(till).name), session), words.out)
    return 0


def counting_tally(session: Session) -> int:
    """Add what was found just now."""
    words = session.words
    with session.till() as till:
        found = {one.product: one.quantity for one in (moving_of(till, text) for text in words.goods)}
        counts.tally(till, words.count, found, id=till.new_id(), by=session.actor(till))
    session.tell(_("{n} goods tallied.").format(n=len(found)), tallied=len(found))
    return 0


def counting_sheet(session: Session) -> int:
    """The sheet for the shelf, empty and blind; filled in it goes back with `count FILE`."""
    from koperasi_pos.paper.count_papers import count_sheet

    with session.till(writable=False) as till:
        row = counts.find_count(till, session.words.count)
        made = count_sheet(row, counts.count_goods(till, row.id), shop_name=shops.shop(till).name)
        write_out(table(made, session), session.words.out)
    return 0


def counting_show(session: Session) -> int:
    """What was counted beside what the books said at that moment."""
    with session.till(writable=False) as till:
        row = counts.find_count(till, session.words.count)
        lines = counts.count_differences(till, row.id, complete=session.words.complete)
        _tell(session, till, row.id, row.name, lines)
    return 0


def counting_post(session: Session) -> int:
    """Book the differences."""
    with session.till() as till:
        row = counts.find_count(till, session.words.count)
        _posted(session, till, row.id, row.name, session.actor(till))
    return 0


def counting_list(session: Session) -> int:
    """The newest counts first."""
    with session.till(writable=False) as till:
        for row in counts.counts(till):
            told = f"{row.id} {row.opened[:16]} {row.name} {row.tallied}"
            if row.closed:
                told += f" {rupiah(row.shortage)} {rupiah(row.surplus)}"
            session.tell(
                told, count=row.id, name=row.name, opened=row.opened, tallied=row.tallied, closed=row.closed,
                shortage=row.shortage, surplus=row.surplus,
            )  # fmt: skip
    return 0
