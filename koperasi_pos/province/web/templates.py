"""The templates of the pages, read once; everything is escaped, and words, money and days are written for people."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import jinja2

from koperasi_pos.resources import resource
from koperasi_pos.words import _, language, n_
from koperasi_pos.words.dates import date_long, date_short, moment, month_long, time_short
from koperasi_pos.words.numbers import percent, quantity, rupiah
from koperasi_pos.words.terms import term, terms

STATIC = {
    "province.css": ("static", "text/css; charset=utf-8"),
    "wali.css": ("static", "text/css; charset=utf-8"),
    "wali_worker.js": ("static", "text/javascript; charset=utf-8"),
    "wali_offline.js": ("static", "text/javascript; charset=utf-8"),
    "icon.svg": ("static", "image/svg+xml"),
    "icon-192.png": ("static", "image/png"),
    "icon-512.png": ("static", "image/png"),
    "icon-512-mask.png": ("static", "image/png"),
    "fonts/NotoSans-Regular.ttf": ("fonts", "font/ttf"),
    "fonts/NotoSans-Bold.ttf": ("fonts", "font/ttf"),
}
"""What is handed out beside the pages, and nothing else."""


@cache
def template(name: str) -> jinja2.Template:
    """A template by name."""
    return _environment().get_template(name)


@cache
def static_file(name: str) -> bytes:
    """The bytes of a file of `STATIC`; `KeyError` for any other."""
    folder, _kind = STATIC[name]
    if folder == "fonts":
        return resource("fonts", name.rpartition("/")[2]).read_bytes()
    return resource("province", folder, name).read_bytes()


@cache
def static_mark() -> str:
    """A mark of the style sheet, so that browsers take a new one at once."""
    return hashlib.sha256(
        static_file("province.css") + static_file("wali.css") + static_file("wali_worker.js")
    ).hexdigest()[:12]


def short_rupiah(amount: int) -> str:
    """Rupiah in few letters: `Rp412,6 jt`, `Rp1,2 M`; below a million as it is."""
    for size, name in ((1_000_000_000, _("bn")), (1_000_000, _("m"))):
        if abs(amount) >= size:
            tenths = (abs(amount) * 10 + size // 2) // size
            whole, rest = divmod(tenths, 10)
            return f"{'−' if amount < 0 else ''}Rp{_count(whole)}{f',{rest}' if rest else ''} {name}"
    return rupiah(amount)


def _count(number: int) -> str:
    return f"{int(number):,}".replace(",", ".")


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("province", "templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared: dict[str, Any] = {
        "_": _, "n_": n_, "language": language, "term": term, "terms": terms, "date_long": date_long,
        "date_short": date_short, "time_short": time_short, "month_long": month_long, "moment": moment,
        "rupiah": rupiah, "short_rupiah": short_rupiah, "quantity": quantity, "percent": percent, "count": _count,
        "static_mark": static_mark(),
    }  # fmt: skip
    made.globals.update(shared)
    return made
