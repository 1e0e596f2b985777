"""Every page in a real browser: fits a phone and a desk, is labelled, readable light and dark; a picture of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.province.web.browsing import (
    DESK,
    PHONE,
    chromium,
    faint_texts,
    new_page,
    picture,
    sign_in,
    texts,
    twice,
    unlabelled,
    width,
)
from tests.province.web.conftest import WebServer
from tests.province.web.samples import ANNUR, FORKED, HIKMAH

PAGES = {
    "ringkasan": "/", "perhatian": "/attention", "toko": "/shops", "toko-annur": f"/shops/{ANNUR}",
    "shift": f"/shops/{ANNUR}/shifts", "stok": f"/shops/{ANNUR}/stock", "toko-produk": f"/shops/{ANNUR}/products",
    "toko-ubah": f"/shops/{ANNUR}/edit",
    "toko-wali": f"/shops/{ANNUR}/wali?q=a",
    "kartu": "/cards", "kartu-hari": "/cards/days", "toko-kartu": f"/shops/{ANNUR}/cards",
    "kartu-pemegang": f"/shops/{ANNUR}/cards/holders", "kartu-belanja": f"/shops/{ANNUR}/cards/spending",
    "kartu-jaminan": f"/shops/{ANNUR}/cards/guarantee", "kartu-saldo": f"/shops/{ANNUR}/cards/accounts",
    "kartu-ditolak": f"/shops/{ANNUR}/cards/refused", "kartu-hilang": f"/shops/{ANNUR}/cards/lost",
    "isi-transfer": f"/shops/{ANNUR}/cards/money?q=a", "pesantren-lain": f"/shops/{ANNUR}/other-shops",
    "kasir": "/tills", "kasir-garpu": f"/tills/{FORKED}", "produk": "/products",
    "pendaftaran": "/enrolment", "pesan": "/messages", "karantina": "/quarantine", "petugas": "/officers",
    "audit": "/audit", "akun": "/account", "tidak-ada": "/nowhere",
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all pictures."""
    with chromium() as started:
        yield started


Look = tuple[str, tuple[int, int], Literal["light", "dark"]]
LOOKS: list[Look] = [
    ("desk", DESK, "light"), ("desk", DESK, "dark"), ("phone", PHONE, "light"), ("phone", PHONE, "dark"),
]  # fmt: skip


def test_pictures(filled: WebServer, browser: Browser) -> None:
    """Every page is asked for once and looked at in each size by day and by night."""
    filled.add_officer("siti", name="Siti Aminah")
    filled.add_officer("bambang", "kabupaten", "3523", name="Bambang Wijaya")
    page = new_page(browser)
    page.goto(f"{filled.address}/sign-in")
    look_at(page, "masuk")
    sign_in(page, filled, "siti")
    _send_something(page, filled)
    for name, path in PAGES.items():
        page.goto(filled.address + path)
        look_at(page, name)
    page.goto(f"{filled.address}/shops/{ANNUR}/cards/accounts")
    page.get_by_role("link", name="Siti Zahra").click()
    look_at(page, "kartu-santri")
    page.goto(f"{filled.address}/quarantine")
    page.locator("table a").first.click()
    look_at(page, "karantina-satu")
    page.goto(f"{filled.address}/messages")
    page.locator("table a").first.click()
    look_at(page, "pesan-satu")
    page.goto(f"{filled.address}/enrolment?shop={ANNUR}")
    page.get_by_role("button", name="Buat kode").click()
    look_at(page, "kode")
    page.goto(f"{filled.address}/officers")
    page.get_by_role("link", name="Bambang Wijaya").click()
    look_at(page, "petugas-satu")
    page.get_by_label("Saya sudah memastikan").check()
    page.get_by_role("button", name="Buat kata sandi sementara").click()
    look_at(page, "kata-sandi")
    page.context.close()


@pytest.mark.parametrize(("login", "role", "scope"), [("bambang", "kabupaten", "3523"), ("hadi", "shop", HIKMAH)])
def test_pictures_of_the_other_roles(filled: WebServer, browser: Browser, login: str, role: str, scope: str) -> None:
    filled.add_officer(login, role, scope)
    page = new_page(browser, PHONE)
    sign_in(page, filled, login)
    page.get_by_text("Menu", exact=True).click()
    links = page.locator("details.narrow a")
    paths = [links.nth(number).get_attribute("href") or "" for number in range(links.count())]
    assert len(paths) == {"kabupaten": 8, "shop": 5}[role]
    look_at(page, f"{role}-menu", LOOKS[2:3])
    for path in paths:
        page.goto(filled.address + path)
        assert page.get_by_role("alert").count() == 0
        look_at(page, f"{role}{path.replace('/', '-')}", LOOKS[2:3])
    page.context.close()


def test_a_faint_letter_is_found(filled: WebServer, browser: Browser) -> None:
    """The check of contrast can fail, on the letters of a page and on those of a chart."""
    filled.add_officer("siti")
    page = new_page(browser)
    sign_in(page, filled, "siti")
    assert texts(page) > 100
    page.evaluate("() => { document.querySelector('h1').style.color = '#aaaaaa'; }")
    assert [one.text for one in faint_texts(page)] == ["Ringkasan"]
    page.evaluate("() => { document.querySelector('svg.chart text').style.fill = '#cccccc'; }")
    assert len(faint_texts(page)) == 2
    page.context.close()


def look_at(page: Page, name: str, looks: list[Look] = LOOKS) -> None:
    """Pictures of the whole page, closed parts opened; nothing on it is cut off, nameless or hard to read."""
    for size_name, size, look in looks:
        _as(page, size, look)
        picture(page, f"{name}-{size_name}-{look}")
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    for _size_name, size, look in looks:
        _as(page, size, look)
        where = f"{page.url} at {size}, {look}"
        assert width(page) <= size[0], f"{where} is too wide"
        assert not (nameless := unlabelled(page)), f"{where}: {nameless}"
        assert not (faint := faint_texts(page)), f"{where}: {faint}"
    assert not (shared := twice(page)), f"{page.url}: {shared}"
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Jawa Timur")
    _as(page, *looks[0][1:])


def _as(page: Page, size: tuple[int, int], look: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=look)


def _send_something(page: Page, web: WebServer) -> None:
    page.goto(f"{web.address}/messages")
    page.get_by_text("Tulis pesan …").click()
    page.get_by_label("Judul").fill("Rapat anggota tahunan")
    page.get_by_label("Isi pesan").fill("Sabtu pukul 9 di aula.\nHarap bawa buku kas.")
    page.get_by_role("button", name="Kirim").first.click()
    page.get_by_role("status").wait_for()
