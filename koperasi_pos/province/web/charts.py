"""Charts as SVG, drawn on the server: a line by day, bars, shares; colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a chart: its label below the axis, its height, and how the height is read out."""

    label: str
    value: int
    said: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a chart is drawn: letters keep their size, so a phone and a wide card get shapes of their own."""

    name: str
    width: int
    height: int
    labels: int
    """The most labels that have room below the axis."""

    @property
    def bottom(self) -> float:
        """Where the axis lies."""
        return self.height - 26.0

    def across(self, place: int, count: int) -> float:
        """How far to the right a point stands."""
        return _LEFT + (self.width - _LEFT - _RIGHT) * (place / (count - 1) if count > 1 else 0.5)

    def down(self, value: int, top: int) -> float:
        """How far down a height stands."""
        return self.bottom - (self.bottom - _TOP) * max(value, 0) / top


_LEFT, _RIGHT, _TOP = 82, 14, 12
PHONE = Shape("small", 360, 190, 4)
SHAPES = {
    "half": Shape("wide", 600, 220, 8),
    "most": Shape("wide", 920, 230, 10),
    "full": Shape("wide", 1260, 230, 15),
}
"""By how much of the page the card takes."""


def line_chart(points: Sequence[Point], title: str, marks: Sequence[tuple[int, str]], size: str = "most") -> Markup:
    """A filled line over the points; `marks` are heights with their labels (see `heights`)."""
    return Markup("").join(_drawn(shape, title, _line(shape, points, marks)) for shape in _shapes(points, size))


def bar_chart(points: Sequence[Point], title: str, marks: Sequence[tuple[int, str]], size: str = "full") -> Markup:
    """A bar a point."""
    return Markup("").join(_drawn(shape, title, _bars(shape, points, marks)) for shape in _shapes(points, size))


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


def _shapes(points: Sequence[Point], size: str) -> tuple[Shape, ...]:
    return (SHAPES[size], PHONE) if points else ()


def _line(shape: Shape, points: Sequence[Point], marks: Sequence[tuple[int, str]]) -> Markup:
    top = _top(points, marks)
    places = [(shape.across(number, len(points)), shape.down(point.value, top)) for number, point in enumerate(points)]
    path = " ".join(f"{'L' if number else 'M'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(places))
    area = f"{path} L{places[-1][0]:.1f} {shape.bottom:.1f} L{places[0][0]:.1f} {shape.bottom:.1f} Z"
    dots = [
        Markup('<circle class="point" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>').format(x, y, one.said)
        for (x, y), one in zip(places, points, strict=True)
    ]
    return (
        _axis(shape, marks, top)
        + Markup('<path class="area" d="{}"/><path class="line" d="{}"/>').format(area, path)
        + Markup("").join(dots)
        + _labels(shape, points, [x for x, _y in places])
    )


def _bars(shape: Shape, points: Sequence[Point], marks: Sequence[tuple[int, str]]) -> Markup:
    top = _top(points, marks)
    room = (shape.width - _LEFT - _RIGHT) / len(points)
    bars, middles = [], []
    for number, point in enumerate(points):
        x, y = _LEFT + room * number, shape.down(point.value, top)
        middles.append(x + room / 2)
        bars.append(
            Markup(
                '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"><title>{}</title></rect>'
            ).format(x + room * 0.18, y, room * 0.64, shape.bottom - y, point.said)
        )
    return _axis(shape, marks, top) + Markup("").join(bars) + _labels(shape, points, middles)


def _top(points: Sequence[Point], marks: Sequence[tuple[int, str]]) -> int:
    return max([1, *(point.value for point in points), *(height for height, _label in marks)])


def _axis(shape: Shape, marks: Sequence[tuple[int, str]], top: int) -> Markup:
    return Markup("").join(
        Markup(
            '<path class="axis" d="M{left} {y:.1f}H{right}"/>'
            '<text x="{text}" y="{low:.1f}" text-anchor="end">{label}</text>'
        ).format(
            left=_LEFT, y=(y := shape.down(height, top)), right=shape.width - _RIGHT, text=_LEFT - 8, low=y + 4,
            label=label,
        )
        for height, label in marks
    )  # fmt: skip


def _labels(shape: Shape, points: Sequence[Point], places: Sequence[float]) -> Markup:
    """Labels below the axis, as many as have room; the last one always, as it is today."""
    every = -(-len(points) // shape.labels)
    shown = [number for number in range(len(points)) if (len(points) - 1 - number) % every == 0]
    return Markup("").join(
        Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
            min(places[number], shape.width - 18), shape.height - 8, points[number].label
        )
        for number in shown
    )


def _drawn(shape: Shape, title: str, inside: Markup) -> Markup:
    return (
        Markup('<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            shape.name, shape.width, shape.height, escape(title)
        )
        + inside
        + Markup("</svg>")
    )
