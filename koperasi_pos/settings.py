"""This machine's settings: language, looks, printer, scanner, backups; kept as `settings.json` in the home folder."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = "settings.json"


class _Section(BaseModel):
    """A value: other settings are a new one (`changed`). What a newer program wrote survives in `model_extra`."""

    model_config = ConfigDict(extra="allow", frozen=True)


class PrinterSettings(_Section):
    """The receipt printer. `kind` names the driver: `none`, `network` (ESC/POS over TCP), `usb`, `serial`, `cups`,
    `windows` (queues of the system) or `file` (bytes to a file)."""

    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")] = "none"
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 9100
    path: str = ""
    """File of a file driver, port of a serial one (`/dev/ttyUSB0`, `COM3`)."""
    usb: str = ""
    """Maker, model and perhaps serial number of a USB printer: `04b8:0e15`, `04b8:0e15:SERIAL`."""
    queue: str = ""
    """Name of the queue of CUPS or Windows."""
    baud: Annotated[int, Field(ge=300, le=1_000_000)] = 9600
    flow: Literal["none", "xonxoff", "rtscts", "dsrdtr"] = "none"
    """What holds the bytes on a serial line back while the printer cannot take any."""
    cut: bool = True
    """Whether the printer has a cutter."""
    drawer: Literal["printer", "port", "none"] = "printer"
    """How the cash drawer is opened: through the printer, on a serial port of its own, by hand."""
    drawer_pin: Literal[2, 5] = 2
    """Which of both contacts of the printer's socket the drawer hangs on."""
    drawer_port: str = ""
    """Serial port of a drawer that has one of its own."""
    code_page: str = "CP437"
    """The printer's character table; what it lacks is written with plainer letters."""
    raster_arabic: bool = True
    """Arabic lines are printed as a picture."""


class ScannerSettings(_Section):
    """How a scan is told from typing: at least `minimum` keys with gaps of at most `gap_ms` milliseconds."""

    gap_ms: Annotated[int, Field(ge=5, le=500)] = 35
    minimum: Annotated[int, Field(ge=2, le=40)] = 4
    prefix: str = ""
    suffix: str = ""
    """Characters before the key that ends the scan."""
    ends_with: Literal["enter", "tab", "none"] = "enter"
    """The key that ends a scan; `none`: a pause longer than `gap_ms`."""
    aim: Literal["read", "drop"] = "read"
    """An AIM identifier (`]C1`) says what code follows, or is only taken off."""
    separator: Annotated[str, Field(max_length=1)] = ""
    """The character that the scanner sends for the GS1 separator; empty: the separator itself, or Ctrl+]."""


class CustomerScreenSettings(_Section):
    """The window for the customer: whether it is shown, on which screen (its name), and what it says while idle."""

    on: bool = False
    screen: str = ""
    idle: Annotated[str, Field(max_length=120)] = ""
    card: Literal["hidden", "left", "name"] = "hidden"
    """What others may read of the card that pays: nothing, what is left, or the name as well."""


class PoleSettings(_Section):
    """The pole display, two rows of twenty: `none`, `cd5220` (its commands) or `plain` (text alone)."""

    kind: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")] = "none"
    port: str = ""
    baud: Annotated[int, Field(ge=300, le=921_600)] = 9600
    code_page: str = "CP437"


class ScaleSettings(_Section):
    """The scale: `none`, `stream` (sends by itself) or `ask` (ENQ, DC1); `frame` is data bits, parity, stop bits."""

    kind: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")] = "none"
    port: str = ""
    baud: Annotated[int, Field(ge=300, le=921_600)] = 9600
    frame: Literal["8N1", "7E1", "7O1", "8E1"] = "8N1"


class LineSettings(_Section):
    """The line to the province. Who the till is there lies in the shop's file."""

    metered: bool = False
    """Whether every byte is paid for: sent and asked for seldom."""
    proxy: str = ""
    """`http://host:port`; empty: what the system says (`HTTPS_PROXY`)."""
    ca_file: str = ""
    """Certificates (PEM) that are believed instead of the usual ones."""
    address: str = ""
    """Where the province is now, should it have moved since the till was enrolled."""


class CardReaderSettings(_Section):
    """The card reader: `none`, `pcsc` (USB readers with a driver) or `wedge` (types the number like a keyboard)."""

    kind: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")] = "none"
    reader: str = ""
    """Part of the name of the PC/SC reader to listen to; empty: all of them."""
    signed: bool = False
    """Whether cards with a signed message (NTAG 424 DNA) are asked for it."""
    base: Literal["hex", "decimal"] = "decimal"
    reversed_bytes: bool = False
    """The reader types the last byte first."""
    prefix: str = ""
    suffix: str = ""
    ends_with: Literal["enter", "tab", "none"] = "enter"
    gap_ms: Annotated[int, Field(ge=5, le=500)] = 60


