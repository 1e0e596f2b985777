"""Golden files, what a slip looked like when somebody saw it: `pytest tests/paper --update-golden` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"

Golden = Callable[[str, bytes | str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch."""
    parser.addoption("--update-golden", action="store_true", default=False, help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(name, found)` compares with `golden/name`, or writes it when asked to."""
    update = bool(request.config.getoption("--update-golden", default=False))

    def compare(name: str, found: bytes | str) -> None:
        file = FOLDER / name
        content = found.encode() if isinstance(found, str) else found
        if update:
            FOLDER.mkdir(exist_ok=True)
            file.write_bytes(content)
        assert file.exists(), f"{file} is missing: run pytest tests/paper --update-golden and look at it"
        kept = file.read_bytes()
        if isinstance(found, str):
            assert found.splitlines() == kept.decode().splitlines()
        else:
            assert found == kept

    return compare
