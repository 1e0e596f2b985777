"""Every page in a real browser: fits a phone and a desk, is labelled, reached by key, readable light and dark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.province.web.conftest import PASSWORD, WebServer
from tests.province.web.samples import ANNUR, FORKED

DESK, PHONE = (1366, 768), (390, 844)
PAGES = {
    "ringkasan": "/", "perhatian": "/attention", "toko": "/shops", "toko-annur": f"/shops/{ANNUR}",
    "shift": f"/shops/{ANNUR}/shifts", "stok": f"/shops/{ANNUR}/stock", "toko-produk": f"/shops/{ANNUR}/products",
    "toko-ubah": f"/shops/{ANNUR}/edit", "kasir": "/tills", "kasir-garpu": f"/tills/{FORKED}", "produk": "/products",
    "pendaftaran": "/enrolment", "pesan": "/messages", "karantina": "/quarantine", "petugas": "/officers",
    "audit": "/audit", "akun": "/account", "tidak-ada": "/nowhere",
}  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no Chromium on this system")
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=arguments)
        try:
            yield started
        finally:
            started.close()


def sign_in(page: Page, web: WebServer, login: str) -> None:
    """Sign in by the form, as people do."""
    page.goto(f"{web.address}/sign-in")
    page.get_by_label("Nama masuk").fill(login)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_label("Enam angka").fill(web.digits(login))
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"{web.address}/")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pictures(filled: WebServer, browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    filled.add_officer("siti", name="Siti Aminah")
    filled.add_officer("bambang", "kabupaten", "3523", name="Bambang Wijaya")
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{filled.address}/sign-in")
    shown(page, tmp_path / "masuk.png", size)
    sign_in(page, filled, "siti")
    for name, path in PAGES.items():
        page.goto(filled.address + path)
        shown(page, tmp_path / f"{name}.png", size)
    page.goto(f"{filled.address}/quarantine")
    page.locator("table a").first.click()
    shown(page, tmp_path / "karantina-satu.png", size)
    page.goto(f"{filled.address}/enrolment?shop={ANNUR}")
    page.get_by_label("Toko", exact=True).select_option(ANNUR)
    page.get_by_label("Untuk", exact=True).select_option("second")
    page.get_by_role("button", name="Buat kode").click()
    shown(page, tmp_path / "kode.png", size)
    page.goto(f"{filled.address}/officers")
    page.get_by_role("link", name="Bambang Wijaya").click()
    shown(page, tmp_path / "petugas-satu.png", size)
    context.close()


def shown(page: Page, file: Path, size: tuple[int, int]) -> None:
    """A picture of the whole page, which is not wider than the window."""
    page.screenshot(path=file, full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size[0], f"{page.url} is {wide} wide"
