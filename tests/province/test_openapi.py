"""The description of the addresses is true: whatever is asked, the answer is one that it names."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from koperasi_pos.journal.protocol import HEADER_DEVICE, HEADER_PROVINCE, TROUBLES
from koperasi_pos.province.limits import Limiter
from tests.province.asking import Asker, Serving, asker
from tests.province.shops import ShopTill

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 40
TILLS = ("/v1/enrol", "/v1/hello", "/v1/entries", "/v1/feed", "/v1/compare", "/v1/key", "/v1/visit-proof")


@pytest.fixture
def described(serving: Serving) -> Any:
    """The description as the server gives it."""
    return openapi.from_url(f"{serving.address}/openapi.json")


@pytest.fixture
def till(serving: Serving, shop_till: ShopTill) -> Asker:
    """A till that signs whatever it is made to ask."""
    return asker(serving.address, shop_till)


def test_every_address_of_the_protocol_is_described(described: Any) -> None:
    paths = described.raw_schema["paths"]
    assert set(TILLS) | {"/healthz", "/readyz", "/metrics"} == set(paths)
    named = {int(status) for path in paths.values() for act in path.values() for status in act["responses"]}
    assert set(TROUBLES.values()) <= named, "every trouble of the protocol is named somewhere"
    for path in TILLS:
        for act in paths[path].values():
            assert HEADER_DEVICE in {one["name"] for one in act["parameters"]}


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
@pytest.mark.parametrize("path", [*TILLS, "/healthz", "/readyz"])
def test_answers_are_those_that_are_described(
    serving: Serving, described: Any, till: Asker, path: str, signed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is made up here says that more was acknowledged than is held; that is logged as it should be.
    monkeypatch.setattr(logging.getLogger("koperasi_pos.province.greeting"), "disabled", True)
    method = "GET" if path in ("/v1/feed", "/healthz", "/readyz") else "POST"

    @settings(
        max_examples=EXAMPLES if signed else 15, deadline=None, phases=[Phase.explicit, Phase.generate], database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @_given(described[path][method])
    def ask(case: Any) -> None:
        serving.server.limiter = Limiter(1000, 1000)
        serving.server.enrol_limiter = Limiter(1000, 1000)
        if case.query and int_of(case.query.get("wait")) > 0:
            case.query["wait"] = 0
        # What is signed are the bytes and the address as they go out: the request is made first, signed, then sent.
        import requests

        made = requests.Request(**_named(case.as_transport_kwargs(base_url=serving.address))).prepare()
        if signed:
            body = made.body or b""
            target = str(made.path_url)
            made.headers.update(till.headers(method, target, body if isinstance(body, bytes) else body.encode()))
        with requests.Session() as session:
            answer = session.send(made, timeout=120)
        assert answer.headers[HEADER_PROVINCE] == serving.server.province
        assert (answer.headers.get("Cache-Control") == "no-store") == made.path_url.startswith("/v1/")
        case.validate_response(schemathesis.Response.from_any(answer), checks=CHECKS)

    ask()


def _given(operation: Any) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    from hypothesis import given

    made: Callable[[Callable[[Any], None]], Callable[[], None]] = given(case=operation.as_strategy())
    return made


def _named(words: dict[str, Any]) -> dict[str, Any]:
    known = ("method", "url", "headers", "files", "data", "params", "auth", "cookies", "json")
    return {name: value for name, value in words.items() if name in known}


def int_of(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def test_a_bug_is_answered_in_the_words_of_the_protocol(
    serving: Serving, till: Asker, monkeypatch: pytest.MonkeyPatch, expected_log: Any
) -> None:
    from koperasi_pos.province import greeting

    expected_log("a bug")
    expected_log("Exception in ASGI application")

    def broken(*_words: object, **_more: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(greeting, "_skew", broken)
    answer = till.ask("POST", "/v1/hello", json.dumps({"epoch": 1, "seq": 0, "hash": ""}).encode())
    assert (answer.status_code, answer.json()["error"]) == (500, "bug")
    assert answer.headers[HEADER_PROVINCE] == serving.server.province
    assert "secret" not in answer.text


def test_what_is_not_there_is_said_so(serving: Serving, till: Asker) -> None:
    assert till.ask("GET", "/v1/nothing").json()["error"] == "not_found"
    assert till.ask("GET", "/v1/hello").status_code == 405
    assert till.ask("GET", "/v1/feed?after=-1").status_code == 422
    assert till.ask("GET", "/v1/feed?after=x").json()["error"] == "not_understood"
