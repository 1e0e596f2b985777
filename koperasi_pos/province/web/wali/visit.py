"""A wali's visit: who asks, in which language, for which page, and how the page is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from koperasi_pos.province.database import Pool
from koperasi_pos.province.wali import children
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.wali.people import CONSENT_VERSION, Wali
from koperasi_pos.province.wali.sessions import WaliSession
from koperasi_pos.province.web import guard
from koperasi_pos.province.web.notices import notice_of
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.templates import template
from koperasi_pos.province.web.visit import Elsewhere, NotThere
from koperasi_pos.words import LANGUAGES

SESSION = "koperasi_wali"
"""The cookie of a wali's session; an officer's is another one."""


@dataclass
class WaliVisit:
    """One request for a page of the wali."""

    request: Request
    web: WebSettings
    session: WaliSession | None
    form_token: str
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def pool(self) -> Pool:
        """The way to the tables."""
        return self.web.pool

    @property
    def wali(self) -> Wali | None:
        """Who is signed in."""
        return self.session.wali if self.session else None

    @property
    def who(self) -> Wali:
        """Who is signed in; asked only on pages that need somebody."""
        if self.session is None:
            raise Elsewhere("/wali/sign-in")
        return self.session.wali

    @property
    def agreed(self) -> bool:
        """Whether the wali agreed to the text of today."""
        return self.wali is not None and self.wali.consent == CONSENT_VERSION

    @property
    def token(self) -> str:
        """What every form of this visit carries."""
        return self.session.csrf if self.session else self.form_token

    @property
    def language(self) -> str:
        """The language that this browser or this wali reads."""
        wanted = guard.cookie(self.request, guard.LANGUAGE) or (self.wali.language if self.wali else "")
        return wanted if wanted in LANGUAGES else "id"

    @property
    def look(self) -> str:
        """`light`, `dark`, or empty for what the device says."""
        wanted = guard.cookie(self.request, guard.LOOK)
        return wanted if wanted in ("light", "dark") else ""

    @property
    def province_name(self) -> str:
        """The name above every page."""
        return self.web.name or "Koperasi POS"

    @cached_property
    def now(self) -> datetime:
        """The time in East Java when the page was asked for."""
        return self.web.now()

    def asked(self, name: str, *, most: int = 100) -> str:
        """What the address says for `name`."""
        return self.request.query_params.get(name, "").strip().replace("\0", "")[:most]

    def typed(self, name: str, *, most: int = 500) -> str:
        """What the form says for `name`."""
        return self.form.get(name, "").strip().replace("\0", "")[:most]

    def child(self, account: str) -> Child:
        """One of the own children; anybody else's is answered like one that does not exist."""
        if not account.isascii() or not account.isalnum():
            raise NotThere  # a short id is letters and digits; PostgreSQL takes no NUL
        with self.pool.reading() as connection:
            found = children.child(connection, self.who, account)
        if found is None:
            raise NotThere
        return found

    def page(self, name: str, /, *, status: int = 200, **shown: Any) -> Response:
        """A page from its template."""
        told = {"trouble": "", "notice": notice_of(self.asked("done")), **shown}
        return HTMLResponse(template(f"wali/{name}").render(visit=self, **told), status)

    def go(self, path: str, done: str = "") -> Response:
        """After a form: on to a page, with a sentence about what was done."""
        return RedirectResponse(f"{path}?done={done}" if done else path, 303)
