"""Refusals and terms are said in both languages, with facts written as people read them."""

from __future__ import annotations

import ast
import re
import shutil
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from koperasi_pos.resources import resource
from koperasi_pos.values import Quantity, Refusal, Rupiah
from koperasi_pos.words import N_, _, language, n_, set_language
from koperasi_pos.words import catalogues as catalogues_module
from koperasi_pos.words.refusals import REFUSALS, fact, refusal_sentence
from koperasi_pos.words.terms import TERMS, term, terms
from tests.source import calls, place, python_files, text_of, tree


def test_a_refusal_in_both_languages() -> None:
    refusal = Refusal("wrong_key", file=Path("toko.db"))
    assert refusal_sentence(refusal).startswith("Kunci komputer ini tidak dapat membuka toko.db.")
    set_language("en")
    assert refusal_sentence(refusal).startswith("This computer's key does not open toko.db.")


def test_an_unknown_code_and_a_missing_fact_still_say_something() -> None:
    assert "no_such_code" in refusal_sentence(Refusal("no_such_code"))
    assert "…" in refusal_sentence(Refusal("wrong_key"))


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("missing", Rupiah(12_500), "Rp12.500"),
        ("left", Quantity(750), "0,75"),
        ("count", 3, "3"),
        ("day", date(2026, 11, 24), "24/11/2026"),
        ("way", "cash", "Tunai"),
        ("basis_points", 1_250, "12,5%"),
        ("right", "cash_out", "Kas keluar"),
        ("role", "head", "Kepala toko"),
        ("role", "of a newer till", "of a newer till"),
        ("names", ["Teh", "Kopi"], "Teh, Kopi"),
        ("amounts", (Rupiah(500), Rupiah(1_000)), "Rp500, Rp1.000"),
        ("file", Path("toko.db"), "toko.db"),
    ],
)
def test_facts_are_written_for_people(name: str, value: object, written: str) -> None:
    assert fact(name, value) == written


def test_every_refusal_in_the_code_has_a_sentence_with_its_facts() -> None:
    wrong = []
    for file, call, codes in _raised():
        if not codes:
            wrong.append(f"{place(file, call)}: the code is no plain string")
        told = {word.arg for word in call.keywords}
        for code in codes:
            if code not in REFUSALS:
                wrong.append(f"{place(file, call)}: no sentence for {code!r} in words/refusals.py")
            elif None not in told and (unknown := _gaps(REFUSALS[code]) - told):
                wrong.append(f"{place(file, call)}: {code!r} needs the facts {sorted(unknown)}")
    assert not wrong, "\n".join(wrong)


def test_every_sentence_for_a_refusal_is_used() -> None:
    spoken = {
        text
        for file in python_files("koperasi_pos")
        if file.name != "refusals.py" or file.parent.name != "words"
        for node in ast.walk(tree(file))
        if (text := text_of(node)) is not None
    }
    begun = tuple(
        text
        for file in python_files("koperasi_pos")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.JoinedStr) and (text := text_of(node.values[0] if node.values else None) or "")
        if re.fullmatch(r"[a-z_]+_", text)
    )
    """Codes made of a word and a kind: `printer_` and what the driver tells."""
    assert not (unused := {code for code in REFUSALS.keys() - spoken if not code.startswith(begun)}), unused


def test_terms_are_the_shop_s_own() -> None:
    assert [term("role", key) for key in ("cashier", "head", "treasurer")] == ["Kasir", "Kepala toko", "Bendahara"]
    assert list(terms("way").values()) == [
        "Tunai",
        "Transfer",
        "Kartu bank (EDC)",
        "Kartu Santri",
        "Kartu pesantren lain",
        "QRIS",
        "Kasbon",
    ]
    assert terms("tier")["retail"] == "Eceran"
    set_language("en")
    assert term("way", "cash") == "Cash"
    with pytest.raises(KeyError):
        term("no such kind", "cash")


def test_every_kind_of_term_names_each_key_differently() -> None:
    for code in ("id", "en"):
        set_language(code)
        for kind in TERMS:
            said = list(terms(kind).values())
            assert len(set(said)) == len(said), (code, kind)
            assert all(said), (code, kind)


def test_plurals_and_languages() -> None:
    one, many = "Subtotal ({count} item)", "Subtotal ({count} items)"
    assert (n_(one, many, 1), n_(one, many, 2)) == ("Subtotal ({count} barang)",) * 2
    set_language("en")
    assert language() == "en"
    assert (n_(one, many, 1), n_(one, many, 2)) == (one, many)
    assert N_("Cash") == "Cash"
    with pytest.raises(ValueError, match="jv"):
        set_language("jv")
    assert language() == "en"


def test_without_a_compiled_catalogue_the_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till whose .mo is missing speaks as before; without any catalogue it speaks English."""
    kept = tmp_path / "locale" / "id" / "LC_MESSAGES"
    kept.mkdir(parents=True)
    shutil.copy(resource("locale", "id", "LC_MESSAGES", "koperasi_pos.po"), kept)
    monkeypatch.setattr(catalogues_module, "resource", tmp_path.joinpath)
    catalogues_module.catalogue.cache_clear()
    try:
        assert _("Cash") == "Tunai"
        (kept / "koperasi_pos.po").unlink()
        catalogues_module.catalogue.cache_clear()
        assert _("Cash") == "Cash"
    finally:
        catalogues_module.catalogue.cache_clear()


def _raised() -> Iterator[tuple[Path, ast.Call, list[str]]]:
    for file in python_files("koperasi_pos"):
        for call in calls(tree(file), "Refusal"):
            if call.args and isinstance(call.args[0], ast.Attribute) and call.args[0].attr in ("code", "trouble"):
                continue  # a code that was kept: where it was first written it is a plain string
            yield file, call, _codes(call.args[0] if call.args else None)


def _codes(node: ast.AST | None) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _codes(node.body) + _codes(node.orelse)
    text = text_of(node)
    return [] if text is None else [text]


def _gaps(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}
