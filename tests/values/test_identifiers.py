"""Identifiers sort by time, carry their version, and the business day is WIB's."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.values import WIB, Refusal, business_day, from_iso, short_id, to_iso, uuid7


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=16))
def test_uuid7_is_one_and_carries_the_time(milliseconds: int, randomness: bytes) -> None:
    made = uuid.UUID(uuid7(milliseconds, randomness))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == milliseconds


@given(st.integers(0, 2**47), st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_later_ids_sort_later(milliseconds: int, first: bytes, second: bytes) -> None:
    assert uuid7(milliseconds, first) < uuid7(milliseconds + 1, second)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(0, b"short")
    with pytest.raises(ValueError, match="8 random bytes"):
        short_id(b"short")


def test_the_day_is_wibs() -> None:
    assert business_day(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)).isoformat() == "2026-11-24"
    assert business_day(datetime(2026, 11, 23, 16, 59, tzinfo=UTC)).isoformat() == "2026-11-23"
    with pytest.raises(ValueError, match="offset"):
        business_day(datetime(2026, 11, 23))


def test_times_read_back() -> None:
    moment = datetime(2026, 11, 24, 13, 7, 0, 123000, tzinfo=WIB)
    assert to_iso(moment) == "2026-11-24T13:07:00.123+07:00"
    assert from_iso(to_iso(moment)) == moment


def test_a_refusal_tells_code_and_facts() -> None:
    assert str(Refusal("not_enough_cash", missing=500)) == "not_enough_cash(missing=500)"
    assert str(Refusal("basket_empty")) == "basket_empty"
