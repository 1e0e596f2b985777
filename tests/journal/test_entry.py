"""Entries are the same bytes on both sides, unknown fields survive, and the chain notices every change."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal import GENESIS, ChainBroken, Entry, link, read_entry, write_entry
from koperasi_pos.journal.documents import (
    KINDS,
    LIFTS,
    Payment,
    SaleCompleted,
    SaleLine,
    ShopSaved,
    UnknownKind,
    read_document,
)
from koperasi_pos.values import Quantity, Rupiah

TEXT = st.text(max_size=40)
MONEY = st.integers(-(10**9), 10**9).map(Rupiah)


@st.composite
def sales(draw: st.DrawFn) -> SaleCompleted:
    """Sales with any figures, sound or not."""
    lines = draw(
        st.lists(
            st.builds(
                SaleLine, product=TEXT, name=TEXT, price=MONEY, gross=MONEY, total=MONEY, note=TEXT,
                quantity=st.integers(1, 10**6).map(Quantity),
            ),
            min_size=1, max_size=5,
        )
    )  # fmt: skip
    return SaleCompleted(
        id="0" * 32, number="K1-000001", shift="1" * 32, day="2026-11-24", lines=lines, gross=draw(MONEY),
        total=draw(MONEY), payments=[Payment(way="cash", amount=draw(MONEY))], note=draw(TEXT),
    )  # fmt: skip


def entry_of(document: Any, seq: int = 1, prev: str = GENESIS) -> Entry:
    return write_entry(
        document, writer="a" * 16, epoch=1, seq=seq, time="2026-11-24T13:07:00.123+07:00", staff="b" * 16, prev=prev
    )


@given(sales())
def test_what_is_written_is_read(sale: SaleCompleted) -> None:
    entry = entry_of(sale)
    read = read_entry(entry.line)
    assert read.document == sale
    assert read.body == sale.body() == sale.model_dump(exclude_defaults=True)
    assert read.hash == entry.hash == hashlib.sha256(entry.line).hexdigest()
    line = json.loads(entry.line)
    assert json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == entry.line


def test_amounts_come_back_as_amounts() -> None:
    sale = read_entry(entry_of(_sale()).line).document
    assert isinstance(sale, SaleCompleted)
    assert type(sale.total) is Rupiah
    assert type(sale.lines[0].quantity) is Quantity


def test_unknown_fields_survive() -> None:
    body = {**_sale().body(), "from_tomorrow": {"x": 1}}
    body["lines"][0]["new"] = "y"
    document = read_document("sale", 1, body)
    assert document.body() == body


def test_floats_in_a_stored_amount_are_refused() -> None:
    body = _sale().body()
    body["total"] = 1000.5
    with pytest.raises(ValueError, match="total"):
        read_document("sale", 1, body)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownKind, match="flying_carpet"):
        read_document("flying_carpet", 1, {"id": "0" * 32})


def test_old_versions_are_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ShopSaved, "version", 2)
    monkeypatch.setitem(LIFTS, ("shop", 1), lambda body: {**body, "name": body["title"]})
    lifted = read_document("shop", 1, {"id": "0" * 32, "title": "An-Nur"})
    assert isinstance(lifted, ShopSaved)
    assert lifted.name == "An-Nur"


def test_every_kind_is_reached_by_its_name() -> None:
    assert all(KINDS[kind].kind == kind for kind in KINDS)
    assert all(any(version < KINDS[kind].version for kind, version in [key]) for key in LIFTS)


@pytest.mark.parametrize("line", [b"[]", b"{}", b'{"writer":"x"}', b"not json", b"\xff\xfe"])
def test_what_is_no_entry_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        read_entry(line)


def test_the_chain_holds_and_breaks() -> None:
    first = entry_of(_sale(), 1)
    second = entry_of(_sale(), 2, first.hash)
    head = link(*link(0, GENESIS, first), second)
    assert head == (2, second.hash)
    with pytest.raises(ChainBroken) as gap:
        link(0, GENESIS, second)
    assert gap.value.reason == "gap"
    forged = entry_of(_sale("9"), 2, "f" * 64)
    with pytest.raises(ChainBroken) as broken:
        link(*link(0, GENESIS, first), forged)
    assert broken.value.reason == "hash"


def _sale(id_digit: str = "0") -> SaleCompleted:
    line = SaleLine(product="p", name="Es teh", price=Rupiah(2000), gross=Rupiah(2000), total=Rupiah(2000))
    return SaleCompleted(
        id=id_digit * 32, number="K1-000001", shift="1" * 32, day="2026-11-24", lines=[line], gross=Rupiah(2000),
        total=Rupiah(2000), payments=[Payment(way="cash", amount=Rupiah(2000), received=Rupiah(2000))],
    )  # fmt: skip
