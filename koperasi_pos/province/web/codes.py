"""QR codes as SVG inside a page."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """A QR code of `text`; black on white whatever the look of the page, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, svgclass=None, lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made by the library from modules, the text is not in it
