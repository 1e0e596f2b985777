"""A visit: who asks, in which language, for which page; every page gets one and answers through it.

`Visiting` is what every visit has; an officer's is a `Visit`, a guardian's a `WaliVisit` (`wali/visit.py`).
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.officers import sessions
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.officers.sessions import Session
from koperasi_pos.province.web import guard
from koperasi_pos.province.web.listings import CONTENT, MOST_ROWS, PAGE, Listing, written
from koperasi_pos.province.web.notices import notice_of
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.templates import template
from koperasi_pos.values import Refusal
from koperasi_pos.words import LANGUAGES, N_, _
from koperasi_pos.words.refusals import refusal_sentence

MENU = (
    ("/", "look", N_("Overview")),
    ("/shops", "look", N_("Shops")),
    ("/products", "look", N_("Products")),
    ("/tills", "look", N_("Tills")),
    ("/cards", "look", N_("Cards")),
    ("/enrolment", "enrol", N_("Enrolment")),
    ("/messages", "messages", N_("Messages")),
    ("/quarantine", "quarantine", N_("Quarantine")),
    ("/officers", "officers", N_("Officers")),
    ("/audit", "audit", N_("Audit")),
)
"""Path, the right it needs, and its name."""


class Elsewhere(Exception):
    """The page is not answered; the browser is sent to another one."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class NotThere(Exception):
    """There is no such thing, or not for this officer; both are answered alike."""


class NotTaken(Exception):
    """A form that did not come from our own page, or from one that has ended."""


@dataclass(frozen=True)
class MenuLink:
    """One word of the menu."""

    path: str
    title: str
    here: bool


@dataclass(frozen=True)
class Paging:
    """Which page of a list is shown."""

    number: int
    more: bool
    path: str
    query: Mapping[str, str]
    by_time: bool = False

    def link(self, number: int) -> str:
        """The address of another page of the same list."""
        return f"{self.path}?{urlencode({**self.query, 'page': number})}"


class Signed(Protocol):
    """The session of somebody who is signed in."""

    @property
    def csrf(self) -> str:
        """What every form of this session carries."""


SignedIn = TypeVar("SignedIn", bound=Signed)


@dataclass
class Visiting(ABC, Generic[SignedIn]):
    """One request for a page, whoever asks. What differs between those who ask is named here and told below."""

    COOKIE: ClassVar[str]
    """The cookie of their sessions."""
    COOKIE_SECONDS: ClassVar[int | None] = None
    """How long a browser keeps it; None: until it is closed."""
    SIGN_IN: ClassVar[str]
    """Where somebody is sent who is not signed in."""
    OPEN_PATHS: ClassVar[tuple[str, ...]]
    """What somebody may ask for who is not signed in; a path that ends in `/` opens all below it."""
    FIRST: ClassVar[str]
    """Where somebody is sent who has still something to do before all pages are open."""
    FIRST_PATHS: ClassVar[tuple[str, ...]]
    """What is open until then, beside `OPEN_PATHS`."""
    FOLDER: ClassVar[str] = ""
    """Where their templates lie."""
    POLICY: ClassVar[str] = guard.HEADERS["Content-Security-Policy"]
    """What a browser may load and run on their pages."""

    request: Request
    web: WebSettings
    session: SignedIn | None
    form_token: str
    """For forms of somebody who is not signed in."""
    form: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    @abstractmethod
    def find_session(connection: Connection, token: str) -> SignedIn | None:
        """The session of a cookie, where it has not ended."""

    @property
    @abstractmethod
    def ready(self) -> bool:
        """Whether somebody is signed in for whom all pages are open."""

    @property
    @abstractmethod
    def own_language(self) -> str:
        """The language of who is signed in, empty for nobody."""

    def let_in(self) -> None:
        """Send elsewhere who may not open this page yet."""
        path = self.request.url.path
        if any(path == known or (known.endswith("/") and path.startswith(known)) for known in self.OPEN_PATHS):
            return
        if self.session is None:
            ended = guard.cookie(self.request, self.COOKIE)
            raise Elsewhere(f"{self.SIGN_IN}?done=ended" if ended else self.SIGN_IN)
        if not self.ready and path not in self.FIRST_PATHS:
            raise Elsewhere(self.FIRST)

    @property
    def pool(self) -> Pool:
        """The way to the tables."""
        return self.web.pool

    @property
    def token(self) -> str:
        """What every form of this visit carries."""
        return self.session.csrf if self.session else self.form_token

    @property
    def language(self) -> str:
        """The language that this browser or who is signed in reads."""
        wanted = guard.cookie(self.request, guard.LANGUAGE) or self.own_language
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

    @property
    def today(self) -> date:
        """The day in East Java."""
        return self.now.date()

    def asked(self, name: str, otherwise: str = "", *, most: int = 200) -> str:
        """What the address says for `name`."""
        return self.request.query_params.get(name, otherwise).strip().replace("\0", "")[:most]

    def typed(self, name: str, *, most: int = 2000) -> str:
        """What the form says for `name`."""
        return self.form.get(name, "").strip().replace("\0", "")[:most]

    @property
    def page_number(self) -> int:
        """Which page of a list is asked for, from 1."""
        text = self.asked("page", "1")
        return min(int(text), 100_000) if text.isascii() and text.isdigit() and int(text) > 0 else 1

    def page(self, name: str, /, *, status: int = 200, **shown: Any) -> Response:
        """A page from its template."""
        told = {"trouble": "", "notice": notice_of(self.asked("done")), **shown}
        return HTMLResponse(template(self.FOLDER + name).render(visit=self, **told), status)

    def go(self, path: str, done: str = "") -> Response:
        """After a form: on to a page, with a sentence about what was done."""
        if done:
            path += f"{'&' if '?' in path else '?'}done={done}"
        return RedirectResponse(path, 303)

    def signed_in(self, token: str, path: str, done: str = "") -> Response:
        """On to a page, signed in."""
        response = self.go(path, done)
        guard.give_cookie(self.request, response, self.COOKIE, token, seconds=self.COOKIE_SECONDS)
        guard.take_cookie(self.request, response, guard.FORM)
        return response

    def not_signed_in(self, refusal: Refusal, name: str, /, **shown: Any) -> Response:
        """The form to sign in once more, with what was wrong, or how long to wait."""
        waits = refusal.code == "sign_in_wait"
        response = self.page(name, status=429 if waits else 403, trouble=refusal_sentence(refusal), **shown)
        if waits:
            response.headers["Retry-After"] = str(refusal.facts["seconds"])
        return response

    def take_up_language(self, response: Response) -> str:
        """The language that the form chose, given to this browser; empty where it chose none."""
        language = self.typed("language")
        if language not in LANGUAGES:
            return ""
        guard.give_cookie(self.request, response, guard.LANGUAGE, language, seconds=guard.YEAR)
        return language