class Settings(_Section):
    """Everything that belongs to this machine and not to the shop."""

    language: Literal["id", "en"] = "id"
    theme: Literal["light", "dark", "system"] = "system"
    paper_width: Literal[32, 42, 48] = 32
    """Columns of the receipt paper: 58 mm has 32, 80 mm has 42 or 48."""
    printer: PrinterSettings = Field(default_factory=PrinterSettings)
    scanner: ScannerSettings = Field(default_factory=ScannerSettings)
    customer_screen: CustomerScreenSettings = Field(default_factory=CustomerScreenSettings)
    pole: PoleSettings = Field(default_factory=PoleSettings)
    scale: ScaleSettings = Field(default_factory=ScaleSettings)
    line: LineSettings = Field(default_factory=LineSettings)
    card_reader: CardReaderSettings = Field(default_factory=CardReaderSettings)
    keep_backups: Annotated[int, Field(ge=1, le=365)] = 14
    lock_after_minutes: Annotated[int, Field(ge=0, le=480)] = 10
    """The till asks for the PIN again after so long without a key; 0 never."""


@dataclass(frozen=True)
class SettingsTrouble:
    """Why defaults are in force; `words.refusals.refusal_sentence` has the sentence for it."""

    code: str
    """`settings_broken` (moved aside, nothing lost) or `settings_unreadable` (left where it is)."""
    facts: dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """Settings as found; `trouble` is `None` where all was well."""

    settings: Settings
    trouble: SettingsTrouble | None = None


def home_folder() -> Path:
    """The folder of this machine's shop: `KOPERASI_HOME`, else the operating system's place for a user's programs."""
    chosen = os.environ.get("KOPERASI_HOME", "")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("koperasi-pos", appauthor=False)


def read_settings(home: Path) -> Reading:
    """The settings in `home`; defaults where there are none.

    A file that holds no settings is moved aside (`settings.json.broken`, `.broken2` …), so that nothing in it is lost,
    and defaults are in force; so they are where the disk refuses. Neither keeps the till from selling.
    """
    file = home / FILE
    try:
        return Reading(Settings.model_validate(_object(file.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return Reading(Settings())
    except ValueError:  # no UTF-8, no JSON, or values that are no settings
        return Reading(Settings(), _put_aside(file))
    except OSError as error:
        return Reading(Settings(), _unreadable(file, error))


def write_settings(home: Path, settings: Settings) -> None:
    """Write the settings so that after a power cut either the old or the new file is there, whole.

    Raises `OSError` where the disk refuses, `ValidationError` for values that are no settings.
    """
    checked = Settings.model_validate(settings.model_dump())
    text = json.dumps(checked.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=home, prefix=f".{FILE}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.replace(home / FILE)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(home)


def changed(settings: Settings, **values: Any) -> Settings:
    """A copy with other values, checked; sections (`printer`, `scale` …) take dicts of the fields that change."""
    fields = settings.model_dump()
    for name, value in values.items():
        fields[name] = {**fields[name], **value} if isinstance(value, dict) else value
    return Settings.model_validate(fields)


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("settings are a JSON object")
    return found


def _put_aside(file: Path) -> SettingsTrouble:
    number = 1
    while (aside := file.with_name(f"{FILE}.broken{number if number > 1 else ''}")).exists():
        number += 1
    try:
        file.rename(aside)
    except OSError as error:
        return _unreadable(file, error)
    return SettingsTrouble("settings_broken", {"file": aside})


def _unreadable(file: Path, error: OSError) -> SettingsTrouble:
    return SettingsTrouble("settings_unreadable", {"file": file, "reason": error.strerror or type(error).__name__})


def _sync_folder(folder: Path) -> None:
    """Make the renaming durable too; Windows neither needs it nor can open a folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems know no fsync of a folder
            os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "CardReaderSettings",
    "CustomerScreenSettings",
    "LineSettings",
    "PoleSettings",
    "PrinterSettings",
    "Reading",
    "ScaleSettings",
    "ScannerSettings",
    "Settings",
    "SettingsTrouble",
    "ValidationError",
    "changed",
    "home_folder",
    "read_settings",
    "write_settings",
]
