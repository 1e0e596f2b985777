"""A real browser for the province's pages: the system's Chromium without a window, and what is read off a page."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from koperasi_pos.ui.theme.colours import contrast
from tests.pictures import wanted
from tests.province.web.conftest import PASSWORD, WebServer

DESK, PHONE = (1366, 768), (390, 844)

# Every piece of text that is seen, with its colour and the colours behind it, the nearest first.
_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || element.closest('.unseen, .skip, option')) continue;
    if (!element.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(element);
    const behind = [];
    for (let one = element; one; one = one.parentElement) behind.push(getComputedStyle(one).backgroundColor);
    const colour = element.namespaceURI.endsWith('svg') ? style.fill : style.color;
    found.push([text.slice(0, 40), colour, behind, parseFloat(style.fontSize), parseInt(style.fontWeight)]);
  }
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if (!field.checkVisibility()) continue;
    const style = getComputedStyle(field);
    found.push(['value of ' + field.name, style.color, [style.backgroundColor], 15, 400]);
    found.push(['border of ' + field.name, style.borderTopColor, [style.backgroundColor], 99, 400]);
  }
  return found;
}"""

_UNLABELLED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a, summary')]
  .filter(one => {
    const labels = one.labels ? [...one.labels].map(label => label.textContent.trim()).join('') : '';
    const named = labels || one.getAttribute('aria-label') || one.textContent.trim();
    return !(one.matches('input, select, textarea') ? labels || one.getAttribute('aria-label') : named);
  }).map(one => one.outerHTML.slice(0, 120))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; without one the test is left out with that reason."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no Chromium on this system")
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=arguments, timeout=120_000)
        try:
            yield started
        finally:
            started.close()


def new_page(browser: Browser, size: tuple[int, int] = DESK, *, dark: bool = False) -> Page:
    """A page of a fresh browser; what a page complains of in the console fails the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.on("console", lambda message: _complain(message.text, message.location.get("url", "")))
    return page


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where somebody wants to see it."""
    if file := wanted(name):
        page.screenshot(path=file, full_page=True)


def sign_in(page: Page, web: WebServer, login: str) -> None:
    """Sign in by the form, as people do."""
    page.goto(f"{web.address}/sign-in")
    page.get_by_label("Nama masuk").fill(login)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_label("Enam angka").fill(web.digits(login))
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"{web.address}/")


@dataclass(frozen=True)
class Faint:
    """Text that is hard to read."""

    text: str
    colour: str
    ground: str
    ratio: float


def faint_texts(page: Page) -> list[Faint]:
    """What stands below the contrast of WCAG AA: 4.5, for large letters and borders 3."""
    found = []
    for text, colour, behind, size, weight in page.evaluate(_TEXTS):
        ground = next((_hex(one) for one in behind if _solid(one)), "#ffffff")
        large = size >= 24 or (size >= 18.66 and weight >= 700)
        ratio = contrast(_hex(colour), ground)
        if ratio < (3 if large else 4.5):
            found.append(Faint(text, _hex(colour), ground, round(ratio, 2)))
    return found


def texts(page: Page) -> int:
    """How many pieces of text the check looks at."""
    return len(page.evaluate(_TEXTS))


def unlabelled(page: Page) -> list[str]:
    """Fields, buttons and links that a reader of screens has no name for."""
    return list(page.evaluate(_UNLABELLED))


def twice(page: Page) -> list[str]:
    """Ids that two parts of a page share, so that a label leads to the wrong one."""
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(one => one.id)")
    return sorted({one for one in ids if ids.count(one) > 1})


def width(page: Page) -> int:
    """How wide the page is."""
    return int(page.evaluate("() => document.documentElement.scrollWidth"))


def _complain(text: str, address: str) -> None:
    if "404" not in text and "403" not in text and "409" not in text and "429" not in text:
        raise AssertionError(f"{address}: {text}")


def _numbers(colour: str) -> list[float]:
    return [float(number) for number in re.findall(r"[\d.]+", colour)]


def _solid(colour: str) -> bool:
    numbers = _numbers(colour)
    return len(numbers) == 3 or numbers[3] == 1


def _hex(colour: str) -> str:
    return "#" + "".join(f"{int(number):02x}" for number in _numbers(colour)[:3])
