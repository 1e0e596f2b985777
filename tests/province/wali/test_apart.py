"""Strictly apart: a wali sees the own children and nothing else, by whatever address, method or form is tried."""

from __future__ import annotations

import httpx
import pytest

from koperasi_pos.province.web.wali import ROUTERS
from tests.card_holders import buy
from tests.province.shops import add_shop
from tests.province.wali.conftest import WaliWorld
from tests.province.web.conftest import send, token_in

ACCEPTED = (403, 404)


@pytest.fixture
def other(world: WaliWorld) -> tuple[httpx.Client, str, list[str]]:
    """The wali of Siti signed in, beside one of Ahmad; Ahmad's account and every word that is Ahmad's alone."""
    ahmad = world.santri["Ahmad Fauzi"]
    buy(world.till, ahmad, (world.goods["Nasi bungkus"], 1))
    world.sync()
    world.signed_in(world.hand_over("Ahmad Fauzi"), "918273")
    client = world.signed_in(world.hand_over("Siti Zahra", wali="Bu Zahra"))
    return client, ahmad.account, ["Ahmad", "Nasi bungkus", "145.000", "2024001"]


def test_every_address_of_another_child_is_not_there(
    world: WaliWorld, other: tuple[httpx.Client, str, list[str]]
) -> None:
    client, account, words = other
    token = token_in(client.get("/wali/account").text)
    tried = 0
    for path, methods in [(one.path, one.methods) for router in ROUTERS for one in router.routes]:
        if "{account}" not in path:
            continue
        address = path.replace("{account}", account).replace("{form}", "json")
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"):
            answer = client.request(method, address, data={"token": token} if method == "POST" else None)
            assert answer.status_code in (*ACCEPTED, 405), (method, address, answer.status_code)
            assert method not in methods or answer.status_code in ACCEPTED, (method, address, answer.status_code)
            assert not any(word in answer.text for word in words), (method, address)
            tried += 1
    assert tried >= 60
    for odd in (
        f"{account}%00",
        f"{account}/",
        f"../children/{account}",
        f"{account}?account={account}",
        f"%20{account}",
    ):
        answer = client.get(f"/wali/children/{odd}")
        assert answer.status_code in (*ACCEPTED, 307), odd
        assert not any(word in answer.text for word in words), odd


def test_what_is_shown_holds_nothing_of_others(other: tuple[httpx.Client, str, list[str]]) -> None:
    client, _account, words = other
    for path in ("/wali/children", "/wali/notices", "/wali/account", "/wali/consent"):
        page = client.get(path)
        assert page.status_code == 200
        assert not any(word in page.text for word in words), path


def test_nothing_was_written_for_the_other_child(world: WaliWorld, other: tuple[httpx.Client, str, list[str]]) -> None:
    client, account, _words = other
    token = token_in(client.get("/wali/account").text)
    for act in ("freeze", "go-on", "limits", "deletion"):
        assert client.post(f"/wali/children/{account}/{act}", data={"token": token, "sum-day": "1"}).status_code == 404
    with world.pool.reading() as connection:
        kinds = "('account_limits', 'account_state')"
        rows = connection.execute(f"SELECT count(*) FROM entry WHERE kind IN {kinds}").fetchone()
        asked = connection.execute("SELECT count(*) FROM wali_request").fetchone()
    assert rows == asked == (0,)


def test_a_wali_is_no_officer_and_an_officer_no_wali(
    world: WaliWorld, other: tuple[httpx.Client, str, list[str]]
) -> None:
    client, account, _words = other
    for path in (
        "/",
        "/shops",
        "/shops/toko-1",
        "/shops/toko-1/wali",
        "/tills",
        "/cards",
        "/cards/days",
        *(
            f"/shops/toko-1/cards{part}"
            for part in (
                "",
                "/holders",
                "/spending",
                "/guarantee",
                "/accounts",
                "/refused",
                "/lost",
                f"/accounts/{account}",
                f"/accounts/{account}/statement.pdf",
            )
        ),
        "/audit",
        "/officers",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("location", "")[:8]) == (303, "/sign-in"), path
    world.web.add_officer("siti")
    officer = world.web.signed_in("siti")
    for path in (
        "/wali/children",
        f"/wali/children/{account}",
        f"/wali/children/{account}/data.json",
        f"/wali/children/{account}/photo",
        f"/wali/children/{account}/statement.pdf",
    ):
        answer = officer.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/wali/sign-in"), path


def test_a_form_needs_the_own_token_and_the_own_page(
    world: WaliWorld, other: tuple[httpx.Client, str, list[str]]
) -> None:
    client, _account, _words = other
    mine = world.santri["Siti Zahra"].account
    stranger = token_in(world.web.visitor().get("/wali/sign-in").text)
    token = token_in(client.get("/wali/account").text)
    assert client.post(f"/wali/children/{mine}/freeze", data={"token": stranger}).status_code == 403
    assert client.post(f"/wali/children/{mine}/freeze", data={}).status_code == 403
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert client.post(f"/wali/children/{mine}/freeze", data={"token": token}, headers=elsewhere).status_code == 403
    assert client.post(f"/wali/children/{mine}/freeze", data={"token": token}).status_code == 303


def test_the_same_account_in_another_shop_is_another_child(
    world: WaliWorld, other: tuple[httpx.Client, str, list[str]]
) -> None:
    """Short ids may be the same in two shops; the shop of the wali decides."""
    client, account, _words = other
    add_shop(world.pool, "toko-2")
    with world.pool.writing() as connection:
        connection.execute(
            "INSERT INTO wali_child (shop, wali, account) SELECT 'toko-2', wali, %s FROM wali_child", (account,)
        )
    assert client.get(f"/wali/children/{account}").status_code == 404


def test_without_consent_nothing_is_shown(world: WaliWorld, other: tuple[httpx.Client, str, list[str]]) -> None:
    client, _account, _words = other
    mine = world.santri["Siti Zahra"].account
    assert send(client, "/wali/consent/withdraw", {}, on="/wali/consent").status_code == 303
    for path in (
        "/wali/children",
        f"/wali/children/{mine}",
        f"/wali/children/{mine}/data.json",
        "/wali/notices",
        f"/wali/children/{mine}/photo",
        f"/wali/children/{mine}/statement.pdf",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/wali/consent"), path
    with world.pool.reading() as connection:
        row = connection.execute(
            "SELECT version, name, given_at <= withdrawn_at FROM wali_consent WHERE withdrawn_at IS NOT NULL"
        ).fetchall()
    assert row == [("2026-11", "Bu Zahra", True)]
