"""December 2010 of a real retailer: invoices are rung up, cancellations taken back; all sums are those of the file."""

from __future__ import annotations

import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import baskets, refunds, reports, sales, shifts, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.store import bulk
from koperasi_pos.trade.products import check_product
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import WIB, Quantity, Refusal, Rupiah
from tests.counter import HEAD, Clock, begin_shift, product_document, shop_in
from tests.simulation.plain_ledger import Ledger

RUPIAH_FOR_100_POUNDS = 1_713_700
"""So odd that sums in cash need rounding."""
ROWS, HANDED = 42_481, Rupiah(9_000_000_000)

pytestmark = pytest.mark.timeout(1_800)


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> pd.DataFrame:
    """Every row of the file in the order of its invoices, with whole numbers, read by nothing of ours."""
    with zipfile.ZipFile(shared_data / "uci-online-retail" / "december-2010.zip") as days:
        found = pd.concat(
            [pd.read_csv(days.open(name), dtype=str, keep_default_na=False) for name in sorted(days.namelist())],
            ignore_index=True,
        )
    assert len(found) == ROWS
    found["quantity"] = found["Quantity"].astype("int64")
    pence = (found["UnitPrice"].astype(float) * 100).round().astype("int64")
    found["price"] = (pence * RUPIAH_FOR_100_POUNDS + 5_000) // 10_000
    found["code"] = found["StockCode"].str.upper()
    found["time"] = found.groupby("InvoiceNo")["InvoiceDate"].transform("first")
    found["day"] = found["time"].str[:10]
    found["back"] = found["InvoiceNo"].str.startswith("C")
    found = found.sort_values("time", kind="stable").reset_index(drop=True)
    found["order"] = found.groupby("InvoiceNo", sort=False).ngroup()
    return found.sort_values("order", kind="stable").reset_index(drop=True)


@pytest.fixture(scope="module")
def plan(rows: pd.DataFrame) -> pd.DataFrame:
    """What must become of every row: sold, taken back, or the reason why not; by sums of plain numbers."""
    planned = rows.copy()
    planned["fate"] = "sold"
    planned.loc[~planned["back"] & (planned["price"] == 0), "fate"] = "price_zero"
    planned.loc[~planned["back"] & (planned["quantity"] <= 0), "fate"] = "quantity_not_positive"
    left: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for row in planned.itertuples():
        key = (str(row.CustomerID), str(row.code), int(str(row.price)))
        if row.fate != "sold":
            continue
        if not row.back:
            left[key].append(int(str(row.quantity)))
            continue
        wanted = -int(str(row.quantity))
        held = left[key] if row.CustomerID else []
        enough = [n for n, rest in enumerate(held) if rest >= wanted]
        if enough:
            held[enough[-1]] -= wanted
        fate = "back" if enough else "refund_more_than_sold" if held else "receipt_unknown"
        planned.loc[row.Index, "fate"] = fate
    planned["total"] = planned["price"] * planned["quantity"].abs()
    return planned


