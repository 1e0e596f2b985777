"""What the province withdraws is as if it had never been told, whichever of the two a till hears first."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.journal.documents import (
    Blocked,
    BlockListSaved,
    Document,
    MessageSent,
    PriceRecommended,
    RecommendedPrice,
    Withdrawn,
)
from koperasi_pos.operations import messages, products
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import province
from koperasi_pos.store.rebuild import check, rebuild
from koperasi_pos.values import Rupiah
from tests.counter import HEAD, Clock, shop_in, stock_up

TEA = "8990001"


def told() -> list[Document]:
    """A message, two lists of prices and two of blocks, of which all but the older lists are withdrawn."""
    ids = [f"{number:032x}" for number in range(1, 9)]
    prices = [[RecommendedPrice(code=TEA, name="Teh", price=Rupiah(price))] for price in (4_000, 40_000)]
    return [
        MessageSent(id=ids[0], title="Rapat", text="Hari Senin", sender="Provinsi"),
        PriceRecommended(id=ids[1], prices=prices[0]),
        PriceRecommended(id=ids[2], prices=prices[1]),
        BlockListSaved(id=ids[3], what="goods", blocked=[Blocked(code="777")]),
        BlockListSaved(id=ids[4], what="goods", blocked=[Blocked(code=TEA)]),
        *(Withdrawn(id=ids[5 + place], withdraws=ids[of], what="") for place, of in enumerate((0, 2, 4))),
    ]


def standing(till: Till) -> tuple[object, ...]:
    """What a till makes of it."""
    tea = products.by_code(till, TEA)[0].product.document
    found = messages.recommended_price(till, tea)
    with till.reading() as connection:
        listed = [row.code for row in province.block_list(connection, "goods")]
        blocked = province.blocked(connection, "goods", [TEA])
    return [row.title for row in messages.latest(till)], messages.unread(till), int(found.price if found else 0), \
        listed, blocked  # fmt: skip


def test_whichever_is_heard_first(tmp_path: Path) -> None:
    documents = told()
    orders = [documents, [*documents[5:], *documents[:5]], [documents[5], documents[0], documents[7], *documents[1:3],
        documents[6], *documents[3:5]]]  # fmt: skip
    for number, order in enumerate(orders):
        clock = Clock()
        till = shop_in(tmp_path / str(number), clock)
        stock_up(till, "Teh", 5_000, codes=(TEA,))
        for document in order:
            with till.writing() as connection:
                till.post(connection, document, by=HEAD)
        assert standing(till) == ([], 0, 4_000, ["777"], []), number
        assert check(till.database).trouble == []
        rebuild(till.database)
        assert standing(till) == ([], 0, 4_000, ["777"], [])
        till.close()


def test_a_message_that_was_read_disappears_too(tmp_path: Path) -> None:
    till = shop_in(tmp_path, Clock())
    sent, gone = MessageSent(id=till.new_id(), title="Rapat", text="Senin", sender="Dinas"), till.new_id()
    with till.writing() as connection:
        till.post(connection, sent, by=HEAD)
    messages.read_message(till, sent.id, by=HEAD)
    with till.writing() as connection:
        till.post(connection, Withdrawn(id=gone, withdraws=sent.id, what="message"), by=HEAD)
    assert messages.latest(till) == []
    assert messages.unread(till) == 0
    till.close()
