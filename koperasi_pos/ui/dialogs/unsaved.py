"""Before a form is left: what is typed there and not kept yet is not lost without a question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.words import _


def when_kept(parent: QWidget, name: str, then: Callable[[], None], *, changed: bool) -> None:
    """Go on at once where nothing changed, else after somebody said that the changes may go."""
    if not changed:
        then()
        return
    question = (
        _("What was changed in {name} is not saved yet.").format(name=name)
        if name
        else _("What was typed is not saved yet.")
    )
    ask_yes(parent, _("Not saved"), question, then, yes=_("Drop the changes"), no=_("Go on editing"), safe=True)
