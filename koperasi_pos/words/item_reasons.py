"""Reasons of an import in words: why a row of a sheet came out as it did, and what a question about a sheet asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from koperasi_pos.words.catalogues import N_, _
from koperasi_pos.words.refusals import REFUSALS, fact

ITEM_REASONS: dict[str, str] = {
    # the row makes no product
    "name_missing": N_("The row has no name."),
    "amount_out_of_range": N_("{column}: {text} is not possible."),
    "not_a_number": N_("{column}: {text} is not a number."),
    "columns_shifted": N_("The columns are shifted: the unit reads {unit}, the code reads {code}."),
    "unit_too_long": N_("{unit} is too long for a unit."),
    "first_unit_not_base": N_("The first unit holds {factor} of something smaller; the smallest unit must come first."),
    "contradicts_row": N_("Row {row} has the same name and unit but other figures."),
    "same_product_as_row": N_("Row {other} already stands for this product of the shop."),
    "code_of_several": N_("Several products of the shop carry this code, one is {other}."),
    "name_of_several": N_("The shop has several products named {other}."),
    # the row is no item
    "row_empty": N_("The row is empty."),
    "header_again": N_("The headings again."),
    "repeats_row": N_("The same as row {row}."),
    # the row makes a product, and people should know
    "no_price": N_("Without a price the product is not on sale yet."),
    "cost_above_price": N_("The cost {cost} is above the price {price}."),
    "bad_check_digit": N_("The check digit of {code} is wrong; it was kept as it is."),
    "code_lost_digits": N_("A spreadsheet shortened the code {code}; it was left out."),
    "code_from_label": N_("The code was taken out of a whole label: {code}."),
    "code_of_row": N_("The code {code} was left out: row {row} has it."),
    "code_of_product": N_("The code {code} was left out: {name} has it."),
    "code_is_name": N_("The code only repeats the name and was left out."),
    "code_too_long": N_("The code {code} is too long and was left out."),
    "shop_code_kept": N_("The shop's own code {held} was kept instead of {code}."),
    "name_cut": N_("The name was cut to {most} letters; the whole name is in the note."),
    "name_of_code_unknown": N_("{column}: there is no name for {code}."),
    "amount_rounded": N_("{column}: {text} was rounded."),
    "pack_without_unit": N_("A pack without a unit was left out ({unit})."),
    "pack_without_factor": N_("How many are in one {unit} is missing; this pack was left out."),
    "pack_same_unit": N_("The pack {unit} of {factor} has the unit of another one and was left out."),
    "pack_too_large": N_("{factor} in one {unit} looks like a mistake; this pack was left out."),
    "level_left_out": N_("The wholesale price {price} was left out: from how many on is missing."),
    "stock_negative": N_("The stock {stock} is below zero and was left out."),
}
"""Reason of a row → sentence with facts in braces."""

ITEM_QUESTIONS: dict[str, str] = {
    "name_column": N_("Which column holds the names of the items?"),
    "convention": N_("How are the numbers in {header} written? For example {examples}."),
    "decimals": N_("The amounts in {header} have decimals, for example {examples}. What do they mean?"),
    "names": N_("{header} holds numbers or codes instead of names, for example {examples}. What should be done?"),
}
"""Kind of a question about a sheet → what it asks; `header` and `examples` come from the sheet."""

ITEM_OPTIONS: dict[str, str] = {
    "comma_decimal": N_("12.500,00: a point for thousands"),
    "dot_decimal": N_("12,500.00: a comma for thousands"),
    "round": N_("Rupiah: round them"),
    "thousands": N_("Thousands of rupiah: 3.9 is 3,900"),
    "keep": N_("Keep them as they are"),
    "leave_out": N_("Leave them out"),
}
"""Answer to a question → what people read."""

ITEM_OUTCOMES: dict[str, str] = {
    "made": N_("new"),
    "changed": N_("changed"),
    "unchanged": N_("unchanged"),
    "refused": N_("refused"),
    "skipped": N_("skipped"),
}
"""Outcome of a row → what people read."""


def reason_sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence for one reason in the language spoken now; refusals of the product's own rules are known too."""
    sentence = ITEM_REASONS.get(code) or REFUSALS.get(code)
    if sentence is None:
        return _("That is not possible here ({code}).").format(code=code)
    return _(sentence).format_map(_Told({name: fact(name, value) for name, value in facts.items()}))


def question_sentence(kind: str, header: str, examples: tuple[str, ...]) -> str:
    """What a question about a sheet asks."""
    return _(ITEM_QUESTIONS[kind]).format(header=header, examples=", ".join(examples))


class _Told(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


ITEM_FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "code": N_("Shop code"),
    "barcode": N_("Bar code"),
    "category": N_("Category"),
    "unit": N_("Unit"),
    "factor": N_("Holds (base units)"),
    "price": N_("Retail price"),
    "wholesale": N_("Wholesale price"),
    "wholesale_from": N_("Wholesale from"),
    "wholesale2": N_("Second wholesale price"),
    "wholesale2_from": N_("Second wholesale from"),
    "member": N_("Member price"),
    "santri": N_("Santri price"),
    "cost": N_("Cost"),
    "stock": N_("Stock"),
    "minimum": N_("Warn below"),
    "by_weight": N_("Sold by weight"),
    "open_price": N_("The cashier types the price"),
    "stocked": N_("Stock is kept"),
    "unstocked": N_("No stock is kept"),
    "tax": N_("Tax class"),
    "active": N_("On sale"),
    "note": N_("Note"),
    "group": N_("Group of variants"),
    "variant": N_("Variant"),
    "halal": N_("Halal number"),
    "pirt": N_("P-IRT number"),
    "pillar": N_("OPOP pillar"),
    "favourite": N_("Tile"),
    "shelf": N_("Shelf"),
}
"""What people call the fields that a column can be."""


def field_word(field: str) -> str:
    """The word for a field, with the number of its pack: `Bar code (pack 2)`."""
    base, _space, slot = field.partition(" ")
    word = _(ITEM_FIELDS[base]) if base in ITEM_FIELDS else base
    return _("{field} (pack {n})").format(field=word, n=slot) if slot else word


def option_word(option: str) -> str:
    """The words of an answer to a question."""
    return _(ITEM_OPTIONS[option]) if option in ITEM_OPTIONS else option
