"""The pages as an app: the last state opens without a line, says so, shows no form, and is gone after signing out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from tests.card_holders import buy
from tests.province.wali.conftest import WaliWorld
from tests.province.wali.telephones import Telephone, telephone
from tests.province.web.browsing import chromium

KEPT = """async () => (await (await caches.open('wali-pages')).keys()).map(one => new URL(one.url).pathname)"""
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    with chromium() as started:
        yield started


@pytest.fixture
def phone(world: WaliWorld, browser: Browser, tmp_path: Path) -> Iterator[Telephone]:
    """A telephone of a wali with two children, its worker at work."""
    buy(world.till, world.santri["Ahmad Fauzi"], (world.goods["Nasi bungkus"], 1))
    world.sync()
    made = telephone(browser, world.web.address, tmp_path)
    made.begin(world.hand_over("Ahmad Fauzi", "Siti Zahra"))
    made.page.wait_for_function(CONTROLLED)
    made.go("/wali/children")
    made.look("anak-anak")
    made.follow("Buka Ahmad Fauzi")
    made.page.wait_for_url(f"**/{world.santri['Ahmad Fauzi'].account}")
    yield made
    made.page.context.close()


def test_the_last_state_opens_without_a_line(phone: Telephone) -> None:
    address = phone.page.url
    phone.page.context.set_offline(True)
    phone.page.reload()
    phone.look("tanpa-sambungan")
    assert phone.page.get_by_text("Rp145.000").is_visible()
    assert phone.page.get_by_text("Tanpa sambungan").is_visible()
    assert not phone.page.get_by_role("button").first.is_visible()
    phone.go("/wali/children")
    assert phone.page.get_by_text("Siti Zahra").first.is_visible()
    with pytest.raises(BrowserError):
        phone.go("/wali/account/none")
    phone.page.context.set_offline(False)
    phone.page.goto(address)
    assert not phone.page.get_by_text("Tanpa sambungan").is_visible()
    assert phone.page.get_by_role("link", name="Bekukan kartu").is_visible()


def test_signing_out_takes_everything_away(phone: Telephone) -> None:
    assert "/wali/children" in phone.page.evaluate(KEPT)
    phone.go("/wali/account")
    phone.look("akun")
    phone.press("Keluar")
    phone.page.wait_for_url("**/wali/sign-in?done=signed-out")
    phone.look("masuk")
    assert phone.page.evaluate(KEPT) == []
    phone.page.context.set_offline(True)
    with pytest.raises(BrowserError):
        phone.go("/wali/children")


def test_a_session_that_ended_leaves_nothing_behind(world: WaliWorld, phone: Telephone) -> None:
    with world.pool.writing() as connection:
        connection.execute("DELETE FROM wali_session")
    phone.go("/wali/children")
    phone.page.wait_for_url("**/wali/sign-in?done=ended")
    assert phone.page.evaluate(KEPT) == []


def test_only_pages_of_the_wali_are_kept_and_the_worker_stays_in_its_place(phone: Telephone) -> None:
    kept = phone.page.evaluate(KEPT)
    assert kept
    assert all(path.startswith("/wali/children") for path in kept)
    scope = phone.page.evaluate("async () => (await navigator.serviceWorker.ready).scope")
    assert scope == f"{phone.address}/wali/"
    told = phone.page.evaluate("async () => (await fetch('/wali/manifest.webmanifest')).json()")
    assert (told["start_url"], told["scope"], told["display"]) == ("/wali/children", "/wali/", "standalone")


def test_every_other_page_by_day_and_by_night(world: WaliWorld, browser: Browser, tmp_path: Path) -> None:
    account = world.santri["Ahmad Fauzi"].account
    for dark in (False, True):
        made = telephone(browser, world.web.address, tmp_path, dark=dark)
        made.begin(world.hand_over("Ahmad Fauzi", wali=f"Wali {dark}"))
        for name in ("purchases", "freeze", "top-up", "limits", "deletion", "none"):
            made.go(f"/wali/children/{account}/{name}")
            made.look(f"{name}-{dark}")
        for path in ("/wali/notices", "/wali/consent", "/wali/account"):
            made.go(path)
            made.look(f"{path.rpartition('/')[2]}-{dark}")
        made.page.context.close()
