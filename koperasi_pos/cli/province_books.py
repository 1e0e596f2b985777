"""The books of the province on the command line: make them, make them again, check them, spread them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from koperasi_pos.cli.province import settings_of
from koperasi_pos.cli.session import REFUSED, TROUBLE, WRONG_USE, Command, Session, complain
from koperasi_pos.province.database import NotReady, Pool
from koperasi_pos.words import _, n_


@contextmanager
def _opened(session: Session) -> Iterator[Pool]:
    from koperasi_pos.province.home import opened

    session.home.mkdir(parents=True, exist_ok=True)
    with opened(settings_of(session)) as pool:
        yield pool


def _with_database(act: Command, session: Session) -> int:
    from koperasi_pos.province.schema import NewerTables
    from koperasi_pos.province.settings import SettingsWrong

    try:
        return act(session)
    except SettingsWrong as wrong:
        complain(_("A setting cannot be read: {what}").format(what=wrong))
        return WRONG_USE
    except NewerTables:
        complain(_("The tables were made by a newer program. Please update this one; nothing was changed."))
    except NotReady:
        complain(_("The database cannot be reached."))
    return TROUBLE


def book(session: Session) -> int:
    """Make the books until SIGTERM or Ctrl+C, or until everything is booked."""
    return _with_database(_book, session)


def _book(session: Session) -> int:
    from koperasi_pos.province.books.consumer import Consumer
    from koperasi_pos.province.records import log_json

    log_json(settings_of(session).log_level)
    with _opened(session) as pool:
        consumer = Consumer(pool)
        if session.words.once:
            entries = consumer.drain()
            sentence = n_("{n} entry booked.", "{n} entries booked.", entries)
            session.tell(sentence.format(n=entries), entries=entries)
            return 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_caught: consumer.stop_soon())
        session.tell(_("Booking what arrives."))
        consumer.run()
    return 0


def rebuild(session: Session) -> int:
    """Make the books again, a shop at a time."""
    return _with_database(_rebuild, session)


def _rebuild(session: Session) -> int:
    from koperasi_pos.province.books import rebuilding

    with _opened(session) as pool:
        shops = rebuilding.shops_of(pool)
        if session.words.shop:
            if session.words.shop not in shops:
                complain(_("There is no shop {shop}.").format(shop=session.words.shop))
                return REFUSED
            shops = [session.words.shop]
        entries = sum(rebuilding.rebuild(pool, shop) for shop in shops)
        rebuilding.fold(pool)
    sentence = n_(
        "The books of {n} shop were made again from {entries} entries.",
        "The books of {n} shops were made again from {entries} entries.",
        len(shops),
    )
    session.tell(sentence.format(n=len(shops), entries=entries), shops=len(shops), entries=entries)
    return 0


def check(session: Session) -> int:
    """Hold the sums across shops against the books of the shops."""
    return _with_database(_check, session)


def _check(session: Session) -> int:
    from koperasi_pos.province.books import tallies

    with _opened(session) as pool, pool.reading() as connection:
        wrong = tallies.differing(connection)
    for subject, day, kabupaten, name, pillar, *figures in wrong:
        place = " ".join(str(part) for part in (subject, day, kabupaten, name, pillar) if part)
        complain(_("{place} is off by {figures}").format(place=place, figures=figures))
    if wrong:
        return REFUSED
    session.tell(_("The sums across shops are those of the shops."), sound=True)
    return 0


def distribute(session: Session) -> int:
    """Spread the tables over a cluster by shop, or say what is in force without one."""
    return _with_database(_distribute, session)


def _distribute(session: Session) -> int:
    from koperasi_pos.province import distribution

    with _opened(session) as pool:
        spread = distribution.foreseen(pool) if session.words.show else distribution.distribute(pool)
    facts = {
        "cluster": spread.cluster, "steps": [step._asdict() for step in spread.steps], "partitions": spread.partitioned,
    }  # fmt: skip
    if session.words.show and not session.as_json:
        for step in spread.steps:
            if step.statement:
                print(f"{step.statement};")
    if spread.cluster:
        session.tell(_("The tables lie spread over the cluster by shop."), **facts)
    else:
        tables = ", ".join(f"{table} ({count})" for table, count in spread.partitioned.items())
        session.tell(
            _("There is no Citus here: hash partitions by shop are in force: {tables}.").format(tables=tables), **facts
        )
    return 0
