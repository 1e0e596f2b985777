"""Quantity: goods in thousandths of a unit, so that grams and pieces need no float."""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from koperasi_pos.values.money import Rupiah, rounded_ratio, whole_number_schema

_new = int.__new__


class Quantity(int):
    """Thousandths of a unit: `Quantity(1500)` is one and a half kilogram, or 1.5 of any unit."""

    __slots__ = ()

    def __new__(cls, thousandths: int) -> Quantity:
        if type(thousandths) is not int and (not isinstance(thousandths, int) or isinstance(thousandths, bool)):
            raise TypeError(f"Quantity takes whole thousandths, not {type(thousandths).__name__}")
        return _new(cls, thousandths)

    @classmethod
    def of(cls, units: int) -> Quantity:
        """`units` whole units."""
        return cls(cls(units) * 1000)

    def __add__(self, other: int) -> Quantity:
        return _new(Quantity, int.__add__(self, _thousandths(other)))

    __radd__ = __add__

    def __sub__(self, other: int) -> Quantity:
        return _new(Quantity, int.__sub__(self, _thousandths(other)))

    def __rsub__(self, other: int) -> Quantity:
        return Quantity(int.__sub__(_thousandths(other), self))

    def __neg__(self) -> Quantity:
        return Quantity(int.__neg__(self))

    def __abs__(self) -> Quantity:
        return Quantity(int.__abs__(self))

    def __truediv__(self, other: object) -> NoReturn:
        raise TypeError("quantities are not divided with '/'")

    __rtruediv__ = __truediv__

    def __float__(self) -> float:
        raise TypeError("no float touches goods")

    def times(self, price: Rupiah) -> Rupiah:
        """What this quantity costs at `price` a unit, rounded half away from zero to whole rupiah."""
        return _new(Rupiah, rounded_ratio(int(self) * int(price), 1000))

    def in_units_of(self, factor: Quantity) -> Quantity:
        """This many packs of `factor` base units each, as a quantity of base units."""
        return self if factor == 1000 else Quantity(rounded_ratio(int(self) * int(factor), 1000))

    @property
    def is_whole(self) -> bool:
        """Whether this is a whole number of units."""
        return int(self) % 1000 == 0

    def plain(self) -> str:
        """Digits with a decimal point and without trailing zeros: `0.75`; for files, not for people."""
        sign, size = ("-" if self < 0 else ""), abs(int(self))
        whole, rest = divmod(size, 1000)
        return f"{sign}{whole}" + (f".{rest:03d}".rstrip("0") if rest else "")

    def __repr__(self) -> str:
        return f"Quantity({int(self)})"

    __str__ = int.__repr__

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return whole_number_schema(cls)


ONE = Quantity(1000)


def _thousandths(other: object) -> int:
    if type(other) is Quantity or type(other) is int:
        return other
    if isinstance(other, int) and not isinstance(other, bool | Rupiah):
        return int(other)
    raise TypeError(f"goods meet only whole thousandths, not {type(other).__name__}")
