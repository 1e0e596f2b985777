"""The built program serves a province with the PostgreSQL that it brings, with one worker and with several."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from tests.province.processes import ServerProcess, province_home

pytestmark = pytest.mark.build


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_build_serves_a_province(executable: Path, workers: str) -> None:
    with province_home() as home:
        server = ServerProcess(home, "--port", "0", "--workers", workers, program=[str(executable)])
        try:
            assert requests.get(f"{server.address}/readyz", timeout=120).json()["status"] == "ready"
            page = requests.get(server.address, timeout=120)
            assert (page.status_code, "password" in page.text) == (200, True)
        finally:
            status = server.end()
        assert status == 0, server.told()
