"""What every test stands on: no screen, fresh catalogues, the default language, a log that must stay quiet."""

from __future__ import annotations

import io
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.real_files import folder_of, real_data

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# PC/SC reads this once a process: no test ever speaks with a card service of the machine.
os.environ["PCSCLITE_CSOCK_NAME"] = str(Path(tempfile.gettempdir()) / f"koperasi-pcsc-{os.getpid()}")

ROOT = Path(__file__).parents[1]

# Another seed every run; a failure prints the line that brings the same case back.
hypothesis_settings.register_profile(
    "shop", derandomize=False, print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("shop")


def pytest_configure(config: pytest.Config) -> None:
    """Compile catalogues whose text is newer, before anything reads them."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for text in ROOT.glob("resources/locale/*/LC_MESSAGES/*.po"):
        compiled = text.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= text.stat().st_mtime:
            continue
        out = io.BytesIO()
        write_mo(out, read_po(io.BytesIO(text.read_bytes())))
        handle, part = tempfile.mkstemp(dir=text.parent, prefix=".mo.")
        with os.fdopen(handle, "wb") as file:
            file.write(out.getvalue())
        Path(part).chmod(0o644)
        Path(part).replace(compiled)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes hours or a built program, unless asked for with KOPERASI_SOAK=1 or KOPERASI_BUILD=1."""
    unasked = [marker for marker in ("soak", "build") if os.environ.get(f"KOPERASI_{marker.upper()}") != "1"]
    out = [item for item in items if any(item.get_closest_marker(marker) for marker in unasked)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


SET_UP = ("koperasi_pos", "uvicorn", "uvicorn.error", "uvicorn.access")
"""Loggers that a program of ours sets up when it starts."""


class ExpectedLog:
    """Log lines of WARNING and above that a test means to cause: `expected_log("the printer .* is gone")`."""

    def __init__(self) -> None:
        self.patterns: list[str] = []
        self.lines: list[str] = []

    def __call__(self, pattern: str) -> None:
        """Expect at least one line in which the regular expression `pattern` is found."""
        self.patterns.append(pattern)

    def unexpected(self) -> list[str]:
        """Lines that nobody expected."""
        return [line for line in self.lines if not any(re.search(pattern, line) for pattern in self.patterns)]

    def missing(self) -> list[str]:
        """Patterns for which no line came."""
        return [pattern for pattern in self.patterns if not any(re.search(pattern, line) for line in self.lines)]


class _Listener(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def _as_at_the_start() -> None:
    """A server or a command that ran in this process set its log up for all of it."""
    for logger in map(logging.getLogger, SET_UP):
        logger.propagate, logger.handlers, logger.disabled = True, [], False
        logger.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def expected_log() -> Iterator[ExpectedLog]:
    """Fails the test on a log line of WARNING or above that it did not expect, and on one that did not come."""
    expected = ExpectedLog()
    listener = _Listener(expected.lines)
    logging.getLogger().addHandler(listener)
    _as_at_the_start()
    try:
        yield expected
    finally:
        logging.getLogger().removeHandler(listener)
        _as_at_the_start()
    if lines := expected.unexpected():
        pytest.fail("unexpected in the log:\n" + "\n".join(lines), pytrace=False)
    if patterns := expected.missing():
        pytest.fail(f"expected in the log, but did not come: {patterns}", pytrace=False)


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """Every test begins in Bahasa Indonesia."""
    from koperasi_pos.words import set_language

    set_language("id")
    yield
    set_language("id")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data; where it is absent, tests of it skip, or fail where they were asked for."""
    return real_data(folder_of())
