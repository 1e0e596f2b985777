"""One account in full: the face, what is on it and what may be spent, then movements, cards or limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import CardRulesSaved, Limit, LimitsSaved
from koperasi_pos.operations.accounts import CardRow
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.card_reports import AccountLine
from koperasi_pos.ui.theme.style import icon
from koperasi_pos.ui.widgets.account_lines import account_columns
from koperasi_pos.ui.widgets.card_face import pixmap_of
from koperasi_pos.ui.widgets.cards import Chip, Empty, quiet
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ZERO, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

PHOTO = QSize(45, 60)


@dataclass(frozen=True)
class WholeAccount:
    """Everything the page shows of an account; `lines` is `None` for who may not see them."""

    shown: ShownCard
    lines: list[AccountLine] | None
    cards: list[CardRow]
    limits: LimitsSaved
    rules: CardRulesSaved
    no_buy: Sequence[str] = ()
    """Names of the goods that the wali does not want."""
    exposure: Rupiah = ZERO
    """What other tills may still spend before they hear of a block."""
    unheard: Rupiah = ZERO
    """What they may still spend under older limits, before they hear of those in force."""


class AccountPanel(QWidget):
    """Shows an account; what can be done with it stands below, put there by the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole: WholeAccount | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.photo = QLabel()
        self.photo.setFixedSize(PHOTO)
        self.name, self.small = ElidedLabel(), ElidedLabel()
        self.name.setProperty("kind", "title")
        self.small.setProperty("kind", "quiet")
        self.state, self.card_state = Chip(), Chip()
        head = QHBoxLayout()
        head.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.small)
        head.addWidget(self.photo)
        head.addLayout(words, 1)
        head.addWidget(self.state)
        head.addWidget(self.card_state)
        column.addLayout(head)
        self.figures = Figures([_("Balance"), _("Can spend now"), _("At this till")])
        column.addWidget(self.figures)
        self.parts = Segments(
            [("movements", _("Movements")), ("cards", _("Cards")), ("limits", _("Limits"))], name=_("Parts")
        )
        self.parts.chosen.connect(self._turn)
        column.addWidget(self.parts)
        self.stack = QStackedWidget()
        self.lines = Table(_("Movements"), account_columns(with_balance=True))
        self.hidden = Empty(
            _("Balance and movements are seen by head, treasurer and pengasuh, or once the card is tapped."),
            "mdi6.eye-off-outline",
        )
        self.cards = Table(
            _("Cards"),
            [
                TableColumn(_("Issued"), lambda row: moment(row.issued), width=164),
                TableColumn(_("Card"), lambda row: term("medium", row.medium)),
                TableColumn(
                    _("State"), lambda row: term("card_state", row.state), width=150,
                    tone=lambda row: {"lost": "red", "active": "green"}.get(row.state, "quiet"),
                ),
            ],
        )  # fmt: skip
        self.limit_words = quiet()
        box = QWidget()
        inside = QVBoxLayout(box)
        inside.addWidget(self.limit_words)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(box)
        self.limits = scroll
        for part in (self.lines, self.hidden, self.cards, self.limits):
            self.stack.addWidget(part)
        column.addWidget(self.stack, 1)

    def show_account(self, whole: WholeAccount) -> None:
        """Show this account."""
        self.whole = whole
        view = whole.shown.view
        self.photo.setPixmap(pixmap_of(whole.shown.photo, PHOTO) or icon("mdi6.account").pixmap(PHOTO))
        self.photo.setAccessibleName(_("Photo of {name}").format(name=view.name))
        self.name.setText(view.name)
        where = (view.nis, view.school_class, view.room, term("account_sort", view.sort))
        self.small.setText(" · ".join(part for part in where if part))
        told = term("account_state", view.state)
        if view.reason:
            told += f" ({term('freeze', view.reason)})"
        self.state.show_state(told, {"active": "good", "frozen": "gold"}.get(view.state, "red"))
        live = next((card for card in whole.cards if card.state != "lost"), None)
        if live is not None:
            self.card_state.show_state(
                _("Card: {state}").format(state=term("card_state", live.state).lower()),
                "good" if live.state == "active" else "gold",
            )
        else:
            self.card_state.show_state(_("No card in use"), "red" if whole.cards else "gold")
        pin = _("with PIN") if view.has_pin else _("without PIN")
        self.figures.show_figures(
            [
                (rupiah(view.balance), pin),
                (rupiah(view.left_today), self._of_limit(whole)),
                (rupiah(view.here), _others(whole.exposure)),
            ]
        )
        # A cashier needs nobody's balance who does not stand here with the card.
        self.figures.setVisible(whole.lines is not None)
        self.lines.set_rows(whole.lines or [])
        self.cards.set_rows(whole.cards)
        self.limit_words.setText("\n".join(limit_lines(whole)))
        self._turn(self.parts.key())

    def _of_limit(self, whole: WholeAccount) -> str:
        most = whole.shown.day_limit
        return "" if most is None else _("of {amount} a day").format(amount=rupiah(most))

    def _turn(self, part: str) -> None:
        may = self.whole is None or self.whole.lines is not None
        front = {"movements": self.lines if may else self.hidden, "cards": self.cards, "limits": self.limits}[part]
        self.stack.setCurrentWidget(front)


def _others(exposure: Rupiah) -> str:
    """What can still be spent elsewhere before the other tills hear of a block."""
    return _("elsewhere up to {amount}").format(amount=rupiah(exposure)) if exposure else ""


def limit_lines(whole: WholeAccount) -> list[str]:
    """Every rule that holds for an account, in sentences: the pesantren's first, then the wali's."""
    view, rules, own = whole.shown.view, whole.rules, whole.limits
    found = []
    if view.sort != "opop":
        found += [_("Pesantren: {rule}").format(rule=limit_sentence(limit)) for limit in rules.limits]
        if rules.blocked_categories:
            found.append(_("Pesantren: never {categories}").format(categories=", ".join(rules.blocked_categories)))
        if rules.hours:
            spans = ", ".join(f"{span.begins}–{span.ends}" for span in rules.hours)
            found.append(_("Pesantren: only at {hours}").format(hours=spans))
    who = own.wali or view.wali or _("Wali")
    found += [_("{wali}: {rule}").format(wali=who, rule=limit_sentence(limit)) for limit in own.limits]
    if own.blocked_categories:
        found.append(_("{wali}: never {categories}").format(wali=who, categories=", ".join(own.blocked_categories)))
    if whole.no_buy:
        found.append(_("{wali}: never {categories}").format(wali=who, categories=", ".join(whole.no_buy)))
    if view.allergens:
        found.append(_("Allergens, never sold: {allergens}").format(allergens=", ".join(view.allergens)))
    if rules.pin != "never":
        word = term("pin_rule", rules.pin)
        found.append(
            _("PIN: {rule}").format(rule=f"{word} {rupiah(rules.pin_above)}" if rules.pin == "above" else word)
        )
    if whole.unheard:
        told = _("Until the other tills hear of these limits, at most {amount} can be spent there under older ones.")
        found.append(told.format(amount=rupiah(whole.unheard)))
    return found or [_("No limits.")]


def limit_sentence(limit: Limit) -> str:
    """A limit in words."""
    told = _("at most {amount} for {period}").format(amount=rupiah(limit.amount), period=term("period", limit.period))
    if limit.categories:
        return _("{limit} for {categories}").format(limit=told, categories=", ".join(limit.categories))
    if limit.free:
        return _("{limit}, {categories} not counted").format(limit=told, categories=", ".join(limit.free))
    return told
