"""Every page answers, for a province that is empty and for one with trouble of every kind."""

from __future__ import annotations

from tests.province.web.conftest import WebServer
from tests.province.web.samples import ANNUR, FORKED

PATHS = (
    "/", "/attention", "/shops", "/products", "/tills", "/enrolment", "/messages", "/quarantine", "/officers", "/audit",
    "/account",
)  # fmt: skip


def test_pages_of_an_empty_province(web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)


def test_pages_of_a_full_province(filled: WebServer) -> None:
    filled.add_officer("siti")
    client = filled.signed_in("siti")
    of_a_shop = (f"/shops/{ANNUR}{rest}" for rest in ("", "/shifts", "/stock", "/products", "/edit"))
    for path in (*PATHS, *of_a_shop, f"/tills/{FORKED}"):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)
