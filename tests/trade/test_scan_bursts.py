"""What a scanner typed, judged by the set-up, and the set-up measured from three scans."""

from __future__ import annotations

from dataclasses import replace

import pytest

from koperasi_pos.trade.scan_bursts import Burst, End, Rules, code_of, judge, propose

RULES = Rules(35, 4)
NOODLES = "8998866200301"


def burst(text: str, gap: int = 8, end: End = "enter", end_gap: int = 8) -> Burst:
    """Characters at an even pace."""
    return Burst(text, (0, *[gap] * (len(text) - 1)), end, end_gap)


@pytest.mark.parametrize(
    ("came", "why"),
    [
        (burst(NOODLES), ""),
        (burst(NOODLES, gap=60), "slow"),
        (burst(NOODLES, end_gap=90), "slow"),
        (burst("123"), "short"),
        (burst(NOODLES, end="tab"), "end"),
        (burst(NOODLES, end="none", end_gap=250), "end"),
    ],
)
def test_why_a_burst_does_not_count(came: Burst, why: str) -> None:
    assert judge(came, RULES).why == why


def test_the_kind_of_code_is_recognised() -> None:
    assert (judge(burst("]E0" + NOODLES), RULES).symbology, judge(burst(NOODLES), RULES).kind) == ("EAN-13", "gtin")
    assert judge(burst("]C101" + "0" + NOODLES), RULES).kind == "gs1"
    assert judge(burst("A-17"), RULES).kind == "text"


def test_what_stands_around_the_code_is_taken_off() -> None:
    rules = replace(RULES, prefix="~", suffix="#", separator="|", aim="drop")
    assert code_of(f"~]E0{NOODLES}#", rules) == NOODLES
    assert code_of("~10AB|17260101#", rules) == "10AB\x1d17260101"
    assert code_of(NOODLES, rules) == NOODLES


def test_three_scans_of_one_code_give_the_set_up() -> None:
    slow = [burst(f"~{NOODLES}#", gap, "tab", 31) for gap in (22, 40, 28)]
    found = propose(slow, RULES)
    assert found == Rules(60, 4, "~", "#", "tab")
    assert found is not None
    assert all(judge(one, found).counts and judge(one, found).code == NOODLES for one in slow)


def test_an_aim_identifier_is_no_prefix_and_a_short_code_lowers_the_least() -> None:
    found = propose([burst(f"]E0{NOODLES}")] * 3, RULES)
    assert found is not None
    assert (found.prefix, found.suffix, found.minimum, found.gap_ms) == ("", "", 4, 20)
    short = propose([burst("A17")] * 3, RULES)
    assert short is not None
    assert short.minimum == 3


@pytest.mark.parametrize(
    "bursts",
    [
        [burst(NOODLES)] * 2,
        [burst(NOODLES), burst(NOODLES), burst("8990000000014")],
        [burst(NOODLES), burst(NOODLES), burst(NOODLES, end="tab")],
        [burst(NOODLES, gap=180)] * 3,
    ],
)
def test_too_few_different_or_typed_scans_give_none(bursts: list[Burst]) -> None:
    assert propose(bursts, RULES) is None
