"""Small facts beside the shop's file, a JSON file each, whole after a power cut."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from koperasi_pos.store.keys import write_durably


def read(file: Path) -> dict[str, Any] | None:
    """What was kept, `None` where there is nothing; a file that cannot be understood is put aside."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    put_aside(file)
    return None


def put_aside(file: Path) -> None:
    """Keep a file that nobody understands under another name."""
    os.replace(file, file.with_suffix(".broken"))


def write(file: Path, facts: dict[str, Any]) -> None:
    """Keep facts; after a power cut the old or the new ones are there, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as out:
        json.dump(facts, out, ensure_ascii=False, sort_keys=True, indent=1)
        out.flush()
        os.fsync(out.fileno())
    os.replace(unfinished, file)
    write_durably(file.parent)
