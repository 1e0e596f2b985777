"""A desk with a printer, and golden files: `pytest tests/paper --update-golden` writes what slips look like now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.simulators.printer import SimulatedPrinter
from tests.paper.desk import Desk

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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A till with a shift open and coffee to sell."""
    made = Desk(tmp_path)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def paper() -> Iterator[SimulatedPrinter]:
    """A printer that is well."""
    with SimulatedPrinter() as printer:
        yield printer
