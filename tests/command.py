"""The command line within a test: what it answers, what it complains of, and its exit status."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from koperasi_pos.cli import main


@dataclass(frozen=True)
class Answer:
    """Exit status, the bytes of the answer, and what was complained of."""

    status: int
    raw: bytes
    complaint: str

    @property
    def text(self) -> str:
        """The answer as text."""
        return self.raw.decode()

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    def facts(self) -> Any:
        """The last line of an answer with `--json`, or the whole where it is one value over several lines."""
        try:
            return json.loads(self.text)
        except json.JSONDecodeError:
            return json.loads(self.lines[-1])


class Terminal(io.TextIOWrapper):
    """A standard input at which somebody sits."""

    def isatty(self) -> bool:
        """Somebody can be asked."""
        return True


def run(home: Path, *words: str, text: str = "", terminal: bool = False) -> Answer:
    """Run one command in the shop of a folder; `text` comes on standard input, which may be a terminal."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
    stdin = (Terminal if terminal else io.TextIOWrapper)(io.BytesIO(text.encode()), "utf-8", newline="")
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", stdin):
        status = main(["--home", str(home), *words])
    out.flush()
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return Answer(status, buffer.getvalue(), err.getvalue())


def done(home: Path, *words: str, text: str = "") -> Answer:
    """Run a command that must succeed."""
    answer = run(home, *words, text=text)
    assert answer.status == 0, answer.complaint
    return answer
