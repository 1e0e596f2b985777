"""Made-up documents for the tests of paper: a full receipt, a refund, a shift, and random ones."""

from __future__ import annotations

import io

from hypothesis import strategies as st

from koperasi_pos.journal.documents import (
    Approval,
    CashierTotal,
    CashMoved,
    Denomination,
    Payment,
    RefundCompleted,
    RefundLine,
    SaleCompleted,
    SaleCustomer,
    SaleLine,
    ShiftClosed,
    ShopSaved,
    WayTotal,
)
from koperasi_pos.paper.receipts import Print
from koperasi_pos.values import Quantity, Rupiah

ID = "0" * 32
TIME = "2026-11-24T13:07:00.123+07:00"
HASH = "3fa9c1" + "0" * 58

SHOP = ShopSaved(
    id=ID, name="Koperasi Melati", address="Jl. Pesantren 1\nDesa Contoh", phone="0300-123456",
    arabic="بِسْمِ اللهِ الرَّحْمٰنِ الرَّحِيْمِ", ppn=True, npwp="01.234.567.8-901.000", thanks="Jazakumullah khairan",
)  # fmt: skip


def on(width: int = 32, **more: object) -> Print:
    """What the paper says beside the document."""
    return Print(time=TIME, hash=HASH, width=width, **more)  # type: ignore[arg-type]


