"""A wali's telephone: a page of Chromium, and a picture of every step."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from koperasi_pos.province.wali.codes import HandedOver
from tests.province.wali.conftest import PIN
from tests.province.web.browsing import PHONE, faint_texts, picture, twice, unlabelled, width


@dataclass
class Telephone:
    """A browser of its own, as wide as a telephone."""

    page: Page
    address: str
    pictures: Path
    steps: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def look(self, name: str) -> None:
        """A picture; the page fits the telephone, is labelled and can be read."""
        picture(self.page, f"wali-{self.pictures.name}-{len(self.steps) + 1:02}-{name}")
        self.steps.append(name)
        assert width(self.page) <= PHONE[0], name
        assert unlabelled(self.page) == [], name
        assert twice(self.page) == [], name
        assert faint_texts(self.page) == [], name

    def begin(self, paper: HandedOver, pin: str = PIN) -> None:
        """Take up the code, choose a PIN and agree."""
        self.go(f"/wali/start?number={paper.wali.number}")
        self.page.get_by_label("Kode", exact=True).fill(paper.code)
        self.page.get_by_label("Pilih PIN").fill(pin)
        self.page.get_by_label("Ulangi PIN").fill(pin)
        self.look("mulai")
        self.press("Mulai")
        self.page.wait_for_url("**/wali/consent")
        self.look("persetujuan")
        self.page.get_by_label("Saya orang tua atau wali").check()
        self.press("Setuju dan lanjutkan")
        self.page.wait_for_url("**/wali/children**")


def telephone(browser: Browser, address: str, pictures: Path, *, dark: bool = False) -> Telephone:
    """A fresh telephone; what a page complains of fails the test."""
    context: BrowserContext = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme="dark" if dark else "light", locale="id-ID"
    )
    page = context.new_page()
    page.set_default_timeout(90_000)
    return Telephone(page, address, pictures)
