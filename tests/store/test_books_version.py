"""Whoever changes what a till's books are made of raises their number, so that every file makes them anew."""

from __future__ import annotations

import ast
from pathlib import Path

from koperasi_pos.store import books
from tests.counter import Clock, shop_in
from tests.pins import meaning, pin

PINNED = {5: "ce5704939c1153ee"}
"""Number of the books → what they were made of under it. New kinds of documents change the number by themselves."""


def made_of(home: Path) -> str:
    """Tables, and what writes into them; what only reads says nothing about what stands there."""
    till = shop_in(home, Clock())
    with till.reading() as connection:
        tables = connection.run("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    till.close()
    shapes = [" ".join(sql.split()) for table, sql in tables if table in books.TABLES]
    rules = [meaning(file, _writes) for file in Path(books.__file__).parent.glob("*.py") if file.name != "__init__.py"]
    return pin([*shapes, *rules])


def _writes(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.FunctionDef):
        return statement.name.startswith(("apply", "_"))
    return isinstance(statement, ast.Assign | ast.AnnAssign)


def test_books_that_change_get_another_number(tmp_path: Path) -> None:
    found = made_of(tmp_path)
    assert PINNED.get(books.VERSION) == found, (
        "The tables of a till's books changed, or what writes into them. If files are to make them anew, raise VERSION"
        f" in koperasi_pos/store/books/__init__.py; then pin {found!r} to it here."
    )
    assert max(PINNED) == books.VERSION
