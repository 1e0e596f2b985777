"""A province with the wali's pages on loopback, a real till with santri at its shop, telephones in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from koperasi_pos.journal.documents import CardRulesSaved, Limit, ProductSaved
from koperasi_pos.operations import card_limits
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.province.app import build_app
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.wali import codes
from koperasi_pos.province.wali.codes import HandedOver
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import WIB, Rupiah
from tests.card_holders import account
from tests.counter import HEAD, Clock, begin_shift, shop_in, stock_up
from tests.province.shops import add_shop
from tests.province.web.conftest import WebServer, send, serving
from tests.sync.province_process import code_for
from tests.sync.shop_line import drain

SHOP = "toko-1"
PIN = "407193"
GOODS = {
    "Nasi bungkus": (5_000, "Makanan"), "Es teh": (2_600, "Minuman"), "Keripik": (3_000, "Jajan"),
    "Cola kaleng": (7_000, "Minuman bersoda"), "Kitab Safinah": (18_000, "Kitab"),
}  # fmt: skip


class SharedClock(Clock):
    """One clock of the till, the province and the telephones."""

    def forward(self, seconds: int = 0, **by: int) -> None:
        """Move on."""
        super().forward(seconds=seconds, **by)


@dataclass
class WaliWorld:
    """The shop, its till, the province, and the santri."""

    web: WebServer
    pool: Pool
    clock: SharedClock
    till: Till
    goods: dict[str, ProductSaved]
    santri: dict[str, AccountView] = field(default_factory=dict)

    def sync(self) -> None:
        """The till's line for a while: everything goes and comes; then the province books it."""
        worker = Worker(self.till)
        drain(worker)
        worker.stop()
        Consumer(self.pool).drain()

    def hand_over(self, *names: str, wali: str = "Bpk. Hasan") -> HandedOver:
        """A paper with number and code for the wali of these santri."""
        with self.pool.writing() as connection:
            return codes.make_code(
                connection, SHOP, [self.santri[name].account for name in names], name=wali, now=self.now(), by="test"
            )

    def now(self) -> datetime:
        """The time of everybody."""
        return self.clock()

    def signed_in(self, paper: HandedOver, pin: str = PIN) -> httpx.Client:
        """A browser without windows in which the wali took up the code and agreed."""
        client = self.web.visitor()
        fields = {"number": paper.wali.number, "code": paper.code, "pin": pin, "again": pin}
        answer = send(client, "/wali/start", fields, on="/wali/start")
        assert answer.headers.get("location") == "/wali/consent", answer.text
        assert send(client, "/wali/consent", {"agreed": "yes"}, on="/wali/consent").status_code == 303
        return client


@pytest.fixture
def world(tmp_path: Path, pool: Pool) -> Iterator[WaliWorld]:
    """A shop with a till on the line, three santri with cards, and the rules of the pesantren."""
    clock = SharedClock(datetime.now(WIB).replace(hour=10, minute=30, second=0, microsecond=0))
    add_shop(pool, SHOP, name="Kantin putra")
    app = build_app(ProvinceSettings(home=tmp_path / "province", books=False, poll_seconds=0.05), pool, clock=clock)
    with serving(app) as address:
        till = shop_in(tmp_path / "k1", clock)
        enrolment.enrol_till(till, address, code_for(pool, "new"))
        goods = {name: stock_up(till, name, price, category=category) for name, (price, category) in GOODS.items()}
        begin_shift(till)
        rules = CardRulesSaved(id=till.new_id(), limits=[Limit(period="day", amount=Rupiah(50_000), free=["Kitab"])])
        card_limits.save_card_rules(till, rules, by=HEAD)
        made = WaliWorld(WebServer(address, pool, clock, app.state.web.vault), pool, clock, till, goods)  # type: ignore[arg-type]
        for name, nis in (("Ahmad Fauzi", "2024001"), ("Siti Zahra", "2024002"), ("Budi Santoso", "2024003")):
            made.santri[name] = account(
                till, name, nis=nis, money=150_000, group="8B", room="Al-Fatih 3", wali="Bpk. Hasan"
            )
        made.sync()
        try:
            yield made
        finally:
            for client in made.web.clients:
                client.close()
            till.close()
