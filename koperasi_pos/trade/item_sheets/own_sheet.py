"""The shop's own sheet of items: products as rows that read back to the same products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from koperasi_pos.journal.documents import Pack, ProductSaved
from koperasi_pos.trade.item_sheets.headers import MOST_PACKS
from koperasi_pos.values import ONE, Quantity

_FIRST = ("Kode", "Nama barang", "Kategori", "Satuan", "Barcode", "Harga jual", "Minimal grosir", "Harga grosir",
          "Minimal grosir lanjut", "Harga grosir lanjut", "Harga anggota", "Harga santri", "Harga pokok", "Stok",
          "Stok minimal", "Timbang", "Harga bebas", "Stok dicatat", "Pajak", "Pilar", "Halal", "PIRT",
          "Tombol cepat", "Aktif", "Keterangan", "Rak")  # fmt: skip
_PACK = ("Satuan {n}", "Isi {n}", "Barcode {n}", "Harga jual {n}", "Minimal grosir {n}", "Harga grosir {n}",
         "Minimal grosir lanjut {n}", "Harga grosir lanjut {n}", "Harga anggota {n}", "Harga santri {n}")  # fmt: skip


def own_rows(products: Iterable[ProductSaved], stock: Mapping[str, Quantity]) -> list[list[str]]:
    """Header and one row a product, in the order given; `stock` is short id → quantity on hand.

    Amounts are plain digits, quantities have a decimal comma, codes of one pack are divided by `|`. A pack has room
    for two wholesale steps and one price of each other tier; what goes beyond stays in the shop and is not lost when
    the sheet is read again.
    """
    listed = list(products)
    packs = min(max((len(product.packs) for product in listed), default=1), MOST_PACKS)
    header = [*_FIRST, *(text.format(n=n) for n in range(2, packs + 1) for text in _PACK)]
    return [header, *(_row(product, stock.get(product.product, Quantity(0)), packs) for product in listed)]


def _row(product: ProductSaved, on_hand: Quantity, packs: int) -> list[str]:
    base = product.packs[0]
    row = [product.code, product.name, product.category, base.unit, "|".join(base.codes), *_prices(base)]
    row += [str(int(product.cost)) if product.cost else "", _quantity(on_hand), _quantity(product.minimum)]
    row += [_flag(product.by_weight), _flag(product.open_price), _flag(product.stocked)]
    row += [product.tax_class, product.pillar, product.halal, product.pirt, str(product.favourite or "")]
    row += [_flag(product.active), product.note, product.shelf]
    for slot in range(1, packs):
        pack = product.packs[slot] if slot < len(product.packs) else None
        if pack is None:
            row += [""] * len(_PACK)
        else:
            row += [pack.unit, _quantity(pack.factor), "|".join(pack.codes), *_prices(pack)]
    return row


def _prices(pack: Pack) -> list[str]:
    single = {price.tier: str(int(price.price)) for price in reversed(pack.prices) if price.price}
    steps = sorted((price for price in pack.prices if price.tier == "wholesale"), key=lambda price: price.from_quantity)
    steps = [price for price in steps if price.from_quantity > ONE]
    told = [text for price in steps[:2] for text in (_quantity(price.from_quantity), str(int(price.price)))]
    told += [""] * (4 - len(told))
    return [single.get("retail", ""), *told, single.get("member", ""), single.get("santri", "")]


def _quantity(size: Quantity) -> str:
    return size.plain().replace(".", ",")


def _flag(answer: bool) -> str:
    return "ya" if answer else "tidak"
