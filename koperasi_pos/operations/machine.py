"""This machine's settings, kept where the program finds them at the next start."""

from __future__ import annotations

from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import Settings, write_settings


def save_settings(till: Till, settings: Settings) -> Done[Settings]:
    """Keep new settings of this machine; they are in force at once (topic `settings`).

    Raises `OSError` where the disk refuses; the old ones stay in force then.
    """
    if settings == till.settings:
        return Done(settings, changed=False)
    write_settings(till.home, settings)
    till.settings = settings
    till.tell("settings")
    return Done(settings)
