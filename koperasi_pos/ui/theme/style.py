"""Fonts, palette and style sheet of the whole application; widgets only name what they are."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from koperasi_pos.resources import resource
from koperasi_pos.ui.theme.colours import DARK, LIGHT, Colours

TOUCH = 44
"""The smallest side of anything that is touched, in pixels."""

_current = LIGHT


def colours() -> Colours:
    """The colours in use."""
    return _current


def apply_theme(application: QApplication, theme: str) -> Colours:
    """Give the application its fonts and colours; `theme` is `light`, `dark` or `system`."""
    global _current
    if theme == "system":
        dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        theme = "dark" if dark else "light"
    _current = DARK if theme == "dark" else LIGHT
    application.setStyle("Fusion")
    _fonts(application)
    application.setPalette(_palette(_current))
    application.setStyleSheet(style_sheet(_current))
    return _current


def _fonts(application: QApplication) -> None:
    families: set[str] = set(QFontDatabase.families())
    if "Noto Sans" not in families:
        for file in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
            QFontDatabase.addApplicationFont(str(resource("fonts", file)))
    font = QFont("Noto Sans")
    font.setPixelSize(15)
    application.setFont(font)


@cache
def font_family(file: str) -> str:
    """The family of a font that comes with the program (`NotoSansMono-Regular.ttf`), made known to Qt once."""
    number = QFontDatabase.addApplicationFont(str(resource("fonts", file)))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


def _palette(use: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, use.ground), (roles.WindowText, use.ink), (roles.Base, use.field), (roles.Text, use.ink),
        (roles.AlternateBase, use.line2), (roles.Button, use.card), (roles.ButtonText, use.ink),
        (roles.Highlight, use.mint), (roles.HighlightedText, use.ink), (roles.ToolTipBase, use.card),
        (roles.ToolTipText, use.ink), (roles.PlaceholderText, use.ink2), (roles.Link, use.green2),
        (roles.Mid, use.line), (roles.Accent, use.green2),
    ):  # fmt: skip
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(use.ink2))
    return palette


def icon(name: str, colour: str = "") -> QIcon:
    """A QtAwesome icon (`mdi6.cart-outline`) in a colour of the theme."""
    import qtawesome

    made: QIcon = qtawesome.icon(name, color=colour or _current.ink2)
    return made


def _image(name: str) -> str:
    return resource("icons", f"{name}.png").as_posix()


def style_sheet(use: Colours) -> str:
    """The style sheet. Widgets are named by the dynamic property `kind`."""
    return _grounds(use) + _controls(use) + _lists(use)


def _grounds(use: Colours) -> str:
    """Labels, cards, bars and chips."""
    return f"""
* {{ outline: none; }}
QWidget {{ color: {use.ink}; }}
QToolTip {{ background: {use.card}; color: {use.ink}; border: 1px solid {use.line}; padding: 4px; }}
QLabel {{ background: transparent; }}
QLabel[kind="who"] {{ color: {use.ink2}; }}
QLabel[kind="quiet"] {{ color: {use.ink2}; font-size: 13px; }}
QLabel[kind="title"] {{ font-size: 20px; font-weight: 700; }}
QLabel[kind="head"] {{ font-size: 16px; font-weight: 700; }}
QLabel[kind="wrong"] {{ color: {use.red}; font-size: 13px; }}
QLabel[kind="told"] {{ color: {use.red}; font-size: 15px; font-weight: 600; }}
QLabel[kind="good"] {{ color: {use.on_mint}; font-size: 13px; font-weight: 600; }}
QLabel[kind="attention"] {{ color: {use.on_gold_ground}; font-size: 13px; font-weight: 600; }}
QLabel[kind="huge"] {{ font-size: 40px; font-weight: 700; }}
QLabel[kind="empty"] {{ color: {use.ink2}; font-size: 15px; }}
QFrame[kind="card"] {{ background: {use.card}; border: 1px solid {use.line}; border-radius: 10px; }}
QFrame[kind="total"] {{ background: {use.green}; border-radius: 12px; }}
QFrame[kind="total"] QLabel {{ color: {use.on_green}; }}
QFrame[kind="bar"] {{ background: {use.card}; border: none; border-bottom: 1px solid {use.line}; }}
QFrame[kind="side"] {{ background: {use.card}; border: none; border-right: 1px solid {use.line}; }}
QFrame[kind="aside"] {{ background: {use.card}; border: none; border-left: 1px solid {use.line}; }}
QFrame[kind="foot"] {{ background: {use.foot}; border: none; }}
QFrame[kind="training"] {{ background: {use.training}; border: none; }}
QFrame[kind="training"] QLabel {{ color: {use.on_training}; font-size: 13px; font-weight: 700; }}
QFrame[kind="lesson"] {{ background: {use.card}; border: none; border-left: 3px solid {use.training}; }}
QFrame[kind="lesson-below"] {{ background: {use.card}; border: none; border-top: 3px solid {use.training}; }}
QFrame[kind="lesson-below"] QLabel {{ font-size: 13px; }}
QFrame[kind="said-good"] {{ background: {use.mint}; border: 1px solid {use.green2}; border-radius: 10px; }}
QFrame[kind="said-refused"] {{ background: {use.gold_ground}; border: 1px solid {use.gold}; border-radius: 10px; }}
QFrame[kind="said-trouble"] {{ background: {use.red_ground}; border: 1px solid {use.red}; border-radius: 10px; }}
QLabel[kind="chip"] {{ background: {use.mint}; color: {use.on_mint}; border-radius: 13px; padding: 4px 11px;
    font-size: 13px; font-weight: 600; }}
