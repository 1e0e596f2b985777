"""Slips of money on cards, what receipt and Z say of them, printed cards and statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import segno

from koperasi_pos.operations import card_money, card_reports, printing, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.card_reports import statement, turnover_report
from koperasi_pos.paper.card_sheet import PrintedCard, card_pages, card_sheets
from koperasi_pos.paper.card_tables import turnover
from koperasi_pos.paper.drawing import Bars, Dots, Drawing, Picture, bars
from koperasi_pos.paper.layout import WIDTHS, BarCode
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.trade.card_figures import CardWay
from koperasi_pos.trade.cards import token_of
from koperasi_pos.values import Rupiah
from tests.card_holders import account, buy
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up, written
from tests.paper.test_receipts import fits

TOKEN = token_of(bytes(range(13)))


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with an open shift."""
    till = shop_in(tmp_path, Clock())
    begin_shift(till)
    yield till
    till.close()


def slips(till: Till, width: int) -> dict[str, str]:
    """Form → the text of every slip that waits for the printer."""
    found = {}
    progress = printing.PrintProgress(till)
    while (order := progress.next_print()) is not None:
        layout = slip_of(order, width=width)
        if layout is not None:
            fits(layout)
            found[order.job.form] = preview(layout)
        progress.mark_dropped(order.job.key, "")
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_every_slip_says_whose_how_much_and_what_is_left(till: Till, width: int) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000, group="7A", room="Al-Farabi 3")
    other = account(till, "Budi", nis="2024002")
    card_money.top_up(till, who.account, Rupiah(10_000), id=till.new_id(), by=CASHIER)
    buy(till, who, (tea, 2))
    card_money.cash_out(till, who.account, Rupiah(5_000), purpose="holiday", id=till.new_id(), by=HEAD)
    card_money.move_balance(
        till, who.account, other.account, Rupiah(1_000), word="Bu Aminah, telepon", id=till.new_id(), by=HEAD
    )
    card_reports.queue_balance_slip(till, who.account, by=CASHIER)
    shifts.close_shift(till, counted=Rupiah(105_000), id=till.new_id(), by=CASHIER)
    found = slips(till, width)
    for form, words in {
        "top_up": ("ISI SALDO", "Ahmad", "Rp10.000", "Rp30.000"),
        "receipt": ("Kartu Santri", "Ahmad", "Saldo tersisa", "21.000"),
        "card_out": ("PENCAIRAN SALDO", "Liburan", "Rp5.000", "Rp16.000"),
        "card_moved": ("PINDAH SALDO", "Budi", "Bu Aminah,", "telepon", "15.000"),
        "card_balance": ("SALDO", "7A · Al-Farabi 3", "Rp15.000", "Teh", "-9.000"),
        "shift": ("Isi saldo kartu", "Pencairan saldo kartu", "Saldo semua kartu", "16.000"),
    }.items():
        for word in words:
            assert word in found[form].replace("−", "-"), (form, word, found[form])


def test_a_printed_card_carries_its_token_and_nothing_else_about_the_santri() -> None:
    assert len(TOKEN) == 22
    page = Drawing(0, 0)
    from koperasi_pos.paper import card_sheet

    card_sheet._draw(page, PrintedCard("Ahmad Fauzi bin Umar", "2024001", "7A", TOKEN, "An-Nur"), 0, 0)
    (dots,) = [mark for mark in page.marks if isinstance(mark, Dots)]
    wanted = segno.make_qr(TOKEN, error="m").matrix
    assert dots.rows == tuple("".join("1" if dot else "0" for dot in row) for row in wanted)
    (lines,) = [mark for mark in page.marks if isinstance(mark, Bars)]
    assert lines.pattern == bars(BarCode(TOKEN))
    assert lines.module >= 0.25 * 72 / 25.4 * 0.9, "bars too fine for a card printer"


def test_sheets_hold_ten_and_pages_one() -> None:
    photo = b"\x89PNG"
    cards = [PrintedCard(f"Santri {n}", f"{n}", "7A", token_of(bytes([n] * 13)), "An-Nur") for n in range(11)]
    assert card_sheets(cards).count(b"/Type /Page\n") == 2
    assert card_pages(cards).count(b"/Type /Page\n") == 11
    page = Drawing(0, 0)
    from koperasi_pos.paper import card_sheet

    card_sheet._draw(page, PrintedCard("A", "1", "", TOKEN, "", photo=photo), 0, 0)
    assert [mark.content for mark in page.marks if isinstance(mark, Picture)] == [photo]


def test_the_statement_adds_up_and_the_look_is_written_down_once(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000)
    buy(till, who, (tea, 2))
    view = who
    for _again in range(2):
        view = card_reports.look_at_account(till, who.account, what="statement", by=HEAD)
    table = statement(view, card_reports.account_lines(till, who.account))
    assert [row[4:] for row in table.rows] == [(20_000, None, 20_000), (None, 9_000, 11_000)]
    assert table.totals is not None
    assert table.totals[4:] == (20_000, 9_000, 11_000)
    assert [posted.entry.kind for posted in written(till)].count("card_viewed") == 1


def test_the_same_table_tells_what_moved_at_a_till_and_at_the_province(till: Till) -> None:
    who, other = account(till, money=20_000), account(till, "Budi", nis="2024002")
    card_money.cash_out(till, who.account, Rupiah(5_000), purpose="holiday", id=till.new_id(), by=HEAD)
    card_money.move_balance(
        till, who.account, other.account, Rupiah(1_000), word="Bu Aminah", id=till.new_id(), by=HEAD
    )
    day = till.today()
    told = turnover_report(card_reports.card_turnover(till, day, day), day, day)
    assert [column.title for column in told.columns] == ["Apa", "Cara", "Kali", "Jumlah uang"]
    assert {(row[1], row[2], row[3]) for row in told.rows} >= {
        ("Tunai", 1, -5_000), ("keluar", 1, -1_000), ("masuk", 1, 1_000)
    }  # fmt: skip
    assert told.totals == ("Total", "", sum(int(row[2] or 0) for row in told.rows), 15_000)
    refused = [CardWay("refused", "card_limit", 2, 9_000), CardWay("top_up", "cash", 1, 500)]
    assert turnover(refused).totals == ("Total", "", 1, 500), "what was refused moved nothing"
