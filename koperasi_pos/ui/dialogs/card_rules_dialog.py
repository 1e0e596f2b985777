"""What the pesantren lays down for every card: ceiling, fee, PIN, limits, what is never paid, and the hours."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import CardRulesSaved, Hours
from koperasi_pos.operations import card_limits, products
from koperasi_pos.operations.outcome import Done
from koperasi_pos.ui.dialogs.card_dialog import beside
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row, split_names
from koperasi_pos.ui.widgets.limit_fields import LimitFields
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import terms


def week_days() -> list[str]:
    """Monday to Sunday."""
    return [
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    ]  # fmt: skip


class CardRulesDialog(Dialog):
    """The rules in force, to be changed by the head."""

    def __init__(self, desk: Desk, held: CardRulesSaved, parent: QWidget) -> None:
        super().__init__(
            _("Rules for cards"), ok=_("Save"), width=760, parent=parent,
            explain=_("They hold for every santri; the wali can only go below. Kartu OPOP has no limits."),
        )  # fmt: skip
        self._desk, self._held = desk, held
        self.ceiling = MoneyField(_("At most on one account"), int(held.ceiling))
        self.warning = MoneyField(_("Warn from this sum of all cards"), int(held.float_warning))
        self.fee = MoneyField(_("Fee for a new card"), int(held.replacement_fee))
        self.week = Choice(
            _("The week begins on"), [(str(day), name) for day, name in enumerate(week_days())], str(held.week_start)
        )
        self.pin = Choice(_("PIN"), list(terms("pin_rule").items()), held.pin)
        self.pin_above = MoneyField(_("PIN above"), int(held.pin_above))
        self.blocked = TextField(_("Categories never to be bought"), ", ".join(held.blocked_categories))
        self.hours = TextField(
            _("Hours in which cards are taken"), ", ".join(f"{span.begins}-{span.ends}" for span in held.hours),
            placeholder=_("always; or 06:00-07:00, 15:30-21:00"),
        )  # fmt: skip
        self.fields = LimitFields(held.limits, products.categories(desk.till))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        rows = {
            field: form_row(field.accessibleName(), field)
            for field in (
                self.ceiling, self.warning, self.fee, self.week, self.pin, self.pin_above, self.blocked, self.hours,
            )
        }  # fmt: skip
        for first, second in (
            (self.ceiling, self.warning), (self.fee, self.week), (self.pin, self.pin_above),
            (self.blocked, self.hours),
        ):  # fmt: skip
            column.addLayout(beside(rows[first], rows[second]))
        column.addWidget(self.fields)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(440)
        self.body.addWidget(scroll, 1)
        self.pin.chosen.connect(lambda rule: self.pin_above.setEnabled(rule == "above"))
        self.pin_above.setEnabled(held.pin == "above")
        self.ceiling.setFocus()

    def finish(self) -> None:
        """Check, save."""
        limits = self.fields.limits()
        sums = {
            "ceiling": self.ceiling.rupiah(), "float_warning": self.warning.rupiah(),
            "replacement_fee": self.fee.rupiah(), "pin_above": self.pin_above.rupiah(),
        }  # fmt: skip
        if limits is None or any(amount is None for amount in sums.values()):
            self.tell_wrong(_("Every limit needs an amount in rupiah, and a row of categories their names."))
            return
        try:
            hours = [self._span(text) for text in split_names(self.hours.value())]
        except Refusal as refusal:
            self.tell_wrong(refusal_sentence(refusal))
            self.hours.setFocus()
            return
        till, actor = self._desk.till, self._desk.by
        wanted = self._held.model_copy(
            update={
                **sums, "id": till.new_id(), "week_start": int(self.week.value()), "pin": self.pin.value(),
                "limits": limits, "blocked_categories": split_names(self.blocked.value()), "hours": hours,
            }
        )  # fmt: skip
        self.ok_button.setEnabled(False)
        self._desk.do(
            lambda: card_limits.save_card_rules(till, wanted, by=actor), self.while_open(self._saved),
            self.while_open(self._refused),
        )  # fmt: skip

    def _span(self, text: str) -> Hours:
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})", text)
        if found is None:
            raise Refusal("hours_form", text=text)
        begin, begun, end, ended = found.groups()
        span = Hours(begins=f"{int(begin):02}:{begun}", ends=f"{int(end):02}:{ended}")
        same = next((held for held in self._held.hours if (held.begins, held.ends) == (span.begins, span.ends)), None)
        return same or span

    def _saved(self, done: Done[CardRulesSaved]) -> None:
        self.accept()
        self._desk.tell(_("The rules are saved."))

    def _refused(self, refusal: Refusal) -> None:
        self.ok_button.setEnabled(True)
        self.tell_wrong(refusal_sentence(refusal))
