"""Which shops a reading is about, as conditions of a query."""

from __future__ import annotations

from psycopg import sql

from koperasi_pos.province.figures.rows import Scope

SILENT_DAYS = 3
"""A till in use that was not heard of for longer is called silent."""
SKEW_SECONDS = 600


def of_shops(scope: Scope) -> sql.Composed:
    """A condition on the table `shop`."""
    parts: list[sql.Composable] = [sql.SQL("true")]
    if scope.kabupaten:
        parts.append(sql.SQL("shop.kabupaten = {}").format(quoted(scope.kabupaten)))
    if scope.shop:
        parts.append(sql.SQL("shop.id = {}").format(quoted(scope.shop)))
    return sql.SQL(" AND ").join(parts)


def of_rows(scope: Scope, column: str = "shop") -> sql.Composed:
    """A condition on a table whose rows name their shop; a single shop is told by its key, so that one part is read."""
    name = sql.Identifier(*column.split("."))
    if scope.shop:
        one = sql.SQL("{} = {}").format(name, quoted(scope.shop))
        if not scope.kabupaten:
            return sql.Composed([one])
        return sql.SQL("{} AND {}").format(one, _within(name, scope.kabupaten))
    return _within(name, scope.kabupaten) if scope.kabupaten else sql.SQL("true").format()


def _within(name: sql.Identifier, kabupaten: str) -> sql.Composed:
    return sql.SQL("{} IN (SELECT id FROM shop WHERE kabupaten = {})").format(name, quoted(kabupaten))


def of_tallies(scope: Scope) -> sql.Composed:
    """A condition on the sums across shops."""
    if scope.kabupaten:
        return sql.SQL("kabupaten = {}").format(quoted(scope.kabupaten))
    return sql.SQL("true").format()


def like(text: str) -> str:
    """A pattern that finds the text anywhere."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def quoted(text: str) -> sql.Composable:
    """A text as part of a statement that is run with values beside it, where a bare % would begin a place for one."""
    return sql.SQL(sql.Literal(text).as_string(None).replace("%", "%%"))
