"""How every page of the wali is answered: pace, who asks, consent, the token; a policy that lets our script run."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from koperasi_pos.province.wali import sessions
from koperasi_pos.province.web import guard
from koperasi_pos.province.web.route import taken_form
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.visit import Elsewhere, NotTaken, NotThere, new_form_token
from koperasi_pos.province.web.wali.visit import SESSION, WaliVisit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, speaking
from koperasi_pos.words.refusals import refusal_sentence

Answering = Callable[[Request], Coroutine[Any, Any, Response]]

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self';"
    " style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Our own script file runs here, so that the pages open without a line; nothing else does."""
FILES = ("/wali/worker.js", "/wali/offline.js", "/wali/manifest.webmanifest")
OPEN_PATHS = ("/wali/sign-in", "/wali/start", "/wali/preferences", *FILES)
"""What somebody may ask for who is not signed in."""
BEFORE_CONSENT = (
    "/wali/consent", "/wali/consent/withdraw", "/wali/sign-out", "/wali/account", "/wali/account/pin", *OPEN_PATHS,
)  # fmt: skip
"""What somebody may ask for who has not agreed yet, or agrees no longer."""


class WaliRoute(APIRoute):
    """A route whose endpoint gets a `WaliVisit` (`request.state.wali_visit`)."""

    def get_route_handler(self) -> Answering:
        """The page with everything around it."""
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            web: WebSettings = request.app.state.web
            if wait := await guard.too_often(request):
                response: Response = PlainTextResponse(
                    refusal_sentence(Refusal("too_often", seconds=wait)), 429, {"Retry-After": str(wait)}
                )
            else:
                visit = await _visit(request, web)
                with speaking(visit.language):
                    response = await _answered(visit, inner)
                if visit.session is None and not guard.cookie(request, guard.FORM):
                    guard.give_cookie(request, response, guard.FORM, visit.form_token)
            response.headers["Content-Security-Policy"] = POLICY
            guard.add_headers(request, response)
            return response

        return answer


async def _visit(request: Request, web: WebSettings) -> WaliVisit:
    token = guard.cookie(request, SESSION)
    session = await run_in_threadpool(_session, web, token) if token else None
    visit = WaliVisit(request, web, session, guard.cookie(request, guard.FORM) or new_form_token())
    request.state.wali_visit = visit
    return visit


def _session(web: WebSettings, token: str) -> sessions.WaliSession | None:
    with web.pool.writing() as connection:
        return sessions.find(connection, token)


async def _answered(visit: WaliVisit, inner: Answering) -> Response:
    try:
        if "\0" in visit.request.scope["path"]:
            raise NotThere  # PostgreSQL takes no NUL
        if visit.request.method == "POST":
            expected = visit.session.csrf if visit.session else guard.cookie(visit.request, guard.FORM)
            visit.form = await taken_form(visit.request, expected)
        _let_in(visit)
        return await inner(visit.request)
    except Elsewhere as sent:
        return RedirectResponse(sent.path, 303)
    except NotThere:
        return _trouble(visit, 404, _("There is no such page, or it is not for you."))
    except NotTaken:
        return _trouble(visit, 403, _("This form is out of date. Go back, load the page anew and try once more."))
    except Refusal as refusal:
        return _trouble(visit, 409, refusal_sentence(refusal))


def _let_in(visit: WaliVisit) -> None:
    """Send to the sign-in page who is not signed in, and to the text who has not agreed to it."""
    path = visit.request.url.path
    if visit.wali is None:
        if path not in OPEN_PATHS:
            ended = guard.cookie(visit.request, SESSION)
            raise Elsewhere("/wali/sign-in?done=ended" if ended else "/wali/sign-in")
    elif not visit.agreed and path not in BEFORE_CONSENT:
        raise Elsewhere("/wali/consent")


def _trouble(visit: WaliVisit, status: int, sentence: str) -> Response:
    return visit.page("trouble.html", status=status, trouble=sentence)
