"""Open the windows on a training till."""

from __future__ import annotations

from koperasi_pos.cli.session import Session
from koperasi_pos.words import _


def train(session: Session) -> int:
    """Somebody practises; the real till comes where training is left."""
    from koperasi_pos.app import run

    return run(session.home, smoke=session.words.smoke, trainee=session.words.name.strip() or _("New cashier"))
