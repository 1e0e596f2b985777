"""Terms: the name people read for a key of the trade, such as a role, a way to pay or the state of a print."""

from __future__ import annotations

from koperasi_pos.words.catalogues import N_, _

TERMS: dict[str, dict[str, str]] = {
    "role": {
        "cashier": N_("Cashier"),
        "head": N_("Head of shop"),
        "treasurer": N_("Treasurer"),
        "supervisor": N_("Pengasuh or mudabbir"),
    },
    "way": {
        "cash": N_("Cash"),
        "transfer": N_("Transfer"),
        "edc": N_("Card machine (EDC)"),
        "card": N_("Santri card"),
        "qris": N_("QRIS"),
        "kasbon": N_("On credit"),
    },
    "pay_way": {
        "drawer": N_("Cash from the drawer"),
        "safe": N_("Cash from the safe"),
        "transfer": N_("Transfer"),
        "returned": N_("Goods returned"),
    },
    "tier": {
        "retail": N_("Retail"),
        "wholesale": N_("Wholesale"),
        "member": N_("Member"),
        "santri": N_("Santri"),
    },
    "pillar": {
        "": N_("No pillar"),
        "santripreneur": N_("Santripreneur"),
        "pesantrenpreneur": N_("Pesantrenpreneur"),
        "sociopreneur": N_("Sociopreneur"),
    },
    "tax_class": {
        "taxed": N_("Taxed (PPN)"),
        "exempt": N_("Exempt from PPN"),
        "luxury": N_("Luxury goods"),
    },
    "purpose": {
        "in": N_("Cash in"),
        "out": N_("Cash out"),
        "safe": N_("Deposit to the safe"),
        "no_sale": N_("Drawer opened without a sale"),
        "consignor": N_("Paid to a consignor"),
        "top_up": N_("Put onto cards"),
        "card_out": N_("Paid out from cards"),
    },
    "print": {
        "waiting": N_("Waiting to be printed"),
        "sending": N_("Being printed"),
        "done": N_("Printed"),
        "stuck": N_("Printing failed"),
        "unsure": N_("Perhaps printed"),
        "dropped": N_("Printing dropped"),
    },
    "form": {
        "receipt": N_("Receipt"),
        "refund": N_("Refund slip"),
        "shift": N_("Shift report"),
        "cash": N_("Cash slip"),
        "day": N_("Sales report"),
        "label": N_("Price label"),
        "drawer": N_("Cash drawer"),
        "consigned": N_("Consignment slip"),
        "settlement": N_("Settlement with a consignor"),
        "payout": N_("Payment to a consignor"),
        "top_up": N_("Top-up slip"),
        "card_out": N_("Cash-out slip"),
        "card_moved": N_("Slip of money moved"),
        "card_balance": N_("Balance slip"),
        "test": N_("Test print"),
    },
    "promotion": {
        "n_for_m": N_("Take n, pay m"),
        "percent": N_("Percent off"),
        "bundle": N_("Bundle price"),
    },
    "tier_wins": {
        "lowest": N_("Lowest price wins"),
        "tier": N_("Customer's own price wins"),
    },
    "stock_reason": {
        "opening": N_("Opening stock"),
    },
    "movement": {
        "opening": N_("Opening stock"),
        "received": N_("Received"),
        "returned": N_("Returned to the supplier"),
        "dated": N_("Dates set right"),
        "damaged": N_("Damaged"),
        "lost": N_("Lost"),
        "expired": N_("Past its date"),
        "own_use": N_("Used by the shop"),
        "gift": N_("Given away"),
        "counted": N_("Difference of a count"),
        "turned_out": N_("Used up"),
        "turned_in": N_("Made or repacked"),
        "sale": N_("Sold"),
        "refund": N_("Came back"),
        "refund_damaged": N_("Came back damaged"),
        "settled": N_("Cost of goods sold before they came"),
        "brought": N_("Brought on consignment"),
        "taken_home": N_("Given back to the consignor"),
        "consigned": N_("Due to the consignor"),
        "consigned_lost": N_("Consigned goods lost"),
    },
    "stock_state": {
        "": N_("Everything"),
        "low": N_("Low"),
        "none": N_("None left"),
        "negative": N_("Below zero"),
        "expiring": N_("Expiring"),
        "slow": N_("Slow"),
    },
    "stock_policy": {
        "": N_("As the shop does"),
        "sell": N_("Sell and flag"),
        "ask": N_("Ask for approval"),
        "refuse": N_("Refuse"),
    },
    "cause": {
        "never_received": N_("Never booked as received"),
        "on_its_way": N_("Ordered, and perhaps here already"),
        "wrong_unit": N_("Received in the wrong unit"),
        "code_twice": N_("Another product has the same code"),
        "never_counted": N_("Never counted"),
    },
    "right": {
        "sell": N_("Selling"),
        "shift": N_("Opening and closing shifts"),
        "cash_in": N_("Cash in"),
        "cash_out": N_("Cash out"),
        "drawer": N_("Opening the drawer"),
        "discount": N_("Discount above the limit"),
        "price": N_("Price changed by hand"),
        "refund": N_("Refund"),
        "reports": N_("Reports"),
        "products": N_("Products"),
        "persons": N_("Customers"),
        "promotions": N_("Promotions"),
        "consignment": N_("Consigned goods"),
        "consignors": N_("Consignors and their terms"),
        "consigned_loss": N_("Writing off consigned goods"),
        "receive": N_("Buying and receiving goods"),
        "pay_supplier": N_("Paying suppliers"),
        "move_stock": N_("Writing off and moving goods"),
        "count": N_("Counting stock"),
        "count_post": N_("Booking a count"),
        "negative_stock": N_("Selling what is not there"),
        "top_up": N_("Putting money onto cards"),
        "card_block": N_("Blocking a card"),
        "cards": N_("Accounts and cards"),
        "card_out": N_("Paying out from cards"),
        "card_move": N_("Moving money between cards"),
        "card_by_hand": N_("Paying without the card"),
        "card_limits": N_("Limits of a card"),
        "card_raise": N_("Going beyond the limits of a card once"),
        "card_freeze": N_("Freezing an account"),
        "card_rules": N_("Rules for cards"),
        "card_rights": N_("Rights to spend what is on cards"),
        "card_figures": N_("Balances and movements of cards"),
        "staff": N_("Staff"),
        "shop": N_("Shop settings"),
        "upkeep": N_("Backups and checks"),
    },
    "flag": {
        "clock_back": N_("The clock had been set back"),
        "imported": N_("Rung up from a file"),
        "unrecorded": N_("Written down afterwards"),
        "negative_stock": N_("More than the books say was sold"),
    },
    "consignor": {
        "santri": N_("Santri"),
        "wali": N_("Guardian (wali)"),
        "neighbour": N_("Neighbour"),
        "umkm": N_("Small business (UMKM)"),
        "supplier": N_("Supplier"),
    },
    "bearer": {
        "consignor": N_("The consignor"),
        "shop": N_("The shop"),
        "shared": N_("Each one half"),
    },
    "payout": {
        "cash": N_("Cash from the drawer"),
        "transfer": N_("Transfer"),
        "later": N_("Paid later"),
        "card": N_("To the card"),
    },
    "consignment": {
        "brought": N_("Brought"),
        "returned": N_("Given back"),
        "lost": N_("Lost or spoiled"),
        "settled": N_("Settled"),
        "paid": N_("Paid"),
    },
    "account_sort": {
        "santri": N_("Kartu Santri"),
        "opop": N_("Kartu OPOP"),
    },
    "account_state": {
        "active": N_("Active"),
        "frozen": N_("Frozen"),
        "closed": N_("Closed"),
    },
    "card_state": {
        "inactive": N_("Not handed out yet"),
        "active": N_("Active"),
        "lost": N_("Lost, dead for ever"),
    },
    "medium": {
        "printed": N_("Printed (QR and bar code)"),
        "uid": N_("Chip (number)"),
        "sun": N_("Chip that proves itself (NTAG 424)"),
    },
    "freeze": {
        "leave": N_("on leave"),
        "punishment": N_("punishment"),
        "wali": N_("wish of the wali"),
        "lost": N_("card lost"),
        "other": N_("another reason"),
    },
    "person_sort": {
        "": N_("Not said"),
        "santri": N_("Santri"),
        "member": N_("Member"),
        "ustadz": N_("Ustadz or ustadzah"),
        "wali": N_("Guardian (wali)"),
        "public": N_("Public"),
    },
    "period": {
        "purchase": N_("a purchase"),
        "day": N_("a day"),
        "week": N_("a week"),
        "month": N_("a month"),
    },
    "pin_rule": {
        "never": N_("Never"),
        "above": N_("Above a sum"),
        "always": N_("Always"),
    },
    "top_up_way": {
        "cash": N_("Cash at the counter"),
        "transfer": N_("Transfer with proof"),
        "allowance": N_("Allowance from a sheet"),
        "consignment": N_("Consigned goods sold"),
    },
    "out_purpose": {
        "holiday": N_("Holiday"),
        "closing": N_("Account closed (boyong)"),
        "other": N_("Another reason"),
    },
    "card_movement": {
        "sale": N_("Purchase"),
        "refund": N_("Came back"),
        "top_up": N_("Put on"),
        "cash_out": N_("Paid out"),
        "moved": N_("Moved"),
        "fee": N_("Fee for a new card"),
    },
    "card_view": {
        "account": N_("the account"),
        "movements": N_("the movements"),
        "statement": N_("the statement"),
        "photo": N_("the photo"),
    },
    "till_reason": {
        "new": N_("New till"),
        "restored": N_("Restored from a backup"),
        "second": N_("Further till"),
    },
}
"""By kind, then key; a key that is not here is shown as it is stored."""


def term(kind: str, key: str) -> str:
    """What people read for `key` of `kind` (`role`, `way`, `tier` …); `KeyError` for an unknown kind.

    An unknown key comes back as it is: a newer till may write one that this program does not know yet.
    """
    english = TERMS[kind].get(key)
    return key if english is None else _(english)


def terms(kind: str) -> dict[str, str]:
    """Every key of a kind with what people read for it, in the order of the trade."""
    return {key: _(english) for key, english in TERMS[kind].items()}
