"""The gettext catalogues: which language is spoken now, and the look-up of a sentence in it."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from koperasi_pos.resources import resource

LANGUAGES = ("id", "en")
DOMAIN = "koperasi_pos"

_language = "id"
_here: ContextVar[str | None] = ContextVar("language spoken here", default=None)
"""The language of one request, beside others that are answered in another one at the same time."""


def set_language(code: str) -> None:
    """Speak `code` (`id` or `en`) from now on; `ValueError` for a language there is no catalogue of."""
    global _language
    if code not in LANGUAGES:
        raise ValueError(f"no catalogue for the language {code!r}")
    _language = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `code` within, in this thread or task and those it starts; what others speak stays as it is."""
    if code not in LANGUAGES:
        raise ValueError(f"no catalogue for the language {code!r}")
    before = _here.set(code)
    try:
        yield
    finally:
        _here.reset(before)


def language() -> str:
    """The language that is spoken now: `id` or `en`."""
    return _here.get() or _language


def _(message: str) -> str:
    """The sentence `message` (English) as people read it; itself where the catalogue does not have it."""
    return catalogue(language()).gettext(message)


def n_(one: str, many: str, count: int) -> str:
    """The sentence for `count` things: `one` or `many` (English), as people read it."""
    return catalogue(language()).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a sentence that is looked up later, where it is shown; gives it back as it is."""
    return message


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """The catalogue of a language, read once: the compiled one, else the text compiled in memory, else none."""
    folder = resource("locale", code, "LC_MESSAGES")
    for name, read in ((f"{DOMAIN}.mo", _as_it_is), (f"{DOMAIN}.po", _compiled)):
        try:
            return gettext.GNUTranslations(io.BytesIO(read((folder / name).read_bytes())))
        except FileNotFoundError:
            continue
    return gettext.NullTranslations()


def _as_it_is(mo: bytes) -> bytes:
    return mo


def _compiled(po: bytes) -> bytes:
    """The bytes of a .mo for the bytes of a .po."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(po)))
    return compiled.getvalue()
