"""The program's entry: without words the till's window, with words the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

SMOKE = "--smoke"
"""Opens the window for a second: whether a built program starts."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status. Only what the call needs is imported.

    `--home DIR` alone opens the window of the shop in that folder.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    home, rest = (Path(words[1]), words[2:]) if len(words) > 1 and words[0] == "--home" else (None, words)
    if rest not in ([], [SMOKE]):
        from koperasi_pos.cli import main as command_line

        return command_line(words)
    from koperasi_pos.app import run
    from koperasi_pos.settings import home_folder

    return run(home or home_folder(), smoke=SMOKE in rest)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a worker of the province's server begins here too
    sys.exit(main())
