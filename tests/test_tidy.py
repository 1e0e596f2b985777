"""The house rules that a machine can read: sizes, names, docstrings, caught errors, reachable operations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import PACKAGE, ROOT, place, python_files, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 70
FORBIDDEN = {
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services", "handler",
    "handlers", "base", "data", "info",
}  # fmt: skip

FOLDERS = ("koperasi_pos", "tests", ".ci")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_are_short() -> None:
    long = [
        f"{place(file, 1)} has {lines} lines"
        for file in python_files(*FOLDERS)
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "a noun that outgrows its file becomes a folder: " + ", ".join(long)


def test_functions_are_short() -> None:
    long = [
        f"{place(file, function)} {function.name} has {lines} lines"
        for file, function in _functions(*FOLDERS)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, ", ".join(long)


def test_every_file_begins_with_one_sentence() -> None:
    wrong = []
    for file in python_files(*FOLDERS):
        first = (ast.get_docstring(tree(file)) or "").partition("\n\n")[0]
        if not re.fullmatch(r"\S.*[.!?]", first, re.DOTALL) or not file.read_text(encoding="utf-8").startswith('"""'):
            wrong.append(place(file, 1))
    assert not wrong, f"no sentence at the top: {wrong}"


def test_public_functions_and_classes_say_what_they_are() -> None:
    wrong = [
        f"{place(file, node)} {node.name}"
        for file in python_files("koperasi_pos")
        for node in _public(tree(file).body)
        if ast.get_docstring(node) is None
    ]
    assert not wrong, "no docstring: " + ", ".join(wrong)


def test_names_say_what_a_thing_is() -> None:
    wrong = []
    for file in python_files("koperasi_pos", "tests"):
        for part in file.relative_to(ROOT).with_suffix("").parts:
            if FORBIDDEN & set(part.lower().split("_")):
                wrong.append(place(file, 1))
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ClassDef) and FORBIDDEN & _words(node.name):
                wrong.append(f"{place(file, node)} {node.name}")
    assert not wrong, f"a name that says nothing: {wrong}"


def test_nothing_is_swallowed() -> None:
    wrong = [
        place(file, caught)
        for file in python_files(*FOLDERS)
        for caught in ast.walk(tree(file))
        if isinstance(caught, ast.ExceptHandler) and _swallows(caught)
    ]
    assert not wrong, f"an error that nobody hears of: {wrong}"


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b")
    wrong = [place(file, number) for file, number, line in _lines(*FOLDERS) if mark.search(line)]
    assert not wrong, wrong


def test_the_project_speaks_only_of_itself() -> None:
    """No folder of one machine, no host that happened to be asked for libraries."""
    places = ["/" + "work/", "/" + "root/", "/" + "home/[a-z]", "/" + "opt/"]
    hosts = ["python" + "hosted", "pypi" + r"\.org", "--(extra-)?" + "index-url", "--find" + "-links"]
    foreign = re.compile("|".join(places + hosts))
    allowed = {ROOT / ".ci" / "lock"}
    # What coverage writes while the tests run tells where they ran; it is nobody's but this machine's.
    files = [file for file in ROOT.glob("*.*") if not file.name.startswith(".coverage")]
    files += [ROOT / "Makefile", ROOT / "LICENSE", *(ROOT / ".ci").iterdir()]
    files += [file for folder in ("koperasi_pos", "tests", "docs") for file in (ROOT / folder).rglob("*")]
    files += [file for file in (ROOT / "resources").rglob("*") if file.suffix in {".po", ".csv", ".json", ".txt"}]
    wrong = [
        place(file, number)
        for file in files
        if file.is_file() and file not in allowed and file.suffix not in {".pyc", ".mo"}
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if foreign.search(line)
    ]
    assert not wrong, wrong


def test_every_operation_is_reached_by_people() -> None:
    """What nobody can ask for on a page or the command line is not there for anybody."""
    if not (PACKAGE / "cli.py").exists() and not (PACKAGE / "cli").is_dir():
        pytest.skip("the command line is not there yet")
    folders = python_files("koperasi_pos/ui", "koperasi_pos/cli", "koperasi_pos/sync")
    callers = [PACKAGE / "cli.py", PACKAGE / "app.py", *folders]
    spoken = {name for file in callers if file.exists() for name in _spoken(tree(file))}
    unreached = [
        f"{place(file, node)} {node.name}"
        for file in python_files("koperasi_pos/operations")
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef) and _is_operation(node) and node.name not in spoken
    ]
    assert not unreached, "neither a page nor the command line calls " + ", ".join(unreached)


@pytest.mark.parametrize(
    ("code", "swallows"),
    [
        ("try: x()\nexcept: log()", True),
        ("try: x()\nexcept Exception: pass", True),
        ("try: x()\nexcept (OSError, BaseException): ...", True),
        ("try: x()\nexcept Exception: continue", True),
        ("try: x()\nexcept OSError: pass", False),
        ("try: x()\nexcept Exception:\n    tell()", False),
    ],
)
def test_the_search_for_swallowed_errors_works(code: str, swallows: bool) -> None:
    found = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ExceptHandler)]
    assert [_swallows(node) for node in found] == [swallows]


def _functions(*folders: str) -> Iterator[tuple[Path, Function]]:
    for file in python_files(*folders):
        for node in ast.walk(tree(file)):
            if isinstance(node, Function):
                yield file, node


def _public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    """Functions, classes and methods that others call; a method that answers for a library is known from there."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if not re.search(r"[a-z][A-Z]", node.name) or isinstance(node, ast.ClassDef):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _swallows(caught: ast.ExceptHandler) -> bool:
    if caught.type is None:
        return True
    named = {node.id for node in ast.walk(caught.type) if isinstance(node, ast.Name)}
    idle = all(
        isinstance(node, ast.Pass | ast.Continue)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in caught.body
    )
    return bool(named & {"Exception", "BaseException"}) and idle


def _lines(*folders: str) -> Iterator[tuple[Path, int, str]]:
    for file in python_files(*folders):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            yield file, number, line


def _is_operation(function: ast.FunctionDef) -> bool:
    first = next(iter(function.args.posonlyargs + function.args.args), None)
    if function.name.startswith("_") or first is None or first.annotation is None:
        return False
    return ast.unparse(first.annotation).strip("'\"") == "Till"


def _spoken(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name