def logo() -> bytes:
    """A PNG with transparent ground, larger than a receipt wants it."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (400, 300), (255, 255, 255, 0))
    ImageDraw.Draw(image).ellipse((20, 20, 380, 280), fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def line(name: str, unit: str, thousandths: int, price: int, **more: object) -> SaleLine:
    """A line whose figures agree."""
    quantity = Quantity(thousandths)
    gross = quantity.times(Rupiah(price))
    off = sum(int(more.get(part, 0)) for part in ("discount", "promo", "share"))  # type: ignore[call-overload]
    fields = {
        "product": "a" * 16, "name": name, "unit": unit, "quantity": quantity, "base": quantity,
        "price": Rupiah(price), "gross": gross, "total": gross - off, **more,
    }  # fmt: skip
    return SaleLine.model_validate(fields)


def sale(lines: list[SaleLine], *, rounding: int = 0, sedekah: int = 0, **more: object) -> SaleCompleted:
    """A sale of these lines whose sums agree, paid in cash with a larger note."""
    gross = sum(int(one.gross) for one in lines)
    total = sum(int(one.total) for one in lines)
    due = total + rounding + sedekah
    fields: dict[str, object] = {
        "id": ID, "number": "K1-004217", "shift": "1" * 32, "day": "2026-11-24", "cashier": "Kasir Satu",
        "lines": lines, "gross": Rupiah(gross), "discount": Rupiah(gross - total), "total": Rupiah(total),
        "tax": Rupiah(total).fraction(11, 111), "rounding": Rupiah(rounding), "sedekah": Rupiah(sedekah),
        "payments": [Payment(way="cash", amount=Rupiah(due), received=Rupiah(due + 10_000))],
        "change": Rupiah(10_000),
    }  # fmt: skip
    return SaleCompleted.model_validate({**fields, **more})


def full_sale() -> SaleCompleted:
    """A receipt with everything on it."""
    lines = [
        line("Mi Goreng 85 g", "pcs", 5_000, 3_100),
        line("Air Minum 600 ml", "btl", 2_000, 2_500),
        line("Telur ayam", "kg", 750, 28_000),
        line("Sabun batang 110 g kemasan ekonomis isi ulang", "pcs", 4_000, 4_500, promo=Rupiah(4_500),
             promo_name="Beli 3 gratis 1"),
        line("كتاب سفينة النجا", "pcs", 1_000, 18_000, discount=Rupiah(500), share=Rupiah(1_000), note="sampul rusak"),
        line("Fotokopi", "lembar", 12_000, 200, old_price=Rupiah(250)),
    ]  # fmt: skip
    return sale(
        lines, rounding=100, sedekah=500, note="Diantar sore",
        customer=SaleCustomer(person="b" * 16, name="Pembeli Satu", number="A-012", tier="member", member=True),
        payments=[
            Payment(way="transfer", amount=Rupiah(20_000), reference="TRX 88213"),
            Payment(way="cash", amount=Rupiah(54_500), received=Rupiah(100_000)),
        ],
        change=Rupiah(45_500),
    )  # fmt: skip


def refund() -> RefundCompleted:
    """Two things come back."""
    return RefundCompleted(
        id=ID, number="K1-R000012", sale="2" * 32, sale_number="K1-004217", shift="1" * 32, day="2026-11-24",
        cashier="Kasir Satu", customer=SaleCustomer(person="b" * 16, name="Pembeli Dua"),
        lines=[
            RefundLine(line=0, product="a" * 16, name="Mi Goreng 85 g", quantity=Quantity(2_000), total=Rupiah(6_200)),
            RefundLine(line=2, product="a" * 16, name="Telur ayam", unit="kg", quantity=Quantity(250),
                       total=Rupiah(7_000), restock=False),
        ],
        total=Rupiah(13_200), tax=Rupiah(1_308), rounding=Rupiah(-100),
        payments=[Payment(way="cash", amount=Rupiah(13_100))], reason="Kemasan bocor",
        approvals=[Approval(what="refund", staff="c" * 16, name="Kepala Satu")],
    )  # fmt: skip


def shift_closed() -> ShiftClosed:
    """A day with a shortage."""
    return ShiftClosed(
        id=ID, shift="1" * 32, number=17, day="2026-11-24", cashier="Kasir Satu", opened="2026-11-24T07:02:00+07:00",
        float=Rupiah(200_000), sales=143, refunds=2, gross=Rupiah(3_456_700), discount=Rupiah(45_600),
        total=Rupiah(3_411_100), refunded=Rupiah(12_500), tax=Rupiah(338_037), rounding=Rupiah(-300),
        sedekah=Rupiah(4_500),
        ways=[
            WayTotal(way="cash", amount=Rupiah(2_902_800), count=122),
            WayTotal(way="transfer", amount=Rupiah(500_000), count=23),
        ],
        cash_in=Rupiah(50_000), cash_out=Rupiah(25_000), to_safe=Rupiah(2_000_000), expected=Rupiah(1_127_800),
        counted=Rupiah(1_126_700), difference=Rupiah(-1_100),
        denominations=[
            Denomination(value=Rupiah(100_000), count=9),
            Denomination(value=Rupiah(50_000), count=4),
            Denomination(value=Rupiah(100), count=267),
        ],
        note="Kurang seribu seratus", first_number="K1-004075", last_number="K1-004217", dropped=3, no_sale_opens=1,
        grand_total=Rupiah(987_654_321), approvals=[Approval(what="shift", staff="c" * 16, name="Kepala Satu")],
        till="K1",
        cashiers=[
            CashierTotal(staff="a" * 16, name="Kasir Dua", sales=43, total=Rupiah(1_011_100)),
            CashierTotal(
                staff="b" * 16, name="Kasir Satu", sales=100, total=Rupiah(2_400_000), refunds=2,
                refunded=Rupiah(12_500),
            ),
        ],
    )  # fmt: skip


def cash_moved() -> CashMoved:
    """Cash to the office."""
    return CashMoved(
        id=ID, shift="1" * 32, day="2026-11-24", amount=Rupiah(-2_000_000), purpose="safe", reason="Setoran siang",
        approvals=[Approval(what="cash_out", staff="c" * 16, name="Kepala Satu")], cashier="Kasir Satu",
    )  # fmt: skip


names = st.one_of(
    st.text(min_size=1, max_size=70),
    st.sampled_from(["Mi Goreng 85 g", "كتاب سفينة النجا", "Kopi “Santri” – 3×1", "\x1b@\x1dV\x00 jahat", "Ａ…ﬁ½№"]),
)
"""Names as files and keyboards bring them: any script, control characters, printer commands."""

units = st.one_of(st.sampled_from(["pcs", "kg", "dus isi 40", "كيلو"]), st.text(min_size=1, max_size=12))
amounts = st.integers(0, 10**11)


@st.composite
def sales(draw: st.DrawFn) -> SaleCompleted:
    """Any sale whose figures agree."""
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        parts = {
            part: Rupiah(draw(st.sampled_from([0, 0, 1, 500, 123_456]))) for part in ("discount", "promo", "share")
        }
        lines.append(
            line(
                draw(names), draw(units), draw(st.integers(1, 10**8)), draw(amounts), promo_name=draw(names),
                old_price=Rupiah(draw(st.sampled_from([0, 3_500]))), note=draw(st.text(max_size=40)), **parts,
            )
        )  # fmt: skip
    customer = SaleCustomer(
        person="b" * 16, name=draw(names), number=draw(st.text(max_size=10)), member=draw(st.booleans())
    )
    return sale(
        lines, rounding=draw(st.integers(-250, 250)), sedekah=draw(st.integers(0, 5_000)), cashier=draw(names),
        customer=customer if draw(st.booleans()) else None, note=draw(st.text(max_size=60)),
        payments=draw(st.lists(payments(), min_size=1, max_size=4)), change=Rupiah(draw(amounts)),
    )  # fmt: skip


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    """Any payment."""
    return Payment(
        way=draw(st.sampled_from(["cash", "transfer", "edc", "qris", "way_of_tomorrow"])),
        amount=Rupiah(draw(amounts)), received=Rupiah(draw(st.sampled_from([0, 50_000]))),
        reference=draw(st.text(max_size=30)),
    )  # fmt: skip


@st.composite
def shops(draw: st.DrawFn) -> ShopSaved:
    """Any shop."""
    return ShopSaved(
        id=ID, name=draw(names), address=draw(st.text(max_size=80)), phone=draw(st.text(max_size=20)),
        arabic=draw(st.sampled_from(["", "بسم الله الرحمن الرحيم", "no Arabic at all"])), ppn=draw(st.booleans()),
        npwp=draw(st.text(max_size=20)), thanks=draw(st.text(max_size=60)), pesantren=draw(names),
    )  # fmt: skip


@st.composite
def shifts(draw: st.DrawFn) -> ShiftClosed:
    """Any closed shift; its sums need not agree to be printed."""
    figures = {
        name: Rupiah(draw(st.integers(-(10**12), 10**12)))
        for name in (
            "float", "gross", "discount", "total", "refunded", "tax", "rounding", "sedekah", "cash_in", "cash_out",
            "to_safe", "expected", "counted", "difference", "grand_total",
        )
    }  # fmt: skip
    fields = {
        "id": ID, "shift": "1" * 32, "number": draw(st.integers(1, 99_999)), "day": "2026-11-24",
        "cashier": draw(names), "opened": "2026-11-24T07:02:00+07:00", "sales": draw(st.integers(0, 10**6)),
        "refunds": draw(st.integers(0, 10**4)), "note": draw(st.text(max_size=60)), "first_number": "K1-000001",
        "last_number": "K1-000002", "dropped": 3, "no_sale_opens": 1,
        "ways": [
            WayTotal(way=way, amount=Rupiah(draw(amounts)), count=draw(st.integers(0, 10**5)))
            for way in draw(st.lists(st.sampled_from(["cash", "transfer", "edc"]), unique=True))
        ],
        "denominations": [
            Denomination(value=Rupiah(draw(st.sampled_from([100, 100_000]))), count=draw(st.integers(1, 10**4)))
            for _ in range(draw(st.integers(0, 5)))
        ],
        "till": draw(st.sampled_from(["", "K1", "K12B"])), "restored": draw(st.booleans()),
        "cashiers": [
            CashierTotal(
                staff="a" * 16, name=draw(names), sales=draw(st.integers(0, 10**5)), total=Rupiah(draw(amounts)),
                refunds=draw(st.integers(1, 10**5)), refunded=Rupiah(draw(amounts)),
            )
            for _ in range(draw(st.integers(0, 3)))
        ],
    }  # fmt: skip
    return ShiftClosed.model_validate({**fields, **figures})
