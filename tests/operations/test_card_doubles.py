"""The same sheet of allowances at two tills that are cut off: a row is seen to be the same, a person decides once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koperasi_pos.operations import accounts, card_doubles, card_money, upkeep
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, buy
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up
from tests.store.exchange import books_by_id, second_till, send

WORD = "Sudah dicek"


@pytest.fixture(scope="module")
def template() -> Iterator[tuple[Path, list[str]]]:
    """Two tills of a shop with three santri, closed."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        first = shop_in(Path(name) / "K1", Clock())
        ids = [account(first, f"Santri {n}", nis=f"N{n}").account for n in range(3)]
        first.close()
        second = second_till(first.home, Path(name) / "K2", Clock())
        first = open_till(first.home, clock=Clock())
        send(second, first)
        first.close()
        second.close()
        yield Path(name), ids


def tills_of(template: Path, folder: Path) -> tuple[Till, Till]:
    """A copy of both tills, open."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    later = Clock()
    later.forward(minutes=10)
    return open_till(folder / "K1", clock=Clock()), open_till(folder / "K2", clock=later)


@pytest.fixture
def tills(template: tuple[Path, list[str]], tmp_path: Path) -> Iterator[tuple[Till, Till, list[str]]]:
    """Both tills and the accounts."""
    first, second = tills_of(template[0], tmp_path)
    yield first, second, template[1]
    for till in (first, second):
        assert not upkeep.check(till).trouble
        till.close()


def meet(first: Till, second: Till) -> None:
    """The two hear of each other."""
    send(first, second)
    send(second, first)


def balance(till: Till, account_id: str) -> int:
    return int(accounts.account_view(till, account_id).balance)


def sheet(ids: list[str], amount: int = 50_000) -> list[tuple[str, Rupiah]]:
    return [(id, Rupiah(amount)) for id in ids]


def test_a_row_that_was_heard_of_is_booked_once(tills: tuple[Till, Till, list[str]]) -> None:
    first, second, ids = tills
    assert card_money.allow_all(sheet(ids[:2]), first, label="November, minggu 4", by=HEAD).changed
    meet(first, second)
    again = card_money.allow_all(sheet(ids[:2]), second, label="NOVEMBER minggu-4", by=HEAD)
    assert not again.changed
    more = card_money.allow_all(sheet(ids), second, label="november minggu 4", by=HEAD)
    assert more.changed
    assert [line.account for line in more.value.lines] == [ids[2]]
    meet(first, second)
    for till in (first, second):
        assert [balance(till, id) for id in ids] == [50_000] * 3
        assert card_doubles.allowance_doubles(till) == []
    with pytest.raises(Refusal) as refused:
        card_money.allow_all(sheet(ids[:1], 60_000), first, label="November minggu 4", by=HEAD)
    assert refused.value.code == "allowance_other"


def test_put_on_at_two_tills_it_is_flagged_and_taken_back_once(tills: tuple[Till, Till, list[str]]) -> None:
    first, second, ids = tills
    card_money.allow_all(sheet(ids[:1]), first, label="November 4", by=HEAD)
    card_money.allow_all(sheet(ids[:1]), second, label="november 4", by=HEAD)
    meet(first, second)
    assert balance(first, ids[0]) == 100_000
    ((seen,), (mine,)) = card_doubles.allowance_doubles(first), card_doubles.allowance_doubles(second)
    assert seen.double == mine.double
    assert (seen.mine, mine.mine, mine.here) == (False, True, 50_000)
    for till, code in ((first, "double_elsewhere"), (second, "")):
        id = till.new_id()
        if code:
            with pytest.raises(Refusal) as refused:
                card_doubles.settle_double(till, seen.double, take_back=True, word=WORD, id=id, by=HEAD)
            assert refused.value.code == code
            continue
        with pytest.raises(Refusal) as refused:
            card_doubles.settle_double(till, seen.double, take_back=True, word=WORD, id=id, by=CASHIER)
        assert refused.value.code == "needs_approval"
        done = card_doubles.settle_double(till, seen.double, take_back=True, word=WORD, id=id, by=HEAD)
        assert (done.changed, done.value.amount, done.value.missing) == (True, 50_000, 0)
        assert not card_doubles.settle_double(till, seen.double, take_back=True, word=WORD, id=id, by=HEAD).changed
    with pytest.raises(Refusal) as refused:
        card_doubles.settle_double(second, seen.double, take_back=True, word=WORD, id=second.new_id(), by=HEAD)
    assert refused.value.code == "double_settled"
    meet(first, second)
    for till in (first, second):
        assert (balance(till, ids[0]), card_doubles.allowance_doubles(till)) == (50_000, [])


def test_what_was_spent_of_it_is_not_taken_from_the_next_money(tills: tuple[Till, Till, list[str]]) -> None:
    first, second, ids = tills
    begin_shift(second)
    tea = stock_up(second, "Teh", 30_000)
    card_money.allow_all(sheet(ids[:1]), first, label="November 4", by=HEAD)
    card_money.allow_all(sheet(ids[:1]), second, label="November 4", by=HEAD)
    buy(second, accounts.account_view(second, ids[0]), (tea, 1), by=HEAD)
    meet(first, second)
    (found,) = card_doubles.allowance_doubles(second)
    with pytest.raises(Refusal) as refused:
        card_doubles.settle_double(second, found.double, take_back=True, word=WORD, id=second.new_id(), by=HEAD)
    assert refused.value.code == "card_rights_elsewhere"
    kept = card_doubles.settle_double(second, found.double, take_back=False, word=WORD, id=second.new_id(), by=HEAD)
    assert (kept.value.amount, balance(second, ids[0])) == (0, 70_000)
    assert card_doubles.allowance_doubles(second) == []


def test_the_same_sheet_under_two_names_on_one_day_is_flagged(tills: tuple[Till, Till, list[str]]) -> None:
    first, second, ids = tills
    card_money.allow_all(sheet(ids), first, label="Uang saku", by=HEAD)
    assert card_doubles.same_sheet_today(first, sheet(ids)) == "Uang saku"
    card_money.allow_all(sheet(ids), second, label="Saku nov", by=HEAD)
    meet(first, second)
    assert [one.double.label for one in card_doubles.allowance_doubles(first)] == ["Saku nov"] * 3
    card_money.allow_all(sheet(ids[:1], 1_000), first, label="Tambahan", by=HEAD)
    assert len(card_doubles.allowance_doubles(first)) == 3


def plain(label: str) -> str:
    """A label as the rules compare it."""
    return label.casefold().replace("-", " ")


LABELS = ("Nov 1", "NOV-1", "Nov 2", "Lain")
ROWS = st.dictionaries(st.integers(0, 2), st.sampled_from((10_000, 20_000)), min_size=1)
LOADS = st.lists(st.tuples(st.booleans(), st.sampled_from(LABELS), ROWS, st.booleans()), min_size=1, max_size=6)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(LOADS)
def test_after_every_decision_each_row_is_on_its_card_once(
    template: tuple[Path, list[str]], loads: list[tuple[bool, str, dict[int, int], bool]]
) -> None:
    ids, memory = template[1], Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        first, second = tills_of(template[0], Path(name))
        tills = (first, second)
        put: list[dict[tuple[str, int], int]] = [{}, {}]
        for at_second, label, rows, meets in loads:
            till, known = tills[at_second], put[at_second]
            row = {(plain(label), who): amount for who, amount in rows.items()}
            act = [(ids[who], Rupiah(amount)) for who, amount in rows.items()]
            if any(known.get(key, amount) != amount for key, amount in row.items()):
                with pytest.raises(Refusal):
                    card_money.allow_all(act, till, label=label, by=HEAD)
            else:
                card_money.allow_all(act, till, label=label, by=HEAD)
                known |= row
            if meets and not any(put[0].get(key, amount) != amount for key, amount in put[1].items()):
                meet(first, second)
                put[0] |= put[1]
                put[1] |= put[0]
        meet(first, second)
        assert books_by_id(first) == books_by_id(second)
        assert card_doubles.allowance_doubles(first) == [] or put[0].keys() & put[1].keys()
        for till in tills:
            for one in card_doubles.allowance_doubles(till):
                same = one.double.label.casefold().replace("-", " ") == one.double.first_label.casefold().replace(
                    "-", " "
                )
                if one.mine and same:
                    card_doubles.settle_double(
                        till, one.double, take_back=True, word=WORD, id=till.new_id(), by=HEAD
                    )  # fmt: skip
        meet(first, second)
        both = put[1] | put[0]
        for n, id in enumerate(ids):
            rows_of = [key for key in both if key[1] == n]
            assert balance(first, id) == balance(second, id)
            least = sum(min(book[key] for book in put if key in book) for key in rows_of)
            most = sum(max(book[key] for book in put if key in book) for key in rows_of)
            assert least <= balance(first, id) <= most, rows_of
        for till in tills:
            assert not upkeep.check(till).trouble
            till.close()
