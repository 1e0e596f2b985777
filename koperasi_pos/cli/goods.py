"""Commands for goods: import from a sheet, export to one."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from koperasi_pos.cli.session import REFUSED, Session, complain
from koperasi_pos.journal.documents import Price, ProductSaved
from koperasi_pos.operations import item_files, products
from koperasi_pos.operations import item_imports as imports
from koperasi_pos.trade.item_sheets import Choices
from koperasi_pos.trade.item_sheets.headers import FIELDS
from koperasi_pos.values import ONE, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.item_reasons import ITEM_OUTCOMES
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term


def import_items(session: Session) -> int:
    """Import, or with `--dry-run` only say what would be done; 1 where a row was (or would be) refused."""
    words = session.words
    file, choices = Path(words.file), _choices(session)
    with session.till() as till:
        if words.dry_run:
            seen = imports.preview_items(till, file, choices)
            counts, reasons = seen.counts, seen.reasons
            for question in seen.open_questions:
                complain(_("Question {key}: {options}").format(key=question.key, options=" | ".join(question.options)))
            if words.report:
                report = imports.ImportReport(file.name, till.now(), seen.sheet, seen.rows, counts, reasons)
                imports.save_report(report, Path(words.report))
        else:
            done = imports.import_items(till, file, choices, by=session.actor(till))
            counts, reasons = done.value.counts, done.value.reasons
            if words.report:
                imports.save_report(done.value, Path(words.report))
    told = ", ".join(f"{_(ITEM_OUTCOMES[outcome])} {number}" for outcome, number in counts.items())
    session.tell(told, counts=counts, reasons=reasons)
    return REFUSED if counts["refused"] else 0


def _choices(session: Session) -> Choices:
    words = session.words
    mapping: dict[int, str] = {}
    for pair in words.column:
        number, _equals, field = pair.partition("=")
        if not number.isdecimal() or field not in ("", *FIELDS):
            raise Refusal("option_form", text=pair)
        mapping[int(number)] = field
    answers = dict(_pair(text) for text in words.answer)
    names = {field: item_files.read_names(Path(file)) for field, file in map(_pair, words.names)}
    return Choices(mapping=mapping, answers=answers, names=names)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.rpartition("=")
    if not equals:
        raise Refusal("option_form", text=text)
    return key, value


def prices(session: Session) -> int:
    """Every saved state of a product with all its prices, the oldest first."""
    code = session.words.code
    with session.till(writable=False) as till:
        found = {match.product.id for match in products.by_code(till, code)}
        if len(found) != 1:
            raise (
                Refusal("code_of_several", text=code, count=len(found)) if found else Refusal("code_unknown", text=code)
            )
        for entry in products.price_history(till, found.pop()):
            product = cast(ProductSaved, entry.document)
            held = [(pack.unit, price) for pack in product.packs for price in pack.prices]
            told = [f"{unit} {term('tier', price.tier)}{_from(price)} {rupiah(price.price)}" for unit, price in held]
            session.tell(
                f"{moment(entry.time)}  {product.name}: " + ", ".join(told),
                time=entry.time, name=product.name, cost=int(product.cost),
                prices=[
                    {"unit": unit, "tier": price.tier, "from": price.from_quantity.plain(), "price": int(price.price)}
                    for unit, price in held
                ],
            )  # fmt: skip
    return 0


def _from(price: Price) -> str:
    return f" ≥{quantity(price.from_quantity)}" if price.from_quantity > ONE else ""


def export_items(session: Session) -> int:
    """Write all goods."""
    with session.till(writable=False) as till:
        count = imports.save_items(till, Path(session.words.file), by=session.actor(till))
    session.tell(_("{n} goods written.").format(n=count), products=count)
    return 0 if count else REFUSED
