"""The main window: head line, side bar, one page, what was said, and the keys of the page at the foot."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from koperasi_pos.operations import machine
from koperasi_pos.operations.receipts import scanned_receipt
from koperasi_pos.settings import changed
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.pages.sign_in_page import SignInPage
from koperasi_pos.ui.runner import SHEET, Desk
from koperasi_pos.ui.widgets.foot_bar import FootBar
from koperasi_pos.ui.widgets.head_line import HeadLine
from koperasi_pos.ui.widgets.message_strip import MessageStrip
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.page_tabs import PageTabs
from koperasi_pos.ui.widgets.side_button import SideButton
from koperasi_pos.ui.widgets.training_band import TrainingBand
from koperasi_pos.words import N_, _

if TYPE_CHECKING:
    from koperasi_pos.ui.widgets.lesson_panel import LessonPanel

PAGES: tuple[tuple[str, str, str, str], ...] = (
    ("sell", "SellPage", N_("Till"), "mdi6.cart-outline"),
    ("products", "ProductsPage", N_("Goods"), "mdi6.package-variant-closed"),
    ("stock", "StockPage", N_("Stock"), "mdi6.warehouse"),
    ("consignment", "ConsignmentPage", N_("Consignment"), "mdi6.handshake-outline"),
    ("promotions", "PromotionsPage", N_("Promotions"), "mdi6.sale-outline"),
    ("persons", "PersonsPage", N_("Members"), "mdi6.account-group-outline"),
    ("receipts", "ReceiptsPage", N_("Receipts"), "mdi6.receipt-text-outline"),
    ("shift", "ShiftPage", N_("Shift"), "mdi6.cash-register"),
    ("reports", "ReportsPage", N_("Reports"), "mdi6.chart-box-outline"),
    ("printer", "PrinterPage", N_("Printer"), "mdi6.printer-outline"),
    ("settings", "SettingsPage", N_("Settings"), "mdi6.cog-outline"),
)
"""Pages of the side bar: name, class in `pages/<name>_page.py`, word, icon. A page is made when it is first visited."""

LETTERS = {"consignment": "T"}
"""Pages whose key is a letter: Ctrl+T for titip jual. The others count from 1."""

PAGE_KEYS = {name: f"Ctrl+{letter}" for name, letter in LETTERS.items()} | {
    name: f"Ctrl+{number % 10}" for number, name in enumerate((page[0] for page in PAGES if page[0] not in LETTERS), 1)
}
"""Page of the side bar → the key that leads there from everywhere; the tenth has 0."""

LINE_KEY = "Ctrl+O"
"""The line to the province (online); in the head line stands how it is."""

HIDDEN_PAGES = {
    "item_import": "ItemImportPage",
    "devices": "DevicesPage",
    "line": "LinePage",
    "stock_card": "StockCardPage",
    "receiving": "ReceivingPage",
    "buying": "BuyingPage",
    "suppliers": "SuppliersPage",
    "count": "CountPage",
    "movements": "MovementsPage",
    "expiry": "ExpiryPage",
}
"""Pages that other pages lead to."""

WITHIN = {
    "item_import": "products",
    "devices": "settings",
    "line": "settings",
    "stock_card": "stock",
    "receiving": "stock",
    "buying": "stock",
    "suppliers": "stock",
    "count": "stock",
    "movements": "stock",
    "expiry": "stock",
}
"""Page without a place in the side bar → the page it belongs to there."""

BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "stock": (
        ("stock", N_("On hand")),
        ("receiving", N_("Goods in")),
        ("buying", N_("Buying")),
        ("suppliers", N_("Suppliers")),
        ("count", N_("Counting")),
        ("movements", N_("Movements")),
        ("expiry", N_("Expiry")),
    ),
}
"""Page of the side bar → (page, word) of those that stand beside it as tabs; Alt and a digit lead to them."""


def beside(name: str) -> list[tuple[str, str]]:
    """(page, word) of the tabs that are shown with a page."""
    return [(page, _(word)) for page, word in BESIDE.get(WITHIN.get(name, name), ())]


def page_class(name: str) -> type[Page]:
    """The class of a page, imported now and not at start."""
    words = {page[0]: page[1] for page in PAGES} | HIDDEN_PAGES
    found: type[Page] = getattr(import_module(f"koperasi_pos.ui.pages.{name}_page"), words[name])
    return found


class MainWindow(QMainWindow):
    """Shows one page at a time; locked, only the sign-in page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.pages: dict[str, Page] = {}
        self._actions: dict[str, Action] = {}
        self.setMinimumSize(QSize(1024, 640))
        self._build()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._idle_lock)
        desk.actor_changed.connect(self._actor_changed)
        desk.go.connect(self.show_page)
        desk.said.connect(self.strip.say)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._actor_changed()

    def _build(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.lessons = self._lesson_panel() if self.desk.till.training else None
        if self.lessons is not None:
            column.addWidget(TrainingBand())
        self.head = HeadLine(self.desk)
        column.addWidget(self.head)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.side = self._side_bar()
        middle.addWidget(self.side)
        self.tabs = PageTabs()
        self.tabs.wanted.connect(self.show_page)
        self.stack = QStackedWidget()
        inner = QVBoxLayout()
        inner.setSpacing(0)
        inner.addWidget(self.tabs)
        inner.addWidget(self.stack, 1)
        middle.addLayout(inner, 1)
        column.addLayout(middle, 1)
        self.foot = FootBar()
        column.addWidget(self.foot)
        self._middle, self._column = middle, column
        self._place_lessons()
        self.strip = MessageStrip(whole)
        self.setCentralWidget(whole)
        self.setWindowTitle(f"{_('TRAINING')} – Koperasi POS" if self.lessons is not None else "Koperasi POS")

    def _lesson_panel(self) -> LessonPanel:
        # Imported where it is needed: a real till starts without it.
        from koperasi_pos.ui.widgets.lesson_panel import LessonPanel

        panel = LessonPanel(self.desk)
        panel.leave.connect(self.desk.leave_training.emit)
        return panel

    def _place_lessons(self) -> None:
        """The lessons of training stand beside the page; in a narrow window below it."""
        if self.lessons is None:
            return
        needed = self.side.width() + self.stack.minimumSizeHint().width() + self.lessons.WIDTH
        below = self.width() < needed
        self.lessons.place(below=below)
        self.head.setHidden(below)
        home, other = (self._column, self._middle) if below else (self._middle, self._column)
        if home.indexOf(self.lessons) < 0:
            other.removeWidget(self.lessons)
            home.insertWidget(home.indexOf(self.foot) if below else -1, self.lessons)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The lessons make way for the page."""
        self._place_lessons()
        super().resizeEvent(event)

    def _side_bar(self) -> QFrame:
        side = QFrame()
        side.setProperty("kind", "side")
        side.setFixedWidth(84)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(0)
        self.side_buttons = QButtonGroup(self)
        for name, _class, word, icon_name in PAGES:
            button = SideButton(_(word), icon_name, PAGE_KEYS[name])
            button.setProperty("page", name)
            button.clicked.connect(lambda checked=False, name=name: self.show_page(name))
            self.side_buttons.addButton(button)
            layout.addWidget(button, 100)
        layout.addStretch(1)
        lock = SideButton(_("Lock"), "mdi6.lock-outline", "Ctrl+L")
        lock.setCheckable(False)
        lock.clicked.connect(self.lock)
        layout.addWidget(lock, 100)
        return side

    def page(self, name: str) -> Page:
        """The page, made on its first visit."""
        if name not in self.pages:
            made = SignInPage(self.desk) if name == "sign_in" else page_class(name)(self.desk)
            made.actions_changed.connect(self._show_actions)
            self.pages[name] = made
            self.stack.addWidget(made)
        return self.pages[name]

    def current(self) -> Page | None:
        """The page in front."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def show_page(self, name: str) -> None:
        """Bring a page to the front; a locked till shows the sign-in page whatever was asked for."""
        if self.desk.actor is None:
            name = "sign_in"
        before, now = self.current(), self.page(name)
        if before is not None and before is not now:
            before.left()
        self._place_lessons()
        self.stack.setCurrentWidget(now)
        for button in self.side_buttons.buttons():
            button.setChecked(button.property("page") == WITHIN.get(name, name))
        self.tabs.show_pages(beside(name), name)
        now.shown()
        self._show_actions()

    def lock(self) -> None:
        """Nobody works here until somebody signs in; dialogs close, the basket stays."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()
        self.desk.sign(None)

    def _idle_lock(self) -> None:
        """Nobody touched the till; what somebody asked for just now (a PIN, a sale) is waited for."""
        if self.desk.runner.busy:
            self._idle.start(1000)
        else:
            self.lock()

    def switch_customer_screen(self) -> None:
        """Ctrl+K: show the customer's screen or put it away; so it stays until it is switched again."""
        till = self.desk.till
        shown = not till.settings.customer_screen.on
        words = _("The customer display is on.") if shown else _("The customer display is off.")
        wanted = changed(till.settings, customer_screen={"on": shown})
        self.desk.do(lambda: machine.save_settings(till, wanted), lambda done: self.desk.tell(words))

    def _actor_changed(self) -> None:
        signed = self.desk.actor is not None
        self.side.setVisible(signed)
        self.head.refresh()
        self.show_page(self._first_page() if signed else "sign_in")
        self._restart_idle()

    def _first_page(self) -> str:
        """The till; after the first start with a sheet of goods, the page that shows what is in it."""
        waiting = SHEET in self.desk.pending and self.desk.by.may("products")
        return "item_import" if waiting else "sell"

    def _restart_idle(self) -> None:
        minutes = self.desk.till.settings.lock_after_minutes
        if minutes and self.desk.actor is not None:
            self._idle.start(minutes * 60_000)
        else:
            self._idle.stop()

    def _show_actions(self) -> None:
        page = self.current()
        if page is None:
            return
        actions = list(page.page_actions())
        keyed = ((_sequence(action.key), action) for action in actions)
        self._actions = {sequence: action for sequence, action in keyed if sequence}
        self.foot.show_actions(actions)

    def scanned(self, text: str) -> None:
        """A scan goes to the open dialog, else to the page in front, else to the till page."""
        self._restart_idle()
        dialog = open_dialog()
        if dialog is not None:
            if not (isinstance(dialog, Dialog) and dialog.scanned(text)):
                self.desk.said.emit(_("Finish this question first; the scan was not taken."), "refused")
            return
        page = self.current()
        if self._open_receipt(text) or (page is not None and page.scanned(text)):
            return
        if self.desk.actor is not None:
            self.show_page("sell")
            self.page("sell").scanned(text)

    def _open_receipt(self, text: str) -> bool:
        """The bar code of a receipt opens it from every page; the settings show what the scanner reads."""
        page = self.current()
        known = self.desk.actor is not None and (page is None or page.name != "settings")
        if not known or scanned_receipt(self.desk.till, text) is None:
            return False
        self.show_page("receipts")
        return self.page("receipts").scanned(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys of the page work wherever the focus is in this window, unless a dialog is open."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._restart_idle()
        elif event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            self._restart_idle()
            assert isinstance(event, QKeyEvent)
            if watched.window() is self and open_dialog() is None and watched is self._keyed():
                return self._key(event)
        return False

    def _keyed(self) -> QWidget:
        """The widget that keys go to first; an event passes by again on its way up to the window."""
        focused: QWidget | None = self.focusWidget()
        return self if focused is None else focused

    def _key(self, event: QKeyEvent) -> bool:
        sequence = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if sequence == "Esc" and self.strip.stays:
            self.strip.close_message()
            return True
        if self.lessons is not None and (taught := self.lessons.keys().get(sequence)) is not None:
            taught()
            return True
        act = self._own_keys().get(sequence)
        action = self._actions.get(sequence)
        if act is not None and self.desk.actor is not None:
            act()
            return True
        if action is not None and not _means_editing(sequence):
            action.act()
            return True
        return False

    def _own_keys(self) -> dict[str, Callable[[], None]]:
        keys: dict[str, Callable[[], None]] = {"Ctrl+L": self.lock, "Ctrl+K": self.switch_customer_screen}
        keys[LINE_KEY] = lambda: self.show_page("line")
        for name, key in PAGE_KEYS.items():
            keys[key] = lambda name=name: self.show_page(name)  # type: ignore[misc]
        for number, name in enumerate(self.tabs.buttons, 1):
            keys[f"Alt+{number}"] = lambda name=name: self.show_page(name)  # type: ignore[misc]
        return keys

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Finish what is under way, then go."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        super().closeEvent(event)


def open_dialog() -> QDialog | None:
    """The dialog that waits for an answer, the last one opened."""
    modal = QApplication.activeModalWidget()
    return modal if isinstance(modal, QDialog) else None


def _sequence(key: str) -> str:
    """The key as Qt writes it; empty for words that name several keys."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def _means_editing(sequence: str) -> bool:
    """Keys that belong to the text under the cursor while there is some: Delete, arrows, plus and minus."""
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

    focused = QApplication.focusWidget()
    if sequence not in ("Del", "Up", "Down", "Left", "Right", "+", "-", "Home", "End", "Return", "Enter"):
        return False
    if isinstance(focused, QPlainTextEdit):
        return True
    return isinstance(focused, QLineEdit) and bool(focused.text())
