"""What a lesson looks at: the goods and cards it offers, what was really done since it began, and its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from koperasi_pos.journal.documents import Document
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.values import ONE, Quantity

Form = TypeVar("Form", bound=Document)


@dataclass(frozen=True)
class Offer:
    """Goods that a lesson offers: `pack` of the product, so much of it, the code to scan or type."""

    product: str
    name: str
    code: str
    unit: str
    pack: int = 0
    quantity: Quantity = ONE
    form: str = "piece"
    """`piece`; of the seventh lesson `pack` (a dus by its own code), `weight` or `wholesale` (from a quantity on)."""


@dataclass(frozen=True)
class Offers:
    """The goods of all lessons: at least four in pieces, and one that is sold otherwise."""

    pieces: tuple[Offer, ...]
    special: Offer


@dataclass(frozen=True)
class Holder:
    """A santri of the lessons about cards: the account, what stands on the card, and the face on it."""

    account: str
    name: str
    token: str = ""
    """Empty while the account has no card that is in use."""
    face: bytes = b""


@dataclass(frozen=True)
class Seen:
    """What was really done since the lesson began: entries, baskets as they followed each other, what was put aside."""

    offers: Offers
    documents: tuple[Document, ...] = ()
    baskets: tuple[Basket, ...] = ()
    """The first one lay on the counter when the lesson began, the last one lies there now."""
    total: int = 0
    """What the basket on the counter costs."""
    put_aside: frozenset[str] = frozenset()
    """Every basket that was on hold at some time since the lesson began."""
    on_hold: frozenset[str] = frozenset()
    shift_open: bool = False
    cap: int = 500
    """What the cashier may take off alone, in basis points."""
    receipt: str = ""
    """The receipt that the customer of the ninth lesson brings back."""
    holders: tuple[Holder, ...] = ()
    """The two santri of the lessons about cards, where one of these stands in front."""

    @property
    def basket(self) -> Basket:
        """What lies on the counter now."""
        return self.baskets[-1] if self.baskets else Basket(id="")

    @property
    def first(self) -> Basket:
        """What lay on the counter when the lesson began."""
        return self.baskets[0] if self.baskets else Basket(id="")

    def of(self, form: type[Form]) -> list[Form]:
        """The documents of one kind, in their order."""
        return [document for document in self.documents if isinstance(document, form)]


@dataclass(frozen=True)
class Verdict:
    """How a lesson stands: `waiting`, `half` done, `wrong` (something else was done), `ask` or `done`.

    `code` and `facts` name the sentence; an `ask` is done once a person has read `answer` off the screen.
    """

    state: str
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    answer: int = 0


DONE = Verdict("done")
WAITING = Verdict("waiting")


def wrong(code: str, **facts: Any) -> Verdict:
    """Something else was done: the sentence that says what."""
    return Verdict("wrong", code, facts)


def half(code: str, **facts: Any) -> Verdict:
    """A step is done, or one is missing before."""
    return Verdict("half", code, facts)
