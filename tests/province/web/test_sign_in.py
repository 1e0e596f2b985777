"""Signing in: who gets in, how often it may be tried, how a session ends, what must be set up first."""

from __future__ import annotations

import re
import threading

import httpx
import pyotp
import pytest

from koperasi_pos.province.officers import attempts, passwords, people, sessions
from koperasi_pos.values import Refusal
from tests.province.web.conftest import PASSWORD, WebServer, send, token_in

WRONG = "Nama masuk, kata sandi, atau kode tidak benar."


def try_in(web: WebServer, login: str, password: str = PASSWORD, digits: str = "") -> httpx.Response:
    return send(web.visitor(), "/sign-in", {"login": login, "password": password, "digits": digits}, on="/sign-in")


def wait_over(web: WebServer) -> None:
    with web.pool.writing() as connection:
        connection.execute("UPDATE attempt SET until = now() - interval '1 second'")


def test_an_officer_signs_in_and_out(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    assert client.get("/account").status_code == 200
    kept = client.cookies["koperasi"]
    with web.pool.reading() as connection:
        row = connection.execute("SELECT hash FROM session").fetchone()
    assert row is not None
    assert row[0] == sessions.key_of(kept)
    assert send(client, "/sign-out", {}, on="/account").headers["location"] == "/sign-in?done=signed-out"
    again = web.visitor()
    again.cookies.set("koperasi", kept)
    assert again.get("/account").headers["location"] == "/sign-in?done=ended"


def test_whatever_is_wrong_the_answer_is_the_same(web: WebServer) -> None:
    web.add_officer("siti")
    digits = web.digits("siti")
    answers = [
        try_in(web, "siti", "salah sama sekali", digits), try_in(web, "nobody", PASSWORD, digits),
        try_in(web, "siti", PASSWORD, "000000"), try_in(web, "siti", PASSWORD, ""),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {403}
    assert all(WRONG in answer.text for answer in answers)
    assert not any("set-cookie" in answer.headers and "koperasi=" in answer.headers["set-cookie"] for answer in answers)


def test_digits_let_in_once(web: WebServer) -> None:
    web.add_officer("siti")
    digits = web.digits("siti")
    assert try_in(web, "siti", digits=digits).status_code == 303
    assert try_in(web, "siti", digits=digits).status_code == 403
    assert try_in(web, "siti", digits=web.digits("siti")).status_code == 303


def test_digits_used_by_two_at_once_let_one_in(web: WebServer) -> None:
    web.add_officer("siti")
    digits = web.digits("siti")
    answers: list[int] = []
    visitors = [web.visitor() for _ in range(4)]
    tokens = [token_in(visitor.get("/sign-in").text) for visitor in visitors]

    def enter(visitor: httpx.Client, token: str) -> None:
        fields = {"token": token, "login": "siti", "password": PASSWORD, "digits": digits}
        answers.append(visitor.post("/sign-in", data=fields).status_code)

    _at_once([threading.Thread(target=enter, args=pair) for pair in zip(visitors, tokens, strict=True)])
    assert sorted(answers) == [303, 403, 403, 403]


def test_after_five_wrong_tries_even_the_right_password_waits(web: WebServer) -> None:
    web.add_officer("siti")
    for _ in range(5):
        assert try_in(web, "siti", "salah sama sekali").status_code == 403
    answer = try_in(web, "siti", digits=web.digits("siti"))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 30
    assert "Terlalu banyak percobaan" in answer.text
    wait_over(web)
    assert try_in(web, "siti", digits=web.digits("siti")).status_code == 303
    assert try_in(web, "siti", "salah sama sekali").status_code == 403
    assert try_in(web, "siti", digits=web.digits("siti")).status_code == 303, "being let in forgets the tries"


def test_waits_grow_up_to_an_hour(web: WebServer) -> None:
    waits = [attempts.wait_after(failures, 5) for failures in range(1, 20)]
    assert waits[:4] == [0] * 4
    assert waits[4:8] == [30, 60, 120, 240]
    assert waits == sorted(waits)
    assert waits[-1] == 3600


def test_a_login_that_does_not_exist_waits_the_same(web: WebServer) -> None:
    answers = [try_in(web, "nobody").status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]


def test_tries_beside_each_other_are_all_counted(web: WebServer) -> None:
    """Counted before the password is looked at: a crowd gets no more looks than one after the other."""
    begun: list[int] = []

    def begin() -> None:
        with web.pool.writing() as connection:
            begun.append(attempts.begin(connection, attempts.login_subject("siti"), attempts.address_subject("::1")))

    _at_once([threading.Thread(target=begin) for _ in range(16)])
    assert begun.count(0) == 5


def test_an_address_that_tries_many_logins_waits_too(web: WebServer) -> None:
    with web.pool.writing() as connection:
        waits = [
            attempts.begin(connection, attempts.login_subject(f"nobody{number}"), attempts.address_subject("1.2.3.4"))
            for number in range(31)
        ]
    assert waits[:30] == [0] * 30
    assert waits[30] > 0


@pytest.mark.parametrize("column", ["seen_at = now() - interval '31 minutes'", "ends_at = now()"])
def test_a_session_ends_when_idle_and_after_a_day(web: WebServer, column: str) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    with web.pool.writing() as connection:
        connection.execute(f"UPDATE session SET {column}")
    assert client.get("/").headers["location"] == "/sign-in?done=ended"


def test_looking_at_pages_keeps_a_session_alive_but_not_for_ever(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    with web.pool.writing() as connection:
        connection.execute("UPDATE session SET seen_at = now() - interval '29 minutes'")
        ends = connection.execute("SELECT ends_at FROM session").fetchone()
    assert client.get("/").status_code == 200
    with web.pool.reading() as connection:
        row = connection.execute("SELECT seen_at > now() - interval '1 minute', ends_at FROM session").fetchone()
    assert row is not None
    assert ends is not None
    assert (row[0], row[1]) == (True, ends[0])


def test_who_is_let_go_is_out_at_once(web: WebServer) -> None:
    web.add_officer("siti")
    gone = web.add_officer("bambang")
    client, other = web.signed_in("siti"), web.signed_in("bambang")
    assert other.get("/").status_code == 200
    assert send(client, f"/officers/{gone}/gone", {"sure": "yes"}, on=f"/officers/{gone}").status_code == 303
    assert other.get("/").status_code == 303
    assert try_in(web, "bambang", digits=web.digits("bambang")).status_code == 403
    answer = send(client, f"/officers/{gone}/gone", {"sure": "yes"}, on="/account")
    assert answer.status_code == 303


def test_the_first_sign_in_sets_everything_up_before_anything_is_seen(web: WebServer) -> None:
    with web.pool.writing() as connection:
        _officer, temporary = people.add(connection, "server", "Siti.Aminah", "Siti Aminah", "province", "")
    client = web.visitor()
    answer = send(client, "/sign-in", {"login": "siti.aminah", "password": temporary}, on="/sign-in")
    assert answer.status_code == 303
    assert client.get("/").headers["location"] == "/account"
    assert client.get("/officers").headers["location"] == "/account"
    early = send(client, "/account/authenticator", {"digits": "000000"}, on="/account")
    assert "Pilih dulu kata sandi sendiri" in early.text
    fields = {"old": temporary, "new": "sapi makan jerami", "again": "sapi makan jerami"}
    assert send(client, "/account/password", fields, on="/account").status_code == 303
    assert client.get("/").headers["location"] == "/account"
    secret = _secret(client)
    assert secret == _secret(client), "the same until it was confirmed"
    digits = pyotp.TOTP(secret).at(web.clock())
    assert send(client, "/account/authenticator", {"digits": "12"}, on="/account").status_code == 409
    assert send(client, "/account/authenticator", {"digits": digits}, on="/account").status_code == 303
    assert client.get("/").status_code == 200
    assert try_in(web, "siti.aminah", "sapi makan jerami", digits).status_code == 403, "the digits were used up"
    assert try_in(web, "siti.aminah", "sapi makan jerami").status_code == 403


def test_a_new_start_ends_sessions_and_forgets_the_authenticator(web: WebServer) -> None:
    web.add_officer("siti")
    lost = web.add_officer("bambang")
    client, other = web.signed_in("siti"), web.signed_in("bambang")
    page = send(client, f"/officers/{lost}/reset", {"sure": "yes"}, on=f"/officers/{lost}")
    found = re.search(r'class="code">([a-z0-9-]+)<', page.text)
    assert found is not None
    assert other.get("/").status_code == 303
    assert try_in(web, "bambang", digits=web.digits("bambang")).status_code == 403
    fresh = web.visitor()
    fields = {"login": "bambang", "password": found[1], "digits": ""}
    assert send(fresh, "/sign-in", fields, on="/sign-in").status_code == 303
    assert fresh.get("/").headers["location"] == "/account"
    assert send(client, f"/officers/{lost}/reset", {}, on=f"/officers/{lost}").status_code == 403, "without the tick"


def test_another_telephone_asks_for_the_password(web: WebServer) -> None:
    web.add_officer("siti")
    client, other = web.signed_in("siti"), web.signed_in("siti")
    digits = pyotp.TOTP(_secret(client)).at(web.clock())
    answer = send(client, "/account/authenticator", {"digits": digits, "password": "salah"}, on="/account")
    assert "Kata sandi tidak benar" in answer.text
    fields = {"digits": digits, "password": PASSWORD}
    assert send(client, "/account/authenticator", fields, on="/account").status_code == 303
    assert other.get("/").status_code == 303, "other sessions end"


def test_a_stolen_session_cannot_try_passwords_for_ever(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    fields = {"old": "salah", "new": "sapi makan jerami", "again": "sapi makan jerami"}
    answers = [send(client, "/account/password", fields, on="/account").text for _ in range(6)]
    assert all("Kata sandi tidak benar" in answer for answer in answers[:5])
    assert "Terlalu banyak percobaan" in answers[5]


@pytest.mark.parametrize(
    ("new", "again", "code"),
    [
        ("pendek", "pendek", "password_short"),
        ("sapi makan jerami", "sapi makan rumput", "passwords_differ"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "password_simple"),
        ("siti.aminah99", "siti.aminah99", "password_simple"),
        ("x1y2z3" * 40, "x1y2z3" * 40, "password_long"),
    ],
)
def test_passwords_that_are_refused(new: str, again: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        passwords.check_password(new, "siti.aminah", again)


def test_a_password_is_the_same_however_it_is_composed() -> None:
    kept = passwords.hashed("cafe\u0301 di pesantren")
    assert passwords.fits(kept, "caf\u00e9 di pesantren")
    assert not passwords.fits(kept, "cafe di pesantren")
    assert not passwords.fits("no hash", "x")


@pytest.mark.parametrize("digits", ["", "12345", "abcdef", "１２３４５６", "1234567"])
def test_what_is_no_digits(digits: str) -> None:
    assert passwords.step_of(passwords.new_secret(), digits, 0) is None


def test_digits_of_the_step_before_and_the_next_are_taken() -> None:
    secret, now = passwords.new_secret(), 3_000_000
    code = pyotp.TOTP(secret)
    found = [passwords.step_of(secret, code.generate_otp(now // 30 + away), now) for away in (-2, -1, 0, 1, 2)]
    assert found == [None, 99_999, 100_000, 100_001, None]


def _secret(client: httpx.Client) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/account").text)
    assert found is not None
    return found[1].replace(" ", "")


def _at_once(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
