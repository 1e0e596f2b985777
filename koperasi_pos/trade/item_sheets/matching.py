"""Which product of the shop a row means, and what happens to codes that two products would carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.trade.codes import canonical
from koperasi_pos.trade.item_sheets.drafts import Draft


def name_key(name: str, unit: str) -> tuple[str, str]:
    """How names and units are compared: spaces and small or capital letters make no difference."""
    return " ".join(name.split()).casefold(), unit.casefold()


@dataclass
class Shelf:
    """The shop's products as rows look for them: by shop code, bar code, name with unit; also inactive ones."""

    products: dict[str, ProductSaved] = field(default_factory=dict)
    by_shop_code: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_bar_code: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, products: Iterable[ProductSaved]) -> Shelf:
        """The shelf of these products; the short id tells them apart."""
        shelf = cls()
        for product in products:
            shelf.products[product.product] = product
            if product.code:
                shelf.by_shop_code[canonical(product.code)].append(product.product)
            for code in {code for pack in product.packs for code in pack.codes}:
                shelf.by_bar_code[code].append(product.product)
            shelf.by_name[name_key(product.name, "")[0]].append(product.product)
        return shelf


@dataclass(frozen=True)
class Match:
    """The product a row means (`None`: a new one), or the reason why that cannot be said."""

    product: ProductSaved | None = None
    refusal: str = ""
    other: str = ""


