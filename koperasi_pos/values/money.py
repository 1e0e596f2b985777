"""Rupiah: whole rupiah that refuse floats, and the one way to round and to share money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_new = int.__new__
_add = int.__add__
_subtract = int.__sub__


class Rupiah(int):
    """An amount of whole rupiah; an `int` in JSON and in the store, never a float.

    Adding, subtracting and multiplying by whole numbers keep the type. Division raises `TypeError`:
    use `fraction` (rounded, sign-symmetric) or `share_out` (loses nothing).
    """

    __slots__ = ()

    def __new__(cls, amount: int) -> Rupiah:
        if type(amount) is not int and (not isinstance(amount, int) or isinstance(amount, bool)):
            raise TypeError(f"Rupiah takes a whole number, not {type(amount).__name__}")
        return _new(cls, amount)

    # The sums below run some hundred times a sale: they ask for the plain types first and skip `__new__`'s question.
    def __add__(self, other: int) -> Rupiah:
        if type(other) is not Rupiah and type(other) is not int:
            other = _whole(other)
        return _new(Rupiah, _add(self, other))

    __radd__ = __add__

    def __sub__(self, other: int) -> Rupiah:
        if type(other) is not Rupiah and type(other) is not int:
            other = _whole(other)
        return _new(Rupiah, _subtract(self, other))

    def __rsub__(self, other: int) -> Rupiah:
        return _new(Rupiah, _subtract(_whole(other), self))

    def __mul__(self, other: int) -> Rupiah:
        return _new(Rupiah, int.__mul__(self, _whole(other)))

    __rmul__ = __mul__

    def __neg__(self) -> Rupiah:
        return _new(Rupiah, int.__neg__(self))

    def __abs__(self) -> Rupiah:
        return _new(Rupiah, int.__abs__(self))

    def __truediv__(self, other: object) -> NoReturn:
        raise TypeError("rupiah are not divided: use fraction() or share_out()")

    __rtruediv__ = __truediv__

    def fraction(self, numerator: int, denominator: int) -> Rupiah:
        """`self * numerator / denominator`, rounded half away from zero, so that −x gives −(result)."""
        return _new(Rupiah, rounded_ratio(int(self) * _whole(numerator), _whole(denominator)))

    def to_nearest(self, unit: int) -> Rupiah:
        """The nearest multiple of `unit` (half away from zero); `unit` 0 or 1 leaves the amount alone."""
        return self if unit <= 1 else _new(Rupiah, rounded_ratio(self, _whole(unit)) * unit)

    def __repr__(self) -> str:
        return f"Rupiah({int(self)})"

    __str__ = int.__repr__

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return whole_number_schema(cls)


def whole_number_schema(kind: type[int]) -> CoreSchema:
    """How pydantic reads a whole number of a kind: one of its own passes as it is, a plain int becomes one."""
    made = core_schema.no_info_after_validator_function(kind, core_schema.int_schema(strict=True))
    own = core_schema.is_instance_schema(kind)
    return core_schema.json_or_python_schema(
        json_schema=made,
        python_schema=core_schema.union_schema([own, made], mode="left_to_right"),
    )


ZERO = Rupiah(0)


def rounded_ratio(numerator: int, denominator: int) -> int:
    """The whole number nearest to numerator/denominator, halves away from zero."""
    top, bottom = int(numerator), int(denominator)
    if bottom < 0:
        top, bottom = -top, -bottom
    return (2 * top + bottom) // (2 * bottom) if top >= 0 else -((bottom - 2 * top) // (2 * bottom))


def share_out(amount: Rupiah, weights: Sequence[int]) -> list[Rupiah]:
    """Split `amount` by `weights` (≥ 0) to the last rupiah; the shares add up to `amount` exactly.

    Largest remainder: leftover rupiah go to the largest fractions, earlier ones first. With weights
    that are all 0 the first share takes everything; without weights `amount` must be 0.
    """
    if not weights:
        if amount:
            raise ValueError("nothing to share the amount over")
        return []
    whole = sum(weights)
    if whole == 0 or amount == 0:
        return [amount, *([ZERO] * (len(weights) - 1))]
    size, sign = abs(int(amount)), -1 if amount < 0 else 1
    parts = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(size * weights[index] % whole), index))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [Rupiah(sign * part) for part in parts]


def _whole(other: object) -> int:
    """`other` as a plain int; refuses floats, booleans and everything that is not a whole number."""
    if type(other) is int:
        return other
    if isinstance(other, int) and not isinstance(other, bool):
        return int(other)
    raise TypeError(f"money meets only whole numbers, not {type(other).__name__}")
