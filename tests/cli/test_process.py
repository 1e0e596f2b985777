"""The command line as a process of its own: pipes, exit statuses, a lock that goes with the process."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COFFEE
from tests.command import done, run
from tests.source import ROOT

PATIENCE = 120
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""As at a shop: nothing but the program itself empties what waits to be written."""


def command(home: Path, *words: str) -> list[str]:
    """The words that start the program."""
    return [sys.executable, "-m", "koperasi_pos", "--home", str(home), *words]


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """The program with pipes on every side."""
    return subprocess.Popen(
        command(home, *words),
        cwd=ROOT,
        env=BUFFERED,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def next_line(process: subprocess.Popen[bytes]) -> str:
    """The next line it says; fails where it stays silent."""
    assert process.stdout is not None
    said = b""
    while not said.endswith(b"\n"):
        assert select.select([process.stdout], [], [], PATIENCE)[0], "it stays silent"
        piece = os.read(process.stdout.fileno(), 1)
        assert piece, "it ended"
        said += piece
    return said.decode().rstrip("\n")


def test_a_receipt_is_told_as_soon_as_the_next_one_begins(home: Path) -> None:
    """Nothing waits in a buffer: whoever reads the pipe knows at once what is kept."""
    with start(home, "sell", "-") as process:
        assert process.stdin is not None
        process.stdin.write(f"receipt,time,code,quantity\nA,,{COFFEE},2\nB,,{COFFEE},1\n".encode())
        process.stdin.flush()
        assert next_line(process) == "K1-000001 3000"
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, b"")
    assert out.decode().splitlines()[0] == "K1-000002 1500"


def test_one_process_sells_and_the_next_may_when_it_ended(home: Path) -> None:
    with start(home, "sell", "-") as process:
        assert process.stdin is not None
        process.stdin.write(f"receipt,time,code,quantity\nA,,{COFFEE},2\nB,,{COFFEE},1\n".encode())
        process.stdin.flush()
        next_line(process)
        second = subprocess.run(
            command(home, "sell", "-"), check=False, cwd=ROOT, input=b"", capture_output=True, timeout=PATIENCE
        )
        assert (second.returncode, second.stdout) == (1, b"")
        assert str(home) in second.stderr.decode()
        process.kill()
    done(home, "sell", "-", text=f"receipt,time,code,quantity\nC,,{COFFEE},1\n")


@pytest.mark.parametrize(
    ("words", "status"), [(("check",), 0), (("receipt", "K1-000009"), 1), (("chek",), 2), (("--version",), 0)]
)
def test_the_exit_status_reaches_the_shell(home: Path, words: tuple[str, ...], status: int) -> None:
    ended = subprocess.run(command(home, *words), check=False, cwd=ROOT, capture_output=True, timeout=PATIENCE)
    assert ended.returncode == status
    assert bool(ended.stderr) == (status != 0)


def test_a_reader_that_goes_away_leaves_no_trace(home: Path) -> None:
    rows = "".join(f"R{number},,{COFFEE},1\n" for number in range(400))
    done(home, "sell", "-", text="receipt,time,code,quantity\n" + rows)
    with start(home, "journal") as process:
        assert process.stdout is not None
        next_line(process)
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 3
    assert run(home, "check").status == 0


def test_a_wrong_key_is_told_in_one_sentence(home: Path, tmp_path: Path) -> None:
    """The library below has words of its own for it, which nobody at a shop could read."""
    done(home, "backup", str(tmp_path / "shop.backup"))
    words = ("restore", str(tmp_path / "shop.backup"), "--code", "-".join(["AAAA"] * 13))
    ended = subprocess.run(
        command(tmp_path / "other", *words), check=False, cwd=ROOT, capture_output=True, timeout=PATIENCE
    )
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert len(ended.stderr.decode().splitlines()) == 1


def test_looking_back_needs_no_windows(home: Path) -> None:
    """What a command does not need is not imported: it starts in a fraction of a second."""
    probe = (
        "import sys; from koperasi_pos.cli import main; main(sys.argv[1:]);"
        " print([name for name in ('PySide6', 'reportlab', 'escpos', 'babel', 'sqlalchemy', 'keyring', 'argon2')"
        " if name in sys.modules])"
    )
    words = ["--home", str(home), "sell", "-"]
    ended = subprocess.run(
        [sys.executable, "-c", probe, *words], check=False, cwd=ROOT, input=b"receipt,time,code,quantity\n",
        capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    assert ended.stdout.decode().splitlines()[-1] == "[]"