class Matcher:
    """Gives every row its product. A code that stands in several rows counts for the first of them alone.

    A row without a unit means `default_unit`; in a sheet without units (`default_unit` "") it means any.
    """

    def __init__(self, drafts: Sequence[Draft], shelf: Shelf, *, default_unit: str) -> None:
        self._shelf = shelf
        self._default_unit = default_unit
        self._shop_codes: dict[str, int] = {}
        self._bar_codes: dict[str, int] = {}
        self._named: dict[tuple[str, str], Draft] = {}
        self._meant: dict[str, int] = {}
        for draft in drafts:
            if draft.refused or draft.empty:
                continue
            if draft.code:
                self._shop_codes.setdefault(draft.code, draft.row)
            for code in draft.codes:
                self._bar_codes.setdefault(code, draft.row)
        self._coded: dict[int, Match] = {}
        self._claimed: set[str] = set()
        if shelf.products:
            live = [draft for draft in drafts if not draft.refused and not draft.empty and self._is_coded(draft)]
            self._claim(live, self._by_code)
            self._claim([draft for draft in live if draft.row not in self._coded], self._by_name_for_coded)

    def _claim(self, drafts: Sequence[Draft], find: Callable[[Draft], Match | None]) -> None:
        """Rows with codes choose before rows that only have a name, so that the order of rows makes no difference."""
        for draft in drafts:
            found = find(draft)
            if found is not None:
                self._coded[draft.row] = found
                if found.product is not None:
                    self._claimed.add(found.product.product)

    def repeated(self, draft: Draft) -> Draft | None:
        """The earlier row with this row's name and unit, where no code of its own tells this row from it."""
        key = name_key(draft.name, draft.unit or self._default_unit)
        if self._is_coded(draft):
            self._named.setdefault(key, draft)
            return None
        earlier = self._named.setdefault(key, draft)
        return None if earlier is draft else earlier

    def find(self, draft: Draft) -> Match:
        """The product by shop code, then bar code, then exact name and unit."""
        if not self._shelf.products:
            return Match()
        found = self._coded.get(draft.row)
        if found is None:
            found = Match() if self._is_coded(draft) else self._by_name(draft)
        if found.product is not None:
            earlier = self._meant.setdefault(found.product.product, draft.row)
            if earlier != draft.row:
                return Match(None, "same_product_as_row", str(earlier))
        return found

    def _by_code(self, draft: Draft) -> Match | None:
        code = self._own_shop_code(draft)
        found = self._one(self._holders(self._shelf.by_shop_code, code, draft) if code else [])
        if found is not None:
            return found
        own = self._own_bar_codes(draft)
        holders = [holder for code in own for holder in self._holders(self._shelf.by_bar_code, code, draft)]
        return self._one(list({holder.product: holder for holder in holders}.values()))

    def grant_codes(self, draft: Draft, product: ProductSaved | None) -> None:
        """Leave out codes that an earlier row or another product of the shop has; each is noted on the row."""
        own = product.product if product else ""
        if draft.code:
            if self._shop_codes[draft.code] != draft.row:
                draft.note("code_of_row", code=draft.code, row=self._shop_codes[draft.code])
                draft.code = ""
            elif product is not None and product.code and canonical(product.code) != draft.code:
                draft.note("shop_code_kept", code=draft.code, held=product.code)
                draft.code = ""
        for pack in draft.packs.values():
            kept = []
            for code in pack.codes:
                others = [holder for holder in self._shelf.by_bar_code.get(code, []) if holder != own]
                if self._bar_codes[code] != draft.row:
                    draft.note("code_of_row", code=code, row=self._bar_codes[code])
                elif others and own not in self._shelf.by_bar_code[code]:
                    draft.note("code_of_product", code=code, name=self._shelf.products[others[0]].name)
                else:
                    kept.append(code)
            pack.codes = kept

    def _is_coded(self, draft: Draft) -> bool:
        return bool(self._own_shop_code(draft) or self._own_bar_codes(draft))

    def _own_shop_code(self, draft: Draft) -> str:
        return draft.code if draft.code and self._shop_codes.get(draft.code) == draft.row else ""

    def _own_bar_codes(self, draft: Draft) -> list[str]:
        return [code for code in draft.codes if self._bar_codes.get(code) == draft.row]

    def _holders(self, shelf: Mapping[str, Sequence[str]], code: str, draft: Draft) -> list[ProductSaved]:
        """Who holds one code: of several those with the row's name, of these those on sale."""
        products = [self._shelf.products[holder] for holder in shelf.get(code, [])]
        name = name_key(draft.name, "")
        products = [product for product in products if name_key(product.name, "") == name] or products
        return [product for product in products if product.active] or products

    @staticmethod
    def _one(holders: Sequence[ProductSaved]) -> Match | None:
        """The one that the row's codes mean; `None` for no holder.

        Neither name nor sale chooses between the holders of different codes: an import may change both, and the same
        sheet must still mean the same.
        """
        if len(holders) > 1:
            return Match(None, "code_of_several", holders[0].name)
        return Match(holders[0]) if holders else None

    def _named_alike(self, draft: Draft) -> list[ProductSaved]:
        """Products with the row's name and unit that no row means by its codes."""
        name, unit = name_key(draft.name, draft.unit or self._default_unit)
        alike = [self._shelf.products[holder] for holder in self._shelf.by_name.get(name, [])]
        return [
            product
            for product in alike
            if product.product not in self._claimed and unit in ("", product.packs[0].unit.casefold())
        ]

    def _by_name_for_coded(self, draft: Draft) -> Match | None:
        """The one product of this name whose codes do not contradict the row's; several are none of them."""
        code, codes = self._own_shop_code(draft), self._own_bar_codes(draft)
        found = [
            product
            for product in self._named_alike(draft)
            if not (code and product.code) and not (codes and any(pack.codes for pack in product.packs))
        ]
        return Match(found[0]) if len(found) == 1 else None

    def _by_name(self, draft: Draft) -> Match:
        """For a row without codes: the one product of this name without codes, or the only one of this name."""
        found = self._named_alike(draft)
        bare = [product for product in found if not product.code and not any(pack.codes for pack in product.packs)]
        found = bare if len(bare) == 1 else found
        if len(found) > 1:
            return Match(None, "name_of_several", draft.name)
        return Match(found[0] if found else None)


def same_content(draft: Draft, other: Draft) -> bool:
    """Whether two rows say the same of an item, codes aside."""

    def told(row: Draft) -> tuple[object, ...]:
        packs = [(slot, pack.unit.casefold(), pack.factor, pack.prices, pack.steps) for slot, pack in row.packs.items()]
        return (row.name.casefold(), packs, row.texts, row.flags, row.cost, row.minimum, row.stock)

    return told(draft) == told(other)
