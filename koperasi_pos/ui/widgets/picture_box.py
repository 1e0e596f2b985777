"""The picture of a product: shown small, with a button to choose another and one to take it away."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QFile, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from koperasi_pos.ui.theme.style import colours, icon
from koperasi_pos.ui.widgets.buttons import FlatButton
from koperasi_pos.words import _

SIDE = 76
LONGEST_SIDE = 480
"""Pixels of the longer side of a picture that is kept."""


class PictureBox(QWidget):
    """A square with the picture; `asked` wants another one, `dropped` none."""

    asked = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.image = QLabel()
        self.image.setFixedSize(SIDE, SIDE)
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image.setAccessibleName(_("Picture"))
        self.image.setProperty("kind", "picture")
        column.addWidget(self.image, 0, Qt.AlignmentFlag.AlignHCenter)
        self.choose = FlatButton(_("Picture"), "Ctrl+F", self.asked.emit)
        self.remove = FlatButton(_("Take away"), "F11", self.dropped.emit)
        column.addWidget(self.choose)
        column.addWidget(self.remove)
        column.addStretch(1)
        self.show_picture(None)

    def drop_shown(self) -> None:
        """Take the picture away where there is one."""
        if self.remove.isVisible():
            self.remove.click()

    def show_picture(self, content: bytes | None) -> None:
        """Show the bytes of a picture; `None` for no picture."""
        image = QPixmap()
        if content is not None and image.loadFromData(content):
            size = QSize(SIDE, SIDE)
            image = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        else:
            image = icon("mdi6.image-outline", colours().ink2).pixmap(32, 32)
        self.image.setPixmap(image)
        self.remove.setVisible(content is not None)


def small_jpeg(file: str, most: int) -> bytes:
    """The picture in a file as a JPEG of at most `most` bytes, upright and on white; empty for what is no picture."""
    reader = QImageReader(file)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST_SIDE:
        # The reader shrinks while it reads: a photograph of many megapixels never lies in memory as a whole.
        reader.setScaledSize(size.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read() if QFile.exists(file) else QImage()
    if image.isNull():
        return b""
    if max(image.width(), image.height()) > LONGEST_SIDE:
        fitting = QSize(LONGEST_SIDE, LONGEST_SIDE)
        image = image.scaled(fitting, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(QColor("#ffffff"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    for quality in (85, 70, 50, 30, 15):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        paper.save(buffer, "JPEG", quality)  # type: ignore[call-overload]
        content = bytes(buffer.data().data())
        if len(content) <= most:
            return content
    return b""
