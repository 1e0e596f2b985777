"""Terms of cards and accounts: their states, ways money goes on and off them, what was refused and looked at."""

from __future__ import annotations

from koperasi_pos.words.catalogues import N_

CARD_TERMS: dict[str, dict[str, str]] = {
    "account_sort": {
        "santri": N_("Kartu Santri"),
        "opop": N_("Kartu OPOP"),
    },
    "account_state": {
        "active": N_("Active"),
        "frozen": N_("Frozen"),
        "closed": N_("Closed for good"),
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
        "visit": N_("Goods given back at another pesantren"),
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
    "card_refusal": {
        "account_frozen": N_("account frozen"),
        "account_closed": N_("account closed"),
        "card_lost": N_("a lost card"),
        "card_inactive": N_("a card not handed out"),
        "card_allergen": N_("an allergen"),
        "card_no_buy": N_("goods the wali does not want"),
        "card_blocked_category": N_("a blocked category"),
        "card_hours": N_("outside the hours"),
        "card_limit": N_("beyond a limit"),
        "card_limit_category": N_("beyond the limit of a category"),
        "card_limit_elsewhere": N_("limits kept at another till"),
        "card_short": N_("not enough on it"),
        "card_rights_elsewhere": N_("not spendable at this till"),
        "card_pin_wrong": N_("wrong PIN"),
        "card_pin_locked": N_("PIN locked"),
        "card_blocked": N_("blocked by the province"),
        "card_unproved": N_("a signed card without its proof"),
        "card_copied": N_("a proof shown before, perhaps a copy"),
        "card_foreign": N_("signed with other keys, perhaps forged"),
        "card_mixed": N_("the proof of another card"),
    },
    "card_view": {
        "account": N_("the account"),
        "movements": N_("the movements"),
        "statement": N_("the statement"),
        "photo": N_("the photo"),
    },
}
"""Looked up with the other terms (`words.terms.term`)."""
