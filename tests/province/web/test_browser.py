"""What people do at the pages, with a real browser: set up an account, switch the language, enrol a till, by key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser

from koperasi_pos.journal.protocol import EnrolQuestion
from koperasi_pos.province.enrolment import device_of, enrol
from koperasi_pos.province.identity import identity
from koperasi_pos.province.officers import people
from koperasi_pos.province.signing import open_signer
from tests.province.web.browsing import PHONE, chromium, new_page, picture, sign_in, width
from tests.province.web.conftest import WebServer
from tests.province.web.samples import ANNUR, HIKMAH, NURUL


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    with chromium() as started:
        yield started


def test_a_new_officer_sets_everything_up_on_a_telephone(web: WebServer, browser: Browser, tmp_path: Path) -> None:
    with web.pool.writing() as connection:
        _officer, temporary = people.add(connection, "server", "siti", "Siti Aminah", "province", "")
    page = new_page(browser, PHONE)
    page.goto(web.address)
    page.get_by_label("Nama masuk").fill("siti")
    page.get_by_label("Kata sandi").fill(temporary)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"{web.address}/account")
    picture(page, "akun-baru")
    page.get_by_label("Kata sandi sekarang").fill(temporary)
    page.get_by_label("Kata sandi baru", exact=True).fill("kuda makan wortel")
    page.get_by_label("Kata sandi baru sekali lagi").fill("kuda makan wortel")
    page.get_by_role("button", name="Ganti kata sandi").click()
    page.get_by_text("Kata sandi baru berlaku").wait_for()
    secret = (page.locator("code").text_content() or "").replace(" ", "")
    assert page.locator("svg path").count() > 0, "the QR code is there"
    picture(page, "akun-qr")
    assert width(page) <= PHONE[0]
    page.get_by_label("Enam angka").fill(pyotp.TOTP(secret).at(web.clock()))
    page.get_by_role("button", name="Pasang", exact=True).click()
    page.get_by_text("Autentikator terpasang").wait_for()
    page.get_by_text("Menu", exact=True).click()
    page.locator("details.narrow").get_by_role("link", name="Ringkasan").click()
    page.get_by_role("heading", name="Omzet 30 hari").wait_for()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_label("Nama masuk").fill("siti")
    page.get_by_label("Kata sandi").fill("kuda makan wortel")
    web.clock.forward(60)
    page.get_by_label("Enam angka").fill(pyotp.TOTP(secret).at(web.clock()))
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"{web.address}/")
    page.context.close()


def test_the_language_is_switched_and_kept(filled: WebServer, browser: Browser, tmp_path: Path) -> None:
    filled.add_officer("siti")
    page = new_page(browser)
    sign_in(page, filled, "siti")
    page.goto(f"{filled.address}/shops/{ANNUR}?days=7")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Shifts and differences").wait_for()
    assert page.url.endswith(f"/shops/{ANNUR}?days=7"), "the page stays"
    picture(page, "english")
    page.goto(f"{filled.address}/tills")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_text("Two machines use the same number").wait_for()
    other = new_page(browser)
    other.goto(f"{filled.address}/sign-in")
    other.get_by_role("heading", name="Masuk").wait_for()
    other.context.close()
    with filled.pool.reading() as connection:
        assert connection.execute("SELECT language FROM officer").fetchall() == [("en",)]
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_role("heading", name="Kasir").wait_for()
    page.context.close()


def test_a_code_from_the_page_makes_a_till(filled: WebServer, browser: Browser, tmp_path: Path) -> None:
    filled.add_officer("bambang", "kabupaten", "3527")
    page = new_page(browser)
    sign_in(page, filled, "bambang")
    page.get_by_role("link", name="Toko", exact=True).first.click()
    page.get_by_role("link", name="Koperasi Nurul Huda").click()
    page.get_by_role("link", name="Daftarkan kasir").click()
    assert page.get_by_label("Toko", exact=True).input_value() == NURUL
    page.get_by_label("Untuk", exact=True).select_option("replace")
    page.get_by_label("Mengganti kasir").fill("K1")
    page.get_by_role("button", name="Buat kode").click()
    code = page.locator(".code").text_content() or ""
    page.emulate_media(media="print")
    picture(page, "cetak")
    assert page.get_by_role("button", name="Keluar").count() == 0, "the paper holds the slip alone"
    assert page.locator(".slip svg").is_visible()
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    with filled.pool.writing() as connection:
        signer = open_signer(connection, filled.vault)
        question = EnrolQuestion(code=code, device=device_of(public), epoch=1, public_key=public)
        answer = enrol(connection, question, identity(connection), signer=signer, now=datetime.now(UTC))
    assert (answer.shop.id, answer.replaces, answer.till_code) == (NURUL, "K1", "K1B")
    page.emulate_media(media="screen")
    page.goto(f"{filled.address}/tills/{device_of(public)}")
    page.get_by_role("heading", name="Kasir K1B").wait_for()
    page.context.close()


def test_everything_is_reached_by_key(filled: WebServer, browser: Browser) -> None:
    filled.add_officer("siti")
    page = new_page(browser)
    sign_in(page, filled, "siti")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().top >= 0"), "it is seen when reached"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "content"
    page.goto(f"{filled.address}/officers")
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('a, button, select, textarea, input:not([type=hidden]), summary')]"
        ".filter(one => one.checkVisibility()).map(one => one.id || one.name + one.textContent.trim())"
    )
    reached = set()
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => { const one = document.activeElement; return one.id || (one.name || '') +"
                                  " one.textContent.trim() }"))  # fmt: skip
        ring = page.evaluate(
            "() => document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle"
        )
        assert ring in (True, "solid", "auto"), "where the focus is can be seen"
    missed = {name.removeprefix("undefined") for name in wanted} - reached
    assert not missed
    page.context.close()


def test_a_till_is_revoked_by_key_alone(filled: WebServer, browser: Browser) -> None:
    filled.add_officer("siti")
    page = new_page(browser)
    sign_in(page, filled, "siti")
    page.goto(f"{filled.address}/shops/{HIKMAH}")
    page.get_by_role("link", name="K1").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Cabut …").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("dicuri")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Kasir dicabut.").wait_for()
    page.context.close()


def test_files_are_saved_by_the_browser(filled: WebServer, browser: Browser, tmp_path: Path) -> None:
    filled.add_officer("siti")
    page = new_page(browser)
    sign_in(page, filled, "siti")
    page.goto(f"{filled.address}/shops")
    with page.expect_download() as loading:
        page.get_by_role("link", name="XLSX").click()
    loading.value.save_as(tmp_path / "toko.xlsx")
    assert loading.value.suggested_filename.startswith("Toko-20")
    assert (tmp_path / "toko.xlsx").read_bytes()[:2] == b"PK"
    page.context.close()
