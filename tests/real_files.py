"""Where the real data lies: beside the project, or where KOPERASI_DATA says; and what follows when it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.source import ROOT

BESIDE = ROOT.parent / "shared" / "data"
WISH = os.environ.get("KOPERASI_DATA", "")
"""Empty (tests skip where it is absent), `required` (they fail then), or another folder (they fail too)."""


def folder_of(wish: str = WISH) -> Path:
    """The folder it should be in."""
    return BESIDE if wish in ("", "required") else Path(wish)


def real_data(folder: Path, wish: str = WISH) -> Path:
    """The folder, where it is there."""
    if folder.is_dir():
        return folder
    if wish:
        pytest.fail(f"KOPERASI_DATA={wish}, but there is no {folder}", pytrace=False)
    pytest.skip("the real data is not beside the project (KOPERASI_DATA=required makes this a failure)")
