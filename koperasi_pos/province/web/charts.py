"""Charts as SVG, drawn on the server: a line by day, bars, shares; colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 880, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 12, 26
_STEPS = (1, 2, 5)
_MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a chart: its label below the axis, its height, and how the height is read out."""

    label: str
    value: int
    said: str


def line_chart(points: Sequence[Point], title: str, marks: Sequence[tuple[int, str]]) -> Markup:
    """A filled line over the points; `marks` are heights with their labels (see `heights`)."""
    if not points:
        return Markup("")
    top = _top(points, marks)
    places = [(_across(number, len(points)), _down(point.value, top)) for number, point in enumerate(points)]
    path = " ".join(f"{'L' if number else 'M'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(places))
    ground = _down(0, top)
    area = f"{path} L{places[-1][0]:.1f} {ground:.1f} L{places[0][0]:.1f} {ground:.1f} Z"
    dots = [
        Markup('<circle class="point" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>').format(x, y, one.said)
        for (x, y), one in zip(places, points, strict=True)
    ]
    inside = (
        _axis(marks, top)
        + Markup('<path class="area" d="{}"/><path class="line" d="{}"/>').format(area, path)
        + Markup("").join(dots)
        + _labels(points, [x for x, _y in places])
    )
    return _drawn(title, inside)


def bar_chart(points: Sequence[Point], title: str, marks: Sequence[tuple[int, str]]) -> Markup:
    """A bar a point."""
    if not points:
        return Markup("")
    top = _top(points, marks)
    room = (_WIDTH - _LEFT - _RIGHT) / len(points)
    bars, middles = [], []
    for number, point in enumerate(points):
        x = _LEFT + room * number
        y = _down(max(point.value, 0), top)
        middles.append(x + room / 2)
        bars.append(
            Markup(
                '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"><title>{}</title></rect>'
            ).format(x + room * 0.15, y, room * 0.7, _down(0, top) - y, point.said)
        )
    return _drawn(title, _axis(marks, top) + Markup("").join(bars) + _labels(points, middles))


def share(part: int, whole: int, said: str) -> Markup:
    """A flat bar of which `part` of `whole` is filled."""
    filled = 0 if whole <= 0 else min(max(part, 0) * 1000 // whole, 1000)
    return Markup(
        '<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="rest" width="1000" height="10" rx="5"/><rect class="part" width="{}" height="10" rx="5"/></svg>'
    ).format(said, filled)


def heights(highest: int, most: int = 4) -> list[int]:
    """Round heights from 0 to at least `highest`, at most `most` above 0."""
    wanted = max(highest, 1) / most
    size = 1
    while True:
        for step in _STEPS:
            if step * size >= wanted:
                height = step * size
                return [height * number for number in range(-(-max(highest, 1) // height) + 1)]
        size *= 10


def _top(points: Sequence[Point], marks: Sequence[tuple[int, str]]) -> int:
    return max([1, *(point.value for point in points), *(height for height, _label in marks)])


def _across(number: int, count: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (number / (count - 1) if count > 1 else 0.5)


def _down(value: int, top: int) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * max(value, 0) / top


def _axis(marks: Sequence[tuple[int, str]], top: int) -> Markup:
    return Markup("").join(
        Markup(
            '<path class="axis" d="M{left} {y:.1f}H{right}"/>'
            '<text x="{text}" y="{low:.1f}" text-anchor="end">{label}</text>'
        ).format(left=_LEFT, y=(y := _down(height, top)), right=_WIDTH - _RIGHT, text=_LEFT - 8, low=y + 4, label=label)
        for height, label in marks
    )


def _labels(points: Sequence[Point], places: Sequence[float]) -> Markup:
    """Labels below the axis, as many as have room; the last one always, as it is today."""
    every = -(-len(points) // _MOST_LABELS)
    shown = [number for number in range(len(points)) if (len(points) - 1 - number) % every == 0]
    return Markup("").join(
        Markup('<text x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
            places[number], _HEIGHT - 8, "end" if number == len(points) - 1 and len(points) > 1 else "middle",
            points[number].label,
        )
        for number in shown
    )  # fmt: skip


def _drawn(title: str, inside: Markup) -> Markup:
    return (
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            _WIDTH, _HEIGHT, escape(title)
        )
        + inside
        + Markup("</svg>")
    )
