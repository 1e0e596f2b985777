"""Numbers as people in Indonesia write and type them: `.` groups thousands and `,` begins the fraction, always.

The writing does not change with the language, so that `12.500` means the same on every screen and paper.

How typing is read:

- `.` only groups: every group behind it has three digits, the first group does not begin with 0. So `12.500` is twelve
  thousand five hundred, `100.000` is never 100, and `12.50`, `12.5` and `0.750` are refused.
- `,` begins the fraction and stands once. Rupiah are whole: behind their comma only zeros or `-` may follow
  (`12.500,00`, `12.500,-`); three digits behind it are refused, as they may be English grouping (`12,500`).
- `rb`, `ribu`, `k`, `jt`, `juta`, `miliar` and `milyar` multiply rupiah, and may follow a fraction: `12,5rb`, `1,5 jt`.
- Whatever can be read in two ways raises `ValueError` and is asked again, never guessed.
"""

from __future__ import annotations

import re

MINUS = "\N{MINUS SIGN}"
"""For screens; paper takes `-`, which every printer has."""

_DIGITS = 15
"""More digits than this are a slip of the hand or of the scanner."""

_SCALES = {
    "": 1,
    "rb": 1_000,
    "ribu": 1_000,
    "k": 1_000,
    "jt": 1_000_000,
    "juta": 1_000_000,
    "miliar": 1_000_000_000,
    "milyar": 1_000_000_000,
}

_NUMBER = r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
_RUPIAH = re.compile(
    rf"(?P<sign>[-{MINUS}])? ?(?:(?:rp\.?|idr) ?)?(?P<inner>[-{MINUS}])?{_NUMBER}"
    rf"(?:,(?P<fraction>[0-9]+|-{{1,2}}))? ?(?P<scale>{'|'.join(name for name in _SCALES if name)})?"
)
_QUANTITY = re.compile(rf"(?P<sign>[-{MINUS}])?(?:{_NUMBER})?(?:,(?P<fraction>[0-9]{{1,3}}))?")


def rupiah(amount: int, symbol: bool = True, *, minus: str = MINUS) -> str:
    """Whole rupiah as people read them: `Rp12.500`, `−Rp4.500`; without `symbol` `12.500`."""
    return f"{minus if amount < 0 else ''}{'Rp' if symbol else ''}{_grouped(abs(int(amount)))}"


def quantity(thousandths: int, *, minus: str = MINUS) -> str:
    """Thousandths of a unit as people read them: `0,75`, `12`, `1.250,5`."""
    whole, rest = divmod(abs(int(thousandths)), 1000)
    fraction = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{minus if thousandths < 0 else ''}{_grouped(whole)}{fraction}"


def percent(basis_points: int, *, minus: str = MINUS) -> str:
    """Hundredths of a percent as people read them: `5%`, `12,5%`."""
    whole, rest = divmod(abs(int(basis_points)), 100)
    fraction = f",{rest:02d}".rstrip("0") if rest else ""
    return f"{minus if basis_points < 0 else ''}{_grouped(whole)}{fraction}%"


def parse_rupiah(text: str) -> int:
    """Whole rupiah from what somebody typed: `12.500`, `Rp 12.500`, `12500`, `12,5rb`, `1,5 jt`.

    Raises `ValueError` for what is no amount, is not whole, or can be read in two ways (see the rules above).
    """
    found = _RUPIAH.fullmatch(_tidied(text))
    if found is None:
        raise ValueError(f"not an amount in rupiah: {text!r}")
    if found["sign"] and found["inner"]:
        raise ValueError(f"two signs: {text!r}")
    scale = _SCALES[found["scale"] or ""]
    fraction = (found["fraction"] or "").strip("-")
    if len(fraction) == 3:
        raise ValueError(f"does the comma group or begin a fraction? {text!r}")
    whole = _whole(found["whole"], text)
    amount, rest = divmod(int(whole + fraction) * scale, int(10 ** len(fraction)))
    if rest:
        raise ValueError(f"not whole rupiah: {text!r}")
    if len(str(amount)) > _DIGITS:
        raise ValueError(f"too many digits: {text!r}")
    return -amount if found["sign"] or found["inner"] else amount


def parse_quantity(text: str) -> int:
    """Thousandths of a unit from what somebody typed: `12` → 12000, `0,75` → 750, `,5` → 500, `1.250` → 1250000.

    Raises `ValueError` for what is no quantity, is finer than thousandths, or breaks the rules above (`0.75`).
    """
    found = _QUANTITY.fullmatch(_tidied(text))
    if found is None or not (found["whole"] or found["fraction"]):
        raise ValueError(f"not a quantity: {text!r}")
    size = int(_whole(found["whole"] or "0", text)) * 1000 + int((found["fraction"] or "0").ljust(3, "0"))
    return -size if found["sign"] else size


def _whole(digits: str, text: str) -> str:
    plain = digits.replace(".", "")
    if len(plain.lstrip("0")) > _DIGITS:
        raise ValueError(f"too many digits: {text!r}")
    return plain


def _tidied(text: str) -> str:
    """Small letters, single plain spaces, none at the ends."""
    return " ".join(text.casefold().split())


def _grouped(size: int) -> str:
    return f"{size:,}".replace(",", ".")
