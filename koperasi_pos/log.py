"""The log: a rotating file on this machine that says what the program did, and never about whom."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

NAME = "koperasi_pos"
KEPT = 5
SIZE = 1_000_000
"""Bytes of one file; with `KEPT` older ones the log never takes more than about 6 MB."""

_FORM = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

OnBug = Callable[[str], None]
"""Told about a bug after it was logged: one line, the kind of the error and its place."""


def log_to(home: Path, *, level: int = logging.INFO) -> Path:
    """Write the program's log to `home/log/koperasi_pos.log`; again with another home moves it there.

    Where the folder cannot be written the till sells on and the log goes to standard error. Returns the file.
    """
    file = home / "log" / f"{NAME}.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept: logging.Handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=False
        )
    except OSError as error:
        kept = logging.StreamHandler(sys.stderr)
        kept.setFormatter(_Places(_FORM))
        _attach(kept, level)
        logging.getLogger(NAME).warning("the log cannot be kept in a file: %s", error.strerror)
        return file
    with contextlib.suppress(OSError):
        file.chmod(0o600)
    kept.setFormatter(_Places(_FORM))
    _attach(kept, level)
    return file


class _Places(logging.Formatter):
    """Writes an error as its kind and places in the code: its text may hold a name or a number of a person."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        error = ei[1]
        return " < ".join([type(error).__name__, *reversed(_places(error))])


def stop() -> None:
    """Close the log's file."""
    logger = logging.getLogger(NAME)
    for kept in list(logger.handlers):
        logger.removeHandler(kept)
        kept.close()


def _attach(kept: logging.Handler, level: int) -> None:
    stop()
    logger = logging.getLogger(NAME)
    logger.setLevel(level)
    logger.addHandler(kept)


def catch_bugs(tell: OnBug | None = None) -> None:
    """Log every error that nobody caught, in any thread, then `tell` the people; the interpreter's own way follows.

    Only the kind of the error and the places in the code are logged: its text may hold what a person typed.
    """
    before, before_thread = sys.excepthook, threading.excepthook

    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log_bug(error, tell)
        before(kind, error, trace)

    def on_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None and not issubclass(caught.exc_type, SystemExit):
            log_bug(caught.exc_value, tell)
        before_thread(caught)

    sys.excepthook, threading.excepthook = on_main, on_thread


def log_bug(error: BaseException, tell: OnBug | None = None) -> str:
    """Log a bug as its kind and places in the code, without the error's text; `tell` gets its last line."""
    line = f"{type(error).__name__} {_places(error)[-1]}"
    logging.getLogger(NAME).critical("a bug", exc_info=error)
    if tell is not None:
        tell(line)
    return line


def _places(error: BaseException) -> list[str]:
    """`file.py:line function` from the outermost to the innermost call."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places or ["nowhere"]
