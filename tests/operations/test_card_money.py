"""Money onto cards and out of them: ceiling, proofs, sheets all or nothing, closing, siblings, and the drawer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CardRulesSaved
from koperasi_pos.operations import accounts, card_limits, card_money, card_sheets, cards, shifts, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, put_on, view
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, written


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with an open shift."""
    till = shop_in(tmp_path / "shop", Clock())
    begin_shift(till)
    yield till
    assert not upkeep.check(till).trouble
    till.close()


def code_of(act: object, *given: object, **named: object) -> str:
    with pytest.raises(Refusal) as found:
        act(*given, **named)  # type: ignore[operator]
    return found.value.code


def test_cash_goes_through_the_drawer(till: Till) -> None:
    who = account(till)
    card_money.top_up(till, who.account, Rupiah(50_000), id=till.new_id(), by=CASHIER)
    assert code_of(card_money.cash_out, till, who.account, Rupiah(5_000), id=till.new_id(), by=CASHIER) == (
        "needs_approval"
    )
    card_money.cash_out(till, who.account, Rupiah(20_000), purpose="holiday", id=till.new_id(), by=HEAD)
    figures = shifts.x_report(till).figures
    assert (figures.top_ups, figures.card_out, figures.expected) == (50_000, 20_000, 130_000)
    shifts.close_shift(till, counted=Rupiah(130_000), id=till.new_id(), by=CASHIER)
    assert code_of(card_money.top_up, till, who.account, Rupiah(1_000), id=till.new_id(), by=CASHIER) == "no_open_shift"


def test_a_top_up_asked_twice_is_one(till: Till) -> None:
    who, id = account(till), till.new_id()
    for changed in (True, False):
        assert card_money.top_up(till, who.account, Rupiah(50_000), id=id, by=CASHIER).changed is changed
    assert view(till, who.account).balance == 50_000


def test_the_ceiling_and_the_proof(till: Till) -> None:
    who = account(till, money=1_990_000)
    assert code_of(card_money.top_up, till, who.account, Rupiah(10_001), id=till.new_id(), by=CASHIER) == "card_ceiling"
    transfer = {"way": "transfer", "by": CASHIER}
    assert code_of(card_money.top_up, till, who.account, Rupiah(1), id=till.new_id(), **transfer) == "reference_missing"
    card_money.top_up(till, who.account, Rupiah(1), reference="BRI 77", id=till.new_id(), way="transfer", by=CASHIER)
    assert code_of(
        card_money.top_up, till, who.account, Rupiah(2), reference="BRI  77", id=till.new_id(), **transfer
    ) == "transfer_known"  # fmt: skip


def test_the_float_warns(till: Till) -> None:
    account(till, money=90_000)
    assert not card_money.float_state(till).too_much
    card_limits.save_card_rules(till, CardRulesSaved(id=till.new_id(), float_warning=Rupiah(90_000)), by=HEAD)
    assert card_money.float_state(till).too_much


def test_closing_pays_everything_and_ends_the_account(till: Till) -> None:
    who = account(till, money=35_000)
    done = card_money.cash_out(till, who.account, purpose="closing", id=till.new_id(), by=HEAD).value
    assert (done.amount, done.balance, done.closes) == (35_000, 0, True)
    assert code_of(cards.tap, till, cards.printed_token(till, who.card)) == "account_closed"
    assert code_of(put_on, till, who.account, 1_000) == "account_closed"
    again = accounts.open_account(till, who.person, id=till.new_id(), by=HEAD).value
    assert again.account != who.account


def test_a_frozen_account_takes_money_and_gives_none_to_goods(till: Till) -> None:
    who = account(till)
    accounts.save_account_state(till, who.account, "frozen", reason="leave", id=till.new_id(), by=HEAD)
    put_on(till, who.account, 5_000)
    assert code_of(cards.tap, till, cards.printed_token(till, who.card)) == "account_frozen"
    accounts.save_account_state(till, who.account, "active", id=till.new_id(), by=HEAD)
    assert view(till, who.account).balance == 5_000


def test_a_replacement_costs_its_fee(till: Till) -> None:
    who = account(till, money=12_000)
    card_limits.save_card_rules(till, CardRulesSaved(id=till.new_id(), replacement_fee=Rupiah(10_000)), by=HEAD)
    cards.replace_card(till, who.account, id=till.new_id(), by=HEAD)
    assert view(till, who.account).balance == 2_000
    assert code_of(cards.replace_card, till, who.account, id=till.new_id(), by=HEAD) == "card_fee_short"
    cards.replace_card(till, who.account, free=True, id=till.new_id(), by=HEAD)
    assert [card.state for card in accounts.cards_of(till, who.account)].count("lost") == 2


def test_a_sheet_is_put_on_as_a_whole_or_not_at_all(till: Till, tmp_path: Path) -> None:
    first, second = account(till), account(till, "Budi", nis="2024002")
    file = tmp_path / "saku.csv"
    file.write_text("NIS;Nama;Uang Saku\n2024001;;50.000\n2024009;Siapa;10.000\n", encoding="utf-8")
    plan = card_sheets.plan_allowances(till, file)
    assert [step.trouble.code if step.trouble else "" for step in plan.steps] == ["", "person_unknown"]
    assert code_of(card_sheets.put_allowances, till, plan, label="Desember", by=HEAD) == "allowance_wrong"
    assert view(till, first.account).balance == 0
    file.write_text("NIS;Nama;Uang Saku\n2024001;;50.000\n;budi;Rp 10.000,00\nTotal;;60.000\n", encoding="utf-8")
    plan = card_sheets.plan_allowances(till, file)
    assert card_sheets.put_allowances(till, plan, label="Desember", by=HEAD).changed
    assert not card_sheets.put_allowances(till, plan, label="Desember", by=HEAD).changed
    assert card_sheets.put_allowances(till, plan, label="Januari", by=HEAD).changed
    assert (view(till, first.account).balance, view(till, second.account).balance) == (100_000, 20_000)
    assert [posted.entry.kind for posted in written(till)].count("topped_up") == 2


def test_a_photo_that_is_none_stops_the_import(till: Till, tmp_path: Path) -> None:
    sheet, photos = tmp_path / "santri.csv", tmp_path / "foto"
    sheet.write_text("NIS,Nama\n1,Ahmad\n2,Budi\n2,Budi lagi\n", encoding="utf-8")
    photos.mkdir()
    (photos / "1.jpg").write_bytes(b"no picture")
    plan = card_sheets.plan_santri(till, sheet, photos)
    assert [step.act for step in plan.steps] == ["new", "wrong", "wrong"]
    assert code_of(card_sheets.import_santri, till, plan, by=HEAD) == "photo_of"
    assert not accounts.find_accounts(till)
