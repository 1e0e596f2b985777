"""Signing in: who gets in, how often it may be tried, how a session ends, what must be set up first."""

from __future__ import annotations

from tests.province.web.conftest import WebServer


def test_an_officer_signs_in(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    answer = client.get("/account")
    assert answer.status_code == 200
    assert "Siti" in answer.text
