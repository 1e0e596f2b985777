"""A queue of Windows (winspool), raw: the printer's own driver only carries the bytes.

What could not be tried where this was written, for want of a Windows: the calls into winspool.drv themselves. They
are kept to `Winspool`, whose structures are checked for their sizes; everything above it runs in the tests.
"""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, Structure, byref, c_void_p, c_wchar_p, sizeof
from ctypes import c_uint32 as dword
from typing import Any, Protocol

from koperasi_pos.devices.printer import Kind, PrinterTrouble
from koperasi_pos.devices.spool import SpoolJob, SpoolPatience, SpoolPrinter

_LOCAL, _CONNECTIONS = 2, 4
_INVALID_PRINTER_NAME, _ACCESS_DENIED, _INVALID_PARAMETER, _CANCELLED = 1801, 5, 87, 1223
_DELETE_JOB = 5

# JOB_STATUS_…
_PAUSED, _ERROR, _DELETING, _PRINTING, _OFFLINE, _PAPEROUT, _PRINTED, _DELETED = 1, 2, 4, 16, 32, 64, 128, 256
_BLOCKED, _INTERVENTION, _COMPLETE = 512, 1024, 4096
# PRINTER_STATUS_…
_QUEUE_PAUSED, _QUEUE_ERROR, _QUEUE_PAPER_OUT, _QUEUE_OFFLINE, _QUEUE_DOOR_OPEN = 1, 2, 16, 128, 0x400000


class WindowsError(Exception):
    """A call into Windows failed; `number` is what GetLastError said."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class SpoolCalls(Protocol):
    """What is asked of Windows; each raises `WindowsError`."""

    def queues(self) -> list[str]:
        """The names of all queues, local and connected."""
        ...

    def state(self, queue: str) -> int:
        """The queue's PRINTER_STATUS bits."""
        ...

    def write(self, queue: str, title: str, data: bytes) -> int:
        """Put one raw document into the queue; its job number."""
        ...

    def job(self, queue: str, number: int) -> int | None:
        """A job's JOB_STATUS bits; `None` where the queue no longer has it."""
        ...

    def delete(self, queue: str, number: int) -> None:
        """Take a job out of the queue."""
        ...


class WindowsQueue:
    """One queue; see `Spool`."""

    def __init__(self, queue: str, calls: SpoolCalls | None = None) -> None:
        self._queue = queue
        self._calls = calls

    @property
    def name(self) -> str:
        """The queue's name."""
        return self._queue

    def _spool(self) -> SpoolCalls:
        if self._calls is None:
            if os.name != "nt":
                raise PrinterTrouble("no_library", printer=self._queue)
            self._calls = Winspool()
        return self._calls

    def check(self) -> None:
        """Whether Windows knows the queue and goes on with it."""
        try:
            state = self._spool().state(self._queue)
        except WindowsError as error:
            raise self._trouble(_why(error)) from error
        kind = _queue_hindrance(state)
        if kind is not None:
            raise self._trouble(kind)

    def hand_over(self, data: bytes) -> str:
        """One raw document. Where writing fails Windows is told to forget it; whether it did nobody can know."""
        try:
            return str(self._spool().write(self._queue, "struk", data))
        except WindowsError as error:
            kind = _why(error)
            raise self._trouble(kind, sent=0 if kind in ("queue_unknown", "forbidden") else len(data)) from error

    def look(self, job: str) -> SpoolJob:
        """A job that Windows no longer has was printed: what fails stays in its queue."""
        try:
            state = self._spool().job(self._queue, int(job))
        except WindowsError as error:
            raise self._trouble(_why(error), sent=1) from error
        return _seen(state)

    def take_back(self, job: str) -> SpoolJob:
        """Windows may delete a job only when its driver lets go of it: `open` where it is still there."""
        before = self.look(job)
        if before.state == "printed":
            return before
        try:
            self._spool().delete(self._queue, int(job))
        except WindowsError as error:
            raise self._trouble(_why(error), sent=1) from error
        return SpoolJob("given_up", before.begun, before.hindrance)

    def _trouble(self, kind: Kind, *, sent: int = 0) -> PrinterTrouble:
        return PrinterTrouble(kind, sent=sent, printer=self._queue)


def _seen(state: int | None) -> SpoolJob:
    if state is None or state & (_PRINTED | _COMPLETE):
        return SpoolJob("printed")
    if state & (_DELETED | _DELETING):
        return SpoolJob("given_up")
    hindrance: Kind | None = None
    if state & _PAPEROUT:
        hindrance = "paper_out"
    elif state & (_PAUSED | _BLOCKED):
        hindrance = "queue_stopped"
    elif state & _OFFLINE:
        hindrance = "refused"
    elif state & (_ERROR | _INTERVENTION):
        hindrance = "queue_failed"
    # Off line, paused or blocked before it printed: Windows has sent nothing. Otherwise it may have.
    begun = bool(state & (_PRINTING | _ERROR | _PAPEROUT | _INTERVENTION)) or not state
    return SpoolJob("open", begun, hindrance)


