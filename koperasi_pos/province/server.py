"""What every page and answer of the server stands on: settings, database, who we are, who waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from koperasi_pos.province.database import Pool
from koperasi_pos.province.limits import Ledger, Limiter
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.signing import Signer
from koperasi_pos.province.vault import Vault
from koperasi_pos.province.watch import Watch

if TYPE_CHECKING:
    from fastapi import Request

Clock = Callable[[], datetime]


def utc_clock() -> datetime:
    """Now, by this machine's clock."""
    return datetime.now(UTC)


@dataclass
class ProvinceServer:
    """One worker of a server; pages and answers find it with `server_of(request)`."""

    settings: ProvinceSettings
    pool: Pool
    province: str
    """The province's id."""
    signer: Signer
    watch: Watch
    limiter: Limiter
    enrol_limiter: Limiter
    ledger: Ledger
    """What was asked for, counted for all workers and servers together."""
    clock: Clock = field(default=utc_clock)
    vault: Vault = field(default_factory=lambda: Vault(None))
    """Reads what lies sealed: keys of signed cards that shops deposited."""


def make_server(
    settings: ProvinceSettings, pool: Pool, province: str, signer: Signer, clock: Clock = utc_clock
) -> ProvinceServer:
    """The parts of one worker, joined."""
    ledger = Ledger(pool)
    return ProvinceServer(
        settings,
        pool,
        province,
        signer,
        Watch(pool, settings.poll_seconds),
        Limiter(settings.requests_per_second, settings.burst, ledger=ledger, name="till"),
        Limiter(0.5, 20, ledger=ledger, name="enrol"),
        ledger,
        clock,
    )


def server_of(request: Request) -> ProvinceServer:
    """The server that a request came to."""
    found = request.app.state.server
    assert isinstance(found, ProvinceServer)
    return found
