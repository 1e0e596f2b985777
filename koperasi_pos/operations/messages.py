"""What the province tells the shop: messages to read, a price it recommends, goods that must not be sold."""

from __future__ import annotations

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import province
from koperasi_pos.store.books.province import MessageRow, RecommendedRow
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal

__all__ = ["MessageRow", "RecommendedRow", "check_blocked", "latest", "read_message", "recommended_price", "unread"]


def latest(till: Till, *, limit: int = 100) -> list[MessageRow]:
    """The newest messages first."""
    with till.reading() as connection:
        return province.messages(connection, limit)


def unread(till: Till) -> int:
    """How many messages nobody has read at this till."""
    with till.reading() as connection:
        return province.unread(connection)


def read_message(till: Till, message: str, *, by: Actor) -> Done[None]:
    """Somebody has read a message."""
    with till.writing() as connection:
        news = province.note_read(connection, message, till.now(), by.staff)
    if news:
        till.tell("messages")
    return Done(None, news)


def recommended_price(till: Till, product: ProductSaved) -> RecommendedRow | None:
    """The price that the province recommends for goods, `None` where it recommends none."""
    with till.reading() as connection:
        return province.recommended(connection, codes_of(product), product.name)


def check_blocked(till: Till, product: ProductSaved) -> None:
    """`Refusal("goods_blocked")` for goods that the province has blocked."""
    with till.reading() as connection:
        refuse_blocked(connection, [product])


def refuse_blocked(connection: Connection, products: list[ProductSaved]) -> None:
    """The same for several, inside an open transaction."""
    if not province.is_blocking(connection, "goods"):
        return  # as on most days
    names = {code: product.name for product in products for code in codes_of(product)}
    for found in province.blocked(connection, "goods", list(names)):
        raise Refusal("goods_blocked", name=names[found.code], reason=found.reason or found.code)


def codes_of(product: ProductSaved) -> list[str]:
    """Every code that goods go by."""
    return [code for code in (product.code, *(code for pack in product.packs for code in pack.codes)) if code]
