"""Pictures of windows and pages: painted in every test, kept where KOPERASI_PICTURES names a folder for them."""

from __future__ import annotations

import os
from pathlib import Path


def wanted(name: str) -> Path | None:
    """Where to keep a picture (`sell-dark`), in the folder that was asked for; `None` where nobody wants to see it.

    Painting is part of a test, packing hundreds of pictures that nobody looks at is not.
    """
    folder = os.environ.get("KOPERASI_PICTURES")
    if not folder:
        return None
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    return place / f"{name}.png"
