"""Headers: which column means what, in Indonesian, English and Spanish, and as other tills write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

MOST_PACKS = 9

PACK_FIELDS = frozenset(
    {"unit", "factor", "barcode", "price", "wholesale", "wholesale_from", "wholesale2", "wholesale2_from", "member",
     "santri", "cost"}
)  # fmt: skip
"""Fields that a sheet may have once a pack: `price` is the base unit's, `price 2` that of the second pack."""

MONEY_FIELDS = frozenset({"price", "wholesale", "wholesale2", "member", "santri", "cost"})
QUANTITY_FIELDS = frozenset({"factor", "wholesale_from", "wholesale2_from", "stock", "minimum"})

WORDS: dict[str, tuple[str, ...]] = {
    "name": (
        "namabarang", "namaitem", "namaproduk", "nmbarang", "nmitem", "nmproduk", "nama", "itemname", "itemsname",
        "productname", "name", "produk", "product", "nombredelproducto", "nombreproducto", "nombrearticulo",
        "nombre", "articulo", "producto", "barang", "item", "uraianbarang", "uraian",
    ),
    "code": (
        "kodebarang", "kodeitem", "kodeproduk", "kdbarang", "kdproduk", "kditem", "sku", "itemcode", "productcode",
        "kode", "ref", "referencia", "code", "plu", "codigodelproducto", "codigoproducto", "codigointerno", "codigo",
    ),
    "barcode": (
        "barcode", "kodebarcode", "barcodesatuan", "barkode", "kodebatang", "codigodebarras", "codigobarras",
        "barcodes", "ean", "gtin", "upc",
    ),
    "category": (
        "namakategori", "kategori", "kategoribarang", "kategoriproduk", "categoryname", "category", "grupproduk",
        "jenis", "jenisbarang", "jenisitem", "namajenis", "golongan", "kelompok", "departemen", "grup", "group",
        "categoria", "familia", "kategoriid", "categoryid", "itemcategoryid", "kdkategori", "kdjenis",
    ),
    "unit": (
        "satuanjual", "satuan", "namasatuan", "satuannama", "satuandasar", "satuankecil", "unitname", "itemunitname",
        "unit", "uom", "unidaddemedida", "unidad", "satuanid", "itemunitid", "unitid", "kdsatuan",
    ),
    "unit 2": ("satuanbeli", "satuanbesar", "satuankulakan"),
    "factor": ("konversi", "satuanisi", "isisatuan", "isi", "itemdefaultquantity", "defaultquantity", "conversion",
               "factor", "contenido"),
    "factor 2": ("beliisi", "isibeli", "isibesar"),
    "price": (
        "hargajualeceran", "hargaeceran", "hargajual", "hargaumum", "hargasatuan", "sellingprice", "retailprice",
        "saleprice", "itemunitprice", "unitprice", "basicprice", "preciodeventa", "precioventa", "precio",
        "defaultprice", "price", "harga",
    ),
    "wholesale": ("hargagrosir", "grosir", "hargapartai", "wholesaleprice", "wholesale", "preciomayorista",
                  "preciomayor"),
    "wholesale_from": ("minimalgrosir", "mingrosir", "jumlahgrosir", "qtygrosir", "wholesalefrom", "minwholesale"),
    "wholesale2": ("hargagrosirlanjut",),
    "wholesale2_from": ("minimalgrosirlanjut",),
    "member": ("hargaanggota", "hargamember", "memberprice", "preciosocio"),
    "santri": ("hargasantri", "santriprice"),
    "cost": (
        "hargapokok", "hargabeli", "hpp", "hargamodal", "modal", "hargakulakan", "costprice", "itemunitcost",
        "unitcost", "purchaseprice", "buyprice", "coste", "preciodecompra", "preciocompra", "cost", "costo",
        "costodecompra",
    ),
    "stock": (
        "stokawal", "stok", "stock", "stokakhir", "sisastok", "locationstock", "instock", "onhand", "eninventario",
        "existencias", "qty", "quantity", "jumlah", "cantidad",
    ),
    "minimum": (
        "stokminimal", "stokminimum", "minimalstok", "minstok", "stokmin", "batasminimum", "reorderlevel",
        "lowstock", "minstock", "existenciasbajas", "minimum",
    ),
    "by_weight": ("timbang", "ditimbang", "jualtimbang", "soldbyweight", "vendidoporpeso"),
    "open_price": ("hargabebas", "hargaterbuka", "openprice", "precioabierto"),
    "stocked": ("stokdicatat", "trackstock", "trackinventory", "seguirelinventario"),
    "unstocked": ("nonstok", "nonstock", "tanpastok"),
    "tax": ("pajak", "kelaspajak", "jenispajak", "kenapajak", "ppn", "taxclass", "taxable", "tax", "tax1percent"),
    "active": ("aktif", "active", "dijual", "availableforsale", "disponiblesparalaventa", "statusaktif", "status"),
    "note": ("keterangan", "catatan", "deskripsi", "description", "descripcion", "notes", "note"),
    "group": ("handle",),
    "variant": ("namavarian", "variantname", "varian", "variant", "option1value", "opcion1valor"),
    "variant 2": ("option2value", "opcion2valor"),
    "variant 3": ("option3value", "opcion3valor"),
    "halal": ("halal", "nohalal", "nomorhalal"),
    "pirt": ("pirt", "nopirt", "nomorpirt"),
    "pillar": ("pilar", "pillar"),
    "favourite": ("tombolcepat",),
    "shelf": ("rak", "lokasirak", "norak", "nomorrak", "koderak", "posisirak", "shelf", "rack", "etalase"),
}  # fmt: skip
"""Field → headers without spaces, accents and signs, the best first."""

