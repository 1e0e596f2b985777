"""Everything a person can have in front: each page with its parts, and each question, opened on a running till."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from koperasi_pos.operations import (
    accounts,
    baskets,
    card_counter,
    card_limits,
    card_reports,
    card_sheets,
    printing,
    products,
    refunds,
)
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.card_doubles import Double, FoundDouble
from koperasi_pos.operations.card_reclaims import DoubleReclaim, DoubleRow
from koperasi_pos.operations.card_rights import Exposure
from koperasi_pos.operations.till import Till
from koperasi_pos.operations.visits import VisitView
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.tenders import TenderPart
from koperasi_pos.ui.dialogs import ask_dialog, selling_dialogs
from koperasi_pos.ui.dialogs.account_dialogs import FreezeDialog, IssueDialog, MoveDialog, PayOutDialog
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.card_doubles_dialog import DoublesDialog
from koperasi_pos.ui.dialogs.card_holder_dialog import DeadHolderDialog
from koperasi_pos.ui.dialogs.card_limits_dialog import LimitsDialog
from koperasi_pos.ui.dialogs.card_pin_dialog import CardPinDialog
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.dialogs.card_rules_dialog import CardRulesDialog
from koperasi_pos.ui.dialogs.card_sheets_dialogs import AllowancesDialog, ImportSantriDialog
from koperasi_pos.ui.dialogs.cash_dialog import CashDialog
from koperasi_pos.ui.dialogs.cashier_dialog import CashierDialog
from koperasi_pos.ui.dialogs.close_shift_dialog import CloseShiftDialog
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.double_reclaims_dialog import DoubleReclaimsDialog
from koperasi_pos.ui.dialogs.enrol_dialog import EnrolDialog
from koperasi_pos.ui.dialogs.fetch_dialog import FetchDialog
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.menu_dialog import MenuDialog
from koperasi_pos.ui.dialogs.network_dialog import NetworkDialog
from koperasi_pos.ui.dialogs.new_account_dialog import NewAccountDialog
from koperasi_pos.ui.dialogs.note_dialog import NoteDialog
from koperasi_pos.ui.dialogs.part_dialog import PartDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.price_history_dialog import PriceHistoryDialog
from koperasi_pos.ui.dialogs.printed_dialog import PrintedDialog
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.dialogs.removed_dialog import RemovedDialog
from koperasi_pos.ui.dialogs.restore_dialog import RestoreDialog
from koperasi_pos.ui.dialogs.self_check_dialog import SelfCheckDialog
from koperasi_pos.ui.dialogs.start_dialog import StartDialog, WayOut
from koperasi_pos.ui.dialogs.tiles_dialog import TilesDialog
from koperasi_pos.ui.dialogs.top_up_dialog import TopUpDialog
from koperasi_pos.ui.dialogs.visit_pin_dialog import VisitPinDialog
from koperasi_pos.ui.main_window import HIDDEN_PAGES, PAGES
from koperasi_pos.ui.widgets.account_panel import WholeAccount
from koperasi_pos.values import ZERO, Quantity, Refusal, Rupiah
from tests.card_holders import limits
from tests.counter import HEAD, sell
from tests.ui.card_hands import ahmad, day_limit, with_photo
from tests.ui.goods import head_at
from tests.ui.hands import Hands
from tests.ui.selling import NOODLES, SOAP, WATER

SAMPLE = Path(__file__).parents[1] / "samples" / "items_coded_units.csv"

PARTS = {
    "settings": ("shop", "goods", "people", "machine", "upkeep"), "reports": ("day", "items", "activity"),
}  # fmt: skip
"""Parts of pages that show one part at a time with `show_part`."""

PAGE_NAMES = [
    "sign_in",
    *(name for name in [page[0] for page in PAGES] + list(HIDDEN_PAGES) if name not in PARTS),
    *(f"{name}-{part}" for name, parts in PARTS.items() for part in parts),
]
"""Every page, and where it has parts each of them."""


def in_front(hands: Hands, wanted: str) -> QWidget:
    """The page of this name in front, with something in it to look at; the whole window is around it."""
    window = hands.running.window
    if wanted != "sign_in":
        head_at(hands)
        name, _dash, part = wanted.partition("-")
        if name in ("sell", "receipts"):
            _sold(hands)
        window.show_page(name)
        hands.settle()
        page: Any = window.page(name)
        _fill(hands, name, page)
        if part:
            page.show_part(part)
        hands.settle()
    found = window.current()
    assert found is not None
    return found


def _sold(hands: Hands) -> None:
    till = hands.running.till
    row = next(row for row in products.find_products(till, "") if row.name.startswith("Sabun"))
    sell(till, (row.document, 2000), by=HEAD)
    hands.settle()


def _fill(hands: Hands, name: str, page: Any) -> None:
    if name == "sell":
        for code in (NOODLES, WATER, SOAP):
            hands.scan(code)
        hands.press(Qt.Key.Key_Delete)
    elif name == "cards":
        page.show_account(_who(hands).view.account)
    elif name == "item_import":
        page.read(SAMPLE)
    elif name == "products":
        page.form.add_pack()
        page.form.show_picture("x", b"")
        page.form.picture.remove.show()
    elif name == "promotions":
        page.form.category.set_value("Kitab")


def _basket(till: Till) -> Basket:
    basket = baskets.new_basket(till)
    for row in [row for row in products.find_products(till, "") if not row.document.open_price][:2]:
        basket = basket.add(row.document, quantity=Quantity.of(1))
    return basket


def _nothing(*_facts: object) -> None:
    """What a question tells is not wanted here."""


def _payment(hands: Hands, window: QWidget) -> Dialog:
    dialog = PaymentDialog(Rupiah(12_760), 100, _nothing, parent=window)
    dialog._take_part(TenderPart(way="transfer", amount=Rupiah(5_000), reference="BJ-77"))
    dialog.received.set_amount(10_000)
    dialog.give_change.setChecked(True)
    return dialog


def _refund(hands: Hands, window: QWidget) -> Dialog:
    till = hands.running.till
    _sold(hands)
    return RefundDialog(hands.running.desk, refunds.refundable(till, "K1-000001"), _nothing, window)


def _printed(hands: Hands, window: QWidget) -> Dialog:
    queued = printing.queue_test(hands.running.till, by=HEAD)
    return PrintedDialog(hands.running.desk, queued.value, _nothing, window)


def _removed(hands: Hands, window: QWidget) -> Dialog:
    basket = _basket(hands.running.till)
    return RemovedDialog(basket.without(basket.lines[0].key).removed, window)


def _held(hands: Hands, window: QWidget) -> Dialog:
    till = hands.running.till
    baskets.hold_basket(till, _basket(till), label="Bu Ani", total=5_600, by=HEAD)
    return selling_dialogs.HeldDialog(baskets.held(till), _nothing, window)


def _choice(hands: Hands, window: QWidget) -> Dialog:
    return selling_dialogs.ChoiceDialog(
        NOODLES, list(products.by_code(hands.running.till, NOODLES)) * 2, _nothing, window
    )


def _first(hands: Hands) -> products.ProductRow:
    return products.find_products(hands.running.till, "")[0]


def _who(hands: Hands) -> ShownCard:
    """A santri with a card, a photo and a limit."""
    till = hands.running.till
    found = accounts.find_accounts(till, "Ahmad Fauzi")
    view = found[0] if found else ahmad(till)
    if not found:
        with_photo(till, view)
        limits(till, view.account, *day_limit(20_000))
        hands.settle()
    return card_counter.show_account(till, view.account)


def _card_payment(hands: Hands, window: QWidget) -> Dialog:
    shown, page = _who(hands), hands.running.window.page("sell")
    for code in (NOODLES, SOAP):
        hands.scan(code)
    page.cards.take(shown)  # type: ignore[attr-defined]
    hands.settle()
    counter = page.counter  # type: ignore[attr-defined]
    return PaymentDialog(
        counter.priced.total, 100, _nothing, cards=page.cards, from_card=Rupiah(4_000), parent=window,  # type: ignore[attr-defined]
    )  # fmt: skip


def _card_refused(hands: Hands, window: QWidget) -> Dialog:
    shown, page = _who(hands), hands.running.window.page("sell")
    for code in (NOODLES, SOAP):
        hands.scan(code)
    refusal = Refusal(
        "card_limit", period="day", most=Rupiah(20_000), left=Rupiah(4_000), over=Rupiah(3_600),
        category=[], goods=["Sabun mandi 110 g"],
    )  # fmt: skip
    return CardRefusedDialog(
        hands.running.desk,
        page.counter,  # type: ignore[attr-defined]
        shown,
        refusal,
        _nothing,
        _nothing,
        window,
    )


def _top_up(hands: Hands, window: QWidget) -> Dialog:
    dialog = TopUpDialog(hands.running.desk, _who(hands), window)
    dialog.way.set_value("transfer")
    dialog._show_way()
    dialog.done_words.setText("Contoh: Rp20.000")
    dialog.done_words.show()
    return dialog


def _self_check(hands: Hands, window: QWidget) -> Dialog:
    shown = _who(hands)
    dialog = SelfCheckDialog(hands.running.desk, window)
    dialog._show((shown, card_reports.account_lines(hands.running.till, shown.view.account, limit=10)))
    return dialog


def _whole(hands: Hands) -> WholeAccount:
    till, shown = hands.running.till, _who(hands)
    return WholeAccount(
        shown, [], accounts.cards_of(till, shown.view.account), card_limits.wali_limits(till, shown.view.account),
        card_limits.card_rules(till),
    )  # fmt: skip


def _more(hands: Hands, window: QWidget) -> Dialog:
    page: Any = hands.running.window.page("cards")
    page.acts.more(_whole(hands))
    found = page.findChild(MenuDialog)
    assert isinstance(found, Dialog)
    return found


def _sheet(hands: Hands, window: QWidget) -> Dialog:
    till = hands.running.till
    file = till.home / "santri.csv"
    file.write_text("NIS,Nama,Kelas\n1,Hasan,7A\n,Tanpa NIS,7A\n", encoding="utf-8")
    return ImportSantriDialog(hands.running.desk, file, card_sheets.plan_santri(till, file), window)


def _allowances(hands: Hands, window: QWidget) -> Dialog:
    till = hands.running.till
    file = till.home / "saku.csv"
    file.write_text("NIS,Nama,Jumlah\n2024001,Ahmad,50000\n9,Tak Ada,1\n", encoding="utf-8")
    return AllowancesDialog(hands.running.desk, card_sheets.plan_allowances(till, file), window)


CARD_DIALOGS: dict[str, Callable[[Hands, QWidget], Dialog]] = {
    "card_payment": _card_payment, "card_refused": _card_refused, "top_up": _top_up, "self_check": _self_check,
    "cards_more": _more, "santri_sheet": _sheet, "allowances": _allowances,
    "card_pin": lambda hands, window: CardPinDialog(_who(hands), Rupiah(12_000), _nothing, window, wrong="Contoh"),
    "pay_out": lambda hands, window: PayOutDialog(hands.running.desk, _who(hands), _nothing, window),
    "freeze": lambda hands, window: FreezeDialog(hands.running.desk, _who(hands), _nothing, window),
    "move_balance": lambda hands, window: MoveDialog(hands.running.desk, _who(hands), _nothing, window),
    "card_issue": lambda hands, window: IssueDialog(
        hands.running.desk, _who(hands), _nothing, window, replaces=True
    ),
    "card_limits": lambda hands, window: LimitsDialog(
        hands.running.desk, _who(hands), _whole(hands).limits, _nothing, window
    ),
    "card_rules": lambda hands, window: CardRulesDialog(
        hands.running.desk, card_limits.card_rules(hands.running.till), window
    ),
    "new_account": lambda hands, window: NewAccountDialog(hands.running.desk, _nothing, window),
    "dead_till": lambda hands, window: DeadHolderDialog(
        hands.running.desk, [Exposure("ab" * 8, 1, "K2", 3, Rupiah(70_000), False)], window
    ),
    "doubles": lambda hands, window: DoublesDialog(
        hands.running.desk,
        [FoundDouble(
            Double("d", "a", "Ahmad Fauzi Nur Rahmatullah", 150_000, "Uang saku November minggu 4", 20261124, "ab" * 8,
                   "K2", "November pekan ke-4", 20261123, "K1"), Rupiah(150_000), True,
        )], window,
    ),
    "visit_pin": lambda hands, window: VisitPinDialog(
        VisitView("v", "refused", ZERO, "Siti Aisyah Nur Rahmatullah", "9A", "Pesantren Al-Hikmah"), Rupiah(75_000),
        _nothing, lambda: None, window,
    ),
    "double_reclaims": lambda hands, window: DoubleReclaimsDialog(
        hands.running.desk,
        [DoubleReclaim(
            "d", "K2", 20261124, "K1", 20261123, "K3", "ab" * 8, 1, (DoubleRow("a", "Ahmad", 150_000, 90_000),), True,
        )], window,
    ),
}  # fmt: skip
"""Every question about cards."""


DIALOGS: dict[str, Callable[[Hands, QWidget], Dialog]] = {
    **{f"cash-{purpose}": lambda hands, window, purpose=purpose: CashDialog(purpose, _nothing, window)  # type: ignore[misc]
       for purpose in ("in", "out", "safe", "no_sale")},
    "approval": lambda hands, window: ApprovalDialog(hands.running.desk, "discount", _nothing, window),
    "cashier": lambda hands, window: CashierDialog(hands.running.desk, _nothing, window),
    "close_shift": lambda hands, window: CloseShiftDialog(_nothing, warning="Contoh", parent=window),
    "text": lambda hands, window: ask_dialog.TextDialog("Contoh", "Catatan", _nothing, parent=window),
    "money": lambda hands, window: ask_dialog.MoneyDialog("Contoh", "Jumlah", _nothing, parent=window),
    "yes_no": lambda hands, window: ask_dialog.YesNoDialog("Contoh", "Begitu?", _nothing, parent=window),
    "labels": lambda hands, window: LabelsDialog(hands.running.desk, _first(hands), list, window),
    "tiles": lambda hands, window: TilesDialog(hands.running.desk, window),
    "history": lambda hands, window: PriceHistoryDialog(
        hands.running.desk, _first(hands).id, _first(hands).name, window
    ),
    "note": lambda hands, window: NoteDialog(None, _basket(hands.running.till), _nothing, window),
    "discount": lambda hands, window: selling_dialogs.DiscountDialog(
        None, _basket(hands.running.till), _nothing, window
    ),
    "quantity": lambda hands, window: selling_dialogs.QuantityDialog("Contoh", "pcs", _nothing, parent=window),
    "price": lambda hands, window: selling_dialogs.PriceDialog("Contoh", _nothing, parent=window),
    "price_check": lambda hands, window: selling_dialogs.PriceCheckDialog(hands.running.desk, window),
    "customer": lambda hands, window: selling_dialogs.CustomerDialog(hands.running.desk, _nothing, window),
    "part": lambda hands, window: PartDialog(Rupiah(5_000), _nothing, window),
    "restore": lambda hands, window: RestoreDialog(hands.running.till.home / "other", _nothing, window),
    "start": lambda hands, window: StartDialog(
        hands.running.till.home / "other", "Contoh", WayOut.BACKUP, window
    ),
    "enrol": lambda hands, window: EnrolDialog(hands.running.desk, _nothing, parent=window),
    "fetch": lambda hands, window: FetchDialog(hands.running.till.home / "other", _nothing, _nothing, window),
    "network": lambda hands, window: NetworkDialog(hands.running.desk, window),
    "payment": _payment, "refund": _refund, "printed": _printed, "removed": _removed, "held": _held, "choice": _choice,
    **CARD_DIALOGS,
}  # fmt: skip
"""Every question of the till, by a short name."""


def ask(hands: Hands, name: str) -> Dialog:
    """This question, open above the till page."""
    head_at(hands)
    dialog = DIALOGS[name](hands, hands.running.window)
    dialog.open()
    hands.wait(dialog.isVisible)
    QApplication.processEvents()
    return dialog


def answered(hands: Hands, dialog: Dialog) -> None:
    """Take the question away."""
    dialog.reject()
    hands.settle()


def tab_stops(within: QWidget) -> list[QWidget]:
    """What the Tab key comes to within a widget, in its order."""
    stops: list[QWidget] = []
    at = within.nextInFocusChain()
    while at is not None and at is not within:
        reached = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.isVisible() and at.isEnabled()
        if reached and within.isAncestorOf(at) and at.focusProxy() is None:
            stops.append(at)
        at = at.nextInFocusChain()
    if isinstance(within, Dialog):
        # The order is a ring; in a question it begins behind OK.
        begin = max((stops.index(b) + 1 for b in (within.ok_button, within.cancel_button) if b in stops), default=0)
        stops = stops[begin:] + stops[:begin]
    return stops
