"""Settings of a province server: a file in its folder, then the environment, then the command line; later ones win."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = "province.toml"
ENVIRONMENT = "KOPERASI_PROVINCE_"
FOLDER = "KOPERASI_PROVINCE_HOME"
"""By this variable a worker process finds its folder."""


class SettingsWrong(ValueError):
    """A setting cannot be read; the text says which and where it stands."""


class ProvinceSettings(BaseModel):
    """What a server needs to know before it starts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    """The folder of the server: its PostgreSQL where it has one of its own, its settings."""
    database: str = ""
    """`postgresql://…`; empty: the PostgreSQL that comes with the program, in `home/postgres`."""
    name: str = "Jawa Timur"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8443
    address: str = ""
    """How tills and officers reach this server, `https://koperasi.example.id`; goes into the QR of a code."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    connections: Annotated[int, Field(ge=2, le=100)] = 12
    """Connections to PostgreSQL of every worker."""
    tls_cert: str = ""
    tls_key: str = ""
    trusted_proxies: str = "127.0.0.1"
    """Whose X-Forwarded-For and -Proto are believed; `*` for everybody's."""
    path_prefix: str = ""
    """The part of the path that a proxy takes away before it hands a request on (`/province`)."""
    metrics_token: str = ""
    """Who shows it may read /metrics; without it only this machine may."""
    secret_key: Annotated[str, Field(pattern="^([0-9a-f]{64})?$", repr=False)] = ""
    """With what secrets in the tables are sealed; empty: `secret.key` in `home`, made at the first start."""
    requests_per_second: Annotated[float, Field(gt=0)] = 20.0
    """What one till may ask for in the long run, of all workers and servers together; above it is told to wait."""
    burst: Annotated[int, Field(ge=1)] = 100
    poll_seconds: Annotated[float, Field(gt=0, le=10)] = 0.5
    """How often waiting tills are held against the feeds of their shops."""
    books: bool = True
    """Whether the workers make the books beside their answers; else `koperasi-pos province book` does."""
    stop_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    """How long requests in flight may take once the server is told to stop."""
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    @property
    def reached_at(self) -> str:
        """What goes into the QR of a code: `address`, else where the server listens."""
        return self.address or f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def tls(self) -> bool:
        """Whether this server itself speaks TLS."""
        return bool(self.tls_cert)


def read_province_settings(
    home: Path, given: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> ProvinceSettings:
    """The settings of the server in a folder; `given` are those of the command line, `None` among them is not given.

    Raises `SettingsWrong`.
    """
    values: dict[str, Any] = {}
    file = home / FILE
    if file.exists():
        try:
            values.update(tomllib.loads(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise SettingsWrong(f"{file}: {error}") from error
    for name, text in (os.environ if environment is None else environment).items():
        if name.startswith(ENVIRONMENT) and name != FOLDER:
            values[name.removeprefix(ENVIRONMENT).lower()] = text
    values.update({name: value for name, value in (given or {}).items() if value is not None})
    values["home"] = home
    try:
        return ProvinceSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsWrong(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def to_environment(settings: ProvinceSettings) -> dict[str, str]:
    """The variables by which a worker process reads the same settings."""
    return {f"{ENVIRONMENT}{name.upper()}": str(value) for name, value in settings.model_dump().items()}
