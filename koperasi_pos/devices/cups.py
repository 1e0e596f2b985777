"""A queue of CUPS (Linux, macOS), through the commands of its client: `lp`, `lpstat`, `cancel`.

CUPS counts a slip as printed when its own backend has handed the last byte over. A network printer that is cut off
behind that moment is not noticed by CUPS (nor by anybody who asks it): set up such a printer as a network printer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from koperasi_pos.devices.printer import Kind, PrinterTrouble
from koperasi_pos.devices.spool import SpoolJob, SpoolPatience, SpoolPrinter

_SECONDS = 20.0
"""The longest that a command of the client may take."""

_REQUEST = re.compile(r"request id is (\S+)")
_NAME = re.compile(r"[^\s/#?'\"\\<>|]{1,127}")

_BEFORE_THE_FIRST_BYTE = (
    "Connecting to printer", "may not exist or is unavailable", "printer is in use",
    "Waiting for printer to become available", "Unable to locate printer",
)  # fmt: skip
"""What CUPS' backends say as long as they have not reached the printer."""

_PRINTING = "job-printing"
"""Stands with a job from when its printer begins with it, and stays with it also where that left off."""

_GIVEN_UP = ("job-canceled", "aborted", "job-stopped")
_ALERTS: tuple[tuple[str, Kind], ...] = (
    ("media-empty", "paper_out"), ("media-needed", "paper_out"), ("cover-open", "cover_open"),
    ("door-open", "cover_open"), ("media-jam", "fault"),
)  # fmt: skip


