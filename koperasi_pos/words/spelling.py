"""Amounts written out in words, as receipts for money (kuitansi) carry them."""

from __future__ import annotations

from koperasi_pos.words.catalogues import language

_ID_ONES = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_ID_SCALES = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")

_EN_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")

_LIMIT = 10**18


def spelled_out(amount: int, code: str | None = None) -> str:
    """`amount` rupiah in words, in the language `code` (the one spoken now by default).

    12500 gives `dua belas ribu lima ratus rupiah` or `twelve thousand five hundred rupiah`. Raises `ValueError`
    from 10¹⁸ on.
    """
    size = abs(int(amount))
    if size >= _LIMIT:
        raise ValueError("too large to be written in words")
    indonesian = (code or language()) == "id"
    zero = "nol" if indonesian else "zero"
    words = _indonesian(size) if indonesian else _english(size)
    return " ".join(["minus"] * (amount < 0) + (words or [zero]) + ["rupiah"])


def _thousands(size: int) -> list[tuple[int, int]]:
    """Groups of three digits with their place (0 for ones, 1 for thousands …), the largest first, none empty."""
    groups = []
    place = 0
    while size:
        size, group = divmod(size, 1000)
        if group:
            groups.append((place, group))
        place += 1
    return groups[::-1]


def _indonesian(size: int) -> list[str]:
    words: list[str] = []
    for place, group in _thousands(size):
        if place == 1 and group == 1:
            words.append("seribu")
        else:
            words += _indonesian_group(group) + [_ID_SCALES[place]] * (place > 0)
    return words


def _indonesian_group(group: int) -> list[str]:
    if group < 12:
        return [_ID_ONES[group]] if group else []
    if group < 20:
        return [_ID_ONES[group - 10], "belas"]
    if group < 100:
        return [_ID_ONES[group // 10], "puluh", *_indonesian_group(group % 10)]
    hundreds = ["seratus"] if group < 200 else [_ID_ONES[group // 100], "ratus"]
    return hundreds + _indonesian_group(group % 100)


def _english(size: int) -> list[str]:
    words: list[str] = []
    for place, group in _thousands(size):
        words += _english_group(group) + [_EN_SCALES[place]] * (place > 0)
    return words


def _english_group(group: int) -> list[str]:
    words: list[str] = []
    if group >= 100:
        words += [_EN_ONES[group // 100], "hundred"]
        group %= 100
    if group >= 20:
        tens = _EN_TENS[group // 10]
        words.append(f"{tens}-{_EN_ONES[group % 10]}" if group % 10 else tens)
    elif group:
        words.append(_EN_ONES[group])
    return words
