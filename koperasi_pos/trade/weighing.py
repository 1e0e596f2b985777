"""Weights from the scale: what it shows, and which of it may be sold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from koperasi_pos.values import Quantity, Refusal

State = Literal["stable", "moving", "overload", "underload"]

UNITS = {"kg": 1000, "kilo": 1000, "kilogram": 1000, "ons": 10_000, "g": 1_000_000, "gr": 1_000_000, "gram": 1_000_000}
"""Unit of the goods → thousandths of it in a kilogram; an ons is a hundred grams."""


@dataclass(frozen=True)
class Weighing:
    """What lies on the scale, in thousandths of a kilogram; an overloaded scale tells no weight."""

    state: State
    weight: Quantity = Quantity(0)


def is_weighed_in(unit: str) -> bool:
    """Whether goods of this unit can be put on a scale."""
    return unit.strip().lower() in UNITS


def weight_taken(weighing: Weighing | None, *, tare: Quantity = Quantity(0), unit: str = "kg") -> Quantity:
    """The quantity to sell, in thousandths of `unit`, without the container.

    `Refusal`: `scale_silent`, `scale_overload`, `scale_moving`, `scale_negative`, `scale_empty`.
    """
    if weighing is None:
        raise Refusal("scale_silent")
    if weighing.state == "overload":
        raise Refusal("scale_overload")
    if weighing.state == "moving":
        raise Refusal("scale_moving")
    net = weighing.weight - tare
    if weighing.state == "underload" or net < 0:
        raise Refusal("scale_negative")
    if net == 0:
        raise Refusal("scale_empty")
    return Quantity(int(net) * UNITS[unit.strip().lower()] // 1000)


def tare_taken(weighing: Weighing | None) -> Quantity:
    """The weight of the empty container that lies on the scale; the same refusals."""
    return weight_taken(weighing)
