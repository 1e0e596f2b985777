"""Charts, lengths of time and short sums as the pages write them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.province.web.charts import Point, bar_chart, heights, line_chart, share
from koperasi_pos.province.web.templates import short_rupiah
from koperasi_pos.province.web.times import ago, lasting, wib
from koperasi_pos.words import speaking


@given(st.integers(min_value=0, max_value=10**15))
def test_heights_are_few_even_and_reach_the_highest(highest: int) -> None:
    found = heights(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert 2 <= len(found) <= 5
    steps = {after - before for before, after in itertools.pairwise(found)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in ("1", "2", "5")


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**12), min_size=1, max_size=90))
def test_a_chart_is_sound_and_stays_within_its_frame(values: list[int]) -> None:
    points = [Point(f"{number}", value, f'<b title="{value}">') for number, value in enumerate(values)]
    marks = [(height, str(height)) for height in heights(max(values))]
    for drawn in (line_chart(points, 'Omzet "<30>"', marks), bar_chart(points, "Omzet", marks)):
        root = ElementTree.fromstring(f"<all>{drawn}</all>")
        assert len(root) == 2, "one for a desk, one for a phone"
        for chart in root:
            _x, _y, width, height = map(float, chart.attrib["viewBox"].split())
            for part in chart:
                for name, limit in (("cx", width), ("x", width), ("cy", height), ("y", height)):
                    assert 0 <= float(part.attrib.get(name, 0)) <= limit
            labels = [text.text for text in chart.findall("text")]
            assert labels[-1] == str(len(values) - 1), "today is named"


def test_nothing_to_draw() -> None:
    assert line_chart([], "Omzet", [(0, "0")]) == ""
    assert bar_chart([], "Omzet", [(0, "0")]) == ""


@pytest.mark.parametrize(("part", "whole", "width"), [(1, 4, 250), (0, 0, 0), (5, 4, 1000), (-1, 4, 0)])
def test_a_share_fills_its_part(part: int, whole: int, width: int) -> None:
    assert f'class="part" width="{width}"' in share(part, whole, "Omzet")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "Rp0"), (999_999, "Rp999.999"), (1_000_000, "Rp1 jt"), (412_600_000, "Rp412,6 jt"),
        (-1_250_000, "−Rp1,3 jt"), (1_500_000_000, "Rp1,5 M"), (12_345_678_900_000, "Rp12.345,7 M"),
    ],
)  # fmt: skip
def test_short_sums(amount: int, written: str) -> None:
    assert short_rupiah(amount) == written


def test_lengths_of_time_in_both_languages() -> None:
    now = datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert [lasting(seconds) for seconds in (5, 60, 3_599, 7_200, 730 * 86_400)] == [
        "5 detik", "1 menit", "59 menit", "2 jam", "730 hari",
    ]  # fmt: skip
    assert ago(None, now) == "belum pernah"
    assert ago(now, now) == "baru saja"
    with speaking("en"):
        assert lasting(3_600) == "1 hour"
        assert ago(now - timedelta(days=3), now) == "3 days ago"
    assert ago(now - timedelta(days=3), now) == "3 hari lalu"
    assert wib(now) == "2026-11-27T15:00:00+07:00"
    assert wib(None) == ""