class CupsQueue:
    """One queue; see `Spool`."""

    def __init__(self, queue: str) -> None:
        if not _NAME.fullmatch(queue) or queue.startswith("-"):
            raise ValueError(f"{queue!r} is no name of a queue")
        self._queue = queue

    @property
    def name(self) -> str:
        """The queue's name."""
        return self._queue

    def check(self) -> None:
        """Whether CUPS runs, knows the queue, takes jobs for it and goes on with them."""
        done, told = self._ran("lpstat", "-p", self._queue, "-a", self._queue)
        if not done:
            raise self._trouble(self._hinders(told, "queue_unknown"))
        if _stopped(told):
            raise self._trouble("queue_stopped")
        if re.search(r"^\S+ not accepting requests", told, re.MULTILINE):
            raise self._trouble("queue_refused")

    def hand_over(self, data: bytes) -> str:
        """The slip as a file of its own, so that CUPS has all of it or nothing."""
        handle, name = tempfile.mkstemp(prefix="struk-")
        file = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            done, told = self._ran("lp", "-d", self._queue, "-o", "raw", "-t", "struk", "--", name, size=len(data))
        finally:
            file.unlink(missing_ok=True)
        found = _REQUEST.search(told)
        if done and found:
            return found[1]
        kind = self._hinders(told, "queue_refused")
        # CUPS says no before it takes a job; what else went wrong may have gone wrong behind that.
        refused = re.search(r"not accepting|does not exist|no default destination|scheduler", told, re.IGNORECASE)
        raise self._trouble(kind, sent=0 if refused else len(data))

    def look(self, job: str) -> SpoolJob:
        """In the list of open jobs, or of those that are over; a job that CUPS has forgotten was printed."""
        found = self._listed("not-completed", job)
        if found is None:
            return SpoolJob("given_up" if _was_given_up(self._listed("completed", job)) else "printed")
        printer = self._printer()
        begun = _PRINTING in found and not _any(_BEFORE_THE_FIRST_BYTE, found)
        # A job that began and no longer prints, because its queue was stopped or its backend failed, is one that CUPS
        # will begin anew by itself: the slip would come twice. It may also have ended between both looks.
        left_off = _PRINTING in found and f"now printing {job}." not in printer
        fell_back = left_off and self._listed("not-completed", job) is not None
        return SpoolJob("open", begun, _hindrance(printer), fell_back or (_stopped(printer) and not left_off))

    def take_back(self, job: str) -> SpoolJob:
        """What CUPS last said of the job stays with it when it is cancelled: so it is known whether it had begun."""
        before, stopped = self._listed("not-completed", job) or "", _stopped(self._printer())
        done, _told = self._ran("cancel", job)
        if self._listed("not-completed", job) is not None:
            return SpoolJob("open", True, "queue_stuck")
        found = self._listed("completed", job) or ""
        if not done and not _was_given_up(found):
            return SpoolJob("printed")  # it had ended before it could be cancelled
        never = bool(before) and _PRINTING not in before and stopped and _stopped(self._printer())
        return SpoolJob("given_up", not never and not _any(_BEFORE_THE_FIRST_BYTE, found))

    def _listed(self, which: str, job: str) -> str | None:
        """What CUPS tells of the job in one of its lists."""
        done, told = self._ran("lpstat", "-l", "-W", which, "-o", self._queue)
        if not done:
            raise self._trouble(self._hinders(told, "queue_unknown"), sent=1)
        for part in re.split(r"^(?=\S)", told, flags=re.MULTILINE):
            if part.split(maxsplit=1)[:1] == [job]:
                return part
        return None

    def _printer(self) -> str:
        """What CUPS tells of the queue's printer; nothing where it tells nothing."""
        done, told = self._ran("lpstat", "-l", "-p", self._queue)
        return told if done else ""

    def _ran(self, command: str, *arguments: str, size: int = 0) -> tuple[bool, str]:
        """Whether it went well, and everything it said, in English whatever the system speaks."""
        try:
            done = subprocess.run(
                [client(command), *arguments], capture_output=True, text=True, errors="replace", timeout=_SECONDS,
                env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"}, check=False,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise self._trouble("no_cups") from error
        except subprocess.TimeoutExpired as error:
            raise self._trouble("timeout", sent=size) from error
        return done.returncode == 0, done.stdout + done.stderr

    def _hinders(self, told: str, otherwise: Kind) -> Kind:
        """What hinders; of a service that does not run the client mostly says that the queue is not there."""
        kind = _why(told, otherwise)
        return _why(self._ran("lpstat", "-r")[1], kind) if kind == "queue_unknown" else kind

    def _trouble(self, kind: Kind, *, sent: int = 0) -> PrinterTrouble:
        return PrinterTrouble(kind, sent=sent, printer=self._queue)


def _any(words: tuple[str, ...], told: str) -> bool:
    return any(word in told for word in words)


def _was_given_up(told: str | None) -> bool:
    """Whether a job that is over was cancelled or failed: CUPS says so, or it never said a word of its printing."""
    return told is not None and (_any(_GIVEN_UP, told) or "Status:" not in told)


def _stopped(printer: str) -> bool:
    return re.search(r"^printer \S+ disabled", printer, re.MULTILINE) is not None


def _hindrance(printer: str) -> Kind | None:
    """What keeps the printer from printing, by what CUPS tells of it."""
    if _stopped(printer):
        return "queue_stopped"
    alerts = re.search(r"Alerts: (.*)", printer)
    return next((kind for word, kind in _ALERTS if alerts and word in alerts[1]), None)


def client(command: str) -> str:
    """Where a command of CUPS' client is; `FileNotFoundError` where there is none."""
    found = shutil.which(command)
    if found is None:
        raise FileNotFoundError(command)
    return found


def _why(told: str, otherwise: Kind) -> Kind:
    """What hinders, by what the client said."""
    if re.search(r"scheduler is not (?:running|responding)|Unable to connect|Bad file descriptor|No such file", told):
        return "no_cups"
    if "not accepting" in told:
        return "queue_refused"
    if re.search(r"does not exist|Invalid destination|Unknown", told):
        return "queue_unknown"
    return otherwise


def queues() -> list[str]:
    """The queues of CUPS on this computer; none where there is no CUPS."""
    try:
        done = subprocess.run(
            [client("lpstat"), "-e"], capture_output=True, text=True, errors="replace", timeout=_SECONDS,
            env={**os.environ, "LC_ALL": "C"}, check=False,
        )  # fmt: skip
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in done.stdout.splitlines() if _NAME.fullmatch(line.strip())]


def cups_printer(queue: str, *, patience: SpoolPatience | None = None) -> SpoolPrinter:
    """The driver of a queue of CUPS; `ValueError` for what is no name of one."""
    return SpoolPrinter(CupsQueue(queue), patience)
