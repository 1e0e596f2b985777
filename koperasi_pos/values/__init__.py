"""Values of the trade: money, goods, identifiers, the business day and the refusal."""

from koperasi_pos.values.business_day import WIB, business_day, from_iso, to_iso
from koperasi_pos.values.identifiers import short_id, uuid7
from koperasi_pos.values.money import ZERO, Rupiah, share_out
from koperasi_pos.values.quantity import ONE, Quantity
from koperasi_pos.values.refusal import Refusal

__all__ = [
    "ONE",
    "WIB",
    "ZERO",
    "Quantity",
    "Refusal",
    "Rupiah",
    "business_day",
    "from_iso",
    "share_out",
    "short_id",
    "to_iso",
    "uuid7",
]
