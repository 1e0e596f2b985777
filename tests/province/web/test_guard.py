"""What stands before every page: headers, cookies, forms from elsewhere, pace, addresses that lead away."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.limits import Limiter
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.web.visit import local_path
from tests.province.web.conftest import PASSWORD, WebServer, send, serving, token_in


def test_every_answer_carries_the_headers(web: WebServer) -> None:
    web.add_officer("siti")
    client, visitor = web.signed_in("siti"), web.visitor()
    answers = [
        client.get("/"), client.get("/nowhere"), client.get("/officers/none"), visitor.get("/sign-in"),
        visitor.get("/"), client.get("/static/province.css"), client.post("/officers", data={}),
        client.get("/shops?file=xlsx"), client.get("/static/../secret"),
    ]  # fmt: skip
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        kept = answer.headers["cache-control"]
        assert kept == ("public, max-age=86400" if answer.request.url.path.endswith(".css") else "no-store")


def test_pages_need_nothing_that_the_policy_forbids(filled: WebServer) -> None:
    filled.add_officer("siti")
    client = filled.signed_in("siti")
    for path in ("/", "/shops", "/account", "/tills", "/messages"):
        page = client.get(path).text
        assert " style=" not in page
        assert "<script" not in page
        assert " onclick" not in page
        assert "javascript:" not in page


def test_an_address_with_a_nul_is_not_there(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    for path in (
        "/shops/%00",
        "/shops/a%00/edit",
        "/tills/%00",
        "/officers/%00",
        "/messages/%00",
        "/wali/children/%00",
    ):
        assert client.get(path).status_code == 404, path


def test_cookies_over_tls(web: WebServer) -> None:
    """A proxy speaks TLS for us and says so."""
    told = {"Host": "koperasi.example.id", "X-Forwarded-Proto": "https"}
    answer = web.visitor().get("/sign-in", headers=told)
    given = answer.headers["set-cookie"]
    assert given.startswith("__Host-koperasi_form=")
    assert "Secure" in given
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert "Path=/" in given
    assert "Domain" not in given
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_cookies_over_a_plain_line_are_never_sent_but_on_this_machine(web: WebServer) -> None:
    given = web.visitor().get("/sign-in", headers={"Host": "koperasi.example.id"}).headers["set-cookie"]
    assert given.startswith("__Host-")
    assert "Secure" in given
    for host in ("127.0.0.1", "localhost", "[::1]"):
        given = web.visitor().get("/sign-in", headers={"Host": f"{host}:8443"}).headers["set-cookie"]
        assert given.startswith("koperasi_form=")
        assert "Secure" not in given


def test_the_session_s_cookie(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.visitor()
    fields = {"login": "siti", "password": PASSWORD, "digits": web.digits("siti")}
    given = send(client, "/sign-in", fields, on="/sign-in").headers.get_list("set-cookie")
    session = next(one for one in given if one.startswith("koperasi="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Max-Age" not in session, "it ends with the browser"


def test_forms_from_elsewhere_are_refused(web: WebServer) -> None:
    officer = web.add_officer("siti")
    client = web.signed_in("siti")
    token = token_in(client.get("/account").text)
    fields = {"token": token, "login": "joko", "name": "Joko", "role": "province"}
    path = "/officers"
    refused = [
        client.post(path, data={**fields, "token": ""}),
        client.post(path, data={**fields, "token": "x" * 32}),
        client.post(path, data={key: value for key, value in fields.items() if key != "token"}),
        client.post(path, data=fields, headers={"Origin": "https://evil.example"}),
        client.post(path, data=fields, headers={"Origin": "null"}),
        client.post(path, data=fields, headers={"Origin": web.address.replace("127.0.0.1", "127.0.0.1.evil.example")}),
        client.post(path, json=fields),
        client.post(path, files={"name": b"x"}, data=fields),
        client.post(path, data={**fields, "name": "x" * 300_000}),
    ]
    assert {answer.status_code for answer in refused} == {403}
    with web.pool.reading() as connection:
        assert connection.execute("SELECT id FROM officer").fetchall() == [(officer,)]
    assert client.post(path, data=fields).status_code == 200


def test_a_form_without_an_origin_needs_the_browser_s_word(web: WebServer) -> None:
    web.add_officer("siti")
    signed = web.signed_in("siti")
    with httpx.Client(base_url=web.address, cookies=signed.cookies, headers={"Accept": "text/html"}) as client:
        token = token_in(client.get("/account").text)
        assert client.post("/account/sessions", data={"token": token}).status_code == 403
        told = {"Sec-Fetch-Site": "cross-site"}
        assert client.post("/account/sessions", data={"token": token}, headers=told).status_code == 403
        told = {"Sec-Fetch-Site": "same-origin"}
        assert client.post("/account/sessions", data={"token": token}, headers=told).status_code == 303


def test_the_token_of_another_session_is_refused(web: WebServer) -> None:
    web.add_officer("siti")
    web.add_officer("bambang")
    siti, bambang = web.signed_in("siti"), web.signed_in("bambang")
    token = token_in(bambang.get("/account").text)
    assert siti.post("/account/sessions", data={"token": token}).status_code == 403


def test_a_form_of_somebody_not_signed_in_needs_its_token_too(web: WebServer) -> None:
    web.add_officer("siti")
    visitor = web.visitor()
    fields = {"login": "siti", "password": PASSWORD, "digits": web.digits("siti"), "token": ""}
    assert visitor.post("/sign-in", data=fields).status_code == 403
    assert visitor.post("/sign-in", data={**fields, "token": token_in(visitor.get("/sign-in").text)}).status_code == 303


def test_a_page_asked_for_too_often_answers_429(pool: Pool, tmp_path: Path) -> None:
    app = build_app(ProvinceSettings(home=tmp_path), pool)
    app.state.web_pace = Limiter(3 / 60, 3, clock=lambda: 0.0)
    with serving(app) as address, httpx.Client(base_url=address) as client:
        answers = [client.get("/sign-in") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "20"
    assert "Terlalu banyak permintaan" in answers[-1].text


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\nb", "javascript:1"]
)
def test_no_address_leads_away(path: str) -> None:
    assert local_path(path) == "/"


def test_language_and_look_are_kept_and_lead_back(web: WebServer) -> None:
    visitor = web.visitor()
    assert 'lang="id"' in visitor.get("/sign-in").text
    answer = send(visitor, "/preferences", {"language": "en", "back": "/sign-in?x=1"}, on="/sign-in")
    assert answer.headers["location"] == "/sign-in?x=1"
    assert '<html lang="en"' in visitor.get("/sign-in").text
    assert "Six digits of the authenticator" in visitor.get("/sign-in").text
    answer = send(visitor, "/preferences", {"look": "dark", "back": "//evil.example"}, on="/sign-in")
    assert answer.headers["location"] == "/"
    assert 'data-look="dark"' in visitor.get("/sign-in").text
    send(visitor, "/preferences", {"look": "", "back": "/"}, on="/sign-in")
    assert "data-look" not in visitor.get("/sign-in").text
    assert '<html lang="id"' in web.visitor().get("/sign-in").text, "others read what they read before"


def test_programs_are_answered_in_their_own_way(web: WebServer) -> None:
    answer = httpx.get(f"{web.address}/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"
