"""What the customer sees of the counter: the second window and the pole, fed from one view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import machine
from koperasi_pos.settings import changed
from koperasi_pos.trade.customer_views import CustomerView
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.customer_feed import CustomerFeed
from koperasi_pos.ui.widgets.customer_window import CustomerDisplay


class CustomerDisplays(QObject):
    """Joins the feed with both displays and keeps to the settings; a training till shows customers nothing."""

    def __init__(self, desk: Desk, window: QWidget, show_on_pole: Callable[[str, str], None]) -> None:
        super().__init__(window)
        self.desk = desk
        self._pole = show_on_pole
        self.feed = CustomerFeed(desk)
        self.display = CustomerDisplay(window, self._shut)
        self.feed.changed.connect(self.display.show_view)
        self.feed.changed.connect(self._show_on_pole)
        # Once the till's own window has its place.
        QTimer.singleShot(0, self, self.follow)

    def follow(self) -> None:
        """The settings as they are now are in force."""
        if self.desk.till.training:
            return
        settings = self.desk.till.settings
        self.display.follow(settings.customer_screen)
        self.feed.wanted = settings.customer_screen.on or settings.pole.kind != "none"
        self.feed.tell()

    def stop(self) -> None:
        """The second window goes with the till."""
        self.feed.stop()
        self.display.stop()

    def _shut(self) -> None:
        """Somebody closed the customer's window by hand: it stays away until it is asked for."""
        till = self.desk.till
        wanted = changed(till.settings, customer_screen={"on": False})
        self.desk.do(lambda: machine.save_settings(till, wanted))

    def _show_on_pole(self, view: CustomerView) -> None:
        settings = self.desk.till.settings
        if settings.pole.kind != "none":
            from koperasi_pos.paper.pole_rows import pole_rows

            rows = pole_rows(view, settings.pole.code_page, idle=settings.customer_screen.idle)
            self._pole(*rows)
