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
    from koperasi_pos.province.vault import FILE

    settings = settings_of(session)
    with opened(settings) as url:
        size = copies.copy_to(url, Path(session.words.file))
    key = "" if settings.secret_key else str(settings.home / FILE)
    said = [_("{file} holds the database.").format(file=session.words.file)]
    if key:
        said.append(_("{key} is not in it: keep a copy of that elsewhere.").format(key=key))
    session.tell(" ".join(said), file=session.words.file, bytes=size, key=key)
    return 0


@province_command
def restore(session: Session) -> int:
    """Put a backup in the place of the database."""
    from koperasi_pos.province import backup as copies
    from koperasi_pos.province import sealing
    from koperasi_pos.province.home import database_of as opened

    settings = settings_of(session)
    with opened(settings) as url:
        epoch = copies.put_back(url, Path(session.words.file), replace=session.words.replace)
        pool = Pool(url, 1)
        try:
            fits = sealing.fits(settings, pool)
        finally:
            pool.close()
    session.tell(
        _("The database is that of the file. Epoch {epoch} has begun: tills send again what is missing.").format(
            epoch=epoch
        ),
        epoch=epoch, key_fits=fits,
    )  # fmt: skip
    if not fits:
        complain(
            _("Its secrets are sealed with another secret.key. Please put that file into {folder} before you serve.")
            .format(folder=settings.home)
        )  # fmt: skip
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
    from koperasi_pos.province import sealing

    with database_of(session) as pool:
        done = sealing.renew(settings_of(session), pool, new_signing_key=session.words.new_signing_key)
    sentence = _(
        "Secrets sealed anew: {kept}. Forgotten, to be set up again: {forgotten}. Please start the server again."
    )
    said = [sentence.format(kept=done.kept, forgotten=done.forgotten)]
    if done.new_signing_key:
        said.append(_("The province signs with a new key: every till has to be enrolled again, each with a code."))
    session.tell(" ".join(said), kept=done.kept, forgotten=done.forgotten, new_signing_key=done.new_signing_key)
    return 0
