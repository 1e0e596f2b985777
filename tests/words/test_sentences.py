"""Every sentence in the code stands in both catalogues, translated, and none goes past them."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.source import PACKAGE, ROOT, called, calls, place, python_files, text_of, tree

Message = str | tuple[str, str]

TEMPLATES = tuple(sorted((ROOT / "resources" / "province" / "templates").rglob("*.html")))

QT = {
    "setText", "setWindowTitle", "setToolTip", "setPlaceholderText", "setStatusTip", "setWhatsThis", "setTitle",
    "setInformativeText", "setDetailedText", "setAccessibleName", "setAccessibleDescription", "setPrefix", "setSuffix",
    "setHeaderLabels", "setHorizontalHeaderLabels", "setVerticalHeaderLabels", "setLabelText", "showMessage",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QTableWidgetItem",
    "QListWidgetItem", "QTreeWidgetItem", "QStandardItem", "QMessageBox", "addAction", "addTab", "addItem", "addItems",
    "addRow", "addMenu", "addButton", "insertItem", "setTabText", "setItemText", "information", "warning", "question",
    "critical", "about", "getText", "getItem", "getInt", "getOpenFileName", "getSaveFileName", "getExistingDirectory",
}  # fmt: skip
PAPER = {"text", "heading", "pair", "signatures", "Text", "Arabic"}

NAMES = re.compile(
    r"\b(Koperasi POS|Bahasa Indonesia|English|NSPP|NPWP|CSV|XLSX|SHA-256|WIB|NIS|JSON|byte|Esc|Enter|Tab|Ctrl|Alt|Del"
    r"|PIN|QRIS|PPN|pcs|kg)\b"
)
"""Said the same in every language: names, keys, units."""

LOOKED_UP = ast.Name | ast.Attribute | ast.Subscript
"""`_(REFUSALS[code])`: the sentence was marked with `N_` where it stands."""

ALIGN = {"left", "centre", "right"}

SAID_BY_KEYWORD = {"text", "title", "label", "left", "right", "caption", "message"}


def test_every_sentence_is_a_plain_string() -> None:
    """An f-string or a sum inside `_()` is never found in a catalogue."""
    wrong = [
        place(file, call)
        for file in python_files("koperasi_pos")
        for call in calls(tree(file), "_", "N_", "n_")
        for argument in call.args[: 2 if called(call) == "n_" else 1]
        if not isinstance(argument, ast.Constant | LOOKED_UP) or (called(call) != "_" and text_of(argument) is None)
    ]
    assert not wrong, f"not a plain string: {wrong}"


@pytest.mark.parametrize("code", ["id", "en"])
def test_catalogue_has_every_sentence_and_no_other(code: str) -> None:
    known = {_key(message.id): message for message in _catalogue(code) if message.id}
    used = set(_used())
    assert not (missing := sorted(map(str, used - known.keys()))), f"`make words`, then translate: {missing}"
    assert not (left := sorted(map(str, known.keys() - used))), f"no longer in the code, `make words`: {left}"
    assert not (fuzzy := [message.id for message in known.values() if message.fuzzy]), fuzzy
    assert not (empty := [message.id for message in known.values() if not all(_forms(message.string))]), empty


@pytest.mark.parametrize("code", ["id", "en"])
def test_translations_have_the_same_gaps(code: str) -> None:
    wrong = []
    for message in _catalogue(code):
        if not message.id:
            continue
        *singular, plural = _forms(message.id)
        for form in filter(None, _forms(message.string)):
            if _gaps(form) != _gaps(plural) and not (singular and _gaps(form) == _gaps(singular[0])):
                wrong.append((message.id, form))
    assert not wrong


def test_english_says_what_the_code_says() -> None:
    wrong = [message.id for message in _catalogue("en") if message.id and _forms(message.id) != _forms(message.string)]
    assert not wrong


def test_indonesian_is_not_english_left_as_it_was() -> None:
    wrong = [
        message.id
        for message in _catalogue("id")
        if message.id and message.id == message.string and len(NAMES.sub("", str(message.id)).split()) > 2
    ]
    assert not wrong


@pytest.mark.parametrize(("folder", "names"), [("ui", QT), ("paper", PAPER)])
def test_no_sentence_goes_past_the_catalogues(folder: str, names: set[str]) -> None:
    wrong = [
        f"{place(file, node)}: {said!r}"
        for file in python_files(f"koperasi_pos/{folder}")
        for node, said in _hard_coded(tree(file), names)
    ]
    assert not wrong, "wrap these in _():\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Bayar sekarang")',
        'QPushButton("Bayar")',
        'label.setText(f"Total {total}")',
        'label.setText("Total {total}".format(total=1))',
        'label.setText("Lunas" if paid else _("Unpaid"))',
        'box.addItems(["Tunai", "Transfer"])',
        'QMessageBox.warning(self, _("Printer"), "No paper")',
        'QLabel(text="Bayar")',
        'label.setText("Bayar " + name)',
    ],
)
def test_the_search_finds_hard_coded_sentences(line: str) -> None:
    assert list(_hard_coded(ast.parse(line), QT))


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(_("Pay now"))',
        'label.setText(_("Total {total}").format(total=1))',
        'label.setText(f"{number} · {total}")',
        'label.setText("F2")',
        'label.setObjectName("total line")',
        'QPushButton(name, objectName="pay button")',
    ],
)
def test_the_search_leaves_other_strings_alone(line: str) -> None:
    assert not list(_hard_coded(ast.parse(line), QT))


def _used() -> Iterator[Message]:
    """Every sentence in the code and in the pages, found without the tool that writes the catalogues."""
    for file in TEMPLATES:
        page = file.read_text(encoding="utf-8")
        yield from re.findall(r'\b_\("([^"]*)"\)', page)
        yield from re.findall(r'\bn_\("([^"]*)", "([^"]*)",', page)
    for file in python_files("koperasi_pos"):
        for call in calls(tree(file), "_", "N_"):
            if call.args and (text := text_of(call.args[0])) is not None:
                yield text
        for call in calls(tree(file), "n_"):
            one, many = map(text_of, call.args[:2])
            assert one is not None, place(file, call)
            assert many is not None, place(file, call)
            yield one, many


def _hard_coded(module: ast.AST, names: set[str]) -> Iterator[tuple[ast.AST, str]]:
    """Words of a language given straight to a function that shows them."""
    for call in calls(module, *names):
        shown = [*call.args, *(word.value for word in call.keywords if word.arg in SAID_BY_KEYWORD)]
        for said in _said(shown):
            if said not in ALIGN and re.search(r"[^\W\d_]{2,}", NAMES.sub("", said)):
                yield call, said


def _said(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield from _said(parts)
            case ast.BinOp(left=left, right=right):
                yield from _said([left, right])
            case ast.IfExp(body=left, orelse=right):
                yield from _said([left, right])
            case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                yield from _said(parts)
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
                yield text


def _catalogue(code: str) -> Catalog:
    file: Path = ROOT / "resources" / "locale" / code / "LC_MESSAGES" / "koperasi_pos.po"
    with file.open("rb") as text:
        return read_po(text, locale=code)


def _key(found: str | list[str] | tuple[str, ...]) -> Message:
    return found if isinstance(found, str) else (found[0], found[1])


def _forms(found: str | list[str] | tuple[str, ...] | None) -> list[str]:
    if not found:
        return [""]
    return [found] if isinstance(found, str) else list(found)


def _gaps(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_sentence_of_a_page_goes_past_the_catalogues(file: Path) -> None:
    wrong = list(_bare(file.read_text(encoding="utf-8")))
    assert not wrong, f"wrap these in _(): {wrong}"


@pytest.mark.parametrize(
    "page",
    ['<p>Bayar</p>', '{{ parts.field("x", "Nama") }}', '<a aria-label="Halaman">1</a>', '{{ _("Pay") }} sekarang'],
)  # fmt: skip
def test_the_search_finds_bare_words_of_a_page(page: str) -> None:
    assert list(_bare(page))


def _bare(page: str) -> Iterator[str]:
    """Words that stand in a page without being looked up: between tags, in what is read out, given to a macro."""
    page = re.sub(r"\{#.*?#\}|<!doctype html>", "", page, flags=re.DOTALL)
    shown = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", page, flags=re.DOTALL)
    between = re.findall(r">([^<>]+)<", f">{re.sub(r'<(style|script).*?</>', '', shown)}<")
    read_out = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', shown)
    given = re.findall(r'parts\.(?:field|choice|words|number)\([^)]*?,\s*"([^"]+)"(?!\s*:)', page)
    for text in (*between, *read_out, *given):
        if re.search(r"[^\W\d_]{2,}", NAMES.sub("", re.sub(r"&\w+;", "", text))):
            yield text.strip()


def test_the_package_is_where_it_is_looked_for() -> None:
    """The checks above would say yes to an empty folder."""
    assert PACKAGE / "words" / "catalogues.py" in python_files("koperasi_pos")
    assert len(set(_used())) > 50
