"""The program that `make build` made: run from its folder as at a shop, where no Python is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.source import ROOT

PATIENCE = 120
Program = Callable[..., subprocess.CompletedProcess[bytes]]
"""`program("check")` runs it in the shop's folder; `home` names another one, `text` is its standard input."""


@pytest.fixture(scope="session")
def executable() -> Path:
    """What a person starts; the test fails where it was not built."""
    file = ROOT / "dist" / "koperasi-pos" / ("koperasi-pos.exe" if sys.platform == "win32" else "koperasi-pos")
    assert file.is_file(), "nothing was built"
    return file


@pytest.fixture(scope="module")
def program(executable: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Runs the built program far from the source, with a home folder of its own and nothing of Python around it."""
    place = tmp_path_factory.mktemp("machine")
    around = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "KOPERASI"))
    }
    around |= {
        "HOME": str(place), "USERPROFILE": str(place), "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }  # fmt: skip

    def run(*words: str, home: Path = place / "shop", text: str = "") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(executable), "--home", str(home), *words], check=False, cwd=place, env=around, input=text.encode(),
            capture_output=True, timeout=PATIENCE,
        )  # fmt: skip

    return run


@pytest.fixture(scope="module")
def shop(program: Program) -> Program:
    """The program in a sample shop that it made itself."""
    made = program("init", "--shop", "Toko Contoh", "--sample", "--json")
    assert made.returncode == 0, made.stderr.decode()
    return program
