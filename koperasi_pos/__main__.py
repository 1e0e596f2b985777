"""The program's entry: without words the till's window, with words the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status. Only what the call needs is imported."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words != ["--smoke"]:
        from koperasi_pos.cli import main as command_line

        return command_line(words)
    from koperasi_pos.app import run
    from koperasi_pos.settings import home_folder

    return run(home_folder(), words)


if __name__ == "__main__":
    sys.exit(main())
