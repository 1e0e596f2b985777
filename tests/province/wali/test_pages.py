"""The wali's pages over a real socket: codes, PINs, consent, what a child's page says, what a form changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CardRulesSaved
from koperasi_pos.operations import card_limits, cards, refunds
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Quantity, Rupiah
from tests.card_holders import buy
from tests.command import run
from tests.counter import HEAD
from tests.province.shops import add_shop
from tests.province.wali.conftest import PIN, SHOP, WaliWorld
from tests.province.web.conftest import send, token_in


def test_a_wali_begins_with_a_code_and_sees_the_child(world: WaliWorld) -> None:
    buy(world.till, world.santri["Ahmad Fauzi"], (world.goods["Nasi bungkus"], 1), (world.goods["Es teh"], 1))
    world.sync()
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    page = client.get("/wali/children")
    assert page.status_code == 200, page.text
    for words in ("Ahmad Fauzi", "Rp142.400", "Nasi bungkus, Es teh", "−7.600", "+150.000"):
        assert words in page.text, words


def test_what_comes_back_counts_for_the_day_of_its_sale_and_a_new_card_costs_its_fee(world: WaliWorld) -> None:
    till, ahmad = world.till, world.santri["Ahmad Fauzi"]
    sold = buy(till, ahmad, (world.goods["Nasi bungkus"], 1)).sale
    bought_on = till.today()
    world.clock.forward(days=1)
    rules = CardRulesSaved(id=till.new_id(), replacement_fee=Rupiah(5_000))
    card_limits.save_card_rules(till, rules, by=HEAD)
    cards.replace_card(till, ahmad.account, id=till.new_id(), by=HEAD)
    refunds.complete_refund(
        till, sold.number, [Returning(0, Quantity.of(1))], reason="Basi", by=HEAD, id=till.new_id(),
        print_receipt=False,
    )  # fmt: skip
    world.sync()
    with world.pool.reading() as connection:
        rows = connection.execute(
            "SELECT kind, amount, counted::text FROM card_movement WHERE account = %s AND kind <> 'top_up' ORDER BY 1",
            (ahmad.account,),
        ).fetchall()
        held = connection.execute("SELECT balance FROM card_account WHERE account = %s", (ahmad.account,)).fetchone()
    assert rows == [("fee", -5_000, till.today()), ("refund", 5_000, bought_on), ("sale", -5_000, bought_on)]
    assert held == (145_000,)


def test_a_code_works_once_and_wrong_ones_are_counted(world: WaliWorld) -> None:
    paper = world.hand_over("Ahmad Fauzi")
    client = world.web.visitor()
    fields = {"number": paper.wali.number, "code": "AAAA-2222", "pin": PIN, "again": PIN}
    assert send(client, "/wali/start", fields, on="/wali/start").status_code == 403
    for pin in ("123456", "111111", "12345", "12345x", "112211"):
        answer = send(client, "/wali/start", {**fields, "code": paper.code, "pin": pin, "again": pin}, on="/wali/start")
        assert answer.status_code == 403, pin
    world.signed_in(paper)
    again = world.web.visitor()
    assert send(again, "/wali/start", {**fields, "code": paper.code}, on="/wali/start").status_code == 403
    world.clock.forward(days=15)
    late = world.hand_over("Siti Zahra")
    world.clock.forward(days=15)
    old = {**fields, "number": late.wali.number, "code": late.code}
    assert send(again, "/wali/start", old, on="/wali/start").status_code == 403


def test_a_wrong_pin_locks_the_number_for_a_while(world: WaliWorld) -> None:
    paper = world.hand_over("Ahmad Fauzi")
    world.signed_in(paper)
    client = world.web.visitor()
    wrong = {"number": paper.wali.number, "pin": "604729"}
    statuses = [send(client, "/wali/sign-in", wrong, on="/wali/sign-in").status_code for _ in range(7)]
    assert statuses == [403] * 5 + [429, 429]
    right = send(client, "/wali/sign-in", {**wrong, "pin": PIN}, on="/wali/sign-in")
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0


def test_signed_out_is_signed_out_and_another_pin_ends_other_telephones(world: WaliWorld) -> None:
    paper = world.hand_over("Ahmad Fauzi")
    first = world.signed_in(paper)
    second = world.web.visitor()
    given = {"number": f"{paper.wali.number[:4]}-{paper.wali.number[4:]}", "pin": PIN}
    assert send(second, "/wali/sign-in", given, on="/wali/sign-in").status_code == 303
    changed = {"old": PIN, "pin": "590218", "again": "590218"}
    assert send(second, "/wali/account/pin", changed, on="/wali/account").status_code == 303
    assert second.get("/wali/children").status_code == 200
    assert first.get("/wali/children").headers["location"] == "/wali/sign-in?done=ended"
    assert send(second, "/wali/sign-out", {}, on="/wali/account").status_code == 303
    assert second.get("/wali/children").status_code == 303


def test_the_pesantrens_bounds_hold_at_both_ends(world: WaliWorld) -> None:
    """The form refuses more than the pesantren allows; what reached a till all the same would still be bounded."""
    ahmad = world.santri["Ahmad Fauzi"]
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    path = f"/wali/children/{ahmad.account}/limits"
    answer = send(client, path, {"sum-day": "60.000"}, on=path)
    assert answer.status_code == 409
    assert "Rp50.000" in answer.text
    assert send(client, path, {"sum-day": "lima ribu"}, on=path).status_code == 409
    assert send(client, path, {"sum-day": "-5"}, on=path).status_code == 409
    with world.pool.reading() as connection:
        assert connection.execute("SELECT count(*) FROM entry WHERE kind = 'account_limits'").fetchone() == (0,)


def test_goods_are_looked_for_and_forbidden(world: WaliWorld) -> None:
    ahmad, cola = world.santri["Ahmad Fauzi"], world.goods["Cola kaleng"]
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    path = f"/wali/children/{ahmad.account}/limits"
    hits = send(client, path, {"look": "yes", "goods": "col", "sum-week": "80.000"}, on=path)
    assert f'name="product-{cola.product}"' in hits.text
    assert 'value="80.000"' in hits.text
    token = token_in(hits.text)
    saved = client.post(path, data={"token": token, f"product-{cola.product}": "yes", "sum-week": "80.000"})
    assert saved.status_code == 303, saved.text
    world.sync()
    found = card_limits.wali_limits(world.till, ahmad.account)
    assert found.blocked_products == [cola.product]
    assert [(limit.period, int(limit.amount)) for limit in found.limits] == [("week", 80_000)]
    assert found.wali == "Bpk. Hasan"
    assert "Cola kaleng" in client.get(f"/wali/children/{ahmad.account}").text


def test_everything_that_is_kept_can_be_taken_along_and_deletion_asked_for(world: WaliWorld) -> None:
    ahmad = world.santri["Ahmad Fauzi"]
    buy(world.till, ahmad, (world.goods["Es teh"], 2))
    world.sync()
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    path = f"/wali/children/{ahmad.account}"
    told = json.loads(client.get(f"{path}/data.json").content)
    assert told["child"]["name"] == "Ahmad Fauzi"
    assert told["movements"][0]["goods"] == [{"name": "Es teh", "thousandths": 2000, "unit": "pcs", "total": 5_200}]
    assert told["consent"][0]["version"] == "2026-11"
    sheet = client.get(f"{path}/data.csv").content.decode("utf-8-sig").splitlines()
    assert sheet[0] == "at,kind,way,amount,till,goods"
    assert len(sheet) == 3
    assert send(client, f"{path}/deletion", {"reason": "Pindah"}, on=f"{path}/deletion").status_code == 303
    world.web.add_officer("siti")
    officer = world.web.signed_in("siti")
    page = officer.get(f"/shops/{SHOP}/wali")
    assert "Pindah" in page.text
    request = page.text.split("/wali/requests/", 1)[1].split('"', 1)[0]
    fields = {"answer": "deleted", "words": "Sudah dihapus"}
    assert send(officer, f"/shops/{SHOP}/wali/requests/{request}", fields, on=f"/shops/{SHOP}/wali").status_code == 303
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("role", "scope"), [("province", ""), ("shop", SHOP)])
def test_an_officer_hands_a_paper_over_and_is_written_down(world: WaliWorld, role: str, scope: str) -> None:
    world.web.add_officer("hadi", role, scope)
    officer = world.web.signed_in("hadi")
    path, ahmad = f"/shops/{SHOP}/wali", world.santri["Ahmad Fauzi"]
    page = officer.get(f"{path}?q=fauzi")
    assert "Ahmad Fauzi" in page.text
    assert "150.000" not in page.text, "an officer sees no balance"
    paper = send(officer, path, {f"account-{ahmad.account}": "yes", "name": "Bpk. Hasan"}, on=f"{path}?q=fauzi")
    assert paper.status_code == 200, paper.text
    code = paper.text.split('class="code">', 1)[1].split("<", 1)[0]
    number = paper.text.split("?number=", 1)[1][:8]
    client = world.web.visitor()
    fields = {"number": number, "code": code, "pin": PIN, "again": PIN}
    assert send(client, "/wali/start", fields, on="/wali/start").status_code == 303
    with world.pool.reading() as connection:
        acts = connection.execute(
            "SELECT act, facts->>'text' FROM audit WHERE officer = 'hadi' AND act LIKE 'wali%%' ORDER BY at, id"
        ).fetchall()
    assert ("wali_looked", "fauzi") in acts
    assert acts[-1][0] == "wali_code_made"


def test_another_shops_officer_makes_no_paper_here(world: WaliWorld) -> None:
    add_shop(world.pool, "toko-9")
    world.web.add_officer("jauh", "shop", "toko-9")
    officer = world.web.signed_in("jauh")
    assert officer.get(f"/shops/{SHOP}/wali?q=fauzi").status_code == 404
    token = token_in(officer.get("/account").text)
    account = world.santri["Ahmad Fauzi"].account
    fields = {"token": token, f"account-{account}": "yes", "name": "Siapa"}
    assert officer.post(f"/shops/{SHOP}/wali", data=fields).status_code == 404


def test_the_command_line_makes_a_paper_too(world: WaliWorld, tmp_path: Path) -> None:
    told = run(
        tmp_path / "server", "--json", "province", "wali-paper", SHOP, "2024001", "2024002", "--name", "Bu Aminah",
        "--database", world.pool.url,
    )  # fmt: skip
    assert told.status == 0, told.complaint
    made = json.loads(told.text)
    client = world.web.visitor()
    world.clock.moment = datetime.now(UTC)
    fields = {"number": made["number"], "code": made["code"], "pin": PIN, "again": PIN}
    assert send(client, "/wali/start", fields, on="/wali/start").status_code == 303
    unknown = run(
        tmp_path / "server", "province", "wali-paper", SHOP, "999", "--name", "X Y", "--database", world.pool.url
    )
    assert unknown.status == 1


def test_who_has_little_left_is_told_until_it_was_read(world: WaliWorld) -> None:
    ahmad = world.santri["Ahmad Fauzi"]
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    assert "Tidak ada pemberitahuan" in client.get("/wali/notices").text
    world.clock.forward(minutes=1)
    buy(world.till, ahmad, (world.goods["Kitab Safinah"], 2))
    world.sync()
    assert 'class="count"' not in client.get("/wali/children").text
    assert send(client, "/wali/notices/low", {"low": "120.000"}, on="/wali/account").status_code == 303
    assert '<span class="count">1</span>' in client.get("/wali/children").text
    world.clock.forward(minutes=1)
    assert "Rp114.000" in client.get("/wali/notices").text
    assert 'class="count"' not in client.get("/wali/children").text


def test_top_up_is_told_in_the_pesantrens_words(world: WaliWorld) -> None:
    path = f"/wali/children/{world.santri['Ahmad Fauzi'].account}/top-up"
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    assert "Kantin putra" in client.get(path).text
    world.web.add_officer("siti")
    officer = world.web.signed_in("siti")
    told = {"top_up": "BSI 7001234567 <b>a.n.</b> Kopontren"}
    assert send(officer, f"/shops/{SHOP}/wali/top-up", told, on=f"/shops/{SHOP}/wali").status_code == 303
    assert "BSI 7001234567 &lt;b&gt;a.n.&lt;/b&gt; Kopontren" in client.get(path).text
