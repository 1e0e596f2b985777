"""People who leave goods in the shop, for tests: a consignor, goods of hers, goods brought."""

from __future__ import annotations

from koperasi_pos.journal.documents import ConsignorSaved, ProductSaved
from koperasi_pos.operations import consignment, consignors
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.consignment import Terms
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD


def somebody(till: Till, name: str = "Bu Siti", **fields: object) -> str:
    """A saved consignor; returns the short id."""
    saved = ConsignorSaved.model_validate(
        {"id": till.new_id(), "consignor": till.new_short_id(), "name": name, **fields}
    )  # fmt: skip
    return consignors.save_consignor(till, saved, by=HEAD).value.consignor


def goods_of(till: Till, owner: str, name: str = "Nasi bungkus", price: int = 5_000, **fields: object) -> ProductSaved:
    """New goods of a consignor; `commission` and `margin` are its terms."""
    given = {key: fields.pop(key) for key in ("commission", "margin") if key in fields}
    terms = Terms(int(str(given.get("commission", 0))), Rupiah(int(str(given.get("margin", 0))))) if given else None
    return consignors.add_goods(
        till, owner, name=name, price=Rupiah(price), terms=terms, id=till.new_id(), by=HEAD, **fields,  # type: ignore[arg-type]
    ).value  # fmt: skip


def some_of_every_consignment(till: Till) -> None:
    """A consignor, goods brought, something settled."""
    owner = somebody(till)
    cakes = goods_of(till, owner, "Kue lapis", 1_500)
    bring(till, owner, (cakes, 12))
    bring(till, owner, (cakes, 2), reason="returned")
    consignment.settle(
        till, owner, counted={cakes.product: consignment.Counted(Quantity.of(9))}, id=till.new_id(), by=HEAD
    )  # fmt: skip


def bring(till: Till, owner: str, *goods: tuple[ProductSaved, int], reason: str = "brought") -> None:
    """So many pieces of each are brought, or given back, or lost."""
    consignment.move_consigned(
        till, owner, reason, [(product.product, Quantity.of(count)) for product, count in goods],
        note="Basi" if reason == "lost" else "", id=till.new_id(), by=HEAD,
    )  # fmt: skip