QLabel[kind="chip-gold"] {{ background: {use.gold_ground}; color: {use.on_gold_ground}; border-radius: 13px;
    padding: 4px 11px; font-size: 13px; font-weight: 600; }}
QLabel[kind="chip-red"] {{ background: {use.red_ground}; color: {use.red}; border-radius: 13px; padding: 4px 11px;
    font-size: 13px; font-weight: 600; }}
"""


def _controls(use: Colours) -> str:
    """Fields and buttons."""
    return f"""
QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit, QComboBox {{ background: {use.field}; border: 1px solid {use.line};
    border-radius: 8px; padding: 0 10px; min-height: 42px; selection-background-color: {use.green2};
    selection-color: {use.card}; }}
QPlainTextEdit {{ padding: 8px 10px; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus {{
    border: 2px solid {use.green2}; padding: 0 9px; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"] {{ border: 2px solid {use.red}; }}
QLineEdit[kind="scan"] {{ border: 2px solid {use.green2}; border-radius: 10px; min-height: 46px; font-size: 16px;
    padding: 0 14px; }}
QComboBox::drop-down {{ border: none; width: 30px; }}
QComboBox::down-arrow {{ image: url({_image("down")}); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {use.card}; border: 1px solid {use.line};
    selection-background-color: {use.mint}; selection-color: {use.ink}; }}
QPushButton {{ background: {use.card}; border: 1px solid {use.line}; border-radius: 10px; min-height: 42px;
    padding: 0 14px; font-weight: 600; }}
QPushButton[keyed="true"] {{ text-align: left; padding-right: 52px; }}
QPushButton:hover {{ border-color: {use.green2}; }}
QPushButton:focus {{ border: 2px solid {use.green2}; padding: 0 13px; }}
QPushButton:pressed {{ background: {use.mint}; }}
QPushButton:disabled {{ color: {use.ink2}; background: {use.line2}; }}
QPushButton[kind="primary"] {{ background: {use.green}; color: {use.on_green}; border: none; font-weight: 700;
    min-height: 44px; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {use.ink}; min-height: 40px; }}
QPushButton[kind="pay"] {{ background: {use.gold}; color: {use.on_gold}; border: none; font-size: 19px;
    font-weight: 700; min-height: 62px; }}
QPushButton[kind="pay"]:focus {{ border: 2px solid {use.ink}; }}
QPushButton[kind="primary"]:disabled, QPushButton[kind="pay"]:disabled {{ background: {use.line}; color: {use.ink2}; }}
QPushButton[kind="flat"] {{ background: transparent; border: none; color: {use.on_mint}; min-height: 44px; }}
QPushButton[kind="flat"]:focus {{ border: 2px solid {use.green2}; min-height: 40px; }}
QPushButton[kind="danger"] {{ color: {use.red}; }}
QPushButton[kind="page"] {{ background: transparent; border: none; border-left: 4px solid transparent; border-radius: 0;
    color: {use.ink2}; font-size: 12px; font-weight: 500; padding: 0; min-height: 44px; }}
QPushButton[kind="page"]:checked {{ background: {use.mint}; color: {use.on_mint}; font-weight: 700;
    border-left: 4px solid {use.green2}; }}
QPushButton[kind="page"]:focus {{ border: 2px solid {use.green2}; }}
QPushButton[kind="tab"] {{ background: transparent; border: none; border-radius: 0; padding: 0; min-height: 44px; }}
QPushButton[kind="tab"]:hover {{ background: {use.mint}; }}
QPushButton[kind="tab"]:focus {{ border: 2px solid {use.green2}; min-height: 40px; }}
QPushButton[kind="foot"] {{ background: transparent; border: none; border-radius: 6px; padding: 0; min-height: 42px; }}
QPushButton[kind="foot"]:hover {{ background: {use.foot_key}; }}
QPushButton[kind="foot"]:pressed {{ background: {use.foot_line}; }}
QPushButton[kind="person"] {{ text-align: left; font-size: 16px; min-height: 60px; }}
QPushButton[kind="person"]:checked {{ background: {use.mint}; border: 2px solid {use.green2}; }}
QPushButton[kind="pin"] {{ font-size: 22px; min-height: 60px; min-width: 84px; }}
QPushButton[kind="tile"] {{ text-align: left; padding: 8px 11px; min-height: 44px; font-size: 13px; }}
QWidget[kind="segments"] {{ background: {use.line}; border-radius: 12px; }}
QPushButton[kind="segment"] {{ background: transparent; border: none; border-radius: 9px; color: {use.ink2};
    min-height: 44px; padding: 0 11px; }}
QPushButton[kind="segment"]:checked {{ background: {use.card}; color: {use.on_mint}; }}
QPushButton[kind="segment"]:focus {{ border: 2px solid {use.green2}; padding: 0 9px; }}
QLabel[kind="figure"] {{ font-size: 22px; font-weight: 700; }}
"""


def _lists(use: Colours) -> str:
    """Boxes, tables, tabs and bars to scroll by."""
    return f"""
QCheckBox, QRadioButton {{ min-height: 44px; spacing: 10px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 20px; height: 20px; border: 2px solid {use.ink2};
    background: {use.field}; }}
QCheckBox::indicator {{ border-radius: 5px; }}
QRadioButton::indicator {{ border-radius: 12px; }}
QCheckBox::indicator:checked {{ background: {use.green}; border-color: {use.green}; image: url({_image("check")}); }}
QRadioButton::indicator:checked {{ background: {use.green}; border-color: {use.green}; image: url({_image("dot")}); }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {use.green2}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {use.ink2}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {use.line}; background: {use.line2}; }}
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled {{ background: {use.ink2}; }}
QTableView, QListView, QTreeView {{ background: {use.card}; border: 1px solid {use.line}; border-radius: 10px;
    gridline-color: {use.line2}; selection-background-color: {use.mint}; selection-color: {use.ink}; }}
QTableView:focus, QListView:focus {{ border: 1px solid {use.green2}; }}
QTableView[kind="hits"] {{ border: 2px solid {use.green2}; }}
QTableView::item, QListView::item {{ padding: 0 10px; }}
QHeaderView::section {{ background: {use.card}; color: {use.ink2}; border: none; border-bottom: 1px solid {use.line};
    padding: 8px 10px; font-size: 12px; font-weight: 600; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section:first, QHeaderView::section:only-one {{ border-top-left-radius: 9px; }}
QHeaderView::section:last, QHeaderView::section:only-one {{ border-top-right-radius: 9px; }}
QTableCornerButton::section {{ background: {use.card}; border: none; }}
QTabWidget::pane {{ border: none; }}
QTabBar::tab {{ background: transparent; padding: 10px 16px; min-height: 24px; color: {use.ink2}; font-weight: 600; }}
QTabBar::tab:selected {{ color: {use.on_mint}; border-bottom: 3px solid {use.green2}; }}
QTabBar::tab:focus {{ background: {use.mint}; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ width: 12px; background: transparent; }}
QScrollBar::handle:vertical {{ background: {use.line}; border-radius: 6px; min-height: 40px; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; }}
QScrollBar::handle:horizontal {{ background: {use.line}; border-radius: 6px; min-width: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QProgressBar {{ background: {use.line}; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }}
QProgressBar::chunk {{ background: {use.green2}; border-radius: 4px; }}
QDialog {{ background: {use.ground}; }}
"""
