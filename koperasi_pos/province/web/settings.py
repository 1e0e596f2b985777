"""What the pages need to know of the server they run in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from koperasi_pos.province.database import Pool
from koperasi_pos.province.vault import Vault

WIB = timezone(timedelta(hours=7), "WIB")


@dataclass(frozen=True)
class WebSettings:
    """The pool, the name above the pages, and the clock; `requests_a_minute` holds for one address."""

    pool: Pool
    name: str = ""
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    address: str = ""
    """How tills reach the server; empty: as the officer's browser does."""
    requests_a_minute: int = 600
    vault: Vault = field(default_factory=lambda: Vault(None))
    """Reads and seals the secrets of authenticators."""

    def now(self) -> datetime:
        """The time in East Java."""
        return self.clock().astimezone(WIB)
