"""Cards to be printed: CR80 (85,6 × 54 mm), ten on A4 with edges to cut along, or one a page for a card printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.paper.drawing import POINTS_A_MM, Dots, Drawing, Picture, Stroke
from koperasi_pos.paper.layout import BarCode, clean
from koperasi_pos.words import _

CARD_MM = (85.6, 53.98)
A4_MM = (210.0, 297.0)
ACROSS, DOWN = 2, 5
_QR_MM = 21.0
_PHOTO_MM = (21.0, 28.0)
_MARGIN_MM = 4.0


@dataclass(frozen=True)
class PrintedCard:
    """What stands on a card; the token is random and says nothing of whose it is."""

    name: str
    number: str
    place: str
    token: str
    shop: str
    title: str = "Kartu Santri"
    photo: bytes = b""
    """JPEG or PNG, empty for none."""


def card_sheets(cards: Sequence[PrintedCard]) -> bytes:
    """PDF pages of A4 with 2 × 5 cards, strokes between them to cut along."""
    width, height = (side * POINTS_A_MM for side in CARD_MM)
    left = (A4_MM[0] - ACROSS * CARD_MM[0]) / 2 * POINTS_A_MM
    top = (A4_MM[1] - DOWN * CARD_MM[1]) / 2 * POINTS_A_MM
    pages: list[Drawing] = []
    for number, card in enumerate(cards):
        place = number % (ACROSS * DOWN)
        if place == 0:
            pages.append(Drawing(A4_MM[0] * POINTS_A_MM, A4_MM[1] * POINTS_A_MM))
            for row in range(DOWN + 1):
                pages[-1].marks.append(Stroke(left - 12, top + row * height, ACROSS * width + 24))
        down, across = divmod(place, ACROSS)
        _draw(pages[-1], card, left + across * width, top + down * height)
    return _pdf(pages)


def card_pages(cards: Sequence[PrintedCard]) -> bytes:
    """PDF with a page of CR80 a card, for a card printer."""
    pages = []
    for card in cards:
        page = Drawing(CARD_MM[0] * POINTS_A_MM, CARD_MM[1] * POINTS_A_MM)
        _draw(page, card, 0, 0)
        pages.append(page)
    return _pdf(pages)


def _pdf(pages: list[Drawing]) -> bytes:
    from koperasi_pos.paper.pdf import drawings_pdf

    return drawings_pdf(pages or [Drawing(A4_MM[0] * POINTS_A_MM, A4_MM[1] * POINTS_A_MM)], title=_("Cards"))


def _draw(page: Drawing, card: PrintedCard, x: float, y: float) -> None:
    """Photo at the left, names in the middle, QR at the right, the bar code across the lower edge."""
    mm = POINTS_A_MM
    left, right = x + _MARGIN_MM * mm, x + (CARD_MM[0] - _MARGIN_MM) * mm
    top, bottom = y + _MARGIN_MM * mm, y + (CARD_MM[1] - _MARGIN_MM) * mm
    page.words(clean(card.shop), top + 7, 8, bold=True, left=left, right=right)
    page.words(card.title, top + 15, 6.5, left=left, right=right)
    below = top + 19
    if card.photo:
        page.marks.append(Picture(left, below, _PHOTO_MM[0] * mm, _PHOTO_MM[1] * mm, card.photo))
    inner = left + (_PHOTO_MM[0] + 2.5) * mm
    edge = right - (_QR_MM + 1.5) * mm
    words = _lines(clean(card.name), 3)
    for number, line in enumerate(words):
        page.words(line, below + 9 + number * 11, 9, bold=True, left=inner, right=edge)
    rest = below + 9 + len(words) * 11
    for text in (card.number, card.place):
        if text:
            page.words(clean(text), rest, 7, left=inner, right=edge)
            rest += 9
    _qr(page, card.token, right - _QR_MM * mm, below)
    page.bar_code(BarCode(card.token), bottom - 13, height=11, left=left, right=right)


def _lines(name: str, most: int) -> list[str]:
    """A name on at most so many lines, the last one takes the rest."""
    lines: list[str] = []
    for word in name.split():
        if lines and (len(lines[-1]) + 1 + len(word) <= 14 or len(lines) == most):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _qr(page: Drawing, token: str, x: float, y: float) -> None:
    import segno

    rows = tuple("".join("1" if dot else "0" for dot in row) for row in segno.make_qr(token, error="m").matrix)
    page.marks.append(Dots(x, y, _QR_MM * POINTS_A_MM / len(rows), rows))
