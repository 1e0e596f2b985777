"""Sheets for cards: santri with photos from CSV or XLSX and a folder, allowances for everybody in one act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from koperasi_pos.journal.documents import AccountOpened, PersonSaved, PictureSaved
from koperasi_pos.operations.card_money import allow_all
from koperasi_pos.operations.item_files import read_sheet
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.photos import keep_photo, photo_document
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards, persons
from koperasi_pos.store.books.persons import PersonRow
from koperasi_pos.trade.card_sheets import AllowanceRow, SantriRow, allowance_rows, santri_rows
from koperasi_pos.trade.item_sheets import Choices
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal, Rupiah

__all__ = ["AllowancePlan", "SantriPlan", "import_santri", "plan_allowances", "plan_santri", "put_allowances"]

_PHOTO_ENDS = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True)
class SantriStep:
    """One row and what becomes of it: `new`, `changed`, `same` or `wrong` with a refusal."""

    row: SantriRow
    act: str
    person: PersonSaved | None = None
    photo: Path | None = None
    trouble: Refusal | None = None
    opens: bool = False
    """Whether an account is opened."""


@dataclass(frozen=True)
class SantriPlan:
    """What an import would do, row by row."""

    steps: tuple[SantriStep, ...]

    def count(self, act: str) -> int:
        """How many rows come to this."""
        return sum(step.act == act for step in self.steps)

    @property
    def photos(self) -> int:
        """How many photos were found."""
        return sum(step.photo is not None for step in self.steps)


@dataclass(frozen=True)
class AllowanceStep:
    """One row of allowances: the account it is for, or what is wrong."""

    row: AllowanceRow
    account: str = ""
    name: str = ""
    trouble: Refusal | None = None


@dataclass(frozen=True)
class AllowancePlan:
    """What a sheet of allowances would put on cards; it is put on only where nothing is wrong."""

    steps: tuple[AllowanceStep, ...]

    @property
    def wrong(self) -> list[AllowanceStep]:
        """The rows that stand in the way."""
        return [step for step in self.steps if step.trouble is not None]

    @property
    def total(self) -> Rupiah:
        """What all rows that can be put on come to."""
        return Rupiah(sum(int(step.row.amount or 0) for step in self.steps if step.trouble is None))

    @property
    def amounts(self) -> list[tuple[str, Rupiah]]:
        """(account, amount) of every row that can be put on."""
        return [(step.account, step.row.amount or Rupiah(0)) for step in self.steps if step.trouble is None]


def plan_santri(till: Till, file: Path, photos: Path | None = None, *, accounts: bool = True) -> SantriPlan:
    """Read a sheet of people and a folder of photos (named by NIS, or as the sheet says); nothing is written."""
    found = santri_rows(read_sheet(file, Choices()).rows)
    pictures = _pictures(photos)
    with till.reading() as connection:
        known = persons.by_nis(connection)
        twice = {nis for nis, count in Counter(row.nis for row in found).items() if count > 1}
        steps = [_santri_step(till, connection, row, known, pictures, twice, accounts) for row in found]
    return SantriPlan(tuple(steps))


def _santri_step(
    till: Till, connection: Connection, row: SantriRow, known: dict[str, PersonRow], pictures: dict[str, Path],
    twice: set[str], accounts: bool,
) -> SantriStep:  # fmt: skip
    if not row.nis or not row.name:
        return SantriStep(row, "wrong", trouble=Refusal("santri_row", line=row.line))
    if row.nis in twice:
        return SantriStep(row, "wrong", trouble=Refusal("santri_twice", nis=row.nis))
    held = known.get(row.nis)
    photo = pictures.get((Path(row.photo).stem or row.nis).casefold()) or pictures.get(row.nis.casefold())
    first = held.document if held else PersonSaved(
        id="", person="", name=row.name, nis=row.nis, tier="santri" if row.sort == "santri" else "retail",
        member=row.sort == "member",
    )  # fmt: skip
    told = {
        "name": row.name, "group": row.school_class or first.group, "room": row.room or first.room,
        "wali": row.wali or first.wali, "wali_phone": row.wali_phone or first.wali_phone,
        "allergens": list(row.allergens) or first.allergens, "sort": row.sort, "active": True,
    }  # fmt: skip
    wanted = first.model_copy(update=told)
    opens = accounts and not (held and any(a.state != "closed" for a in cards.of_person(connection, held.id)))
    if held is None:
        return SantriStep(row, "new", wanted, photo, opens=opens)
    changed = wanted != first or (photo is not None and not _has_photo(till, first.photo, photo)) or opens
    return SantriStep(row, "changed" if changed else "same", wanted, photo, opens=opens)


def _has_photo(till: Till, digest: str, file: Path) -> bool:
    """Whether the photo in the folder is the one that is kept."""
    return bool(digest) and photo_document(file.read_bytes(), till).hash == digest


def _pictures(folder: Path | None) -> dict[str, Path]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise Refusal("file_missing", file=folder.name)
    return {file.stem.casefold(): file for file in sorted(folder.iterdir()) if file.suffix.lower() in _PHOTO_ENDS}


def import_santri(till: Till, plan: SantriPlan, *, by: Actor) -> Done[SantriPlan]:
    """Save what a plan says, all or nothing: people, photos, accounts. Rows that are wrong are left out.

    `Refusal("photo_of")` names the photo that is none. Done again, everything is `same`.
    """
    require(by, "cards")
    wanted = [step for step in plan.steps if step.act in ("new", "changed")]
    photos = {step.row.nis: _photo(till, step) for step in wanted if step.photo is not None}
    with till.database.write() as connection:
        known = persons.by_nis(connection)
        for step in wanted:
            assert step.person is not None
            held = known.get(step.row.nis)
            update = {"id": till.new_id(), "person": held.id if held else till.new_short_id()}
            if step.row.nis in photos:
                keep_photo(connection, till, photos[step.row.nis], by=by)
                update["photo"] = photos[step.row.nis].hash
            saved = step.person.model_copy(update=update)
            if held is None or saved.model_copy(update={"id": held.document.id}) != held.document:
                till.post(connection, saved, by=by)
            if step.opens:
                sort = "santri" if saved.sort == "santri" else "opop"
                home = till.writer(connection).device
                opened = AccountOpened(
                    id=till.new_id(), account=till.new_short_id(), person=saved.person, name=saved.name, sort=sort,
                    home=home,
                )  # fmt: skip
                till.post(connection, opened, by=by)
    till.tell("persons", "cards")
    return Done(plan, changed=bool(wanted))


def _photo(till: Till, step: SantriStep) -> PictureSaved:
    assert step.photo is not None
    try:
        return photo_document(step.photo.read_bytes(), till)
    except Refusal as refusal:
        raise Refusal("photo_of", name=step.row.name, file=step.photo.name) from refusal


def plan_allowances(till: Till, file: Path) -> AllowancePlan:
    """Read a sheet of allowances (NIS or name, and an amount); nothing is written."""
    rows = allowance_rows(read_sheet(file, Choices()).rows)
    with till.reading() as connection:
        known = persons.by_nis(connection)
        named: dict[str, list[PersonRow]] = {}
        for person in persons.everybody(connection):
            named.setdefault(person.name.casefold(), []).append(person)
        steps = [_allowance_step(connection, row, known, named) for row in rows]
    seen: dict[str, int] = {}
    for at, step in enumerate(steps):
        if step.account and step.account in seen:
            steps[at] = AllowanceStep(step.row, step.account, step.name, Refusal("allowance_twice"))
        seen.setdefault(step.account, at)
    return AllowancePlan(tuple(steps))


def _allowance_step(
    connection: Connection, row: AllowanceRow, known: dict[str, PersonRow], named: dict[str, list[PersonRow]]
) -> AllowanceStep:
    if row.amount is None or row.amount <= 0:
        return AllowanceStep(row, name=row.name, trouble=Refusal("amount_out_of_range"))
    found = [known[row.nis]] if row.nis in known else [] if row.nis else named.get(row.name.casefold(), [])
    if not found:
        return AllowanceStep(row, name=row.name, trouble=Refusal("person_unknown"))
    if len(found) > 1:
        return AllowanceStep(
            row, name=row.name, trouble=Refusal("card_number_of_several", number=row.name, count=len(found))
        )
    accounts = cards.of_person(connection, found[0].id)
    if not accounts or accounts[0].state == "closed":
        code = Refusal("account_closed", name=found[0].name) if accounts else Refusal("account_unknown")
        return AllowanceStep(row, name=found[0].name, trouble=code)
    return AllowanceStep(row, accounts[0].id, found[0].name)


def put_allowances(till: Till, plan: AllowancePlan, *, label: str, by: Actor) -> Done[Rupiah]:
    """Put the whole sheet on cards in one act, or nothing; the same sheet under the same label only once."""
    if plan.wrong:
        raise Refusal("allowance_wrong", count=len(plan.wrong), line=plan.wrong[0].row.line)
    done = allow_all(plan.amounts, till, label=label, by=by)
    return Done(done.value.total, done.changed)
