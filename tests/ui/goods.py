"""What the tests of the goods' pages share: the head of the shop at the till, and a page in front."""

from __future__ import annotations

from typing import TypeVar

from koperasi_pos.ui.widgets.page import Page
from tests.counter import HEAD, begin_shift
from tests.ui.hands import Hands

P = TypeVar("P", bound=Page)


def head_at(hands: Hands) -> Hands:
    """The head of the shop works at the till, a shift is open."""
    begin_shift(hands.running.till, by=HEAD)
    hands.running.desk.sign(HEAD)
    hands.settle()
    return hands


def go(hands: Hands, name: str, kind: type[P]) -> P:
    """Bring a page to the front."""
    hands.running.desk.go.emit(name)
    hands.settle()
    page = hands.running.window.page(name)
    assert isinstance(page, kind)
    return page
