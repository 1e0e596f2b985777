"""What two real shops bought, sold, sent back and counted: stock and value equal those of a shelf reckoned beside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pandas as pd
import pytest

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.operations import sales, stock, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.store import bulk
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import Clock, begin_shift, shop_in
from tests.replay.goods_shelf import Replay


def table(folder: Path, name: str) -> pd.DataFrame:
    """A file as text; skips where it is not there."""
    if not (folder / name).is_file():
        pytest.skip(f"the real data has no {folder.name}/{name}")
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False)


def pairs(frame: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    """One column by another."""
    return {str(one): str(other) for one, other in zip(frame[key], frame[value], strict=True)}


def whole(text: str) -> int:
    """A number, nothing where there is none."""
    return int(float(text)) if text.strip() else 0


def begin(home: Path, goods: dict[str, ProductSaved]) -> Replay:
    """A shop with the goods, none of them there, and a shift open."""
    clock = Clock()
    clock.forward(days=-365 * 12)
    till = shop_in(home, clock)
    with till.writing() as connection:
        bulk.post_products(connection, till.writer(connection), list(goods.values()), staff="x", time=till.now())
    begin_shift(till)
    replay = Replay(till, clock, goods)
    replay.begin()
    return replay


def product(till: Till, code: str, name: str, cost: int, units: list[tuple[str, int]]) -> ProductSaved:
    """A product with its units, the base unit first."""
    packs = [
        Pack(unit=unit, factor=Quantity.of(factor), prices=[Price(tier="retail", price=Rupiah(1_000 * factor))])
        for unit, factor in units
    ]
    return ProductSaved(
        id=till.new_id(), product=f"{int(code, 36):016x}"[-16:], name=name, code=code, packs=packs, cost=Rupiah(cost)
    )


def look(replay: Replay) -> None:
    """Stock, value and the identity are those of the shelves, and the books are sound."""
    till = replay.till
    held = {one.product: (one.quantity, one.value) for one in stock.stock_at(till)}
    assert held == replay.expected()
    proof = stock.value_proof(till)
    shelves = replay.shelves.values()
    assert proof.difference == 0
    assert (proof.bought, proof.sold) == (sum(one.bought for one in shelves), sum(one.sold for one in shelves))
    assert (proof.written_off, proof.left) == (sum(one.gone for one in shelves), sum(one.value for one in shelves))
    assert upkeep.check(till).trouble == []


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Till]:
    """A till that gives ids."""
    till = shop_in(tmp_path / "maker")
    yield till
    till.close()


def test_the_pharmacy(shared_data: Path, tmp_path: Path, maker: Till) -> None:
    """Three units a product, sold by the piece, the strip and the box; many goods without a known cost."""
    folder = shared_data / "apotek-akf"
    names = pairs(table(folder, "satuan.csv"), "satuan_id", "satuan_nama")
    shelf_goods = table(folder, "barang.csv").drop_duplicates("barang_id")
    goods = {}
    for row in shelf_goods.to_dict("records"):
        units = {names.get(row["satuan_id"], "pcs"): 1}
        for n in (2, 3):
            unit, factor = names.get(row[f"satuan_id_{n}"], ""), whole(row[f"satuan_isi_{n}"])
            if unit and unit not in units and factor > 1:
                units[unit] = factor
        code, name = row["barang_id"], " ".join(row["barang_nama"].split())
        goods[code] = product(maker, code, f"{name} {code}", whole(row["barang_harga_beli"]), list(units.items()))
    replay = begin(tmp_path / "shop", goods)
    bought, sold = table(folder, "pembelian.csv"), table(folder, "penjualan.csv")
    acts = [
        (
            row["pembelian_date"],
            "buy",
            row["pembelian_invoice"],
            row["barang_id"],
            whole(row["barang_qty"]),
            whole(row["barang_harga_beli"]),
        )
        for row in bought.to_dict("records")
    ]
    acts += [
        (row["penjualan_date"], "sell", row["penjualan_invoice"], row["barang_id"], whole(row["barang_qty_keranjang"]),
         max(whole(row["keranjang_harga"]), 1))
        for row in sold.to_dict("records")
    ]  # fmt: skip
    acts = [act for act in acts if act[3] in goods and act[4] > 0]
    assert len(acts) > 450
    acts.sort(key=lambda act: act[:3])
    middle: tuple[int, dict[str, tuple[int, int]], str] = (0, {}, "")
    for n, (key, group) in enumerate(groupby(acts, key=lambda act: act[:3])):
        replay.on(key[0], n)
        lines = [(code, units, price) for *_key, code, units, price in group]
        (replay.receive if key[1] == "buy" else replay.sell)(lines)
        if n == 30:
            middle = (n, replay.expected(), replay.till.now())
    look(replay)
    then = {one.product: (one.quantity, one.value) for one in stock.stock_at(replay.till, middle[2])}
    assert then == middle[1]
    # What the shop itself counted in the end.
    replay.on("2024-02-01", 0)
    replay.count({row["barang_id"]: max(whole(row["barang_stock"]), 0) for row in shelf_goods.to_dict("records")})
    look(replay)
    # The receipts of what came back are older than what was kept of the sales.
    for number in table(folder, "retur.csv")["retur_invoice"]:
        assert number not in set(sold["penjualan_invoice"])
        with pytest.raises(Refusal, match="receipt_unknown"):
            sales.receipt(replay.till, number)
    replay.till.close()


def test_the_shop_in_sangatta(shared_data: Path, tmp_path: Path, maker: Till) -> None:
    """Bought by the carton and sold by the piece; eleven lines bought, 329 sold, a return, and a real count."""
    folder = shared_data / "toko-sangatta"
    goods, factors = {}, {}
    for row in table(folder, "items_2018.csv").drop_duplicates("kd_barang").to_dict("records"):
        code, factor = row["kd_barang"], max(whole(row["beli_isi"]), 1)
        factors[code] = factor
        packs = [(row["satuan_jual"] or "Pcs", 1)]
        name = f"{' '.join(row['nm_barang'].split())[:60]} {code}"
        goods[code] = product(maker, code, name, whole(row["harga_beli"]), packs)
    replay = begin(tmp_path / "shop", goods)
    days = pairs(table(folder, "purchases.csv"), "no_pembelian", "tgl_pembelian")
    acts = [
        (
            days[row["no_pembelian"]],
            "buy",
            row["no_pembelian"],
            row["kd_barang"],
            whole(row["jumlah"]),
            whole(row["harga_beli"]),
        )
        for row in table(folder, "purchase_items.csv").to_dict("records")
    ]
    sold_on = pairs(table(folder, "sales.csv"), "no_penjualan", "tgl_penjualan")
    acts += [
        (sold_on[row["no_penjualan"]], "sell", row["no_penjualan"], row["kd_barang"], whole(row["jumlah"]),
         whole(row["harga_jual"]))
        for row in table(folder, "sales_items.csv").to_dict("records")
    ]  # fmt: skip
    acts = sorted((act for act in acts if act[3] in goods and act[4] > 0), key=lambda act: act[:3])
    assert len(acts) > 300
    for n, (key, group) in enumerate(groupby(acts, key=lambda act: act[:3])):
        replay.on(key[0], n)
        lines = [(code, amount, price) for *_key, code, amount, price in group]
        (replay.receive if key[1] == "buy" else replay.sell)(lines)
    look(replay)
    # A carton of everything that is bought by the carton, dearer than it was thought to be when it was sold before.
    cartons = [code for code, factor in factors.items() if factor > 1]
    assert len(cartons) > 800
    replay.on("2018-06-01", 0)
    for factor, group_of in groupby(sorted(cartons, key=lambda code: factors[code]), key=lambda code: factors[code]):
        replay.receive(
            [(code, 1, int(goods[code].cost) * factor * 101 // 100) for code in group_of], unit="Karton", factor=factor
        )
    look(replay)
    for row in table(folder, "purchase_returns.csv").to_dict("records"):
        replay.receive([(row["kd_barang"], whole(row["jumlah"]), int(goods[row["kd_barang"]].cost))])
        replay.give_back(row["kd_barang"], whole(row["jumlah"]), row["keterangan"])
    look(replay)
    found = {
        row["kd_barang"]: whole(row["stok_opname"])
        for row in table(folder, "items_2018.csv").drop_duplicates("kd_barang").to_dict("records")
        if row["stok_opname"] not in ("", "0", "\\N") and row["kd_barang"] in goods
    }
    assert len(found) > 1_000
    replay.on("2018-07-01", 0)
    replay.count(found)
    look(replay)
    replay.till.close()