class Visit(Visiting[Session]):
    """One request of an officer for a page."""

    COOKIE = guard.SESSION
    SIGN_IN = "/sign-in"
    OPEN_PATHS = ("/sign-in", "/preferences", "/static/")
    FIRST = "/account"
    FIRST_PATHS = ("/account", "/account/password", "/account/authenticator", "/sign-out")

    @staticmethod
    def find_session(connection: Connection, token: str) -> Session | None:
        """The officer's session."""
        return sessions.find(connection, token)

    @property
    def officer(self) -> Officer | None:
        """Who is signed in."""
        return self.session.officer if self.session else None

    @property
    def who(self) -> Officer:
        """Who is signed in; asked only on pages that need somebody."""
        if self.session is None:
            raise Elsewhere(self.SIGN_IN)
        return self.session.officer

    @property
    def ready(self) -> bool:
        """Whether the password is the officer's own and the authenticator is set up."""
        return self.officer is not None and not self.officer.must_change and self.officer.has_totp

    @property
    def own_language(self) -> str:
        """The officer's language."""
        return self.officer.language if self.officer else ""

    @property
    def here(self) -> str:
        """This page as an address below our own host; of a form the page it stood on."""
        if self.request.method == "POST":
            return local_path(urlsplit(self.request.headers.get("referer", "")).path)
        query = self.request.url.query
        return local_path(self.request.url.path + (f"?{query}" if query else ""))

    def menu(self) -> list[MenuLink]:
        """The pages that this officer may open."""
        path = self.request.url.path
        return [
            MenuLink(link, _(title), path == link or (link != "/" and path.startswith(f"{link}/")))
            for link, right, title in MENU
            if self.who.may(right)
        ]

    @property
    def form_of_file(self) -> str:
        """`csv` or `xlsx` where a file was asked for."""
        wanted = self.asked("file")
        return wanted if wanted in CONTENT else ""

    @property
    def room(self) -> tuple[int, int]:
        """How many rows are wanted, and after how many: of a page one more than it shows, of a file all."""
        return (MOST_ROWS, 0) if self.form_of_file else (PAGE + 1, (self.page_number - 1) * PAGE)

    def file_link(self, form: str, path: str = "") -> str:
        """The address of the same list as a file."""
        query = {key: value for key, value in self.request.query_params.items() if key not in ("page", "file")}
        return f"{path or self.request.url.path}?{urlencode({**query, 'file': form})}"

    def paging(self, rows: int, *, by_time: bool = False) -> Paging:
        """The pages of a list of which `rows` were read (see `room`)."""
        query = {key: value for key, value in self.request.query_params.items() if key not in ("page", "done")}
        return Paging(self.page_number, rows > PAGE, self.request.url.path, query, by_time)

    def file(self, listing: Listing, name: str) -> Response:
        """A list as a file with a name in this language's plain letters."""
        form = self.form_of_file
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
        return Response(
            written(listing, form),
            media_type=CONTENT[form],
            headers={"Content-Disposition": f'attachment; filename="{plain}-{self.today}.{form}"'},
        )


def local_path(path: str) -> str:
    """A path on our own host; anything else is the front page."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(letter) < 33 for letter in path):
        return "/"
    return path


def new_form_token() -> str:
    """A token for somebody who is not signed in."""
    return secrets.token_urlsafe(24)
