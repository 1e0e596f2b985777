"""Settings: the shop and its rules, rules of goods, this machine, the people, and looking after the file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.trade.staff import ROLES
from koperasi_pos.ui.dialogs.approval_dialog import ask_approval
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import title
from koperasi_pos.ui.widgets.goods_rules_form import GoodsRulesForm
from koperasi_pos.ui.widgets.machine_form import MachineForm
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.shop_form import ShopForm
from koperasi_pos.ui.widgets.staff_form import StaffForm
from koperasi_pos.ui.widgets.upkeep_form import UpkeepForm
from koperasi_pos.values import Refusal
from koperasi_pos.words import _

PARTS = ("shop", "goods", "people", "machine", "upkeep")


class SettingsPage(Page):
    """Five parts, one in front."""

    name = "settings"
    icon = "mdi6.cog-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addWidget(title(_("Settings")))
        words = {
            "shop": _("Shop"), "goods": _("Rules of goods"), "people": _("People"), "machine": _("This till"),
            "upkeep": _("Backup and check"),
        }  # fmt: skip
        self.parts = Segments([(part, words[part]) for part in PARTS], name=_("Part of the settings"))
        self.parts.chosen.connect(self.show_part)
        outer.addWidget(self.parts)
        self.stack = QStackedWidget()
        self.shop = ShopForm(desk)
        self.goods = GoodsRulesForm(desk)
        self.people = StaffForm(desk)
        self.machine = MachineForm(desk)
        self.upkeep = UpkeepForm(desk)
        self.upkeep.code_wanted.connect(self._show_code)
        self.upkeep.rebuild_wanted.connect(self._rebuild)
        for form in (self.shop, self.goods, self.people, self.machine, self.upkeep):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(form)
            self.stack.addWidget(area)
        outer.addWidget(self.stack, 1)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Settings")

    def page_actions(self) -> Sequence[Action]:
        """F2 to F6 choose a part, F9 saves it, F10 leads on to the devices, or to training among the people."""
        parts = (
            Action("F2", _("Shop"), lambda: self.show_part("shop")),
            Action("F3", _("Rules of goods"), lambda: self.show_part("goods")),
            Action("F4", _("People"), lambda: self.show_part("people")),
            Action("F5", _("This till"), lambda: self.show_part("machine")),
            Action("F6", _("Backup and check"), lambda: self.show_part("upkeep")),
        )
        own: dict[str, tuple[Action, ...]] = {
            "people": (
                Action("F7", _("New person"), self.people.new),
                Action("F8", _("Let try again"), self.people.release),
                *(() if self.desk.till.training else (Action("F10", _("Training"), self.train),)),
            ),
            "upkeep": (
                Action("F7", _("Back up now"), self.upkeep.back_up),
                Action("F8", _("Check"), self.upkeep.check),
                Action("F11", _("Recovery code"), self._show_code),
                Action("F12", _("Make the books again"), self._rebuild, footer=False),
            ),
        }
        part = PARTS[self.stack.currentIndex()]
        save = () if part == "upkeep" else (Action("F9", _("Save"), self.save),)
        devices = (Action("F10", _("Devices"), lambda: self.desk.go.emit("devices")),)
        return (*parts, *own.get(part, ()), *save, *(devices if part in {"shop", "machine"} else ()))

    def shown(self) -> None:
        """Read everything anew."""
        self.shop.read()
        self.goods.read()
        self.people.read()
        self.machine.read()
        self.upkeep.read()

    def show_part(self, part: str) -> None:
        """Bring a part to the front."""
        self.stack.setCurrentIndex(PARTS.index(part))
        self.parts.choose(part)
        first: dict[str, QWidget] = {
            "shop": self.shop.texts["name"], "goods": self.goods.policies[ROLES[0]], "people": self.people.table,
            "machine": self.machine.language,
        }  # fmt: skip
        first.get(part, self.stack).setFocus()
        self.actions_changed.emit()

    def left(self) -> None:
        """The recovery code does not stay on the screen."""
        self.upkeep.code.setText("")

    def _show_code(self) -> None:
        """Who has the right types a PIN first: the till may stand open."""
        if not self.desk.by.may("shop"):
            self.desk.tell_refusal(Refusal("needs_approval", right="shop"))
            return
        ask_approval(self.desk, "shop", self, lambda approval: self.upkeep.show_code())

    def train(self) -> None:
        """Who has finished which lesson, and the way to the training till."""
        from koperasi_pos.ui.dialogs.training_dialog import TrainingDialog

        TrainingDialog(self.desk, self.desk.by.staff, self).open()

    def _rebuild(self) -> None:
        ask_yes(
            self, _("Make the books again"),
            _("Every figure is summed again from the journal. Selling waits meanwhile; nothing is lost."),
            self.upkeep.rebuild, yes=_("Make them again"), no=_("Cancel"),
        )  # fmt: skip

    def save(self) -> None:
        """Keep the part in front."""
        forms = (self.shop, self.goods, self.people, self.machine)
        if self.stack.currentIndex() < len(forms):
            forms[self.stack.currentIndex()].save()
