"""What the province told the shop, in a sentence for every kind of document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from koperasi_pos.journal.documents import BlockListSaved, Document, MessageSent, PriceRecommended, Withdrawn
from koperasi_pos.words import _, n_


def _message(document: Document) -> str:
    sent = cast(MessageSent, document)
    return _("Message of {sender}: {title}").format(sender=sent.sender, title=sent.title)


def _prices(document: Document) -> str:
    count = len(cast(PriceRecommended, document).prices)
    return n_("Recommended {count} price", "Recommended {count} prices", count).format(count=count)


def _blocked(document: Document) -> str:
    saved = cast(BlockListSaved, document)
    count = len(saved.blocked)
    if saved.what == "cards":
        return n_("Blocked {count} card", "Blocked {count} cards", count).format(count=count)
    return n_("Blocked {count} product", "Blocked {count} products", count).format(count=count)


def _withdrawn(document: Document) -> str:
    gone = cast(Withdrawn, document)
    said = _("Withdrawn by {sender}: {title}").format(sender=gone.sender, title=gone.title)
    return f"{said} ({gone.reason})" if gone.reason else said


PROVINCE_SENTENCES: dict[str, Callable[[Any], str]] = {
    "message": _message,
    "recommended_price": _prices,
    "block_list": _blocked,
    "withdrawn": _withdrawn,
}
"""Kind → what happened, in words."""
