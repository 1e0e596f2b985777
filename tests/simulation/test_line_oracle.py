"""The oracle of the line sees what it is there for."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.simulation.line_oracle import NOTHING, Memory, Told, plain_stock, trouble_of


def journal(*numbers: str, writer: str = "aa") -> list[bytes]:
    """A small journal with these receipts."""
    lines, head = [], NOTHING
    for seq, number in enumerate(numbers, 1):
        body = {"id": f"{number}/{writer}", "number": number, "total": 500, "lines": [{"product": "p"}]}
        entry = {"writer": writer, "epoch": 1, "seq": seq, "prev": head, "kind": "sale", "body": body}
        lines.append(json.dumps(entry).encode())
        head = hashlib.sha256(lines[-1]).hexdigest()
    return lines


def told(*numbers: str, total: int = 500) -> Memory:
    """Customers with these receipts."""
    memory = Memory(tried={"K1-1/aa", "K1-2/aa", "K2-1/bb", "K1-1/bb", "K1-9/aa"})
    for number in numbers:
        memory.tell(Told(f"{number}/{'bb' if number[1] == '2' else 'aa'}", number, total, (("p", 1000),)))
    return memory


ONE, TWO = journal("K1-1", "K1-2"), journal("K2-1", writer="bb")


@pytest.mark.parametrize(
    ("province", "till", "memory", "wrong"),
    [
        (ONE + TWO, TWO + ONE, told("K1-1", "K1-2", "K2-1"), ""),
        (ONE[:1], ONE[:1], told("K1-1", "K1-2"), "K1-2 is lost"),
        (ONE[:1], ONE, told("K1-1"), "differ at aa/1/2: it holds 2, the province 1"),
        (ONE[1:], ONE[1:], told(), "has 2 where 1 should be"),
        (ONE + ONE[1:], ONE, told(), "stands there 2 times"),
        (ONE, ONE, told("K1-1", total=400), "not what its customer was told"),
        (journal("K1-1") + journal("K1-1", writer="bb"), [], told(), "stands there 2 times"),
        (ONE[:1] + journal("K1-9", "K1-2")[1:], ONE, told(), "does not follow"),
    ],
)
def test_what_is_wrong_is_named(province: list[bytes], till: list[bytes], memory: Memory, wrong: str) -> None:
    trouble = trouble_of(province, [], {"till": till}, memory)
    assert any(wrong in sentence for sentence in trouble) if wrong else trouble == []


def test_a_sale_that_nobody_made_is_seen() -> None:
    memory = told("K1-1")
    memory.tried.discard("K1-2/aa")
    assert trouble_of(ONE, [], {"till": ONE}, memory) == ["K1-2 is a sale that nobody made"]


def test_what_went_with_a_lost_machine_or_lies_aside_is_not_lost() -> None:
    memory = told("K1-1", "K1-2", "K1-3")
    memory.gone.add("K1-3/aa")
    assert trouble_of(ONE[:1], ONE[1:], {"till": ONE[:1]}, memory) == []


def test_stock_is_what_was_put_there_less_what_was_sold() -> None:
    assert plain_stock(ONE) == {"p": -2000}
