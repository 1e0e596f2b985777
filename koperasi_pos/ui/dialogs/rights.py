"""What the role at the till may not do alone is approved by a second person first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.ui.dialogs.approval_dialog import ask_approval
from koperasi_pos.ui.runner import Desk


def when_allowed(desk: Desk, right: str, parent: QWidget, then: Callable[[tuple[Approval, ...]], None]) -> None:
    """Go on at once where the role has the right, else after a second person approved; `then` gets the approvals."""
    if desk.by.may(right):
        then(())
        return
    ask_approval(desk, right, parent, lambda approval: then((approval,)))
