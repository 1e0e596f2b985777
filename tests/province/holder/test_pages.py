"""Owners of two shops in a browser: a transfer is put on a card, two pesantren agree, a day is settled; pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from koperasi_pos.operations import visits
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.visits import settling
from tests.province.holder import two_shops
from tests.province.holder.two_shops import HOME, THERE, TwoShops
from tests.province.web.browsing import (
    DESK,
    PHONE,
    chromium,
    faint_texts,
    new_page,
    picture,
    sign_in,
    unlabelled,
    width,
)
from tests.province.web.conftest import WebClock, WebServer, send, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all pictures."""
    with chromium() as started:
        yield started


@pytest.fixture
def world(pool: Pool, tmp_path: Path) -> Iterator[tuple[WebServer, TwoShops]]:
    """Both shops enrolled at a province whose pages are open, and their owners."""
    clock = WebClock()
    app = build_app(ProvinceSettings(home=tmp_path / "p", requests_per_second=1000, burst=1000), pool, clock=clock)
    with serving(app) as address:
        server = WebServer(address, pool, clock, app.state.web.vault)
        both = two_shops.make(tmp_path, pool, address)
        for login, shop in (("aisyah", HOME), ("hadi", THERE)):
            server.add_officer(login, "shop", shop, name=f"Pemilik {login.title()}")
        yield server, both
        both.home.close()
        both.there.close()
        for client in server.clients:
            client.close()


def look_at(page: Page, file: Path, size: tuple[int, int]) -> None:
    assert width(page) <= size[0], file.stem
    assert not unlabelled(page), file.stem
    assert not faint_texts(page), file.stem
    picture(page, f"{file.stem}-{size[0]}")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_owners_top_up_agree_and_see_what_is_owed(
    world: tuple[WebServer, TwoShops], browser: Browser, tmp_path: Path, look: str
) -> None:
    server, both = world
    both.rest()
    size = DESK if look == "light" else PHONE
    page = new_page(browser, size, dark=look == "dark")
    page.goto(f"{server.address}/sign-in")
    sign_in(page, server, "aisyah")
    page.goto(f"{server.address}/shops/{HOME}/cards/money?q=ahmad")
    page.fill("[name=amount]", "50.000")
    page.fill("[name=reference]", "BSI 2711/0042")
    page.click("text=Masukkan ke kartu")
    assert "Sudah masuk ke kartu" in page.inner_text("main")
    page.goto(f"{server.address}/shops/{HOME}/cards/money?q=ahmad")
    page.fill("[name=amount]", "50.000")
    page.fill("[name=reference]", "BSI  2711/0042")
    page.click("text=Masukkan ke kartu")
    assert "sudah" in page.inner_text("main").lower()
    look_at(page, tmp_path / "kartu.png", size)
    page.goto(f"{server.address}/shops/{HOME}/other-shops")
    look_at(page, tmp_path / "lain-mati.png", size)
    page.check("[name=legal]")
    page.click("button:has-text('Konfirmasi untuk')")
    hadi = server.signed_in("hadi")
    path = f"/shops/{THERE}/other-shops"
    refused = send(hadi, path, {"partner": HOME}, on=path)
    assert refused.status_code == 409
    assert send(hadi, path, {"partner": HOME, "legal": "yes"}, on=path).status_code == 303
    both.rest()
    assert [one.shop for one in visits.partners(both.there)] == [HOME]
    basket = both.basket(2)
    found = both.ask(basket)
    both.pay(basket, found.id)
    both.ask(both.basket(1))
    both.rest()
    settling.settle_due(both.pool, server.clock() + timedelta(days=1))
    basket = both.basket(3)
    both.pay(basket, both.ask(basket).id)
    both.rest()
    page.goto(f"{server.address}/shops/{HOME}/other-shops")
    look_at(page, tmp_path / "lain.png", size)
    assert "Rp15.000" in page.inner_text("#waiting-table") or "15.000" in page.inner_text("#waiting-table")
    sheet = hadi.get(f"{path}?file=csv").text
    assert "10000" in sheet.replace(".", "")
    page.fill("[name=reason]", "Kasir rusak")
    page.click("text=Kembalikan >> nth=-1")
    assert both.held() == 50_000 - 25_000
    answer = send(hadi, path, {"partner": HOME, "act": "end"}, on=path)
    assert answer.status_code == 303
    both.rest()
    assert visits.partners(both.there) == []
