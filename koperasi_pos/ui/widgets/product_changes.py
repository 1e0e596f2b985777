"""What is different between two states of a product, in words: for its history and for the look at an import."""

from __future__ import annotations

from collections.abc import Callable

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.values import ONE
from koperasi_pos.words import _
from koperasi_pos.words.numbers import percent, quantity, rupiah
from koperasi_pos.words.terms import term

_NOTHING = "–"


def price_words(price: Price, unit: str) -> str:
    """Whose price of what: `Eceran pcs`, `Grosir pcs (mulai 12)`."""
    if price.from_quantity == ONE:
        return f"{term('tier', price.tier)} {unit}"
    start = quantity(price.from_quantity)
    return _("{tier} {unit} (from {start})").format(tier=term("tier", price.tier), unit=unit, start=start)


def prices_in_words(product: ProductSaved) -> str:
    """All prices of a product on one line."""
    return " · ".join(
        f"{price_words(price, pack.unit)} {rupiah(price.price)}" for pack in product.packs for price in pack.prices
    )


def changes_in_words(before: ProductSaved, after: ProductSaved) -> list[str]:
    """One sentence for each thing that is different, prices first."""
    told = _price_changes(before, after)
    plain: tuple[tuple[str, Callable[[ProductSaved], str]], ...] = (
        (_("Cost"), lambda product: rupiah(product.cost) if product.cost else ""),
        (_("Name"), lambda product: product.name),
        (_("Shop code"), lambda product: product.code),
        (_("Category"), lambda product: product.category),
        (_("Warn below"), lambda product: quantity(product.minimum) if product.minimum else ""),
        (_("Tax class"), lambda product: term("tax_class", product.tax_class)),
        (_("OPOP pillar"), lambda product: term("pillar", product.pillar)),
        (_("Halal number"), lambda product: product.halal),
        (_("P-IRT number"), lambda product: product.pirt),
        (_("Shelf"), lambda product: product.shelf),
        (_("Allergens"), lambda product: ", ".join(product.allergens)),
        (_("Note"), lambda product: product.note),
        (_("When none is there"), lambda product: term("stock_policy", product.when_none)),
        (_("Commission"), lambda product: percent(product.commission) if product.commission else ""),
        (_("The shop keeps"), lambda product: rupiah(product.margin) if product.margin else ""),
        (_("Tile"), lambda product: str(product.favourite or "")),
    )
    for word, shown in plain:
        if shown(before) != shown(after):
            told.append(f"{word} {shown(before) or _NOTHING} → {shown(after) or _NOTHING}")
    told += _pack_changes(before.packs, after.packs)
    flags: tuple[tuple[str, bool, bool], ...] = (
        (_("Sold by weight"), before.by_weight, after.by_weight),
        (_("The cashier types the price"), before.open_price, after.open_price),
        (_("Settled at closing"), before.daily, after.daily),
        (_("Stock is kept"), before.stocked, after.stocked),
    )
    answers = {True: _("yes"), False: _("no")}
    told += [f"{word}: {answers[now]}" for word, was, now in flags if was != now]
    if before.active != after.active:
        told.append(_("Back on sale") if after.active else _("Off sale"))
    if before.owner != after.owner:
        kept = (_("Now consigned"), _("Now of another owner")) if after.owner else (_("Now the shop's own"),)
        told.append(kept[-1] if before.owner else kept[0])
    if before.picture != after.picture:
        told.append(_("another picture") if after.picture else _("no picture"))
    return told


def _price_changes(before: ProductSaved, after: ProductSaved) -> list[str]:
    old, new = _prices(before), _prices(after)
    told = []
    for words in dict.fromkeys([*old, *new]):
        was, now = old.get(words, ""), new.get(words, "")
        if was != now:
            told.append(f"{words} {was or _NOTHING} → {now or _NOTHING}")
    return told


def _prices(product: ProductSaved) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for pack in product.packs:
        for price in pack.prices:
            found.setdefault(price_words(price, pack.unit), []).append(rupiah(price.price))
    return {words: " / ".join(amounts) for words, amounts in found.items()}


def _pack_changes(before: list[Pack], after: list[Pack]) -> list[str]:
    told = []
    old, new = {pack.unit: pack for pack in before}, {pack.unit: pack for pack in after}
    for unit in dict.fromkeys([*old, *new]):
        was, now = old.get(unit), new.get(unit)
        if was is None and now is not None:
            told.append(_("new pack {unit} of {factor}").format(unit=unit, factor=quantity(now.factor)))
        elif now is None:
            told.append(_("pack {unit} taken away").format(unit=unit))
        elif was is not None and was.factor != now.factor:
            told.append(f"{unit} {quantity(was.factor)} → {quantity(now.factor)}")
        old_codes, new_codes = (was.codes if was else []), (now.codes if now else [])
        if set(old_codes) != set(new_codes):
            shown = [", ".join(codes) or _NOTHING for codes in (old_codes, new_codes)]
            told.append(" ".join((_("Bar codes"), unit, " → ".join(shown))))
    return told
