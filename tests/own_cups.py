"""A print service (CUPS) of the test's own: Debian's cupsd on a private socket, with its own folders and queues."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
BACKEND = Path("/usr/lib/cups/backend/socket")

# Whoever may reach the private socket may do everything: nobody is asked for a password.
_SETTINGS = """
LogLevel warn
Listen {folder}/socket
Browsing Off
WebInterface No
DefaultAuthType None
JobRetryInterval 1
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""

_PLACES = """
ServerRoot {folder}/root
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/tmp
AccessLog {folder}/access
ErrorLog {folder}/error
PageLog {folder}/page
"""


class OwnCups:
    """A cupsd that runs; `server` is what CUPS_SERVER must say to reach it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.server = str(folder / "socket")

    def command(self, name: str, *arguments: str) -> str:
        """Run a command of CUPS' client against it."""
        found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        assert found is not None, f"{name} is not there"
        done = subprocess.run(
            [found, *arguments], env={**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C"}, text=True,
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{name} {arguments}: {done.stderr}\n{self.log()}"
        return done.stdout

    def queue_to(self, name: str, port: int) -> None:
        """A raw queue, open and going on, to a printer on this computer's port."""
        self.command("lpadmin", "-p", name, "-E", "-v", f"socket://127.0.0.1:{port}", "-m", "raw")

    def log(self) -> str:
        """What cupsd complains about."""
        file = self._folder / "error"
        return file.read_text(errors="replace") if file.exists() else ""


@contextmanager
def own_cups() -> Iterator[OwnCups]:
    """A running service; skips where CUPS is not installed."""
    if CUPSD is None or not BACKEND.exists() or shutil.which("lp") is None:
        pytest.skip("CUPS is not installed (Debian: the packages cups and cups-client)")
    with tempfile.TemporaryDirectory(prefix="koperasi-cups-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # CUPS prints as another user than root, who must get at what is printed
        for place in ("root", "spool", "cache", "state", "tmp"):
            (folder / place).mkdir()
        (folder / "root" / "cupsd.conf").write_text(_SETTINGS.format(folder=folder))
        (folder / "root" / "cups-files.conf").write_text(_PLACES.format(folder=folder))
        process = subprocess.Popen(
            [CUPSD, "-f", "-c", str(folder / "root/cupsd.conf"), "-s", str(folder / "root/cups-files.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        service = OwnCups(folder)
        try:
            _wait_for(process, service)
            yield service
        finally:
            process.terminate()
            try:
                process.wait(90)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(process: subprocess.Popen[bytes], service: OwnCups) -> None:
    until = time.monotonic() + 120
    while True:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(service.server)
            except OSError:
                assert process.poll() is None, f"cupsd ended: {service.log()}"
                assert time.monotonic() < until, f"cupsd does not listen: {service.log()}"
                time.sleep(0.02)
            else:
                return
