"""Documents, one file a noun, and the way from a stored body to the document it is today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from koperasi_pos.journal.documents.card_money import (
    AllowanceSettled,
    BalanceMoved,
    CashedOut,
    ReclaimedBack,
    ReclaimedLine,
    ReclaimedTransfer,
    ReclaimSettled,
    RightsAsked,
    RightsIn,
    RightsOut,
    RightsReclaimed,
    ToppedUp,
    TopUpLine,
)
from koperasi_pos.journal.documents.cards import (
    AccountOpened,
    AccountPinSaved,
    AccountStateSaved,
    CardIssued,
    CardProved,
    CardRefused,
    CardRulesSaved,
    CardStateSaved,
    CardViewed,
    Hours,
    Limit,
    LimitRaised,
    LimitsSaved,
    PinLocked,
)
from koperasi_pos.journal.documents.categories import CategorySaved
from koperasi_pos.journal.documents.consignment import (
    ConsignedLine,
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    ConsignorSaved,
    SettledDay,
    SettledLine,
)
from koperasi_pos.journal.documents.counts import CountedLine, CountOpened, StockCounted, StockTallied, TallyLine
from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.persons import PersonForgotten, PersonSaved
from koperasi_pos.journal.documents.products import Pack, PictureSaved, Price, ProductSaved
from koperasi_pos.journal.documents.promotions import BundlePart, PromotionSaved
from koperasi_pos.journal.documents.province import (
    Blocked,
    BlockListSaved,
    MessageSent,
    PriceRecommended,
    RecommendedPrice,
    Withdrawn,
)
from koperasi_pos.journal.documents.purchases import GoodsOrdered, GoodsReceived, OrderClosed, OrderLine, ReceivedLine
from koperasi_pos.journal.documents.sales import (
    Approval,
    BasketDropped,
    CategoryPart,
    Payment,
    RefundCompleted,
    RefundLine,
    RemovedLine,
    SaleCompleted,
    SaleCustomer,
    SaleLine,
)
from koperasi_pos.journal.documents.shifts import (
    CashierChanged,
    CashierTotal,
    CashMoved,
    Denomination,
    DrawerOpened,
    ShiftClosed,
    ShiftOpened,
    WayTotal,
)
from koperasi_pos.journal.documents.shops import DiscountCap, ShopSaved, StockPolicy, TillStarted
from koperasi_pos.journal.documents.staff import StaffSaved
from koperasi_pos.journal.documents.stock import StockAdjusted, StockLine
from koperasi_pos.journal.documents.suppliers import (
    GoodsReturned,
    PaidPart,
    ReturnedLine,
    SupplierPaid,
    SupplierSaved,
)
from koperasi_pos.journal.documents.visits import (
    SettlementPaid,
    SettlementWithdrawn,
    VisitAnswered,
    VisitAsked,
    VisitClosed,
    VisitEnded,
    VisitGoods,
    VisitLine,
    VisitPaid,
    VisitsAgreed,
    VisitsSettled,
    VisitStopped,
)
from koperasi_pos.journal.documents.workshop import (
    GoodsPlaced,
    PlacedLine,
    RecipePart,
    RecipeSaved,
    StockTurned,
    TurnedLine,
)

KINDS: dict[str, type[Document]] = {
    document.kind: document
    for document in (
        ShopSaved,
        TillStarted,
        StaffSaved,
        ProductSaved,
        PictureSaved,
        PersonSaved,
        PersonForgotten,
        PromotionSaved,
        StockAdjusted,
        SaleCompleted,
        RefundCompleted,
        BasketDropped,
        ShiftOpened,
        CashierChanged,
        CashMoved,
        DrawerOpened,
        ShiftClosed,
        ConsignorSaved,
        ConsignmentMoved,
        ConsignmentSettled,
        ConsignorPaid,
        CategorySaved,
        SupplierSaved,
        GoodsOrdered,
        OrderClosed,
        GoodsReceived,
        SupplierPaid,
        GoodsReturned,
        RecipeSaved,
        StockTurned,
        GoodsPlaced,
        CountOpened,
        StockTallied,
        StockCounted,
        MessageSent,
        PriceRecommended,
        BlockListSaved,
        Withdrawn,
        CardRulesSaved,
        AccountOpened,
        AccountStateSaved,
        AccountPinSaved,
        PinLocked,
        LimitsSaved,
        LimitRaised,
        CardIssued,
        CardStateSaved,
        CardViewed,
        CardProved,
        CardRefused,
        ToppedUp,
        CashedOut,
        BalanceMoved,
        AllowanceSettled,
        RightsAsked,
        RightsOut,
        RightsIn,
        RightsReclaimed,
        ReclaimSettled,
        VisitsAgreed,
        VisitAsked,
        VisitEnded,
        VisitAnswered,
        VisitStopped,
        VisitClosed,
        VisitPaid,
        VisitsSettled,
        SettlementPaid,
        SettlementWithdrawn,
    )
}
"""Every kind there ever was; kinds are added, never renamed or reused."""

LIFTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""(kind, old version) → the body one version newer; applied in turn when an old body is read."""


