"""Every document of goods is told in a sentence of its own, in both languages."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.paper.activity import what
from koperasi_pos.paper.goods_activity import GOODS_SENTENCES
from koperasi_pos.words import set_language
from tests.counter import begin_shift, shop_in, stock_up, written
from tests.goods_day import some_of_every_goods


def test_every_document_of_goods_is_told(tmp_path: Path) -> None:
    till = shop_in(tmp_path)
    rice = stock_up(till, "Beras", 14_000, stock=10, cost=11_000, unit="kg", by_weight=True)
    begin_shift(till)
    some_of_every_goods(till, rice)
    entries = [posted.entry for posted in written(till) if posted.entry.kind in GOODS_SENTENCES]
    assert {entry.kind for entry in entries} == set(GOODS_SENTENCES)
    told = [what(entry) for entry in entries]
    assert not set(told) & set(GOODS_SENTENCES)
    assert "Terima barang dari Pasar Besar senilai Rp572.777, penerimaan K1-B000001" in told
    assert any("Rusak" in sentence and "Kena air" in sentence for sentence in told)
    set_language("en")
    english = [what(entry) for entry in entries]
    assert not set(english) & set(told)
    till.close()
