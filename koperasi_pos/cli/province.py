"""The server of a province on the command line: serve it, copy it, put a copy back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

from koperasi_pos.cli.session import TROUBLE, WRONG_USE, Command, Session, complain
from koperasi_pos.province.database import NotReady, Pool
from koperasi_pos.province.schema import NewerTables
from koperasi_pos.province.settings import ProvinceSettings, SettingsWrong, read_province_settings
from koperasi_pos.words import _

_GIVEN = ("database", "host", "port", "address", "workers", "tls_cert", "tls_key")


def settings_of(session: Session) -> ProvinceSettings:
    """The server's settings: its file, the environment and what was given here."""
    return read_province_settings(session.home, {name: getattr(session.words, name, None) for name in _GIVEN})


@contextmanager
def database_of(session: Session) -> Iterator[Pool]:
    """The server's database, also beside a server that runs."""
    from koperasi_pos.province.home import opened

    with opened(settings_of(session)) as pool:
        yield pool


def province_command(command: Callable[[Session], int]) -> Command:
    """A command whose trouble is told as that of a server: settings, tables, a database that does not answer."""

    @wraps(command)
    def told(session: Session) -> int:
        try:
            return command(session)
        except SettingsWrong as wrong:
            complain(_("A setting cannot be read: {what}").format(what=wrong))
            return WRONG_USE
        except NewerTables:
            complain(_("The tables were made by a newer program. Please update this one; nothing was changed."))
        except NotReady:
            complain(_("The database cannot be reached."))
        return TROUBLE

    return told


@province_command
def serve(session: Session) -> int:
    """Serve until SIGTERM or Ctrl+C."""
    from koperasi_pos.province.serve import serve as serve_province

    settings = settings_of(session)
    session.home.mkdir(parents=True, exist_ok=True)
    serve_province(
        settings, lambda address: session.tell(_("Serving at {address}").format(address=address), address=address)
    )
    return 0


@province_command
def backup(session: Session) -> int:
    """Copy the database to a file."""
    from koperasi_pos.province import backup as copies
    from koperasi_pos.province.home import database_of as opened

    with opened(settings_of(session)) as url:
        size = copies.copy_to(url, Path(session.words.file))
    session.tell(_("{file} holds the database.").format(file=session.words.file), file=session.words.file, bytes=size)
    return 0


@province_command
def restore(session: Session) -> int:
    """Put a backup in the place of the database."""
    from koperasi_pos.province import backup as copies
    from koperasi_pos.province.home import database_of as opened

    with opened(settings_of(session)) as url:
        epoch = copies.put_back(url, Path(session.words.file), replace=session.words.replace)
    session.tell(
        _("The database is that of the file. Epoch {epoch} has begun: tills send again what is missing.").format(
            epoch=epoch
        ),
        epoch=epoch,
    )
    return 0


@province_command
def new_epoch(session: Session) -> int:
    """Begin a new epoch."""
    from koperasi_pos.province.identity import next_epoch

    with database_of(session) as pool:
        epoch = next_epoch(pool)
    session.tell(_("Epoch {epoch} has begun: tills send again what is missing.").format(epoch=epoch), epoch=epoch)
    return 0


@province_command
def new_key(session: Session) -> int:
    """Seal secrets with a new key."""
    from koperasi_pos.province.officers import vault

    settings = settings_of(session)
    with database_of(session) as pool:
        kept, forgotten = vault.renew(settings, pool)
    sentence = _(
        "Secrets sealed anew: {kept}. Forgotten, to be set up again: {forgotten}. Please start the server again."
    )
    session.tell(
        sentence.format(kept=kept, forgotten=forgotten),
        kept=kept, forgotten=forgotten,
    )  # fmt: skip
    return 0
