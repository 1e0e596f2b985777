"""What tills and provinces of released versions said is read for ever: bundles, sticks, questions and answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from koperasi_pos.journal import GENESIS, link, read_entry
from koperasi_pos.journal import protocol as p
from koperasi_pos.journal.sticks import BUNDLES, read_stick
from koperasi_pos.province import enrolment
from koperasi_pos.province.carrying import carry
from koperasi_pos.province.database import Pool
from koperasi_pos.province.enrolment import make_code
from tests.conftest import ExpectedLog
from tests.province.asking import MovedClock, Serving
from tests.province.shops import add_shop

VERSIONS = sorted(folder for folder in (Path(__file__).parent / "recorded").iterdir() if folder.is_dir())

QUESTIONS: dict[str, type[p.Message]] = {
    p.ENROL: p.EnrolQuestion, p.HELLO: p.HelloQuestion, p.COMPARE: p.CompareQuestion, p.ROTATE: p.RotateQuestion,
}  # fmt: skip
ANSWERS: dict[str, type[p.Message]] = {
    p.ENROL: p.EnrolAnswer, p.HELLO: p.HelloAnswer, p.ENTRIES: p.PushAnswer, p.FEED: p.FeedAnswer,
    p.COMPARE: p.CompareAnswer, p.ROTATE: p.Message,
}  # fmt: skip


@pytest.fixture(params=VERSIONS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """The recording of a version."""
    found: Path = request.param
    return found


@pytest.fixture
def said(folder: Path) -> dict[str, Any]:
    """Requests and answers, and the till's public key."""
    found: dict[str, Any] = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return found


def test_bundles_come_back_byte_for_byte(folder: Path, said: dict[str, Any]) -> None:
    lines = (folder / "lines.txt").read_bytes().splitlines()
    bundles = sorted(folder.glob("bundle-*.bin"))
    assert bundles
    for file in bundles:
        found = p.unpack(file.read_bytes())
        assert found.signed_by(said["public_key"])
        assert list(found.lines) == lines[: len(found.lines)]
        point = (0, GENESIS)
        for line in found.lines:
            point = link(*point, read_entry(line))
        assert point == (found.last, found.hash)


def test_sticks_are_read(folder: Path, said: dict[str, Any]) -> None:
    stick = read_stick((folder / "stick-up.kpb").read_bytes())
    assert stick.signed_by(said["public_key"])
    assert [p.unpack(content).signed_by(said["public_key"]) for content in stick.all_of(BUNDLES)] == [True]


def test_every_request_is_signed_as_it_was_and_every_answer_understood(said: dict[str, Any]) -> None:
    seen = set()
    for one in said["said"]:
        path = urlsplit(one["target"]).path
        seen.add(path)
        headers, body = one["headers"], bytes.fromhex(one["body"])
        signed = p.to_sign(
            one["method"], one["target"], body, headers[p.HEADER_DEVICE], headers[p.HEADER_TIME],
            headers[p.HEADER_NONCE],
        )  # fmt: skip
        assert p.verify(said["public_key"], signed, headers[p.HEADER_SIGNATURE])
        if path in QUESTIONS:
            QUESTIONS[path].model_validate_json(body)
        answer = ANSWERS[path].model_validate_json(one["answer"])
        if isinstance(answer, p.PushAnswer):
            assert p.unpack(body).signed_by(said["public_key"])
            assert p.verify(province_key(said), p.acknowledgement(answer), answer.signature)
    assert seen >= {p.ENROL, p.HELLO, p.ENTRIES, p.FEED, p.COMPARE}


def test_a_province_of_today_answers_what_was_said_then(
    said: dict[str, Any], folder: Path, pool: Pool, serving: Serving, clock: MovedClock, expected_log: ExpectedLog
) -> None:
    """Every request of the recording once more, byte for byte and at its time, to a real server on PostgreSQL."""
    expected_log("a comparison differs")  # the message that the province of the recording sent is not here
    add_shop(pool, "toko-1")
    code = p.EnrolQuestion.model_validate_json(bytes.fromhex(said["said"][0]["body"])).code
    with pool.writing() as connection:
        made = make_code(connection, "toko-1", "new", now=clock(), by="officer")
        connection.execute(
            "UPDATE enrolment_code SET hash = %s, ends_at = %s WHERE hash = %s",
            (enrolment._hash(code), clock() + timedelta(days=36500), enrolment._hash(made.code)),
        )
    acked = 0
    for one in said["said"]:
        clock.by = datetime.fromisoformat(one["headers"][p.HEADER_TIME]) - datetime.now(UTC)
        answer = requests.request(
            one["method"], serving.address + one["target"], headers=one["headers"], data=bytes.fromhex(one["body"]),
            timeout=120,
        )  # fmt: skip
        assert answer.status_code == one["status"], answer.text
        path = urlsplit(one["target"]).path
        told = ANSWERS[path].model_validate_json(answer.content)
        if isinstance(told, p.PushAnswer):
            acked = told.acked
            assert acked == p.PushAnswer.model_validate_json(one["answer"]).acked
    lines = (folder / "lines.txt").read_bytes().splitlines()
    with pool.reading() as connection:
        held = connection.execute("SELECT line, flag FROM entry WHERE device = %s ORDER BY seq", (said_by(said),))
        assert [(bytes(line), flag) for line, flag in held] == [(line, None) for line in lines[:acked]]
    assert acked >= 10
    carried = carry(pool, (folder / "stick-up.kpb").read_bytes(), signer=serving.server.signer, now=clock())
    assert (carried.entries, carried.refused) == (0, ""), "the stick brings what is held already"


def said_by(said: dict[str, Any]) -> str:
    """The device of the till that spoke."""
    device: str = said["said"][0]["headers"][p.HEADER_DEVICE]
    return device


def province_key(said: dict[str, Any]) -> str:
    """The province's public key, as it told it when the till was enrolled."""
    enrolled = next(one for one in said["said"] if one["target"] == p.ENROL)
    return p.EnrolAnswer.model_validate_json(enrolled["answer"]).province_key
