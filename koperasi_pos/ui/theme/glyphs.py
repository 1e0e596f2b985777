"""Icons out of QtAwesome's font, painted as text: importing all of QtAwesome costs a sixth of the till's start."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

FONTS = {"mdi6": "materialdesignicons6-webfont"}
"""Font by the prefix of an icon's name, as QtAwesome names them."""
_HEIGHT = 0.875
"""How much of the icon's height a glyph takes."""


def _folder() -> Path:
    """Where QtAwesome keeps its fonts; found without importing it."""
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("qtawesome")
    return Path(spec.submodule_search_locations[0]) / "fonts"


@cache
def _font(prefix: str) -> tuple[str, dict[str, str]]:
    """Family of the font, and its characters (hex) by name."""
    folder, stem = _folder(), FONTS[prefix]
    font = next(folder.glob(f"{stem}-[0-9]*.ttf"))
    names: dict[str, str] = json.loads(next(folder.glob(f"{stem}-charmap-*.json")).read_bytes())
    number = QFontDatabase.addApplicationFont(str(font))
    return QFontDatabase.applicationFontFamilies(number)[0], names


class _Glyph(QIconEngine):
    """One character in one colour, at any size."""

    def __init__(self, family: str, character: str, colour: str) -> None:
        super().__init__()
        self._family, self._character, self._colour = family, character, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint it in the middle of `rect`."""
        painter.save()
        font = QFont(self._family)
        font.setPixelSize(max(round(rect.height() * _HEIGHT), 1))
        painter.setFont(font)
        off = mode == QIcon.Mode.Disabled
        grey = QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        painter.setPen(grey if off else QColor(self._colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The same as a picture of its own."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Another one of the same look."""
        return _Glyph(self._family, self._character, self._colour)


def glyph_icon(name: str, colour: str) -> QIcon:
    """The icon `mdi6.cart-outline` in a colour; `KeyError` where the font has none of that name."""
    prefix, _, glyph = name.partition(".")
    family, names = _font(prefix)
    return QIcon(_Glyph(family, chr(int(names[glyph], 16)), colour))