def _queue_hindrance(state: int) -> Kind | None:
    if state & _QUEUE_PAUSED:
        return "queue_stopped"
    if state & _QUEUE_PAPER_OUT:
        return "paper_out"
    if state & _QUEUE_DOOR_OPEN:
        return "cover_open"
    if state & _QUEUE_OFFLINE:
        return "refused"
    return "fault" if state & _QUEUE_ERROR else None


def _why(error: WindowsError) -> Kind:
    return {_INVALID_PRINTER_NAME: "queue_unknown", _ACCESS_DENIED: "forbidden"}.get(  # type: ignore[return-value]
        error.number, "queue_failed"
    )


class RawDocument(Structure):
    """DOC_INFO_1W."""

    _fields_ = [("name", c_wchar_p), ("file", c_wchar_p), ("datatype", c_wchar_p)]


class QueueRow(Structure):
    """PRINTER_INFO_4W."""

    _fields_ = [("name", c_wchar_p), ("server", c_wchar_p), ("attributes", dword)]


class QueueStatus(Structure):
    """PRINTER_INFO_6."""

    _fields_ = [("status", dword)]


class JobRow(Structure):
    """JOB_INFO_1W up to the status, with room for the rest."""

    _fields_ = [
        ("job", dword), ("printer", c_wchar_p), ("machine", c_wchar_p), ("user", c_wchar_p), ("document", c_wchar_p),
        ("datatype", c_wchar_p), ("told", c_wchar_p), ("status", dword), ("priority", dword), ("position", dword),
        ("pages", dword), ("printed", dword), ("submitted", ctypes.c_uint16 * 8),
    ]  # fmt: skip


class Winspool:
    """The calls into winspool.drv; only where there is one."""

    def __init__(self) -> None:
        self._dll: Any = getattr(ctypes, "WinDLL")("winspool.drv", use_last_error=True)  # noqa: B009 - only on Windows

    def _call(self, name: str, *arguments: Any) -> int:
        done = int(getattr(self._dll, name)(*arguments))
        if not done:
            raise WindowsError(int(getattr(ctypes, "get_last_error")()))  # noqa: B009 - only on Windows
        return done

    def _opened(self, queue: str) -> c_void_p:
        handle = c_void_p()
        self._call("OpenPrinterW", c_wchar_p(queue), byref(handle), None)
        return handle

    def queues(self) -> list[str]:
        """See `SpoolCalls`."""
        needed, count = dword(), dword()
        where = (_LOCAL | _CONNECTIONS, None, 4)
        self._dll.EnumPrintersW(*where, None, 0, byref(needed), byref(count))
        if not needed.value:
            return []
        room = ctypes.create_string_buffer(needed.value)
        self._call("EnumPrintersW", *where, room, needed, byref(needed), byref(count))
        rows = ctypes.cast(room, POINTER(QueueRow))
        return [str(rows[number].name) for number in range(count.value)]

    def state(self, queue: str) -> int:
        """See `SpoolCalls`."""
        handle = self._opened(queue)
        try:
            found, needed = QueueStatus(), dword()
            self._call("GetPrinterW", handle, 6, byref(found), sizeof(found), byref(needed))
            return int(found.status)
        finally:
            self._dll.ClosePrinter(handle)

    def write(self, queue: str, title: str, data: bytes) -> int:
        """See `SpoolCalls`."""
        handle = self._opened(queue)
        try:
            number = self._call("StartDocPrinterW", handle, 1, byref(RawDocument(title, None, "RAW")))
            try:
                self._call("StartPagePrinter", handle)
                taken = dword()
                self._call("WritePrinter", handle, data, len(data), byref(taken))
                if taken.value != len(data):
                    raise WindowsError(_CANCELLED)
                self._call("EndPagePrinter", handle)
                self._call("EndDocPrinter", handle)
            except WindowsError:
                self._dll.AbortPrinter(handle)
                raise
            return number
        finally:
            self._dll.ClosePrinter(handle)

    def job(self, queue: str, number: int) -> int | None:
        """See `SpoolCalls`."""
        handle = self._opened(queue)
        try:
            needed = dword()
            self._dll.GetJobW(handle, number, 1, None, 0, byref(needed))
            if not needed.value:
                return None
            room = ctypes.create_string_buffer(max(needed.value, sizeof(JobRow)))
            try:
                self._call("GetJobW", handle, number, 1, room, len(room), byref(needed))
            except WindowsError as error:
                if error.number == _INVALID_PARAMETER:  # it left the queue between both calls
                    return None
                raise
            return int(ctypes.cast(room, POINTER(JobRow))[0].status)
        finally:
            self._dll.ClosePrinter(handle)

    def delete(self, queue: str, number: int) -> None:
        """See `SpoolCalls`."""
        handle = self._opened(queue)
        try:
            self._call("SetJobW", handle, number, 0, None, _DELETE_JOB)
        finally:
            self._dll.ClosePrinter(handle)


def queues() -> list[str]:
    """The queues of Windows; none on another system."""
    if os.name != "nt":
        return []
    try:
        return Winspool().queues()
    except WindowsError:
        return []


def windows_printer(
    queue: str, *, calls: SpoolCalls | None = None, patience: SpoolPatience | None = None
) -> SpoolPrinter:
    """The driver of a queue of Windows."""
    return SpoolPrinter(WindowsQueue(queue, calls), patience)
