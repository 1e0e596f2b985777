"""A wali's visit: who asks, whether the wali agreed to what is kept, and which child a page is about."""

from __future__ import annotations

from koperasi_pos.province.database import Connection
from koperasi_pos.province.wali import children, sessions
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.wali.people import CONSENT_VERSION, Wali
from koperasi_pos.province.wali.sessions import WaliSession
from koperasi_pos.province.web.visit import Elsewhere, NotThere, Visiting


class WaliVisit(Visiting[WaliSession]):
    """One request for a page of the wali."""

    COOKIE = "koperasi_wali"
    COOKIE_SECONDS = sessions.MOST_DAYS * 24 * 3600
    SIGN_IN = "/wali/sign-in"
    OPEN_PATHS = (
        "/wali/sign-in", "/wali/start", "/wali/preferences", "/wali/worker.js", "/wali/offline.js",
        "/wali/manifest.webmanifest",
    )  # fmt: skip
    FIRST = "/wali/consent"
    FIRST_PATHS = ("/wali/consent", "/wali/consent/withdraw", "/wali/sign-out", "/wali/account", "/wali/account/pin")
    FOLDER = "wali/"
    POLICY = (
        "default-src 'none'; script-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self';"
        " style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    )
    """Our own script file runs here, so that the pages open without a line; nothing else does."""

    @staticmethod
    def find_session(connection: Connection, token: str) -> WaliSession | None:
        """The wali's session; an officer's is another one."""
        return sessions.find(connection, token)

    @property
    def wali(self) -> Wali | None:
        """Who is signed in."""
        return self.session.wali if self.session else None

    @property
    def who(self) -> Wali:
        """Who is signed in; asked only on pages that need somebody."""
        if self.session is None:
            raise Elsewhere(self.SIGN_IN)
        return self.session.wali

    @property
    def agreed(self) -> bool:
        """Whether the wali agreed to the text of today."""
        return self.wali is not None and self.wali.consent == CONSENT_VERSION

    @property
    def ready(self) -> bool:
        """Pages open once the wali agreed."""
        return self.agreed

    @property
    def own_language(self) -> str:
        """The wali's language."""
        return self.wali.language if self.wali else ""

    def child(self, account: str) -> Child:
        """One of the own children; anybody else's is answered like one that does not exist."""
        if not account.isascii() or not account.isalnum():
            raise NotThere  # a short id is letters and digits; PostgreSQL takes no NUL
        with self.pool.reading() as connection:
            found = children.child(connection, self.who, account)
        if found is None:
            raise NotThere
        return found
