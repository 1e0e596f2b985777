"""Figures of the server for Prometheus; over several workers they are kept in files that every one of them reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from koperasi_pos.province.database import Pool

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable; set before the workers start where there are several."""

_REGISTRY = CollectorRegistry()

REQUESTS = Counter("koperasi_requests_total", "Answers given", ["path", "status"], registry=_REGISTRY)
SECONDS = Histogram(
    "koperasi_request_seconds", "Time until the answer, without waiting for news", ["path"], registry=_REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)  # fmt: skip
ENTRIES = Counter("koperasi_entries_total", "Entries that were taken", ["outcome"], registry=_REGISTRY)
LINE_BYTES = Counter("koperasi_entry_bytes_total", "Bytes of bundles as they came over the line", registry=_REGISTRY)
FORKS = Counter("koperasi_forks_total", "Journals that were frozen because two tills write as one", registry=_REGISTRY)
WAITING = Gauge(
    "koperasi_waiting", "Tills that wait for news at this server", registry=_REGISTRY, multiprocess_mode="livesum"
)
TROUBLE = Counter("koperasi_trouble_total", "Answers that were no, by code", ["code"], registry=_REGISTRY)

_STATE = """
SELECT
    (SELECT count(*) FROM shop WHERE state = 'active'),
    (SELECT count(*) FROM till WHERE state = 'active'),
    (SELECT count(*) FROM till WHERE state = 'active' AND last_seen > now() - interval '1 hour'),
    (SELECT coalesce(sum(backlog), 0) FROM till WHERE state = 'active'),
    (SELECT count(*) FROM writer WHERE frozen),
    (SELECT count(*) FROM quarantine WHERE seen_at IS NULL),
    (SELECT coalesce(sum(greatest(shop.rev - coalesce(shop_book.rev, 0), 0)), 0)
        FROM shop LEFT JOIN shop_book ON shop_book.shop = shop.id)
"""
_NAMES = (
    ("koperasi_shops", "Shops that take part"),
    ("koperasi_tills", "Tills that are enrolled"),
    ("koperasi_tills_seen", "Tills that were heard of within the hour"),
    ("koperasi_backlog", "Documents that tills say they have yet to send"),
    ("koperasi_frozen_writers", "Journals that a person has to look at"),
    ("koperasi_quarantine", "Entries that nobody has looked at yet"),
    ("koperasi_to_book", "Entries that have arrived and are not yet in the books"),
)


class _State(Collector):
    """What the tables say at the moment somebody asks."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge for each figure."""
        with self._pool.reading() as connection:
            row = connection.execute(_STATE).fetchone()
        assert row is not None
        for (name, words), value in zip(_NAMES, row, strict=True):
            yield GaugeMetricFamily(name, words, value=float(value))


def exposition(pool: Pool) -> bytes:
    """All figures in the text form of Prometheus."""
    state = CollectorRegistry()
    state.register(_State(pool))
    if FOLDER not in os.environ:
        return generate_latest(_REGISTRY) + generate_latest(state)
    _forget_dead_workers()
    several = CollectorRegistry()
    multiprocess.MultiProcessCollector(several)  # type: ignore[no-untyped-call]
    return generate_latest(several) + generate_latest(state)


def _forget_dead_workers() -> None:
    """Tills that waited at a worker which was killed wait there no longer."""
    for file in Path(os.environ[FOLDER]).glob("gauge_live*_*.db"):
        worker = int(file.stem.rpartition("_")[2])
        if not psutil.pid_exists(worker):
            multiprocess.mark_process_dead(worker)  # type: ignore[no-untyped-call]
