"""Makes the PNG icons of the wali's app from icon.svg: run it by hand whenever the drawing changes."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

STATIC = Path(__file__).parents[1] / "resources" / "province" / "static"
GROUND = "#0b6b46"
SIZES = ((192, False), (512, False), (512, True))
"""Edge in dots, and whether the telephone cuts it to a shape of its own (the drawing then stays in the middle 80 %)."""


def main() -> int:
    """Write the files."""
    renderer = QSvgRenderer(QByteArray((STATIC / "icon.svg").read_bytes()))
    for size, masked in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(QColor(GROUND) if masked else Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = size * 0.1 if masked else 0.0
        renderer.render(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge))
        painter.end()
        image.save(str(STATIC / f"icon-{size}{'-mask' if masked else ''}.png"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
