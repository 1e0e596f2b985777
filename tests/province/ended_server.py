"""A server that is told to end (SIGTERM) at a chosen point of its start: after so many calls, before or after its word.

`python ended_server.py BEFORE AFTER ...`: at the BEFORE-th call since it heeds signals, or, where that does not come
before the address is told, AFTER calls after that. It writes how many calls there were before to its standard error.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))


class Ending:
    """Counts the calls of the main thread and sends the signal at the chosen one."""

    def __init__(self, before: int, after: int) -> None:
        self.left, self.after = before, after
        self.calls = 0

    def begin(self) -> None:
        """The server heeds signals from here on."""
        sys.setprofile(self._call)

    def told(self) -> None:
        """The address was told."""
        print(f"calls before: {self.calls}", file=sys.stderr, flush=True)
        if self.left > 0:
            self.left = self.after
            if not self.after:
                self._end()

    def _call(self, _frame: FrameType, event: str, _arg: object) -> None:
        if event == "call":
            self.calls += 1
            self.left -= 1
            if self.left == 0:
                self._end()

    def _end(self) -> None:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """Run the command line as `python -m koperasi_pos` does."""
    from koperasi_pos.__main__ import main as program
    from koperasi_pos.cli.session import Session
    from koperasi_pos.province import serve
    from koperasi_pos.province.settings import ProvinceSettings

    ending = Ending(int(sys.argv.pop(1)), int(sys.argv.pop(1)))
    listening, tell = serve._listening, Session.tell

    def begun(settings: ProvinceSettings) -> Any:
        ending.begin()
        return listening(settings)

    def told(self: Session, sentence: str, **facts: Any) -> None:
        tell(self, sentence, **facts)
        ending.told()

    serve._listening, Session.tell = begun, told  # type: ignore[method-assign]
    return program()


if __name__ == "__main__":
    sys.exit(main())
