"""Finds the files that come with the program, frozen by PyInstaller or not."""

from __future__ import annotations

import sys
from pathlib import Path


def package_folder() -> Path:
    """The folder of the package `koperasi_pos`, also inside a frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) / "koperasi_pos" if frozen else Path(__file__).parent


def resource(*parts: str) -> Path:
    """A file or folder below `resources/`, for example `resource("fonts", "NotoSans-Regular.ttf")`."""
    return package_folder().parent.joinpath("resources", *parts)
