"""Nothing about cards is cut: every page and question at two sizes, light and dark, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.ui.theme.style import apply_theme
from tests.counter import HEAD
from tests.ui.card_hands import ahmad, rules, tap, with_photo
from tests.ui.hands import Hands
from tests.ui.selling import NOODLES, SOAP
from tests.ui.squeezed import squeezed
from tests.ui.surfaces import CARD_DIALOGS, answered, ask, in_front

LOOKS = [("id", "light", (1366, 768)), ("en", "dark", (1024, 768))]


Look = tuple[str, tuple[int, int]]


@pytest.fixture(params=LOOKS, ids=[f"{tongue}-{theme}-{size[0]}" for tongue, theme, size in LOOKS])
def look(request: pytest.FixtureRequest, till: Till, qapp: QApplication) -> Iterator[Look]:
    """A language, a theme and a size; set before any window is made."""
    tongue, theme, size = request.param
    till.settings = changed(till.settings, language=tongue, theme=theme)
    yield f"{tongue}-{theme}-{size[0]}", size
    apply_theme(qapp, "light")


def dressed(hands: Hands, look: Look) -> str:
    """The window in this size; the name of the look."""
    worn, size = look
    hands.running.window.resize(*size)
    QApplication.processEvents()
    return worn


def uncut(hands: Hands, within: object) -> None:
    """Once Qt has laid everything out."""

    def check() -> None:
        assert squeezed(within) == []  # type: ignore[arg-type]

    hands.qtbot.waitUntil(check, timeout=90_000)


@pytest.mark.parametrize("name", CARD_DIALOGS)
def test_no_question_about_cards_is_cut(look: Look, hands: Hands, name: str, take_picture: Callable[..., Path]) -> None:
    worn = dressed(hands, look)
    dialog = ask(hands, name)
    uncut(hands, dialog)
    assert dialog.height() <= 768 - 40
    assert dialog.width() <= 1024
    take_picture(dialog, f"{name}-{worn}")
    answered(hands, dialog)


@pytest.mark.parametrize("name", ["cards", "card_reports"])
def test_no_page_of_cards_is_cut(look: Look, hands: Hands, name: str, take_picture: Callable[..., Path]) -> None:
    worn = dressed(hands, look)
    in_front(hands, name)
    uncut(hands, hands.running.window)
    take_picture(hands.running.window, f"{name}-{worn}")
    page = hands.running.window.page(name)
    for _part in range(2 if name == "cards" else 0):
        page.panel.parts.step(1)  # type: ignore[attr-defined]
        uncut(hands, hands.running.window)
        take_picture(hands.running.window, f"{name}-{page.panel.parts.key()}-{worn}")  # type: ignore[attr-defined]


def test_the_till_with_a_card_is_not_cut(
    look: Look, till: Till, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    worn = dressed(hands, look)
    rules(till, limits=[{"period": "day", "amount": 6_000}])
    who = ahmad(till)
    with_photo(till, who)
    in_front(hands, "sell")
    assert hands.running.desk.actor == HEAD
    tap(hands, who)
    uncut(hands, hands.running.window)
    hands.scan(SOAP)
    hands.scan(NOODLES)
    page = hands.running.window.page("sell")
    hands.wait(lambda: bool(page.cards.warning))  # type: ignore[attr-defined]
    uncut(hands, hands.running.window)
    take_picture(hands.running.window, f"sell-{worn}")
