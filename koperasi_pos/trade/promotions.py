"""Promotions on a basket: n for m, percent off, bundles. They do not stack: the larger one takes the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import PromotionSaved
from koperasi_pos.values import ZERO, Quantity, Refusal, Rupiah, share_out

FORMS = ("n_for_m", "percent", "bundle")


@dataclass(frozen=True)
class Offered:
    """A line as promotions see it: `base` in thousandths of the base unit, `gross` in rupiah."""

    product: str
    category: str
    base: Quantity
    gross: Rupiah
    by_weight: bool = False


def promotions_on(
    lines: Sequence[Offered], promotions: Sequence[PromotionSaved], tier: str
) -> dict[int, tuple[Rupiah, str]]:
    """Line index → (rupiah off, name of the promotion)."""
    offers: list[tuple[Rupiah, PromotionSaved, dict[int, Rupiah]]] = []
    for promotion in promotions:
        if promotion.tiers and tier not in promotion.tiers:
            continue
        shares = _shares(promotion, lines)
        whole = Rupiah(sum(shares.values()))
        if whole > 0:
            offers.append((whole, promotion, shares))
    offers.sort(key=lambda offer: (-offer[0], offer[1].name, offer[1].promotion))
    taken: dict[int, tuple[Rupiah, str]] = {}
    for _, promotion, shares in offers:
        if not any(index in taken for index in shares):
            taken.update({index: (share, promotion.name) for index, share in shares.items() if share})
    return taken


def _shares(promotion: PromotionSaved, lines: Sequence[Offered]) -> dict[int, Rupiah]:
    if promotion.form == "percent":
        return {
            index: line.gross.fraction(promotion.basis_points, 10000)
            for index, line in enumerate(lines)
            if _covers(promotion, line)
        }
    if promotion.form == "n_for_m":
        return _n_for_m(promotion, lines)
    return _bundle(promotion, lines)


def _covers(promotion: PromotionSaved, line: Offered) -> bool:
    return line.product in promotion.products or (bool(line.category) and line.category in promotion.categories)


def _n_for_m(promotion: PromotionSaved, lines: Sequence[Offered]) -> dict[int, Rupiah]:
    """Take `take`, pay `pay`, each product for itself; the free units are worth the product's average price."""
    shares: dict[int, Rupiah] = {}
    by_product: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if _covers(promotion, line) and not line.by_weight:
            by_product.setdefault(line.product, []).append(index)
    for indexes in by_product.values():
        base = sum(int(lines[index].base) for index in indexes)
        groups = base // (1000 * promotion.take)
        if groups:
            gross = Rupiah(sum(lines[index].gross for index in indexes))
            off = gross.fraction(groups * (promotion.take - promotion.pay) * 1000, base)
            parts = share_out(off, [int(lines[index].gross) for index in indexes])
            shares.update(zip(indexes, parts, strict=True))
    return shares


def _bundle(promotion: PromotionSaved, lines: Sequence[Offered]) -> dict[int, Rupiah]:
    """As many whole bundles as the basket holds; what the parts cost less the bundle's price is taken off."""
    held: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        held.setdefault(line.product, []).append(index)
    bundles: int | None = None
    for part in promotion.parts:
        base = sum(int(lines[index].base) for index in held.get(part.product, []))
        bundles = min(base // int(part.quantity), bundles if bundles is not None else base)
    if not bundles:
        return {}
    worth: dict[int, int] = {}
    for part in promotion.parts:
        indexes = held[part.product]
        base = sum(int(lines[index].base) for index in indexes)
        gross = Rupiah(sum(lines[index].gross for index in indexes))
        used = gross.fraction(int(part.quantity) * bundles, base)
        for index, share in zip(indexes, share_out(used, [int(lines[i].gross) for i in indexes]), strict=True):
            worth[index] = worth.get(index, 0) + int(share)
    off = Rupiah(sum(worth.values())) - promotion.price * bundles
    if off <= 0:
        return {}
    return dict(zip(worth, share_out(off, list(worth.values())), strict=True))


def check_promotion(promotion: PromotionSaved) -> PromotionSaved:
    """A promotion that can be kept; `Refusal` with what is wrong."""
    if not promotion.name.strip():
        raise Refusal("name_missing")
    if promotion.form not in FORMS:
        raise Refusal("promotion_form", form=promotion.form)
    if promotion.ends and promotion.begins > promotion.ends:
        raise Refusal("promotion_dates")
    if promotion.form == "bundle":
        if len(promotion.parts) < 1 or promotion.price <= ZERO or any(part.quantity <= 0 for part in promotion.parts):
            raise Refusal("promotion_bundle")
    elif not promotion.products and not promotion.categories:
        raise Refusal("promotion_goods")
    if promotion.form == "n_for_m" and not 0 < promotion.pay < promotion.take:
        raise Refusal("promotion_n_for_m")
    if promotion.form == "percent" and not 0 < promotion.basis_points <= 10000:
        raise Refusal("promotion_percent")
    return promotion
