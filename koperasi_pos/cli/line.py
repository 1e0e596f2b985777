"""Commands for the line to the province."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.cli.session import TROUBLE, Session, complain
from koperasi_pos.operations import line, line_sticks, messages, shifts, shops
from koperasi_pos.operations.line import LineState
from koperasi_pos.sync import enrolment, left_behind, rotation
from koperasi_pos.sync.enrolment import Progress
from koperasi_pos.sync.worker import Worker
from koperasi_pos.trade.staff import require
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.line import state_words


def _asked_code(session: Session) -> tuple[str, str]:
    """Address and code as two words, or the scanned text as one."""
    if session.words.code:
        return session.words.address, session.words.code
    return "", session.words.address


def enrol(session: Session) -> int:
    """Enrol the till of the folder."""
    with session.till() as till:
        require(session.actor(till), "shop")
        address, code = _asked_code(session)
        done = enrolment.enrol_till(till, address, code)
    session.tell(
        _("This till is {till} of {shop} at the province.").format(till=done.till_code, shop=done.shop),
        till=done.till_code, shop=done.shop, purpose=done.purpose,
    )  # fmt: skip
    return 0


def restore_from_province(session: Session) -> int:
    """Fetch a shop onto this empty machine."""
    address, code = _asked_code(session)
    told = [0]

    def progress(now: Progress) -> None:
        if now.entries - told[0] >= 5_000 and not session.as_json:
            told[0] = now.entries
            complain(n_("{n} entry came …", "{n} entries came …", now.entries).format(n=now.entries))

    till = enrolment.fetch_shop(session.home, address, code, progress=progress)
    try:
        code, shop, shift = shops.till_code(till), shops.shop(till), shifts.current_shift(till)
    finally:
        till.close()
    sentence = _("{shop} is here and sound. Receipts of this till go on as {code}-000001.").format(
        shop=shop.name, code=code
    )
    if shift is not None:
        sentence += "\n" + _("Shift {number} of {cashier} is still open in it: count the drawer and close it.").format(
            number=shift.number, cashier=shift.cashier
        )
    session.tell(sentence, till=code, shop=shop.name, open_shift=shift.number if shift is not None else None)
    return 0


def sync_now(session: Session) -> int:
    """Send and fetch until nothing is left to do, or something stands in the way."""
    with session.till() as till:
        row = line.needed_row(till)
        worker = Worker(till)
        try:
            while worker.step() == 0:
                pass
            state = worker.state()
        finally:
            worker.stop()
        return _tell_state(session, state, row.till_code)


def _tell_state(session: Session, state: LineState, till_code: str) -> int:
    session.tell(
        state_words(state), till=till_code, mood=state.mood, waiting=state.waiting, code=state.code,
        facts=dict(state.facts),
    )  # fmt: skip
    return 0 if state.mood == line.ONLINE else TROUBLE


def sync_status(session: Session) -> int:
    """What waits, what went and came today."""
    with session.till(writable=False) as till:
        now = line.overview(till, limit=1)
        notes = messages.unread(till)
    row = now.row
    if row is None:
        session.tell(_("This till was never enrolled at the province."), enrolled=False)
        return 0
    waits = n_("{n} entry waits", "{n} entries wait", now.waiting).format(n=now.waiting)
    session.tell(
        "\n".join(
            (
                _("{till} of {shop} at {address}").format(till=row.till_code, shop=row.shop_name, address=row.address),
                waits,
                _("today: {sent} sent, {received} came, {out} bytes out, {into} bytes in").format(
                    sent=now.today.sent, received=now.today.received, out=now.today.bytes_out,
                    into=now.today.bytes_in,
                ),
                _("heard last: {heard}; compared last: {compared}").format(
                    heard=row.heard or "–", compared=row.compared or "–"
                ),
            )
        ),
        enrolled=True, till=row.till_code, shop=row.shop_name, address=row.address, waiting=now.waiting,
        put_off=now.put_off, sent=now.today.sent, received=now.today.received, bytes_out=now.today.bytes_out,
        bytes_in=now.today.bytes_in, heard=row.heard, compared=row.compared, differs=row.differs, cursor=row.cursor,
        server_epoch=row.server_epoch, device=row.device, epoch=row.epoch, skew=row.skew,
        messages=notes,
    )  # fmt: skip
    return 0


def sync_export(session: Session) -> int:
    """Put what waits on a stick."""
    with session.till() as till:
        done = line_sticks.export_stick(till, Path(session.words.file), code=session.words.code)
    session.tell(
        n_("{n} entry is on the stick.", "{n} entries are on the stick.", done.value.entries).format(
            n=done.value.entries
        ),
        entries=done.value.entries,
    )
    return 0


def sync_import(session: Session) -> int:
    """Take the answer from a stick."""
    with session.till() as till:
        done = line_sticks.import_stick(till, Path(session.words.file))
    session.tell(
        _("The province has {n} more entries of this till; {m} of others came.").format(
            n=done.value.entries, m=done.value.received
        ),
        acknowledged=done.value.entries, received=done.value.received,
    )  # fmt: skip
    return 0


def sync_log(session: Session) -> int:
    """Write the log for the support."""
    with session.till(writable=False) as till:
        done = line.support_log(till, Path(session.words.file))
    session.tell(_("Written to {file}.").format(file=session.words.file), exchanges=done.value)
    return 0


def sync_new_key(session: Session) -> int:
    """Give the till another signing key."""
    with session.till() as till:
        require(session.actor(till), "shop")
        rotation.rotate_key(till)
    session.tell(_("This till signs with a new key now."), changed=True)
    return 0


def journal_push(session: Session) -> int:
    """Feed in what a dead machine had not sent."""
    words = session.words
    if not words.file:
        raise Refusal("file_missing", file="")
    with session.till() as till:
        key = Path(words.key) if words.key else None
        done = left_behind.push_left_behind(till, Path(words.file), code=words.code, key_file=key)
    told = n_("{n} entry was fed in.", "{n} entries were fed in.", done.entries).format(n=done.entries)
    if done.aside:
        told += " " + n_(
            "{n} is kept aside at the province until an officer has looked.",
            "{n} are kept aside at the province until an officer has looked.",
            done.aside,
        ).format(n=done.aside)
    session.tell(told, entries=done.entries, aside=done.aside)
    return 0
