"""Products, their codes, their search index and their history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import PictureSaved, ProductSaved
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection

_COLUMNS = (
    "product.key, product.id, product.name, product.code, product.category, product.unit, product.price,"
    " product.cost, product.active, product.body, coalesce(stock.quantity, 0), coalesce(stock.value, 0)"
)
_FROM = "FROM product LEFT JOIN stock ON stock.product = product.key"

_SAVE = """INSERT INTO product (key, id, name, code, category, unit, price, cost, pillar, favourite, stocked, active,
        body, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET name = excluded.name, code = excluded.code, category = excluded.category,
        unit = excluded.unit, price = excluded.price, cost = excluded.cost, pillar = excluded.pillar,
        favourite = excluded.favourite, stocked = excluded.stocked, active = excluded.active,
        body = excluded.body, stamp = excluded.stamp"""
_ADD_CODE = "INSERT INTO product_code (code, product, pack) VALUES (?, ?, ?)"
_ADD_WORDS = "INSERT INTO product_search (rowid, words) VALUES (?, ?)"
_ADD_ENTRY = "INSERT INTO product_entry (product, position) VALUES (?, ?)"


class ProductRow(NamedTuple):
    """A product as lists show it; `document` opens the rest. Prices in rupiah, stock in thousandths of `unit`.

    A named tuple, because a search makes fifty of them between two key strokes.
    """

    key: int
    id: str
    name: str
    code: str
    category: str
    unit: str
    price: int
    cost: int
    active: bool
    body: str
    stock_quantity: int
    stock_value: int

    @property
    def document(self) -> ProductSaved:
        """The whole product."""
        return _read(self.body)


@lru_cache(maxsize=512)
def _read(body: str) -> ProductSaved:
    # The goods of the day are scanned again and again; the text is the key, so a change is never missed.
    return ProductSaved.model_validate_json(body)


def _row(values: Any) -> ProductRow:
    return ProductRow._make(values[:12])


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a product counts; its codes and its search words follow."""
    product = cast(ProductSaved, entry.document)
    mark = stamp(entry)
    held = connection.run("SELECT key, stamp FROM product WHERE id = ?", (product.product,)).fetchone()
    key = position if held is None else held[0]
    if held is None or mark > held[1]:
        _write(connection, key, product, mark, new=held is None)
    connection.run(_ADD_ENTRY, (key, position))


def _write(connection: Connection, key: int, product: ProductSaved, mark: str, *, new: bool) -> None:
    connection.run(_SAVE, _values(key, product, mark))
    if not new:
        connection.run("DELETE FROM product_code WHERE product = ?", (key,))
        connection.run("DELETE FROM product_search WHERE rowid = ?", (key,))
    codes = _codes(key, product)
    if codes:
        connection.run_many(_ADD_CODE, codes)
    connection.run(_ADD_WORDS, (key, _words(product)))


def _values(key: int, product: ProductSaved, mark: str) -> tuple[Any, ...]:
    first = product.packs[0]
    price = next((price.price for price in first.prices if price.tier == "retail"), 0)
    return (
        key, product.product, product.name, product.code, product.category, first.unit, int(price),
        int(product.cost), product.pillar, product.favourite, int(product.stocked), int(product.active),
        product.model_dump_json(exclude_defaults=True), mark,
    )  # fmt: skip


def _codes(key: int, product: ProductSaved) -> list[tuple[str, int, int]]:
    return sorted({(code, key, pack) for pack, form in enumerate(product.packs) for code in form.codes})


def _words(product: ProductSaved) -> str:
    return " ".join((product.name, product.code, product.category, product.shelf)).casefold().rstrip()


def apply_many(connection: Connection, writer: int, entries: Sequence[tuple[int, Entry]]) -> None:
    """What `apply` does for each (position, entry) in turn, by the thousand: an import brings a whole catalogue."""
    ids = [cast(ProductSaved, entry.document).product for _, entry in entries]
    held: set[str] = set()
    for start in range(0, len(ids), 500):
        held.update(keys(connection, ids[start : start + 500]))
    fresh: dict[str, tuple[int, Entry]] = {}
    later: list[tuple[int, Entry]] = []
    for product_id, placed in zip(ids, entries, strict=True):
        if product_id in held or product_id in fresh:
            later.append(placed)
        else:
            fresh[product_id] = placed
    new = [(position, cast(ProductSaved, entry.document), stamp(entry)) for position, entry in fresh.values()]
    if new:
        connection.run_many(_SAVE, [_values(*item) for item in new])
        connection.run_many(_ADD_WORDS, [(key, _words(product)) for key, product, _ in new])
        connection.run_many(_ADD_ENTRY, [(key, key) for key, _, _ in new])
    codes = [code for key, product, _ in new for code in _codes(key, product)]
    if codes:
        connection.run_many(_ADD_CODE, codes)
    for position, entry in later:
        apply(connection, writer, position, entry)


def apply_picture(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Pictures are named by what is in them; the same one twice is one."""
    import base64

    picture = cast(PictureSaved, entry.document)
    if not picture.data:
        return  # a photo of somebody who was forgotten
    connection.run(
        "INSERT OR IGNORE INTO picture (hash, data) VALUES (?, ?)", (picture.hash, base64.b64decode(picture.data))
    )


def picture(connection: Connection, hash: str) -> bytes | None:
    """The bytes of a picture."""
    row = connection.run("SELECT data FROM picture WHERE hash = ?", (hash,)).fetchone()
    return bytes(row[0]) if row else None


def by_code(
    connection: Connection, codes: tuple[str, ...], *, active_only: bool = True
) -> list[tuple[ProductRow, int]]:
    """(product, index of its pack) for products that carry one of these bar codes or shop codes."""
    marks = ",".join("?" * len(codes))
    active = "AND product.active = 1" if active_only else ""
    rows = connection.run(
        f"SELECT {_COLUMNS}, product_code.pack {_FROM} JOIN product_code ON product_code.product = product.key"
        f" WHERE product_code.code IN ({marks}) {active} ORDER BY product.key LIMIT 20",
        codes,
    ).fetchall()
    if not rows:
        rows = connection.run(
            f"SELECT {_COLUMNS}, 0 {_FROM} WHERE product.code IN ({marks}) AND product.code <> ''"  # as its index says
            f" {active} LIMIT 20",
            codes,
        ).fetchall()
    return [(_row(row), row[12]) for row in rows]


def with_shop_code(connection: Connection, code: str) -> list[str]:
    """Short ids of the active products whose own code (SKU) this is, whatever bar codes others carry."""
    rows = connection.run("SELECT id FROM product WHERE code = ? AND code <> '' AND active = 1", (code,))
    return [row[0] for row in rows]


def search_parts(text: str) -> list[str]:
    """The parts of a text to look for; the first twenty, for a pasted page is no search. SQLite ends a text at NUL."""
    return text.replace("\0", " ").casefold().split()[:20]


def search(
    connection: Connection, text: str, *, limit: int = 50, active_only: bool = True, category: str = "", shelf: str = ""
) -> list[ProductRow]:
    """Products whose words contain every part of `text`, in any order; all of them, by name, for an empty text.

    With `category` only those of this category, with `shelf` those that stand there.
    """
    active = "AND product.active = 1" if active_only else ""
    parts = search_parts(text)
    long = [part for part in parts if len(part) >= 3]
    short = [part for part in parts if len(part) < 3]
    conditions, values = "", []  # type: str, list[Any]
    for part in short:
        # The trigram index cannot see less than three letters.
        conditions += " AND (product.name || ' ' || product.code) LIKE ? ESCAPE '\\'"
        values.append("%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    if category:
        conditions += " AND product.category = ?"
        values.append(category)
    if shelf:
        conditions += " AND product.body ->> '$.shelf' = ?"
        values.append(shelf)
    if long:
        match = " ".join('"' + part.replace('"', '""') + '"' for part in long)
        statement = (
            f"SELECT {_COLUMNS} FROM product_search JOIN product ON product.key = product_search.rowid"  # noqa: S608
            f" LEFT JOIN stock ON stock.product = product.key"
            f" WHERE product_search MATCH ? {active} {conditions} LIMIT ?"
        )
        values.insert(0, match)
    else:
        statement = f"SELECT {_COLUMNS} {_FROM} WHERE 1 {active} {conditions} ORDER BY product.name LIMIT ?"
    return list(map(ProductRow._make, connection.run(statement, (*values, limit))))


def product(connection: Connection, product_id: str) -> ProductRow | None:
    """The product with this short id."""
    row = connection.run(f"SELECT {_COLUMNS} {_FROM} WHERE product.id = ?", (product_id,)).fetchone()
    return _row(row) if row else None


def favourites(connection: Connection, *, limit: int = 24) -> list[ProductRow]:
    """The tiles of the sell page in their order."""
    rows = connection.run(
        f"SELECT {_COLUMNS} {_FROM} WHERE product.favourite > 0 AND product.active = 1"
        " ORDER BY product.favourite, product.name LIMIT ?",
        (limit,),
    )
    return [_row(row) for row in rows]


def categories(connection: Connection) -> list[str]:
    """The names of categories in use."""
    rows = connection.run("SELECT DISTINCT category FROM product WHERE category <> '' ORDER BY category")
    return [row[0] for row in rows]


def shelves(connection: Connection) -> list[str]:
    """The shelves (rak) on which something stands."""
    rows = connection.run(
        "SELECT DISTINCT body ->> '$.shelf' AS shelf FROM product WHERE shelf IS NOT NULL ORDER BY shelf"
    )
    return [row[0] for row in rows]


def on_shelf(connection: Connection, names: Sequence[str]) -> list[str]:
    """Short ids of what is sold and stands on these shelves."""
    marks = ",".join("?" * len(names))
    rows = connection.run(
        f"SELECT id FROM product WHERE active = 1 AND body ->> '$.shelf' IN ({marks}) ORDER BY name",  # noqa: S608
        tuple(names),
    )
    return [row[0] for row in rows]


def asked_for(count: int) -> str:
    """What is selected from to find so many products (at least one) by their short ids, which are its values.

    The ids are joined and not compared (`id IN (?, ?)`): SQLite plans a statement anew for every value compared with
    a column that was analysed, and an `IN` of several builds a table each time; either cost more than the answer.
    """
    return f"(VALUES {', '.join(['(?)'] * count)}) AS asked CROSS JOIN product ON product.id = asked.column1"


def keys(connection: Connection, product_ids: Sequence[str]) -> dict[str, int]:
    """Short id → key within this file; a product that was never saved is missing from the answer."""
    if not product_ids:
        return {}
    asked = f"SELECT id, key FROM {asked_for(len(product_ids))}"  # noqa: S608 - marks alone
    return dict(connection.run(asked, product_ids).fetchall())


def bodies(connection: Connection, product_ids: list[str]) -> dict[str, ProductSaved]:
    """Short id → the product as it is now; a product that was never saved is missing from the answer."""
    if not product_ids:
        return {}
    rows = connection.run(f"SELECT id, body FROM {asked_for(len(product_ids))}", product_ids)  # noqa: S608
    return {product: _read(body) for product, body in rows}


def history(connection: Connection, product_id: str) -> list[Entry]:
    """Every saved state of a product with who saved it and when, oldest first."""
    from koperasi_pos.journal import read_entry

    rows = connection.run(
        """SELECT journal.line FROM product JOIN product_entry ON product_entry.product = product.key
        JOIN journal ON journal.position = product_entry.position WHERE product.id = ? ORDER BY journal.position""",
        (product_id,),
    )
    return [read_entry(row[0].encode()) for row in rows]


def state_before(connection: Connection, product_id: str, position: int) -> ProductSaved | None:
    """The product as it was saved last before a position of the journal; `None` where it was new there."""
    from koperasi_pos.journal import read_entry

    row = connection.run(
        """SELECT journal.line FROM product JOIN product_entry ON product_entry.product = product.key
        JOIN journal ON journal.position = product_entry.position
        WHERE product.id = ? AND journal.position < ? ORDER BY journal.position DESC LIMIT 1""",
        (product_id, position),
    ).fetchone()
    return cast(ProductSaved, read_entry(row[0].encode()).document) if row else None


def count(connection: Connection) -> int:
    """How many products are active."""
    row = connection.run("SELECT count(*) FROM product WHERE active = 1").fetchone()
    return int(row[0]) if row else 0


def every_body(connection: Connection) -> list[str]:
    """Every product there is, also inactive ones, as JSON, in the order in which they came."""
    return [row[0] for row in connection.run("SELECT body FROM product ORDER BY key")]
