"""Bytes to the province and back: HTTPS through the system's proxies, or whatever a simulation puts in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from koperasi_pos.settings import LineSettings

if TYPE_CHECKING:
    import requests

MOST_ANSWER = 8 << 20
"""No answer of a province is larger; what is larger comes from somebody else."""


class Answer(NamedTuple):
    """What came back. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreachable(Exception):
    """No answer came.

    `reason`: `offline`, `name` (no such host), `timeout`, `cut` (in mid-answer), `tls` (certificate not believed),
    `clock` (certificate not valid yet at this machine's time), `expired` (not valid any more) or `proxy`.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Stopped(Exception):
    """The till is being closed: whatever came now is left, and asked for again at the next start."""


class Leaving:
    """A transport that is left while an answer is still out: whoever waited for it hears `Stopped` and nothing else."""

    def __init__(self, inner: Transport, stopping: Callable[[], bool]) -> None:
        self._inner, self._stopping = inner, stopping

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask; raises `Stopped` where the till was closed meanwhile."""
        if self._stopping():
            raise Stopped
        try:
            return self._inner.request(method, target, headers, body, timeout)
        finally:
            if self._stopping():
                raise Stopped

    def close(self) -> None:
        """Let connections go."""
        self._inner.close()


class Transport(Protocol):
    """One request and its answer."""

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers (small letters) and body of the answer; raises `Unreachable`."""
        ...

    def close(self) -> None:
        """Let connections go."""
        ...


class HttpTransport:
    """A province at an address (`https://…`), over one kept connection. A redirect is not followed: it is not ours."""

    def __init__(self, address: str, settings: LineSettings | None = None) -> None:
        self.address = address.rstrip("/")
        self._settings = settings or LineSettings()
        self._session: requests.Session | None = None

    def _open(self) -> requests.Session:
        import requests

        session = requests.Session()
        # What the library would say of itself with every question is paid for by shops on a metered line.
        session.headers.clear()
        session.headers["User-Agent"] = "koperasi-pos"
        if self._settings.proxy:
            session.trust_env = False
            session.proxies = {"http": self._settings.proxy, "https": self._settings.proxy}
        return session

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask over HTTP; raises `Unreachable`."""
        import requests

        if self._session is None:
            self._session = self._open()
        try:
            with self._session.request(
                method, self.address + target, headers=dict(headers), data=body or None,
                timeout=(min(timeout, 15.0), timeout), allow_redirects=False, stream=True,
                # Told with every request: a session's own is overruled by REQUESTS_CA_BUNDLE.
                verify=self._settings.ca_file or None,
            ) as response:  # fmt: skip
                content = self._read(response)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, found, content)
        except (requests.RequestException, OSError) as error:
            self.close()
            raise _unreachable(error) from error

    def _read(self, response: requests.Response) -> bytes:
        content = bytearray()
        for piece in response.iter_content(1 << 16):
            content += piece
            if len(content) > MOST_ANSWER:
                raise Unreachable("cut", "the answer does not end")
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and not response.headers.get("Content-Encoding") and len(content) < int(declared):
            raise Unreachable("cut", "the answer is shorter than it says")
        return bytes(content)

    def close(self) -> None:
        """Let the connection go; the next request makes another one."""
        if self._session is not None:
            self._session.close()
            self._session = None


def _unreachable(error: Exception) -> Unreachable:
    """Why no answer came, from what the library says."""
    import requests

    text = str(error)
    if isinstance(error, Unreachable):
        return error
    if isinstance(error, requests.exceptions.ProxyError) or re.search(r"\b407\b", text):  # not a port 40712
        return Unreachable("proxy", text)
    if isinstance(error, requests.exceptions.SSLError):
        if "not yet valid" in text:
            return Unreachable("clock", text)  # it was made, so this machine is behind
        return Unreachable("expired" if "has expired" in text else "tls", text)
    if isinstance(error, requests.exceptions.Timeout):
        return Unreachable("timeout", text)
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return Unreachable("cut", text)
    if "NameResolution" in text or "getaddrinfo" in text or "Name or service" in text:
        return Unreachable("name", text)
    if "RemoteDisconnected" in text or "Connection reset" in text or "IncompleteRead" in text:
        return Unreachable("cut", text)
    return Unreachable("offline", text)


def well_formed(address: str) -> str:
    """An address as people type it, as `https://host[:port]`; `ValueError` where it is none."""
    text = address.strip()
    text = (text if "://" in text else f"https://{text}").rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(address)
    loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme == "http" and not loopback:
        raise ValueError(address)  # what goes over the line is not for everybody on it to read
    return text