@dataclass
class Played:
    """The till at the end of the month; row → what became of it; the Z reports by day."""

    till: Till
    clock: Clock
    products: dict[str, ProductSaved]
    fates: dict[int, str] = field(default_factory=dict)
    sold: dict[tuple[str, str, int], list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    z: dict[str, shifts.ShiftReport] = field(default_factory=dict)
    seconds: float = 0

    def sell(self, invoice: pd.DataFrame) -> None:
        """Ring up an invoice; what the till refuses stays out, with its reason."""
        basket = baskets.new_basket(self.till)
        taken: list[tuple[int, tuple[str, str, int]]] = []
        for row, customer, code, quantity, price in values(invoice):
            try:
                if quantity > 0 and price == 0:
                    raise Refusal("price_zero")  # as the command line refuses it
                basket = basket.add(self.products[code], quantity=Quantity.of(quantity), price=Rupiah(price))
            except Refusal as refusal:
                self.fates[row] = refusal.code
                continue
            taken.append((row, (customer, code, price)))
        if basket.empty:
            return
        receipt = sales.complete_sale(self.till, basket, cash(HANDED), by=HEAD, print_receipt=False).value
        for line, (row, key) in enumerate(taken):
            self.fates[row] = "sold"
            self.sold[key].append((receipt.sale.number, line))

    def take_back(self, invoice: pd.DataFrame) -> None:
        """Each row goes back to the newest sale of the same goods to the same customer that still has enough."""
        for row, customer, code, quantity, price in values(invoice):
            held = self.sold[customer, code, price] if customer else []
            wanted = Quantity.of(-quantity)
            enough = [place for place in held if refunds.refundable(self.till, place[0]).left(place[1]) >= wanted]
            number, line = (enough or held or [("", 0)])[-1]
            try:
                refunds.complete_refund(
                    self.till, number, [Returning(line, wanted)], reason="Dibatalkan", id=self.till.new_id(), by=HEAD,
                    print_receipt=False,
                )  # fmt: skip
                self.fates[row] = "back"
            except Refusal as refusal:
                self.fates[row] = refusal.code

    def end_day(self, day: str) -> None:
        """Close the shift with the drawer as it should be."""
        expected = shifts.x_report(self.till).figures.expected
        self.z[day] = shifts.close_shift(self.till, counted=expected, id=self.till.new_id(), by=HEAD).value


def values(invoice: pd.DataFrame) -> Iterator[tuple[int, str, str, int, int]]:
    """(row, customer, code, quantity, price) of an invoice's rows."""
    columns = (invoice[name].tolist() for name in ("CustomerID", "code", "quantity", "price"))
    yield from zip(invoice.index.tolist(), *columns, strict=True)


def stocked_shop(home: Path, rows: pd.DataFrame) -> Played:
    """A shop that has every article of the file, at the first price that it is not given away for."""
    clock = Clock(datetime(2010, 12, 1, 6, 0, tzinfo=WIB))
    till = shop_in(home, clock)
    products: dict[str, ProductSaved] = {}
    for code, group in rows.groupby("code", sort=False):
        priced = group.loc[group["price"] > 0, "price"]
        name = next((text.strip() for text in group["Description"] if text.strip()), str(code))
        price = int(priced.iloc[0]) if len(priced) else 0
        product = product_document(till, name, price, code=str(code), cost=price // 3, open_price=not price)
        products[str(code)] = check_product(product)
    with till.writing() as connection:
        me = till.writer(connection)
        bulk.post_products(connection, me, list(products.values()), staff=HEAD.staff, time=till.now())
    return Played(till, clock, products)


@pytest.fixture(scope="module")
def played(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The whole month at the counter."""
    begun = time.monotonic()
    month = stocked_shop(tmp_path_factory.mktemp("december"), rows)
    for day, of_day in rows.groupby("day", sort=False):
        for number, invoice in of_day.groupby("order", sort=False):
            month.clock.moment = datetime.fromisoformat(str(invoice["time"].iloc[0])).replace(tzinfo=WIB)
            if shifts.current_shift(month.till) is None:
                begin_shift(month.till, 1_000_000)
            assert invoice["back"].nunique() == 1, number
            (month.take_back if invoice["back"].iloc[0] else month.sell)(invoice)
        month.end_day(str(day))
    month.seconds = time.monotonic() - begun
    yield month
    month.till.close()


def test_every_row_is_sold_taken_back_or_refused_with_its_reason(played: Played, plan: pd.DataFrame) -> None:
    fates = pd.Series(played.fates).sort_index()
    assert len(fates) == ROWS
    wrong = plan[fates != plan["fate"]]
    assert wrong.empty, wrong.head()
    counts = fates.value_counts().to_dict()
    print(counts, f"{played.seconds:.1f} s")
    assert counts["sold"] == 41_480
    assert counts["price_zero"] == 203
    assert counts["quantity_not_positive"] == 70
    assert counts["back"] + counts["refund_more_than_sold"] + counts["receipt_unknown"] == 728
    assert min(counts.values()) > 0


def test_every_day_comes_to_what_the_file_says(played: Played, plan: pd.DataFrame) -> None:
    sold, back = plan[plan["fate"] == "sold"], plan[plan["fate"] == "back"]
    assert plan["day"].nunique() == 20
    for day in plan["day"].unique():
        of_day, returned = sold[sold["day"] == day], back[back["day"] == day]
        invoices = of_day.groupby("InvoiceNo")["total"].sum()
        rounding = ((invoices + 50) // 100 * 100 - invoices).sum()
        figures = reports.day_figures(played.till, day)
        told = (figures.sales, figures.total, figures.rounding, figures.refunds, figures.refunded)
        assert told == (len(invoices), of_day["total"].sum(), rounding, len(returned), returned["total"].sum()), day
        z = played.z[day].figures
        assert (z.sales, z.total, z.refunds, z.refunded, z.difference) == (told[0], told[1], told[3], told[4], 0), day


def test_every_article_comes_to_what_the_file_says(played: Played, plan: pd.DataFrame) -> None:
    counted = plan[plan["fate"].isin(["sold", "back"])]
    signed = counted.assign(total=counted["total"].where(counted["fate"] == "sold", -counted["total"]))
    expected = signed.groupby("code").agg(quantity=("quantity", "sum"), total=("total", "sum"))
    names = {product.product: code for code, product in played.products.items()}
    items = reports.item_figures(played.till, "2010-12-01", "2010-12-31")
    found = {names[item.product]: (item.quantity // 1000, item.total) for item in items}
    assert found == {code: (quantity, total) for code, quantity, total in expected.itertuples()}


def test_a_plain_ledger_and_the_check_find_nothing_wrong(played: Played, plan: pd.DataFrame) -> None:
    ledger = Ledger()
    for line in upkeep.journal_lines(played.till):
        ledger.read(line)
    assert ledger.trouble == []
    assert sum(sale.total for sale in ledger.sales.values()) == plan.loc[plan["fate"] == "sold", "total"].sum()
    checked = upkeep.check(played.till)
    assert checked.trouble == []
    assert checked.sales == len(ledger.sales)
