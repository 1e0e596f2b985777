"""A receipt to send on: as PDF, as picture, or as a picture on the clipboard to paste into a message."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import printing
from koperasi_pos.operations.receipts import receipt_numbered
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.words import _


def _copy(till: Till, number: str) -> Layout:
    """The slip marked as a copy: only the paper of the sale itself is none."""
    order = printing.order_at(till, receipt_numbered(till, number).position, copy=1)
    layout = slip_of(order, width=till.settings.paper_width, training=till.training)
    assert layout is not None
    return layout


def _pdf(till: Till, number: str) -> bytes:
    from koperasi_pos.paper.pdf import receipt_pdf

    return receipt_pdf(_copy(till, number), title=number)


def _picture(till: Till, number: str) -> bytes:
    from koperasi_pos.paper.picture import receipt_png

    return receipt_png(_copy(till, number))


def save_pdf(desk: Desk, parent: QWidget, number: str) -> None:
    """Keep the receipt as `K1-000017.pdf`."""
    save_content(desk, parent, f"{number}.pdf", lambda: _pdf(desk.till, number))


def save_picture(desk: Desk, parent: QWidget, number: str) -> None:
    """Keep the receipt as `K1-000017.png`."""
    save_content(desk, parent, f"{number}.png", lambda: _picture(desk.till, number))


def copy_picture(desk: Desk, number: str) -> None:
    """Put the receipt on the clipboard, to be pasted into a message."""

    def made(content: bytes) -> None:
        QGuiApplication.clipboard().setImage(QImage.fromData(content))
        desk.tell(_("Receipt {number} is on the clipboard; paste it into a message.").format(number=number))

    desk.fetch(lambda: _picture(desk.till, number), made)


class SendDialog(Dialog):
    """How the receipt is wanted; each way has its key."""

    def __init__(self, desk: Desk, number: str, parent: QWidget) -> None:
        super().__init__(_("Send receipt {number}").format(number=number), parent=parent)
        self._desk, self._number, self._behind = desk, number, parent
        self.ok_button.hide()
        for text, key, act in (
            (_("Copy as a picture, to paste into a message"), "F2", self.copy),
            (_("Save as a picture"), "F3", self.save_picture), (_("Save as PDF"), "F4", self.save_pdf),
        ):  # fmt: skip
            self.body.addWidget(SecondaryButton(text, key, act))
        first = self.body.itemAt(0).widget()
        assert first is not None
        first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the three ways."""
        ways = {Qt.Key.Key_F2: self.copy, Qt.Key.Key_F3: self.save_picture, Qt.Key.Key_F4: self.save_pdf}
        act = ways.get(Qt.Key(event.key()))
        if act is not None:
            act()
            return
        super().keyPressEvent(event)

    def copy(self) -> None:
        """F2: on the clipboard."""
        self.accept()
        copy_picture(self._desk, self._number)

    def save_picture(self) -> None:
        """F3: a file to send."""
        self.accept()
        save_picture(self._desk, self._behind, self._number)

    def save_pdf(self) -> None:
        """F4: a page to send or to print elsewhere."""
        self.accept()
        save_pdf(self._desk, self._behind, self._number)

    def finish(self) -> None:
        """Enter alone presses the button that has the focus."""
