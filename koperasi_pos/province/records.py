"""The server's log: one JSON object a line on standard error, without names, codes or anything a person typed."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "koperasi_pos"


class JsonLines(logging.Formatter):
    """Writes a record as JSON; an error as its kind and places in the code, for its text may hold what is private."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "event": record.getMessage(),
        }
        said.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = type(record.exc_info[1]).__name__
            said["places"] = _places(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False, default=str)


def log_json(level: str = "INFO") -> None:
    """Log this program and what it stands on to standard error, as JSON lines."""
    kept = logging.StreamHandler(sys.stderr)
    kept.setFormatter(JsonLines())
    for name in (NAME, "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [kept] if name != "uvicorn.error" else []
        logger.propagate = name == "uvicorn.error"
        logger.setLevel(level if name == NAME else "WARNING")
    # Lines of access would carry addresses of pages with ids in them; the figures are at /metrics.
    logging.getLogger("uvicorn.access").disabled = True


def facts(**named: Any) -> dict[str, dict[str, Any]]:
    """`extra=facts(device=…)` of a log call: names and numbers that a program may search for."""
    return {"facts": named}


def _places(error: BaseException) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[::-1]
