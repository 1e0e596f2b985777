"""Sheets of santri and allowances, tokens and the numbers of chips: what is read, and what is not."""

from __future__ import annotations

import pytest

from koperasi_pos.trade.card_sheets import allowance_rows, read_sum, santri_rows
from koperasi_pos.trade.cards import canonical_token, is_token, token_of
from koperasi_pos.values import Refusal


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50000", 50_000), ("50.000", 50_000), ("Rp 50.000,00", 50_000), ("rp50,000", 50_000),
        ("1.250.000,-", 1_250_000),
        ("0", 0), ("50.00", 50), ("50.5", None), ("-5000", None), ("lima", None), ("5.0000", None), ("", None),
    ],
)  # fmt: skip
def test_sums_as_people_write_them(text: str, amount: int | None) -> None:
    assert read_sum(text) == amount


def test_headers_stand_anywhere_in_the_first_rows() -> None:
    rows = [["DATA SANTRI", ""], [], ["No. Induk", "Nama Lengkap", "Asrama", "Alergi"],
            ["007", "  Siti   Aminah ", "Aisyah 2", "Kacang; Susu"], ["", "", "", ""]]  # fmt: skip
    (row,) = santri_rows(rows)
    assert (row.line, row.nis, row.name, row.room, row.allergens) == (4, "007", "Siti Aminah", "Aisyah 2",
                                                                       ("kacang", "susu"))  # fmt: skip
    with pytest.raises(Refusal):
        allowance_rows([["NIS", "Nama"], ["1", "A"]])


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("04:a2:2b:9c:11:22:33", "04A22B9C112233"), ("deadbeef", "DEADBEEF"), ("08a1b2c3", ""), ("12345", ""),
        (" ks" + "A" * 20, "KS" + "A" * 20), ("KS" + "A" * 19, ""), ("8991234567892", ""),
    ],
)  # fmt: skip
def test_tokens_and_chips_have_one_form(text: str, canonical: str) -> None:
    assert canonical_token(text) == canonical


def test_a_token_is_no_goods_and_every_bit_counts() -> None:
    tokens = {token_of(bytes([1 << bit if byte == place else 0 for byte in range(13)]))
              for place in range(13) for bit in range(8)}  # fmt: skip
    assert len(tokens) >= 100
    assert all(is_token(token) for token in tokens)
    assert not is_token("8991234567892")
