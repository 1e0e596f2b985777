"""Reasons of an import are sentences: every code has one, and its facts fill the gaps."""

from __future__ import annotations

import ast
import string

import pytest

from koperasi_pos.trade.item_sheets import OUTCOMES
from koperasi_pos.trade.item_sheets.plans import Ambiguity, Choices, plan
from koperasi_pos.values import Rupiah
from koperasi_pos.words import set_language
from koperasi_pos.words.item_reasons import (
    ITEM_OPTIONS,
    ITEM_OUTCOMES,
    ITEM_QUESTIONS,
    ITEM_REASONS,
    question_sentence,
    reason_sentence,
)
from tests.source import PACKAGE, called, calls, place, python_files, text_of, tree

SHEETS = python_files(f"{PACKAGE.name}/trade/item_sheets")


def test_every_reason_in_the_code_has_a_sentence_with_its_facts() -> None:
    wrong = []
    for file in SHEETS:
        for call in calls(tree(file), "note", "refuse", "Reason"):
            code = text_of(call.args[0]) if call.args else None
            if code is None:
                continue
            gaps = {name for _, name, _, _ in string.Formatter().parse(ITEM_REASONS.get(code, "{missing}")) if name}
            if not gaps <= {keyword.arg for keyword in call.keywords}:
                wrong.append(f"{place(file, call)} {called(call)} {code}: {sorted(gaps)}")
    assert not wrong


def test_every_code_that_is_written_down_is_known() -> None:
    """Codes that travel through variables are plain strings somewhere in the same files."""
    words = {text_of(node) for file in SHEETS for node in ast.walk(tree(file))}
    assert not (unused := sorted(set(ITEM_REASONS) - words)), f"no row ever comes out so: {unused}"


def test_sentences_in_both_languages() -> None:
    set_language("en")
    assert reason_sentence("cost_above_price", {"cost": Rupiah(2000), "price": Rupiah(1500)}) == (
        "The cost Rp2.000 is above the price Rp1.500."
    )
    assert "halal" in reason_sentence("halal_form", {}).casefold()
    assert "no_such_reason" in reason_sentence("no_such_reason", {})
    assert "…" in reason_sentence("repeats_row", {})


@pytest.mark.parametrize("kind", sorted(ITEM_QUESTIONS))
def test_questions_are_sentences(kind: str) -> None:
    set_language("en")
    assert question_sentence(kind, "Harga", ("3.90", "2.10")).endswith(("?", "."))


def test_every_outcome_and_every_answer_has_a_word() -> None:
    assert set(ITEM_OUTCOMES) == set(OUTCOMES)
    rows = [["Nama", "satuan_id", "Harga", "Harga Beli"], ["Teh", "3", "1.500", "3.90"], ["Kopi", "4", "1,500", "2.10"]]
    asked: list[Ambiguity] = list(plan(rows, Choices()).ambiguities)
    assert {question.kind for question in asked} == {"names", "convention", "decimals"}
    assert {option for question in asked for option in question.options} == set(ITEM_OPTIONS)