FIELDS = frozenset(WORDS) | {f"{field} {slot}" for field in PACK_FIELDS for slot in range(2, MOST_PACKS + 1)}
"""Every field that a column can be given."""

_TABLE = {word: (field, rank) for field, words in WORDS.items() for rank, word in enumerate(words)}
_PREFIXES = ("barang", "item", "produk", "product", "m", "tb")
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_LEVELS = {"hargagrosir1": "wholesale", "hargagrosir2": "wholesale2"}
_WORSE = 100
_ID_HEADER = re.compile(r"(^|[^a-z])(id|kd|kode|code)([^a-z]|$)|[a-z]id$")


def _folded(header: str) -> str:
    """Small letters without accents and bracketed remarks."""
    text = unicodedata.normalize("NFKD", _BRACKETS.sub(" ", header))
    return "".join(char for char in text if not unicodedata.combining(char)).casefold().strip()


def _split(header: str) -> tuple[str, int, bool]:
    """(letters and digits only, pack slot, whether the slot was told by a `_s2` at the end)."""
    text = _folded(header)
    told = re.search(r"[^a-z0-9]s([1-9])$", text)
    slot = int(told[1]) if told else 0
    if told:
        text = text[: told.start()]
    return re.sub(r"[^a-z0-9]", "", text), slot, told is not None


@lru_cache(maxsize=4096)
def field_of(header: str, *, levels: bool = False) -> tuple[str, int] | None:
    """(field, rank) that a header means, the smaller rank the surer; `None` where it says nothing to a till.

    With `levels` a number after "harga grosir" is a price level, not a pack, because packs are told by `_s2`.
    """
    compact, slot, _ = _split(header)
    for prefix in ("", *_PREFIXES):
        if not compact.startswith(prefix) or len(compact) == len(prefix):
            continue
        found = _field_of_compact(compact[len(prefix) :], slot, levels=levels)
        if found:
            return found[0], found[1] + (_WORSE if prefix else 0)
    return None


def _field_of_compact(word: str, slot: int, *, levels: bool) -> tuple[str, int] | None:
    if levels and word in _LEVELS:
        return _with_slot(_LEVELS[word], slot), 0
    if word in _TABLE:
        field, rank = _TABLE[word]
        return (_with_slot(field, slot), rank) if slot < 2 or field in PACK_FIELDS else None
    numbered = re.fullmatch(r"([a-z]+)([1-9])", word)
    if numbered and not slot and numbered[1] in _TABLE:
        field, rank = _TABLE[numbered[1]]
        if field in PACK_FIELDS:
            return _with_slot(field, int(numbered[2])), rank
    return None


def _with_slot(field: str, slot: int) -> str:
    return f"{field} {slot}" if slot > 1 else field


def find_mapping(headers: Sequence[str], filled: Sequence[bool] | None = None) -> dict[int, str]:
    """Column → field for a header row; a field is given once, to the surest column (leftmost among equals).

    `filled` tells which columns hold anything: an empty column gives way to a filled one.
    """
    levels = any(_split(header)[2] for header in headers)
    best: dict[str, tuple[tuple[bool, int, int], int]] = {}
    for column, header in enumerate(headers):
        found = field_of(header, levels=levels) if header.strip() else None
        if found is None:
            continue
        field, rank = found
        empty = filled is not None and not filled[column]
        claim = ((empty, rank, column), column)
        if field not in best or claim < best[field]:
            best[field] = claim
    return dict(sorted((column, field) for field, (_, column) in best.items()))


def overridden(found: Mapping[int, str], changed: Mapping[int, str]) -> dict[int, str]:
    """The mapping with what people chose: a field moves to the chosen column, "" leaves a column out."""
    taken = {field for field in changed.values() if field}
    kept = {column: field for column, field in found.items() if column not in changed and field not in taken}
    return dict(sorted({**kept, **{column: field for column, field in changed.items() if field}}.items()))


def header_row(rows: Sequence[Sequence[str]], *, look: int = 30) -> int | None:
    """Index of the row that is most of a header among the first `look`; `None` where none says what a name is."""
    best, chosen = 0, None
    for index, row in enumerate(rows[:look]):
        mapping = find_mapping([str(cell) for cell in row])
        known = len(mapping)
        if "name" in mapping.values() and known > best and (known > 1 or len([c for c in row if c.strip()]) == 1):
            best, chosen = known, index
    return chosen


def holds_identifiers(header: str) -> bool:
    """Whether a header tells of numbers or codes that stand for names (`satuan_id`, `kd_jenis`)."""
    return _ID_HEADER.search(_folded(header)) is not None


def split_field(field: str) -> tuple[str, int]:
    """`price 2` → (`price`, 2); `price` → (`price`, 1)."""
    name, _, slot = field.partition(" ")
    return name, int(slot) if slot else 1
