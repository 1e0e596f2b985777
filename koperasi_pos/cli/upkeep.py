"""Commands that look after the shop's file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from koperasi_pos.cli.session import REFUSED, TROUBLE, Session, complain
from koperasi_pos.operations import shifts, shops
from koperasi_pos.operations import upkeep as acts
from koperasi_pos.words import _


def check(session: Session) -> int:
    """Compare file, chain, figures and books; 1 where something is wrong."""
    with session.till() as till:
        found = acts.check(till)
    from koperasi_pos.paper.stock_reports import proof_words

    for sentence in found.trouble:
        complain(sentence)
    told = (
        _("{entries} entries, {sales} sales, {rows} rows compared: sound")
        if found.sound
        else _("{entries} entries, {sales} sales, {rows} rows compared: NOT sound")
    )
    counted = told.format(entries=found.entries, sales=found.sales, rows=found.rows)
    session.tell(
        f"{counted}\n{proof_words(found.goods)}",
        sound=found.sound, entries=found.entries, sales=found.sales, rows=found.rows, trouble=found.trouble,
        goods={part: int(amount) for part, amount in found.goods._asdict().items()},
    )  # fmt: skip
    return 0 if found.sound else REFUSED


def rebuild(session: Session) -> int:
    """Make the books again."""
    with session.till() as till:
        done = acts.rebuild_books(till, by=session.actor(till))
    session.tell(_("The books were made again from {n} entries.").format(n=done.value), entries=done.value)
    return 0


def backup(session: Session) -> int:
    """Back up; the till may be selling meanwhile."""
    file = Path(session.words.file)
    with session.till(writable=False) as till:
        done = acts.make_backup(till, file)
    session.tell(_("Backed up to {file} and read back.").format(file=file), file=str(file), bytes=done.value)
    return 0


def restore(session: Session) -> int:
    """Put a backup in the place of the shop's file."""
    till = acts.restore(session.home, Path(session.words.file), code=session.words.code)
    try:
        code, shift = shops.till_code(till), shifts.current_shift(till)
    finally:
        till.close()
    told = _("Restored. Receipts go on as {code}-000001; the old file lies beside.").format(code=code)
    if shift is not None:
        told += "\n" + _("Shift {number} of {cashier} is still open in it: count the drawer and close it.").format(
            number=shift.number, cashier=shift.cashier
        )
    session.tell(told, till=code, open_shift=shift.number if shift is not None else None)
    return 0


def recovery_code(session: Session) -> int:
    """What opens a backup on another machine."""
    with session.till(writable=False) as till:
        code = acts.recovery_code(till, by=session.actor(till))
    session.tell(code, code=code)
    return 0


def journal(session: Session) -> int:
    """The lines as they are stored and sent; or another machine's, fed in."""
    if session.words.act == "push":
        from koperasi_pos.cli.line import journal_push

        return journal_push(session)
    with session.till(writable=False) as till:
        for line in acts.journal_lines(till, max(0, session.words.first - 1)):
            sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
    return 0


def day(session: Session) -> int:
    """A day in the shop through the real windows, offscreen where there is no screen."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from koperasi_pos import app
    from koperasi_pos.simulators.day import DayStuck, play

    out = Path(session.words.out) if session.words.out else None
    try:
        played = play(out, app.build_application(), app.begin, seed=session.words.seed)
    except DayStuck as stuck:
        complain(_("The windows did not get beyond: {where}").format(where=stuck))
        return TROUBLE
    for sentence in played.trouble:
        complain(sentence)
    sentences = (
        _("A day in the shop (seed {seed}): {entries} entries.").format(
            seed=session.words.seed, entries=played.entries
        ),
        _("The books are NOT sound.") if played.trouble else _("The books are sound."),
        _("{pictures} pictures and {papers} papers lie in {folder}").format(
            pictures=len(played.pictures), papers=len(played.papers), folder=played.folder
        ),
    )
    session.tell(
        "\n".join(sentences),
        seed=session.words.seed, entries=played.entries, trouble=played.trouble, folder=str(played.folder),
        home=str(played.home), pictures=[file.name for file in played.pictures],
        papers=[file.name for file in played.papers],
    )  # fmt: skip
    return TROUBLE if played.trouble else 0
