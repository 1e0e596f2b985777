"""A clock that is years wrong breaks TLS itself: the till says so, and that a certificate is over where it is."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from koperasi_pos.operations import clock, line
from koperasi_pos.operations.till import Till, open_till, wall_clock
from koperasi_pos.settings import changed
from koperasi_pos.sync.transport import HttpTransport
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import WIB
from koperasi_pos.words import speaking
from koperasi_pos.words.line import chip_words, state_words
from tests.counter import Clock, begin_shift, one, sell, stock_up
from tests.sync.plain_province import PlainProvince
from tests.sync.shop_line import enrolled_till
from tests.sync.test_transport import certificate, page, saying, server


def sold(home: Path, *moments: timedelta, ahead: timedelta = timedelta(0)) -> Till:
    """A till that sold at these times from now; from then on its clock is so much ahead of this machine's."""
    now = datetime.now(WIB)
    its = Clock(now + moments[0])
    till = enrolled_till(home, PlainProvince(its), its)
    begin_shift(till)
    bread = stock_up(till, "Roti", 5_000)
    for moment in moments:
        its.moment = now + moment
        sell(till, one(bread))
    till.close()
    return open_till(home, clock=lambda: wall_clock() + ahead)


DAY = timedelta(days=1)
OVER, TO_COME = (-90, -1), (700, 790)
"""From when to when a certificate is good, in days from now."""
# TLS goes by this machine's clock, which is right: where the till's is to be behind, all else is ahead of it.
CASES = {
    "behind": ((700 * DAY,), 0 * DAY, TO_COME, "line_clock"),
    "behind, and nothing was sold yet": ((-DAY / 12,), 0 * DAY, TO_COME, "line_clock"),
    "ahead": ((-DAY,), 730 * DAY, OVER, "line_clock"),
    "ahead, and it sold since": ((-DAY, 729.9 * DAY), 730 * DAY, OVER, "line_clock"),
    "right, and the certificate is over": ((-3 * DAY, -DAY / 24), 0 * DAY, OVER, "line_expired"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_clock_is_told_as_that(tmp_path: Path, case: str) -> None:
    moments, ahead, (begins, ends), code = CASES[case]
    till = sold(tmp_path / "k1", *moments, ahead=ahead)
    file = certificate(tmp_path, "province", datetime.now(UTC) + begins * DAY, datetime.now(UTC) + ends * DAY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    till.settings = changed(till.settings, line={"ca_file": str(file)})
    with server(saying(page("200 OK")), context) as port:
        worker = Worker(till, connect=lambda address, settings: HttpTransport(f"https://127.0.0.1:{port}", settings))
        worker.step()
        state = worker.state()
        worker.stop()
    assert (state.mood, state.code) == (line.TROUBLE, code)
    assert line.overview(till, limit=1).exchanges[0].code == code
    with speaking("en"):
        assert chip_words(state) == ("Clock is wrong" if code == "line_clock" else "Line: look")
        said = state_words(state)
    assert f"{till.clock():%d.%m.%Y}" in said
    assert ("clock of this computer is wrong" in said) == (code == "line_clock")
    sell(till, one(stock_up(till, "Susu", 4_000)))
    till.close()


@pytest.mark.parametrize(
    ("last", "doubtful"), [(timedelta(days=-40), False), (timedelta(minutes=5), False), (timedelta(hours=1), True)]
)
def test_a_clock_is_doubted_for_a_reason(tmp_path: Path, last: timedelta, doubtful: bool) -> None:
    # It was used not long ago: the template of these tests grows older every day.
    till = sold(tmp_path / "k1", timedelta(days=-40), last)
    assert clock.is_implausible(till) == doubtful
    till.close()
    before = open_till(tmp_path / "k1", clock=Clock(datetime(2020, 1, 1, tzinfo=WIB)))
    assert clock.is_implausible(before)
    before.close()
