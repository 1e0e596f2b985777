"""The window for the customer and where it stands: full on the second screen, beside the till where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from koperasi_pos.settings import CustomerScreenSettings
from koperasi_pos.trade.customer_views import CustomerView
from koperasi_pos.ui.widgets.customer_screen import CustomerScreen
from koperasi_pos.words import _

Placed = str
"""`off`, `full` (on the second screen), `beside` (a window of its own), `gone` (the chosen screen is not there)."""


def choose_screen(names: Sequence[str], till: str, wanted: str) -> tuple[Placed, str]:
    """(how, name of the screen): the one that was wanted, else the first that is not the till's."""
    others = [name for name in names if name != till]
    if wanted and wanted != till:
        return ("full", wanted) if wanted in others else ("gone", "")
    if wanted == till or not others:
        return "beside", till
    return "full", others[0]


class CustomerWindow(QWidget):
    """Holds the screen; never takes the cursor, and the program does not live on for it."""

    def __init__(self, shut: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._shut = shut
        self.ending = False
        """The program ends: nobody closed it by hand."""
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(_("Customer display"))
        self.setMinimumSize(480, 360)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.screen_shown = CustomerScreen(self)
        column.addWidget(self.screen_shown)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closed by hand it stays off."""
        if not self.ending:
            self._shut()
        super().closeEvent(event)


class CustomerDisplay(QObject):
    """Shows and hides the window as the settings say, and finds it a place when screens come and go."""

    def __init__(self, till_window: QWidget, shut: Callable[[], None]) -> None:
        super().__init__(till_window)
        self._till, self._shut = till_window, shut
        self._settings = CustomerScreenSettings()
        self.window: CustomerWindow | None = None
        self.placed: Placed = "off"
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.place)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(lambda screen: self._soon.start(0))
            application.screenRemoved.connect(lambda screen: self._soon.start(0))

    def follow(self, settings: CustomerScreenSettings) -> None:
        """Other settings are in force."""
        self._settings = settings
        self.place()

    def place(self) -> None:
        """Stand where the settings say, on the screens there are now."""
        self._soon.stop()
        if not self._settings.on:
            self.placed = "off"
            if self.window is not None:
                self.window.hide()
            return
        screens = {screen.name(): screen for screen in QGuiApplication.screens()}
        own = self._till.screen().name()
        self.placed, name = choose_screen(list(screens), own, self._settings.screen)
        if self.window is None:
            self.window = CustomerWindow(self._shut)
        self.window.screen_shown.set_idle(self._settings.idle)
        if self.placed == "gone":
            self.window.hide()
        elif self.placed == "full":
            self._full(self.window, screens[name])
        else:
            self._beside(self.window, screens[name])

    def _full(self, window: CustomerWindow, screen: QScreen) -> None:
        if window.isVisible() and window.isFullScreen() and window.screen() is screen:
            return
        self._stand(window, screen, screen.geometry(), Qt.WindowState.WindowFullScreen)

    def _beside(self, window: CustomerWindow, screen: QScreen) -> None:
        """A window that people move where they like; it begins in the lower right corner."""
        if window.isVisible() and not window.isFullScreen():
            return
        room = screen.availableGeometry()
        wide, tall = room.width() * 2 // 5, room.height() * 2 // 5
        wide, tall = max(wide, window.minimumWidth()), max(tall, window.minimumHeight())
        corner = QRect(room.right() - wide - 20, room.bottom() - tall - 20, wide, tall)
        self._stand(window, screen, corner, Qt.WindowState.WindowNoState)

    def _stand(self, window: CustomerWindow, screen: QScreen, place: QRect, state: Qt.WindowState) -> None:
        """Hidden while it moves: a window that is shown would be put back where it was, or ask for the cursor."""
        window.hide()
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.setScreen(screen)
        window.setGeometry(place)
        window.setWindowState(state)
        window.show()

    def show_view(self, view: CustomerView) -> None:
        """The customer may see this now."""
        if self.window is not None and self.placed != "off":
            self.window.screen_shown.show_view(view)

    def stop(self) -> None:
        """The program ends."""
        self._soon.stop()
        if self.window is not None:
            self.window.ending = True
            self.window.close()
            self.window.deleteLater()
            self.window = None
