"""What lies on the counter behind a printer, read back from its bytes."""

from __future__ import annotations

from collections import Counter

from koperasi_pos.simulators.escpos_paper import Paper, read_paper


def pieces(arrived: bytes) -> list[Paper]:
    """What lies on the counter, as it was cut."""
    return [piece for piece in read_paper(arrived).slips() if piece.cuts]


def whole(arrived: bytes) -> Counter[str]:
    """How often each receipt is whole on paper, by the bar code at its end."""
    return Counter(
        piece.codes[-1].content if piece.codes[-1].kind == "CODE128" else piece.codes[-2].content
        for piece in pieces(arrived)
        if len(piece.codes) >= 1
    )