class UnknownKind(Exception):
    """A document of a kind that this program is too old to know; it is kept as it is."""


def read_document(kind: str, version: int, body: dict[str, Any]) -> Document:
    """The document of a stored body; lifts old versions. Raises `UnknownKind` or pydantic's `ValidationError`."""
    try:
        form = KINDS[kind]
    except KeyError:
        raise UnknownKind(kind) from None
    while version < form.version:
        body = LIFTS[kind, version](body)
        version += 1
    return form.model_validate(body)


__all__ = [
    "KINDS",
    "LIFTS",
    "AccountOpened",
    "AccountPinSaved",
    "AccountStateSaved",
    "AllowanceSettled",
    "Approval",
    "BalanceMoved",
    "BasketDropped",
    "BlockListSaved",
    "Blocked",
    "BundlePart",
    "CardIssued",
    "CardProved",
    "CardRefused",
    "CardRulesSaved",
    "CardStateSaved",
    "CardViewed",
    "CashMoved",
    "CashedOut",
    "CashierChanged",
    "CashierTotal",
    "CategoryPart",
    "CategorySaved",
    "ConsignedLine",
    "ConsignmentMoved",
    "ConsignmentSettled",
    "ConsignorPaid",
    "ConsignorSaved",
    "CountOpened",
    "CountedLine",
    "Denomination",
    "DiscountCap",
    "Document",
    "DrawerOpened",
    "GoodsOrdered",
    "GoodsPlaced",
    "GoodsReceived",
    "GoodsReturned",
    "Hours",
    "Limit",
    "LimitRaised",
    "LimitsSaved",
    "MessageSent",
    "OrderClosed",
    "OrderLine",
    "Pack",
    "PaidPart",
    "Part",
    "Payment",
    "PersonForgotten",
    "PersonSaved",
    "PictureSaved",
    "PinLocked",
    "PlacedLine",
    "Price",
    "PriceRecommended",
    "ProductSaved",
    "PromotionSaved",
    "ReceivedLine",
    "RecipePart",
    "RecipeSaved",
    "ReclaimSettled",
    "ReclaimedBack",
    "ReclaimedLine",
    "ReclaimedTransfer",
    "RecommendedPrice",
    "RefundCompleted",
    "RefundLine",
    "RemovedLine",
    "ReturnedLine",
    "RightsAsked",
    "RightsIn",
    "RightsOut",
    "RightsReclaimed",
    "SaleCompleted",
    "SaleCustomer",
    "SaleLine",
    "SettledDay",
    "SettledLine",
    "SettlementPaid",
    "SettlementWithdrawn",
    "ShiftClosed",
    "ShiftOpened",
    "ShopSaved",
    "StaffSaved",
    "StockAdjusted",
    "StockCounted",
    "StockLine",
    "StockPolicy",
    "StockTallied",
    "StockTurned",
    "SupplierPaid",
    "SupplierSaved",
    "TallyLine",
    "TillStarted",
    "TopUpLine",
    "ToppedUp",
    "TurnedLine",
    "UnknownKind",
    "VisitAnswered",
    "VisitAsked",
    "VisitClosed",
    "VisitEnded",
    "VisitGoods",
    "VisitLine",
    "VisitPaid",
    "VisitStopped",
    "VisitsAgreed",
    "VisitsSettled",
    "WayTotal",
    "Withdrawn",
    "read_document",
]
