"""How every page is answered: pace, who asks, language, the form's token; refusals as pages, headers on all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from koperasi_pos.province.web import guard
from koperasi_pos.province.web.settings import WebSettings
from koperasi_pos.province.web.visit import Elsewhere, NotTaken, NotThere, Signed, Visit, Visiting, new_form_token
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, speaking
from koperasi_pos.words.refusals import refusal_sentence

Answering = Callable[[Request], Coroutine[Any, Any, Response]]


class VisitRoute(APIRoute):
    """A route whose endpoint gets the visit of its kind (`request.state.visit`)."""

    VISIT: ClassVar[type[Visiting[Any]]]

    def get_route_handler(self) -> Answering:
        """The page with everything around it."""
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            web: WebSettings = request.app.state.web
            if wait := request.app.state.web_pace.wait(guard.address(request)):
                response: Response = PlainTextResponse(
                    refusal_sentence(Refusal("too_often", seconds=wait)), 429, {"Retry-After": str(wait)}
                )
            else:
                visit = await _visit(request, web, self.VISIT)
                with speaking(visit.language):
                    response = await _answered(visit, inner)
                _keep_form_token(visit, response)
            response.headers["Content-Security-Policy"] = self.VISIT.POLICY
            guard.add_headers(request, response)
            return response

        return answer


class PageRoute(VisitRoute):
    """A route whose endpoint gets a `Visit`."""

    VISIT = Visit


async def _visit(request: Request, web: WebSettings, kind: type[Visiting[Any]]) -> Visiting[Any]:
    token = guard.cookie(request, kind.COOKIE)
    session = await run_in_threadpool(_session, web, kind, token) if token else None
    visit = kind(request, web, session, guard.cookie(request, guard.FORM) or new_form_token())
    request.state.visit = visit
    return visit


def _session(web: WebSettings, kind: type[Visiting[Any]], token: str) -> Signed | None:
    with web.pool.writing() as connection:
        found: Signed | None = kind.find_session(connection, token)
    return found


async def _answered(visit: Visiting[Any], inner: Answering) -> Response:
    try:
        if "\0" in visit.request.scope["path"]:
            raise NotThere  # PostgreSQL takes no NUL
        if visit.request.method == "POST":
            await _take_form(visit)
        visit.let_in()
        return await inner(visit.request)
    except Elsewhere as sent:
        return RedirectResponse(sent.path, 303)
    except NotThere:
        return _trouble(visit, 404, _("There is no such page, or it is not for you."))
    except NotTaken:
        return _trouble(visit, 403, _("This form is out of date. Go back, load the page anew and try once more."))
    except Refusal as refusal:
        status = 403 if refusal.code == "officer_may_not" else 409
        return _trouble(visit, status, refusal_sentence(refusal))


async def _take_form(visit: Visiting[Any]) -> None:
    """The fields of a form, once it is sure that it comes from our own page in this browser. `NotTaken`."""
    request = visit.request
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > guard.MOST_BYTES or not guard.from_here(request):
        raise NotTaken
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise NotTaken
    fields = await request.form(max_fields=100)
    form = {key: value for key, value in fields.items() if isinstance(value, str)}
    expected = visit.session.csrf if visit.session else guard.cookie(request, guard.FORM)
    if not expected or not secrets.compare_digest(expected.encode(), form.get("token", "").encode()):
        raise NotTaken
    visit.form = form


def _trouble(visit: Visiting[Any], status: int, sentence: str) -> Response:
    return visit.page("trouble.html", status=status, trouble=sentence)


def _keep_form_token(visit: Visiting[Any], response: Response) -> None:
    """Give the token for forms to a browser that has none yet and is not signed in."""
    if visit.session is None and not guard.cookie(visit.request, guard.FORM):
        guard.give_cookie(visit.request, response, guard.FORM, visit.form_token)
