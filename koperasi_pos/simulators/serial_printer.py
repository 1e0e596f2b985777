"""A printer on a serial line that is a pseudo-terminal: slow, holding the line back, out of paper, pulled out."""

from __future__ import annotations

import os
import pty
import select
import threading
import tty
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from koperasi_pos.simulators.printer import WELL, Mood, answer_to, questions_apart

_XOFF, _XON = b"\x13", b"\x11"


class SerialPrinter:
    """Plugged in within a `with` block, at `port`: a name that stays the same when it is plugged in anew.

    `mood` is looked at all the time; `dies_after` counts from when the mood was set and pulls the plug.
    """

    def __init__(self, port: Path, mood: Mood = WELL) -> None:
        self.port = port
        self._mood = mood
        self._news = threading.Condition()
        self._arrived = bytearray()
        self._since = 0
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._master = self._slave = -1
        self._ending = False
        self._held = False

    def __enter__(self) -> SerialPrinter:
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull_out()

    @property
    def mood(self) -> Mood:
        """How it is now."""
        with self._news:
            return self._mood

    @mood.setter
    def mood(self, mood: Mood) -> None:
        """From now on it is so."""
        with self._news:
            self._mood = mood
            self._since = len(self._arrived)
        self._nudge()

    def change(self, **values: object) -> None:
        """Another mood from now on."""
        self.mood = replace(self.mood, **values)  # type: ignore[arg-type]

    @property
    def arrived(self) -> bytes:
        """Everything that was printed, in order."""
        with self._news:
            return bytes(self._arrived)

    def wait_until(self, happened: Callable[[SerialPrinter], bool], seconds: float = 90.0) -> bool:
        """Wait for something to arrive; False when it did not come in time."""
        with self._news:
            return self._news.wait_for(lambda: happened(self), timeout=seconds)

    def plug_in(self) -> None:
        """A line of its own behind the port's name."""
        if self._thread is not None:
            raise RuntimeError("it is plugged in")
        self._ending, self._held = False, False
        # Our own hold on the far end keeps the line up while no till has it open.
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._wake = os.pipe()
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self._slave))
        self._thread = threading.Thread(target=self._run, name="serial-printer", daemon=True)
        self._thread.start()

    def pull_out(self) -> None:
        """The line is cut: whoever writes to it fails, and the port is gone."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._ending = True
        self._nudge()
        thread.join(10)

    def hold(self, *, back: bool = True) -> None:
        """Hold the line back with XOFF, as a printer whose buffer is full; or let it go on."""
        with self._news:
            self._held = back
            os.write(self._master, _XOFF if back else _XON)
        self._nudge()

    def _nudge(self) -> None:
        if self._wake is not None:
            os.write(self._wake[1], b".")

    def _run(self) -> None:
        try:
            self._read()
        finally:
            with self._news:
                self.port.unlink(missing_ok=True)
                os.close(self._slave)
                os.close(self._master)
                wake, self._wake = self._wake, None
                self._news.notify_all()
            for end in wake or ():
                os.close(end)

    def _read(self) -> None:
        assert self._wake is not None
        waiting = b""
        while not self._ending:
            mood = self.mood
            wanted = [self._wake[0], *([self._master] if mood.reads and not self._held else [])]
            ready, _, _ = select.select(wanted, [], [])
            if self._wake[0] in ready:
                os.read(self._wake[0], 4096)
                continue
            came = os.read(self._master, 64 if mood.bytes_a_second else 4096)
            if mood.bytes_a_second and select.select([self._wake[0]], [], [], len(came) / mood.bytes_a_second)[0]:
                os.read(self._wake[0], 4096)
            printed, asked, waiting = questions_apart(waiting + came)
            if self._took(printed):
                return
            if asked and mood.answers and not self._silent(mood):
                told = bytes(answer_to(one, empty=self._empty(mood), open_=mood.cover_open) for one in asked)
                os.write(self._master, told)

    def _took(self, printed: bytes) -> bool:
        """Put it on paper, as far as the mood lets it; whether the plug is pulled now."""
        with self._news:
            mood = self._mood
            limits = (mood.dies_after, mood.paper_for, mood.silent_after)
            room = min((limit for limit in limits if limit is not None), default=None)
            dead = mood.dies_after is not None and len(self._arrived) - self._since + len(printed) > mood.dies_after
            self._arrived += printed if room is None else printed[: max(room - (len(self._arrived) - self._since), 0)]
            self._news.notify_all()
            if dead:
                self._thread = None
            return dead

    def _empty(self, mood: Mood) -> bool:
        return mood.paper_out or (mood.paper_for is not None and len(self._arrived) - self._since >= mood.paper_for)

    def _silent(self, mood: Mood) -> bool:
        return mood.silent_after is not None and len(self._arrived) - self._since >= mood.silent_after
