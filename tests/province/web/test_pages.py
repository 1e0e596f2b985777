"""Every page answers, for a province that is empty and for one with trouble of every kind."""

from __future__ import annotations

import re

from tests.province.web.conftest import WebServer
from tests.province.web.samples import ANNUR, DARUSSALAM, FORKED, HIKMAH, NURUL

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


def test_a_shop_whose_till_is_frozen_stands_out(filled: WebServer) -> None:
    filled.add_officer("siti")
    page = filled.signed_in("siti").get("/shops").text
    dots = dict(
        zip(re.findall(r'href="/shops/(toko-[a-z]+)"', page), re.findall(r'class="dot ([a-z]+)"', page), strict=True)
    )
    assert dots == {ANNUR: "green", DARUSSALAM: "gold", HIKMAH: "red", NURUL: "green"}
