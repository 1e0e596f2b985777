"""How this machine gets to the province: another address, a proxy, certificates of the network's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import machine
from koperasi_pos.settings import changed
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.words import _


class NetworkDialog(Dialog):
    """Kept among this machine's settings; the line goes by it at once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Network"), ok=_("Save"), width=560, parent=parent,
            explain=_("Empty fields are right nearly everywhere. Ask whoever runs the network."),
        )  # fmt: skip
        self._desk = desk
        settings = desk.till.settings.line
        self.proxy = TextField(_("Proxy"), settings.proxy, placeholder="http://10.0.0.1:8080")
        self.certificates = TextField(_("File with certificates (PEM)"), settings.ca_file)
        self.address = TextField(_("Other address of the province"), settings.address, placeholder="https://…")
        self.body.addWidget(form_row(_("Proxy"), self.proxy, hint=_("empty: as the system says")))
        self.body.addWidget(form_row(_("File with certificates (PEM)"), self.certificates))
        self.body.addWidget(form_row(_("Other address of the province"), self.address, hint=_("where it has moved")))
        self.proxy.setFocus()

    def finish(self) -> None:
        """Look at the fields, then keep them."""
        proxy, certificates, address = self.proxy.value(), self.certificates.value(), self.address.value()
        if proxy and not proxy.startswith(("http://", "https://")):
            self.tell_wrong(_("A proxy is written as http://10.0.0.1:8080."))
            return
        if address and not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            self.tell_wrong(_("The address begins with https://."))
            return
        if certificates and not Path(certificates).is_file():
            self.tell_wrong(_("There is no such file."))
            return
        till, desk = self._desk.till, self._desk
        wanted = changed(till.settings, line={"proxy": proxy, "ca_file": certificates, "address": address})
        self.accept()
        desk.do(lambda: machine.save_settings(till, wanted), lambda done: desk.tell(_("The settings are saved.")))
