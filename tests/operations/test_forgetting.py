"""A person is forgotten: nothing of the data is left in the file or at another till, the money keeps its token."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import AccountPinSaved
from koperasi_pos.operations import (
    accounts,
    card_limits,
    card_money,
    card_reports,
    forgetting,
    persons,
    photos,
    reports,
    sales,
    upkeep,
)
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.paper.activity import what
from koperasi_pos.store import journal, rebuild
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, buy, limits, view
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up
from tests.store.exchange import books_by_id, second_till, send

# Nothing here may be so short that an id, a hash or a picture could hold it by chance.
GROUP, ALLERGEN = "8B Khadijah", "kacang tanah"
NAME, NIS, WALI, ROOM, PHONE = (
    "Muhammad Zidan Alfarizi",
    "20249876",
    "Bu Qomariyah",
    "Kamar Sunan Kudus",
    "081234509876",
)
WORD = "Permintaan wali, surat 12/2026"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with an open shift."""
    till = shop_in(tmp_path / "K1", Clock())
    begin_shift(till)
    yield till
    assert not upkeep.check(till).trouble
    till.close()


def face() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((240, 320), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def zidan(till: Till) -> tuple[AccountView, str]:
    """A santri who bought, topped up in cash, has limits and a photo; and the number of the receipt."""
    who = account(till, NAME, nis=NIS, wali=WALI, room=ROOM, group=GROUP, wali_phone=PHONE, allergens=[ALLERGEN])
    first, second = photos.save_photo(till, face(), by=HEAD), photos.save_photo(till, face(), by=HEAD)
    for photo in (first, second):
        held = persons.person(till, who.person).document
        persons.save_person(till, held.model_copy(update={"id": till.new_id(), "photo": photo}), by=HEAD)
    card_money.top_up(till, who.account, Rupiah(50_000), id=till.new_id(), by=CASHIER)
    limits(till, who.account)
    tea = stock_up(till, "Teh", 4_500)
    return who, buy(till, view(till, who.account), (tea, 2)).sale.number


def close(till: Till, account_id: str) -> None:
    card_money.cash_out(till, account_id, purpose="closing", id=till.new_id(), by=HEAD)


def everything(till: Till) -> str:
    """All that a page, a report or the journal of money tells, and every row of every book."""
    with till.reading() as connection:
        tables = [
            row[0]
            for row in connection.run("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'journal'")
            if not row[0].startswith(("print_job", "sqlite_"))
        ]
        rows = [str(connection.run(f"SELECT * FROM {table}").fetchall()) for table in tables]
        rest = connection.run("SELECT line FROM journal WHERE kind IN ('person', 'picture')").fetchall()
        read = [str(posted.entry.body) for posted in journal.latest(connection, 10_000)]
        told = [what(posted.entry) for posted in journal.latest(connection, 10_000)]
    return "\n".join([*rows, *(line for (line,) in rest), *read, *told])


def left_of(till: Till, *, photo_of: str = "") -> list[str]:
    """What of the person can still be read."""
    told = everything(till)
    return [word for word in (NAME, NIS, WALI, ROOM, PHONE, GROUP, ALLERGEN, photo_of or "/9j/") if word in told]


def test_nothing_is_left_but_the_money_under_a_token(till: Till) -> None:
    who, number = zidan(till)
    assert len(left_of(till)) == 8
    close(till, who.account)
    lines = card_reports.account_lines(till, who.account)
    done = forgetting.forget_person(till, who.person, word=WORD, id=till.new_id(), by=HEAD)
    token = done.value.token
    assert left_of(till) == []
    assert [line.movement.amount for line in card_reports.account_lines(till, who.account)] == [
        line.movement.amount for line in lines
    ]
    sale = sales.receipt(till, number).sale
    assert (sale.payments[0].holder, sale.customer.name if sale.customer else "") == (token, token)
    assert accounts.account_view(till, who.account).name == token
    assert persons.find_persons(till, NAME) == []
    assert any(token in told for told in [everything(till)])
    assert not upkeep.check(till).trouble
    rebuild.rebuild(till.database)
    assert left_of(till) == []
    assert reports.activity_of_days(till, till.today(), till.today(), limit=-1)


def test_only_once_closed_and_only_by_the_head_and_it_does_not_come_back(till: Till) -> None:
    who, _number = zidan(till)
    for by, code in ((HEAD, "forget_open"), (CASHIER, "needs_approval")):
        with pytest.raises(Refusal) as refused:
            forgetting.forget_person(till, who.person, word=WORD, id=till.new_id(), by=by)
        assert refused.value.code == code
    close(till, who.account)
    held = persons.person(till, who.person).document
    id = till.new_id()
    assert forgetting.forget_person(till, who.person, word=WORD, id=id, by=HEAD).changed
    assert not forgetting.forget_person(till, who.person, word=WORD, id=id, by=HEAD).changed
    with pytest.raises(Refusal) as refused:
        persons.save_person(till, held.model_copy(update={"id": till.new_id()}), by=HEAD)
    assert refused.value.code == "person_forgotten"
    with pytest.raises(Refusal) as refused:
        photos.give_photo(till, who.person, _file(till), by=HEAD)
    assert refused.value.code == "person_forgotten"
    with pytest.raises(Refusal) as refused:
        accounts.open_account(till, who.person, id=till.new_id(), by=HEAD)
    assert refused.value.code == "person_forgotten"


def _file(till: Till) -> Path:
    place = till.home / "wajah.jpg"
    place.write_bytes(face())
    return place


def test_a_photo_that_somebody_else_has_too_stays(till: Till) -> None:
    who, _number = zidan(till)
    twin = account(till, "Kembar", nis="77", photo=persons.person(till, who.person).document.photo)
    close(till, who.account)
    forgetting.forget_person(till, who.person, word=WORD, id=till.new_id(), by=HEAD)
    assert photos.photo(till, persons.person(till, twin.person).document.photo)


def test_another_till_forgets_too_whatever_comes_late(tmp_path: Path) -> None:
    first = shop_in(tmp_path / "K1", Clock())
    begin_shift(first)
    who, _number = zidan(first)
    first.close()
    second = second_till(tmp_path / "K1", tmp_path / "K2", Clock())
    first = open_till(tmp_path / "K1", clock=Clock())
    later = Clock()
    later.forward(hours=2)
    second.clock = later
    photo = photos.save_photo(second, face(), by=HEAD)
    held = persons.person(second, who.person).document
    persons.save_person(second, held.model_copy(update={"id": second.new_id(), "photo": photo}), by=HEAD)
    limits(second, who.account)
    second.post_once(
        pin := second.new_id(),
        lambda connection: AccountPinSaved(id=pin, account=who.account, name=NAME, pin_hash="x" * 20),
        by=HEAD,
    )
    close(first, who.account)
    forgetting.forget_person(first, who.person, word=WORD, id=first.new_id(), by=HEAD)
    send(second, first)
    send(first, second)
    for till in (first, second):
        assert left_of(till) == []
    assert books_by_id(first) == books_by_id(second)
    for till in (first, second):
        assert not upkeep.check(till).trouble
        before = books_by_id(till)
        rebuild.rebuild(till.database)
        assert books_by_id(till) == before
    # A new till that hears everything from one of them gets bare entries, and the chain holds.
    with first.reading() as connection:
        lines = [line for _at, line in journal.lines(connection)]
    assert [entry.kind for line in lines if b'"was":' in line for entry in [read_entry(line)]] != []
    third = second_till(_empty(tmp_path), tmp_path / "K3", Clock(), "K3", "3" * 16)
    send(first, third)
    assert left_of(third) == []
    for till in (first, second, third):
        till.close()


def _empty(tmp_path: Path) -> Path:
    """The same shop before anything was written but its beginning."""
    shop_in(tmp_path / "K0", Clock()).close()
    return tmp_path / "K0"


def test_only_a_persons_data_can_be_taken_out_of_an_entry(till: Till) -> None:
    who, _number = zidan(till)
    close(till, who.account)
    forgetting.forget_person(till, who.person, word=WORD, id=till.new_id(), by=HEAD)
    with till.reading() as connection:
        lines = [line for _at, line in journal.lines(connection)]
    sold = next(line for line in lines if read_entry(line).kind == "sale")
    forged = sold.replace(b'"writer":', b'"was":"' + read_entry(sold).hash.encode() + b'","writer":')
    with pytest.raises(ValueError, match="more was taken out"):
        read_entry(forged)
    bare = next(line for line in lines if b'"was":' in line and read_entry(line).kind == "person")
    with pytest.raises(ValueError, match="more was taken out"):
        read_entry(bare.replace(b'"name":"#', b'"name":"Ahmad #'))
    with contextlib.suppress(Refusal):
        card_limits.wali_limits(till, who.account)
