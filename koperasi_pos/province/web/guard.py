"""What stands before every page: headers, cookies, where a form may come from, how often somebody may ask."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from koperasi_pos.province.limits import Limiter

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
"""On every answer of the pages. No script runs at all: there is none."""

SESSION = "koperasi"
FORM = "koperasi_form"
LANGUAGE = "koperasi_language"
LOOK = "koperasi_look"
YEAR = 365 * 24 * 3600
MOST_BYTES = 256 * 1024
"""More than this no form of ours has."""


def open_line(request: Request) -> bool:
    """Whether the page was asked for over plain http from this very machine, where cookies cannot be `Secure`."""
    return request.url.scheme == "http" and _loopback(request.url.hostname or "")


def cookie_name(request: Request, name: str) -> str:
    """`__Host-…` binds a cookie to this host over TLS; browsers refuse that name on a plain line."""
    return name if open_line(request) else f"__Host-{name}"


def give_cookie(request: Request, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that no script reads and no other site's form brings along."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=seconds, path="/", secure=not open_line(request), httponly=True,
        samesite="lax",
    )  # fmt: skip


def take_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        cookie_name(request, name), path="/", secure=not open_line(request), httponly=True, samesite="lax"
    )


def cookie(request: Request, name: str) -> str:
    """The value of a cookie, empty where there is none."""
    return request.cookies.get(cookie_name(request, name), "")


def from_here(request: Request) -> bool:
    """Whether a form was sent from one of our own pages. Browsers say where from; one that does not is refused."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    return bool(origin) and urlsplit(origin).netloc.casefold() == request.headers.get("host", "").casefold()


def address(request: Request) -> str:
    """Where a request comes from; of IPv6 the net that one customer gets."""
    host = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


async def too_often(request: Request) -> int:
    """0 where the address may ask for a page now, else the seconds after which it may."""
    pace: Limiter = request.app.state.web_pace
    return await run_in_threadpool(pace.wait, address(request))


def add_headers(request: Request, response: Response) -> None:
    """Put the headers of every page on an answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.url.scheme == "https":
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
