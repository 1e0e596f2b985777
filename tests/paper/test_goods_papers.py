"""Papers of goods look as they did: order, message, delivery, buying list, count sheet, differences, what is owed."""

from __future__ import annotations

from pypdf import PdfReader

from koperasi_pos.journal.documents import (
    CountedLine,
    GoodsOrdered,
    GoodsReceived,
    OrderLine,
    Pack,
    ProductSaved,
    ShopSaved,
)
from koperasi_pos.operations.counts import CountRow
from koperasi_pos.operations.orders import Wanted
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.operations.suppliers import Debt
from koperasi_pos.paper.count_papers import count_sheet, differences_report
from koperasi_pos.paper.pdf import report_pdf
from koperasi_pos.paper.purchase_papers import (
    buying_report,
    debts_report,
    delivery_report,
    order_message,
    order_report,
)
from koperasi_pos.paper.reports import Report, as_csv, as_text
from koperasi_pos.trade.buying import Need
from koperasi_pos.trade.receiving import Coming, Delivery, figure
from koperasi_pos.values import ONE, Quantity, Rupiah
from tests.paper.conftest import Golden

SHOP = ShopSaved(id="a" * 32, name="Koperasi An-Nur", address="Jl. Pesantren 12, Paiton", phone="0812-3456-7890")


def product(short: str, name: str, *, unit: str = "pcs", by_weight: bool = False, code: str = "") -> ProductSaved:
    """A product with its base unit and a dus of 40."""
    packs = [Pack(unit=unit, codes=[code] if code else []), Pack(unit="dus", factor=Quantity.of(40))]
    return ProductSaved(id="b" * 32, product=short, name=name, packs=packs, by_weight=by_weight, category="Sembako")


NOODLES = product("mi", "Mi goreng rasa ayam bawang kemasan 85 gram", code="8998866200301")
SUGAR = product("gula", "Gula pasir", unit="kg", by_weight=True)


def order() -> GoodsOrdered:
    """Two lines, one with a price."""
    lines = [
        OrderLine(
            product="mi", name=NOODLES.name, unit="dus", factor=Quantity.of(40), quantity=Quantity.of(5),
            base=Quantity.of(200), price=Rupiah(104_000),
        ),
        OrderLine(product="gula", name=SUGAR.name, unit="kg", quantity=Quantity(12_500), base=Quantity(12_500)),
    ]  # fmt: skip
    return GoodsOrdered(
        id="c" * 32, number="K1-PO000012", supplier="s", name="Toko Agung", day="2026-11-24", expected="2026-11-27",
        lines=lines, total=Rupiah(520_000), note="Tolong yang kedaluwarsanya masih lama.",
    )  # fmt: skip


def delivery() -> GoodsReceived:
    """Free goods, discount, tax and transport, and days on the packages."""
    coming = [
        Coming(NOODLES, Quantity.of(5), "dus", price=Rupiah(104_000), free=ONE, expiry="2027-06-30"),
        Coming(SUGAR, Quantity(12_500), amount=Rupiah(187_499), discount=Rupiah(2_499)),
    ]
    spread = Delivery(coming, discount=Rupiah(5_000), tax=Rupiah(55_555), transport=Rupiah(20_000))
    figured = figure(spread, {}, "2026-11-27")
    return GoodsReceived(
        id="d" * 32, number="K1-B000007", supplier="s", name="Toko Agung", day="2026-11-27", invoice="F-0091",
        lines=figured.lines, total=figured.total, due="2026-12-11",
    )  # fmt: skip


def row(one: ProductSaved) -> ProductRow:
    """The product as lists show it."""
    return ProductRow(
        1, one.product, one.name, "" if one is NOODLES else "GULA", one.category, one.packs[0].unit, 3_000, 2_600, True,
        one.model_dump_json(), 0, 0,
    )  # fmt: skip


def papers() -> dict[str, Report]:
    """Each of them by the name of its file."""
    wanted = [
        Wanted(
            "mi", NOODLES.name, "Sembako", "pcs", Quantity.of(12), Quantity(0), Quantity.of(310),
            Need(Quantity.of(4), Quantity.of(160), 1), "dus", Quantity.of(40), "s", Rupiah(104_000),
        ),
        Wanted(
            "gula", SUGAR.name, "Sembako", "kg", Quantity(-1_250), Quantity.of(5), Quantity(0),
            Need(Quantity.of(7), Quantity.of(7), None), "kg", ONE, "", Rupiah(0),
        ),
    ]  # fmt: skip
    lines = [
        CountedLine(
            product="mi", name=NOODLES.name, at="2026-11-30T09:15:00.000+07:00", counted=Quantity.of(228),
            expected=Quantity.of(231), difference=Quantity.of(-3), value=Rupiah(-7_812), reason="Dimakan tikus",
        ),
        CountedLine(
            product="gula", name=SUGAR.name, unit="kg", at="2026-11-30T09:21:00.000+07:00", counted=Quantity(9_750),
            expected=Quantity(9_500), difference=Quantity(250), value=Rupiah(3_700), moved=True,
        ),
    ]  # fmt: skip
    count = CountRow("e" * 32, 9, "Rak depan", "", "2026-11-30T08:55:00.000+07:00", 0, 0, 0, 0, False)
    debt = Debt("d" * 32, "K1-B000007", "s", "Toko Agung", 20261127, "F-0091", "2026-12-11", 773_055, 500_000)
    return {
        "order": order_report(order(), SHOP),
        "order_received": order_report(order(), SHOP, {"mi": 120_000}),
        "delivery": delivery_report(delivery(), shop_name=SHOP.name),
        "buying_list": buying_report(wanted, {"s": "Toko Agung"}, 14, shop_name=SHOP.name),
        "count_sheet": count_sheet(count, [row(SUGAR), row(NOODLES)], shop_name=SHOP.name),
        "count_differences": differences_report("Rak depan", lines, shop_name=SHOP.name),
        "debts": debts_report([debt], shop_name=SHOP.name),
    }


def test_papers_look_as_they_did(golden: Golden) -> None:
    for name, paper in papers().items():
        golden(f"{name}.txt", as_text(paper, width=110))
    golden("order_message.txt", order_message(order(), SHOP))


def test_a_count_sheet_says_nothing_of_the_books_and_reads_back() -> None:
    text = as_csv(papers()["count_sheet"])
    assert text.splitlines()[0] == "code,name,category,unit,counted"
    assert all(line.endswith(",") for line in text.splitlines()[1:])
    assert "8998866200301" in text


def test_every_paper_prints_on_a4() -> None:
    import io

    for name, paper in papers().items():
        pages = PdfReader(io.BytesIO(report_pdf(paper))).pages
        assert len(pages) == 1, name
        assert "Gula pasir" in pages[0].extract_text() or name == "debts"
