"""Lessons of a training till: what was done since one began, and what each person has finished."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from koperasi_pos.journal import read_entry
from koperasi_pos.operations import baskets, shifts
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.operations.training import FOLDER, Trainee
from koperasi_pos.store import journal, progress
from koperasi_pos.store.books import staff as staff_book
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.lessons import LESSONS, Holder, Offers, Seen, next_open
from koperasi_pos.trade.staff import discount_cap
from koperasi_pos.values import short_id


class Progress(BaseModel):
    """What a person has finished, and where the lesson stands that is under way."""

    key: str
    name: str
    done: dict[str, str] = Field(default_factory=dict)
    """Lesson → when it was finished first."""
    skipped: list[str] = Field(default_factory=list)
    lesson: str = LESSONS[0]
    since: int = 0
    """The journal's position when the lesson began."""
    counter: str = ""
    """The basket on the counter when the lesson began, as JSON."""
    receipt: str = ""
    """The receipt that the ninth lesson is about."""
    last: str = ""
    """When this person practised last."""


def progress_file(home: Path, key: str) -> Path:
    """Where a person's progress is kept: beside the training till, so that a fresh till loses none of it."""
    return home / FOLDER / f"{key}.json"


def read_progress(home: Path, trainee: Trainee) -> Progress:
    """What this person has finished; nothing yet where there is no file, or one that cannot be understood."""
    file = progress_file(home, trainee.key)
    facts = progress.read(file)
    if facts is None:
        return Progress(key=trainee.key, name=trainee.name)
    try:
        found = Progress.model_validate({**facts, "key": trainee.key, "name": trainee.name})
    except ValidationError:
        progress.put_aside(file)
        return Progress(key=trainee.key, name=trainee.name)
    return found if found.lesson in LESSONS else found.model_copy(update={"lesson": LESSONS[0]})


def keep_progress(home: Path, found: Progress) -> None:
    """Keep what a person has finished. Raises `OSError` where the disk refuses."""
    progress.write(progress_file(home, found.key), found.model_dump(exclude_defaults=True))


def own_progress(till: Till) -> Progress:
    """What the person of this training till has finished."""
    with till.reading() as connection:
        member = staff_book.member(connection, till.home.name)
    return read_progress(till.home.parents[1], Trainee(till.home.name, member.name if member else ""))


def keep_own_progress(till: Till, found: Progress) -> None:
    """Keep what the person of this training till has finished. Raises `OSError` where the disk refuses."""
    keep_progress(till.home.parents[1], found)


def everybody(till: Till) -> list[Progress]:
    """Everybody who works in this shop, and who else practised here, with what they finished."""
    with till.reading() as connection:
        people = [Trainee(member.id, member.name) for member in staff_book.everyone(connection)]
    known = {person.key for person in people}
    return [read_progress(till.home, person) for person in (*people, *_guests(till.home, known))]


def trainee_named(till: Till, name: str) -> Trainee:
    """Who practises under a name: somebody who works here or practised before, else somebody new."""
    clean = " ".join(name.split())
    for found in everybody(till):
        if found.name.casefold() == clean.casefold():
            return Trainee(found.key, found.name)
    return Trainee(till.new_short_id(), clean)


def guest_named(home: Path, name: str) -> Trainee:
    """Who practises under a name on a machine without a shop."""
    clean = " ".join(name.split())
    for guest in _guests(home, set()):
        if guest.name.casefold() == clean.casefold():
            return guest
    return Trainee(short_id(secrets.token_bytes(8)), clean)


def _guests(home: Path, known: set[str]) -> list[Trainee]:
    """People who practised without being in the shop's list yet."""
    files = sorted((home / FOLDER).glob("*.json")) if (home / FOLDER).is_dir() else []
    found = []
    for file in files:
        facts = progress.read(file) if file.stem not in known else None
        if facts is not None and isinstance(facts.get("name"), str):
            found.append(Trainee(file.stem, facts["name"]))
    return sorted(found, key=lambda guest: guest.name.casefold())


# -- a lesson under way ------------------------------------------------------------------------------------------------


def begin_lesson(till: Till, found: Progress, lesson: str, counter: Basket) -> Progress:
    """A lesson begins, or begins again: what was done before counts no more."""
    return found.model_copy(
        update={
            "lesson": lesson, "since": _position(till), "receipt": _last_receipt(till),
            "counter": counter.model_dump_json(exclude_defaults=True), "last": till.now(),
        }
    )  # fmt: skip


def finish_lesson(till: Till, found: Progress) -> Progress:
    """The lesson under way is finished; the first time counts."""
    done = {found.lesson: till.now()} | found.done
    skipped = [lesson for lesson in found.skipped if lesson != found.lesson]
    return found.model_copy(update={"done": done, "skipped": skipped, "last": till.now()})


def skip_lesson(found: Progress) -> tuple[Progress, str]:
    """Leave the lesson under way out for now; the next one that is open, the same where it is the only one."""
    skipped = found.skipped if found.lesson in found.done else [*found.skipped, found.lesson]
    after = next_open(list(found.done), found.lesson) or LESSONS[(LESSONS.index(found.lesson) + 1) % len(LESSONS)]
    return found.model_copy(update={"skipped": list(dict.fromkeys(skipped))}), after


def _position(till: Till) -> int:
    """How far the journal of this till goes."""
    with till.reading() as connection:
        latest = journal.latest(connection, 1)
    return latest[0].position if latest else 0


def _last_receipt(till: Till) -> str:
    """The newest receipt of which nothing came back yet, empty where there is none."""
    rows = find_receipts(till, limit=50)
    return next((row.number for row in rows if row.kind == "sale" and not row.back), "")


def first_basket(found: Progress) -> Basket | None:
    """The basket that lay on the counter when the lesson began."""
    try:
        return Basket.model_validate_json(found.counter) if found.counter else None
    except ValidationError:
        return None


def look(
    till: Till,
    found: Progress,
    goods: Offers,
    seen: Sequence[Basket],
    put_aside: frozenset[str],
    holders: tuple[Holder, ...] = (),
) -> Seen:
    """What was done since the lesson began, from the journal and the books; baskets as the counter showed them."""
    with till.reading() as connection:
        documents = [read_entry(line).document for _at, line in journal.lines(connection, found.since)]
    on_hold = frozenset(basket.id for basket in baskets.held(till))
    counter = baskets.counter(till)
    return Seen(
        goods,
        tuple(documents),
        tuple(seen),
        int(counter.price(seen[-1]).total) if seen else 0,
        put_aside | on_hold,
        on_hold,
        shifts.current_shift(till) is not None,
        discount_cap("cashier", counter.shop.discount_caps),
        found.receipt or _last_receipt(till),
        holders,
    )
