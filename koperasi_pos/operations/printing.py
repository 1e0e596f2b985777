"""The print queue's verbs: what waits, print again, drop, reprint; and the marks the queue sets while it prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import ShopSaved
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.reports import day_figures
from koperasi_pos.operations.shifts import x_report
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store import print_jobs as rows
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import shops
from koperasi_pos.store.print_jobs import PrintJob
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal, from_iso

__all__ = [
    "FORMS",
    "KICK_AGAIN_WITHIN",
    "KICK_WITHIN",
    "LATE_AFTER",
    "PrintJob",
    "PrintOrder",
    "PrintProgress",
    "drop_print",
    "drop_waiting",
    "kick_again",
    "number_of",
    "order_at",
    "print_again",
    "print_jobs",
    "queue_day_report",
    "queue_labels",
    "queue_reprint",
    "queue_test",
    "queue_x_report",
]

FORMS = {
    "sale": "receipt",
    "refund": "refund",
    "shift_closed": "shift",
    "cash_moved": "cash",
    "consignment_moved": "consigned",
    "consignment_settled": "settlement",
    "consignor_paid": "payout",
    "topped_up": "top_up",
    "cashed_out": "card_out",
    "balance_moved": "card_moved",
}
"""Kind of a document → form it is printed in."""

KICK_WITHIN = timedelta(seconds=60)
"""A drawer opens for the sale at hand, never later on by itself."""

KICK_AGAIN_WITHIN = timedelta(minutes=5)
"""So long a drawer may be tried again for a sale; later it is opened without one, which is written down."""

KICKS_AGAIN = 3
"""So often the drawer is tried again for one act; the till cannot see whether it is open."""

LATE_AFTER = timedelta(minutes=30)
"""A slip that waited longer (a power cut, a night) is no longer printed by itself: the customer is gone."""

_PERSONAL = (
    "receipt", "refund", "cash", "drawer", "consigned", "settlement", "payout", "top_up", "card_out", "card_moved",
    "card_balance",
)  # fmt: skip


@dataclass(frozen=True)
class PrintOrder:
    """Everything needed to print a job: the entry of its document (or none), the shop, its logo, may the drawer open.

    `late` jobs waited so long that a person should decide.
    """

    job: PrintJob
    entry: Entry | None
    shop: ShopSaved
    logo: bytes
    kick: bool
    late: bool


def print_jobs(till: Till) -> list[PrintJob]:
    """Every job that is neither done nor dropped, the oldest first."""
    with till.reading() as connection:
        return rows.open_jobs(connection)


def print_job(till: Till, key: int) -> PrintJob | None:
    """A job as it stands now, also where it is done or dropped."""
    with till.reading() as connection:
        return rows.job(connection, key)


def number_of(till: Till, job: PrintJob) -> str:
    """The number on the slip of a job: of the receipt, or of the shift; empty for a slip without one."""
    if job.document is None:
        return ""
    with till.reading() as connection:
        return str(journal.at(connection, job.document).entry.body.get("number", ""))


def queue_reprint(till: Till, position: int, *, by: Actor) -> Done[int]:
    """Print the document at a journal position again, marked as a copy; the key of the job.

    Where a print of it waits already, that one is the answer. `Refusal("not_printable")` for what has no slip.
    """
    require(by, "sell")

    def queue(connection: Connection) -> Done[int]:
        form = _form_at(connection, position)
        waiting = [
            job for job in rows.open_jobs(connection)
            if (job.document, job.form, job.state) == (position, form, "waiting")
        ]  # fmt: skip
        if waiting:
            return Done(waiting[0].key, changed=False)
        copy = rows.next_copy(connection, position, form)
        return Done(rows.add(connection, form=form, time=till.now(), document=position, copy=copy))

    return _queued(till, queue)


def queue_x_report(till: Till, *, blind: bool = True, by: Actor) -> Done[int]:
    """Print the figures of the open shift; without what would spoil a blind count. `Refusal("no_open_shift")`."""
    require(by, "shift")
    figures = x_report(till).figures.model_dump(mode="json", exclude_defaults=True)
    content = json.dumps({"figures": figures, "blind": blind}, ensure_ascii=False)
    return _queued(till, lambda connection: _added(till, connection, "shift", content))


def queue_labels(till: Till, products: Sequence[tuple[str, int]], *, by: Actor) -> Done[int]:
    """Print price labels on the receipt printer: (short id of a product, how many of each pack's label)."""
    require(by, "sell")
    if not products or any(not 0 < count <= 500 for _, count in products):
        raise Refusal("label_count")

    def queue(connection: Connection) -> Done[int]:
        wanted = []
        for product_id, count in products:
            row = product_book.product(connection, product_id)
            if row is None:
                raise Refusal("product_unknown")
            wanted.append({"product": row.document.body(), "count": count})
        content = json.dumps({"day": till.today(), "labels": wanted}, ensure_ascii=False)
        return _added(till, connection, "label", content)

    return _queued(till, queue)


def kick_again(till: Till, *, by: Actor) -> Done[int]:
    """Try again to open the drawer that stayed shut at the last sale, refund or move of cash; the key of the job.

    `Refusal("drawer_again_late")` where there was none in the last minutes, or it was tried often enough: then the
    drawer is opened without a sale, which is written down. `Refusal("drawer_by_hand")` where no cable leads to it.
    """
    require(by, "sell")
    printer = till.settings.printer
    if printer.drawer == "none" or (printer.drawer, printer.kind) == ("printer", "none"):
        raise Refusal("drawer_by_hand")

    def queue(connection: Connection) -> Done[int]:
        last = rows.last_kick(connection)
        if last is None or not _may_kick_again(till, last) or _kicks(connection, last) >= KICKS_AGAIN:
            raise Refusal("drawer_again_late")
        shut = [job for job in rows.open_jobs(connection) if (job.form, job.state) == ("drawer", "stuck")]
        for job in shut:  # one opening answers them all
            rows.change(connection, job.key, "dropped", time=till.now(), trouble=job.trouble)
        return Done(_add_kick(till, connection, last, state="waiting"))

    return _queued(till, queue)


def queue_test(till: Till, *, by: Actor) -> Done[int]:
    """Print the test page: width, letters, pictures, codes, cut."""
    require(by, "sell")
    return _queued(till, lambda connection: _added(till, connection, "test", ""))


def queue_day_report(till: Till, day: str, last_day: str = "", *, by: Actor) -> Done[int]:
    """Print the sums of a day, or of the days up to `last_day`, on the receipt printer."""
    require(by, "reports")
    figures = asdict(day_figures(till, day, last_day))
    content = json.dumps({"first": day, "last": last_day or day, "figures": figures}, ensure_ascii=False)
    return _queued(till, lambda connection: _added(till, connection, "day", content))


def order_at(till: Till, position: int, *, copy: int = 0) -> PrintOrder:
    """The document at a journal position as the queue would print it, for a preview; nothing is queued.

    `Refusal("not_printable")` for what has no slip.
    """
    with till.reading() as connection:
        form = _form_at(connection, position)
        entry = journal.at(connection, position).entry
        shop = shops.shop(connection)
        if shop is None:
            raise Refusal("no_shop_yet")
        logo = product_book.picture(connection, shop.logo) if shop.logo else None
    job = PrintJob(0, form, position, copy, "", False, "waiting", 0, "", entry.time, entry.time)
    return PrintOrder(job, entry, shop, logo or b"", False, False)


def print_again(till: Till, key: int, *, by: Actor) -> Done[int]:
    """Print a stuck or unsure job once more; the key of the job that prints now.

    A stuck one never reached the paper and prints as it was. An unsure one may be on paper: it is let go, and a copy
    is printed that says so. `Refusal("print_gone")` where it is no longer open.
    """
    require(by, "sell")

    def queue(connection: Connection) -> Done[int]:
        job = _open(connection, key)
        if job.state in {"waiting", "sending"}:
            return Done(key, changed=False)
        if job.form == "drawer" and not _may_kick_again(till, job):
            raise Refusal("drawer_again_late")
        if job.state == "unsure" and job.document is not None:
            rows.change(connection, key, "dropped", time=till.now(), trouble=job.trouble)
            copy = rows.next_copy(connection, job.document, job.form)
            fresh = rows.add(connection, form=job.form, time=till.now(), document=job.document, copy=copy)
            return Done(fresh)
        rows.again(connection, key, time=till.now())
        return Done(key)

    return _queued(till, queue)


def drop_print(till: Till, key: int, *, by: Actor) -> Done[None]:
    """Let a job go without printing it. `Refusal`: `print_under_way` while its bytes go out, `print_gone`."""
    require(by, "sell")
    with till.writing() as connection:
        job = rows.job(connection, key)
        if job is not None and job.state == "dropped":
            return Done(None, changed=False)
        job = _open(connection, key)
        if job.state == "sending":
            raise Refusal("print_under_way")
        rows.change(connection, key, "dropped", time=till.now(), trouble=job.trouble)
    till.tell("printing")
    return Done(None)


def drop_waiting(till: Till, *, by: Actor) -> Done[int]:
    """Let every job go that is not being printed at this moment; how many went."""
    require(by, "sell")
    with till.writing() as connection:
        open_jobs = [job for job in rows.open_jobs(connection, limit=100_000) if job.state != "sending"]
        for job in open_jobs:
            rows.change(connection, job.key, "dropped", time=till.now(), trouble=job.trouble)
    till.tell("printing")
    return Done(len(open_jobs), changed=bool(open_jobs))


class PrintProgress:
    """What the print queue asks and writes down while it prints; each mark is a short transaction of its own.

    Marks answer False, and change nothing, where the job is no longer in a state they may follow.
    """

    def __init__(self, till: Till) -> None:
        self._till = till

    def next_print(self) -> PrintOrder | None:
        """The oldest waiting job with all it needs; `None` where nothing waits."""
        with self._till.reading() as connection:
            job = rows.next_waiting(connection)
            if job is None:
                return None
            shop = shops.shop(connection)
            if shop is None:
                raise Refusal("no_shop_yet")
            entry = journal.at(connection, job.document).entry if job.document is not None else None
            logo = product_book.picture(connection, shop.logo) if shop.logo else None
        now = self._till.clock()
        # A person who tries a drawer again wants it open now, not when the job was made.
        wanted = job.changed if job.form == "drawer" and not job.tries else job.made
        kick = job.kick and timedelta(0) <= now - from_iso(wanted) <= KICK_WITHIN
        late = job.form in _PERSONAL and now - from_iso(job.changed) > LATE_AFTER
        return PrintOrder(job, entry, shop, logo or b"", kick, late)

    def mark_sending(self, key: int) -> bool:
        """The first byte goes out now; False where the job was dropped meanwhile and must not be printed."""
        return self._mark(key, "sending", among=("waiting",))

    def mark_done(self, key: int) -> bool:
        """The last byte was taken."""
        return self._mark(key, "done", among=("sending", "waiting"))

    def mark_waiting(self, key: int, trouble: str) -> bool:
        """Nothing went out; it is tried again later."""
        return self._mark(key, "waiting", among=("sending", "waiting"), trouble=trouble, tried=True)

    def mark_stuck(self, key: int, trouble: str) -> bool:
        """Nothing went out, and a person has to do something first."""
        return self._mark(key, "stuck", among=("sending", "waiting"), trouble=trouble, tried=True)

    def mark_unsure(self, key: int, trouble: str) -> bool:
        """Some bytes went out: only a person can see whether it is on paper. Never printed again by itself."""
        return self._mark(key, "unsure", among=("sending",), trouble=trouble, tried=True)

    def note_shut(self, job: PrintJob, trouble: str) -> int:
        """The drawer did not open for a job that goes on without it: a job of its own, for a person to try again."""
        with self._till.writing() as connection:
            key = _add_kick(self._till, connection, job, state="stuck", trouble=trouble)
        self._till.tell("printing")
        return key

    def mark_dropped(self, key: int, trouble: str) -> bool:
        """It will not be printed, such as where the shop has no printer."""
        return self._mark(key, "dropped", among=("waiting",), trouble=trouble)

    def mark_interrupted(self) -> int:
        """At start: jobs that were being sent when the program stopped are unsure. Returns how many."""
        with self._till.writing() as connection:
            count = rows.after_restart(connection, time=self._till.now())
        if count:
            self._till.tell("printing")
        return count

    def _mark(self, key: int, state: str, *, among: tuple[str, ...], trouble: str = "", tried: bool = False) -> bool:
        with self._till.writing() as connection:
            job = rows.job(connection, key)
            if job is None or job.state not in among:
                return False
            rows.change(connection, key, state, time=self._till.now(), trouble=trouble, tried=tried)
        self._till.tell("printing")
        return True


def _queued(till: Till, queue: Callable[[Connection], Done[int]]) -> Done[int]:
    with till.writing() as connection:
        done = queue(connection)
    till.tell("print", "print_now", "printing")
    return done


def _added(till: Till, connection: Connection, form: str, content: str) -> Done[int]:
    return Done(rows.add(connection, form=form, time=till.now(), content=content))


def _may_kick_again(till: Till, job: PrintJob) -> bool:
    return timedelta(0) <= till.clock() - from_iso(job.made) <= KICK_AGAIN_WITHIN


def _kicks(connection: Connection, job: PrintJob) -> int:
    """How often the drawer was tried for the act of this job beside its slip."""
    return 0 if job.document is None else rows.next_copy(connection, job.document, "drawer")


def _add_kick(till: Till, connection: Connection, job: PrintJob, *, state: str, trouble: str = "") -> int:
    """A job that only opens the drawer, for the act of another job; as old as that one."""
    copy = rows.next_copy(connection, job.document, "drawer") if job.document is not None else 0
    key = rows.add(connection, form="drawer", time=job.made, document=job.document, kick=True, copy=copy)
    rows.change(connection, key, state, time=till.now(), trouble=trouble)
    return key


def _form_at(connection: Connection, position: int) -> str:
    try:
        kind = journal.at(connection, position).entry.kind
    except KeyError:
        raise Refusal("not_printable") from None
    if kind not in FORMS:
        raise Refusal("not_printable")
    return FORMS[kind]


def _open(connection: Connection, key: int) -> PrintJob:
    job = rows.job(connection, key)
    if job is None or job.state in {"done", "dropped"}:
        raise Refusal("print_gone")
    return job
