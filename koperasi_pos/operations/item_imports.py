"""Import of items: a first look at a file, the import in one transaction, its report, and the shop's own sheet."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from koperasi_pos.journal.documents import ProductSaved, StockAdjusted, StockLine
from koperasi_pos.operations.item_files import read_names, read_sheet, write_rows
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import OutcomeUnknown, Till
from koperasi_pos.store import CommitUnknown, Connection, bulk, journal
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.trade.item_sheets import Choices, Preview, RowOutcome, preview
from koperasi_pos.trade.item_sheets.own_sheet import own_rows
from koperasi_pos.trade.item_sheets.plans import plan
from koperasi_pos.trade.item_sheets.previews import count_outcomes, count_reasons, decide_rows
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Quantity, Refusal, short_id, uuid7
from koperasi_pos.words import _
from koperasi_pos.words.item_reasons import ITEM_OUTCOMES, reason_sentence

ROWS_A_BATCH = 1000
LINES_A_DOCUMENT = 1000
"""Opening stock is split, so that no entry grows larger than what goes to the province in one piece."""


@dataclass(frozen=True)
class ImportReport:
    """What became of every row (without the products). `at` is the moment of the import, as entries carry it."""

    file: str
    at: str
    sheet: str
    rows: tuple[RowOutcome, ...]
    counts: dict[str, int]
    reasons: dict[str, int]


def preview_items(till: Till, path: Path, choices: Choices | None = None) -> Preview:
    """What an import of the file would do, with the mapping and the questions; nothing is written.

    Refusals of `item_files.read_sheet`.
    """
    chosen = choices or Choices()
    with _keeping_everything():
        sheet = read_sheet(path, chosen)
        with till.reading() as connection:
            products = _read_products(connection)
        shown = preview(sheet.rows, chosen, products)
    return replace(shown, sheet=sheet.sheet, sheets=sheet.sheets, encoding=sheet.encoding, separator=sheet.separator)


def import_items(till: Till, path: Path, choices: Choices | None = None, *, by: Actor) -> Done[ImportReport]:
    """Import the items of a file in one transaction: all rows that can be, or none after a failure.

    New products get their stock as opening stock; stock of products that were there is left alone. The same file
    again changes nothing. `Refusal("import_questions_open")` while a question of the preview waits for an answer;
    refusals of `item_files.read_sheet`; `needs_approval`.
    """
    require(by, "products")
    with _keeping_everything():
        done = _import(till, path, choices or Choices(), by)
    if done.changed:
        till.tell("products")
    return done


@contextmanager
def _keeping_everything() -> Iterator[None]:
    """A sheet's rows all stay until the end: searching them for garbage would take a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _import(till: Till, path: Path, chosen: Choices, by: Actor) -> Done[ImportReport]:
    sheet = read_sheet(path, chosen)
    how = plan(sheet.rows, chosen)
    waiting = [question for question in how.ambiguities if question.is_open]
    if waiting:
        raise Refusal("import_questions_open", count=len(waiting))
    last = ""
    rows: list[RowOutcome] = []
    try:
        with till.database.write() as connection:
            decided = decide_rows(sheet.rows, how, _read_products(connection), _identifiers(till))
            lines: list[StockLine] = []
            while batch := list(islice(decided, ROWS_A_BATCH)):
                documents = [row.product for row in batch if row.product and row.outcome in ("made", "changed")]
                lines += [_opening(row.product, row.opening) for row in batch if row.product and row.opening > 0]
                if documents:
                    me = till.writer(connection)
                    bulk.post_products(connection, me, documents, staff=by.staff, time=till.now())
                    last = documents[-1].id
                rows += [row._replace(product=None) for row in batch]
            for start in range(0, len(lines), LINES_A_DOCUMENT):
                last = till.new_id()
                part = lines[start : start + LINES_A_DOCUMENT]
                till.post(connection, StockAdjusted(id=last, reason="opening", lines=part), by=by)
    except CommitUnknown as error:
        _look_up(till, last, error)
    report = ImportReport(path.name, till.now(), sheet.sheet, tuple(rows), count_outcomes(rows), count_reasons(rows))
    return Done(report, changed=bool(last))


def _look_up(till: Till, document_id: str, error: CommitUnknown) -> None:
    """One transaction: where its last document is, all of it is."""
    with till.database.write() as connection:
        if document_id and journal.find(connection, document_id) is None:
            raise OutcomeUnknown(str(error)) from error


def _read_products(connection: Connection) -> list[ProductSaved]:
    return [ProductSaved.model_validate_json(body) for body in product_book.every_body(connection)]


def _identifiers(till: Till) -> Callable[[], tuple[str, str]]:
    """Gives ids of new documents with short ids of new products, all of one moment."""
    moment = int(till.clock().timestamp() * 1000)

    def identify() -> tuple[str, str]:
        chance = till.randomness(18)
        return uuid7(moment, chance[:10]), short_id(chance[10:])

    return identify


def _opening(product: ProductSaved, quantity: Quantity) -> StockLine:
    return StockLine(product=product.product, quantity=quantity, value=quantity.times(product.cost))


def save_report(report: ImportReport, path: Path) -> None:
    """Write what became of every row as CSV or XLSX (by the name's end), in the language spoken now."""
    write_rows(path, report_rows(report), title=_("Import report"))


def report_rows(report: ImportReport) -> list[list[str]]:
    """Header and one row of text for every row of the sheet."""
    rows = [[_("Row"), _("Outcome"), _("Name"), _("Code"), _("Reasons")]]
    for row in report.rows:
        sentences = [reason_sentence(reason.code, reason.facts) for reason in row.reasons]
        rows.append(
            [str(row.row), _(ITEM_OUTCOMES[row.outcome]), _tame(row.name), _tame(row.code), " ".join(sentences)]
        )
    return rows


def _tame(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def save_items(till: Till, path: Path, *, by: Actor) -> int:
    """Write every product with its stock as the shop's own sheet, CSV or XLSX; returns how many there are.

    The sheet reads back with `import_items` and then changes nothing.
    """
    require(by, "reports")
    with till.reading() as connection:
        products = _read_products(connection)
        stock: dict[str, Quantity] = {}
        ids = [product.product for product in products]
        for start in range(0, len(ids), 500):
            found = stock_book.on_hand(connection, ids[start : start + 500])
            stock.update((product, Quantity(held[0])) for product, held in found.items())
    write_rows(path, own_rows(products, stock), title=_("Products"))
    return len(products)


__all__ = [
    "ImportReport",
    "import_items",
    "preview_items",
    "read_names",
    "report_rows",
    "save_items",
    "save_report",
]
