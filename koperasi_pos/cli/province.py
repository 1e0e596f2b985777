"""The server of a province on the command line: serve it."""

from __future__ import annotations

from koperasi_pos.cli.session import TROUBLE, WRONG_USE, Session, complain
from koperasi_pos.province.settings import ProvinceSettings, SettingsWrong, read_province_settings
from koperasi_pos.words import _

_GIVEN = ("database", "host", "port", "address", "workers", "tls_cert", "tls_key")


def settings_of(session: Session) -> ProvinceSettings:
    """The server's settings: its file, the environment and what was given here."""
    return read_province_settings(session.home, {name: getattr(session.words, name, None) for name in _GIVEN})


def serve(session: Session) -> int:
    """Serve until SIGTERM or Ctrl+C."""
    from koperasi_pos.province.database import NotReady
    from koperasi_pos.province.schema import NewerTables
    from koperasi_pos.province.serve import serve as serve_province

    try:
        settings = settings_of(session)
    except SettingsWrong as wrong:
        complain(_("A setting cannot be read: {what}").format(what=wrong))
        return WRONG_USE
    session.home.mkdir(parents=True, exist_ok=True)
    try:
        serve_province(
            settings, lambda address: session.tell(_("Serving at {address}").format(address=address), address=address)
        )
    except NewerTables:
        complain(_("The tables were made by a newer program. Please update this one; nothing was changed."))
        return TROUBLE
    except NotReady:
        complain(_("The database cannot be reached."))
        return TROUBLE
    return 0
